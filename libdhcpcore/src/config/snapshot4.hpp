/// @file
/// The compiled DHCPv4 configuration that queries are answered from: inheritance resolved, options encoded,
/// lookups indexed. Immutable. Built by `compile4`; the next one may share what is behind its pointers.
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
using SharedNetwork4 = SharedNetwork<Subnet4>;

/// Which DHCPv4-over-DHCPv6 queries (RFC 7341) belong to a subnet: all that match anything that is set.
struct FourOverSix {
  std::optional<Ipv6Prefix> subnet;
  std::string interface;
  std::string interface_id;

  bool any() const { return subnet || !interface.empty() || !interface_id.empty(); }
};

struct Subnet4 : SubnetTerms {
  Ipv4Prefix prefix;
  std::vector<Pool4> pools;
  bool authoritative = false;
  bool match_client_id = true;
  HostIndex4 hosts;  ///< the reservations in this subnet
  Ipv4Address next_server;
  std::string server_hostname;
  std::string boot_file_name;
  std::vector<Ipv4Address> relay_addresses;
  /// Codes that only the global scope gives to `options`: classes have a say before it.
  std::bitset<256> from_global;
  std::bitset<256> from_network;                 ///< codes of `options` that come from its shared network
  std::optional<Ipv4Address> server_identifier;  ///< from option-data code 54
  const SharedNetwork4* network = nullptr;       ///< null: it stands by itself
  std::uint32_t offer_lifetime = 0;              ///< seconds, 0 = offers are not kept
  FourOverSix four_over_six;

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

/// Addresses that scopes give, and how many scopes give each. Copies share what they hold.
class AddressCounts {
 public:
  AddressCounts() = default;
  explicit AddressCounts(std::vector<Ipv4Address> addresses);
  bool contains(Ipv4Address address) const { return counts_.find(key(address)) != nullptr; }
  std::size_t size() const { return counts_.size(); }
  void add(Ipv4Address address);
  /// One that is there.
  void remove(Ipv4Address address);

 private:
  static BitString<std::uint64_t> key(Ipv4Address address) { return {leading_bits(address), 32}; }
  PrefixTree<std::uint64_t, std::uint32_t> counts_;
};

struct Snapshot4 {
  std::shared_ptr<const OptionDictionary> option_definitions;
  std::shared_ptr<const ClassDictionary> class_dictionary;
  std::shared_ptr<const std::vector<Class4>> classes;  ///< by ClassId
  OrderedList<SharedNetwork4> shared_networks;
  NameMap<Ordinal> network_ordinals;
  OrderedList<Subnet4> subnets;  ///< those of networks first
  SubnetIndex4 subnet_index;
  HostIndex4 hosts;                                  ///< the global reservations
  std::vector<HostIdentifierType> host_identifiers;  ///< in the order they are tried
  OptionSet global_options;
  std::vector<VendorOptions> global_vendors;
  bool echo_client_id = true;
  std::uint32_t decline_probation_period = 86400;
  AddressCounts server_identifiers;            ///< all that option-data configures
  Lifetime valid_lifetime;                     ///< the global one
  std::shared_ptr<const DdnsParameters> ddns;  ///< the global ones
  Compatibility4 compatibility;
  bool early_global_reservations_lookup = false;
  bool ip_reservations_unique = true;
  bool reservations_lookup_first = false;
  bool stash_agent_options = false;
};

}  // namespace dhcp
