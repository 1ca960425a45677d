/// @file
/// The sockets of a DHCPv4 server. A set is built beside the one in use and shares with it whatever stays as
/// it is, so that a reconfiguration closes nothing that is still needed and a failed one changes nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dhcp4/frame_ring.hpp"
#include "dhcp4/listen_plan.hpp"
#include "dhcpcore/executor.hpp"
#include "runtime/descriptor.hpp"

namespace dhcp::server {

/// Sockets that belong together, one a worker.
using WorkerSockets = std::vector<Descriptor>;

/// A socket for the frames of one interface.
struct RawSocket {
  Descriptor socket;
  /// What it is read by; null: it has none, and is read message by message.
  std::shared_ptr<FrameRing> ring;
};

/// The UDP sockets on one address.
struct AddressSockets {
  Ipv4Address address;
  std::shared_ptr<const WorkerSockets> sockets;
};

/// The open sockets of one interface.
struct OpenPoint {
  ListenPoint point;
  /// For Ethernet frames of this interface, one a worker; null when the point is not raw.
  std::shared_ptr<const std::vector<RawSocket>> raw;
  std::vector<AddressSockets> udp;

  bool has_address(Ipv4Address address) const;
};

/// A set of sockets in use or about to be. Immutable; workers share it.
struct SocketSet {
  std::vector<OpenPoint> points;  ///< by ascending interface index
  /// Let the routing table choose how UDP datagrams leave, instead of the interface the query came in on.
  bool use_routing = false;
  /// For each worker a socket that sends frames by any interface; empty when nothing is raw.
  std::shared_ptr<const WorkerSockets> raw_senders;

  const OpenPoint* find(std::uint32_t interface_index) const;
};

struct SocketOptions {
  unsigned workers = 1;
  std::uint16_t port = 67;
  bool use_routing = false;
  /// Let raw sockets have rings, where the system gives some and memory allows.
  bool rings = true;
};

struct OpenedSockets {
  std::shared_ptr<const SocketSet> set;
  /// One line for each point that could not be opened ("failed to open … on eth0: …"); it is not in the set.
  std::vector<std::string> failures;
};

/// Opens what `plan` asks for and `current` (may be null) does not have yet.
OpenedSockets open_sockets(const ListenPlan& plan, SocketOptions options, const SocketSet* current);

/// Tells the kernel which UDP sockets of `set` are there only to send. To be called when the set comes into
/// use: a socket that is shared with the set before may change its part.
void set_udp_intake(const SocketSet& set);

}  // namespace dhcp::server
