/// Offers that are stored as leases for a while (`offer-lifetime`).
#include "server.hpp"
#include "slow_store.hpp"

namespace dhcp::engine_test {
namespace {

using std::chrono::seconds;

constexpr const char* kept = R"("offer-lifetime": 60, "valid-lifetime": 2000, )";

TEST_CASE("an offer is stored for its own lifetime, and says how long the lease will be") {
  Server server(one_subnet(kept));
  const auto offer = server.ask(discover());
  REQUIRE(offer);
  CHECK(offer->type() == MessageType4::offer);
  CHECK(offer->number(option4::lease_time) == 2000);
  const auto lease = server.stored(offer->yiaddr());
  REQUIRE(lease);
  CHECK(lease->valid_lifetime == 60);
  CHECK(lease->state == LeaseState::assigned);
  CHECK_FALSE(lease->fqdn_forward);
  CHECK(server.count(Statistic4::cumulative_assigned_addresses) == 1);

  SUBCASE("the request makes a lease of the whole lifetime of it, which is not counted again") {
    const auto ack = server.lease(1);
    CHECK(ack->number(option4::lease_time) == 2000);
    CHECK(server.stored("192.0.2.10")->valid_lifetime == 2000);
    CHECK(server.count(Statistic4::cumulative_assigned_addresses) == 1);
  }
  SUBCASE("whoever asks again is offered the same address, and it is kept from then on") {
    server.pass(seconds(40));
    CHECK(server.ask(discover())->yiaddr() == ip("192.0.2.10"));
    CHECK(server.stored("192.0.2.10")->client_last_transaction == server.now.wall);
    CHECK(server.leases.size() == 1);
  }
  SUBCASE("others are offered others meanwhile, and that one when its time is over") {
    for (unsigned client = 2; client <= 5; ++client) REQUIRE(server.ask(discover(client)));
    CHECK_FALSE(server.ask(discover(6)));
    server.pass(seconds(60));
    CHECK(server.ask(discover(6)));
  }
  SUBCASE("it is reclaimed like every lease") {
    server.pass(seconds(0));
    server.pass(seconds(70));
    CHECK(server.stored("192.0.2.10")->state == LeaseState::expired_reclaimed);
    CHECK(server.count(Statistic4::reclaimed_leases) == 1);
  }
}

TEST_CASE("the offer leaves when it is stored, and not when it cannot be") {
  SlowStore store;
  Server server(one_subnet(kept), &store);
  store.commits = SlowStore::Commits::hold;
  server.take(discover());
  server.engine.flush(0);
  CHECK_FALSE(server.outbox.take());
  SUBCASE("stored") {
    store.complete();
    CHECK(server.outbox.take());
  }
  SUBCASE("failed") {
    store.complete(ChangeOutcome::failed);
    CHECK_FALSE(server.outbox.take());
    CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
  }
  SUBCASE("another server was quicker: silence, and the client asks again") {
    store.complete(ChangeOutcome::conflict);
    CHECK_FALSE(server.outbox.take());
    CHECK(server.book.count("DHCP4_PACKET_NAK_0003") == 1);
    store.commits = SlowStore::Commits::pass;
    CHECK(server.ask(discover()));
  }
}

TEST_CASE("no offer shortens a lease") {
  Server server(one_subnet(kept));
  server.lease(1);
  server.pass(seconds(100));
  CHECK(server.ask(discover(1))->yiaddr() == ip("192.0.2.10"));
  CHECK(server.stored("192.0.2.10")->valid_lifetime == 2000);
  CHECK(server.stored("192.0.2.10")->client_last_transaction == server.now.wall - 100);
  server.pass(seconds(1890));
  CHECK(server.ask(discover(1)));
  CHECK(server.stored("192.0.2.10")->expires() == server.now.wall + 60);
}

TEST_CASE("the DNS is told of the lease, not of the offer") {
  Server server(one_subnet(
      kept, R"("dhcp-ddns": {"enable-updates": true}, "ddns-qualifying-suffix": "example.org", )"));
  const auto named = [](Query query) { return query.option(option4::host_name, text("pc")); };
  server.ask(named(discover()));
  CHECK_FALSE(server.stored("192.0.2.10")->fqdn_forward);
  CHECK(server.names.take().empty());
  server.ask(named(request(1).requested("192.0.2.10").server("192.0.2.1")));
  CHECK(server.names.take().size() == 1);
  server.now.wall += 1950;
  server.ask(named(discover()));
  CHECK(server.stored("192.0.2.10")->valid_lifetime == 60);
  CHECK(server.stored("192.0.2.10")->fqdn_forward);
  CHECK(server.names.take().empty());
}

TEST_CASE("a class says how long before the subnet does, and 0 keeps nothing") {
  const char* classes = R"("client-classes": [
    {"name": "short", "test": "option[60].text == 'short'", "offer-lifetime": 5},
    {"name": "off", "test": "option[60].text == 'off'", "offer-lifetime": 0}], )";
  Server server(one_subnet(kept, classes));
  server.ask(discover(1).option(60, text("short")));
  CHECK(server.stored("192.0.2.10")->valid_lifetime == 5);
  server.ask(discover(2).option(60, text("off")));
  CHECK(server.leases.size() == 1);
  server.ask(discover(3));
  CHECK(server.leases.size() == 2);
}

TEST_CASE("it is inherited from the global scope") {
  Server server(one_subnet("", R"("offer-lifetime": 30, )"));
  server.ask(discover());
  CHECK(server.stored("192.0.2.10")->valid_lifetime == 30);
}

TEST_CASE("a young offer is not written again, yet its request is") {
  SlowStore store;
  Server server(one_subnet(R"("offer-lifetime": 60, "valid-lifetime": 2000, "cache-threshold": 0.25, )"),
                &store);
  server.ask(discover());
  store.submitted.clear();
  server.pass(seconds(14));
  CHECK(server.ask(discover())->number(option4::lease_time) == 2000);
  CHECK(store.submitted.empty());
  const auto ack = server.ask(request(1).requested("192.0.2.10").server("192.0.2.1"));
  REQUIRE(ack);
  CHECK(ack->number(option4::lease_time) == 2000);
  CHECK(server.stored("192.0.2.10")->valid_lifetime == 2000);
}

TEST_CASE("a client that can no longer have its lease is offered the same other address each time") {
  const std::string config = one_subnet(kept);
  Server server(config);
  server.lease(1);
  std::string moved = config;
  moved.replace(moved.find("192.0.2.10-192.0.2.14"), 21, "192.0.2.20-192.0.2.24");
  server.engine.reconfigure(parse_config(moved));
  const auto first = server.ask(discover(1));
  const auto second = server.ask(discover(1));
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->yiaddr() == ip("192.0.2.20"));
  CHECK(second->yiaddr() == first->yiaddr());
  CHECK(server.leases.size() == 1);
}

}  // namespace
}  // namespace dhcp::engine_test
