/// @file
/// Modules of a server, as who embeds it hands them over.
/// @floor hook
#pragma once

#include <memory>

#include "dhcpcore/module.h"
#include "dhcpcore/value.hpp"

namespace dhcp {

/// One module of a configuration.
struct ModuleSpec {
  const dhcp_module_table* table = nullptr;  ///< outlives the server
  Value parameters;                          ///< a map, or null: none
};

/// The instances that were made for one configuration. They end when nobody holds the set any more.
class ModuleSet;
using ModuleSetPointer = std::shared_ptr<const ModuleSet>;

}  // namespace dhcp
