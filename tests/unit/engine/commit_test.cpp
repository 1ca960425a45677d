/// Replies follow commits: stores that take their time, refuse or fail, and what may happen meanwhile.
#include "server.hpp"
#include "slow_store.hpp"

namespace dhcp::engine_test {
namespace {

using std::chrono::seconds;
using Commits = SlowStore::Commits;

Query selecting(unsigned client, std::string_view address) {
  return request(client).requested(address).server("192.0.2.1");
}

TEST_CASE("no ACK leaves before its lease is stored") {
  SlowStore store;
  const auto no_timers =
      R"("expired-leases-processing": {"reclaim-timer-wait-time": 0, "flush-reclaimed-timer-wait-time": 0}, )";
  Server server(one_subnet("", no_timers), &store);
  server.pass(seconds(0));
  store.commits = Commits::hold;
  CHECK_FALSE(server.ask(selecting(1, "192.0.2.10")));
  CHECK(server.engine.in_flight(0) == 1);
  CHECK(server.engine.next_deadline(0) == server.now.steady + seconds(10));
  store.complete();
  const auto ack = server.outbox.take();
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(server.stored("192.0.2.10"));
  server.engine.flush(0);
  CHECK(server.engine.in_flight(0) == 0);
  CHECK(server.engine.next_deadline(0) == SteadyTime::max());
}

TEST_CASE("a DISCOVER writes nothing") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.commits = Commits::fail;
  CHECK(server.ask(discover()));
  CHECK(store.submitted.empty());
}

TEST_CASE("queries complete in whatever order the store does") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.commits = Commits::hold;
  for (unsigned client = 1; client <= 5; ++client) server.take(request(client));
  CHECK(server.engine.in_flight(0) == 5);
  CHECK(store.held() == 5);
  while (store.held() != 0) store.complete();
  CHECK(server.outbox.answers.size() == 5);
  CHECK(store.size() == 5);
}

TEST_CASE("the datagram's bytes are not needed after the call that brought them") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.commits = Commits::hold;
  const Query query = selecting(1, "192.0.2.10").client_id({1, 2, 3}).asks_for({1, 3});
  Bytes message = query.message();
  server.engine.handle(0, query.datagram(message), server.now, server.outbox);
  std::ranges::fill(message, std::uint8_t{0xee});
  store.complete();
  const auto ack = server.outbox.take();
  REQUIRE(ack);
  CHECK(ack->packet().xid() == 0x12345678);
  CHECK(ack->value(option4::client_identifier) == Bytes{1, 2, 3});
}

TEST_CASE("a store that cannot write means silence, never an ACK") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.commits = Commits::fail;
  CHECK_FALSE(server.ask(selecting(1, "192.0.2.10")));
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
  CHECK(server.count(Statistic4::pkt4_sent) == 0);
  CHECK(server.book.count("ALLOC_ENGINE_V4_ALLOC_ERROR") == 1);
  store.commits = Commits::pass;
  CHECK(server.ask(selecting(1, "192.0.2.10"))->type() == MessageType4::ack);
}

TEST_CASE("a conflict is decided anew") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.commits = Commits::conflict;
  store.conflicts_left = 2;
  CHECK(server.ask(selecting(1, "192.0.2.10"))->type() == MessageType4::ack);
  store.conflicts_left = 100;
  const auto nak = server.ask(selecting(2, "192.0.2.11"));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);
  CHECK(store.conflicts_left == 97);
}

TEST_CASE("a client whose address was taken while it was being stored gets another, if it named none") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.commits = Commits::conflict;
  store.conflicts_left = 1;
  const auto ack = server.ask(request(1));
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(ack->yiaddr() == ip("192.0.2.11"));
}

