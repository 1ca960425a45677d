/// @file
/// Why the value of an option cannot be read, in numbers; words are made only when asked for.
/// @floor wire
#pragma once

#include <cstdint>
#include <string>

#include "dhcpcore/dns_name.hpp"
#include "dhcpcore/export.hpp"

namespace dhcp {

struct OptionError {
  enum class Reason : std::uint8_t {
    too_short,  ///< fewer bytes than the fields take
    too_long,   ///< bytes behind the last field
    bad_value,  ///< a field has a value that means nothing
    bad_name,   ///< a domain name is none
  };
  Reason reason{};
  std::uint16_t option = 0;
  std::uint32_t offset = 0;    ///< of the field, within the option's value
  std::uint32_t expected = 0;  ///< bytes that the field takes; the greatest allowed value
  std::uint32_t actual = 0;    ///< bytes that are there for it; the value found
  DnsNameError name{};         ///< what is wrong with the name

  /// "option 81, offset 0 of its value: 3 bytes expected, 2 found".
  DHCPCORE_API std::string to_string() const;
};

}  // namespace dhcp
