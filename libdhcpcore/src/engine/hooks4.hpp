/// @file
/// The hook points. A stage asks `hooked` first, which is all that a server without modules pays;
/// docs/design/hook-points.md says what happens at each point.
/// @floor engine
#pragma once

#include "dhcpcore/task.hpp"
#include "engine/context4.hpp"

namespace dhcp {

/// Whether a module wants to be called there.
inline bool hooked(const Context4& q, HookPoint4 point) {
  return (q.hooks.points & bit(point)) != 0;
}

/// One function a point, called where `hooked`. Those that answer false have ended the query, or what the
/// point is about, and said why.
namespace hook4 {

void context_create(Context4& q);
bool buffer4_receive(Context4& q);
bool pkt4_receive(Context4& q);
/// The identifier that modules give the client; empty: none. They are asked once a query.
HostIdentifier host4_identifier(Context4& q);
Task<bool> subnet4_select(Context4& q);
void ddns4_update(Context4& q);
/// Whether the client may have `granted()`. An offer is not going to be stored.
bool lease4_select(Context4& q, bool offered);
/// Whether `granted()` is to be stored.
bool lease4_renew(Context4& q);
bool lease4_release(Context4& q);
bool lease4_decline(Context4& q);
/// Whether the offer may be sent. The address of one that may not for being in use has been declined.
Task<bool> lease4_offer(Context4& q);
/// Whether the client is to be answered.
Task<bool> leases4_committed(Context4& q);
bool pkt4_send(Context4& q, Header4& header, Reply4& reply);
bool buffer4_send(Context4& q, Reply4& reply);
void context_destroy(Context4& q);

/// Shows modules the lease that has ended and that `granted()` takes the place of. False: it stays declined.
bool lease_reused(Context4& q);

/// Whether the lease, which has ended, is to be reclaimed. `removed`: instead of being held for its client.
bool lease4_expire(Shared4& shared, const Setup4& setup, Lease4& lease, bool removed);
bool lease4_recover(Shared4& shared, const Setup4& setup, Lease4& lease);

/// Whether modules agree to the configuration that they were made for.
Result<void> dhcp4_srv_configured(const ModuleSet& modules, const Config4& config, Log& log);
/// `entries`: what has changed, a list.
void cb4_updated(const ModuleSet& modules, const Config4& config, Log& log, const Value& entries);
/// What modules make of a response. `event`: name, arguments and response of the command.
Value command_processed(const ModuleSet& modules, const Config4& config, Log& log, const Value& event);

}  // namespace hook4

/// Whether the address of `granted()` may be taken from the lease on it: of those that have ended, modules
/// may keep one that was declined.
inline bool may_reuse(Context4& q) {
  const bool ended =
      q.occupied && q.current.expired(q.now.wall) && q.current.state != LeaseState::expired_reclaimed;
  const bool asked = hooked(q, HookPoint4::lease4_expire) || hooked(q, HookPoint4::lease4_recover);
  return !ended || !asked || hook4::lease_reused(q);
}

}  // namespace dhcp
