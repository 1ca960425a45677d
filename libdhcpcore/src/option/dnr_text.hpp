/// @file
/// Discovery of network-designated resolvers (RFC 9463): options 162 of DHCPv4 and 144 of DHCPv6.
/// @floor option
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "option/field_text.hpp"

namespace dhcp {

/// From "priority, name[, addresses[, service parameters]]"; addresses and parameters are separated by
/// blanks, the `key=value` of a parameter is one of alpn, port and dohpath. DHCPv4 takes several such
/// resolvers separated by `|`. A literal `,` or `|` is written with a `\` before it. Parameters are put in
/// the order of their keys (RFC 9460 section 2.2).
Result<Bytes> encode_resolvers(DhcpVersion version, std::string_view text);

/// The inverse; nullopt text when a parameter cannot be written; an error when lengths do not fit the bytes.
Result<std::optional<std::string>> read_resolvers(DhcpVersion version, ByteView value);

}  // namespace dhcp
