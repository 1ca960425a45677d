/// @file
/// The few fields of a server's message that a load needs, read without indexing the rest.
#pragma once

#include <cstdint>

#include "dhcpcore/address.hpp"
#include "dhcpcore/bytes.hpp"
#include "dhcpcore/packet4.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp::perf {

struct Reply {
  std::uint32_t xid = 0;
  std::uint64_t mac = 0;  ///< the first six bytes of `chaddr`
  MessageType4 type = MessageType4::none;
  Ipv4Address yiaddr{};
  Ipv4Address server_identifier{};  ///< unspecified when the option is missing
};

enum class ReplyError : std::uint8_t {
  too_short,    ///< no room for the header and the cookie
  not_a_reply,  ///< not a BOOTREPLY, or not DHCP
};

/// Reads a datagram that came to the client's or the relay's port. Options are read up to END or to the first
/// that does not fit.
Result<Reply, ReplyError> read_reply(ByteView bytes);

}  // namespace dhcp::perf
