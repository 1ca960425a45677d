/// @file
/// The DHCPv6 configuration as it was written: one struct a scope, described by the tables of tables6.cpp.
/// `compile6` makes a snapshot of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "config/snapshot6.hpp"
#include "dhcpcore/config6.hpp"

namespace dhcp {

/// Prefixes of one length, cut from a longer one (RFC 8415 section 6.3).
struct PdPoolSettings {
  Ipv6Address prefix;
  std::uint8_t prefix_length = 0;
  std::uint8_t delegated_length = 0;
  std::optional<Ipv6Address> excluded_prefix;  ///< RFC 6603
  std::uint8_t excluded_length = 0;
  std::uint32_t id = 0;
  ClassReferences classes;
  std::vector<OptionDataSettings> option_data;
  UserContext context;
};

struct ReservationSettings6 {
  IdentifierSetting identifier;
  std::vector<Ipv6Address> addresses;
  std::vector<Ipv6Prefix> prefixes;
  /// One for each of `prefixes`, empty where nothing is excluded; or none at all.
  std::vector<std::string> excluded_prefixes;
  std::string hostname;
  std::vector<std::string> client_classes;
  std::vector<OptionDataSettings> option_data;
  UserContext context;
};

using RelaySettings6 = RelaySettings<Ipv6Address>;

/// What subnets and shared networks have in common, and subnets inherit from the latter.
struct NetworkSettings6 {
  LifetimeSettings valid_lifetime;
  LifetimeSettings preferred_lifetime;
  InheritedSettings inherited;
  std::optional<Allocator> pd_allocator;
  std::optional<bool> rapid_commit;
  DdnsSettings ddns;
  ClassReferences classes;
  std::string interface;
  std::string interface_id;  ///< the bytes of the relay's option 18
  RelaySettings6 relay;
  std::vector<OptionDataSettings> option_data;
  UserContext context;
};

struct SubnetSettings6 {
  SubnetId id = 0;
  std::string subnet;
  NetworkSettings6 network;
  std::vector<PoolSettings> pools;
  std::vector<PdPoolSettings> pd_pools;
  std::vector<ReservationSettings6> reservations;
};

struct SharedNetworkSettings6 {
  std::string name;
  NetworkSettings6 network;
  std::vector<SubnetSettings6> subnets;
};

struct ClientClassSettings6 {
  std::string name;
  std::string test;
  std::string template_test;
  bool only_if_required = false;
  std::vector<OptionDataSettings> option_data;
  LifetimeSettings valid_lifetime;
  LifetimeSettings preferred_lifetime;
  UserContext context;
};

/// What a DHCPv6 reservation may be made by.
enum class ReservationIdentifier6 : std::uint8_t { hw_address, duid, flex_id };

struct Settings6 {
  ServerConfig server;
  std::string data_directory;  ///< empty = the built-in default
  ServerIdConfig server_id;
  LifetimeSettings valid_lifetime;
  LifetimeSettings preferred_lifetime;
  InheritedSettings inherited;
  std::optional<Allocator> pd_allocator;
  DdnsSettings ddns;
  bool early_global_reservations_lookup = false;
  bool ip_reservations_unique = true;
  bool reservations_lookup_first = false;
  Compatibility6 compatibility;
  std::uint32_t decline_probation_period = 86400;
  std::vector<MacSource> mac_sources{MacSource::any};
  std::vector<std::string> relay_supplied_options;  ///< names or codes; option 65 is always one
  std::vector<ReservationIdentifier6> host_identifiers{ReservationIdentifier6::hw_address,
                                                       ReservationIdentifier6::duid};
  std::vector<OptionDefinitionSettings> option_definitions;
  std::vector<OptionDataSettings> option_data;
  std::vector<ClientClassSettings6> client_classes;
  std::vector<SharedNetworkSettings6> shared_networks;
  std::vector<SubnetSettings6> subnets;
  std::vector<ReservationSettings6> reservations;
  UserContext context;
};

/// The table of the global scope; those of the other scopes hang from it.
extern const Scope dhcp6_scope;

}  // namespace dhcp
