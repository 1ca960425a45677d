/// @file
/// Pools: from settings to those of a subnet.
#pragma once

#include "config/classes.hpp"
#include "config/options.hpp"
#include "config/settings.hpp"

namespace dhcp {

/// Gives `subnet` its pools, of addresses and of prefixes. `options` are those of the subnet and around it;
/// `source` is the map of the subnet.
void compile_pools(const SubnetSettings4& settings, const ScopeOptions& options, const Value& source,
                   const CompileContext& context, Subnet4& subnet);
void compile_pools(const SubnetSettings6& settings, const ScopeOptions& options, const Value& source,
                   const CompileContext& context, Subnet6& subnet);

}  // namespace dhcp
