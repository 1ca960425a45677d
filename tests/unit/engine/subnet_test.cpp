/// Which subnet a query belongs to, and who the server says it is.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

constexpr auto several = R"({"Dhcp4": {"subnet4": [
  {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.14"}]},
  {"id": 2, "subnet": "198.51.100.0/24", "interface": "eth0", "pools": [{"pool": "198.51.100.10-198.51.100.14"}]},
  {"id": 3, "subnet": "10.0.0.0/16", "relay": {"ip-addresses": ["172.31.0.1"]},
   "pools": [{"pool": "10.0.0.10-10.0.0.14"}],
   "option-data": [{"name": "dhcp-server-identifier", "data": "10.0.3.3"}]},
  {"id": 4, "subnet": "172.31.0.0/16", "pools": [{"pool": "172.31.9.10-172.31.9.14"}]}]}})";

Query relayed(std::string_view giaddr) {
  return discover().giaddr(giaddr).unicast(giaddr, "192.0.2.1").from_port(67);
}
Bytes relay_option(std::uint8_t code, const Bytes& value) {
  Bytes all(2 + value.size());
  all[0] = code;
  all[1] = static_cast<std::uint8_t>(value.size());
  std::ranges::copy(value, all.begin() + 2);
  return all;
}

TEST_CASE("the steps of subnet selection, first match first") {
  struct Row {
    const char* what;
    Query query;
    const char* network;  // of the offered address; null: no offer
  };
  const Bytes link = relay_option(relay4::link_selection, bytes_of(ip("10.0.0.0")));
  const Bytes lost = relay_option(relay4::link_selection, bytes_of(ip("9.9.9.9")));
  const std::vector<Row> table{
      {"interface name before interface address", discover().on_interface(2), "198.51.100.0"},
      {"interface address", discover().on_interface(3), "198.51.100.0"},
      {"any of the interface's addresses", discover().on_interface(4), "10.0.0.0"},
      {"giaddr in the prefix", relayed("192.0.2.200"), "192.0.2.0"},
      {"relay address before prefix", relayed("172.31.0.1"), "10.0.0.0"},
      {"another relay of that prefix", relayed("172.31.0.2"), "172.31.0.0"},
      {"giaddr nowhere", relayed("9.9.9.9"), nullptr},
      {"link selection before giaddr", relayed("192.0.2.200").option(option4::relay_agent_information, link),
       "10.0.0.0"},
      {"link selection without a subnet is final",
       relayed("192.0.2.200").option(option4::relay_agent_information, lost), nullptr},
      {"subnet selection before giaddr",
       relayed("192.0.2.200").option(option4::subnet_selection, bytes_of(ip("10.0.0.0"))), "10.0.0.0"},
      {"link selection before subnet selection",
       relayed("192.0.2.200")
           .option(option4::subnet_selection, bytes_of(ip("192.0.2.0")))
           .option(option4::relay_agent_information, link),
       "10.0.0.0"},
      {"subnet selection of a direct client",
       discover().option(option4::subnet_selection, bytes_of(ip("10.0.0.0"))), "10.0.0.0"},
      {"source of a unicast", discover().unicast("192.0.2.77", "192.0.2.1"), "192.0.2.0"},
      {"ciaddr before source", discover().ciaddr("10.0.0.77").unicast("192.0.2.77", "192.0.2.1"), "10.0.0.0"},
      {"ciaddr of a unicast is final", discover().ciaddr("9.9.9.9").unicast("192.0.2.77", "192.0.2.1"),
       nullptr},
      {"ciaddr of a broadcast does not count", discover().ciaddr("10.0.0.77"), "198.51.100.0"},
  };
  for (const Row& row : table) {
    CAPTURE(row.what);
    Server server(several);
    const auto offer = server.ask(row.query);
    CHECK((offer != nullptr) == (row.network != nullptr));
    if (offer && row.network) {
      const Ipv4Address mask = offer->address(option4::subnet_mask);
      CHECK(Ipv4Address(offer->yiaddr().value() & mask.value()) == ip(row.network));
    }
  }
}

TEST_CASE("of an interface's addresses, the one in the client's subnet is the server's") {
  Server server(R"({"Dhcp4": {"subnet4": [{"id": 4, "subnet": "10.0.0.0/8",
    "pools": [{"pool": "10.0.0.10-10.0.0.14"}]}]}})");
  const auto offer = server.ask(discover().on_interface(4));
  REQUIRE(offer);
  CHECK(offer->address(option4::server_identifier) == ip("10.0.0.1"));
  CHECK(offer->sent().source == ip("10.0.0.1"));
}

TEST_CASE("a unicast query is answered from the address it was sent to") {
  Server server(several);
  const auto offer = server.ask(relayed("192.0.2.200").unicast("192.0.2.200", "203.0.113.1"));
  REQUIRE(offer);
  CHECK(offer->address(option4::server_identifier) == ip("203.0.113.1"));
  CHECK(offer->sent().source == ip("203.0.113.1"));
}

TEST_CASE("a configured server identifier is sent and recognised") {
  Server server(several);
  const auto offer = server.ask(relayed("172.31.0.1"));
  REQUIRE(offer);
  CHECK(offer->address(option4::server_identifier) == ip("10.0.3.3"));
  Query query = request().requested(offer->yiaddr()).server("10.0.3.3");
  query.giaddr("172.31.0.1").unicast("172.31.0.1", "192.0.2.1");
  CHECK(server.ask(query)->type() == MessageType4::ack);
}

TEST_CASE("RFC 5107: a relay speaks for the server with its own address") {
  Server server(several);
  const Bytes option = relay_option(relay4::server_id_override, bytes_of(ip("192.0.2.200")));
  const auto offer = server.ask(relayed("192.0.2.200").option(option4::relay_agent_information, option));
  REQUIRE(offer);
  CHECK(offer->address(option4::server_identifier) == ip("192.0.2.200"));

  Query query = request().requested(offer->yiaddr()).server("192.0.2.200");
  query.giaddr("192.0.2.200").unicast("192.0.2.200", "192.0.2.1");
  SUBCASE("with the sub-option the identifier is ours") {
    const auto ack = server.ask(query.option(option4::relay_agent_information, option));
    REQUIRE(ack);
    CHECK(ack->address(option4::server_identifier) == ip("192.0.2.200"));
  }
  SUBCASE("without it it is not") {
    CHECK_FALSE(server.ask(query));
    CHECK(server.book.count("DHCP4_PACKET_DROP_0003") == 1);
  }
}

TEST_CASE("new interfaces are known from the next query on") {
  Server server(several);
  CHECK_FALSE(server.ask(discover().on_interface(9)));
  auto table = std::make_shared<InterfaceTable>();
  Interface added;
  added.index = 9;
  added.name = "eth9";
  added.addresses4 = {{ip("172.31.0.9"), 16}};
  table->interfaces.push_back(added);
  server.engine.set_interfaces(table);
  const auto offer = server.ask(discover().on_interface(9));
  REQUIRE(offer);
  CHECK(offer->yiaddr() == ip("172.31.9.10"));
  CHECK(offer->address(option4::server_identifier) == ip("172.31.0.9"));
}

}  // namespace
}  // namespace dhcp::engine_test
