/// @file
/// How the engine's log messages write what they are about. Nothing here runs unless a message is logged.
/// @floor engine
#pragma once

#include <fmt/core.h>

#include "dhcpcore/address.hpp"
#include "dhcpcore/client_class.hpp"
#include "dhcpcore/fqdn_option.hpp"
#include "dhcpcore/identifier.hpp"
#include "dhcpcore/lease.hpp"
#include "dhcpcore/name_change.hpp"
#include "dhcpcore/packet4.hpp"

namespace dhcp {

/// Names a query: "[hwtype=1 00:0c:01:02:03:04], cid=[01:02:03], tid=0x1234". A view.
struct Label4 {
  const HardwareAddress& hardware_address;
  const ClientId& client_id;
  std::uint32_t xid;
};

/// Names the client of a lease: "[hwtype=1 00:0c:01:02:03:04], cid=[01:02:03]". A view.
struct LeaseLabel {
  const Lease4& lease;
};

/// Bytes as "0a:1b:2c", or "no info" when there are none. A view.
struct Octets {
  ByteView bytes;
};

/// Text that a client sent: what is no printable ASCII character as "\x0a", the backslash, too. A view.
struct Printable {
  ByteView text;
};

/// The classes of a query, in their order: "ALL, KNOWN". A view.
struct ClassNames {
  const ClassSet& classes;
};

/// What every formatter here has in common: no format specification, and a body compiled once (fmt's
/// templates are heavy; a file that logs need not see them).
template <class T>
struct PlainFormatter {
  constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }
  fmt::format_context::iterator format(const T& value, fmt::format_context& context) const;
};

}  // namespace dhcp

template <>
struct fmt::formatter<dhcp::Ipv4Address> : dhcp::PlainFormatter<dhcp::Ipv4Address> {};
template <>
struct fmt::formatter<dhcp::Octets> : dhcp::PlainFormatter<dhcp::Octets> {};
template <>
struct fmt::formatter<dhcp::ClassNames> : dhcp::PlainFormatter<dhcp::ClassNames> {};
template <>
struct fmt::formatter<dhcp::FqdnOption> : dhcp::PlainFormatter<dhcp::FqdnOption> {};
template <>
struct fmt::formatter<dhcp::OptionError> : dhcp::PlainFormatter<dhcp::OptionError> {};
template <>
struct fmt::formatter<dhcp::Printable> : dhcp::PlainFormatter<dhcp::Printable> {};
template <>
struct fmt::formatter<dhcp::Label4> : dhcp::PlainFormatter<dhcp::Label4> {};
template <>
struct fmt::formatter<dhcp::LeaseLabel> : dhcp::PlainFormatter<dhcp::LeaseLabel> {};
template <>
struct fmt::formatter<dhcp::NameChangeRequest> : dhcp::PlainFormatter<dhcp::NameChangeRequest> {};
template <>
struct fmt::formatter<dhcp::ParseError4> : dhcp::PlainFormatter<dhcp::ParseError4> {};
template <>
struct fmt::formatter<dhcp::Packet4> : dhcp::PlainFormatter<dhcp::Packet4> {};
