/// @file
/// Builds the index that answers "which subnets?" without scanning them.
/// @floor config
#pragma once

#include <memory>
#include <vector>

#include "config/snapshot4.hpp"

namespace dhcp {

/// Indexes `subnets`, which must outlive the index and stay where they are. Prefixes may nest and repeat;
/// memory is linear in the number of subnets and relay addresses whatever they are. Where an id or an address
/// is given more than once, the answer is that of a scan by ascending `ordinal`. The index is immutable and
/// safe to share between threads; a lookup allocates only when the caller's vector has to grow.
std::unique_ptr<const SubnetIndex4> make_subnet_index4(
    const std::vector<std::unique_ptr<const Subnet4>>& subnets);

}  // namespace dhcp
