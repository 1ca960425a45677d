/// @file
/// Classless static routes, option 121 (RFC 3442).
/// @floor option
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "option/field_text.hpp"

namespace dhcp {

/// From "10.0.0.0/8 - 10.198.122.1, 10.229.0.128/25 - 10.229.0.1". Host bits of a destination are cleared.
Result<Bytes> encode_routes(std::string_view text);
/// The inverse; nullopt text when host bits are set; an error when the bytes end within a route.
Result<std::optional<std::string>> read_routes(ByteView value);

}  // namespace dhcp
