/// Shared networks: subnets on one link, any of which may serve a client.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

constexpr std::uint8_t time_servers = 4;

Query selecting(unsigned client, std::string_view address) {
  return request(client).requested(address).server("192.0.2.1");
}
Query phone(Query query) {
  return query.option(option4::vendor_class, text("phone"));
}

/// A network of 192.0.2.0/24 (two addresses) and 10.0.0.0/24 (three), with what is put into each.
std::string network(std::string_view in_first = "", std::string_view in_second = "",
                    std::string_view in_network = "", std::string_view global = "") {
  return R"({"Dhcp4": {)" + std::string(global) + R"("shared-networks": [{"name": "floor", )" +
         std::string(in_network) + R"("subnet4": [
           {"id": 1, "subnet": "192.0.2.0/24", )" +
         std::string(in_first) + R"("pools": [{"pool": "192.0.2.10-192.0.2.11"}]},
           {"id": 2, "subnet": "10.0.0.0/24", )" +
         std::string(in_second) + R"("pools": [{"pool": "10.0.0.10-10.0.0.12"}]}]}]}})";
}
constexpr auto for_phones = R"("client-class": "VENDOR_CLASS_phone", )";

TEST_CASE("when the selected subnet is full the next one serves, with its own options") {
  Server server(network(R"("option-data": [{"name": "time-servers", "data": "192.0.2.4"}], )",
                        R"("option-data": [{"name": "time-servers", "data": "10.0.0.4"}], )"));
  CHECK(server.lease(1)->yiaddr() == ip("192.0.2.10"));
  CHECK(server.lease(2)->yiaddr() == ip("192.0.2.11"));
  CHECK(server.book.count("DHCP4_SUBNET_DYNAMICALLY_CHANGED") == 0);
  const auto third = server.ask(discover(3).asks_for({time_servers}));
  REQUIRE(third);
  CHECK(third->yiaddr() == ip("10.0.0.10"));
  CHECK(third->address(time_servers) == ip("10.0.0.4"));
  CHECK(third->address(option4::subnet_mask) == ip("255.255.255.0"));
  CHECK(server.book.count("DHCP4_SUBNET_DYNAMICALLY_CHANGED") == 1);
  CHECK(server.lease(3)->yiaddr() == ip("10.0.0.11"));
  CHECK(server.stored("10.0.0.11")->subnet_id == 2);
}

TEST_CASE("the search begins in the subnet that was selected, as long as none has given an address") {
  CHECK(Server(network()).ask(discover(1).giaddr("10.0.0.1"))->yiaddr() == ip("10.0.0.10"));
  CHECK(Server(network()).ask(discover(1))->yiaddr() == ip("192.0.2.10"));
}

TEST_CASE("the search goes on in the subnet that gave an address last, until it is full") {
  Server server(network("", "", "", R"("expired-leases-processing": {"hold-reclaimed-time": 0}, )"));
  const auto next = [&](unsigned client) {
    server.pass(std::chrono::seconds(1));
    return server.lease(client)->yiaddr();
  };
  CHECK(next(1) == ip("192.0.2.10"));
  CHECK(next(2) == ip("192.0.2.11"));
  CHECK(next(3) == ip("10.0.0.10"));
  server.ask(Query(MessageType4::release).client(1).ciaddr("192.0.2.10"));
  REQUIRE_FALSE(server.stored("192.0.2.10"));
  CHECK(next(4) == ip("10.0.0.11"));
  CHECK(next(5) == ip("10.0.0.12"));
  CHECK(next(6) == ip("192.0.2.10"));
}

TEST_CASE("when all subnets are full the network has failed, not the subnet") {
  Server server(network());
  for (unsigned client = 1; client <= 5; ++client) server.lease(client);
  CHECK_FALSE(server.ask(discover(6)));
  CHECK(server.count(Statistic4::v4_allocation_fail_shared_network) == 1);
  CHECK(server.count(Statistic4::v4_allocation_fail_subnet) == 0);
  CHECK(server.book.count("ALLOC_ENGINE_V4_ALLOC_FAIL_SHARED_NETWORK") == 1);
}

TEST_CASE("an address of another member subnet is offered and granted to who asks for it") {
  Server server(network());
  CHECK(server.ask(discover(1).requested("10.0.0.12"))->yiaddr() == ip("10.0.0.12"));
  const auto ack = server.ask(selecting(1, "10.0.0.12"));
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(server.stored("10.0.0.12")->subnet_id == 2);
}

