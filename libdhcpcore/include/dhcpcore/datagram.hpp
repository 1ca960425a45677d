/// @file
/// What engines take and give: datagrams with what the socket knew about them, and the table of interfaces.
/// @floor wire
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/bytes.hpp"
#include "dhcpcore/identifier.hpp"

namespace dhcp {

/// The DHCPv6 message that a DHCPv4 message came in (RFC 7341), and where its client is.
struct Carrier6 {
  ByteView message;            ///< with the relay layers around it
  Ipv6Address source;          ///< of the client, or of the relay next to us
  std::string_view interface;  ///< that it came in on; a view into `message`, as is the next
  ByteView interface_id;       ///< of the relay next to the client; empty = none
};

/// A received DHCPv4 message: the UDP payload and where it came from. The bytes are the caller's and need to
/// live only as long as the call that takes the datagram.
struct Datagram4 {
  ByteView payload;
  std::uint32_t interface_index = 0;  ///< the interface it came in on, as in `Interface::index`
  Ipv4Address source;
  std::uint16_t source_port = 0;
  Ipv4Address destination;  ///< 255.255.255.255, or one of ours
  std::uint16_t destination_port = 0;
  /// Who put the frame on the link; empty when the socket does not tell. A reply may go back to it without
  /// ARP.
  HardwareAddress link_source;
  /// Null, unless the message came over DHCPv6. Then `payload` is a part of `carrier->message`, and of the
  /// fields above only `destination` counts: 0.0.0.0 when it was to be a unicast.
  const Carrier6* carrier = nullptr;
};

/// A received DHCPv6 message, likewise.
struct Datagram6 {
  ByteView payload;
  std::uint32_t interface_index = 0;
  Ipv6Address source;  ///< of a client its link-local address
  std::uint16_t source_port = 0;
  Ipv6Address destination;  ///< ff02::1:2, or one of ours
  std::uint16_t destination_port = 0;
};

/// A message to be sent. The bytes live only during the call that hands it over.
struct Reply4 {
  ByteView payload;
  std::uint32_t interface_index = 0;
  Ipv4Address source;
  std::uint16_t source_port = 0;
  Ipv4Address destination;
  std::uint16_t destination_port = 0;
  /// Where to on the link. Empty: resolve `destination` as usual (routing, ARP). A client that has no address
  /// yet cannot answer ARP, so its own hardware address stands here (RFC 2131 section 4.1).
  HardwareAddress link_destination;
  /// That of the query, which the reply goes back with; null: by itself.
  const Carrier6* carrier = nullptr;
};

/// Takes what an engine sends. Called on the worker's thread.
class ReplySink4 {
 public:
  virtual ~ReplySink4() = default;
  virtual void send(const Reply4& reply) = 0;
};

/// One network interface as the engines need to know it.
struct Interface {
  std::uint32_t index = 0;
  std::string name;
  HardwareAddress hardware_address;
  std::vector<Ipv4Prefix> addresses4;
  std::vector<Ipv6Prefix> addresses6;
  bool loopback = false;
  bool up = true;
};

/// The interfaces at one moment; immutable once handed to an engine.
struct InterfaceTable {
  std::vector<Interface> interfaces;

  const Interface* find(std::uint32_t index) const {
    for (const Interface& i : interfaces)
      if (i.index == index) return &i;
    return nullptr;
  }
  const Interface* find(std::string_view name) const {
    for (const Interface& i : interfaces)
      if (i.name == name) return &i;
    return nullptr;
  }
};

}  // namespace dhcp
