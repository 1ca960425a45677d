/// @file
/// What of a delegated prefix is not for the client: option 67 of DHCPv6 (RFC 6603).
/// @floor option
#pragma once

#include <cstdint>
#include <vector>

#include "dhcpcore/address.hpp"

namespace dhcp {

/// The value of the option (RFC 6603 section 4.2): the length of `excluded`, and its bits behind those of
/// `delegated`. `excluded` lies in `delegated` and is longer.
std::vector<std::uint8_t> pd_exclude_value(const Ipv6Prefix& delegated, const Ipv6Prefix& excluded);

}  // namespace dhcp