TEST_CASE("a commit that takes too long is not answered, but what becomes of it counts") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.commits = Commits::hold;
  server.take(selecting(1, "192.0.2.10"));
  server.pass(seconds(9));
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 0);
  server.pass(seconds(1));
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
  CHECK(server.book.count("DHCP4_PACKET_DROP_0007") == 1);
  CHECK(server.count(Statistic4::cumulative_assigned_addresses) == 0);
  store.complete();
  CHECK(server.outbox.answers.empty());
  CHECK(server.count(Statistic4::cumulative_assigned_addresses) == 1);
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
  server.engine.flush(0);
  CHECK(server.engine.in_flight(0) == 0);
  // The client and its address are free again.
  store.commits = Commits::pass;
  CHECK(server.ask(selecting(1, "192.0.2.10"))->type() == MessageType4::ack);
}

TEST_CASE("what the store says after ten times as long is stale") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.commits = Commits::hold;
  server.take(selecting(1, "192.0.2.10"));
  server.pass(seconds(10));
  CHECK(server.engine.in_flight(0) == 1);
  server.pass(seconds(100));
  CHECK(server.engine.in_flight(0) == 0);
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
  store.complete();
  CHECK(server.outbox.answers.empty());
  CHECK(server.count(Statistic4::cumulative_assigned_addresses) == 0);
  store.commits = Commits::pass;
  CHECK(server.ask(selecting(1, "192.0.2.10"))->type() == MessageType4::ack);
}

TEST_CASE("cancelling ends what waits, without a reply") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.commits = Commits::hold;
  server.take(selecting(1, "192.0.2.10"));
  server.take(selecting(2, "192.0.2.11"));
  server.engine.cancel(0);
  CHECK(server.engine.in_flight(0) == 0);
  CHECK(server.outbox.answers.empty());
  store.complete();
  store.complete();
  CHECK(store.size() == 0);
}

TEST_CASE("cancelling ends what waits for a read") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.hold_finds = true;
  server.take(selecting(1, "192.0.2.10"));
  CHECK(server.engine.in_flight(0) == 1);
  server.engine.cancel(0);
  CHECK(server.engine.in_flight(0) == 0);
  store.complete_finds();
  CHECK(server.outbox.answers.empty());
}

TEST_CASE("an engine may be destroyed while queries wait") {
  SlowStore store;
  {
    Server server(one_subnet(), &store);
    store.commits = Commits::hold;
    server.take(selecting(1, "192.0.2.10"));
    store.hold_finds = true;
    server.take(selecting(2, "192.0.2.11"));
  }
  store.complete_finds();
  CHECK(store.size() == 0);
}

TEST_CASE("releases and declines that fail leave the lease and say nothing") {
  SlowStore store;
  Server server(one_subnet(), &store);
  server.lease(1);
  store.commits = Commits::fail;
  CHECK_FALSE(server.ask(Query(MessageType4::release).ciaddr("192.0.2.10")));
  CHECK_FALSE(server.ask(Query(MessageType4::decline).requested("192.0.2.10")));
  CHECK(server.book.count("DHCP4_RELEASE_FAIL") == 1);
  CHECK(server.book.count("DHCP4_DECLINE_FAIL") == 1);
  CHECK(server.stored("192.0.2.10")->state == LeaseState::assigned);
  CHECK(server.count(Statistic4::declined_addresses) == 0);
}

TEST_CASE("each change names the version of the lease that it was decided on") {
  SlowStore store;
  Server server(one_subnet(), &store);
  server.lease(1);
  CHECK_FALSE(store.submitted.at(0).expected);
  const LeaseStamp first = stamp(*server.stored("192.0.2.10"));
  server.pass(seconds(5));
  server.ask(request(1).ciaddr("192.0.2.10"));
  CHECK(store.submitted.at(0).expected == first);
  const LeaseStamp second = stamp(*server.stored("192.0.2.10"));
  server.ask(selecting(1, "192.0.2.13"));
  REQUIRE(store.submitted.size() == 2);
  CHECK_FALSE(store.submitted[0].expected);
  CHECK(store.submitted[1].kind == ChangeKind::erase);
  CHECK(store.submitted[1].expected == second);
}

TEST_CASE("an exception from inside loses one query and nothing else") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.broken = true;
  CHECK_FALSE(server.ask(selecting(1, "192.0.2.10")));
  CHECK(server.book.count("DHCP4_PACKET_DROP_0007") == 1);
  CHECK(server.book.count("DHCP4_PACKET_PROCESS_STD_EXCEPTION") == 1);
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
  CHECK(server.engine.in_flight(0) == 0);
  store.broken = false;
  CHECK(server.ask(selecting(1, "192.0.2.10"))->type() == MessageType4::ack);
}

