/// DHCPREQUEST in each state of RFC 2131 section 4.3.2, and each way to be refused.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

Query selecting(unsigned client, std::string_view address) {
  return request(client).requested(address).server("192.0.2.1");
}
Query rebooting(unsigned client, std::string_view address) {
  return request(client).requested(address);
}
Query renewing(unsigned client, std::string_view address) {
  return request(client).ciaddr(address).unicast(address, "192.0.2.1");
}
Query rebinding(unsigned client, std::string_view address) {
  return request(client).ciaddr(address);
}

TEST_CASE("SELECTING: a free address of a pool is granted though it was never offered") {
  Server server(one_subnet());
  const auto ack = server.ask(selecting(1, "192.0.2.12"));
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(ack->yiaddr() == ip("192.0.2.12"));
}

TEST_CASE("SELECTING: an address that another client has is refused") {
  Server server(one_subnet());
  server.lease(1);
  const auto nak = server.ask(selecting(2, "192.0.2.10"));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);
  CHECK(nak->yiaddr().is_any());
  CHECK_FALSE(nak->has(option4::lease_time));
  CHECK_FALSE(nak->has(option4::subnet_mask));
  CHECK(nak->address(option4::server_identifier) == ip("192.0.2.1"));
  CHECK(server.book.count("ALLOC_ENGINE_V4_REQUEST_IN_USE") == 1);
  CHECK(server.book.count("DHCP4_PACKET_NAK_0004") == 1);
  CHECK(server.count(Statistic4::pkt4_nak_sent) == 1);
  CHECK(server.leases.size() == 1);
}

TEST_CASE("SELECTING: an address outside the pools is none of our business") {
  Server server(one_subnet());
  CHECK_FALSE(server.ask(selecting(1, "192.0.2.99")));
  CHECK(server.book.count("DHCP4_UNKNOWN_ADDRESS_REQUESTED") == 1);
  CHECK(server.leases.size() == 0);
}

TEST_CASE("SELECTING: a client that chose another server is left alone") {
  Server server(one_subnet());
  CHECK_FALSE(server.ask(request().requested("192.0.2.10").server("192.0.2.250")));
  CHECK(server.book.count("DHCP4_PACKET_DROP_0003") == 1);
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
}

TEST_CASE("INIT-REBOOT: a client with its address is acknowledged") {
  Server server(one_subnet());
  server.lease(1);
  const auto ack = server.ask(rebooting(1, "192.0.2.10"));
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(ack->packet().ciaddr().is_any());
}

TEST_CASE("INIT-REBOOT: a client with another address is refused") {
  Server server(one_subnet());
  server.lease(1);
  const auto nak = server.ask(rebooting(1, "192.0.2.11"));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);
  CHECK(server.book.count("DHCP4_PACKET_NAK_0002") == 1);
  CHECK(server.stored("192.0.2.10"));
}

TEST_CASE("INIT-REBOOT: an unknown client is ignored, unless we are authoritative") {
  Server shy(one_subnet());
  CHECK_FALSE(shy.ask(rebooting(1, "192.0.2.10")));
  CHECK_FALSE(shy.ask(rebooting(1, "10.9.9.9")));
  CHECK(shy.book.count("DHCP4_NO_LEASE_INIT_REBOOT") == 2);

  Server sure(one_subnet(R"("authoritative": true, )"));
  for (const auto address : {"192.0.2.10", "10.9.9.9"}) {
    const auto nak = sure.ask(rebooting(1, address));
    REQUIRE(nak);
    CHECK(nak->type() == MessageType4::nak);
  }
  CHECK(sure.leases.size() == 0);
}

TEST_CASE("RENEWING: the lease is extended and the client answered at its address") {
  Server server(one_subnet());
  server.lease(1);
  server.pass(std::chrono::seconds(3600));
  const auto ack = server.ask(renewing(1, "192.0.2.10"));
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(ack->sent().destination == ip("192.0.2.10"));
  CHECK(server.book.count("ALLOC_ENGINE_V4_REQUEST_EXTEND_LEASE") == 1);
}

TEST_CASE("RENEWING: a client that lost its lease gets the address again when it is free") {
  Server server(one_subnet());
  const auto ack = server.ask(renewing(1, "192.0.2.10"));
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(server.stored("192.0.2.10"));
}

TEST_CASE("RENEWING: an address that went to another client is refused") {
  Server server(one_subnet());
  server.lease(1);
  const auto nak = server.ask(renewing(2, "192.0.2.10"));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);
}

TEST_CASE("REBINDING: the lease is extended though no server is named") {
  Server server(one_subnet());
  server.lease(1);
  server.pass(std::chrono::seconds(6500));
  const auto ack = server.ask(rebinding(1, "192.0.2.10"));
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(server.stored("192.0.2.10")->client_last_transaction == server.now.wall);
}

