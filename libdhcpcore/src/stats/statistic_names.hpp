/// @file
/// How people write which statistic of which scope they mean.
#pragma once

#include <string>
#include <string_view>

#include "dhcpcore/statistics.hpp"

namespace dhcp {

/// "" for the whole server, "subnet[1]." for a subnet, "subnet[1].pool[2]." for pools,
/// "subnet[1].pd-pool[2]." for those of prefixes.
std::string scope_prefix(const StatisticScope& scope);
/// Takes such a prefix off the front of a name; what is no prefix stays.
StatisticScope take_scope_prefix(std::string_view& name);

}  // namespace dhcp
