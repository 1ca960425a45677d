/// Where replies go (RFC 2131 section 4.1, RFC 8357), and what the header says.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

Query relayed(Query query) {
  return query.giaddr("192.0.2.200").unicast("192.0.2.200", "192.0.2.1").from_port(67);
}

TEST_CASE("a direct client without address is sent its offer by hardware address") {
  Server server(one_subnet());
  const auto offer = server.ask(discover(3));
  REQUIRE(offer);
  CHECK(offer->sent().destination == offer->yiaddr());
  CHECK(offer->sent().destination_port == 68);
  CHECK(offer->sent().source == ip("192.0.2.1"));
  CHECK(offer->sent().source_port == 67);
  CHECK(offer->sent().interface_index == 2);
  CHECK(offer->sent().link_destination.bytes == BoundedBytes<20>(Bytes{2, 0, 0, 0, 0, 3}));
}

TEST_CASE("a direct client that cannot take unicasts gets a broadcast") {
  Server server(one_subnet());
  for (const Query& query : {discover().broadcast(), discover().put(1, {7}), discover().put(2, {8})}) {
    const auto offer = server.ask(query);
    REQUIRE(offer);
    CHECK(offer->sent().destination.is_broadcast());
    CHECK(offer->sent().link_destination.empty());
  }
}

TEST_CASE("a client with an address is answered there, found as usual on the link") {
  Server server(one_subnet());
  server.lease(1);
  const auto ack = server.ask(request().ciaddr("192.0.2.10").broadcast());
  REQUIRE(ack);
  CHECK(ack->sent().destination == ip("192.0.2.10"));
  CHECK(ack->sent().link_destination.empty());
}

TEST_CASE("what came in a frame goes back to who sent the frame, be it a client or a router") {
  Server server(one_subnet());
  server.lease(1);
  const Bytes sender{2, 0, 0, 0, 9, 9};
  const auto renewed = server.ask(request().ciaddr("192.0.2.10").from_link(sender));
  CHECK(renewed->sent().link_destination.bytes == BoundedBytes<20>(sender));
  const auto behind = server.ask(relayed(discover(2)).from_link(sender));
  CHECK(behind->sent().destination == ip("192.0.2.200"));
  CHECK(behind->sent().link_destination.bytes == BoundedBytes<20>(sender));
  const auto refused = server.ask(request(2).requested("192.0.2.10").server("192.0.2.1").from_link(sender));
  CHECK(refused->sent().destination.is_broadcast());
  CHECK(refused->sent().link_destination.empty());
}

