/// Leases that are young enough are not written again (`cache-threshold`, `cache-max-age`).
#include "server.hpp"
#include "slow_store.hpp"

namespace dhcp::engine_test {
namespace {

using std::chrono::seconds;

/// The example of the manual: a quarter of 2000 seconds, at most 600.
constexpr const char* example =
    R"("valid-lifetime": 2000, "cache-threshold": 0.25, "cache-max-age": 600, "calculate-tee-times": true, )";

Query renewal(unsigned client = 1) {
  return request(client).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1");
}

/// Whether a renewal so long after the lease began writes it anew.
bool renews_after(const std::string& config, seconds age, const Query& query = renewal()) {
  Server server(config);
  server.lease(1);
  const WallTime before = server.stored("192.0.2.10")->client_last_transaction;
  server.pass(age);
  const auto ack = server.ask(query);
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  const bool written = server.stored("192.0.2.10")->client_last_transaction != before;
  CHECK(server.count(Statistic4::v4_lease_reuses) == (written ? 0 : 1));
  return written;
}
bool renews_after(const std::string& config, int age) {
  return renews_after(config, seconds(age));
}

TEST_CASE("without cache-threshold and cache-max-age every renewal is written") {
  CHECK(renews_after(one_subnet(), 1));
}

TEST_CASE("a young lease is granted again without a write, for the time that is left of it") {
  SlowStore store;
  Server server(one_subnet(example), &store);
  server.lease(1);
  store.submitted.clear();
  server.pass(seconds(499));
  const auto ack = server.ask(renewal());
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(ack->number(option4::lease_time) == 1501);
  CHECK(ack->number(option4::renewal_time) == 751);
  CHECK(ack->number(option4::rebinding_time) == 1313);
  CHECK(store.submitted.empty());
  CHECK(server.stored("192.0.2.10")->client_last_transaction == server.now.wall - 499);
  CHECK(server.count(Statistic4::v4_lease_reuses) == 1);
  CHECK(server.statistics.value(Statistic4::v4_lease_reuses, StatisticScope::of_subnet(1)) == 1);
  CHECK(server.count(Statistic4::cumulative_assigned_addresses) == 1);
  CHECK(server.book.count("DHCP4_LEASE_REUSE") == 1);
}

TEST_CASE("an offer of a young lease says what is left of it, too") {
  Server server(one_subnet(example));
  server.lease(1);
  server.pass(seconds(100));
  CHECK(server.ask(discover(1))->number(option4::lease_time) == 1900);
  server.pass(seconds(400));
  CHECK(server.ask(discover(1))->number(option4::lease_time) == 2000);
}

TEST_CASE("the threshold is a part of the lifetime, the greatest age is in seconds, both hold") {
  CHECK_FALSE(renews_after(one_subnet(example), 499));
  CHECK(renews_after(one_subnet(example), 500));
  const std::string longer =
      one_subnet(R"("valid-lifetime": 3000, "cache-threshold": 0.25, "cache-max-age": 600, )");
  CHECK_FALSE(renews_after(longer, 600));
  CHECK(renews_after(longer, 601));
  CHECK_FALSE(renews_after(one_subnet(R"("cache-max-age": 5, )"), 5));
  CHECK(renews_after(one_subnet(R"("cache-max-age": 5, )"), 6));
  CHECK_FALSE(renews_after(one_subnet(R"("cache-threshold": 1.0, )"), 7199));
}

TEST_CASE("thresholds outside of 0 to 1 and an age of 0 turn it off") {
  for (const char* off :
       {R"("cache-threshold": 0.0, )", R"("cache-threshold": 1.5, "cache-max-age": 600, )",
        R"("cache-threshold": -0.5, )", R"("cache-threshold": 0.5, "cache-max-age": 0, )"}) {
    CAPTURE(off);
    CHECK(renews_after(one_subnet(off), 0 + 1));
  }
}

TEST_CASE("subnets take the settings of the global scope unless they have their own") {
  CHECK_FALSE(renews_after(one_subnet("", R"("cache-max-age": 600, )"), 10));
  CHECK(renews_after(one_subnet(R"("cache-max-age": 0, )", R"("cache-max-age": 600, )"), 10));
}

TEST_CASE("another name, a shorter lifetime or another identifier are written at once") {
  const std::string config =
      one_subnet(R"("min-valid-lifetime": 1000, "valid-lifetime": 7200, "cache-max-age": 600, )");
  CHECK_FALSE(renews_after(config, seconds(10)));
  CHECK(renews_after(config, seconds(10), renewal().option(option4::host_name, text("other"))));
  CHECK(renews_after(config, seconds(10), renewal().option(option4::lease_time, u32(2000))));
  CHECK(renews_after(config, seconds(10), renewal().client_id({1, 2, 3})));
}

TEST_CASE("other directions of the DNS update are written at once") {
  Server server(one_subnet(R"("cache-max-age": 600, )", R"("dhcp-ddns": {"enable-updates": true}, )"));
  const auto with_flags = [](Query query, std::uint8_t flags) {
    return query.option(option4::client_fqdn,
                        {flags, 0, 0, 'p', 'c', '.', 'e', 'x', '.', 'o', 'r', 'g', '.'});
  };
  server.ask(with_flags(request(1).requested("192.0.2.10").server("192.0.2.1"), 8));
  server.ask(with_flags(renewal(), 8));
  CHECK(server.count(Statistic4::v4_lease_reuses) == 1);
  CHECK_FALSE(server.stored("192.0.2.10")->fqdn_forward);
  server.ask(with_flags(renewal(), 1));
  CHECK(server.count(Statistic4::v4_lease_reuses) == 1);
  CHECK(server.stored("192.0.2.10")->fqdn_forward);
}

TEST_CASE("a lease that has ended is written anew, however old it may be") {
  CHECK(renews_after(one_subnet(R"("valid-lifetime": 100, "cache-max-age": 600, )"), 100));
}

TEST_CASE("a clock that was put back makes no lease longer than it was") {
  Server server(one_subnet(example));
  server.lease(1);
  server.now.wall -= 1000;
  CHECK(server.ask(renewal())->number(option4::lease_time) == 2000);
}

TEST_CASE("an infinite lease is reused as an infinite one") {
  Server server(one_subnet(R"("valid-lifetime": 4294967295, "cache-max-age": 600, )"));
  server.lease(1);
  server.pass(seconds(10));
  CHECK(server.ask(renewal())->number(option4::lease_time) == infinite_lifetime);
  CHECK(server.count(Statistic4::v4_lease_reuses) == 1);
}

TEST_CASE("a client that moves to another address is never served from the cache") {
  Server server(one_subnet(example));
  server.lease(1);
  const auto ack = server.ask(request(1).requested("192.0.2.13").server("192.0.2.1"));
  REQUIRE(ack);
  CHECK(ack->yiaddr() == ip("192.0.2.13"));
  CHECK_FALSE(server.stored("192.0.2.10"));
}

}  // namespace
}  // namespace dhcp::engine_test
