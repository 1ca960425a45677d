/// @file
/// Pools: from settings to those of a subnet.
#pragma once

#include "config/classes.hpp"
#include "config/options.hpp"
#include "config/settings.hpp"

namespace dhcp {

/// Gives `subnet` its pools, of addresses and of prefixes, and numbers them. `options` are those of the
/// subnet and around it; `source` is the map of the subnet.
void compile_pools(const std::vector<PoolSettings>& settings, const ScopeOptions& options,
                   const Value& source, Diagnostics& diagnostics, Snapshot4& snapshot, Subnet4& subnet);
void compile_pools(const SubnetSettings6& settings, const ScopeOptions& options, const Value& source,
                   Diagnostics& diagnostics, Snapshot6& snapshot, Subnet6& subnet);

}  // namespace dhcp
