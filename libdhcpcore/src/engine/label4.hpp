/// @file
/// How the engine's log messages write what they are about. Nothing here runs unless a message is logged.
/// @floor engine
#pragma once

#include <string>

#include "dhcpcore/address.hpp"
#include "dhcpcore/client_class.hpp"
#include "dhcpcore/fqdn_option.hpp"
#include "dhcpcore/identifier.hpp"
#include "dhcpcore/lease.hpp"
#include "dhcpcore/log_text.hpp"
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

void append_to(LogText& out, Ipv4Address address);
void append_to(LogText& out, const Label4& label);
void append_to(LogText& out, const LeaseLabel& label);
void append_to(LogText& out, const Octets& octets);
void append_to(LogText& out, const Printable& printable);
void append_to(LogText& out, const ClassNames& names);
void append_to(LogText& out, const FqdnOption& option);
void append_to(LogText& out, const NameChangeRequest& request);
void append_to(LogText& out, const OptionError& error);
void append_to(LogText& out, const ParseError4& error);
void append_to(LogText& out, const Packet4& packet);

std::string to_string(const Label4& label);

}  // namespace dhcp