TEST_CASE("a client's lease is found in any member: offered again, renewed, confirmed after a reboot") {
  Server server(network());
  REQUIRE(server.ask(selecting(1, "10.0.0.12"))->type() == MessageType4::ack);
  CHECK(server.ask(discover(1))->yiaddr() == ip("10.0.0.12"));
  CHECK(server.ask(request(1).ciaddr("10.0.0.12"))->type() == MessageType4::ack);
  CHECK(server.ask(request(1).requested("10.0.0.12"))->type() == MessageType4::ack);
  CHECK(server.ask(request(1).requested("192.0.2.10"))->type() == MessageType4::nak);
  CHECK(server.book.count("DHCP4_PACKET_NAK_0002") == 1);
}

TEST_CASE("a client has one lease in its network") {
  Server server(network());
  REQUIRE(server.ask(selecting(1, "10.0.0.12"))->type() == MessageType4::ack);
  REQUIRE(server.ask(selecting(1, "192.0.2.11"))->type() == MessageType4::ack);
  CHECK(server.stored("192.0.2.11"));
  CHECK_FALSE(server.stored("10.0.0.12"));
}

TEST_CASE("a reservation in another member subnet counts, for its owner and against others") {
  Server server(network("", R"("reservations": [
    {"hw-address": "02:00:00:00:00:07", "ip-address": "10.0.0.10", "hostname": "seven"}], )"));
  const auto ack = server.lease(7);
  CHECK(ack->yiaddr() == ip("10.0.0.10"));
  CHECK(ack->value(option4::host_name) == text("seven"));
  CHECK(server.ask(discover(1).requested("10.0.0.10"))->yiaddr() == ip("192.0.2.10"));
  CHECK(server.ask(selecting(1, "10.0.0.10"))->type() == MessageType4::nak);
}

TEST_CASE("the address of a global reservation is honoured in the member it belongs to") {
  Server server(
      network("", "", R"("reservations-global": true, )",
              R"("reservations": [{"hw-address": "02:00:00:00:00:07", "ip-address": "10.0.0.77"}], )"));
  CHECK(server.lease(7)->yiaddr() == ip("10.0.0.77"));
}

TEST_CASE("a member subnet with a class is for its members alone, who may use the others as well") {
  Server server(network(for_phones));
  CHECK(server.ask(phone(discover(1)))->yiaddr() == ip("192.0.2.10"));
  // The subnet of the link is not for this client, and no other one has an address of our interface.
  CHECK_FALSE(server.ask(discover(2)));
  CHECK(server.ask(discover(2).giaddr("10.0.0.1"))->yiaddr() == ip("10.0.0.10"));
  CHECK(server.ask(phone(discover(3)).giaddr("10.0.0.1"))->yiaddr() == ip("10.0.0.11"));
}

TEST_CASE("the search passes over member subnets that the client's classes forbid") {
  Server server(network("", for_phones));
  for (unsigned client = 1; client <= 2; ++client) server.lease(client);
  CHECK_FALSE(server.ask(discover(3)));
  CHECK(server.ask(phone(discover(3)))->yiaddr() == ip("10.0.0.10"));
  CHECK(server.ask(selecting(3, "10.0.0.10"))->type() == MessageType4::nak);
}

TEST_CASE("who has left the class of a member subnet is refused the address it holds there") {
  Server server(network("", for_phones));
  REQUIRE(server.ask(phone(selecting(1, "10.0.0.12")))->type() == MessageType4::ack);
  CHECK(server.ask(request(1).ciaddr("10.0.0.12"))->type() == MessageType4::nak);
  CHECK(server.ask(request(1).requested("10.0.0.12"))->type() == MessageType4::nak);
  CHECK(server.lease(1)->yiaddr() == ip("192.0.2.10"));
  CHECK_FALSE(server.stored("10.0.0.12"));
}

TEST_CASE("a class of the network holds besides those of its subnets") {
  Server server(network("", "", for_phones));
  CHECK_FALSE(server.ask(discover(1)));
  CHECK(server.ask(phone(discover(1))));
}

TEST_CASE("classes of a global reservation decide which member serves") {
  Server server(
      network("", R"("client-class": "chosen", )", R"("reservations-global": true, )",
              R"("reservations": [{"hw-address": "02:00:00:00:00:07", "client-classes": ["chosen"]}], )"));
  for (unsigned client = 1; client <= 2; ++client) server.lease(client);
  CHECK_FALSE(server.ask(discover(3)));
  CHECK(server.ask(discover(7))->yiaddr() == ip("10.0.0.10"));
}

