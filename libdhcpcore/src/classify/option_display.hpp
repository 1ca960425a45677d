/// @file
/// What `option[code].text` gives: the text that Kea shows of an option.
/// @floor classify
#pragma once

#include <string>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/expression.hpp"
#include "dhcpcore/option_source.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

/// Appends the text of the option that `what` names. Options of type string are their own text, without
/// trailing NULs. All others read "type=051, len=004: 3600 (uint32)": the code (five digits in DHCPv6), the
/// length of the value and its fields with their types, sub-options on further lines; octets as "de:ad" when
/// the option is binary, is not known, or does not fit its definition. Definitions come from `source`; null:
/// nothing is known of the option.
void display_option(const Lookup& what, DhcpVersion version, const OptionSource* source, ByteView value,
                    std::string& text);

/// How many bytes of a value are the fields that its definition names; sub-options follow. The error says
/// what does not fit.
Result<std::size_t> size_of_fields(const OptionDefinition& definition, ByteView value);

}  // namespace dhcp
