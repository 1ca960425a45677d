#include "engine/explain4.hpp"
#include "engine/lease_statistics4.hpp"
#include "engine/name_changes4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {

/// Whether the newest configuration still has room for what is about to be put.
bool still_allowed(Context4& q) {
  q.setups->refresh(q.shared->setup);
  const Setup4& current = q.setups->current();
  const Lease4& lease = q.granted();
  if (&current == q.setup || q.changes[0].kind == ChangeKind::erase) return true;
  const Subnet4* subnet = current.snapshot().subnet_index.find(lease.subnet_id);
  return subnet && subnet->prefix.contains(lease.address);
}

/// What was on the address before the client's lease, and what the client had before (`changes` in order).
void count_stored(const Context4& q) {
  const Lease4* const before[] = {q.occupied ? &q.current : nullptr, &q.held};
  for (std::size_t i = 0; i < q.change_count; ++i)
    if (q.changes[i].outcome == ChangeOutcome::stored)
      count_change(q.shared->parts.statistics, q.worker, before[i], after(q.changes[i]), q.now.wall);
}

/// A lease that had ended on the address now is somebody's again.
void log_reclaimed(const Context4& q) {
  const bool assigned =
      q.changes[0].kind == ChangeKind::put && q.changes[0].lease.state == LeaseState::assigned;
  if (!assigned || !q.occupied || !q.current.expired(q.now.wall)) return;
  if (q.current.state == LeaseState::declined)
    q.log(messages4::declined_recovered, q.current.address, q.current.subnet_id);
  else if (q.current.state != LeaseState::expired_reclaimed)
    q.log(messages4::reuse_expired, q.label(), q.current.address);
}

}  // namespace

Task<Committed> commit(Context4& q) {
  if (!still_allowed(q)) {
    q.drop(messages4::drop_failed, q.label(), "the configuration has changed and no longer allows its lease");
    co_return Committed::failed;
  }
  WaitToken token;
  if (!q.waits->open(q.now.steady + q.shared->limits.commit_deadline, token)) {
    q.drop(messages4::drop_failed, q.label(), "too many queries wait for the lease store");
    co_return Committed::failed;
  }
  auto stored = q.waits->wait(token);
  const std::span<LeaseChange4> changes(q.changes.data(), q.change_count);
  for (LeaseChange4& change : changes) change.outcome = ChangeOutcome::pending;
  q.leases().commit(changes, *q.waits, token);
  WaitOutcome outcome = co_await stored;
  const bool late = outcome == WaitOutcome::timed_out;
  if (late) {
    // The client is not going to be answered; what becomes of its lease is to be known all the same.
    q.drop(messages4::drop_failed, q.label(), "the lease store did not answer in time");
    q.waits->prolong(token, q.now.steady + q.shared->patience());
    outcome = co_await stored;
  }
  if (outcome != WaitOutcome::completed) {
    if (!late) q.drop(messages4::drop_failed, q.label(), "the server stops");
    co_return Committed::failed;
  }
  if (q.explanation) explain_commit(q);
  count_stored(q);
  if (q.changes[0].outcome == ChangeOutcome::stored) {
    log_reclaimed(q);
    submit_name_changes(q);
  }
  if (late) co_return Committed::failed;
  switch (q.changes[0].outcome) {
    case ChangeOutcome::stored:
      co_return Committed::stored;
    case ChangeOutcome::conflict:
      co_return Committed::conflict;
    default:
      q.drop(messages4::alloc_error, q.label(), q.granted().address);
      co_return Committed::failed;
  }
}

}  // namespace dhcp
