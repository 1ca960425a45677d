/// @file
/// Where definitions of options come from: the standard, or a configuration that adds its own.
/// @floor option
#pragma once

#include <cstdint>
#include <string_view>

#include "dhcpcore/export.hpp"
#include "dhcpcore/option_definition.hpp"

namespace dhcp {

/// Definitions of one protocol. Immutable while it is shared between threads.
class DHCPCORE_API OptionSource {
 public:
  virtual ~OptionSource() = default;
  /// Null when there is none; else valid as long as the source.
  virtual const OptionDefinition* find(std::string_view space, std::uint16_t code) const = 0;
};

}  // namespace dhcp
