/// Reservations from several sources that take their time.
#include "server.hpp"
#include "support/waiting_host_store.hpp"

namespace dhcp::engine_test {
namespace {

Host4 host(std::uint8_t client, SubnetId subnet_id, std::string_view address) {
  Host4 h;
  h.identifier = {2, 0, 0, 0, 0, client};
  h.subnet_id = subnet_id;
  h.address = ip(address);
  return h;
}

/// A server that asks two sources.
struct World {
  World(std::vector<Host4> in_first, std::vector<Host4> in_second, std::string_view config)
      : first(executor, std::move(in_first)),
        second(executor, std::move(in_second)),
        server(config, nullptr, {}, {&first, &second}) {}
  ~World() { server.engine.cancel(0); }

  AnswerPointer ask(const Query& query) {
    server.take(query);
    executor.run();
    server.engine.flush(0);
    return server.outbox.take();
  }
  AnswerPointer select(unsigned client, std::string_view address) {
    return ask(request(client).requested(address).server("192.0.2.1"));
  }

  test::HandExecutor executor;
  test::WaitingHostStore first, second;
  Server server;
};

TEST_CASE("sources are asked in their order, after the configuration; the first answer counts") {
  World w(
      {host(1, 1, "192.0.2.101"), host(2, 1, "192.0.2.102")},
      {host(1, 1, "192.0.2.201"), host(2, 1, "192.0.2.202"), host(3, 1, "192.0.2.203")},
      one_subnet(R"("reservations": [{"hw-address": "02:00:00:00:00:01", "ip-address": "192.0.2.51"}], )"));
  CHECK(w.ask(discover(1))->yiaddr() == ip("192.0.2.51"));
  CHECK(w.first.identifier_lookups == 0);
  CHECK(w.ask(discover(2))->yiaddr() == ip("192.0.2.102"));
  CHECK(w.second.identifier_lookups == 0);
  CHECK(w.select(3, "192.0.2.203")->yiaddr() == ip("192.0.2.203"));
  CHECK(w.second.identifier_lookups == 1);
}

TEST_CASE("a query waits for its sources, others meanwhile do not wait for it") {
  World w({host(1, 1, "192.0.2.101")}, {}, one_subnet());
  w.server.take(discover(1));
  w.server.take(discover(2));
  CHECK(w.server.engine.in_flight(0) == 2);
  CHECK(w.first.waiting() == 2);
  w.server.take(discover(1));  // repeated
  CHECK(w.server.book.count("DHCP4_PACKET_DROP_0012") == 1);
  w.executor.run();
  CHECK(w.server.outbox.take()->yiaddr() == ip("192.0.2.101"));
  CHECK(w.server.outbox.take()->yiaddr() == ip("192.0.2.10"));
  CHECK(w.server.engine.in_flight(0) == 0);
}

TEST_CASE("what any source reserves for somebody else is neither offered nor granted") {
  World w({host(7, 1, "192.0.2.10"), host(8, 1, "192.0.2.12")}, {host(9, 1, "192.0.2.11")}, one_subnet());
  CHECK(w.ask(discover(1))->yiaddr() == ip("192.0.2.13"));
  for (const auto address : {"192.0.2.10", "192.0.2.11", "192.0.2.12"})
    CHECK(w.select(1, address)->type() == MessageType4::nak);
  CHECK(w.select(9, "192.0.2.11")->type() == MessageType4::ack);
}

TEST_CASE("sources are asked for a block of addresses at once") {
  std::vector<Host4> hosts;
  for (std::uint8_t n = 0; n < 100; ++n)
    hosts.push_back(host(static_cast<std::uint8_t>(100 + n), 1, "192.0.2." + std::to_string(10 + n)));
  World w(std::move(hosts), {}, R"({"Dhcp4": {"subnet4": [{"id": 1, "subnet": "192.0.2.0/24",
    "pools": [{"pool": "192.0.2.10-192.0.2.254"}]}]}})");
  CHECK(w.ask(discover(1))->yiaddr() == ip("192.0.2.110"));
  CHECK(w.first.block_lookups == 4);  // 100 addresses, 32 at a time
  CHECK(w.first.largest_block == 32);
  w.first.largest_block = 0;
  CHECK(w.select(2, "192.0.2.254")->type() == MessageType4::ack);
  CHECK(w.first.largest_block == 2);  // the subnet ends
}

