#include "engine/reclamation4.hpp"

#include <algorithm>
#include <exception>

#include "engine/hooks4.hpp"
#include "engine/lease_statistics4.hpp"
#include "engine/name_changes4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {

// What is done between two looks at the sockets, which bring at most a batch of queries each: so little that
// a busy worker's queries are served faster than they come.
constexpr std::size_t piece_size = 16;
// And what a worker that has queries waits until the next: a piece takes it about 0.1 ms. Without that it
// would never be idle, and when the system takes the processor (to write to the disk, say) queries would wait
// for milliseconds.
constexpr std::chrono::microseconds rest(500);

SteadyTime later(SteadyTime now, std::uint32_t seconds) {
  return now + std::chrono::seconds(seconds);
}

}  // namespace

SteadyTime Reclamation4::next() const {
  if (piece_.valid() && !piece_.done()) return SteadyTime::max();
  if (shared_.setup.generation() != generation_) return SteadyTime::min();
  return std::max(rests_until_, std::min(reclaiming_.due, flushing_.due));
}

void Reclamation4::advance(const Now& now, bool busy) {
  if (piece_.valid() && !piece_.done()) return;
  configure(now);
  if (now.steady < rests_until_) return;
  rests_until_ = busy ? now.steady + rest : SteadyTime::min();
  if (reclaiming_.is_due(now))
    piece_ = reclaim(now);
  else if (flushing_.is_due(now))
    piece_ = flush(now);
  else
    return;
  piece_.start();
}

// New pauses count from now on; a cycle under way goes on by the new settings.
void Reclamation4::configure(const Now& now) {
  auto setup = shared_.setup.newer_than(generation_);
  if (!setup) return;
  setup_ = std::move(setup);
  const ExpiredLeasesConfig before = std::exchange(settings_, setup_->config()->server().expired_leases);
  const auto arm = [&](Job& job, std::uint32_t seconds, std::uint32_t seconds_before) {
    if (job.due != SteadyTime::max() && seconds == seconds_before) return;
    if (!job.running) job.due = seconds == 0 ? SteadyTime::max() : later(now.steady, seconds);
  };
  arm(reclaiming_, settings_.reclaim_timer_wait_time, before.reclaim_timer_wait_time);
  arm(flushing_, settings_.flush_reclaimed_timer_wait_time, before.flush_reclaimed_timer_wait_time);
}

Task<void> Reclamation4::reclaim(Now now) {
  Job& job = reclaiming_;
  if (!job.running) {
    shared_.parts.log(messages4::reclamation_start, settings_.max_reclaim_leases, settings_.max_reclaim_time);
    job = {now.steady, true, now.steady, 0};
    kept_ = 0;
  }
  Outcome outcome = Outcome::stuck;
  try {
    outcome = co_await reclaim_piece(now);
  } catch (const std::exception& error) {
    shared_.parts.log(messages4::reclamation_failed, error.what());
  }
  if (outcome != Outcome::more) end_reclaiming(now, outcome == Outcome::done);
}

Task<Reclamation4::Outcome> Reclamation4::reclaim_piece(Now now) {
  const std::uint32_t most = settings_.max_reclaim_leases;
  const std::size_t left =
      most == 0 ? piece_size
                : std::min<std::size_t>(piece_size, most - std::min<std::uint64_t>(most, reclaiming_.done));
  const bool late = settings_.max_reclaim_time != 0 &&
                    now.steady - reclaiming_.began >= std::chrono::milliseconds(settings_.max_reclaim_time);
  // What modules have kept in this cycle comes first again. One more than may be taken tells whether there
  // will be leases left.
  const std::size_t known = kept_;
  const std::vector<Lease4> ended = co_await shared_.parts.leases.expired(now.wall, known + left + 1);
  if (ended.size() <= known) co_return Outcome::done;
  if (left == 0) co_return Outcome::stuck;
  if (late) {
    shared_.parts.log(messages4::reclamation_timeout, settings_.max_reclaim_time);
    co_return Outcome::stuck;
  }
  const std::span<const Lease4> others = std::span(ended).subspan(known);
  const std::span<const Lease4> taken = others.first(std::min(left, others.size()));
  const Outcome outcome = co_await commit(taken, now, reclaiming_);
  if (outcome != Outcome::more) co_return outcome;
  co_return others.size() > left ? Outcome::more : Outcome::done;
}

void Reclamation4::end_reclaiming(const Now& now, bool complete) {
  Job& job = reclaiming_;
  job.running = false;
  const std::uint32_t pause = settings_.reclaim_timer_wait_time;
  job.due = pause == 0 ? SteadyTime::max() : later(now.steady, pause);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(now.steady - job.began);
  shared_.parts.log(messages4::reclamation_complete, job.done, took.count());
  if (complete) {
    unfinished_cycles_ = 0;
    shared_.parts.log(messages4::reclamation_no_more);
  } else if (settings_.unwarned_reclaim_cycles != 0 &&
             ++unfinished_cycles_ >= settings_.unwarned_reclaim_cycles) {
    shared_.parts.log(messages4::reclamation_slow, std::exchange(unfinished_cycles_, 0u));
  }
}

