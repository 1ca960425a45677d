/// Leases that have ended are taken back by timer, held for their client, and removed.
#include "server.hpp"
#include "slow_store.hpp"

namespace dhcp::engine_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Five addresses, leases of 60 s, and these `expired-leases-processing`.
std::string config(std::string_view processing, std::string_view more = "") {
  return one_subnet("", R"("valid-lifetime": 60, "expired-leases-processing": {)" + std::string(processing) +
                            "}, " + std::string(more));
}

/// Leases that ended long ago, of addresses from 10.0.0.0 on.
void put_ended(Server& server, unsigned count) {
  WaitTable waits(0, 1);
  for (unsigned i = 0; i < count; ++i) {
    LeaseChange4 change;
    change.lease.address = Ipv4Address(0x0a000000u + i);
    change.lease.hardware_address = {HardwareAddress::ethernet, BoundedBytes<20>(u32(i))};
    change.lease.valid_lifetime = 60;
    change.lease.client_last_transaction = server.now.wall - 10000 + i;
    change.lease.subnet_id = 1;
    WaitToken token;
    REQUIRE(waits.open(SteadyTime::max(), token));
    server.leases.commit({&change, 1}, waits, token);
    REQUIRE(change.outcome == ChangeOutcome::stored);
    waits.close(token);
  }
}
std::size_t reclaimed(const Server& server) {
  return static_cast<std::size_t>(server.count(Statistic4::reclaimed_leases));
}

constexpr auto warning = "ALLOC_ENGINE_V4_LEASES_RECLAMATION_SLOW";

}  // namespace

TEST_CASE("a lease that has ended is reclaimed by timer, and held for its client") {
  Server server(config(R"("reclaim-timer-wait-time": 10)"));
  catch_up(server);
  server.ask(
      request(1).requested("192.0.2.12").server("192.0.2.1").option(12, text("laptop")).client_id({1, 2, 3}));
  REQUIRE(server.stored("192.0.2.12"));
  REQUIRE(server.stored("192.0.2.12")->hostname.text() == "laptop");
  pass(server, seconds(55));
  CHECK(server.stored("192.0.2.12")->state == LeaseState::assigned);
  CHECK(reclaimed(server) == 0);
  pass(server, seconds(15));
  const auto lease = server.stored("192.0.2.12");
  REQUIRE(lease);
  CHECK(lease->state == LeaseState::expired_reclaimed);
  CHECK(lease->hostname.empty());
  CHECK_FALSE(lease->client_id.empty());
  CHECK_FALSE(lease->hardware_address.empty());
  CHECK(reclaimed(server) == 1);
  CHECK(server.book.count("ALLOC_ENGINE_LEASE_RECLAIMED") == 1);
  CHECK(server.book.count("ALLOC_ENGINE_V4_LEASES_RECLAMATION_COMPLETE") >= 1);
  CHECK(server.book.count("ALLOC_ENGINE_V4_NO_MORE_EXPIRED_LEASES") >= 1);

  SUBCASE("its client gets the address again") {
    const auto offer = server.ask(discover(1).client_id({1, 2, 3}));
    REQUIRE(offer);
    CHECK(offer->yiaddr() == ip("192.0.2.12"));
  }
  SUBCASE("another client gets it that asks for it") {
    const auto ack = server.ask(request(2).requested("192.0.2.12").server("192.0.2.1"));
    REQUIRE(ack);
    CHECK(ack->type() == MessageType4::ack);
    CHECK(reclaimed(server) == 1);  // not a second time
  }
  SUBCASE("others get it when there is no other address") {
    for (unsigned client = 2; client < 7; ++client) server.lease(client);
    CHECK(server.stored("192.0.2.12")->state == LeaseState::assigned);
  }
}

