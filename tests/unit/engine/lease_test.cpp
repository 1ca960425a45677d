#include "server.hpp"

namespace dhcp::engine_test {
namespace {

TEST_CASE("a DISCOVER is offered an address, and nothing is stored") {
  Server server(one_subnet());
  const auto offer = server.ask(discover());
  REQUIRE(offer);
  CHECK(offer->type() == MessageType4::offer);
  CHECK(offer->yiaddr() == ip("192.0.2.10"));
  CHECK(offer->packet().xid() == 0x12345678);
  CHECK(offer->address(option4::server_identifier) == ip("192.0.2.1"));
  CHECK(offer->address(option4::subnet_mask) == ip("255.255.255.0"));
  CHECK(offer->number(option4::lease_time) == 7200);
  CHECK(server.leases.size() == 0);
  CHECK(server.count(Statistic4::pkt4_discover_received) == 1);
  CHECK(server.count(Statistic4::pkt4_offer_sent) == 1);
  CHECK(server.count(Statistic4::pkt4_sent) == 1);
}

TEST_CASE("a REQUEST for the offered address is acknowledged when the lease is stored") {
  Server server(one_subnet());
  const auto ack = server.lease(1, {1, 2, 3});
  CHECK(ack->yiaddr() == ip("192.0.2.10"));
  const auto lease = server.stored("192.0.2.10");
  REQUIRE(lease);
  CHECK(lease->subnet_id == 1);
  CHECK(lease->state == LeaseState::assigned);
  CHECK(lease->valid_lifetime == 7200);
  CHECK(lease->client_last_transaction == server.now.wall);
  CHECK(lease->client_id == ClientId(Bytes{1, 2, 3}));
  CHECK(lease->hardware_address.bytes.size() == 6);
  CHECK(server.count(Statistic4::pkt4_request_received) == 1);
  CHECK(server.count(Statistic4::pkt4_ack_sent) == 1);
  CHECK(server.count(Statistic4::pkt4_sent) == 2);
  CHECK(server.count(Statistic4::cumulative_assigned_addresses) == 1);
  CHECK(server.engine.in_flight(0) == 0);
}

TEST_CASE("of a query and its answer the log has the contents, for who wants them") {
  Server server(one_subnet());
  server.ask(discover().option(option4::host_name, text("laptop")));
  const auto text_of = [&](std::string_view id) {
    const auto line = std::ranges::find(server.book.lines, id, &LogBook::Line::id);
    REQUIRE(line != server.book.lines.end());
    return line->text;
  };
  CHECK(text_of("DHCP4_QUERY_DATA").find("laptop") != std::string::npos);
  CHECK(text_of("DHCP4_RESPONSE_DATA").find("yiaddr: 192.0.2.10") != std::string::npos);
  server.log.set_verbosity(log_debug(54));
  server.ask(discover());
  CHECK(server.book.count("DHCP4_RESPONSE_DATA") == 1);
}

TEST_CASE("clients get one address after another") {
  Server server(one_subnet());
  for (unsigned client = 1; client <= 5; ++client)
    CHECK(server.lease(client)->yiaddr() == Ipv4Address(192, 0, 2, static_cast<std::uint8_t>(9 + client)));
}

TEST_CASE("a client is offered the lease it has") {
  Server server(one_subnet());
  const auto first = server.lease(1);
  server.lease(2);
  CHECK(server.ask(discover(1))->yiaddr() == first->yiaddr());
}

TEST_CASE("a renewal extends the lease from now on") {
  Server server(one_subnet());
  server.lease(1);
  server.pass(std::chrono::seconds(1000));
  const auto ack = server.ask(request(1).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1"));
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(ack->packet().ciaddr() == ip("192.0.2.10"));
  CHECK(server.stored("192.0.2.10")->client_last_transaction == server.now.wall);
  CHECK(server.count(Statistic4::cumulative_assigned_addresses) == 1);
}

TEST_CASE("a RELEASE ends the lease, is not answered, and leaves the address to its client for a while") {
  Server server(one_subnet());
  server.lease(1);
  const Query release = Query(MessageType4::release).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1");
  CHECK_FALSE(server.ask(release));
  const auto lease = server.stored("192.0.2.10");
  REQUIRE(lease);
  CHECK(lease->state == LeaseState::released);
  CHECK(lease->valid_lifetime == 0);
  CHECK(server.book.count("DHCP4_RELEASE_EXPIRED") == 1);
  CHECK(server.count(Statistic4::pkt4_release_received) == 1);
  CHECK(server.count(Statistic4::reclaimed_leases) == 0);

  SUBCASE("its client gets it again") {
    server.lease(2);
    CHECK(server.lease(1)->yiaddr() == ip("192.0.2.10"));
    CHECK(server.count(Statistic4::reclaimed_leases) == 1);
  }
  SUBCASE("others get it when there is no other address") {
    for (unsigned client = 2; client < 7; ++client) server.lease(client);
    CHECK(server.stored("192.0.2.10")->state == LeaseState::assigned);
  }
  SUBCASE("it is reclaimed like one that has ended") {
    server.pass(std::chrono::seconds(0));
    server.pass(std::chrono::seconds(10));
    CHECK(server.stored("192.0.2.10")->state == LeaseState::expired_reclaimed);
    CHECK(server.count(Statistic4::reclaimed_leases) == 1);
  }
  SUBCASE("a second RELEASE finds no lease") {
    server.ask(release);
    CHECK(server.book.count("DHCP4_RELEASE_FAIL_NO_LEASE") == 1);
  }
}

TEST_CASE("a RELEASE deletes the lease where nothing is held for clients, and an infinite one always") {
  for (const char* global : {R"("expired-leases-processing": {"hold-reclaimed-time": 0}, )",
                             R"("expired-leases-processing": {"flush-reclaimed-timer-wait-time": 0}, )",
                             R"("valid-lifetime": 4294967295, )"}) {
    CAPTURE(global);
    Server server(one_subnet("", global));
    server.lease(1);
    CHECK_FALSE(
        server.ask(Query(MessageType4::release).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1")));
    CHECK_FALSE(server.stored("192.0.2.10"));
    CHECK(server.book.count("DHCP4_RELEASE_DELETED") == 1);
  }
}

TEST_CASE("a RELEASE of another client's lease is ignored") {
  Server server(one_subnet());
  server.lease(1);
  server.ask(Query(MessageType4::release).client(2).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1"));
  CHECK(server.stored("192.0.2.10"));
  CHECK(server.book.count("DHCP4_RELEASE_FAIL_WRONG_CLIENT") == 1);
}

TEST_CASE("a RELEASE of an address without lease is ignored") {
  Server server(one_subnet());
  server.ask(Query(MessageType4::release).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1"));
  CHECK(server.book.count("DHCP4_RELEASE_FAIL_NO_LEASE") == 1);
}

TEST_CASE("a client that takes another address loses the former one in the same commit") {
  Server server(one_subnet());
  server.lease(1);
  const auto ack = server.ask(request(1).requested("192.0.2.13").server("192.0.2.1"));
  REQUIRE(ack);
  CHECK(ack->yiaddr() == ip("192.0.2.13"));
  CHECK(server.stored("192.0.2.13"));
  CHECK_FALSE(server.stored("192.0.2.10"));
  CHECK(server.book.count("ALLOC_ENGINE_V4_REQUEST_REMOVE_LEASE") == 1);
}

}  // namespace
}  // namespace dhcp::engine_test
