/// @file
/// The tables that both protocols use.
#pragma once

#include "config/field_types.hpp"
#include "config/settings.hpp"

namespace dhcp {

inline constexpr std::int64_t largest_u32 = 0xffffffff;

/// Fields of `LifetimeSettings`, `InheritedSettings`, `DdnsSettings` and `ClassReferences`.
extern const Field lifetime_fields[3];
extern const Field inherited_fields[12];
extern const Field ddns_fields[12];
extern const Field class_reference_fields[3];
/// Fields of `ServerConfig`, all but `interfaces-config`.
extern const Field server_fields[18];
/// Fields of `InterfacesConfig` that both protocols know.
extern const Field interfaces_fields[7];

extern const Scope option_data_scope4;
extern const Scope option_definition_scope4;

/// Reports what cannot be an interface, and what stands there twice. `address` says whether the text after a
/// slash is one of the protocol's.
void check_interface_names(const InterfacesConfig& config, const Value& source,
                           bool (*address)(std::string_view text), Diagnostics& diagnostics);

/// Fills in the names that depend on the protocol and were not written.
void complete_server(ServerConfig& server, bool v6);

}  // namespace dhcp