TEST_CASE("a held lease is removed by the first flush after its time") {
  Server server(config(R"("reclaim-timer-wait-time": 10, "flush-reclaimed-timer-wait-time": 30,
                          "hold-reclaimed-time": 300)"));
  catch_up(server);
  const Ipv4Address address = server.lease(1)->yiaddr();
  for (int i = 0; i < 35; ++i) pass(server, seconds(10));  // 350 s: ended 290 s ago
  REQUIRE(server.stored(address));
  CHECK(server.stored(address)->state == LeaseState::expired_reclaimed);
  pass(server, seconds(10));
  CHECK_FALSE(server.stored(address));
  CHECK(server.book.count("ALLOC_ENGINE_V4_RECLAIMED_LEASES_DELETE_COMPLETE") == 12);
  CHECK(reclaimed(server) == 1);
}

TEST_CASE("without affinity a lease is removed when it is reclaimed") {
  Server server(config(R"("reclaim-timer-wait-time": 10, "flush-reclaimed-timer-wait-time": 0)"));
  catch_up(server);
  const Ipv4Address address = server.lease(1)->yiaddr();
  pass(server, seconds(70));
  CHECK_FALSE(server.stored(address));
  CHECK(reclaimed(server) == 1);
}

TEST_CASE("a hold time of 0 keeps a reclaimed lease until the next flush") {
  Server server(config(R"("reclaim-timer-wait-time": 10, "flush-reclaimed-timer-wait-time": 200,
                          "hold-reclaimed-time": 0)"));
  catch_up(server);
  const Ipv4Address address = server.lease(1)->yiaddr();
  pass(server, seconds(70));
  REQUIRE(server.stored(address));
  CHECK(server.stored(address)->state == LeaseState::expired_reclaimed);
  pass(server, seconds(130));
  CHECK_FALSE(server.stored(address));
}

TEST_CASE("an infinite lease is never reclaimed") {
  Server server(one_subnet("", R"("valid-lifetime": 4294967295, )"));
  catch_up(server);
  const Ipv4Address address = server.lease(1)->yiaddr();
  for (int i = 0; i < 100; ++i) pass(server, seconds(1'000'000));
  CHECK(server.stored(address)->state == LeaseState::assigned);
  CHECK(reclaimed(server) == 0);
}

TEST_CASE("a declined address is free again after its probation, counted and logged") {
  Server server(config(R"("reclaim-timer-wait-time": 10)", R"("decline-probation-period": 100, )"));
  catch_up(server);
  const Ipv4Address address = server.lease(1)->yiaddr();
  server.ask(Query(MessageType4::decline).requested(address).server("192.0.2.1"));
  REQUIRE(server.stored(address)->state == LeaseState::declined);
  pass(server, seconds(90));
  CHECK(server.stored(address));
  pass(server, seconds(20));
  CHECK_FALSE(server.stored(address));
  CHECK(server.count(Statistic4::declined_addresses) == 0);
  CHECK(server.count(Statistic4::reclaimed_declined_addresses) == 1);
  CHECK(server.book.count("ALLOC_ENGINE_V4_DECLINED_RECOVERED") == 1);
}

TEST_CASE("no timer, no reclamation; and an ended lease is reused all the same") {
  Server server(config(R"("reclaim-timer-wait-time": 0, "flush-reclaimed-timer-wait-time": 0)"));
  catch_up(server);
  CHECK(server.engine.next_deadline(0) == SteadyTime::max());
  for (unsigned client = 1; client < 6; ++client) server.lease(client);
  pass(server, seconds(100000));
  CHECK(reclaimed(server) == 0);
  server.lease(6);
  CHECK(reclaimed(server) == 1);
}

TEST_CASE("a cycle takes so many leases, oldest first, and leaves the others to the next one") {
  Server server(config(R"("reclaim-timer-wait-time": 10, "max-reclaim-leases": 300,
                          "max-reclaim-time": 0, "flush-reclaimed-timer-wait-time": 0)"));
  put_ended(server, 700);
  catch_up(server);
  CHECK(reclaimed(server) == 0);
  pass(server, seconds(10));
  CHECK(reclaimed(server) == 300);
  CHECK_FALSE(server.stored("10.0.1.43"));  // the 300th
  CHECK(server.stored("10.0.1.44"));
  pass(server, seconds(9));
  CHECK(reclaimed(server) == 300);
  pass(server, seconds(1));
  CHECK(reclaimed(server) == 600);
  CHECK(server.book.count("ALLOC_ENGINE_V4_NO_MORE_EXPIRED_LEASES") == 0);
  pass(server, seconds(10));
  CHECK(reclaimed(server) == 700);
  CHECK(server.book.count("ALLOC_ENGINE_V4_NO_MORE_EXPIRED_LEASES") == 1);
}

TEST_CASE("both limits at 0: a cycle takes all there are") {
  Server server(config(R"("max-reclaim-leases": 0, "max-reclaim-time": 0, "reclaim-timer-wait-time": 10)"));
  put_ended(server, 3000);
  catch_up(server);
  pass(server, seconds(10));
  CHECK(reclaimed(server) == 3000);
  CHECK(server.book.count("ALLOC_ENGINE_V4_LEASES_RECLAMATION_START") == 1);
}

TEST_CASE("while queries come reclamation rests between two pieces, and otherwise it does not") {
  Server server(config(R"("max-reclaim-leases": 0, "max-reclaim-time": 0, "reclaim-timer-wait-time": 10)"));
  put_ended(server, 3000);
  catch_up(server);
  const auto advance = [&] {
    server.engine.advance(0, server.now);
    server.engine.flush(0);
    return reclaimed(server);
  };
  server.now.wall += 10;
  server.now.steady += seconds(10);
  REQUIRE(server.ask(discover(1)));
  const std::size_t first = advance();
  CHECK(first > 0);
  CHECK(server.engine.next_deadline(0) > server.now.steady);
  CHECK(advance() == first);
  server.now.steady = server.engine.next_deadline(0);
  const std::size_t second = advance();
  CHECK(second > first);
  CHECK(server.engine.next_deadline(0) <= server.now.steady);
  CHECK(advance() > second);
}

TEST_CASE("a cycle ends when its time is over") {
  Server server(config(R"("max-reclaim-leases": 0, "max-reclaim-time": 250, "reclaim-timer-wait-time": 10)"));
  put_ended(server, 3000);
  catch_up(server);
  server.now.wall += 10;
  server.now.steady += seconds(10);
  const SteadyTime began = server.now.steady;
  // A busy machine: each piece takes 100 ms.
  while (server.engine.next_deadline(0) <= server.now.steady) {
    server.engine.advance(0, server.now);
    server.now.steady += milliseconds(100);
  }
  CHECK(server.book.count("ALLOC_ENGINE_V4_LEASES_RECLAMATION_TIMEOUT") == 1);
  CHECK(reclaimed(server) > 0);
  CHECK(reclaimed(server) < 3000);
  // The pause counts from the end of the cycle.
  CHECK(server.engine.next_deadline(0) == began + milliseconds(300) + seconds(10));
}

TEST_CASE("leases left over again and again are warned of, and the count begins anew") {
  Server server(config(R"("reclaim-timer-wait-time": 10, "max-reclaim-leases": 1,
                          "unwarned-reclaim-cycles": 3)"));
  put_ended(server, 9);
  catch_up(server);
  for (int cycle = 1; cycle <= 9; ++cycle) {
    pass(server, seconds(10));
    CAPTURE(cycle);
    CHECK(server.book.count(warning) == (cycle >= 6 ? 2 : cycle >= 3 ? 1 : 0));
  }
  CHECK(reclaimed(server) == 9);
}

TEST_CASE("with unwarned-reclaim-cycles 0 nobody is warned") {
  Server server(config(R"("reclaim-timer-wait-time": 10, "max-reclaim-leases": 1,
                          "unwarned-reclaim-cycles": 0)"));
  put_ended(server, 9);
  catch_up(server);
  for (int cycle = 0; cycle < 9; ++cycle) pass(server, seconds(10));
  CHECK(server.book.count(warning) == 0);
}

TEST_CASE("a reconfiguration changes the pauses at once") {
  Server server(config(R"("reclaim-timer-wait-time": 0, "flush-reclaimed-timer-wait-time": 0)"));
  catch_up(server);
  put_ended(server, 1);
  server.engine.reconfigure(parse_config(config(R"("reclaim-timer-wait-time": 20)")));
  CHECK(server.engine.next_deadline(0) <= server.now.steady);
  catch_up(server);
  CHECK(server.engine.next_deadline(0) == server.now.steady + seconds(20));
  pass(server, seconds(20));
  CHECK(reclaimed(server) == 1);
}

TEST_CASE("an address that a query is busy with is not reclaimed meanwhile") {
  SlowStore store;
  Server server(config(R"("reclaim-timer-wait-time": 10, "flush-reclaimed-timer-wait-time": 0)"), &store);
  catch_up(server);
  server.lease(1);
  const Ipv4Address address = server.stored("192.0.2.10") ? ip("192.0.2.10") : Ipv4Address();
  server.now.wall += 65;
  server.now.steady += seconds(9);
  store.commits = SlowStore::Commits::hold;
  CHECK_FALSE(server.ask(request(1).requested(address).server("192.0.2.1")));
  REQUIRE(store.held() == 1);
  pass(server, seconds(1));
  CHECK(store.held() == 1);
  store.commits = SlowStore::Commits::pass;
  store.complete();
  const auto ack = server.outbox.take();
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  pass(server, seconds(10));
  CHECK(server.stored(address)->state == LeaseState::assigned);
}

TEST_CASE("a lease that changed meanwhile is left alone, one that cannot be stored is tried again") {
  SlowStore store;
  Server server(config(R"("reclaim-timer-wait-time": 10, "flush-reclaimed-timer-wait-time": 0)"), &store);
  catch_up(server);
  const Ipv4Address address = server.lease(1)->yiaddr();
  for (const auto how : {SlowStore::Commits::conflict, SlowStore::Commits::fail}) {
    store.commits = how;
    store.conflicts_left = 1000;
    pass(server, seconds(70));
    CHECK(server.stored(address));
    CHECK(reclaimed(server) == 0);
  }
  CHECK(server.book.count("ALLOC_ENGINE_V4_LEASE_RECLAMATION_FAILED") == 1);
  store.commits = SlowStore::Commits::pass;
  pass(server, seconds(10));
  CHECK_FALSE(server.stored(address));
  CHECK(reclaimed(server) == 1);
}

TEST_CASE("queries are answered while reclamation waits for the store") {
  SlowStore store;
  Server server(config(R"("reclaim-timer-wait-time": 10, "max-reclaim-leases": 0)"), &store);
  put_ended(server, 600);
  catch_up(server);
  store.commits = SlowStore::Commits::hold;
  pass(server, seconds(10));
  REQUIRE(store.held() == 1);  // one piece, and none after it until it is stored
  CHECK(server.ask(discover(1)));
  store.complete();
  const std::size_t first_piece = reclaimed(server);
  CHECK(first_piece > 0);
  catch_up(server);
  CHECK(store.held() == 1);
  CHECK(reclaimed(server) == first_piece);
  server.engine.cancel(0);
}

TEST_CASE("a store that cannot be read is an error in the log, and tried again after the pause") {
  SlowStore store;
  Server server(config(R"("reclaim-timer-wait-time": 10)"), &store);
  put_ended(server, 1);
  catch_up(server);
  store.broken = true;
  pass(server, seconds(10));
  CHECK(server.book.count("ALLOC_ENGINE_V4_LEASES_RECLAMATION_FAILED") == 1);
  CHECK(server.book.count("ALLOC_ENGINE_V4_RECLAIMED_LEASES_DELETE_FAILED") == 0);
  pass(server, seconds(15));
  CHECK(server.book.count("ALLOC_ENGINE_V4_RECLAIMED_LEASES_DELETE_FAILED") == 1);
  store.broken = false;
  pass(server, seconds(10));
  CHECK(reclaimed(server) == 1);
}

}  // namespace dhcp::engine_test
