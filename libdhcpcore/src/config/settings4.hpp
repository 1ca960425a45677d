/// @file
/// The DHCPv4 configuration as it was written: one struct a scope, described by the tables of tables4.cpp.
/// `compile4` makes a snapshot of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "config/snapshot4.hpp"

namespace dhcp {

/// What a DHCPv4 subnet inherits besides `InheritedSettings`.
struct InheritedSettings4 {
  std::optional<bool> authoritative;
  std::optional<bool> match_client_id;
  std::optional<std::uint32_t> offer_lifetime;
  std::optional<Ipv4Address> next_server;
  std::optional<std::string> server_hostname;
  std::optional<std::string> boot_file_name;
};

struct ReservationSettings4 {
  IdentifierSetting identifier;
  std::optional<Ipv4Address> address;
  std::string hostname;
  std::vector<std::string> client_classes;
  std::vector<OptionDataSettings> option_data;
  std::optional<Ipv4Address> next_server;
  std::string server_hostname;
  std::string boot_file_name;
  UserContext context;
};

using RelaySettings4 = RelaySettings<Ipv4Address>;

/// What subnets and shared networks have in common, and subnets inherit from the latter.
struct NetworkSettings4 {
  LifetimeSettings valid_lifetime;
  InheritedSettings inherited;
  InheritedSettings4 inherited4;
  DdnsSettings ddns;
  ClassReferences classes;
  std::string interface;
  RelaySettings4 relay;
  std::vector<OptionDataSettings> option_data;
  UserContext context;
};

struct SubnetSettings4 {
  SubnetId id = 0;
  std::string subnet;
  NetworkSettings4 network;
  std::vector<PoolSettings> pools;
  std::vector<ReservationSettings4> reservations;
  std::string four_o_six_interface;
  std::string four_o_six_interface_id;
  std::optional<Ipv6Prefix> four_o_six_subnet;
};

struct SharedNetworkSettings4 {
  std::string name;
  NetworkSettings4 network;
  std::vector<SubnetSettings4> subnets;
};

struct ClientClassSettings4 {
  std::string name;
  std::string test;
  std::string template_test;
  bool only_if_required = false;
  std::vector<OptionDefinitionSettings> option_definitions;
  std::vector<OptionDataSettings> option_data;
  std::optional<Ipv4Address> next_server;
  std::string server_hostname;
  std::string boot_file_name;
  LifetimeSettings valid_lifetime;
  std::optional<std::uint32_t> offer_lifetime;
  UserContext context;
};

struct Settings4 {
  ServerConfig server;
  LifetimeSettings valid_lifetime;
  InheritedSettings inherited;
  InheritedSettings4 inherited4;
  DdnsSettings ddns;
  bool echo_client_id = true;
  bool early_global_reservations_lookup = false;
  bool ip_reservations_unique = true;
  bool reservations_lookup_first = false;
  bool stash_agent_options = false;
  Compatibility4 compatibility;
  std::uint32_t decline_probation_period = 86400;
  std::vector<HostIdentifierType> host_identifiers{HostIdentifierType::hw_address, HostIdentifierType::duid,
                                                   HostIdentifierType::circuit_id,
                                                   HostIdentifierType::client_id};
  std::vector<OptionDefinitionSettings> option_definitions;
  std::vector<OptionDataSettings> option_data;
  std::vector<ClientClassSettings4> client_classes;
  std::vector<SharedNetworkSettings4> shared_networks;
  std::vector<SubnetSettings4> subnets;
  std::vector<ReservationSettings4> reservations;
  UserContext context;
};

/// The table of the global scope; those of the other scopes hang from it.
extern const Scope dhcp4_scope;
/// The fields of `InheritedSettings4`.
extern const Field inherited_fields4[6];

}  // namespace dhcp
