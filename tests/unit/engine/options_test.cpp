/// What a reply carries, and in whose words.
#include "engine/stages4.hpp"
#include "option_data.hpp"
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

constexpr std::uint8_t time_servers = 4;
constexpr std::uint8_t log_servers = 7;

TEST_CASE("requested options are sent, routers, resolvers and domain always") {
  Server server(one_subnet(
      list({data("time-servers", "192.0.2.4"), data("log-servers", "192.0.2.5"), data("routers", "192.0.2.1"),
            data("domain-name-servers", "192.0.2.6"), data("domain-name", "example.org")})));
  const auto offer = server.ask(discover().asks_for({time_servers, 77}));
  REQUIRE(offer);
  CHECK(offer->address(time_servers) == ip("192.0.2.4"));
  CHECK_FALSE(offer->has(log_servers));
  CHECK_FALSE(offer->has(77));
  CHECK(offer->address(option4::routers) == ip("192.0.2.1"));
  CHECK(offer->address(option4::domain_name_servers) == ip("192.0.2.6"));
  CHECK(offer->value(option4::domain_name) == text("example.org"));
}

TEST_CASE("flags hold for the code, whatever scope sets them") {
  const std::string subnet = list({data("time-servers", "192.0.2.4"), data("routers", "192.0.2.1", never)});
  const std::string global =
      list({data("time-servers", "10.0.0.4", always), data("routers", "10.0.0.1"),
            data("log-servers", "10.0.0.7", R"(, "always-send": true, "never-send": true)")});
  Server server(one_subnet(subnet, global));
  const auto offer = server.ask(discover().asks_for({option4::routers, log_servers}));
  REQUIRE(offer);
  CHECK(offer->address(time_servers) == ip("192.0.2.4"));
  CHECK_FALSE(offer->has(option4::routers));
  CHECK_FALSE(offer->has(log_servers));
}

TEST_CASE("host before pool before subnet before global, each option as a whole") {
  const std::string config = R"({"Dhcp4": {)" +
                             list({data("time-servers", "10.0.0.1"), data("log-servers", "10.0.0.2"),
                                   data("routers", "10.0.0.3"), data("domain-name-servers", "10.0.0.4")}) +
                             R"("subnet4": [{"id": 1, "subnet": "192.0.2.0/24", )" +
                             list({data("time-servers", "10.1.0.1"), data("log-servers", "10.1.0.2"),
                                   data("routers", "10.1.0.3, 10.1.0.33")}) +
                             R"("pools": [{)" +
                             list({data("time-servers", "10.2.0.1"), data("log-servers", "10.2.0.2")}) +
                             R"("pool": "192.0.2.10-192.0.2.14"}],
      "reservations": [{)" + list({data("time-servers", "10.3.0.1")}) +
                             R"("hw-address": "02:00:00:00:00:01"}]}]}})";
  Server server(config);
  const Query asks = discover(1).asks_for({time_servers, log_servers});
  const auto offer = server.ask(asks);
  REQUIRE(offer);
  CHECK(offer->address(time_servers) == ip("10.3.0.1"));
  CHECK(offer->address(log_servers) == ip("10.2.0.2"));
  CHECK(offer->value(option4::routers) == Bytes{10, 1, 0, 3, 10, 1, 0, 33});
  CHECK(offer->address(option4::domain_name_servers) == ip("10.0.0.4"));
  const auto other = server.ask(discover(2).asks_for({time_servers}));
  CHECK(other->address(time_servers) == ip("10.2.0.1"));
}

TEST_CASE("an option that is requested twice, requested and always sent goes out once") {
  Server server(one_subnet(list({data("time-servers", "192.0.2.4", always), data("routers", "192.0.2.1")})));
  const auto offer = server.ask(discover().asks_for(
      {time_servers, time_servers, option4::routers, option4::routers, option4::lease_time}));
  REQUIRE(offer);
  CHECK(offer->value(time_servers).size() == 4);
  CHECK(offer->value(option4::routers).size() == 4);
  CHECK(offer->value(option4::lease_time).size() == 4);
}

TEST_CASE("the client identifier comes back (RFC 6842), unless that is switched off") {
  Server server(one_subnet());
  CHECK(server.ask(discover().client_id({1, 2, 3}))->value(option4::client_identifier) == Bytes{1, 2, 3});
  const Ipv4Address taken = server.lease(1, {1, 2, 3})->yiaddr();
  const auto nak = server.ask(request(2).client_id({9, 9}).requested(taken).server("192.0.2.1"));
  CHECK(nak->type() == MessageType4::nak);
  CHECK(nak->value(option4::client_identifier) == Bytes{9, 9});
  CHECK_FALSE(server.ask(discover(3))->has(option4::client_identifier));

  Server silent(one_subnet("", R"("echo-client-id": false, )"));
  CHECK_FALSE(silent.ask(discover().client_id({1, 2, 3}))->has(option4::client_identifier));
}

TEST_CASE("relay agent information comes back unchanged and last, in every reply") {
  Server server(one_subnet());
  const Bytes information{1, 3, 'a', 'b', 'c', 200, 1, 7};
  const auto relayed = [&](Query query) {
    return query.giaddr("192.0.2.200")
        .unicast("192.0.2.200", "192.0.2.1")
        .option(option4::relay_agent_information, information)
        .client_id({5, 5});
  };
  const auto offer = server.ask(relayed(discover()));
  REQUIRE(offer);
  server.lease(9);
  const auto nak = server.ask(relayed(request().requested("192.0.2.11").server("192.0.2.1")));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);
  for (const Answer* answer : {offer.get(), nak.get()}) {
    CHECK(answer->value(option4::relay_agent_information) == information);
    CHECK(answer->packet().option_codes().back() == option4::relay_agent_information);
  }
}

