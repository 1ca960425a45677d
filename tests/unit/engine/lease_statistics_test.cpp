/// Statistics of subnets and pools: what each event counts, and that what is counted is what is stored.
#include <map>

#include "dhcpcore/random.hpp"
#include "engine/lease_statistics4.hpp"
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

using std::chrono::seconds;

const StatisticScope subnet_1 = StatisticScope::of_subnet(1);

struct Lasting {
  std::int64_t assigned = 0;
  std::int64_t declined = 0;
};

/// What the store holds, by scope.
std::map<StatisticScope, Lasting> recount(const LeaseStore4& leases) {
  std::map<StatisticScope, Lasting> found;
  for (const LeaseCount4& count : leases.counts()) {
    if (count.state == LeaseState::expired_reclaimed) continue;
    const auto number = static_cast<std::int64_t>(count.leases);
    for (const StatisticScope& scope : {StatisticScope{}, StatisticScope::of_subnet(count.subnet_id),
                                        StatisticScope::of_pool(count.subnet_id, count.pool_id)}) {
      found[scope].assigned += number;
      if (count.state == LeaseState::declined) found[scope].declined += number;
    }
  }
  return found;
}

void require_recount(const Server& server, std::initializer_list<StatisticScope> scopes) {
  auto stored = recount(server.leases);
  REQUIRE(server.count(Statistic4::declined_addresses) == stored[{}].declined);
  for (const StatisticScope& scope : scopes) {
    CAPTURE(scope.subnet);
    CAPTURE(scope.pool);
    REQUIRE(server.statistics.value(Statistic4::assigned_addresses, scope) == stored[scope].assigned);
    REQUIRE(server.statistics.value(Statistic4::declined_addresses, scope) == stored[scope].declined);
  }
}

/// The values of the five statistics of leases that a scope has.
std::string values(const Server& server, const StatisticScope& scope = subnet_1) {
  std::string text;
  for (const Statistic4 statistic :
       {Statistic4::assigned_addresses, Statistic4::cumulative_assigned_addresses,
        Statistic4::declined_addresses, Statistic4::reclaimed_leases,
        Statistic4::reclaimed_declined_addresses})
    text += std::to_string(server.statistics.value(statistic, scope)) + " ";
  return text;
}

constexpr auto quick = R"("valid-lifetime": 60, "decline-probation-period": 100,
    "expired-leases-processing": {"reclaim-timer-wait-time": 1, "hold-reclaimed-time": 50,
                                  "flush-reclaimed-timer-wait-time": 10}, )";

}  // namespace

TEST_CASE("a lease counts from the DHCPREQUEST on, once, for its pool, its subnet and the server") {
  Server server(one_subnet());
  server.ask(discover(1));
  CHECK(values(server) == "0 0 0 0 0 ");
  server.lease(1);
  CHECK(values(server) == "1 1 0 0 0 ");
  CHECK(values(server, StatisticScope::of_pool(1, 0)) == "1 1 0 0 0 ");
  CHECK(server.count(Statistic4::cumulative_assigned_addresses) == 1);
  server.lease(1);
  CHECK(values(server) == "1 1 0 0 0 ");
  server.lease(2);
  CHECK(values(server) == "2 2 0 0 0 ");
}

TEST_CASE("a released lease that waits for its client is assigned until it is reclaimed") {
  Server server(one_subnet("", quick));
  catch_up(server);
  server.lease(1);
  server.ask(Query(MessageType4::release).ciaddr("192.0.2.10").server("192.0.2.1"));
  CHECK(values(server) == "1 1 0 0 0 ");
  pass(server, seconds(2));
  CHECK(values(server) == "0 1 0 1 0 ");
  pass(server, seconds(100));  // removed
  CHECK_FALSE(server.stored("192.0.2.10"));
  CHECK(values(server) == "0 1 0 1 0 ");
}

TEST_CASE("a lease that is deleted when it is released is not reclaimed") {
  Server server(one_subnet("", R"("expired-leases-processing": {"hold-reclaimed-time": 0}, )"));
  server.lease(1);
  server.ask(Query(MessageType4::release).ciaddr("192.0.2.10").server("192.0.2.1"));
  CHECK(values(server) == "0 1 0 0 0 ");
}

TEST_CASE("a lease that is deleted long after it ended, for another one, is not reclaimed") {
  Server server(one_subnet("", R"("valid-lifetime": 60, )"));
  server.lease(1);
  server.now.wall += 61;
  server.ask(request(1).requested("192.0.2.14").server("192.0.2.1"));
  REQUIRE_FALSE(server.stored("192.0.2.10"));
  CHECK(values(server) == "1 2 0 0 0 ");
}

