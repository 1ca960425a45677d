/// @file
/// What the settings of both protocols have in common: the configuration as it was written, one struct a
/// scope.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/field_types.hpp"
#include "dhcpcore/config.hpp"
#include "dhcpcore/host.hpp"

namespace dhcp {

/// The triplet of `valid-lifetime`, or of `preferred-lifetime`; inherited as a whole.
struct LifetimeSettings {
  std::optional<std::uint32_t> usual;
  std::optional<std::uint32_t> minimum;
  std::optional<std::uint32_t> maximum;
};

/// What a subnet inherits from its shared network and from the global scope, each setting by itself.
struct InheritedSettings {
  std::optional<std::uint32_t> renew_timer;
  std::optional<std::uint32_t> rebind_timer;
  std::optional<bool> calculate_tee_times;
  std::optional<double> t1_percent;
  std::optional<double> t2_percent;
  std::optional<bool> reservations_global;
  std::optional<bool> reservations_in_subnet;
  std::optional<bool> reservations_out_of_pool;
  std::optional<double> cache_threshold;
  std::optional<std::uint32_t> cache_max_age;
  std::optional<bool> store_extended_info;
  std::optional<Allocator> allocator;
};

/// The `ddns-…` and `hostname-char-…` keys, inherited in the same way.
struct DdnsSettings {
  std::optional<bool> send_updates;
  std::optional<bool> override_no_update;
  std::optional<bool> override_client_update;
  std::optional<bool> update_on_renew;
  std::optional<ReplaceClientName> replace_client_name;
  std::optional<ConflictResolution> conflict_resolution;
  std::optional<double> ttl_percent;
  std::optional<std::string> generated_prefix;
  std::optional<std::string> qualifying_suffix;
  std::optional<std::string> hostname_char_set;
  std::optional<std::string> hostname_char_replacement;
};

struct OptionDataSettings {
  std::string name;
  std::optional<std::uint16_t> code;
  std::string space;  ///< filled in
  std::optional<bool> csv_format;
  std::string data;
  bool always_send = false;
  bool never_send = false;
  UserContext context;
};

struct OptionDefinitionSettings {
  std::string name;
  std::optional<std::uint16_t> code;  ///< may be left out where the name says it: option 43 of a class
  std::string type;
  bool array = false;
  std::string record_types;
  std::string space;  ///< filled in
  std::string encapsulate;
  UserContext context;
};

/// By which identifier a reservation is made; no bytes: by none yet.
struct IdentifierSetting {
  HostIdentifierType type = HostIdentifierType::hw_address;
  std::vector<std::uint8_t> bytes;
};

/// Who may use a scope, and what is evaluated for those who do.
struct ClassReferences {
  std::vector<std::string> admitted;  ///< a client is in one of them; empty: everybody
  std::vector<std::string> required;
};

struct PoolSettings {
  std::string pool;
  std::uint32_t id = 0;
  ClassReferences classes;
  std::vector<OptionDataSettings> option_data;
  UserContext context;
};

template <class Address>
struct RelaySettings {
  std::vector<Address> addresses;
};

}  // namespace dhcp
