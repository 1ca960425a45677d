#include "faulty_store.hpp"

#include <algorithm>

#include "dhcpstore/memory_store.hpp"

namespace dhcp::simulation {

namespace {

/// The value of a task of the store in memory, which never suspends.
template <class T>
T value_of(Task<T> task) {
  task.start();
  return task.take();
}

struct Skipping {
  const std::set<Ipv4Address>& busy;
  SkipAddress skip;
  const void* context;
};

bool skips(const void* context, Ipv4Address address) {
  const auto& skipping = *static_cast<const Skipping*>(context);
  return skipping.busy.contains(address) || (skipping.skip && skipping.skip(skipping.context, address));
}

template <class T>
std::optional<T> take(std::vector<T>& from, std::uint64_t number) {
  const auto at = std::ranges::find(from, number, &T::number);
  if (at == from.end()) return std::nullopt;
  T taken = std::move(*at);
  from.erase(at);
  return taken;
}

}  // namespace

FaultyStore::FaultyStore(const Profile& profile, Random& random)
    : ForwardingLeaseStore4(store::make_memory_store4()), profile_(profile), random_(random) {}

std::optional<Lease4> FaultyStore::now_at(Ipv4Address address) {
  Lease4 lease;
  if (!value_of(inner_->find(address, lease))) return std::nullopt;
  return lease;
}

std::vector<Lease4> FaultyStore::all() {
  return value_of(inner_->list_page({0, {}, 1'000'000}));
}

Task<bool> FaultyStore::find(Ipv4Address address, Lease4& lease) {
  return happens(random_, profile_.read_held) ? find_later(address, lease) : inner_->find(address, lease);
}

Task<bool> FaultyStore::find_later(Ipv4Address address, Lease4& lease) {
  WaitToken token;
  if (own_waits_.open(SteadyTime::max(), token)) {
    reads_.push_back({++last_number_, token});
    wake_later(last_number_, random_.below(2000));
    co_await own_waits_.wait(token);
  }
  const bool found = co_await inner_->find(address, lease);
  co_return found;
}

Task<std::optional<Ipv4Address>> FaultyStore::next_free(Ipv4Range range, Ipv4Address start, WallTime now,
                                                        SkipAddress skip, const void* context) {
  const Skipping skipping{busy_, skip, context};
  const auto found = co_await inner_->next_free(range, start, now, skips, &skipping);
  co_return found;
}

Task<std::optional<Ipv4Address>> FaultyStore::any_free(Ipv4Range range, std::uint64_t random,
                                                       SkipAddress skip, const void* context) {
  const Skipping skipping{busy_, skip, context};
  const auto found = co_await inner_->any_free(range, random, skips, &skipping);
  co_return found;
}

void FaultyStore::commit(std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token) {
  Commit& commit = unflushed_.emplace_back();
  commit.number = ++last_number_;
  commit.copies.assign(changes.begin(), changes.end());
  commit.changes = changes;
  commit.waits = &waits;
  commit.token = token;
  commit.submitted = wall_;
  commit.by_reclamation = reclaiming_;
  for (LeaseChange4& change : commit.copies) {
    const bool claimed = busy_.insert(change.lease.address).second;
    change.outcome = claimed ? ChangeOutcome::pending : ChangeOutcome::conflict;
  }
}

bool FaultyStore::has_unflushed(WorkerId worker) const {
  return std::ranges::any_of(unflushed_, [&](const Commit& c) { return c.token.worker == worker; });
}

void FaultyStore::flush(WorkerId worker) {
  const auto others = std::ranges::stable_partition(
      unflushed_, [&](const Commit& commit) { return commit.token.worker == worker; });
  std::vector<Commit> flushed(std::make_move_iterator(unflushed_.begin()),
                              std::make_move_iterator(others.begin()));
  unflushed_.erase(unflushed_.begin(), others.begin());
  for (Commit& commit : flushed) {
    const bool stalls = happens(random_, profile_.commit_stalls);
    if (stalls || happens(random_, profile_.commit_held)) {
      wake_later(commit.number, stalls ? 15'000 : random_.below(5000));
      held_.push_back(std::move(commit));
    } else {
      finish(commit, !broken_ && !happens(random_, profile_.commit_fails));
    }
  }
}

void FaultyStore::wake(std::uint64_t number) {
  if (auto commit = take(held_, number)) finish(*commit, !broken_);
  if (const auto read = take(reads_, number)) own_waits_.complete(read->token);
}

void FaultyStore::finish(Commit& commit, bool works) {
  for (LeaseChange4& change : commit.copies) {
    if (change.outcome == ChangeOutcome::conflict) continue;
    busy_.erase(change.lease.address);
    change.outcome = ChangeOutcome::failed;
    if (works) publish(commit, change);
  }
  if (commit.waits->is_open(commit.token))
    for (std::size_t i = 0; i < commit.copies.size(); ++i)
      commit.changes[i].outcome = commit.copies[i].outcome;
  commit.waits->complete(commit.token);
}

void FaultyStore::publish(Commit& commit, LeaseChange4& change) {
  const std::optional<Lease4> before = now_at(change.lease.address);
  WaitToken token;
  own_waits_.open(SteadyTime::max(), token);
  inner_->commit({&change, 1}, own_waits_, token);
  own_waits_.close(token);
  if (change.outcome != ChangeOutcome::stored) return;
  const LeaseChange4* first = &commit.copies.front();
  on_stored({before, change, first == &change ? nullptr : first, commit.by_reclamation, commit.submitted});
}

}  // namespace dhcp::simulation
