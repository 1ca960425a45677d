#include "dhcpcore/overlay_lease_store.hpp"

#include <algorithm>
#include <tuple>

namespace dhcp {

namespace {

bool ends_before(const Lease4& a, const Lease4& b) {
  return std::tuple(a.infinite(), a.expires(), a.address) < std::tuple(b.infinite(), b.expires(), b.address);
}

void keep_those_in(SubnetId subnet_id, std::vector<Lease4>& leases) {
  std::erase_if(leases, [&](const Lease4& lease) { return lease.subnet_id != subnet_id; });
}

bool latest_in(std::vector<Lease4>& leases, SubnetId subnet_id, Lease4& lease) {
  keep_those_in(subnet_id, leases);
  const auto last = std::ranges::max_element(leases, ends_before);
  if (last == leases.end()) return false;
  lease = std::move(*last);
  return true;
}

/// Once reclaimed or released an address is as good as one that never had a lease.
bool is_open(const std::optional<Lease4>& lease) {
  return !lease || lease->state == LeaseState::expired_reclaimed || lease->state == LeaseState::released;
}

/// How far an address is from where a search begins that goes round the range.
std::uint64_t distance(Ipv4Range range, Ipv4Address start, Ipv4Address address) {
  const std::uint64_t way = std::uint64_t{address.value()} - start.value();
  return address >= start ? way : way + range_size(range);
}

/// What hides addresses of the base from a search: changes here, and whoever searches.
struct Hiding {
  const OverlayLeaseStore4& overlay;
  SkipAddress skip;
  const void* context;
};

}  // namespace

bool OverlayLeaseStore4::is_changed(Ipv4Address address) const {
  const std::lock_guard guard(mutex_);
  return changed_.contains(address);
}

bool OverlayLeaseStore4::is_hidden(const void* context, Ipv4Address address) {
  const auto& hiding = *static_cast<const Hiding*>(context);
  return hiding.overlay.is_changed(address) || (hiding.skip && hiding.skip(hiding.context, address));
}

/// Takes out of leases of the base what was changed here, and puts in what `matches`.
template <class Matches>
void OverlayLeaseStore4::merge(std::vector<Lease4>& leases, Matches matches) const {
  const std::lock_guard guard(mutex_);
  std::erase_if(leases, [&](const Lease4& lease) { return changed_.contains(lease.address); });
  for (const auto& [address, lease] : changed_)
    if (lease && matches(*lease)) leases.push_back(*lease);
  std::ranges::sort(leases, {}, &Lease4::address);
}

Task<bool> OverlayLeaseStore4::find(Ipv4Address address, Lease4& lease) {
  {
    const std::lock_guard guard(mutex_);
    if (const auto at = changed_.find(address); at != changed_.end()) {
      if (at->second) lease = *at->second;
      co_return at->second.has_value();
    }
  }
  const bool found = co_await base_.find(address, lease);
  co_return found;
}

Task<bool> OverlayLeaseStore4::find_by_client_id(const ClientId& client_id, SubnetId subnet_id,
                                                 Lease4& lease) {
  std::vector<Lease4> leases = co_await list_by_client_id(client_id);
  co_return latest_in(leases, subnet_id, lease);
}

Task<bool> OverlayLeaseStore4::find_by_hardware_address(const HardwareAddress& hardware_address,
                                                        SubnetId subnet_id, Lease4& lease) {
  std::vector<Lease4> leases = co_await list_by_hardware_address(hardware_address);
  co_return latest_in(leases, subnet_id, lease);
}

Task<std::vector<Lease4>> OverlayLeaseStore4::list_by_client_id(const ClientId& client_id) {
  std::vector<Lease4> leases = co_await base_.list_by_client_id(client_id);
  merge(leases, [&](const Lease4& lease) { return lease.client_id == client_id; });
  co_return leases;
}

Task<std::vector<Lease4>> OverlayLeaseStore4::list_by_hardware_address(
    const HardwareAddress& hardware_address) {
  std::vector<Lease4> leases = co_await base_.list_by_hardware_address(hardware_address);
  merge(leases, [&](const Lease4& lease) { return lease.hardware_address.bytes == hardware_address.bytes; });
  co_return leases;
}

Task<std::vector<Lease4>> OverlayLeaseStore4::list_by_hardware_address(
    const HardwareAddress& hardware_address, SubnetId subnet_id) {
  std::vector<Lease4> leases = co_await list_by_hardware_address(hardware_address);
  keep_those_in(subnet_id, leases);
  co_return leases;
}

Task<std::vector<Lease4>> OverlayLeaseStore4::list_by_hostname(const Hostname& hostname) {
  std::vector<Lease4> leases = co_await base_.list_by_hostname(hostname);
  merge(leases, [&](const Lease4& lease) { return lease.hostname == hostname; });
  co_return leases;
}

// Of the base as many more are asked for as may be hidden.

Task<std::vector<Lease4>> OverlayLeaseStore4::list_page(const LeasePage4& page) {
  LeasePage4 wider = page;
  wider.limit += changed_.size();
  std::vector<Lease4> leases = co_await base_.list_page(wider);
  merge(leases, [&](const Lease4& lease) {
    return lease.address > page.after && (page.subnet_id == 0 || lease.subnet_id == page.subnet_id);
  });
  leases.resize(std::min(leases.size(), page.limit));
  co_return leases;
}

Task<std::vector<Lease4>> OverlayLeaseStore4::expired(WallTime now, std::size_t limit) {
  std::vector<Lease4> leases = co_await base_.expired(now, limit + changed_.size());
  merge(leases, [&](const Lease4& lease) {
    return lease.state != LeaseState::expired_reclaimed && lease.expired(now);
  });
  std::ranges::sort(leases, ends_before);
  leases.resize(std::min(leases.size(), limit));
  co_return leases;
}

Task<std::vector<Lease4>> OverlayLeaseStore4::reclaimed(WallTime ended, std::size_t limit) {
  std::vector<Lease4> leases = co_await base_.reclaimed(ended, limit + changed_.size());
  merge(leases, [&](const Lease4& lease) {
    return lease.state == LeaseState::expired_reclaimed && lease.expired(ended);
  });
  std::ranges::sort(leases, ends_before);
  leases.resize(std::min(leases.size(), limit));
  co_return leases;
}

Task<std::optional<Ipv4Address>> OverlayLeaseStore4::next_free(Ipv4Range range, Ipv4Address start,
                                                               WallTime now, SkipAddress skip,
                                                               const void* context) {
  const Ipv4Address from = range.contains(start) ? start : range.first;
  struct Candidate {
    Ipv4Address address;
    bool ended;  // still somebody's, but over
  };
  std::vector<Candidate> candidates;
  {
    const std::lock_guard guard(mutex_);
    for (auto at = changed_.lower_bound(range.first); at != changed_.end() && at->first <= range.last; ++at)
      if (is_open(at->second) || at->second->expired(now))
        candidates.push_back({at->first, !is_open(at->second)});
  }
  if (skip) std::erase_if(candidates, [&](const Candidate& c) { return skip(context, c.address); });
  const Hiding hiding{*this, skip, context};
  const auto in_base = co_await base_.next_free(range, from, now, is_hidden, &hiding);
  if (in_base) {
    Lease4 lease;
    const bool found = co_await base_.find(*in_base, lease);
    candidates.push_back({*in_base, found && !is_open(lease)});
  }
  const auto first = std::ranges::min_element(candidates, {}, [&](const Candidate& c) {
    return std::pair(c.ended, distance(range, from, c.address));
  });
  if (first == candidates.end()) co_return std::nullopt;
  co_return first->address;
}

Task<std::optional<Ipv4Address>> OverlayLeaseStore4::any_free(Ipv4Range range, std::uint64_t random,
                                                              SkipAddress skip, const void* context) {
  const Hiding hiding{*this, skip, context};
  const auto in_base = co_await base_.any_free(range, random, is_hidden, &hiding);
  std::vector<Ipv4Address> candidates;
  if (in_base) candidates.push_back(*in_base);
  {
    const std::lock_guard guard(mutex_);
    for (auto at = changed_.lower_bound(range.first); at != changed_.end() && at->first <= range.last; ++at)
      if (is_open(at->second)) candidates.push_back(at->first);
  }
  if (skip) std::erase_if(candidates, [&](Ipv4Address address) { return skip(context, address); });
  if (candidates.empty()) co_return std::nullopt;
  co_return candidates[random % candidates.size()];
}

void OverlayLeaseStore4::commit(std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token) {
  Task<void> task = apply_all({changes.begin(), changes.end()}, changes, waits, token);
  task.start();
  std::erase_if(committing_, [](const Task<void>& t) { return t.done(); });
  if (!task.done()) committing_.push_back(std::move(task));
}

Task<void> OverlayLeaseStore4::apply_all(std::vector<LeaseChange4> copies, std::span<LeaseChange4> changes,
                                         WaitTable& waits, WaitToken token) {
  for (LeaseChange4& change : copies) change.outcome = co_await apply(change);
  if (waits.is_open(token))
    for (std::size_t i = 0; i < copies.size(); ++i) changes[i].outcome = copies[i].outcome;
  waits.complete(token);
}

Task<ChangeOutcome> OverlayLeaseStore4::apply(const LeaseChange4& change) {
  Lease4 current;
  const bool found = co_await find(change.lease.address, current);
  const std::optional<LeaseStamp> held = found ? std::optional(stamp(current)) : std::nullopt;
  if (held != change.expected) co_return ChangeOutcome::conflict;
  const bool put = change.kind == ChangeKind::put;
  const std::lock_guard guard(mutex_);
  const auto kind = [](const Lease4& lease) {
    return std::tuple(lease.subnet_id, lease.pool_id, lease.state);
  };
  if (put) ++grown_[kind(change.lease)];
  if (found) --grown_[kind(current)];
  changed_[change.lease.address] = put ? std::optional(change.lease) : std::nullopt;
  co_return ChangeOutcome::stored;
}

std::vector<LeaseCount4> OverlayLeaseStore4::counts() const {
  const std::lock_guard guard(mutex_);
  auto total = grown_;
  for (const LeaseCount4& count : base_.counts())
    total[{count.subnet_id, count.pool_id, count.state}] += static_cast<std::ptrdiff_t>(count.leases);
  std::vector<LeaseCount4> counts;
  for (const auto& [kind, leases] : total)
    if (leases != 0)
      counts.push_back(
          {std::get<0>(kind), std::get<1>(kind), std::get<2>(kind), static_cast<std::uint64_t>(leases)});
  return counts;
}

std::size_t OverlayLeaseStore4::size() const {
  const std::lock_guard guard(mutex_);
  auto size = static_cast<std::ptrdiff_t>(base_.size());
  for (const auto& [kind, more] : grown_) size += more;
  return static_cast<std::size_t>(size);
}

}  // namespace dhcp
