/// Several engines in one process, several workers in one engine.
#include <set>
#include <thread>

#include "engine/in_flight4.hpp"
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

TEST_CASE("ten servers in one process know nothing of each other") {
  std::vector<std::unique_ptr<Server>> servers;
  for (int i = 0; i < 10; ++i)
    servers.push_back(
        std::make_unique<Server>(one_subnet("", R"("valid-lifetime": )" + std::to_string(100 + i) + ", ")));
  for (int i = 0; i < 10; ++i) {
    Server& server = *servers[static_cast<std::size_t>(i)];
    const auto ack = server.lease(1);
    CHECK(ack->yiaddr() == ip("192.0.2.10"));
    CHECK(ack->number(option4::lease_time) == 100 + static_cast<std::uint32_t>(i));
    CHECK(server.count(Statistic4::pkt4_received) == 2);
  }
}

TEST_CASE("workers at the same time: each client one address, each address one client") {
  constexpr unsigned workers = 4;
  constexpr unsigned clients_each = 400;
  const auto config = parse_config(R"({"Dhcp4": {"subnet4": [{"id": 1, "subnet": "10.0.0.0/8",
    "pools": [{"pool": "10.0.0.10-10.0.6.73"}]}]}})");
  const auto leases = store::make_memory_store4();
  Log log(null_log_sink());
  Statistics4 statistics(workers);
  Engine4Limits limits;
  limits.workers = workers;
  Engine4 engine({*leases, log, statistics, {}, nullptr}, limits, config, test_interfaces());

  std::vector<std::vector<Ipv4Address>> given(workers);
  const auto work = [&](WorkerId worker) {
    Outbox outbox;
    const auto ask = [&](Query query) {
      const Bytes message = query.on_interface(4).message();
      engine.handle(worker, query.datagram(message), {1'700'000'000, {}}, outbox);
      engine.flush(worker);
      return outbox.take();
    };
    for (unsigned i = 0; i < clients_each; ++i) {
      const unsigned client = worker * clients_each + i + 1;
      // Two workers may offer one address; one of the clients is refused and starts again.
      for (int attempt = 0; attempt < 100; ++attempt) {
        const AnswerPointer offer = ask(discover(client));
        if (!offer) continue;
        const AnswerPointer answer = ask(request(client).requested(offer->yiaddr()).server("10.0.0.1"));
        if (!answer || answer->type() != MessageType4::ack) continue;
        given[worker].push_back(answer->yiaddr());
        break;
      }
    }
    engine.cancel(worker);
  };
  std::vector<std::thread> threads;
  for (WorkerId worker = 0; worker < workers; ++worker) threads.emplace_back(work, worker);
  for (int i = 0; i < 50; ++i) engine.reconfigure(config);
  for (std::thread& thread : threads) thread.join();

  std::set<Ipv4Address> all;
  std::size_t count = 0;
  for (const auto& addresses : given) {
    count += addresses.size();
    all.insert(addresses.begin(), addresses.end());
  }
  CHECK(count == workers * clients_each);
  CHECK(all.size() == count);
  CHECK(leases->size() == count);
  CHECK(statistics.value(Statistic4::cumulative_assigned_addresses) == static_cast<std::int64_t>(count));
}

TEST_CASE("in a big pool each worker goes through stretches of its own, and nothing is left over") {
  constexpr std::uint32_t size = 4096;
  const Ipv4Address first = ip("10.0.1.0");
  const auto leases = store::make_memory_store4();
  Log log(null_log_sink());
  Statistics4 statistics(2);
  Engine4Limits limits;
  limits.workers = 2;
  Engine4 engine({*leases, log, statistics, {}, nullptr}, limits, parse_config(R"({"Dhcp4": {"subnet4": [
    {"id": 1, "subnet": "10.0.0.0/8", "pools": [{"pool": "10.0.1.0-10.0.16.255"}]}]}})"),
                 test_interfaces());
  Outbox outbox;
  const auto ask = [&](WorkerId worker, Query query) {
    const Bytes message = query.on_interface(4).message();
    engine.handle(worker, query.datagram(message), {1'700'000'000, {}}, outbox);
    engine.flush(worker);
    return outbox.take();
  };
  const auto offered = [&](WorkerId worker, unsigned client) {
    const AnswerPointer offer = ask(worker, discover(client));
    REQUIRE(offer);
    return offer->yiaddr().value() - first.value();
  };
  unsigned client = 0;
  for (const std::uint32_t n : {0u, 1u, 2u}) {
    CHECK(offered(0, ++client) == n);
    CHECK(offered(1, ++client) == 64 + n);
  }
  for (std::uint32_t n = 3; n < 64; ++n) CHECK(offered(0, ++client) == n);
  CHECK(offered(0, ++client) == 128);
  CHECK(offered(1, ++client) == 64 + 3);
  // What the other worker's stretch has left is given away, too.
  std::set<std::uint32_t> given;
  for (std::uint32_t n = 0; n < size; ++n) {
    const std::uint32_t address = offered(0, ++client);
    REQUIRE(ask(0, request(client).requested(Ipv4Address(first.value() + address)).server("10.0.0.1")));
    given.insert(address);
  }
  CHECK(given.size() == size);
  CHECK_FALSE(ask(0, discover(++client)));
  CHECK_FALSE(ask(1, discover(++client)));
}

TEST_CASE("a former configuration is freed by who asks for it, not by the worker that leaves it last") {
  Server server(one_subnet());
  std::weak_ptr<const Config4> former;
  {
    const auto config = parse_config(one_subnet());
    former = config;
    server.engine.reconfigure(config);
  }
  CHECK(server.ask(discover()));
  server.engine.reconfigure(parse_config(one_subnet()));
  CHECK(server.engine.retire() > 0);  // the worker has not seen the new one
  CHECK(server.ask(discover(2)));
  server.engine.advance(0, server.now);
  CHECK_FALSE(former.expired());
  CHECK(server.engine.retire() == 0);
  CHECK(former.expired());
}

TEST_CASE("a client is marked once, by each of its identifiers") {
  InFlight4 table(42);
  const ClientId id(Bytes{1, 2, 3, 4, 5, 6});
  const HardwareAddress hardware{1, BoundedBytes<20>(Bytes{1, 2, 3, 4, 5, 6})};
  InFlightMark4 first = table.mark(id);
  CHECK(first);
  CHECK_FALSE(table.mark(id));
  CHECK(table.mark(hardware));  // the same bytes name somebody else
  InFlightMark4 moved = std::move(first);
  CHECK_FALSE(table.mark(id));
  moved.release();
  CHECK(table.mark(id));
}

}  // namespace
}  // namespace dhcp::engine_test
