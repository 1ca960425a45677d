/// @file
/// Programs for the kernel's packet filter: which frames a raw socket gets, and which worker's socket gets
/// which client.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <vector>

#include "dhcpcore/bytes.hpp"

namespace dhcp::server {

using PacketFilter = std::vector<sock_filter>;

/// For the raw socket of worker `worker` of `workers`: whole Ethernet frames that came in for this host or
/// for everybody, untagged (or with a priority tag), with an unfragmented IPv4 UDP datagram to `port`, from a
/// client that belongs to this worker.
PacketFilter raw_socket_filter(std::uint16_t port, unsigned worker, unsigned workers);

/// For a group of UDP sockets on one address (SO_REUSEPORT), one a worker: the number of the worker that the
/// client belongs to.
PacketFilter worker_selector(unsigned workers);

/// For a UDP socket that only sends: it takes nothing, but its being there keeps the kernel from telling
/// relays that the port is closed.
PacketFilter nothing_filter();

/// The worker that the client of a DHCPv4 message belongs to, as the programs above compute it.
unsigned worker_of_client(ByteView message, unsigned workers);

}  // namespace dhcp::server