TEST_CASE("a declined address is assigned until its probation is over") {
  Server server(one_subnet("", quick));
  catch_up(server);
  server.lease(1);
  server.ask(Query(MessageType4::decline).requested("192.0.2.10").server("192.0.2.1"));
  CHECK(values(server) == "1 1 1 0 0 ");
  CHECK(values(server, StatisticScope::of_pool(1, 0)) == "1 1 1 0 0 ");
  CHECK(server.count(Statistic4::declined_addresses) == 1);
  pass(server, seconds(101));
  CHECK(values(server) == "0 1 0 1 1 ");
  CHECK(values(server, StatisticScope::of_pool(1, 0)) == "0 1 0 1 1 ");
  CHECK(server.count(Statistic4::declined_addresses) == 0);
  CHECK(server.count(Statistic4::reclaimed_declined_addresses) == 1);
}

TEST_CASE("a lease that has ended is reclaimed when somebody gets its address, if not before") {
  Server server(one_subnet("", R"("valid-lifetime": 60, )"));
  for (unsigned client = 1; client <= 5; ++client) server.lease(client);
  server.now.wall += 61;
  server.lease(6);
  CHECK(values(server) == "5 6 0 1 0 ");
  CHECK(server.count(Statistic4::reclaimed_leases) == 1);
  server.lease(6);
  CHECK(values(server) == "5 6 0 1 0 ");
}

TEST_CASE("a client that gets another address gives its former one back") {
  Server server(one_subnet());
  server.lease(1);
  server.ask(request(1).requested("192.0.2.14").server("192.0.2.1"));
  REQUIRE(server.stored("192.0.2.14"));
  REQUIRE_FALSE(server.stored("192.0.2.10"));
  CHECK(values(server) == "1 2 0 0 0 ");
}

TEST_CASE("pools count by their number") {
  Server server(R"({"Dhcp4": {"subnet4": [{"id": 1, "subnet": "192.0.2.0/24", "pools": [
      {"pool": "192.0.2.10-192.0.2.11", "pool-id": 7}, {"pool": "192.0.2.20-192.0.2.21"},
      {"pool": "192.0.2.30-192.0.2.31", "pool-id": 7}]}]}})");
  for (unsigned client = 1; client <= 5; ++client) server.lease(client);
  CHECK(values(server, StatisticScope::of_pool(1, 7)) == "3 3 0 0 0 ");
  CHECK(values(server, StatisticScope::of_pool(1, 0)) == "2 2 0 0 0 ");
  CHECK(values(server) == "5 5 0 0 0 ");
  const auto total = [&](const StatisticScope& scope) {
    return server.statistics.value(Statistic4::total_addresses, scope);
  };
  CHECK(total(StatisticScope::of_pool(1, 7)) == 4);
  CHECK(total(StatisticScope::of_pool(1, 0)) == 2);
  CHECK(total(subnet_1) == 6);
}

TEST_CASE("a reserved address outside of the pools counts in the subnet") {
  Server server(
      one_subnet(R"("reservations": [{"hw-address": "02:00:00:00:00:01", "ip-address": "192.0.2.99"}], )"));
  server.lease(1);
  CHECK(values(server) == "1 1 0 0 0 ");
  CHECK(server.statistics.value(Statistic4::total_addresses, subnet_1) == 5);
}

TEST_CASE("failures and conflicts count for the server and the subnet") {
  Server server(
      one_subnet(R"("reservations": [{"hw-address": "02:00:00:00:00:09", "ip-address": "192.0.2.10"}], )"));
  const auto count = [&](Statistic4 statistic) {
    CHECK(server.count(statistic) == server.statistics.value(statistic, subnet_1));
    return server.count(statistic);
  };
  server.ask(request(1).requested("192.0.2.11").server("192.0.2.1"));
  CHECK(server.statistics.get("subnet[1].v4-allocation-fail", server.now).empty());
  for (unsigned client = 2; client <= 4; ++client) server.lease(client);
  server.ask(discover(5));
  CHECK(count(Statistic4::v4_allocation_fail) == 1);
  CHECK(count(Statistic4::v4_allocation_fail_subnet) == 1);
  CHECK(count(Statistic4::v4_allocation_fail_classes) == 1);
  CHECK(count(Statistic4::v4_allocation_fail_no_pools) == 0);
  CHECK(count(Statistic4::v4_allocation_fail_shared_network) == 0);
  CHECK(count(Statistic4::v4_reservation_conflicts) == 0);
}

TEST_CASE("statistics begin with what is in the store") {
  const auto store = store::make_memory_store4();
  const std::string config = one_subnet("", quick);
  {
    Server first(config, store.get());
    for (unsigned client = 1; client <= 4; ++client) first.lease(client);
    first.ask(Query(MessageType4::decline).requested("192.0.2.10").server("192.0.2.1"));
  }
  Server server(config, store.get());
  CHECK(values(server) == "4 0 1 0 0 ");
  CHECK(values(server, StatisticScope::of_pool(1, 0)) == "4 0 1 0 0 ");
  CHECK(server.count(Statistic4::declined_addresses) == 1);
  CHECK(server.statistics.get("subnet[1].assigned-addresses", server.now).size() == 1);
}