TEST_CASE("a NAK is broadcast, to the client's address if it has one, through its relay") {
  Server server(one_subnet());
  server.lease(1);
  const auto direct = server.ask(request(2).requested("192.0.2.10").server("192.0.2.1"));
  CHECK(direct->sent().destination.is_broadcast());
  CHECK(direct->sent().link_destination.empty());

  const auto holder = server.ask(request(2).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1"));
  CHECK(holder->type() == MessageType4::nak);
  CHECK(holder->sent().destination == ip("192.0.2.10"));
  CHECK(holder->packet().ciaddr().is_any());

  const auto behind = server.ask(relayed(request(2).requested("192.0.2.10").server("192.0.2.1")));
  CHECK(behind->type() == MessageType4::nak);
  CHECK(behind->sent().destination == ip("192.0.2.200"));
  CHECK(behind->sent().destination_port == 67);
  CHECK(behind->packet().broadcast());
}

TEST_CASE("a relay is answered at its address, port 67") {
  Server server(one_subnet());
  const auto offer = server.ask(relayed(discover()).from_port(12345).put(3, {4}));
  REQUIRE(offer);
  CHECK(offer->sent().destination == ip("192.0.2.200"));
  CHECK(offer->sent().destination_port == 67);
  CHECK(offer->sent().link_destination.empty());
  CHECK(offer->packet().giaddr() == ip("192.0.2.200"));
  CHECK(offer->packet().hops() == 4);
}

TEST_CASE("RFC 8357: a relay with the relay-port sub-option is answered at the port it sent from") {
  Server server(one_subnet());
  const auto offer = server.ask(
      relayed(discover()).from_port(12345).option(option4::relay_agent_information, {relay4::relay_port, 0}));
  REQUIRE(offer);
  CHECK(offer->sent().destination_port == 12345);
  CHECK(offer->value(option4::relay_agent_information) == Bytes{relay4::relay_port, 0});
}

TEST_CASE("a configured client port replaces both standard ones") {
  Engine4Limits limits;
  limits.client_port = 10068;
  limits.server_port = 10067;
  Server server(one_subnet(), limits);
  const auto direct = server.ask(discover());
  CHECK(direct->sent().destination_port == 10068);
  CHECK(direct->sent().source_port == 10067);
  CHECK(server.ask(relayed(discover()))->sent().destination_port == 10068);
}

TEST_CASE("in the test mode answers go to where the query came from") {
  Engine4Limits limits;
  limits.send_to_source = true;
  Server server(one_subnet(), limits);
  const auto offer = server.ask(relayed(discover()).unicast("127.0.0.9", "192.0.2.1").from_port(4711));
  REQUIRE(offer);
  CHECK(offer->sent().destination == ip("127.0.0.9"));
  CHECK(offer->sent().destination_port == 4711);
}

TEST_CASE("the header comes back as RFC 2131 table 3 has it") {
  Server server(
      one_subnet(R"("next-server": "192.0.2.9", "server-hostname": "boot", "boot-file-name": "pxe.0", )"));
  const auto offer = server.ask(discover().broadcast().put(8, {0, 7}).ciaddr("192.0.2.99"));
  REQUIRE(offer);
  const Packet4& packet = offer->packet();
  CHECK(packet.op() == Packet4::boot_reply);
  CHECK(packet.htype() == 1);
  CHECK(packet.hlen() == 6);
  CHECK(packet.secs() == 0);
  CHECK(packet.broadcast());
  CHECK(packet.ciaddr().is_any());
  CHECK(packet.siaddr() == ip("192.0.2.9"));
  CHECK(as_text(packet.sname()) == "boot");
  CHECK(as_text(packet.file()) == "pxe.0");
  CHECK(packet.bytes().size() >= 300);
}

// --- DHCPINFORM -----------------------------------------------------------------------------------------

Query inform() {
  return Query(MessageType4::inform);
}

TEST_CASE("an INFORM is answered to ciaddr with parameters and no lease") {
  Server server(one_subnet(R"("option-data": [{"name": "routers", "data": "192.0.2.1"}], )"));
  const auto ack = server.ask(inform().ciaddr("192.0.2.50").unicast("192.0.2.50", "192.0.2.1"));
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(ack->yiaddr().is_any());
  CHECK(ack->packet().ciaddr() == ip("192.0.2.50"));
  CHECK(ack->sent().destination == ip("192.0.2.50"));
  CHECK(ack->address(option4::routers) == ip("192.0.2.1"));
  for (const std::uint8_t code : {option4::lease_time, option4::renewal_time, option4::rebinding_time})
    CHECK_FALSE(ack->has(code));
  CHECK(server.leases.size() == 0);
  CHECK(server.count(Statistic4::pkt4_ack_sent) == 1);
}

TEST_CASE("an INFORM without ciaddr is answered to its source") {
  Server server(one_subnet());
  const auto ack = server.ask(inform().unicast("192.0.2.51", "192.0.2.1"));
  REQUIRE(ack);
  CHECK(ack->sent().destination == ip("192.0.2.51"));
  CHECK(server.book.count("DHCP4_INFORM_DIRECT_REPLY") == 1);
}

TEST_CASE("a relayed INFORM is answered to ciaddr; without one to the relay, to be broadcast") {
  Server server(one_subnet());
  const auto direct = server.ask(relayed(inform()).ciaddr("192.0.2.50"));
  REQUIRE(direct);
  CHECK(direct->sent().destination == ip("192.0.2.50"));
  CHECK(direct->sent().destination_port == 68);
  CHECK_FALSE(direct->packet().broadcast());
  const auto through_relay = server.ask(relayed(inform()));
  REQUIRE(through_relay);
  CHECK(through_relay->sent().destination == ip("192.0.2.200"));
  CHECK(through_relay->sent().destination_port == 67);
  CHECK(through_relay->packet().broadcast());
}

TEST_CASE("an INFORM belongs to the subnet of relay, ciaddr, source or interface, with pools or without") {
  constexpr auto subnets = R"({"Dhcp4": {"subnet4": [
    {"id": 1, "subnet": "192.0.2.0/24", "option-data": [{"name": "routers", "data": "192.0.2.254"}]},
    {"id": 2, "subnet": "10.2.0.0/16", "option-data": [{"name": "routers", "data": "10.2.0.254"}]},
    {"id": 3, "subnet": "10.3.0.0/16", "option-data": [{"name": "routers", "data": "10.3.0.254"}]}]}})";
  struct Row {
    const char* what;
    Query query;
    const char* router;
  };
  const Row table[] = {
      {"relayed", inform().giaddr("10.2.0.1").ciaddr("10.3.0.9").unicast("10.2.0.1", "192.0.2.1"),
       "10.2.0.254"},
      {"unicast with ciaddr", inform().ciaddr("10.3.0.9").unicast("10.2.0.9", "192.0.2.1"), "10.3.0.254"},
      {"unicast without ciaddr", inform().unicast("10.2.0.9", "192.0.2.1"), "10.2.0.254"},
      {"broadcast", inform().ciaddr("10.3.0.9"), "192.0.2.254"},
  };
  for (const Row& row : table) {
    CAPTURE(row.what);
    Server server(subnets);
    const auto ack = server.ask(row.query);
    REQUIRE(ack);
    CHECK(ack->address(option4::routers) == ip(row.router));
  }
}

TEST_CASE("an INFORM from outside the subnets is not answered") {
  Server server(one_subnet());
  CHECK_FALSE(server.ask(inform().ciaddr("10.9.9.9").unicast("10.9.9.9", "192.0.2.1")));
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
}

}  // namespace
}  // namespace dhcp::engine_test
