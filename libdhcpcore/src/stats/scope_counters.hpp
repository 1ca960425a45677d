/// @file
/// The counters of one worker for subnets and pools.
/// @floor stats
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "dhcpcore/short_lock.hpp"
#include "dhcpcore/statistics.hpp"

namespace dhcp {

/// Where the counters of each kind of scope stand: only for what it counts is there one.
class CounterLayout {
 public:
  static constexpr std::size_t kinds = static_cast<std::size_t>(StatisticScope::Kind::prefix_pool) + 1;

  explicit CounterLayout(Statistics::Table table);
  std::size_t size(StatisticScope::Kind kind) const { return sizes_[static_cast<std::size_t>(kind)]; }
  /// Of a statistic that the kind counts.
  std::size_t position(StatisticScope::Kind kind, std::size_t statistic) const {
    return positions_[statistic][static_cast<std::size_t>(kind)];
  }

 private:
  std::array<std::size_t, kinds> sizes_{};
  std::vector<std::array<std::uint8_t, kinds>> positions_;  // by statistic
};

/// A flat table from scopes to their counters, which come into being with the first use. The lock is the
/// worker's own, but for rare readers. Counters go away only while the control of the statistics is locked,
/// too; who holds that may use them without this lock.
class ScopeCounters {
 public:
  explicit ScopeCounters(const CounterLayout& layout);
  ~ScopeCounters();
  ScopeCounters(const ScopeCounters&) = delete;
  ScopeCounters& operator=(const ScopeCounters&) = delete;

  /// Runs `use(counter)` under the lock.
  template <class Use>
  void with(const StatisticScope& scope, std::size_t statistic, Use use) {
    const std::lock_guard guard(lock_);
    use(obtain(scope)[layout_.position(scope.kind, statistic)]);
  }
  /// Changes under the lock the statistics from `first` on by `deltas`, those that are not 0.
  void add(const StatisticScope& scope, std::size_t first, std::span<const std::int64_t> deltas,
           SampleTime time, SampleLimit limit);
  /// Fetches from memory the counters of the statistics from `first` to `last`. Takes no lock.
  void expect(const StatisticScope& scope, std::size_t first, std::size_t last) const;
  /// And where these are going to write. Takes the lock, unless somebody has it.
  void expect_histories(const StatisticScope& scope, std::size_t first, std::size_t last) const;
  /// Null: nothing was ever counted there.
  const SampledCounter* find(const StatisticScope& scope, std::size_t statistic) const;
  bool contains(const StatisticScope& scope) const;

  std::unique_lock<ShortLock> lock() { return std::unique_lock(lock_); }
  /// With the lock held: what was counted, and forgetting all of a scope.
  std::int64_t locked_sum(const StatisticScope& scope, std::size_t statistic) const;
  void locked_erase(const StatisticScope& scope);
  void clear();
  void lift_limits();

 private:
  struct Slot;
  struct Table;

  SampledCounter* obtain(const StatisticScope& scope);
  const SampledCounter* locked_find(const StatisticScope& scope) const;
  void grow();

  const CounterLayout& layout_;
  mutable ShortLock lock_;
  std::atomic<Table*> table_;
};

}  // namespace dhcp