TEST_CASE("REBINDING on another subnet: the own lease elsewhere is no reason to answer") {
  Server server(R"({"Dhcp4": {"subnet4": [
    {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.14"}]},
    {"id": 2, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.10-198.51.100.14"}]}]}})");
  server.lease(1);
  CHECK_FALSE(server.ask(rebinding(1, "192.0.2.10").on_interface(3)));
  CHECK(server.book.count("DHCP4_UNKNOWN_ADDRESS_REQUESTED") == 1);
  SUBCASE("but an address in use by somebody else is refused") {
    const auto nak = server.ask(rebinding(2, "192.0.2.10").on_interface(3));
    REQUIRE(nak);
    CHECK(nak->type() == MessageType4::nak);
  }
  SUBCASE("and a reboot there is refused") {
    Server sure(R"({"Dhcp4": {"authoritative": true, "subnet4": [
      {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.14"}]},
      {"id": 2, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.10-198.51.100.14"}]}]}})");
    sure.lease(1);
    const auto nak = sure.ask(rebooting(1, "192.0.2.10").on_interface(3));
    REQUIRE(nak);
    CHECK(nak->type() == MessageType4::nak);
  }
}

TEST_CASE("a REQUEST that names no address is granted one") {
  Server server(one_subnet());
  const auto fresh = server.ask(request(1));
  REQUIRE(fresh);
  CHECK(fresh->type() == MessageType4::ack);
  CHECK(fresh->yiaddr() == ip("192.0.2.10"));
  CHECK(server.book.count("ALLOC_ENGINE_V4_REQUEST_PICK_ADDRESS") == 1);
  CHECK(server.ask(request(1))->yiaddr() == ip("192.0.2.10"));
}

TEST_CASE("a REQUEST without a subnet is refused through the relay") {
  Server server(one_subnet());
  const auto nak =
      server.ask(request().requested("192.0.2.10").giaddr("10.200.0.1").unicast("10.200.0.1", "192.0.2.1"));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);
  CHECK(nak->packet().broadcast());
  CHECK(server.book.count("DHCP4_PACKET_NAK_0001") == 1);
}

// --- who the client is ----------------------------------------------------------------------------------

TEST_CASE("a client is known by its client identifier before its hardware address") {
  Server server(one_subnet());
  server.lease(1, {1, 2, 3});
  CHECK(server.ask(discover(7).client_id({1, 2, 3}))->yiaddr() == ip("192.0.2.10"));
}

TEST_CASE("a client that sends no identifier is known by its hardware address") {
  Server server(one_subnet());
  server.lease(1, {1, 2, 3});
  CHECK(server.ask(discover(1))->yiaddr() == ip("192.0.2.10"));
}

TEST_CASE("one hardware address with two client identifiers is two clients") {
  Server server(one_subnet());
  server.lease(1, {1, 1});
  CHECK(server.lease(1, {2, 2})->yiaddr() == ip("192.0.2.11"));
  CHECK(server.ask(discover(1).client_id({1, 1}))->yiaddr() == ip("192.0.2.10"));
  CHECK(server.stored("192.0.2.10"));
}

TEST_CASE("the client without identifier is found behind its neighbour of the same hardware address") {
  Server server(one_subnet());
  server.lease(1);
  server.pass(std::chrono::seconds(10));
  server.lease(1, {2, 2});
  CHECK(server.stored("192.0.2.10")->client_id == ClientId(Bytes{2, 2}));
}

TEST_CASE("match-client-id false: the identifier neither finds a lease nor is stored") {
  Server server(one_subnet(R"("match-client-id": false, )"));
  server.lease(1, {1, 1});
  CHECK(server.stored("192.0.2.10")->client_id.empty());
  CHECK(server.ask(discover(1).client_id({2, 2}))->yiaddr() == ip("192.0.2.10"));
  CHECK(server.ask(discover(2).client_id({1, 1}))->yiaddr() != ip("192.0.2.10"));
  CHECK(server.book.count("DHCP4_CLIENTID_IGNORED_FOR_LEASES") > 0);
}

TEST_CASE(
    "match-client-id switched off: a lease with an identifier is found by hardware address and rewritten") {
  Server server(one_subnet());
  server.lease(1, {1, 1});
  server.engine.reconfigure(parse_config(one_subnet(R"("match-client-id": false, )")));
  const auto ack = server.ask(renewing(1, "192.0.2.10").client_id({9, 9}));
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(server.stored("192.0.2.10")->client_id.empty());
}

TEST_CASE("match-client-id switched on: a lease without identifier is the hardware address's") {
  Server server(one_subnet(R"("match-client-id": false, )"));
  server.lease(1, {1, 1});
  server.engine.reconfigure(parse_config(one_subnet()));
  CHECK(server.ask(renewing(1, "192.0.2.10").client_id({1, 1}))->type() == MessageType4::ack);
  CHECK(server.stored("192.0.2.10")->client_id == ClientId(Bytes{1, 1}));
}

TEST_CASE("the client's host name goes into the lease, cleaned, and back to the client") {
  Server server(one_subnet());
  const auto ack =
      server.ask(selecting(1, "192.0.2.10").option(option4::host_name, text("My_Host$.Example.")));
  REQUIRE(ack);
  CHECK(ack->value(option4::host_name) == text("myhost.example"));
  CHECK(server.stored("192.0.2.10")->hostname.text() == "myhost.example");
}

}  // namespace
}  // namespace dhcp::engine_test
