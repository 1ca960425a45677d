/// @file
/// Leases as values.
/// @floor lease
#pragma once

#include <cstdint>
#include <string>

#include "dhcpcore/address.hpp"
#include "dhcpcore/clock.hpp"
#include "dhcpcore/identifier.hpp"

namespace dhcp {

/// Configured number of a subnet, 1 to 4294967294; 0 means "global" or "none".
using SubnetId = std::uint32_t;

enum class LeaseState : std::uint8_t {
  assigned = 0,
  declined = 1,
  expired_reclaimed = 2,
  released = 3,
};

/// A lifetime in seconds; 0xffffffff never ends (RFC 2131 section 3.3).
inline constexpr std::uint32_t infinite_lifetime = 0xffffffffu;

struct Lease4 {
  Ipv4Address address;
  HardwareAddress hardware_address;
  ClientId client_id;
  std::uint32_t valid_lifetime = 0;
  WallTime client_last_transaction = 0;  ///< when the lifetime began
  SubnetId subnet_id = 0;
  std::uint32_t pool_id = 0;
  LeaseState state = LeaseState::assigned;
  bool fqdn_forward = false;
  bool fqdn_reverse = false;
  Hostname hostname;
  std::string user_context;  ///< JSON text of a map; empty = none

  bool infinite() const { return valid_lifetime == infinite_lifetime; }
  /// The second at which the lease ends; meaningless when infinite.
  WallTime expires() const { return client_last_transaction + valid_lifetime; }
  bool expired(WallTime now) const { return !infinite() && expires() <= now; }
  /// Whether a client holds the address at `now`: assigned and not expired.
  bool active(WallTime now) const { return state == LeaseState::assigned && !expired(now); }

  friend bool operator==(const Lease4&, const Lease4&) = default;
};

/// Whether a lease belongs to a client: equal client identifiers; when either side has none, equal hardware
/// addresses (RFC 2131 section 4.2 as RFC 6842 reads it).
inline bool belongs_to(const Lease4& lease, const ClientId& client_id,
                       const HardwareAddress& hardware_address) {
  if (!lease.client_id.empty() && !client_id.empty()) return lease.client_id == client_id;
  return !lease.hardware_address.empty() && lease.hardware_address == hardware_address;
}

}  // namespace dhcp
