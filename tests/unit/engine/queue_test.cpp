/// Queries that find all slots taken, and a service that is disabled.
#include "server.hpp"
#include "slow_store.hpp"

namespace dhcp::engine_test {
namespace {

/// One query may be under way, two may wait.
struct Busy {
  explicit Busy(const std::string& global = R"("multi-threading": {"packet-queue-size": 2}, )",
                std::string_view subnet = "")
      : server(one_subnet(subnet, global), &store, one_slot()) {
    store.commits = SlowStore::Commits::hold;
  }
  static Engine4Limits one_slot() {
    Engine4Limits limits;
    limits.slots_per_worker = 1;
    return limits;
  }
  /// Completes whatever is or comes to be held; the clients that were answered.
  std::vector<unsigned> finish() {
    std::vector<unsigned> answered;
    while (store.held() != 0) {
      store.complete();
      server.engine.flush(0);
      while (const auto reply = server.outbox.take()) {
        const auto address = reply->packet().hardware_address();
        answered.push_back(address.bytes.view()[5]);
      }
    }
    return answered;
  }

  SlowStore store;
  Server server;
};

TEST_CASE("queries that find no slot wait, and are served in the order they came") {
  Busy busy;
  for (unsigned client = 1; client <= 3; ++client) busy.server.take(request(client));
  CHECK(busy.server.engine.in_flight(0) == 3);
  CHECK(busy.finish() == std::vector<unsigned>{1, 2, 3});
  CHECK(busy.server.engine.in_flight(0) == 0);
  CHECK(busy.server.count(Statistic4::pkt4_receive_drop) == 0);
}

TEST_CASE("the oldest of those that wait gives way to a new one when the queue is full") {
  Busy busy;
  for (unsigned client = 1; client <= 5; ++client) busy.server.take(request(client));
  CHECK(busy.finish() == std::vector<unsigned>{1, 4, 5});
  CHECK(busy.server.count(Statistic4::pkt4_received) == 5);
  CHECK(busy.server.count(Statistic4::pkt4_receive_drop) == 2);
  CHECK(busy.server.book.count("DHCP4_PACKET_QUEUE_FULL") == 2);
}

TEST_CASE("without threads dhcp-queue-control says how many may wait; 0 is no limit") {
  Busy single(R"("multi-threading": {"enable-multi-threading": false},
                 "dhcp-queue-control": {"enable-queue": true, "capacity": 5}, )");
  for (unsigned client = 1; client <= 8; ++client) single.server.take(request(client));
  CHECK(single.server.engine.in_flight(0) == 6);
  Busy unlimited(R"("multi-threading": {"packet-queue-size": 0},
                    "dhcp-queue-control": {"enable-queue": true, "capacity": 5}, )");
  for (unsigned client = 1; client <= 200; ++client) unlimited.server.take(request(client));
  CHECK(unlimited.server.engine.in_flight(0) == 200);
}

TEST_CASE("what waits is forgotten when the worker is stopped") {
  Busy busy;
  for (unsigned client = 1; client <= 3; ++client) busy.server.take(request(client));
  busy.server.engine.cancel(0);
  CHECK(busy.server.engine.in_flight(0) == 0);
  CHECK(busy.server.outbox.answers.empty());
}

TEST_CASE("while the service is disabled queries are dropped, until nobody wants that any more") {
  Server server(one_subnet());
  const ServiceOrigin partner = 2000;
  server.engine.disable_service(service_origin_user);
  server.engine.disable_service(partner);
  CHECK_FALSE(server.ask(discover()));
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
  CHECK(server.count(Statistic4::pkt4_discover_received) == 1);
  CHECK(server.book.count("DHCP4_PACKET_DROP_0008") == 1);
  server.engine.enable_service(service_origin_user);
  CHECK_FALSE(server.engine.service_enabled());
  CHECK_FALSE(server.ask(discover()));
  server.engine.enable_service(partner);
  CHECK(server.engine.service_enabled());
  CHECK(server.ask(discover()));
}

}  // namespace
}  // namespace dhcp::engine_test