TEST_CASE("classes of a global reservation take from a client the member that was selected without them") {
  Server server(network(R"("client-class": "unreserved", )", R"("client-class": "reserved", )",
                        R"("reservations-global": true, )",
                        R"j("client-classes": [{"name": "reserved"},
    {"name": "unreserved", "test": "not member('reserved')"}],
    "reservations": [{"hw-address": "02:00:00:00:00:07", "client-classes": ["reserved"]}], )j"));
  CHECK(server.ask(discover(1))->yiaddr() == ip("192.0.2.10"));
  CHECK(server.ask(discover(7))->yiaddr() == ip("10.0.0.10"));
  CHECK(server.ask(selecting(7, "192.0.2.11"))->type() == MessageType4::nak);
  CHECK(server.lease(7)->yiaddr() == ip("10.0.0.11"));
}

TEST_CASE("a class that is required is evaluated then, whether it is marked to wait or not") {
  const auto boot_file = [](std::string_view required) {
    Server server(network(std::string(required) + R"("reservations": [
      {"hw-address": "02:00:00:00:00:07", "client-classes": ["chosen"]}], )",
                          "", "", R"j("client-classes": [{"name": "chosen"},
      {"name": "dependent", "test": "member('chosen')", "boot-file-name": "chosen.img"}], )j"));
    return std::string(as_text(server.ask(discover(7))->packet().file()));
  };
  CHECK(boot_file("").empty());
  CHECK(boot_file(R"("require-client-classes": ["dependent"], )") == "chosen.img");
}

TEST_CASE("classes that the network requires come before those of the subnet") {
  const auto giving = [](std::string_view name, std::string_view address) {
    return R"({"name": ")" + std::string(name) +
           R"(", "test": "option[60].exists", "only-if-required": true,
              "option-data": [{"name": "time-servers", "data": ")" +
           std::string(address) + R"("}]})";
  };
  Server server(network(
      R"("require-client-classes": ["near"], )", "", R"("require-client-classes": ["far"], )",
      R"("client-classes": [)" + giving("near", "10.9.0.1") + ", " + giving("far", "10.9.0.2") + "], "));
  const auto offer = server.ask(phone(discover(1)).asks_for({time_servers}));
  REQUIRE(offer);
  CHECK(offer->address(time_servers) == ip("10.9.0.2"));
}

TEST_CASE("a reservation counts in its own subnet; where there is none, the global one does") {
  const auto reservation = [](std::string_view name, std::string_view more = "") {
    return R"("reservations": [{"hw-address": "02:00:00:00:00:07", "hostname": ")" + std::string(name) +
           R"(", "boot-file-name": ")" + std::string(name) + R"(", "client-classes": ["of )" +
           std::string(name) + R"("])" + std::string(more) + "}], ";
  };
  const std::string classes = R"("client-classes": [{"name": "of a", "server-hostname": "a"},
    {"name": "of b", "server-hostname": "b"}, {"name": "of g", "server-hostname": "g"}], )";
  constexpr auto globals = R"("reservations-global": true, )";
  constexpr auto address = R"(, "ip-address": "10.0.0.77")";
  const std::string global = classes + reservation("g");
  struct Row {
    const char* what;
    std::string config;
    unsigned others;  ///< clients that have a lease already
    const char* address;
    std::string_view host, class_of;
  };
  const Row table[] = {
      {"in the other subnet", network("", reservation("b"), "", classes), 0, "192.0.2.10", "", ""},
      {"in the other subnet, which serves", network("", reservation("b"), "", classes), 2, "10.0.0.10", "b",
       "b"},
      {"in the selected subnet, which is full", network(reservation("a"), "", "", classes), 2, "10.0.0.10",
       "", ""},
      {"in both", network(reservation("a"), reservation("b"), "", classes), 0, "192.0.2.10", "a", "a"},
      {"in both, the selected one full", network(reservation("a"), reservation("b"), "", classes), 2,
       "10.0.0.10", "b", "b"},
      {"with an address in the other subnet",
       network(reservation("a"), reservation("b", address), "", classes), 0, "10.0.0.77", "b", "b"},
      {"globally", network("", "", globals, global), 0, "192.0.2.10", "g", "g"},
      {"globally, and in the other subnet", network("", reservation("b"), globals, global), 0, "192.0.2.10",
       "g", "g"},
      {"globally, and in the other subnet, which serves: classes of both",
       network("", reservation("b"), globals, global), 2, "10.0.0.10", "b", "g"},
      {"globally, and in the selected subnet, which is full", network(reservation("a"), "", globals, global),
       2, "10.0.0.10", "g", "g"},
  };
  for (const Row& row : table) {
    CAPTURE(row.what);
    Server server(row.config);
    for (unsigned client = 1; client <= row.others; ++client) server.lease(client);
    const auto ack = server.lease(7);
    CHECK(ack->yiaddr() == ip(row.address));
    CHECK(as_text(ack->packet().file()) == row.host);
    CHECK(as_text(ack->packet().sname()) == row.class_of);
    CHECK(ack->has(option4::host_name) == !row.host.empty());
    const auto known = std::ranges::count_if(server.book.lines, [](const LogBook::Line& line) {
      return line.id == "DHCP4_CLASS_ASSIGNED" && line.text.find("class KNOWN") != std::string::npos;
    });
    CHECK(known == 2);  // of the DISCOVER and of the REQUEST
  }
}

