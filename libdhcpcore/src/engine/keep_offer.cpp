#include "engine/hooks4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {

/// Whether the client's own lease of the address needs no change for the offer to hold. An offer never
/// shortens a lease: anybody can send a DHCPDISCOVER in a client's name.
bool outlasts(const Context4& q, const Lease4& offered) {
  const Lease4& there = q.current;
  return there.infinite() || there.expires() >= offered.expires() || is_fresh(q, there);
}

}  // namespace

Task<bool> keep_offer(Context4& q) {
  const std::uint32_t lifetime = offer_lifetime(q);
  if (lifetime == 0) co_return true;
  Lease4& offered = q.granted();
  if (!q.told_lifetime) q.told_lifetime = offered.valid_lifetime;
  offered.valid_lifetime = lifetime;
  const bool own = renews(q);
  if (own && outlasts(q, offered)) co_return true;
  // What the DNS knows of the client stays as it is until it takes the offer.
  offered.fqdn_forward = own && q.current.fqdn_forward;
  offered.fqdn_reverse = own && q.current.fqdn_reverse;
  if (own) offered.hostname = q.current.hostname;
  // The former lease could not be renewed, else it would have been offered.
  remove_former_lease(q);
  Committed committed = Committed::conflict;
  q.claim = q.shared->claims.claim(offered.address);
  if (q.claim && may_reuse(q)) committed = co_await commit(q);
  q.claim.release();
  if (committed == Committed::conflict) q.log(messages4::no_offer, q.label(), q.query.ciaddr(), q.wanted());
  co_return committed == Committed::stored;
}

}  // namespace dhcp
