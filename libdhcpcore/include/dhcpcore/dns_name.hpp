/// @file
/// Domain names as text and as the labels of DNS messages (RFC 1035 sections 2.3.4, 3.1, 4.1.4 and 5.1).
/// @floor wire
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

/// Octets of a name on the wire, length octets and the final zero included.
inline constexpr std::size_t max_dns_name_size = 255;
inline constexpr std::size_t max_dns_label_size = 63;
/// Characters of a name as text: 250 octets in four labels, each escaped as `\DDD`, and four dots.
inline constexpr std::size_t max_dns_text_size = 1004;

enum class DnsNameError : std::uint8_t {
  empty,        ///< no text at all
  empty_label,  ///< two dots in a row, or a dot in front
  label_too_long,
  name_too_long,
  bad_character,  ///< a blank, a control character or one beyond ASCII, not escaped
  bad_escape,     ///< a backslash without a character or three digits up to 255 behind it
  truncated,      ///< the bytes end within the name
  bad_label,      ///< a length octet that is neither a length nor a pointer
  bad_pointer,    ///< a compression pointer that does not point backwards
  trailing,       ///< bytes behind the root's label
  no_room,        ///< the writer is full
};
/// A phrase to follow the name in a message: "has an empty label".
DHCPCORE_API std::string_view dns_name_error_text(DnsNameError error);

/// Writes the labels of `text` and the final zero. A dot at the end may be given or left out; "." is the
/// root.
/// `\.`, `\\` and `\DDD` (decimal) stand for octets of a label; case is kept. Nothing is written on error.
DHCPCORE_API Result<void, DnsNameError> encode_dns_name(std::string_view text, ByteWriter& out);

/// Reads the name at `offset` of `message` and moves `offset` behind it (behind the first pointer if the name
/// is compressed). Pointers count from the start of `message`, and each must point before the part of the
/// name it stands in, so that every name ends. The text has its final dot and the escapes of
/// `encode_dns_name`. On error `offset` stays.
DHCPCORE_API Result<std::string, DnsNameError> decode_dns_name(ByteView message, std::size_t& offset);
/// The same into `out`, without allocating. On error `out` may hold part of the name.
DHCPCORE_API Result<void, DnsNameError> decode_dns_name(ByteView message, std::size_t& offset,
                                                        ByteWriter& out);

/// Reads a name that fills `labels`, is not compressed and may be partial: its labels end with the bytes or
/// with the root's (RFC 4702 section 2.3). The value is whether the root's is there; the text written to
/// `out` has a final dot only then. On error `out` may hold part of the name.
DHCPCORE_API Result<bool, DnsNameError> decode_dns_labels(ByteView labels, ByteWriter& out);

}  // namespace dhcp
