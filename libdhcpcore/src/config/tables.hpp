/// @file
/// The tables that both protocols use.
#pragma once

#include <algorithm>
#include <array>

#include "config/field_types.hpp"
#include "config/settings.hpp"

namespace dhcp {

inline constexpr std::int64_t largest_u32 = 0xffffffff;

/// Fields of `LifetimeSettings`, `InheritedSettings`, `DdnsSettings` and `ClassReferences`.
extern const Field lifetime_fields[3];
/// The same struct with the keys of preferred lifetimes.
extern const Field preferred_lifetime_fields[3];
extern const Field inherited_fields[12];
/// Those of DHCPv6: other fallbacks, fewer allocators.
extern const std::array<Field, 12> inherited_fields6;
extern const Field ddns_fields[12];
extern const Field class_reference_fields[3];
/// Fields of `ServerConfig`, all but `interfaces-config`.
extern const Field server_fields[18];
/// Fields of `InterfacesConfig` that both protocols know.
extern const Field interfaces_fields[7];

extern const Scope option_data_scope4;
extern const Scope option_definition_scope4;
extern const Scope option_data_scope6;
extern const Scope option_definition_scope6;

/// A key that sets an `IdentifierSetting` of one kind; the field's tag says which, `most` how many bytes it
/// has. A second identifier is refused.
extern const FieldType identifier_type;

template <auto M>
constexpr Field identifier_field(std::string_view key, HostIdentifierType type, std::int64_t longest,
                                 std::string_view summary) {
  Field made = field<M>(key, identifier_type, summary);
  made.tag = static_cast<std::uint8_t>(type);
  return made.at_most(longest);
}

/// The one member `key` of a configuration's root, or null with a report.
const Value* find_top(const Value& root, std::string_view key, Diagnostics& diagnostics);

/// Reports what stands twice in a list, whose elements have been read to `values`.
template <class T>
void check_distinct(const std::vector<T>& values, const Value& list, Diagnostics& diagnostics) {
  for (auto value = values.begin(); value != values.end(); ++value)
    if (std::find(values.begin(), value, *value) != value) {
      const Value& place = list.as_list()[static_cast<std::size_t>(value - values.begin())];
      diagnostics.error(place, shown(place) + " stands here a second time; once is enough");
    }
}

template <class Settings>
void check_relay(void* object, const Value& source, Diagnostics& diagnostics) {
  if (const Value* const list = source.find("ip-addresses"))
    check_distinct(static_cast<const Settings*>(object)->addresses, *list, diagnostics);
}

/// Reports where it is left open by what reservations are looked for.
template <class Settings>
void check_host_identifiers(const Settings& settings, const Value& source, Diagnostics& diagnostics) {
  constexpr std::string_view key = "host-reservation-identifiers";
  const Value* const list = source.find(key);
  if (!list) return;
  if (settings.host_identifiers.empty())
    diagnostics.error(source, key, "is empty; at least one identifier is needed");
  check_distinct(settings.host_identifiers, *list, diagnostics);
}

/// Reports what cannot be an interface, and what stands there twice. `address` says whether the text after a
/// slash is one of the protocol's, such as `example`.
void check_interface_names(const InterfacesConfig& config, const Value& source,
                           bool (*address)(std::string_view text), std::string_view example,
                           Diagnostics& diagnostics);

/// Fills in the names that depend on the protocol and were not written.
void complete_server(ServerConfig& server, bool v6);

}  // namespace dhcp
