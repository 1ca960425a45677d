/// @file
/// The compiled DHCPv4 configuration that queries are answered from: inheritance resolved, options encoded,
/// lookups indexed. Immutable. Built once per configuration by `compile4`.
#pragma once

#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/host_index.hpp"
#include "config/option_dictionary.hpp"
#include "config/snapshot.hpp"
#include "config/subnet_index.hpp"
#include "dhcpcore/address.hpp"
#include "dhcpcore/client_class.hpp"
#include "dhcpcore/config.hpp"
#include "dhcpcore/host.hpp"
#include "dhcpcore/lease.hpp"
#include "dhcpcore/option_value.hpp"

namespace dhcp {

using Pool4 = Pool<Ipv4Address>;

struct Subnet4;

/// Subnets on one link. What its subnets inherit is filled in there, the classes excepted.
struct SharedNetwork4 {
  std::string name;
  std::vector<const Subnet4*> subnets;  ///< configuration order
  ClassGuard guard;                     ///< holds besides that of the subnet
  std::vector<ClassId> required_classes;
  UserContext context;
};

/// Which DHCPv4-over-DHCPv6 queries (RFC 7341) belong to a subnet: all that match anything that is set.
struct FourOverSix {
  std::optional<Ipv6Prefix> subnet;
  std::string interface;
  std::string interface_id;

  bool any() const { return subnet || !interface.empty() || !interface_id.empty(); }
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
  HostIndex4 hosts;  ///< the reservations in this subnet
  Ipv4Address next_server;
  std::string server_hostname;
  std::string boot_file_name;
  std::string interface;  ///< `interface`, empty = none
  std::vector<Ipv4Address> relay_addresses;
  OptionSet options;  ///< subnet over shared network over global
  /// Codes that only the global scope gives to `options`: classes have a say before it.
  std::bitset<256> from_global;
  std::optional<Ipv4Address> server_identifier;  ///< from option-data code 54
  std::uint32_t ordinal = 0;                     ///< position in configuration order
  std::vector<VendorOptions> vendors;            ///< subnet over shared network, nothing of the global scope
  const SharedNetwork4* network = nullptr;       ///< null: it stands by itself
  ClassGuard guard;                              ///< `client-class`
  std::vector<ClassId> required_classes;
  Allocator allocator = Allocator::iterative;
  std::uint32_t offer_lifetime = 0;            ///< seconds, 0 = offers are not kept
  std::optional<double> cache_threshold;       ///< a part of the lifetime
  std::optional<std::uint32_t> cache_max_age;  ///< seconds
  bool store_extended_info = false;
  std::shared_ptr<const DdnsParameters> ddns;  ///< never null
  FourOverSix four_over_six;
  UserContext context;

  const Pool4* pool_of(Ipv4Address address) const {
    for (const Pool4& pool : pools)
      if (pool.range.contains(address)) return &pool;
    return nullptr;
  }
};

using SubnetIndex4 = SubnetIndex<Subnet4>;
/// The candidates of one selection step, in configuration order.
using SubnetList = SubnetIndex4::List;

struct Class4 : ClientClass {
  std::optional<std::uint32_t> offer_lifetime;
  std::optional<Ipv4Address> next_server;
  std::string server_hostname;  ///< empty = none
  std::string boot_file_name;   ///< empty = none
  /// What members' options 43 and 224 to 254 look like, ascending by code; they live in `dictionary`.
  std::vector<const OptionDefinition*> definitions;
  std::unique_ptr<const OptionDictionary> dictionary;  ///< null: as outside of the class
};

struct Compatibility4 {
  bool lenient_option_parsing = false;
  bool ignore_dhcp_server_identifier = false;
  bool ignore_rai_link_selection = false;
  bool exclude_first_last_24 = false;
};

struct Snapshot4 {
  std::unique_ptr<const OptionDictionary> option_definitions;
  ClassDictionary class_dictionary;
  std::vector<Class4> classes;                                   ///< by ClassId
  std::vector<std::unique_ptr<SharedNetwork4>> shared_networks;  ///< configuration order
  std::vector<std::unique_ptr<const Subnet4>> subnets;  ///< configuration order, those of networks first
  SubnetIndex4 subnet_index;
  HostIndex4 hosts;                                  ///< the global reservations
  std::vector<HostIdentifierType> host_identifiers;  ///< in the order they are tried
  OptionSet global_options;
  std::vector<VendorOptions> global_vendors;
  bool echo_client_id = true;
  std::uint32_t decline_probation_period = 86400;
  std::uint32_t pool_count = 0;
  std::vector<Ipv4Address> server_identifiers;  ///< all that option-data configures, sorted
  Lifetime valid_lifetime;                      ///< the global one
  std::shared_ptr<const DdnsParameters> ddns;   ///< the global ones
  Compatibility4 compatibility;
  bool early_global_reservations_lookup = false;
  bool ip_reservations_unique = true;
  bool reservations_lookup_first = false;
  bool stash_agent_options = false;
};

}  // namespace dhcp
