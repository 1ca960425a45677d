/// @file
/// The standard definitions, generated from libdhcpcore/data by tools/generate_option_tables.py.
/// @floor option
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "dhcpcore/option_definition.hpp"

namespace dhcp {

struct StandardSpace {
  DhcpVersion version;
  std::string_view name;
  std::span<const OptionDefinition> by_code;  ///< ascending by code
  std::span<const std::uint16_t> by_name;     ///< positions in `by_code`, ascending by name
};

/// Ascending by (version, name).
std::span<const StandardSpace> standard_spaces();

}  // namespace dhcp