TEST_CASE("a new configuration begins the statistics of its subnets, with its own time and limit") {
  Server server(one_subnet("", R"("statistic-default-sample-count": 3, )"));
  for (unsigned client = 1; client <= 4; ++client) server.lease(client);
  const auto samples = [&](std::string_view name) { return server.statistics.get(name, server.now); };
  CHECK(samples("pkt4-received").size() == 3);
  CHECK(samples("subnet[1].assigned-addresses").size() == 3);
  server.now.wall += 50;
  server.engine.reconfigure(
      parse_config(
          one_subnet("", R"("statistic-default-sample-count": 0, "statistic-default-sample-age": 40, )")),
      server.now);
  const Sample four{4, sample_time(server.now)};
  CHECK(samples("subnet[1].assigned-addresses") == std::vector<Sample>{four});
  CHECK(samples("subnet[1].cumulative-assigned-addresses").front().value == 0);
  CHECK(samples("cumulative-assigned-addresses").front().value == 4);
  CHECK(samples("pkt4-received").size() == 1);  // the newest, however old
  for (int i = 0; i < 50; ++i) server.ask(discover(1));
  CHECK(samples("pkt4-received").size() == 50);
  server.now.wall += 41;
  CHECK(samples("pkt4-received").size() == 1);
}

TEST_CASE("samples have the time at which the query came") {
  Server server(one_subnet());
  server.now.microseconds = 123456;
  server.lease(1);
  const auto samples = server.statistics.get("subnet[1].pool[0].assigned-addresses", server.now);
  REQUIRE(samples.size() == 2);
  CHECK(samples.front() == Sample{1, server.now.wall * 1'000'000 + 123456});
}

TEST_CASE("what is counted at every scope is what is stored, whatever happens") {
  const auto config = [](std::string_view first_pool, bool second) {
    std::string json = R"({"Dhcp4": {)" + std::string(quick) + R"("subnet4": [{"id": 1,
        "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.19", "pool-id": )";
    json += first_pool;
    json += R"(}, {"pool": "192.0.2.20-192.0.2.25"}]})";
    if (second)
      json +=
          R"(, {"id": 2, "subnet": "10.0.0.0/24", "pools": [{"pool": "10.0.0.20-10.0.0.29", "pool-id": 3}]})";
    return json + "]}}";
  };
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    Server server(config("3", true));
    server.log.set_verbosity(log_nothing);
    std::string pool = "3";
    bool second = true;
    std::int64_t leases_made = 0;
    for (int step = 0; step < 600; ++step) {
      const auto client = static_cast<unsigned>(1 + random.below(30));
      const bool in_second = random.below(2) == 0;
      const auto from = [&](MessageType4 type) {
        Query query(type);
        query.client(client).on_interface(in_second ? 4 : 2);
        return query;
      };
      const Ipv4Address address(
          in_second ? ip("10.0.0.20").value() + static_cast<std::uint32_t>(random.below(10))
                    : ip("192.0.2.10").value() + static_cast<std::uint32_t>(random.below(16)));
      const auto from_holder = [&](Query query) {
        const auto lease = server.stored(address);
        const bool held = lease && !lease->hardware_address.empty();
        return query.client(held ? lease->hardware_address.bytes.view()[5] : client)
            .on_interface(in_second ? 4 : 2);
      };
      switch (random.below(8)) {
        case 0:
        case 1:
        case 2: {
          const auto offer = server.ask(from(MessageType4::discover));
          if (offer) server.ask(from(MessageType4::request).requested(offer->yiaddr()));
          break;
        }
        case 3:
          server.ask(
              from(MessageType4::request).requested(address).server(in_second ? "10.0.0.1" : "192.0.2.1"));
          break;
        case 4:
          server.ask(from_holder(Query(MessageType4::release).ciaddr(address.to_string())));
          break;
        case 5:
          server.ask(from_holder(Query(MessageType4::decline).requested(address)));
          break;
        case 6:
          pass(server, seconds(random.below(40)));
          break;
        default:
          if (random.below(4) != 0) break;
          pool = random.below(2) == 0 ? "3" : "8";
          second = random.below(3) != 0;
          server.engine.reconfigure(parse_config(config(pool, second)), server.now);
          catch_up(server);
          break;
      }
      leases_made = std::max(leases_made, server.count(Statistic4::cumulative_assigned_addresses));
      require_recount(
          server, {subnet_1, StatisticScope::of_pool(1, 0), StatisticScope::of_pool(1, pool == "3" ? 3 : 8)});
      if (second) require_recount(server, {StatisticScope::of_subnet(2), StatisticScope::of_pool(2, 3)});
    }
    CHECK(leases_made > 30);
    CHECK(server.count(Statistic4::reclaimed_leases) > 10);
    CHECK(server.count(Statistic4::reclaimed_declined_addresses) > 0);
  }
}

}  // namespace dhcp::engine_test
