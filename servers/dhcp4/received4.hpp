/// @file
/// A datagram as it came in, and what was wrong with it.
#pragma once

#include <linux/if_packet.h>

#include <string_view>

#include "dhcp4/frame4.hpp"
#include "dhcpcore/datagram.hpp"

namespace dhcp::server {

/// What became of a received message.
enum class Reception : std::uint8_t {
  good,
  oversized,  ///< larger than any message we take
  malformed,  ///< a frame that `parse_frame4` refuses; `fault` says why
};

struct Received4 {
  Reception reception = Reception::good;
  FrameFault fault = FrameFault::none;
  Datagram4 datagram;  ///< the payload is the source's, until its `release`
};

/// The largest frame we take: a jumbo frame.
inline constexpr std::size_t largest_frame = 9216 + 64;

/// A frame as the kernel handed it over: where it came from, and its status (TP_STATUS_…). It is oversized
/// when not all of it is there.
Received4 received_frame(ByteView frame, bool whole, const sockaddr_ll& from, std::uint32_t status);

/// What was wrong with it; for the log.
std::string_view fault_text(const Received4& received);

}  // namespace dhcp::server
