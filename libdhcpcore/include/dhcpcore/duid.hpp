/// @file
/// DHCP unique identifiers (RFC 8415 section 11, RFC 6355), which name DHCPv6 clients and servers for good.
/// @floor wire
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/identifier.hpp"

namespace dhcp {

/// A DUID: 3 to 130 bytes, opaque but for whoever makes one (RFC 8415 section 11.1). Empty = none.
using Duid = BoundedBytes<130>;

enum class DuidType : std::uint16_t { llt = 1, en = 2, ll = 3, uuid = 4 };

/// The type in the first two bytes; nullopt when there are fewer.
DHCPCORE_API std::optional<DuidType> duid_type(ByteView duid);
/// The link-layer address in a DUID-LLT or DUID-LL; nullopt in others.
DHCPCORE_API std::optional<HardwareAddress> duid_hardware_address(ByteView duid);

/// DUIDs as the RFC lays them out. `time` counts seconds since 2000-01-01 UTC, modulo 2^32.
DHCPCORE_API Duid make_duid_llt(const HardwareAddress& address, std::uint32_t time);
DHCPCORE_API Duid make_duid_ll(const HardwareAddress& address);
DHCPCORE_API Duid make_duid_en(std::uint32_t enterprise, ByteView identifier);
DHCPCORE_API Duid make_duid_uuid(ByteView uuid);

/// From hexadecimal digits, with or without colons; nullopt unless it is 3 to 130 bytes.
DHCPCORE_API std::optional<Duid> parse_duid(std::string_view text);

}  // namespace dhcp
