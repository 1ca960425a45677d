#include "leasefile/batch4.hpp"

#include "leasefile/row4.hpp"

namespace dhcp::store {

void Batch4::add(LeaseTable4& table, std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token) {
  const std::size_t before = used_;
  const bool open = waits.is_open(token);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    LeaseChange4& change = changes[i];
    if (table.claim(change.lease.address, change.expected))
      keep(change, static_cast<std::uint32_t>(i));
    else if (open)
      change.outcome = ChangeOutcome::conflict;
  }
  if (used_ == before)
    waits.complete(token);
  else
    queries_.push_back({&waits, token, changes.data(), used_});
}

void Batch4::keep(const LeaseChange4& change, std::uint32_t index) {
  if (used_ == changes_.size()) changes_.emplace_back();
  Change& kept = changes_[used_++];
  kept.kind = change.kind;
  kept.index = index;
  kept.lease = change.lease;
  if (change.kind == ChangeKind::put)
    append_row(rows_, change.lease);
  else
    append_erasure(rows_, change.lease);
}

void Batch4::publish(LeaseTable4& table, bool stored) {
  stored_ = stored;
  for (std::size_t i = 0; i < used_; ++i) {
    const Change& change = changes_[i];
    if (!stored)
      table.release(change.lease.address);
    else if (change.kind == ChangeKind::put)
      table.put(change.lease);
    else
      table.erase(change.lease.address);
  }
}

void Batch4::complete() {
  std::size_t at = 0;
  for (std::size_t q = 0; q < queries_.size(); ++q) {
    const Query query = queries_[q];
    const bool open = query.waits->is_open(query.token);
    for (; at < query.end; ++at)
      if (open)
        query.changes[changes_[at].index].outcome = stored_ ? ChangeOutcome::stored : ChangeOutcome::failed;
    query.waits->complete(query.token);
  }
  queries_.clear();
  rows_.clear();
  used_ = 0;
}

}  // namespace dhcp::store
