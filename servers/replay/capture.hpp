/// @file
/// Finds DHCPv4 queries in a capture file as tcpdump writes it.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "dhcpcore/datagram.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp::replay {

/// A datagram to a DHCPv4 server and when it was captured, since 1970.
struct CapturedQuery {
  std::chrono::nanoseconds time{};
  Datagram4 datagram;  ///< its payload is in the file's bytes; no interface
};

/// The UDP datagrams to port 67 that are BOOTREQUESTs, in the order of the file: whole ones in IPv4 packets
/// without fragments, on Ethernet (VLAN tags are skipped), Linux cooked (SLL, SLL2) or raw IP links.
/// Checksums are not looked at; a machine that captures what it sends itself has none yet. Both byte orders,
/// micro- and nanoseconds. What is cut short by the end of the file is left out. Errors: the bytes are no
/// pcap file (pcapng is another format), or of another kind of link.
Result<std::vector<CapturedQuery>> read_capture(ByteView file);

}  // namespace dhcp::replay
