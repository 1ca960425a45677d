/// @file
/// One field of an option, text to wire and wire to text.
/// @floor option
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/option_definition.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

using Bytes = std::vector<std::uint8_t>;

/// Of a text option the text: NULs at its end are not part of it (RFC 2132 section 2).
std::string_view without_trailing_nuls(std::string_view text);

/// How many octets the length of a tuple takes: one in DHCPv4 but for option 143 (RFC 8572 section 8.1), two
/// in DHCPv6.
std::size_t tuple_length_size(const OptionDefinition& definition);

/// How the tuples of an option are read.
struct TupleForm {
  std::size_t length_size = 1;
  bool lenient = false;  ///< one that claims more than there is, is what there is
};

/// Appends a list of labels. The error is a phrase with the name: "\"a..b\" has an empty label".
Result<void> append_domain_name(std::string_view text, Bytes& out);

/// Appends the wire form of a field that is no record, empty or internal. The error is a phrase with the
/// text:
/// "\"300\" is not a uint8 (0 to 255)".
Result<void> append_field(OptionType type, std::string_view text, std::size_t tuple_length, Bytes& out);

/// Reads a field of `value` at `offset` and moves `offset` behind it. nullopt when text has no way to write
/// what stands there. The error says what is missing: "an ipv4-address takes 4 octets, 2 are left".
Result<std::optional<std::string>> read_field(OptionType type, ByteView value, TupleForm tuples,
                                              std::size_t& offset);

}  // namespace dhcp
