/// @file
/// What `option[code].text` gives: the text that Kea shows of an option.
/// @floor classify
#pragma once

#include <string>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/expression.hpp"
#include "dhcpcore/option_definition.hpp"

namespace dhcp {

/// Appends the text of the option that `what` names. Options of type string are their own text, without
/// trailing NULs. All others read "type=051, len=004: 3600 (uint32)": the code (five digits in DHCPv6), the
/// length of the value and its fields with their types, sub-options on further lines; octets as "de:ad" when
/// the option is binary, is not known, or does not fit its definition.
void display_option(const Lookup& what, DhcpVersion version, ByteView value, std::string& text);

}  // namespace dhcp
