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

/// The protocol that an option belongs to. Some spaces ("vendor-4491") exist in both with different options.
enum class DhcpVersion : std::uint8_t { v4, v6 };

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
  DhcpVersion version = DhcpVersion::v4;
  /// Of what a client sent, a tuple that claims to be longer than the value is what is left of it.
  bool lenient_tuples = false;
};

/// The standard definition, or null.
DHCPCORE_API const OptionDefinition* find_definition(std::string_view space, std::uint16_t code,
                                                     DhcpVersion version = DhcpVersion::v4);
DHCPCORE_API const OptionDefinition* find_definition(std::string_view space, std::string_view name,
                                                     DhcpVersion version = DhcpVersion::v4);
/// All standard definitions of a space, ascending by code. Sub-options of options 125 (v4) and 17 (v6) lie in
/// "vendor-" and the enterprise number, whatever their `encapsulates` says.
DHCPCORE_API std::span<const OptionDefinition> standard_definitions(std::string_view space,
                                                                    DhcpVersion version = DhcpVersion::v4);

/// The wire bytes of a value written as text.
///  - `csv` true: comma-separated fields as `definition` says. Blanks around a field do not count, a comma
///    inside one is written `\,`. Values beyond those of the definition are ignored. Option 121 is a list of
///    "destination/length - router", the DNR options 162 (v4) and 144 (v6) are written as in
///    RFC 9463 order: priority, name, addresses and service parameters.
///  - `csv` false: hexadecimal digits (as `from_hex`), or text between single quotes. The bytes must be long
///    enough for the fields; what follows the last field, and trailing NULs of a string, is cut off.
///  - `definition` null: as `csv` false, unchecked.
/// The error names the field and what is allowed ("field 2: \"300\" is not a uint8 (0 to 255)").
DHCPCORE_API Result<std::vector<std::uint8_t>> encode_option_text(const OptionDefinition* definition,
                                                                  std::string_view text, bool csv);
/// The text of wire bytes, in the form that `encode_option_text` with `csv` reads; hexadecimal when they do
/// not fit the definition, when that form has no way to write them, or when there is none.
DHCPCORE_API std::string option_text(const OptionDefinition* definition, ByteView value);

}  // namespace dhcp
