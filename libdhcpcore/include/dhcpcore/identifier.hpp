/// @file
/// What names a client on the wire: hardware address, client identifier, host name. Held in place, cheap to
/// copy.
/// @floor wire
#pragma once

#include <cstdint>
#include <string>

#include "dhcpcore/bytes.hpp"

namespace dhcp {

/// A link-layer address: type as assigned by IANA ("hardware types", 1 = Ethernet) and up to 20 bytes
/// (InfiniBand's length; DHCPv4's `chaddr` carries 16).
struct HardwareAddress {
  static constexpr std::uint8_t ethernet = 1;

  std::uint8_t type = ethernet;
  BoundedBytes<20> bytes;

  bool empty() const { return bytes.empty(); }
  friend bool operator==(const HardwareAddress&, const HardwareAddress&) = default;
  friend auto operator<=>(const HardwareAddress&, const HardwareAddress&) = default;
};

/// The value of option 61 (RFC 2132 section 9.14), opaque, 2 to 255 bytes when a client sent a valid one;
/// empty means that the client sent none.
using ClientId = BoundedBytes<255>;

/// A host or domain name as text, lower case, without the final dot.
using Hostname = BoundedBytes<255>;

}  // namespace dhcp
