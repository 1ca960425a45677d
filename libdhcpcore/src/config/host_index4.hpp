/// @file
/// Builds the index over the reservations of the configuration file.
/// @floor config
#pragma once

#include <memory>
#include <vector>

#include "config/snapshot4.hpp"

namespace dhcp {

/// Indexes `hosts` by (subnet, identifier) and by (subnet, address). Where several reservations share a key,
/// the first of the vector answers. The index is immutable and safe to share between threads; lookups do not
/// allocate; the hosts they return live as long as the index.
std::unique_ptr<const HostIndex4> make_host_index4(std::vector<Host4> hosts);

}  // namespace dhcp
