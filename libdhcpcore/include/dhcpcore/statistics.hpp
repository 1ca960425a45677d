/// @file
/// The statistics of a server: counters that workers raise without meeting each other, by scope, each with
/// its history. A statistic is known to programs by a number and to people by a name, such as
/// "subnet[1].pool[0].assigned-addresses".
/// @floor stats
#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/clock.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/sampled_counter.hpp"
#include "dhcpcore/value.hpp"

namespace dhcp {

class CounterLayout;
class ScopeCounters;

/// What a statistic is about. Numbers of subnets and pools are the configured ones; pools with the same
/// number in one subnet count together.
struct StatisticScope {
  enum class Kind : std::uint8_t { global, subnet, pool, prefix_pool };

  Kind kind = Kind::global;
  std::uint32_t subnet = 0;
  std::uint32_t pool = 0;

  static constexpr StatisticScope of_subnet(std::uint32_t subnet) { return {Kind::subnet, subnet, 0}; }
  static constexpr StatisticScope of_pool(std::uint32_t subnet, std::uint32_t pool) {
    return {Kind::pool, subnet, pool};
  }
  friend auto operator<=>(const StatisticScope&, const StatisticScope&) = default;
};

/// One row of a server's table of statistics.
struct StatisticDescription {
  enum class Value : std::uint8_t {
    events,   ///< counts what happens; that of a subnet or pool starts anew when it is configured anew
    current,  ///< how many there are now
    total,    ///< given by the configuration: not counted, but set by `Statistics::enter_subnet`
  };

  std::string_view name;
  std::string_view meaning;  ///< for the reference
  Value value = Value::events;
  std::uint8_t scopes = 0;  ///< `bit` of each kind it is counted for
  bool rare = false;        ///< in a subnet not there before its first event

  static constexpr std::uint8_t bit(StatisticScope::Kind kind) {
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(kind));
  }
  constexpr bool has(StatisticScope::Kind kind) const { return (scopes & bit(kind)) != 0; }
};

/// Statistics of any server, by their position in its table. Use it as `Statistics4`.
///
/// Threads: `at` and `add` are for the worker they name. A counter of the server costs a few instructions;
/// one of a subnet or pool, of those that it is counted for, a lookup under a lock of the worker's own, which
/// only readers ever want besides.
/// All else is for any thread, at any time, unless it says otherwise.
class DHCPCORE_API Statistics {
 public:
  using Table = std::span<const StatisticDescription>;

  /// `table` outlives the statistics. `start` is the time of the first samples.
  Statistics(Table table, unsigned workers, const Now& start);
  ~Statistics();
  Statistics(const Statistics&) = delete;
  Statistics& operator=(const Statistics&) = delete;

  /// The time of what `worker` counts from here on.
  void at(unsigned worker, const Now& now) noexcept {
    rows_[worker].time.store(sample_time(now), std::memory_order_relaxed);
  }

  // --- what is there ---

  /// The number of addresses or prefixes in all pools of one number.
  struct PoolTotal {
    StatisticScope::Kind kind = StatisticScope::Kind::pool;
    std::uint32_t pool = 0;
    Int128 total = 0;
  };
  /// A subnet is there from now on, or is configured anew: its totals are set, its events start from zero,
  /// and what there is now goes on. `pools` may name one number several times.
  void enter_subnet(std::uint32_t subnet, std::span<const PoolTotal> pools, SampleTime time);
  /// The subnet is not there any more. Leases in it go on to be counted, but nobody sees that until it is
  /// back.
  void leave_subnet(std::uint32_t subnet);
  /// Forgets all of subnets and pools. Not while workers run.
  void clear_subnets();
  /// `limit` holds for every statistic that has none of its own.
  void set_default_limit(SampleLimit limit);
  SampleLimit default_limit() const { return SampleLimit::unpack(limit_.load(std::memory_order_relaxed)); }

  // --- what commands do; names that are not there answer false ---

  /// Newest first; empty: there is no such statistic.
  std::vector<Sample> get(std::string_view name, const Now& now) const;
  /// All there are, in the order of their names.
  using Visit = std::function<void(const std::string& name, std::vector<Sample> samples)>;
  void get_all(const Now& now, const Visit& visit) const;
  /// Makes it 0; what was before is forgotten.
  bool reset(std::string_view name, const Now& now);
  void reset_all(const Now& now);
  /// Makes it go away until something is counted again.
  bool remove(std::string_view name);
  void remove_all();
  bool set_limit(std::string_view name, SampleLimit limit);
  void set_limit_all(SampleLimit limit);

  /// The latest time of all workers.
  SampleTime latest_time() const;

 protected:
  void add(unsigned worker, std::size_t statistic, std::int64_t delta) {
    Row& row = rows_[worker];
    row.of_server[statistic].add(delta, row.time.load(std::memory_order_relaxed), default_limit());
  }
  void add(unsigned worker, const StatisticScope& scope, std::size_t first,
           std::span<const std::int64_t> deltas);
  void expect(unsigned worker, const StatisticScope& scope, std::size_t first, std::size_t last,
              bool again) const;
  /// How many of a `current` statistic there are when counting begins. Not while workers run.
  void start_from(const StatisticScope& scope, std::size_t statistic, std::int64_t count);
  Int128 value(const StatisticScope& scope, std::size_t statistic) const;

