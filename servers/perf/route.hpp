/// @file
/// From names on the command line to addresses.
#pragma once

#include <string>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/result.hpp"
#include "perf/options.hpp"

namespace dhcp::perf {

/// Where a run sends from and to.
struct Route {
  bool direct = false;
  std::string interface;  ///< when direct
  Ipv4Address local;      ///< when relayed: where datagrams come from
  Ipv4Address server;
  std::vector<Ipv4Address> relays;  ///< the giaddrs to draw from; empty when direct
};

/// Looks up interfaces, host names and the relay list file. Blocks (name resolution).
Result<Route> find_route(const Options& options);

/// Addresses of a relay list: one a line, blank lines ignored. The error names the line.
Result<std::vector<Ipv4Address>> parse_relay_list(const std::string& text);

}  // namespace dhcp::perf
