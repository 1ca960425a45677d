#include "stats/scope_counters.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <thread>

namespace dhcp {
namespace {

constexpr auto assigned = static_cast<std::size_t>(Statistic4::assigned_addresses);
constexpr auto cumulative = static_cast<std::size_t>(Statistic4::cumulative_assigned_addresses);
constexpr auto reuses = static_cast<std::size_t>(Statistic4::v4_lease_reuses);
using Kind = StatisticScope::Kind;

struct Counters {
  CounterLayout layout{statistic_table(Statistic4{})};
  ScopeCounters scopes{layout};

  void add(const StatisticScope& scope, std::size_t statistic, std::int64_t delta) {
    scopes.add(scope, statistic, std::array{delta}, 1, {});
  }
  std::int64_t sum(const StatisticScope& scope, std::size_t statistic) const {
    return scopes.locked_sum(scope, statistic);
  }
};

TEST_CASE("a kind of scope has a counter for each statistic that is counted for it, and no other") {
  const Statistics::Table table = statistic_table(Statistic4{});
  const CounterLayout layout(table);
  for (const Kind kind : {Kind::subnet, Kind::pool, Kind::prefix_pool}) {
    std::vector<bool> taken(layout.size(kind));
    for (std::size_t i = 0; i < table.size(); ++i) {
      if (!table[i].has(kind)) continue;
      REQUIRE(layout.position(kind, i) < taken.size());
      CHECK_FALSE(taken[layout.position(kind, i)]);
      taken[layout.position(kind, i)] = true;
    }
    CHECK(std::ranges::count(taken, false) == 0);
  }
}

TEST_CASE("thousands of scopes keep their own counters while the table grows") {
  Counters counters;
  for (std::uint32_t i = 1; i <= 5000; ++i) {
    counters.add(StatisticScope::of_subnet(i), assigned, i);
    counters.add(StatisticScope::of_subnet(i), reuses, 2);
    counters.add(StatisticScope::of_pool(i, 0), assigned, 10 * std::int64_t{i});
    counters.add(StatisticScope::of_pool(i, 7), cumulative, 3);
  }
  for (std::uint32_t i = 1; i <= 5000; ++i) {
    REQUIRE(counters.sum(StatisticScope::of_subnet(i), assigned) == i);
    REQUIRE(counters.sum(StatisticScope::of_subnet(i), reuses) == 2);
    REQUIRE(counters.sum(StatisticScope::of_subnet(i), cumulative) == 0);
    REQUIRE(counters.sum(StatisticScope::of_pool(i, 0), assigned) == 10 * std::int64_t{i});
    REQUIRE(counters.sum(StatisticScope::of_pool(i, 7), assigned) == 0);
    REQUIRE(counters.sum(StatisticScope::of_pool(i, 7), cumulative) == 3);
  }
  CHECK_FALSE(counters.scopes.contains(StatisticScope::of_subnet(5001)));
}

TEST_CASE("a scope that was forgotten starts anew, and those behind it are still found") {
  Counters counters;
  for (std::uint32_t i = 0; i < 100; ++i) counters.add(StatisticScope::of_subnet(i), assigned, 1);
  for (std::uint32_t i = 0; i < 100; i += 2) counters.scopes.locked_erase(StatisticScope::of_subnet(i));
  counters.scopes.locked_erase(StatisticScope::of_subnet(1000));
  for (std::uint32_t i = 0; i < 100; ++i) {
    CHECK(counters.scopes.contains(StatisticScope::of_subnet(i)) == (i % 2 == 1));
    CHECK(counters.sum(StatisticScope::of_subnet(i), assigned) == i % 2);
  }
  counters.add(StatisticScope::of_subnet(4), assigned, 5);
  CHECK(counters.sum(StatisticScope::of_subnet(4), assigned) == 5);
  counters.scopes.clear();
  CHECK_FALSE(counters.scopes.contains(StatisticScope::of_subnet(4)));
  counters.add(StatisticScope::of_subnet(3), assigned, 1);
  CHECK(counters.sum(StatisticScope::of_subnet(3), assigned) == 1);
}

TEST_CASE("a delta of zero is no change") {
  Counters counters;
  counters.scopes.add(StatisticScope::of_subnet(1), assigned, std::array<std::int64_t, 2>{0, 4}, 1, {});
  CHECK(counters.scopes.find(StatisticScope::of_subnet(1), assigned)->read(1).changes == 0);
  CHECK(counters.scopes.find(StatisticScope::of_subnet(1), cumulative)->read(1).changes == 1);
  CHECK(counters.sum(StatisticScope::of_subnet(1), cumulative) == 4);
}

TEST_CASE("a worker may be told what comes while others make room, forget and read") {
  Counters counters;
  std::atomic<bool> done = false;
  std::jthread other([&] {
    for (std::uint32_t round = 0; round < 200; ++round) {
      for (std::uint32_t i = 0; i < 20; ++i) {
        const auto scope = StatisticScope::of_subnet(20 * round + i);
        counters.scopes.with(scope, assigned, [](SampledCounter& c) { c.set_limit(SampleLimit{3, 0}); });
        const auto lock = counters.scopes.lock();
        if (i % 2 == 0) counters.scopes.locked_erase(scope);
      }
    }
    done = true;
  });
  for (std::uint32_t i = 0; !done || i < 4000; ++i) {
    const auto scope = StatisticScope::of_subnet(i % 4000);
    counters.scopes.expect(scope, assigned, cumulative);
    counters.scopes.expect_histories(scope, assigned, cumulative);
  }
  other.join();
  for (std::uint32_t i = 0; i < 4000; ++i)
    REQUIRE(counters.scopes.contains(StatisticScope::of_subnet(i)) == (i % 2 == 1));
}

}  // namespace
}  // namespace dhcp
