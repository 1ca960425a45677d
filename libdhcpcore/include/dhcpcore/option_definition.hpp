/// @file
/// What options are called, what types their values have, and how values are written as text and on the wire.
/// @floor option
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/option_value.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

/// The types of option fields, as named in configuration ("ipv4-address", …).
enum class OptionType : std::uint8_t {
  binary,
  boolean,
  empty,
  fqdn,
  ipv4_address,
  ipv6_address,
  ipv6_prefix,
  psid,
  record,
  string,
  tuple,
  uint8,
  uint16,
  uint32,
  int8,
  int16,
  int32,
  internal,
};
DHCPCORE_API std::string_view option_type_name(OptionType type);
DHCPCORE_API std::optional<OptionType> option_type(std::string_view name);

/// One definition. The standard ones are constants of the library; views stay valid for good.
struct OptionDefinition {
  std::string_view space;  ///< "dhcp4", "dhcp6", "vendor-4491", …
  std::uint16_t code = 0;
  std::string_view name;
  OptionType type = OptionType::binary;
  bool array = false;
  std::span<const OptionType> record;  ///< the fields, when `type` is record
  std::string_view encapsulates;       ///< the space of its sub-options, empty = none
  bool always_returned = false;        ///< sent though not requested (Table 1 of the manual)
  bool server_managed = false;         ///< set by the engine, normally not configured
};

/// The standard definition, or null.
DHCPCORE_API const OptionDefinition* find_definition(std::string_view space, std::uint16_t code);
DHCPCORE_API const OptionDefinition* find_definition(std::string_view space, std::string_view name);
/// All standard definitions of a space, ascending by code.
DHCPCORE_API std::span<const OptionDefinition> standard_definitions(std::string_view space);

/// The wire bytes of a value written as text.
///  - `csv` true: comma-separated fields as `definition` says (a literal comma in a string is written `\,`).
///  - `csv` false: hexadecimal digits (as `from_hex`), or text between single quotes.
///  - `definition` null: hexadecimal digits.
/// The error names the field and what is allowed ("field 2: \"300\" is not a uint8 (0 to 255)").
DHCPCORE_API Result<std::vector<std::uint8_t>> encode_option_text(const OptionDefinition* definition,
                                                                  std::string_view text, bool csv);
/// The text of wire bytes, in the form that `encode_option_text` with `csv` reads; hexadecimal when they do
/// not fit the definition or there is none.
DHCPCORE_API std::string option_text(const OptionDefinition* definition, ByteView value);

}  // namespace dhcp
