#include <algorithm>
#include <cmath>

#include "engine/stages4.hpp"

namespace dhcp {

namespace {

/// Whether a lease is as another but for its times.
bool says_the_same(const Lease4& a, const Lease4& b) {
  return a.address == b.address && a.subnet_id == b.subnet_id && a.pool_id == b.pool_id &&
         a.state == b.state && a.fqdn_forward == b.fqdn_forward && a.fqdn_reverse == b.fqdn_reverse &&
         a.hardware_address == b.hardware_address && a.client_id == b.client_id && a.hostname == b.hostname &&
         a.user_context == b.user_context;
}

/// What is left of a lease. The clock may have gone back: then it is no more than the whole.
std::uint32_t remaining(const Lease4& lease, WallTime now) {
  if (lease.infinite()) return infinite_lifetime;
  return static_cast<std::uint32_t>(std::clamp<WallTime>(lease.expires() - now, 0, lease.valid_lifetime));
}

}  // namespace

std::uint32_t offer_lifetime(const Context4& q) {
  const std::uint32_t* of_class =
      q.from_classes([](const Class4& c) { return c.offer_lifetime ? &*c.offer_lifetime : nullptr; });
  return of_class ? *of_class : q.subnet->offer_lifetime;
}

bool is_fresh(const Context4& q, const Lease4& lease) {
  const auto& threshold = q.subnet->cache_threshold;
  const auto& max_age = q.subnet->cache_max_age;
  if (!threshold && !max_age) return false;
  const WallTime age = std::max<WallTime>(q.now.wall - lease.client_last_transaction, 0);
  if (max_age && (*max_age == 0 || age > *max_age)) return false;
  if (!threshold) return true;
  return *threshold > 0.0 && *threshold <= 1.0 &&
         static_cast<double>(age) < *threshold * static_cast<double>(lease.valid_lifetime);
}

bool reuse_lease(Context4& q) {
  const Lease4& there = q.current;
  const Lease4& wanted = q.granted();
  if (!q.occupied || !there.active(q.now.wall) || !is_fresh(q, there)) return false;
  if (q.change_count != 1 || !says_the_same(there, wanted)) return false;
  if (wanted.valid_lifetime < there.valid_lifetime) return false;
  // A lease that lasts as long as offers are kept may be no more than an offer.
  if (wanted.valid_lifetime != there.valid_lifetime && there.valid_lifetime == offer_lifetime(q))
    return false;
  q.told_lifetime = remaining(there, q.now.wall);
  q.count_in_subnet(Statistic4::v4_lease_reuses);
  q.log(messages4::lease_reuse, q.label(), there.address, *q.told_lifetime);
  return true;
}

}  // namespace dhcp
