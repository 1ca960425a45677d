/// @file
/// The DHCPv4 configuration as it was written: one struct a scope, described by the tables of tables4.cpp.
/// `compile4` makes a snapshot of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/field_types.hpp"
#include "config/snapshot4.hpp"
#include "dhcpcore/config4.hpp"

namespace dhcp {

/// The lifetime triplet; inherited as a whole.
struct LifetimeSettings {
  std::optional<std::uint32_t> valid;
  std::optional<std::uint32_t> minimum;
  std::optional<std::uint32_t> maximum;
};

/// What a subnet inherits from the global scope, each setting by itself.
struct InheritedSettings4 {
  std::optional<std::uint32_t> renew_timer;
  std::optional<std::uint32_t> rebind_timer;
  std::optional<bool> calculate_tee_times;
  std::optional<double> t1_percent;
  std::optional<double> t2_percent;
  std::optional<bool> authoritative;
  std::optional<bool> match_client_id;
  std::optional<bool> reservations_global;
  std::optional<bool> reservations_in_subnet;
  std::optional<bool> reservations_out_of_pool;
  std::optional<Ipv4Address> next_server;
  std::optional<std::string> server_hostname;
  std::optional<std::string> boot_file_name;
};

struct OptionDataSettings {
  std::string name;
  std::optional<std::uint8_t> code;
  std::string space = "dhcp4";
  std::optional<bool> csv_format;
  std::string data;
  bool always_send = false;
  bool never_send = false;
  UserContext context;
};

struct PoolSettings4 {
  std::string pool;
  std::uint32_t id = 0;
  std::vector<OptionDataSettings> option_data;
  UserContext context;
};

/// By which identifier a reservation is made; no bytes: by none yet.
struct IdentifierSetting {
  HostIdentifierType type = HostIdentifierType::hw_address;
  std::vector<std::uint8_t> bytes;
};

struct ReservationSettings4 {
  IdentifierSetting identifier;
  std::optional<Ipv4Address> address;
  std::string hostname;
  std::vector<OptionDataSettings> option_data;
  std::optional<Ipv4Address> next_server;
  std::string server_hostname;
  std::string boot_file_name;
  UserContext context;
};

struct RelaySettings4 {
  std::vector<Ipv4Address> addresses;
};

struct SubnetSettings4 {
  SubnetId id = 0;
  std::string subnet;
  LifetimeSettings lifetime;
  InheritedSettings4 inherited;
  std::vector<PoolSettings4> pools;
  std::vector<OptionDataSettings> option_data;
  std::vector<ReservationSettings4> reservations;
  std::string interface;
  RelaySettings4 relay;
  UserContext context;
};

struct MultiThreadingSettings {
  bool enabled = true;
  std::uint32_t thread_pool_size = 0;
  std::uint32_t packet_queue_size = 64;
  UserContext context;
};

struct InterfacesSettings {
  InterfacesConfig config;
  UserContext context;
};

struct LoggerSettings {
  LoggerConfig config;
  UserContext context;
};

struct Settings4 {
  InterfacesSettings interfaces;
  DatabaseConfig lease_database;
  LifetimeSettings lifetime;
  InheritedSettings4 inherited;
  bool echo_client_id = true;
  std::uint32_t decline_probation_period = 86400;
  std::vector<HostIdentifierType> host_identifiers{HostIdentifierType::hw_address, HostIdentifierType::duid,
                                                   HostIdentifierType::circuit_id,
                                                   HostIdentifierType::client_id};
  std::vector<OptionDataSettings> option_data;
  std::vector<SubnetSettings4> subnets;
  std::vector<ReservationSettings4> reservations;
  MultiThreadingSettings multi_threading;
  std::vector<LoggerSettings> loggers;
  UserContext context;
};

/// The table of the global scope; those of the other scopes hang from it.
extern const Scope dhcp4_scope;
/// The fields of `InheritedSettings4`.
std::span<const Field> inherited_fields4();

}  // namespace dhcp
