/// What classes give to their members, and what comes before it.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

constexpr std::uint8_t time_servers = 4;
constexpr std::uint8_t log_servers = 7;

/// Classes "one" and "two", with what `first` and `second` set. Clients name theirs in option 77.
std::string two_classes(std::string_view first, std::string_view second = "") {
  return R"("client-classes": [{"name": "one", "test": "substring(option[77].hex,0,1) == 0x01", )" +
         std::string(first) + R"("next-server": "10.0.1.1"}, )" +
         R"({"name": "two", "test": "substring(option[77].hex,1,1) == 0x02", )" + std::string(second) +
         R"("next-server": "10.0.1.2"}], )";
}
std::string options(std::string_view name, std::string_view value, std::string_view flags = "") {
  return R"("option-data": [{"name": ")" + std::string(name) + R"(", "data": ")" + std::string(value) + "\"" +
         std::string(flags) + "}], ";
}
std::string time_server(std::string_view value) {
  return options("time-servers", value);
}

Query in_one(Query query) {
  return query.option(77, {1});
}
Query in_two(Query query) {
  return query.option(77, {0, 2});
}
Query in_both(Query query) {
  return query.option(77, {1, 2});
}
Query asking() {
  return discover(1).asks_for({time_servers, log_servers});
}

const std::string one_and_two = two_classes(time_server("10.0.0.1"), time_server("10.0.0.2"));

TEST_CASE("members get the options of their class; of several classes the first one's") {
  Server server(one_subnet("", one_and_two));
  CHECK_FALSE(server.ask(asking())->has(time_servers));
  CHECK(server.ask(in_one(asking()))->address(time_servers) == ip("10.0.0.1"));
  CHECK(server.ask(in_two(asking()))->address(time_servers) == ip("10.0.0.2"));
  CHECK(server.ask(in_both(asking()))->address(time_servers) == ip("10.0.0.1"));
}

TEST_CASE("members get what all of their classes have") {
  Server server(one_subnet("", two_classes(time_server("10.0.0.1"), options("log-servers", "10.0.0.7"))));
  const auto offer = server.ask(in_both(asking()));
  CHECK(offer->address(time_servers) == ip("10.0.0.1"));
  CHECK(offer->address(log_servers) == ip("10.0.0.7"));
}

TEST_CASE("an option of a class comes before the global one, after that of the subnet") {
  Server over_global(one_subnet("", one_and_two + time_server("10.0.9.9")));
  CHECK(over_global.ask(asking())->address(time_servers) == ip("10.0.9.9"));
  CHECK(over_global.ask(in_one(asking()))->address(time_servers) == ip("10.0.0.1"));

  Server under_subnet(one_subnet(time_server("10.0.5.5"), one_and_two + time_server("10.0.9.9")));
  CHECK(under_subnet.ask(in_one(asking()))->address(time_servers) == ip("10.0.5.5"));
}

TEST_CASE("an option of a class comes after those of pool, shared network and reservation") {
  Server pool(R"({"Dhcp4": {)" + one_and_two +
              R"("subnet4": [{"id": 1, "subnet": "192.0.2.0/24", "pools": [{)" + time_server("10.0.6.6") +
              R"("pool": "192.0.2.10-192.0.2.14"}]}]}})");
  CHECK(pool.ask(in_one(asking()))->address(time_servers) == ip("10.0.6.6"));

  Server network(R"({"Dhcp4": {)" + one_and_two + time_server("10.0.9.9") +
                 R"("shared-networks": [{"name": "n", )" + time_server("10.0.4.4") +
                 R"("subnet4": [{"id": 1, "subnet": "192.0.2.0/24",
                                 "pools": [{"pool": "192.0.2.10-192.0.2.14"}]}]}]}})");
  CHECK(network.ask(in_one(asking()))->address(time_servers) == ip("10.0.4.4"));

  Server host(one_subnet(
      R"("reservations": [{)" + time_server("10.0.7.7") + R"("hw-address": "02:00:00:00:00:01"}], )",
      one_and_two));
  CHECK(host.ask(in_one(asking()))->address(time_servers) == ip("10.0.7.7"));
}

TEST_CASE("always-send and never-send of a class hold for the value of any scope") {
  Server always(one_subnet(time_server("10.0.5.5"),
                           two_classes(options("time-servers", "10.0.0.1", R"(, "always-send": true)"))));
  CHECK_FALSE(always.ask(discover(1))->has(time_servers));
  CHECK(always.ask(in_one(discover(1)))->address(time_servers) == ip("10.0.5.5"));

  Server never(one_subnet(time_server("10.0.5.5"),
                          two_classes(options("time-servers", "10.0.0.1", R"(, "never-send": true)"))));
  CHECK(never.ask(asking())->has(time_servers));
  CHECK_FALSE(never.ask(in_one(asking()))->has(time_servers));
}

TEST_CASE("a flag of the global scope holds for the value of a class") {
  Server server(
      one_subnet("", one_and_two + options("time-servers", "10.0.9.9", R"(, "always-send": true)")));
  CHECK(server.ask(in_one(discover(1)))->address(time_servers) == ip("10.0.0.1"));
}

