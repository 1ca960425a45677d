/// @file
/// What a lease remembers of the relay that its client asked through: option 82, in its user context, as
/// {"ISC": {"relay-agent-info": {"sub-options": "0x02030102030C03AABBCC", "remote-id": "010203",
/// "relay-id": "AABBCC"}}}. Before Kea 2.3 the map stood for itself as a string, "0x0203…".
/// @floor lease
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/value.hpp"

namespace dhcp {

inline constexpr std::string_view isc_key = "ISC";
inline constexpr std::string_view relay_information_key = "relay-agent-info";
inline constexpr std::string_view sub_options_key = "sub-options";
inline constexpr std::string_view remote_id_key = "remote-id";
inline constexpr std::string_view relay_id_key = "relay-id";

/// Puts a value of option 82 into a user context, in place of the one that it may hold; the other elements
/// stay. A text that is no map of JSON is left alone. `scratch` is memory to reuse: nothing is allocated for
/// a context that holds just this already.
void store_relay_information(std::string& user_context, ByteView information, std::string& scratch);

/// The value of option 82 that a user context holds, in whichever format; empty when there is none.
std::vector<std::uint8_t> stored_relay_information(std::string_view user_context);

/// The map that is kept of a value of option 82.
Value relay_information_map(ByteView information);
/// The bytes of "0x…", or of digits alone; nullopt when it is neither, or says nothing.
std::optional<std::vector<std::uint8_t>> relay_information_bytes(const Value& text);

}  // namespace dhcp