// --- one query a client ---------------------------------------------------------------------------------

TEST_CASE("a second query of a client that is being handled is dropped") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.commits = Commits::hold;
  server.take(selecting(1, "192.0.2.10").client_id({1, 1}));
  server.take(discover(2).client_id({1, 1}));
  CHECK(server.book.count("DHCP4_PACKET_DROP_0011") == 1);
  server.take(discover(1).client_id({2, 2}));
  CHECK(server.book.count("DHCP4_PACKET_DROP_0012") == 1);
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 2);
  CHECK(server.outbox.answers.empty());
  store.complete();
  CHECK(server.outbox.take()->type() == MessageType4::ack);
  CHECK(server.ask(discover(2).client_id({1, 1}))->type() == MessageType4::offer);
}

TEST_CASE("an address that is being given away is busy for everybody") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.commits = Commits::hold;
  server.take(selecting(1, "192.0.2.10"));
  CHECK(server.ask(selecting(2, "192.0.2.10"))->type() == MessageType4::nak);
  CHECK(server.ask(discover(3).requested("192.0.2.10"))->yiaddr() == ip("192.0.2.11"));
}

// --- another configuration meanwhile --------------------------------------------------------------------

TEST_CASE("a query under way ends with the configuration it began with") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.commits = Commits::hold;
  server.take(selecting(1, "192.0.2.10"));
  server.engine.reconfigure(parse_config(one_subnet(R"("renew-timer": 77, )")));
  store.commits = Commits::pass;
  CHECK(server.ask(request(2))->has(option4::renewal_time));
  store.complete();
  const auto ack = server.outbox.take();
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK_FALSE(ack->has(option4::renewal_time));
}

TEST_CASE("a query under way commits nothing that the new configuration does not allow") {
  SlowStore store;
  Server server(one_subnet(), &store);
  store.hold_finds = true;
  server.take(selecting(1, "192.0.2.10"));
  std::string other;
  bool allowed = false;
  SUBCASE("the subnet is gone") {
    other = R"({"Dhcp4": {"subnet4": []}})";
  }
  SUBCASE("the subnet has moved") {
    other = R"({"Dhcp4": {"subnet4": [{"id": 1, "subnet": "192.0.3.0/24"}]}})";
  }
  SUBCASE("the subnet is still there") {
    other = one_subnet();
    allowed = true;
  }
  server.engine.reconfigure(parse_config(other));
  store.complete_finds();
  const auto answer = server.outbox.take();
  CHECK((answer != nullptr) == allowed);
  CHECK(server.book.count("DHCP4_PACKET_DROP_0007") == (allowed ? 0 : 1));
  CHECK(store.size() == (allowed ? 1 : 0));
  // The address is free for the next one.
  server.engine.reconfigure(parse_config(one_subnet()));
  if (!allowed) CHECK(server.ask(selecting(2, "192.0.2.10"))->type() == MessageType4::ack);
}

TEST_CASE("a configuration lives as long as a query needs it, and no longer") {
  SlowStore store;
  auto first = parse_config(one_subnet());
  const std::weak_ptr<const Config4> watch = first;
  Log log(null_log_sink());
  Statistics4 statistics(1);
  Outbox outbox;
  Engine4 engine({store, log, statistics, {}, nullptr}, {}, std::move(first), test_interfaces());
  store.commits = Commits::hold;
  const Query query = selecting(1, "192.0.2.10");
  const Bytes message = query.message();
  engine.handle(0, query.datagram(message), {}, outbox);
  engine.reconfigure(parse_config(one_subnet()));
  engine.advance(0, {});
  CHECK(engine.retire() == 1);
  CHECK_FALSE(watch.expired());
  store.complete();
  CHECK(engine.retire() == 0);
  CHECK(watch.expired());
  engine.cancel(0);
}

}  // namespace
}  // namespace dhcp::engine_test