Task<void> Reclamation4::flush(Now now) {
  Job& job = flushing_;
  const WallTime ended = now.wall - settings_.hold_reclaimed_time;
  if (!job.running) {
    shared_.parts.log(messages4::reclaimed_delete, settings_.hold_reclaimed_time);
    job = {now.steady, true, now.steady, 0};
  }
  Outcome outcome = Outcome::stuck;
  try {
    const std::vector<Lease4> over = co_await shared_.parts.leases.reclaimed(ended, piece_size);
    outcome = Outcome::done;
    if (!over.empty()) outcome = co_await commit(over, now, job);
  } catch (const std::exception& error) {
    shared_.parts.log(messages4::reclaimed_delete_failed, error.what());
  }
  if (outcome == Outcome::more) co_return;
  job.running = false;
  const std::uint32_t pause = settings_.flush_reclaimed_timer_wait_time;
  job.due = pause == 0 ? SteadyTime::max() : later(now.steady, pause);
  shared_.parts.log(messages4::reclaimed_delete_complete, job.done);
}

// Addresses that a query is busy with are left to it.
Task<Reclamation4::Outcome> Reclamation4::commit(std::span<const Lease4> leases, Now now, Job& job) {
  changes_.clear();
  std::vector<AddressClaim4> claims;
  std::vector<const Lease4*> before;
  const std::size_t kept_before = kept_;
  for (const Lease4& lease : leases) {
    AddressClaim4 claim = shared_.claims.claim(lease.address);
    if (!claim) continue;
    LeaseChange4 change = change_of(lease);
    if (!is_for_us(lease, change)) {
      ++kept_;
      continue;
    }
    claims.push_back(std::move(claim));
    changes_.push_back(std::move(change));
    before.push_back(&lease);
  }
  if (changes_.empty() && kept_ != kept_before) co_return Outcome::more;
  WaitToken token;
  if (changes_.empty() || !waits_.open(now.steady + shared_.patience(), token)) co_return Outcome::stuck;
  auto stored = waits_.wait(token);
  shared_.parts.leases.commit(changes_, waits_, token);
  const WaitOutcome outcome = co_await stored;
  if (outcome != WaitOutcome::completed) co_return Outcome::stuck;

  std::size_t done = 0;
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    if (changes_[i].outcome == ChangeOutcome::failed)
      shared_.parts.log(messages4::lease_reclamation_failed, before[i]->address, "it could not be stored");
    if (changes_[i].outcome != ChangeOutcome::stored) continue;
    ++done;
    account(*before[i], now.wall);
  }
  job.done += done;
  co_return done == 0 ? Outcome::stuck : Outcome::more;
}

// A lease that was reclaimed already is removed; so is one that nobody will come back for.
LeaseChange4 Reclamation4::change_of(const Lease4& lease) const {
  LeaseChange4 change;
  change.lease = lease;
  change.expected = stamp(lease);
  const bool affinity = settings_.flush_reclaimed_timer_wait_time != 0;
  if (!affinity || lease.state == LeaseState::expired_reclaimed || lease.state == LeaseState::declined) {
    change.kind = ChangeKind::erase;
    return change;
  }
  change.lease.state = LeaseState::expired_reclaimed;
  change.lease.hostname.clear();
  change.lease.fqdn_forward = false;
  change.lease.fqdn_reverse = false;
  return change;
}

// Modules may take a lease that has ended upon themselves, or keep it. They see it as it was; what they can
// add to a reclaimed one is its context.
bool Reclamation4::is_for_us(const Lease4& ended, LeaseChange4& change) const {
  if (ended.state == LeaseState::expired_reclaimed) return true;
  const auto hooked = [&](HookPoint4 point) { return (setup_->hook_points() & bit(point)) != 0; };
  if (!hooked(HookPoint4::lease4_expire) && !hooked(HookPoint4::lease4_recover)) return true;
  Lease4 shown = ended;
  const bool removed = change.kind == ChangeKind::erase;
  if (hooked(HookPoint4::lease4_expire) && !hook4::lease4_expire(shared_, *setup_, shown, removed))
    return false;
  change.lease.user_context = shown.user_context;
  return ended.state != LeaseState::declined || !hooked(HookPoint4::lease4_recover) ||
         hook4::lease4_recover(shared_, *setup_, shown);
}

void Reclamation4::account(const Lease4& ended, WallTime now) {
  if (ended.state == LeaseState::expired_reclaimed) return;
  Lease4 reclaimed = ended;
  reclaimed.state = LeaseState::expired_reclaimed;
  count_change(shared_.parts.statistics, waits_.worker(), &ended, &reclaimed, now);
  if (const NameChanges4 names(shared_, *setup_); names) names.remove(ended);
  if (ended.state == LeaseState::declined)
    shared_.parts.log(messages4::declined_recovered, ended.address, ended.subnet_id);
  shared_.parts.log(messages4::lease_reclaimed, ended.address);
}

}  // namespace dhcp
