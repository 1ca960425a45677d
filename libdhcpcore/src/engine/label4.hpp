/// @file
/// How the engine's log messages write what they are about. Nothing here runs unless a message is logged.
/// @floor engine
#pragma once

#include <fmt/format.h>

#include "dhcpcore/address.hpp"
#include "dhcpcore/identifier.hpp"
#include "dhcpcore/packet4.hpp"

namespace dhcp {

/// Names a query: "[hwtype=1 00:0c:01:02:03:04], cid=[01:02:03], tid=0x1234". A view.
struct Label4 {
  const HardwareAddress& hardware_address;
  const ClientId& client_id;
  std::uint32_t xid;
};

/// Bytes as "0a:1b:2c", or "no info" when there are none. A view.
struct Octets {
  ByteView bytes;
};

}  // namespace dhcp

template <>
struct fmt::formatter<dhcp::Ipv4Address> {
  constexpr auto parse(format_parse_context& context) { return context.begin(); }
  auto format(dhcp::Ipv4Address address, format_context& context) const {
    char text[16];
    return std::copy(text, address.format_to(text), context.out());
  }
};

template <>
struct fmt::formatter<dhcp::Octets> {
  constexpr auto parse(format_parse_context& context) { return context.begin(); }
  auto format(const dhcp::Octets& octets, format_context& context) const {
    if (octets.bytes.empty()) return fmt::format_to(context.out(), "no info");
    return fmt::format_to(context.out(), "{:02x}", fmt::join(octets.bytes, ":"));
  }
};

template <>
struct fmt::formatter<dhcp::Label4> {
  constexpr auto parse(format_parse_context& context) { return context.begin(); }
  auto format(const dhcp::Label4& label, format_context& context) const {
    return fmt::format_to(context.out(), "[hwtype={} {}], cid=[{}], tid={:#x}", label.hardware_address.type,
                          dhcp::Octets{label.hardware_address.bytes.view()},
                          dhcp::Octets{label.client_id.view()}, label.xid);
  }
};

/// Why bytes are no message.
template <>
struct fmt::formatter<dhcp::ParseError4> {
  constexpr auto parse(format_parse_context& context) { return context.begin(); }
  auto format(const dhcp::ParseError4& error, format_context& context) const {
    return fmt::format_to(context.out(), "{}", error.to_string());
  }
};

/// A whole message, a line a field.
template <>
struct fmt::formatter<dhcp::Packet4> {
  constexpr auto parse(format_parse_context& context) { return context.begin(); }
  auto format(const dhcp::Packet4& packet, format_context& context) const {
    return fmt::format_to(context.out(), "{}", packet.summary());
  }
};
