/// @file
/// From settings to the snapshot that queries are answered from.
#pragma once

#include <memory>

#include "config/settings6.hpp"

namespace dhcp {

/// Checks what the tables cannot (addresses, ranges, conflicts), resolves inheritance and encodes options.
/// `source` is the map that `settings` were read from. Null when `diagnostics` has got an error.
std::unique_ptr<Snapshot6> compile6(const Settings6& settings, const Value& source, Diagnostics& diagnostics);

}  // namespace dhcp
