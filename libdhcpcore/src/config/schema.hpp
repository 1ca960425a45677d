/// @file
/// The JSON Schema of a configuration, made from its tables, for editors and for programs that write
/// configurations.
#pragma once

#include "config/field.hpp"

namespace dhcp {

/// A schema (draft 2020-12) of the map with the one key `root.name`. It says what tables say: checks that
/// look at several values at once are left to the server.
Value configuration_schema(const Scope& root);

}  // namespace dhcp
