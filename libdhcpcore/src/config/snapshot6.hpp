/// @file
/// The compiled DHCPv6 configuration that queries are to be answered from: inheritance resolved, options
/// encoded, lookups indexed. Immutable. Built by `compile6`; the next one may share what is behind its
/// pointers.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/host_index.hpp"
#include "config/option_dictionary.hpp"
#include "config/snapshot.hpp"
#include "config/subnet_index.hpp"
#include "dhcpcore/host.hpp"

namespace dhcp {

using Pool6 = Pool<Ipv6Address>;

/// Prefixes of one length, cut from a longer one (RFC 8415 section 6.3).
struct PdPool6 : PoolTerms {
  Ipv6Prefix prefix;  ///< without host bits
  std::uint8_t delegated_length = 0;
  std::vector<std::uint8_t> pd_exclude;  ///< the value of option 67 (RFC 6603) for each prefix; empty = none
};

struct Subnet6;
using SharedNetwork6 = SharedNetwork<Subnet6>;

/// A subnet with everything that it inherits filled in.
struct Subnet6 : SubnetTerms {
  Ipv6Prefix prefix;
  std::vector<Pool6> pools;
  std::vector<PdPool6> pd_pools;
  HostIndex6 hosts;  ///< the reservations in this subnet
  /// Unset, or more than the valid lifetime that is granted: five eighths of the latter.
  std::optional<Lifetime> preferred_lifetime;
  Allocator pd_allocator = Allocator::iterative;
  bool rapid_commit = false;
  std::string interface_id;  ///< the bytes of the relay's option 18, empty = none
  std::vector<Ipv6Address> relay_addresses;
  /// Codes that only the global scope gives to `options`, ascending: classes have a say before it.
  std::vector<std::uint16_t> from_global;
  const SharedNetwork6* network = nullptr;  ///< null: it stands by itself
};

using SubnetIndex6 = SubnetIndex<Subnet6>;

/// What a class gives to its members besides what `ClientClass` says.
struct Class6 : ClientClass {
  std::optional<Lifetime> preferred_lifetime;
};

/// `compatibility`.
struct Compatibility6 {
  bool lenient_option_parsing = false;
};

/// `mac-sources`: where a client's hardware address is looked for. The last three are other names of
/// `client_link_addr_option`, `remote_id` and `subscriber_id`, and are replaced by them when read.
enum class MacSource : std::uint8_t {
  any,
  raw,
  duid,
  ipv6_link_local,
  client_link_addr_option,
  remote_id,
  subscriber_id,
  docsis_cmts,
  docsis_modem,
  rfc6939,
  rfc4649,
  rfc4580,
};

struct Snapshot6 {
  std::shared_ptr<const OptionDictionary> option_definitions;
  std::shared_ptr<const ClassDictionary> class_dictionary;
  std::shared_ptr<const std::vector<Class6>> classes;  ///< by ClassId
  OrderedList<SharedNetwork6> shared_networks;
  NameMap<Ordinal> network_ordinals;
  OrderedList<Subnet6> subnets;  ///< those of networks first
  SubnetIndex6 subnet_index;
  HostIndex6 hosts;                                   ///< the global reservations
  std::vector<HostIdentifierType> host_identifiers;   ///< in the order they are tried
  std::vector<MacSource> mac_sources;                 ///< in the order they are tried
  std::vector<std::uint16_t> relay_supplied_options;  ///< what relays may supply (RFC 6422), ascending
  OptionSet global_options;
  std::vector<VendorOptions> global_vendors;
  std::uint32_t decline_probation_period = 86400;
  Lifetime valid_lifetime;                     ///< the global one
  std::optional<Lifetime> preferred_lifetime;  ///< the global one
  std::shared_ptr<const DdnsParameters> ddns;  ///< the global ones
  Compatibility6 compatibility;
  bool early_global_reservations_lookup = false;
  bool ip_reservations_unique = true;
  bool reservations_lookup_first = false;
};

}  // namespace dhcp
