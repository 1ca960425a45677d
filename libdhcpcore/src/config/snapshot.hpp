/// @file
/// What the compiled configurations of both protocols have in common.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/client_class.hpp"
#include "dhcpcore/config.hpp"
#include "dhcpcore/lease.hpp"
#include "dhcpcore/option_value.hpp"
#include "util/name_map.hpp"
#include "util/prefix_tree.hpp"

namespace dhcp {

/// Where something stands in configuration order, among those of its kind. Numbers have gaps, so that what is
/// put in or taken out changes no other one's.
using Ordinal = std::uint64_t;

/// The parts of a configuration in their order. Versions of a list share what they have in common; indexing
/// takes as many steps as finding.
template <class T>
using OrderedList = PrefixTree<Ordinal, std::shared_ptr<const T>>;

inline constexpr BitString<Ordinal> at_ordinal(Ordinal ordinal) {
  return {ordinal, 64};
}

/// Of what stands by itself, after everything that is in a shared network.
inline constexpr std::uint32_t no_network = 0xffffffff;

/// Of a subnet: `network` is the number of its shared network, or `no_network`.
constexpr Ordinal ordinal_of(std::uint32_t network, std::uint32_t member) {
  return Ordinal{network} << 32 | member;
}

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

// `vendors`, ascending by enterprise, has the options of vendors and what they hold, of which a reply carries
// what its query asks for. All other sub-options stand in the value of their container, in `options`.

/// What leases from one pool come with.
struct PoolTerms {
  std::uint32_t id = 0;
  OptionSet options;  ///< of the pool alone
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

/// What every subnet has, with everything that it inherits filled in.
struct SubnetTerms {
  SubnetId id = 0;
  Ordinal ordinal = 0;
  Lifetime valid_lifetime;
  std::optional<std::uint32_t> renew_timer;
  std::optional<std::uint32_t> rebind_timer;
  bool calculate_tee_times = false;
  double t1_percent = 0.5;
  double t2_percent = 0.8;
  bool reservations_global = false;
  bool reservations_in_subnet = true;
  bool reservations_out_of_pool = false;
  std::string interface;  ///< `interface`, empty = none
  OptionSet options;      ///< subnet over shared network over global
  std::vector<VendorOptions> vendors;
  ClassGuard guard;  ///< `client-class`
  std::vector<ClassId> required_classes;
  Allocator allocator = Allocator::iterative;
  std::optional<double> cache_threshold;       ///< a part of the lifetime
  std::optional<std::uint32_t> cache_max_age;  ///< seconds
  bool store_extended_info = false;
  std::shared_ptr<const DdnsParameters> ddns;  ///< never null
  UserContext context;
};

/// Subnets on one link. What its subnets inherit is filled in there, the classes excepted.
template <class Subnet>
struct SharedNetwork {
  std::string name;
  Ordinal ordinal = 0;
  std::vector<const Subnet*> subnets;  ///< configuration order
  ClassGuard guard;                    ///< holds besides that of the subnet
  std::vector<ClassId> required_classes;
  UserContext context;
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
