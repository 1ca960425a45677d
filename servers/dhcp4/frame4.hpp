/// @file
/// Ethernet, IPv4 and UDP around a DHCPv4 message, as raw sockets take and give them.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/datagram.hpp"

namespace dhcp::server {

inline constexpr std::size_t ethernet_header_size = 14;
/// What `build_frame4` puts in front of the payload.
inline constexpr std::size_t frame_overhead = ethernet_header_size + 20 + 8;

using EthernetAddress = std::array<std::uint8_t, 6>;
inline constexpr EthernetAddress ethernet_broadcast{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

enum class FrameFault : std::uint8_t {
  none,
  truncated,     ///< shorter than its headers say
  not_udp,       ///< no IPv4 in Ethernet, or another protocol in it
  fragment,      ///< a part of a datagram
  ip_checksum,   ///< the IP header is damaged
  udp_checksum,  ///< the datagram is damaged
};

/// Takes a frame apart. Fills addresses, ports and payload of `datagram` (the payload is a view into
/// `frame`); its interface is left alone. `verify_udp` is false when the kernel has verified the UDP checksum
/// or when it has not been computed yet (frames that never left the machine).
FrameFault parse_frame4(ByteView frame, bool verify_udp, Datagram4& datagram);

/// Writes headers with correct checksums and the payload of `reply` to `out` and returns the frame's length.
/// `out` must have room for the payload, at most 65507 bytes, and `frame_overhead`.
std::size_t build_frame4(const Reply4& reply, const EthernetAddress& source,
                         const EthernetAddress& destination, std::span<std::uint8_t> out);

}  // namespace dhcp::server
