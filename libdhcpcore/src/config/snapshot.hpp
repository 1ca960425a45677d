/// @file
/// What the compiled configurations of both protocols have in common.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/client_class.hpp"
#include "dhcpcore/config.hpp"
#include "dhcpcore/option_value.hpp"

namespace dhcp {

/// A lifetime with its bounds, seconds.
struct Lifetime {
  std::uint32_t minimum = 7200;
  std::uint32_t preferred = 7200;
  std::uint32_t maximum = 7200;
};

/// Classes of which a client needs one; none: everybody is admitted.
using ClassGuard = std::vector<ClassId>;

inline bool admits(const ClassGuard& guard, const ClassSet& classes) {
  return guard.empty() || std::ranges::any_of(guard, [&](ClassId id) { return classes.contains(id); });
}

// `vendors`, ascending by enterprise, has the options of vendors apart; `options` of DHCPv4 scopes also hold
// options 124 and 125 as they are sent when nothing is asked of a vendor. Sub-options stand in the value of
// their container.

/// What leases from one pool come with.
struct PoolTerms {
  std::uint32_t id = 0;
  OptionSet options;               ///< of the pool alone
  std::uint32_t cursor_index = 0;  ///< dense number of the pool within the snapshot
  std::vector<VendorOptions> vendors;
  ClassGuard guard;                       ///< `client-class`
  std::vector<ClassId> required_classes;  ///< in the order of their evaluation
  UserContext context;
};

/// Addresses that are leased dynamically.
template <class Address>
struct Pool : PoolTerms {
  Range<Address> range;
};

/// What a class gives to its members. A class that is referred to but not defined gives nothing.
struct ClientClass {
  bool defined = false;
  std::optional<Lifetime> valid_lifetime;
  OptionSet options;
  std::vector<VendorOptions> vendors;
  UserContext context;
};

}  // namespace dhcp
