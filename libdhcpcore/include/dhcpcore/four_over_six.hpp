/// @file
/// DHCPv4 over DHCPv6 (RFC 7341) between the two servers of a machine. The DHCPv6 server hands over what it
/// received, relay layers and all, and says in option 17 of enterprise 2495 of the innermost message where it
/// came from: 60000 the name of the interface, 60001 the source address, 60002 the source port. The answer
/// goes back in the same layers with the same option.
/// @floor wire
#pragma once

#include <span>
#include <string_view>

#include "dhcpcore/datagram.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

/// A DHCPv4 message and the DHCPv6 message that it is in. `datagram.carrier` points to `carrier`, so it is
/// not copied.
struct CarriedDatagram4 {
  CarriedDatagram4() { datagram.carrier = &carrier; }
  CarriedDatagram4(const CarriedDatagram4&) = delete;
  CarriedDatagram4& operator=(const CarriedDatagram4&) = delete;

  Carrier6 carrier;
  Datagram4 datagram;
};

/// Reads what a DHCPv6 server hands over. Everything in `out` are views into `message`. The error, a
/// constant, says what it lacks.
DHCPCORE_API Result<void, std::string_view> read_carried(ByteView message, CarriedDatagram4& out);

/// Builds the DHCPv6 message that takes `reply` back into `out`: a DHCPV4-RESPONSE in the relay layers of the
/// query. Empty when it does not fit.
DHCPCORE_API ByteView write_carried(const Carrier6& carrier, ByteView reply, std::span<std::uint8_t> out);

}  // namespace dhcp
