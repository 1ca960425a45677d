/// @file
/// What an RFC says about the values of an option beyond their types.
/// @floor option
#pragma once

#include <cstdint>
#include <span>

#include "dhcpcore/option_definition.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

/// Checks the wire form of a value whose fields are all there, and clears the bits that the sender must. The
/// error names the field.
Result<void> apply_limits(const OptionDefinition& definition, std::span<std::uint8_t> value);

}  // namespace dhcp
