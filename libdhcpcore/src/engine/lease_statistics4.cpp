#include "engine/lease_statistics4.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace dhcp {

namespace {

/// Whether the address counts as assigned: until its lease is taken back, whether that has ended or not.
bool counts(LeaseState state) {
  return state != LeaseState::expired_reclaimed;
}

/// What the statistics from `assigned_addresses` on count.
constexpr int LeaseCounts::*counted[] = {&LeaseCounts::assigned, &LeaseCounts::cumulative,
                                         &LeaseCounts::declined, &LeaseCounts::reclaimed,
                                         &LeaseCounts::recovered};
constexpr Statistic4 first_counted = Statistic4::assigned_addresses;
static_assert(static_cast<std::size_t>(Statistic4::reclaimed_declined_addresses) -
                  static_cast<std::size_t>(first_counted) + 1 ==
              std::size(counted));

void add(Statistics4& statistics, WorkerId worker, const Lease4& place, const LeaseCounts& counts) {
  if (counts == LeaseCounts{}) return;
  std::array<std::int64_t, std::size(counted)> deltas;
  std::ranges::transform(counted, deltas.begin(), [&](int LeaseCounts::*of) { return counts.*of; });
  statistics.add(worker, StatisticScope::of_subnet(place.subnet_id), first_counted, deltas);
  statistics.add(worker, StatisticScope::of_pool(place.subnet_id, place.pool_id), first_counted, deltas);
  // The server has no number of its own for what is assigned.
  deltas[0] = 0;
  statistics.add(worker, StatisticScope{}, first_counted, deltas);
}

void enter(Statistics4& statistics, const Subnet4& subnet, SampleTime time) {
  std::vector<Statistics::PoolTotal> totals;
  for (const Pool4& pool : subnet.pools)
    totals.push_back({StatisticScope::Kind::pool, pool.id,
                      Int128{pool.range.last.value()} - pool.range.first.value() + 1});
  statistics.enter_subnet(subnet.id, totals, time);
}

}  // namespace

LeaseCounts& LeaseCounts::operator+=(const LeaseCounts& other) {
  for (int LeaseCounts::*const of : counted) this->*of += other.*of;
  return *this;
}

LeaseCounts counts_of_former(const Lease4& before, const Lease4* after, WallTime now) {
  LeaseCounts result;
  if (!counts(before.state)) return result;
  const bool declined = before.state == LeaseState::declined;
  result.assigned = -1;
  result.declined = declined ? -1 : 0;
  // One that has ended is taken back first, even if its own client has it again.
  const bool taken_back = after && (!counts(after->state) || after->state == LeaseState::assigned);
  if (before.expired(now) && taken_back) {
    result.reclaimed = 1;
    result.recovered = declined ? 1 : 0;
  }
  return result;
}

LeaseCounts counts_of_new(const Lease4* before, const Lease4& after, WallTime now) {
  LeaseCounts result;
  result.assigned = counts(after.state) ? 1 : 0;
  result.declined = after.state == LeaseState::declined ? 1 : 0;
  const bool goes_on = before && before->active(now);
  result.cumulative = after.state == LeaseState::assigned && !goes_on ? 1 : 0;
  return result;
}

void count_change(Statistics4& statistics, WorkerId worker, const Lease4* before, const Lease4* after,
                  WallTime now) {
  LeaseCounts former;
  if (before) former = counts_of_former(*before, after, now);
  if (after) {
    LeaseCounts fresh = counts_of_new(before, *after, now);
    if (before && before->subnet_id == after->subnet_id && before->pool_id == after->pool_id)
      fresh += std::exchange(former, {});
    add(statistics, worker, *after, fresh);
  }
  if (before) add(statistics, worker, *before, former);
}

void start_statistics(Statistics4& statistics, const LeaseStore4& leases, const Snapshot4& snapshot) {
  statistics.clear_subnets();
  struct Held {
    std::int64_t assigned = 0;
    std::int64_t declined = 0;
  };
  std::map<StatisticScope, Held> found;
  for (const LeaseCount4& count : leases.counts()) {
    if (!counts(count.state)) continue;
    const auto number = static_cast<std::int64_t>(count.leases);
    for (const StatisticScope& scope : {StatisticScope{}, StatisticScope::of_subnet(count.subnet_id),
                                        StatisticScope::of_pool(count.subnet_id, count.pool_id)}) {
      found[scope].assigned += number;
      if (count.state == LeaseState::declined) found[scope].declined += number;
    }
  }
  for (const auto& [scope, number] : found) {
    if (scope != StatisticScope{})
      statistics.start_from(scope, Statistic4::assigned_addresses, number.assigned);
    statistics.start_from(scope, Statistic4::declined_addresses, number.declined);
  }
  for (const auto& subnet : snapshot.subnets) enter(statistics, *subnet, statistics.latest_time());
}

void reconfigure_statistics(Statistics4& statistics, const Snapshot4& before, const Snapshot4& after,
                            SampleTime time) {
  std::vector<SubnetId> gone;
  std::vector<const Subnet4*> fresh;
  using Pointer = std::shared_ptr<const Subnet4>;
  OrderedList<Subnet4>::compare(before.subnets, after.subnets, [&](const Pointer* old, const Pointer* now) {
    if (old) gone.push_back((*old)->id);
    if (now) fresh.push_back(now->get());
  });
  for (const SubnetId id : gone)
    if (!after.subnet_index.find(id)) statistics.leave_subnet(id);
  for (const Subnet4* const subnet : fresh) enter(statistics, *subnet, time);
}

}  // namespace dhcp