 private:
  struct alignas(64) Row {
    std::atomic<SampleTime> time{0};
    std::unique_ptr<SampledCounter[]> of_server;
    std::unique_ptr<ScopeCounters> scopes;
  };
  struct Id {
    StatisticScope scope;
    std::size_t statistic = 0;
    friend auto operator<=>(const Id&, const Id&) = default;
  };
  struct Subnet;
  struct Control;

  // All these with the lock of the control held.
  std::optional<Id> find(std::string_view name) const;
  std::string name_of(const Id& id) const;
  std::vector<Id> configured() const;
  const SampledCounter* counter(const Row& row, const Id& id) const;
  bool counted(const StatisticScope& scope) const;
  std::int64_t sum(const Id& id) const;
  SampleOrigin origin_here(const Id& id, std::optional<SampleTime> time) const;
  std::optional<SampleOrigin> origin(const Id& id) const;
  Int128 total(const Subnet& subnet, const Id& id) const;
  SampleLimit limit(const Id& id) const;
  std::vector<Sample> samples(const Id& id, const Now& now) const;
  bool listed(const Id& id) const;
  void start_all(std::optional<SampleTime> time);
  void drop_idle_counters(std::uint32_t subnet, std::span<const PoolTotal> pools);

  const Table table_;
  const std::unique_ptr<const CounterLayout> layout_;
  const unsigned workers_;
  std::unique_ptr<Row[]> rows_;
  std::atomic<std::uint64_t> limit_{SampleLimit{}.packed()};
  std::unique_ptr<Control> control_;
};

/// The samples of one statistic as commands show them: `[[value, "time"], …]`.
DHCPCORE_API Value samples_value(std::span<const Sample> samples);
/// The table as a page of docs/reference.
DHCPCORE_API std::string statistics_reference(Statistics::Table table, std::string_view server);

/// The statistics of a DHCPv4 server; those up to `pkt4_receive_drop` are of the server alone.
enum class Statistic4 : std::uint8_t {
  pkt4_received,
  pkt4_discover_received,
  pkt4_offer_received,
  pkt4_request_received,
  pkt4_ack_received,
  pkt4_nak_received,
  pkt4_release_received,
  pkt4_decline_received,
  pkt4_inform_received,
  pkt4_unknown_received,
  pkt4_sent,
  pkt4_offer_sent,
  pkt4_ack_sent,
  pkt4_nak_sent,
  pkt4_parse_failed,
  pkt4_receive_drop,
  v4_allocation_fail,
  v4_allocation_fail_shared_network,
  v4_allocation_fail_subnet,
  v4_allocation_fail_no_pools,
  v4_allocation_fail_classes,
  v4_lease_reuses,
  v4_reservation_conflicts,
  total_addresses,
  assigned_addresses,
  cumulative_assigned_addresses,
  declined_addresses,
  reclaimed_leases,
  reclaimed_declined_addresses,
  count_,
};
/// The row of each, in the order of the enumeration.
DHCPCORE_API Statistics::Table statistic_table(Statistic4);
/// "pkt4-received", …: the name without its scope.
DHCPCORE_API std::string_view statistic_name(Statistic4 statistic);

/// The statistics of one server, by the names that its code has for them.
template <class Name>
class StatisticsOf : public Statistics {
 public:
  explicit StatisticsOf(unsigned workers, const Now& start = {})
      : Statistics(statistic_table(Name{}), workers, start) {}

  /// Of the whole server.
  void add(unsigned worker, Name statistic, std::int64_t delta = 1) {
    Statistics::add(worker, static_cast<std::size_t>(statistic), delta);
  }
  /// Of a subnet or pool.
  void add(unsigned worker, const StatisticScope& scope, Name statistic, std::int64_t delta = 1) {
    add(worker, scope, statistic, std::span<const std::int64_t>(&delta, 1));
  }
  /// The same of several, from `first` on in the order of their names; a delta of 0 is no change.
  void add(unsigned worker, const StatisticScope& scope, Name first, std::span<const std::int64_t> deltas) {
    Statistics::add(worker, scope, static_cast<std::size_t>(first), deltas);
  }
  /// A hint: of a subnet or pool, something from `first` to `last` is soon going to be added to, and is to be
  /// fetched from memory. Best given twice: when the first has come to something, `again` fetches what that
  /// leads to.
  void expect(unsigned worker, const StatisticScope& scope, Name first, Name last, bool again = false) const {
    Statistics::expect(worker, scope, static_cast<std::size_t>(first), static_cast<std::size_t>(last), again);
  }
  void start_from(const StatisticScope& scope, Name statistic, std::int64_t count) {
    Statistics::start_from(scope, static_cast<std::size_t>(statistic), count);
  }
  /// What it is at this moment; 0 when it is not there.
  std::int64_t value(Name statistic, const StatisticScope& scope = {}) const {
    return static_cast<std::int64_t>(Statistics::value(scope, static_cast<std::size_t>(statistic)));
  }
};
using Statistics4 = StatisticsOf<Statistic4>;

}  // namespace dhcp
