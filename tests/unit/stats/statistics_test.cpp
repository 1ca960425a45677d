#include "dhcpcore/statistics.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <thread>

#include "test_data.hpp"

namespace dhcp {
namespace {

constexpr Now at_100{100, {}};
constexpr Now at_200{200, {}};
constexpr SampleTime second = 1'000'000;
using Samples = std::vector<Sample>;

std::map<std::string, Samples> all(const Statistics4& statistics) {
  std::map<std::string, Samples> found;
  std::string last;
  statistics.get_all(at_200, [&](const std::string& name, Samples samples) {
    CHECK(last < name);
    last = name;
    found.emplace(name, std::move(samples));
  });
  return found;
}
std::set<std::string> names(const Statistics4& statistics, std::string_view prefix) {
  std::set<std::string> found;
  for (const auto& [name, samples] : all(statistics))
    if (name.starts_with(prefix)) found.insert(name.substr(prefix.size()));
  return found;
}
void enter(Statistics4& statistics, std::uint32_t subnet, SampleTime time,
           std::vector<std::pair<std::uint32_t, int>> pools) {
  std::vector<Statistics::PoolTotal> totals;
  for (const auto& [pool, total] : pools) totals.push_back({StatisticScope::Kind::pool, pool, total});
  statistics.enter_subnet(subnet, totals, time);
}
constexpr StatisticScope subnet_1 = StatisticScope::of_subnet(1);
constexpr StatisticScope pool_0 = StatisticScope::of_pool(1, 0);

TEST_CASE("a counter is the sum of what all workers added") {
  Statistics4 statistics(3);
  CHECK(statistics.value(Statistic4::pkt4_received) == 0);
  statistics.add(0, Statistic4::pkt4_received);
  statistics.add(2, Statistic4::pkt4_received, 5);
  statistics.add(1, Statistic4::pkt4_sent);
  CHECK(statistics.value(Statistic4::pkt4_received) == 6);
  CHECK(statistics.value(Statistic4::pkt4_sent) == 1);
  CHECK(statistics.value(Statistic4::pkt4_parse_failed) == 0);
}

TEST_CASE("a gauge may be lowered by another worker than the one that raised it") {
  Statistics4 statistics(2);
  statistics.add(0, Statistic4::declined_addresses, 3);
  statistics.add(1, Statistic4::declined_addresses, -2);
  CHECK(statistics.value(Statistic4::declined_addresses) == 1);
}

TEST_CASE("no count is lost while workers count at the same time, in the same subnet, and somebody reads") {
  constexpr unsigned workers = 4;
  constexpr std::int64_t rounds = 20000;
  Statistics4 statistics(workers);
  enter(statistics, 1, 0, {{0, 10}});
  {
    std::vector<std::jthread> threads;
    for (unsigned worker = 0; worker < workers; ++worker) {
      threads.emplace_back([&statistics, worker] {
        for (std::int64_t i = 0; i < rounds; ++i) {
          statistics.add(worker, Statistic4::pkt4_ack_sent);
          statistics.add(worker, subnet_1, Statistic4::assigned_addresses);
        }
      });
    }
    for (int i = 0; i < 200; ++i) statistics.get("subnet[1].assigned-addresses", at_100);
  }
  CHECK(statistics.value(Statistic4::pkt4_ack_sent) == workers * rounds);
  CHECK(statistics.value(Statistic4::assigned_addresses, subnet_1) == workers * rounds);
}

TEST_CASE("every statistic of DHCPv4 has a name of its own") {
  std::set<std::string_view> found;
  for (std::uint8_t i = 0; i < static_cast<std::uint8_t>(Statistic4::count_); ++i)
    found.insert(statistic_name(static_cast<Statistic4>(i)));
  CHECK(found.size() == static_cast<std::size_t>(Statistic4::count_));
  CHECK_FALSE(found.contains(""));
  CHECK(statistic_name(Statistic4::pkt4_received) == "pkt4-received");
  CHECK(statistic_name(Statistic4::declined_addresses) == "declined-addresses");
  CHECK(statistic_name(Statistic4::v4_allocation_fail_no_pools) == "v4-allocation-fail-no-pools");
}

TEST_CASE("all statistics of the server are there from the start, with a zero") {
  const Statistics4 statistics(2, at_100);
  const auto found = all(statistics);
  CHECK(found.size() == 27);
  for (const auto& [name, samples] : found) {
    CAPTURE(name);
    CHECK(samples == Samples{{0, 100 * second}});
  }
  CHECK(found.contains("pkt4-received"));
  CHECK(found.contains("v4-allocation-fail"));
  CHECK(found.contains("cumulative-assigned-addresses"));
  CHECK_FALSE(found.contains("total-addresses"));
  CHECK_FALSE(found.contains("assigned-addresses"));
}

TEST_CASE("a subnet has its statistics from the start, those of failed allocations from the first one") {
  Statistics4 statistics(1, at_100);
  enter(statistics, 1, 100 * second, {{0, 10}, {7, 5}, {0, 20}});
  const std::set<std::string> leases{"assigned-addresses", "cumulative-assigned-addresses",
                                     "declined-addresses", "reclaimed-declined-addresses",
                                     "reclaimed-leases",   "total-addresses"};
  std::set<std::string> expected{"v4-lease-reuses", "v4-reservation-conflicts"};
  for (const std::string& name : leases)
    for (const std::string scope : {"", "pool[0].", "pool[7]."}) expected.insert(scope + name);
  CHECK(names(statistics, "subnet[1].") == expected);
  CHECK(names(statistics, "subnet[").size() == expected.size());

  statistics.add(0, subnet_1, Statistic4::v4_allocation_fail);
  expected.insert("v4-allocation-fail");
  CHECK(names(statistics, "subnet[1].") == expected);
}

TEST_CASE("pools with one number have one set of statistics, and the subnet has the sum") {
  Statistics4 statistics(1);
  enter(statistics, 1, 0, {{0, 10}, {7, 5}, {0, 20}});
  CHECK(statistics.value(Statistic4::total_addresses, pool_0) == 30);
  CHECK(statistics.value(Statistic4::total_addresses, StatisticScope::of_pool(1, 7)) == 5);
  CHECK(statistics.value(Statistic4::total_addresses, subnet_1) == 35);
  CHECK(statistics.value(Statistic4::total_addresses, StatisticScope::of_subnet(2)) == 0);
}

TEST_CASE("a subnet that is configured anew starts again, but what there is goes on; the server's go on") {
  Statistics4 statistics(2, at_100);
  enter(statistics, 1, 100 * second, {{0, 10}});
  statistics.at(1, {150, {}});
  for (const Statistic4 statistic :
       {Statistic4::assigned_addresses, Statistic4::cumulative_assigned_addresses}) {
    statistics.add(1, subnet_1, statistic, 4);
    statistics.add(1, pool_0, statistic, 4);
  }
  statistics.add(1, Statistic4::cumulative_assigned_addresses, 4);
  statistics.add(1, subnet_1, Statistic4::v4_allocation_fail);
  enter(statistics, 1, 200 * second, {{0, 99}});
  CHECK(statistics.get("subnet[1].assigned-addresses", at_200) == Samples{{4, 200 * second}});
  CHECK(statistics.get("subnet[1].pool[0].assigned-addresses", at_200) == Samples{{4, 200 * second}});
  CHECK(statistics.get("subnet[1].cumulative-assigned-addresses", at_200) == Samples{{0, 200 * second}});
  CHECK(statistics.get("subnet[1].total-addresses", at_200) == Samples{{99, 200 * second}});
  CHECK(statistics.get("subnet[1].v4-allocation-fail", at_200).empty());
  CHECK(statistics.get("cumulative-assigned-addresses", at_200) ==
        Samples{{4, 150 * second}, {0, 100 * second}});
  statistics.add(0, subnet_1, Statistic4::assigned_addresses, -1);
  CHECK(statistics.value(Statistic4::assigned_addresses, subnet_1) == 3);
}

TEST_CASE("the statistics of a subnet go with it; leases that are left are there when it comes back") {
  Statistics4 statistics(2);
  enter(statistics, 1, 0, {{0, 10}});
  statistics.add(0, subnet_1, Statistic4::assigned_addresses, 3);
  statistics.add(0, subnet_1, Statistic4::reclaimed_leases, 3);
  statistics.leave_subnet(1);
  CHECK(names(statistics, "subnet[").empty());
  CHECK(statistics.get("subnet[1].assigned-addresses", at_100).empty());
  statistics.add(1, subnet_1, Statistic4::assigned_addresses, -1);
  enter(statistics, 1, 100 * second, {{0, 10}});
  CHECK(statistics.value(Statistic4::assigned_addresses, subnet_1) == 2);
  CHECK(statistics.value(Statistic4::reclaimed_leases, subnet_1) == 0);
  statistics.add(1, subnet_1, Statistic4::assigned_addresses, -2);
  statistics.leave_subnet(1);
  enter(statistics, 1, 100 * second, {{0, 10}});
  CHECK(statistics.get("subnet[1].assigned-addresses", at_100) == Samples{{0, 100 * second}});
}

TEST_CASE("what is counted at the start has no history") {
  Statistics4 statistics(1, at_100);
  statistics.start_from(subnet_1, Statistic4::assigned_addresses, 12);
  statistics.start_from({}, Statistic4::declined_addresses, 2);
  enter(statistics, 1, 100 * second, {{0, 20}});
  CHECK(statistics.get("subnet[1].assigned-addresses", at_200) == Samples{{12, 100 * second}});
  CHECK(statistics.get("declined-addresses", at_200) == Samples{{2, 100 * second}});
  statistics.at(0, at_200);
  statistics.add(0, subnet_1, Statistic4::assigned_addresses);
  CHECK(statistics.get("subnet[1].assigned-addresses", at_200) ==
        Samples{{13, 200 * second}, {12, 100 * second}});
  statistics.clear_subnets();
  CHECK(statistics.value(Statistic4::declined_addresses) == 0);
  CHECK(names(statistics, "subnet[").empty());
}

TEST_CASE("names that nothing has are not found") {
  Statistics4 statistics(1);
  enter(statistics, 1, 0, {{0, 10}});
  CHECK_FALSE(statistics.get("subnet[1].pool[0].total-addresses", at_100).empty());
  for (const std::string_view name :
       {"", "nope", "total-addresses", "subnet[1].pkt4-received", "subnet[2].total-addresses", "subnet[1].",
        "subnet[1].pool[1].total-addresses", "subnet[1]total-addresses", "subnet[x].total-addresses",
        "subnet[].total-addresses", "subnet[1].pool[0].v4-lease-reuses", "subnet[-1].total-addresses",
        "subnet[4294967297].total-addresses", "subnet[1].pd-pool[0].total-addresses",
        "subnet[1].subnet[1].total-addresses", "pool[0].total-addresses"}) {
    CAPTURE(name);
    CHECK(statistics.get(name, at_100).empty());
    CHECK_FALSE(statistics.reset(name, at_100));
    CHECK_FALSE(statistics.remove(name));
    CHECK_FALSE(statistics.set_limit(name, {1, 0}));
  }
}

TEST_CASE("a reset leaves a zero and no history; a removal leaves nothing until the next event") {
  Statistics4 statistics(2, at_100);
  enter(statistics, 1, 100 * second, {{0, 10}});
  const auto count = [&] {
    statistics.add(0, Statistic4::pkt4_received);
    statistics.add(1, Statistic4::pkt4_received);
  };
  const auto values = [&] {
    std::vector<int> found;
    for (const Sample& sample : statistics.get("pkt4-received", at_200))
      found.push_back(static_cast<int>(sample.value));
    return found;
  };
  count();
  CHECK(values() == std::vector<int>{2, 1, 0});
  CHECK(statistics.reset("pkt4-received", at_200));
  CHECK(statistics.get("pkt4-received", at_200) == Samples{{0, 200 * second}});
  count();
  CHECK(values() == std::vector<int>{2, 1, 0});
  CHECK(statistics.remove("pkt4-received"));
  CHECK(values().empty());
  CHECK_FALSE(all(statistics).contains("pkt4-received"));
  CHECK_FALSE(statistics.reset("pkt4-received", at_200));
  CHECK_FALSE(statistics.remove("pkt4-received"));
  count();
  CHECK(values() == std::vector<int>{2, 1});
  CHECK(all(statistics).contains("pkt4-received"));
  CHECK(statistics.reset("subnet[1].total-addresses", at_200));
  CHECK(statistics.value(Statistic4::total_addresses, subnet_1) == 0);
}

TEST_CASE("all can be reset, or removed, at once") {
  Statistics4 statistics(1, at_100);
  enter(statistics, 1, 100 * second, {{0, 10}});
  enter(statistics, 2, 100 * second, {{0, 10}});
  statistics.add(0, Statistic4::pkt4_received);
  statistics.add(0, subnet_1, Statistic4::assigned_addresses);
  statistics.remove("pkt4-sent");
  const std::size_t before = all(statistics).size();
  statistics.reset_all(at_200);
  const auto reset = all(statistics);
  CHECK(reset.size() == before);
  for (const auto& [name, samples] : reset) {
    CAPTURE(name);
    CHECK(samples == Samples{{0, 200 * second}});
  }
  statistics.remove_all();
  CHECK(all(statistics).empty());
  statistics.reset_all(at_200);
  CHECK(all(statistics).empty());
  statistics.add(0, subnet_1, Statistic4::assigned_addresses);
  CHECK(all(statistics).size() == 1);
  // What is configured anew is there again, and how many there are was never forgotten.
  enter(statistics, 1, 300 * second, {{0, 10}});
  CHECK(statistics.value(Statistic4::assigned_addresses, subnet_1) == 2);
  CHECK(statistics.value(Statistic4::total_addresses, subnet_1) == 10);
}

TEST_CASE("samples are limited for all, for one, and again for all") {
  Statistics4 statistics(2, at_100);
  enter(statistics, 1, 100 * second, {{0, 10}});
  const auto count = [&] {
    for (int i = 0; i < 100; ++i) {
      statistics.at(0, {100 + i, {}});
      statistics.add(0, Statistic4::pkt4_received);
      statistics.add(0, Statistic4::pkt4_sent);
      statistics.add(0, subnet_1, Statistic4::reclaimed_leases);
    }
  };
  const auto size = [&](std::string_view name) { return statistics.get(name, at_200).size(); };
  count();
  CHECK(size("pkt4-received") == 20);
  CHECK(size("subnet[1].reclaimed-leases") == 20);
  CHECK(statistics.set_limit("pkt4-received", {2, 0}));
  CHECK(statistics.set_limit("subnet[1].reclaimed-leases", {0, 10}));
  statistics.set_default_limit({30, 0});
  count();
  CHECK(size("pkt4-received") == 2);
  CHECK(size("pkt4-sent") == 30);
  CHECK(size("subnet[1].reclaimed-leases") == 10);  // 190 to 199, read at 200
  statistics.set_limit_all({3, 0});
  CHECK(size("pkt4-received") == 3);
  CHECK(size("pkt4-sent") == 3);
  CHECK(size("subnet[1].reclaimed-leases") == 3);
}

TEST_CASE("samples are shown as pairs of value and time") {
  const Sample samples[] = {{Int128{1} << 70, 0}, {-1, 0}};
  const std::string time = sample_time_text(0);
  CHECK(to_json(samples_value(samples)) ==
        "[[1180591620717411303424, \"" + time + "\"], [-1, \"" + time + "\"]]");
}

TEST_CASE("the checked-in list of statistics is that of the table; ./dev docs makes it anew") {
  std::ifstream file(TEST_DATA_DIR "/../../docs/reference/statistics4.md");
  std::stringstream page;
  page << file.rdbuf();
  CHECK(page.str() == statistics_reference(statistic_table(Statistic4{}), "Dhcp4"));
}

}  // namespace
}  // namespace dhcp
