/// @file
/// Where to listen: the `interfaces` of a configuration laid over the interfaces that there are.
#pragma once

#include <string>
#include <vector>

#include "dhcp4/frame4.hpp"
#include "dhcpcore/config4.hpp"
#include "dhcpcore/datagram.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp::server {

/// One interface to listen on.
struct ListenPoint {
  std::uint32_t interface_index = 0;
  std::string interface_name;
  EthernetAddress hardware_address{};  ///< when `raw`
  bool raw = false;                    ///< by a raw socket; else by UDP sockets only
  std::vector<Ipv4Address> addresses;  ///< of the interface, those that the configuration selects
  friend bool operator==(const ListenPoint&, const ListenPoint&) = default;
};

struct ListenPlan {
  std::vector<ListenPoint> points;  ///< by ascending interface index
  /// Interfaces that the configuration names but that cannot be listened on now, and why; one line each.
  std::vector<std::string> unfit;
  /// Interfaces that are listened on otherwise than asked; one line each.
  std::vector<std::string> warnings;
};

/// Whether the entries make sense on this machine: an interface that is not there, an address that it does
/// not have, or an entry that stands there twice is an error.
Result<void> check_interfaces(const InterfacesConfig& config, const InterfaceTable& table);

/// What to listen on now. Interfaces and addresses that are missing by now are left out: they may come back.
ListenPlan plan_listening(const InterfacesConfig& config, const InterfaceTable& table);

}  // namespace dhcp::server