TEST_CASE("RFC 3011: the subnet selection comes back") {
  Server server(one_subnet());
  const auto offer = server.ask(discover().option(option4::subnet_selection, bytes_of(ip("192.0.2.0"))));
  REQUIRE(offer);
  CHECK(offer->address(option4::subnet_selection) == ip("192.0.2.0"));
}

TEST_CASE("options past the client's limit continue in file and sname") {
  const std::string longish(250, 'x');
  Server server(one_subnet(list({data("domain-name", longish), data("root-path", std::string(100, 'r'))})));
  const Query asks = discover().asks_for({17});
  const auto offer = server.ask(asks);
  REQUIRE(offer);
  CHECK(offer->packet().bytes().size() <= 548);
  CHECK(offer->value(option4::domain_name).size() == 250);
  CHECK(offer->value(17).size() == 100);
  const auto roomy = server.ask(discover().asks_for({17}).option(option4::max_message_size, {0x05, 0xdc}));
  CHECK(roomy->packet().bytes().size() > 548);
  CHECK_FALSE(roomy->has(option4::overload));
}

TEST_CASE("what fits in no datagram of the client's size is sent all the same") {
  std::string big;
  for (int i = 0; i < 250; ++i) big += "10.0.0.1, ";
  Server server(one_subnet(list({data("routers", big + "10.0.0.2")})));
  const auto offer = server.ask(discover());
  REQUIRE(offer);
  CHECK(offer->value(option4::routers).size() == 251 * 4);
}

// --- T1 and T2 ------------------------------------------------------------------------------------------

TEST_CASE("T1 and T2 are sent when they are set and in order") {
  struct Row {
    std::optional<std::uint32_t> renew, rebind;
    bool calculate;
    std::uint32_t lifetime;
    std::optional<std::uint32_t> t1, t2;
  };
  const auto unset = std::nullopt;
  const Row table[] = {
      {unset, unset, false, 4000, unset, unset},  // neither
      {1000, 2000, false, 4000, 1000, 2000},      // both
      {1000, unset, false, 4000, 1000, unset},    // T1 below the lifetime
      {4000, unset, false, 4000, unset, unset},   // T1 at the lifetime
      {unset, 2000, false, 4000, unset, 2000},
      {unset, 4000, false, 4000, unset, unset},  // T2 at the lifetime
      {2000, 2000, false, 4000, unset, 2000},    // T1 not below T2
      {3000, 5000, false, 4000, 3000, unset},    // T1 counts against the lifetime when T2 is not sent
      {unset, unset, true, 4000, 2000, 3500},    // parts of the lifetime
      {unset, unset, true, 4001, 2001, 3501},    // rounded to the nearest
      {1000, unset, true, 4000, 1000, 3500},     // each of the two by itself
      {unset, 3000, true, 4000, 2000, 3000},
      {unset, unset, true, 1, unset, unset},  // no room
      {unset, unset, true, infinite_lifetime, 2147483648u, 3758096383u},
  };
  for (const Row& row : table) {
    Subnet4 subnet;
    subnet.t2_percent = 0.875;
    subnet.renew_timer = row.renew;
    subnet.rebind_timer = row.rebind;
    subnet.calculate_tee_times = row.calculate;
    CAPTURE(row.lifetime);
    const TeeTimes times = tee_times(subnet, row.lifetime);
    CHECK(times.t1 == row.t1);
    CHECK(times.t2 == row.t2);
  }
}

TEST_CASE("T1 and T2 go out in OFFER and ACK") {
  Server server(one_subnet(R"("renew-timer": 900, "rebind-timer": 1800, )"));
  const auto ack = server.lease(1);
  CHECK(ack->number(option4::renewal_time) == 900);
  CHECK(ack->number(option4::rebinding_time) == 1800);
}

}  // namespace
}  // namespace dhcp::engine_test
