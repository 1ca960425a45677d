#include "engine/hooks4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {

/// Whether a lease is the client's, by whatever subnet it is of: the identifiers it was given under count.
bool is_clients(const Context4& q, const Lease4& lease) {
  return belongs_to(lease, q.client_id, q.hardware_address);
}

/// Claims an address and finds its lease.
Task<bool> claim_lease(Context4& q, Ipv4Address address) {
  q.claim = q.shared->claims.claim(address);
  if (!q.claim) co_return false;
  q.occupied = co_await q.leases().find(address, q.current);
  co_return q.occupied;
}

void stage_change(Context4& q, ChangeKind kind) {
  LeaseChange4& change = q.changes[0];
  change.kind = kind;
  change.lease = q.current;
  change.expected = stamp(q.current);
  q.change_count = 1;
}

/// Whether released leases wait for their clients like those that have ended by themselves. An infinite one
/// would wait for ever.
bool keeps_released(const Context4& q) {
  const ExpiredLeasesConfig& settings = q.setup->config()->server().expired_leases;
  return settings.flush_reclaimed_timer_wait_time != 0 && settings.hold_reclaimed_time != 0 &&
         !q.current.infinite();
}

}  // namespace

Task<bool> commit_declined(Context4& q) {
  Lease4& lease = q.granted();
  lease.state = LeaseState::declined;
  lease.hardware_address = {};
  lease.client_id.clear();
  lease.hostname.clear();
  lease.fqdn_forward = false;
  lease.fqdn_reverse = false;
  lease.valid_lifetime = q.snapshot().decline_probation_period;
  lease.client_last_transaction = q.now.wall;
  const Committed committed = co_await commit(q);
  co_return committed == Committed::stored;
}

/// RFC 2131 section 4.3.4. There is no reply. The lease ends, or is gone; either way the address is free.
Task<void> stage4::release(Context4& q) {
  const Ipv4Address address = q.query.ciaddr();
  q.log(messages4::release, q.label(), address);
  const bool found = co_await claim_lease(q, address);
  const bool given_back =
      found && (q.current.state == LeaseState::released || q.current.state == LeaseState::expired_reclaimed);
  if (!found || given_back) {
    q.log(messages4::release_no_lease, q.label(), address);
    co_return;
  }
  if (!is_clients(q, q.current)) {
    q.log(messages4::release_wrong_client, q.label(), address);
    co_return;
  }
  if (hooked(q, HookPoint4::lease4_release) && !hook4::lease4_release(q)) co_return;
  const bool kept = keeps_released(q);
  stage_change(q, kept ? ChangeKind::put : ChangeKind::erase);
  if (kept) {
    q.granted().state = LeaseState::released;
    q.granted().valid_lifetime = 0;
    q.granted().client_last_transaction = q.now.wall;
  }
  const Committed committed = co_await commit(q);
  if (committed == Committed::stored)
    q.log(kept ? messages4::release_expired : messages4::release_deleted, q.label(), address);
  else
    q.log(messages4::release_failed, q.label(), address);
}

/// RFC 2131 section 4.3.3: somebody uses the address without our knowledge. It belongs to nobody until the
/// probation period has passed. There is no reply.
Task<void> stage4::decline(Context4& q) {
  const auto address = q.query.option_address(option4::requested_address);
  if (!address) {
    q.drop(messages4::drop_failed, q.label(), "the DHCPDECLINE names no address");
    co_return;
  }
  const bool found = co_await claim_lease(q, *address);
  if (!found) {
    q.log(messages4::decline_no_lease, q.label(), *address);
    co_return;
  }
  if (!is_clients(q, q.current)) {
    q.log(messages4::decline_mismatch, q.label(), *address, Octets{q.current.hardware_address.bytes.view()},
          Octets{q.current.client_id.view()});
    co_return;
  }
  if (hooked(q, HookPoint4::lease4_decline) && !hook4::lease4_decline(q)) co_return;
  stage_change(q, ChangeKind::put);
  const bool declined = co_await commit_declined(q);
  if (declined)
    q.log(messages4::decline_lease, q.label(), *address, q.granted().valid_lifetime);
  else
    q.log(messages4::decline_failed, q.label(), *address);
}

}  // namespace dhcp