TEST_CASE("a reservation without an address counts for a member that does not look only if it is global") {
  Server server(network(R"("reservations-global": false, )", R"("reservations-global": true, )", "",
                        R"("reservations": [{"hw-address": "02:00:00:00:00:07", "boot-file-name": "g"}], )"));
  CHECK(as_text(server.lease(7)->packet().file()).empty());
  server.lease(1);
  const auto selecting_other = server.ask(selecting(7, "10.0.0.12"));
  REQUIRE(selecting_other);
  CHECK(as_text(selecting_other->packet().file()) == "g");
}

TEST_CASE("networks stand beside subnets of their own, and may be empty or of one subnet") {
  Server server(R"({"Dhcp4": {
    "shared-networks": [
      {"name": "empty", "subnet4": []},
      {"name": "one", "subnet4": [{"id": 1, "subnet": "10.1.0.0/24", "pools": [{"pool": "10.1.0.10-10.1.0.11"}]}]}],
    "subnet4": [{"id": 2, "subnet": "10.2.0.0/24", "pools": [{"pool": "10.2.0.10-10.2.0.11"}]}]}})");
  CHECK(server.ask(discover(1).giaddr("10.1.0.1"))->yiaddr() == ip("10.1.0.10"));
  CHECK(server.ask(discover(1).giaddr("10.2.0.1"))->yiaddr() == ip("10.2.0.10"));
  CHECK(server.book.count("DHCP4_SUBNET_DYNAMICALLY_CHANGED") == 0);
}

TEST_CASE("a relay of the network is one of each subnet; a subnet may have its own") {
  const auto relay = [](std::string_view address) {
    return R"("relay": {"ip-addresses": [")" + std::string(address) + R"("]}, )";
  };
  Server of_network(network("", "", relay("172.31.0.1")));
  CHECK(of_network.ask(discover(1).giaddr("172.31.0.1"))->yiaddr() == ip("192.0.2.10"));
  Server of_subnets(network(relay("172.31.0.1"), relay("172.31.0.2")));
  CHECK(of_subnets.ask(discover(1).giaddr("172.31.0.2"))->yiaddr() == ip("10.0.0.10"));
  for (unsigned client = 1; client <= 2; ++client)
    CHECK(of_subnets.ask(selecting(client, client == 1 ? "192.0.2.10" : "192.0.2.11").giaddr("172.31.0.1"))
              ->type() == MessageType4::ack);
  CHECK(of_subnets.ask(discover(3).giaddr("172.31.0.1"))->yiaddr() == ip("10.0.0.11"));
}

TEST_CASE("subnets inherit lifetime and options of their network, each option by itself") {
  constexpr auto option = [](std::string_view name, std::string_view value) {
    return R"({"name": ")" + std::string(name) + R"(", "data": ")" + std::string(value) + "\"}";
  };
  const std::string config(
      network(R"("valid-lifetime": 1200, "option-data": [)" + option("log-servers", "1.2.3.5") + ", " +
                  option("routers", "192.0.2.254") + "], ",
              R"("option-data": [)" + option("routers", "10.0.0.254") + "], ",
              R"("valid-lifetime": 600, "option-data": [)" + option("log-servers", "1.2.3.4") + "], "));
  constexpr std::uint8_t log_servers = 7;
  struct Row {
    const char* giaddr;
    std::uint32_t lifetime;
    const char *log_server, *router;
  };
  for (const Row& row :
       {Row{"192.0.2.1", 1200, "1.2.3.5", "192.0.2.254"}, Row{"10.0.0.1", 600, "1.2.3.4", "10.0.0.254"}}) {
    Server server(config);
    const auto offer = server.ask(discover(1).giaddr(row.giaddr).asks_for({log_servers}));
    REQUIRE(offer);
    CHECK(offer->number(option4::lease_time) == row.lifetime);
    CHECK(offer->address(log_servers) == ip(row.log_server));
    CHECK(offer->address(option4::routers) == ip(row.router));
  }
}

}  // namespace
}  // namespace dhcp::engine_test