TEST_CASE("lifetimes of the first class that has one come before the subnet's") {
  Server server(one_subnet(R"("valid-lifetime": 4000, )",
                           two_classes("", R"("valid-lifetime": 600, "min-valid-lifetime": 300,
                                              "max-valid-lifetime": 900, )")));
  const auto lifetime = [&](const Query& query) { return server.ask(query)->number(option4::lease_time); };
  CHECK(lifetime(discover(1)) == 4000);
  CHECK(lifetime(in_one(discover(1))) == 4000);
  CHECK(lifetime(in_two(discover(1))) == 600);
  CHECK(lifetime(in_both(discover(1))) == 600);
  CHECK(lifetime(in_two(discover(1)).option(option4::lease_time, u32(10))) == 300);
  CHECK(lifetime(in_two(discover(1)).option(option4::lease_time, u32(100000))) == 900);
}

TEST_CASE("header fields of a class come before the subnet's, after the reservation's") {
  Server server(one_subnet(
      R"("next-server": "192.0.2.9", "server-hostname": "subnet", "boot-file-name": "subnet.img",
         "reservations": [{"hw-address": "02:00:00:00:00:07", "boot-file-name": "seven.img"}], )",
      two_classes(R"("server-hostname": "one", )",
                  R"("server-hostname": "two", "boot-file-name": "two.img", )")));
  struct Fields {
    Query query;
    std::string_view next_server, hostname, file;
  };
  const Fields table[] = {
      {discover(1), "192.0.2.9", "subnet", "subnet.img"},
      {in_one(discover(1)), "10.0.1.1", "one", "subnet.img"},
      {in_two(discover(1)), "10.0.1.2", "two", "two.img"},
      {in_both(discover(1)), "10.0.1.1", "one", "two.img"},
      {in_both(discover(7)), "10.0.1.1", "one", "seven.img"},
  };
  for (const Fields& fields : table) {
    CAPTURE(fields.next_server);
    const auto offer = server.ask(fields.query);
    CHECK(offer->packet().siaddr() == ip(fields.next_server));
    CHECK(as_text(offer->packet().sname()) == fields.hostname);
    CHECK(as_text(offer->packet().file()) == fields.file);
  }
}

TEST_CASE("a class may say who the server is, before the global scope and after the subnet") {
  const auto identifier = [](const std::string& subnet) {
    Server server(one_subnet(subnet, two_classes(options("dhcp-server-identifier", "10.0.0.1")) +
                                         options("dhcp-server-identifier", "10.0.9.9")));
    return server.ask(in_one(discover(1)))->address(option4::server_identifier);
  };
  CHECK(identifier("") == ip("10.0.0.1"));
  CHECK(identifier(options("dhcp-server-identifier", "10.0.5.5")) == ip("10.0.5.5"));
}

TEST_CASE("built-in classes, those of a vendor and those required give options too, the required ones last") {
  Server server(one_subnet(R"("require-client-classes": ["last"], )", R"j("client-classes": [
    {"name": "ALL", )j" + options("log-servers", "10.0.0.7") + R"j("user-context": {}},
    {"name": "last", "test": "member('ALL')", "only-if-required": true, )j" +
                                                                          time_server("10.0.0.9") +
                                                                          R"("user-context": {}},
    {"name": "VENDOR_CLASS_x", )" + time_server("10.0.0.4") + R"("user-context": {}}], )"));
  const auto plain = server.ask(asking());
  CHECK(plain->address(log_servers) == ip("10.0.0.7"));
  CHECK(plain->address(time_servers) == ip("10.0.0.9"));
  const auto vendor = server.ask(asking().option(option4::vendor_class, text("x")));
  CHECK(vendor->address(time_servers) == ip("10.0.0.4"));
}

TEST_CASE("members of what a template spawns have its options, after those of the spawned class") {
  Server server(one_subnet("", R"j("client-classes": [
    {"name": "port", "template-test": "option[77].hex", )j" +
                                   time_server("10.0.0.1") + R"j("user-context": {}},
    {"name": "SPAWN_port_b", )j" + time_server("10.0.0.2") +
                                   R"j("user-context": {}}], )j"));
  CHECK(server.ask(asking().option(77, text("a")))->address(time_servers) == ip("10.0.0.1"));
  CHECK(server.ask(asking().option(77, text("b")))->address(time_servers) == ip("10.0.0.2"));
  CHECK_FALSE(server.ask(asking().option(77, {}))->has(time_servers));
}

TEST_CASE("a reservation's class gives options to its owner alone") {
  Server server(one_subnet(
      R"("reservations": [{"hw-address": "02:00:00:00:00:07", "client-classes": ["one"]}], )", one_and_two));
  CHECK(server.ask(asking().client(7))->address(time_servers) == ip("10.0.0.1"));
  CHECK_FALSE(server.ask(asking())->has(time_servers));
}

TEST_CASE("a DHCPINFORM and an ACK carry the options of classes") {
  Server server(one_subnet("", one_and_two));
  const auto inform =
      server.ask(in_two(Query(MessageType4::inform).ciaddr("192.0.2.77").asks_for({time_servers})));
  REQUIRE(inform);
  CHECK(inform->address(time_servers) == ip("10.0.0.2"));
  const auto ack =
      server.ask(in_one(request(1).requested("192.0.2.10").server("192.0.2.1").asks_for({time_servers})));
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(ack->address(time_servers) == ip("10.0.0.1"));
}

}  // namespace
}  // namespace dhcp::engine_test