TEST_CASE("a query whose source does not answer in time is given up, and the late answer does no harm") {
  World w({host(1, 1, "192.0.2.101")}, {}, one_subnet());
  w.server.take(discover(1));
  w.server.pass(std::chrono::seconds(9));
  CHECK(w.server.engine.in_flight(0) == 1);
  w.server.pass(std::chrono::seconds(2));
  CHECK(w.server.engine.in_flight(0) == 0);
  CHECK(w.server.count(Statistic4::pkt4_receive_drop) == 1);
  CHECK(w.server.book.count("DHCP4_PACKET_DROP_0007") == 1);
  w.executor.run();
  CHECK_FALSE(w.server.outbox.take());
  CHECK(w.ask(discover(1))->yiaddr() == ip("192.0.2.101"));
}

TEST_CASE("nobody is served as if he had no reservation when a source cannot be asked") {
  const std::string network = R"({"Dhcp4": {"reservations-global": true, "shared-networks": [{"name": "n",
    "subnet4": [{"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.14"}]},
                {"id": 2, "subnet": "10.2.0.0/24", "pools": [{"pool": "10.2.0.10-10.2.0.14"}]}]}]}})";
  const std::string early =
      one_subnet("", R"("early-global-reservations-lookup": true, "reservations-global": true, )");
  for (const std::string& config : {network, early}) {
    World w({}, {host(1, 1, "192.0.2.101")}, config);
    w.second.identifiers_fail = true;
    for (const Query& query : {discover(1), request(1).requested("192.0.2.10").server("192.0.2.1"),
                               Query(MessageType4::inform).ciaddr("192.0.2.10")}) {
      const std::int64_t dropped = w.server.count(Statistic4::pkt4_receive_drop);
      const std::size_t asked = w.second.identifier_lookups;
      CHECK_FALSE(w.ask(query));
      CHECK(w.server.count(Statistic4::pkt4_receive_drop) == dropped + 1);
      CHECK(w.second.identifier_lookups == asked + 1);
    }
    CHECK(w.server.leases.size() == 0);
    w.second.identifiers_fail = false;
    CHECK(w.ask(discover(1))->yiaddr() == ip("192.0.2.101"));
  }
}

TEST_CASE("no address is given or refused while it is not known for whom it is reserved") {
  World w({}, {host(7, 1, "192.0.2.10")}, one_subnet());
  w.second.blocks_fail = true;
  for (const Query& query : {discover(1), discover(1).requested("192.0.2.12"), request(1),
                             request(1).requested("192.0.2.12").server("192.0.2.1")}) {
    const std::int64_t dropped = w.server.count(Statistic4::pkt4_receive_drop);
    const std::size_t asked = w.second.block_lookups;
    CHECK_FALSE(w.ask(query));
    CHECK(w.server.count(Statistic4::pkt4_receive_drop) == dropped + 1);
    CHECK(w.second.block_lookups == asked + 1);
  }
  CHECK(w.server.count(Statistic4::v4_allocation_fail) == 0);
  w.second.blocks_fail = false;
  CHECK(w.select(1, "192.0.2.12")->type() == MessageType4::ack);
  CHECK(w.select(2, "192.0.2.10")->type() == MessageType4::nak);
}

TEST_CASE("a server that stops gives up what waits for a source") {
  World w({host(1, 1, "192.0.2.101")}, {}, one_subnet());
  w.server.take(discover(1));
  w.server.engine.cancel(0);
  CHECK(w.server.engine.in_flight(0) == 0);
  w.executor.run();  // the answer comes too late
  CHECK_FALSE(w.server.outbox.take());
}

}  // namespace
}  // namespace dhcp::engine_test
