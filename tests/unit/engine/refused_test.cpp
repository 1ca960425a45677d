/// Datagrams that are dropped: counted, logged, never answered.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

struct Refused {
  const char* what;
  Query query;
  const char* id;
  Statistic4 counted;
};

TEST_CASE("what is not for us to answer is dropped, counted and named") {
  const auto typed = [](int type) { return Query(static_cast<MessageType4>(type)); };
  const std::vector<Refused> table{
      {"BOOTP", Query(MessageType4::none), "DHCP4_PACKET_DROP_0004", Statistic4::pkt4_unknown_received},
      {"an OFFER", typed(2), "DHCP4_PACKET_DROP_0006", Statistic4::pkt4_offer_received},
      {"an ACK", typed(5), "DHCP4_PACKET_DROP_0006", Statistic4::pkt4_ack_received},
      {"a NAK", typed(6), "DHCP4_PACKET_DROP_0006", Statistic4::pkt4_nak_received},
      {"a LEASEQUERY", typed(10), "DHCP4_PACKET_DROP_0006", Statistic4::pkt4_unknown_received},
      {"a type that does not exist", typed(77), "DHCP4_PACKET_DROP_0005", Statistic4::pkt4_unknown_received},
      {"a reply", discover().put(0, {2}), "DHCP4_PACKET_DROP_0007", Statistic4::pkt4_discover_received},
      {"nobody", discover().put(2, {0}), "DHCP4_PACKET_DROP_0007", Statistic4::pkt4_discover_received},
      {"a link without subnet", discover().on_interface(3), "DHCP4_PACKET_DROP_0002",
       Statistic4::pkt4_discover_received},
      {"an interface nobody knows", discover().on_interface(99), "DHCP4_PACKET_DROP_0002",
       Statistic4::pkt4_discover_received},
      {"another server's", discover().server("192.0.2.77"), "DHCP4_PACKET_DROP_0003",
       Statistic4::pkt4_discover_received},
      {"an INFORM from nowhere", Query(MessageType4::inform), "DHCP4_PACKET_DROP_0002",
       Statistic4::pkt4_inform_received},
      {"a DECLINE of nothing", Query(MessageType4::decline), "DHCP4_PACKET_DROP_0007",
       Statistic4::pkt4_decline_received},
      {"BOOTP of RFC 951", discover().put(236, {0, 0, 0, 0}), "DHCP4_PACKET_DROP_0004",
       Statistic4::pkt4_unknown_received},
      {"another cookie", discover().put(236, {0}), "DHCP4_PACKET_DROP_0001", Statistic4::pkt4_parse_failed},
  };
  for (const Refused& refused : table) {
    CAPTURE(refused.what);
    Server server(one_subnet());
    CHECK_FALSE(server.ask(refused.query));
    CHECK(server.book.count(refused.id) == 1);
    CHECK(server.count(refused.counted) == 1);
    CHECK(server.count(Statistic4::pkt4_received) == 1);
    CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
    CHECK(server.count(Statistic4::pkt4_sent) == 0);
    CHECK(server.engine.in_flight(0) == 0);
    CHECK(server.leases.size() == 0);
  }
}

TEST_CASE("a DISCOVER that names us as its server is answered, though it should name none") {
  Server server(one_subnet());
  CHECK(server.ask(discover().server("192.0.2.1")));
}

TEST_CASE("a DISCOVER relayed from a link without subnet is not answered") {
  Server server(one_subnet());
  CHECK_FALSE(server.ask(discover().giaddr("10.200.0.1").unicast("10.200.0.1", "192.0.2.1")));
  CHECK(server.book.count("DHCP4_SUBNET_SELECTION_FAILED") == 1);
  CHECK(server.book.count("DHCP4_PACKET_NAK_0001") == 1);
}

TEST_CASE("every truncation of a good message is survived") {
  Server server(one_subnet());
  const Query query = discover().client_id({1, 2, 3}).asks_for({1, 3, 6, 15}).requested("192.0.2.10");
  const Bytes whole = query.message();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    server.engine.handle(0, query.datagram(part), server.now, server.outbox);
  }
  CHECK(server.count(Statistic4::pkt4_received) == static_cast<std::int64_t>(whole.size()));
  // A header alone is BOOTP.
  CHECK(server.count(Statistic4::pkt4_parse_failed) >= 239);
  CHECK(server.engine.in_flight(0) == 0);
}

TEST_CASE("random bytes and random damage never bring the server down") {
  Server server(one_subnet(R"("option-data": [{"name": "routers", "data": "192.0.2.1"}], )"));
  server.log.set_verbosity(log_nothing);
  SeededRandom random(20240229);
  const Bytes good = request().requested("192.0.2.11").client_id({1, 2, 3}).asks_for({1, 3, 6}).message();
  for (int round = 0; round < 20'000; ++round) {
    Bytes message = good;
    if (round % 4 == 0) {
      message.resize(random.below(700));
      for (auto& byte : message) byte = static_cast<std::uint8_t>(random.next());
    } else {
      for (std::uint64_t hits = 1 + random.below(6); hits > 0; --hits)
        message[random.below(message.size())] = static_cast<std::uint8_t>(random.next());
      if (round % 3 == 0) message.resize(random.below(message.size()) + 1);
    }
    Query from = discover();
    if (round % 5 == 0) from.unicast("192.0.2.50", "192.0.2.1");
    server.engine.handle(0, from.datagram(message), server.now, server.outbox);
    server.engine.flush(0);
    if (round % 64 == 0) server.outbox.answers.clear();
  }
  CHECK(server.engine.in_flight(0) == 0);
  CHECK(server.count(Statistic4::pkt4_received) == 20'000);
  server.outbox.answers.clear();
  CHECK(server.leases.size() <= 5);
}

TEST_CASE("a datagram of the greatest size is handled") {
  Server server(one_subnet());
  Query query = discover();
  for (int i = 0; i < 250; ++i) query.option(224, Bytes(255, 7));
  CHECK(server.ask(query));
}

}  // namespace
}  // namespace dhcp::engine_test
