/// @file
/// Ethernet, IPv4 and UDP headers around a DHCP message.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "dhcpcore/address.hpp"
#include "dhcpcore/bytes.hpp"

namespace dhcp::perf {

using MacAddress = std::array<std::uint8_t, 6>;
constexpr MacAddress mac_broadcast = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
constexpr std::size_t frame_headers_size = 14 + 20 + 8;

/// Both ends of a datagram.
struct Endpoints {
  MacAddress from_mac{}, to_mac{};
  Ipv4Address from, to;
  std::uint16_t from_port = 0, to_port = 0;
};

/// Writes the headers to the first 42 bytes of `frame`, whose rest is the payload; both checksums are right.
void write_headers(std::span<std::uint8_t> frame, const Endpoints& endpoints);

/// A received frame taken apart.
struct ParsedFrame {
  MacAddress from_mac{};
  ByteView payload;  ///< of the UDP datagram; points into the frame
};
/// nullopt when `frame` is not a whole UDP datagram to `port`. Checksums are not looked at: frames from the
/// same machine come before theirs are computed.
std::optional<ParsedFrame> parse_frame(ByteView frame, std::uint16_t port);

/// The Internet checksum (RFC 1071) of `bytes`, begun with `sum`.
std::uint16_t internet_checksum(ByteView bytes, std::uint64_t sum = 0);

}  // namespace dhcp::perf
