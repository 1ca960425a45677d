/// @file
/// The compiled DHCPv4 configuration that queries are answered from: inheritance resolved, options encoded,
/// lookups indexed. Immutable. Built once per configuration by `compile4`.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/host.hpp"
#include "dhcpcore/lease.hpp"
#include "dhcpcore/option_value.hpp"

namespace dhcp {

/// A lifetime with its bounds, seconds.
struct Lifetime {
  std::uint32_t minimum = 7200;
  std::uint32_t preferred = 7200;
  std::uint32_t maximum = 7200;
};

struct Pool4 {
  Ipv4Range range;
  std::uint32_t id = 0;
  OptionSet options;               ///< of the pool alone
  std::uint32_t cursor_index = 0;  ///< dense number of the pool within the snapshot, for `Runtime4`
};

/// A subnet with everything that it inherits filled in.
struct Subnet4 {
  SubnetId id = 0;
  Ipv4Prefix prefix;
  std::vector<Pool4> pools;
  Lifetime valid_lifetime;
  std::optional<std::uint32_t> renew_timer;
  std::optional<std::uint32_t> rebind_timer;
  bool calculate_tee_times = false;
  double t1_percent = 0.5;
  double t2_percent = 0.875;
  bool authoritative = false;
  bool match_client_id = true;
  bool reservations_global = false;
  bool reservations_in_subnet = true;
  bool reservations_out_of_pool = false;
  bool has_reservations = false;  ///< any at all in this subnet: a lookup is worth its cost
  Ipv4Address next_server;
  std::string server_hostname;
  std::string boot_file_name;
  std::string interface;  ///< `interface`, empty = none
  std::vector<Ipv4Address> relay_addresses;
  OptionSet options;                             ///< subnet over global
  std::optional<Ipv4Address> server_identifier;  ///< from option-data code 54
  std::uint32_t ordinal = 0;                     ///< position in configuration order

  const Pool4* pool_of(Ipv4Address address) const {
    for (const Pool4& pool : pools)
      if (pool.range.contains(address)) return &pool;
    return nullptr;
  }
};

/// The candidates of one selection step, in configuration order.
using SubnetList = std::vector<const Subnet4*>;

/// Finds subnets. Every answer equals that of a linear scan in configuration order.
class SubnetIndex4 {
 public:
  virtual ~SubnetIndex4() = default;
  /// Subnets whose prefix holds `address`, ascending by `ordinal`, appended to `out` (cleared first).
  virtual void containing(Ipv4Address address, SubnetList& out) const = 0;
  /// Subnets with `address` among their relay addresses.
  virtual void with_relay(Ipv4Address address, SubnetList& out) const = 0;
  /// Subnets bound to an interface by name.
  virtual void on_interface(std::string_view name, SubnetList& out) const = 0;
  virtual const Subnet4* find(SubnetId id) const = 0;
};

/// Reservations of the configuration file.
class HostIndex4 {
 public:
  virtual ~HostIndex4() = default;
  virtual const Host4* find(SubnetId subnet_id, HostIdentifier identifier) const = 0;
  virtual const Host4* find(SubnetId subnet_id, Ipv4Address address) const = 0;
  virtual std::size_t size() const = 0;
};

struct Snapshot4 {
  std::vector<std::unique_ptr<const Subnet4>> subnets;  ///< configuration order
  std::unique_ptr<const SubnetIndex4> subnet_index;
  std::unique_ptr<const HostIndex4> host_index;
  std::vector<HostIdentifierType> host_identifiers;  ///< in the order they are tried
  OptionSet global_options;
  bool echo_client_id = true;
  std::uint32_t decline_probation_period = 86400;
  std::uint32_t pool_count = 0;
  std::vector<Ipv4Address> server_identifiers;  ///< all that option-data configures, sorted
};

}  // namespace dhcp
