/// @file
/// The command line of dhcp-replay.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/clock.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp::replay {

struct Options {
  bool help = false;
  bool version = false;
  bool explain = false;
  bool json = false;
  std::vector<std::string> config_files;  ///< one to explain, two to compare
  std::string input;                      ///< a capture, or (to explain) a query in hexadecimal
  std::string leases_file;                ///< empty: there are no leases at the beginning
  std::string interface;                  ///< empty: see `Scene`
  std::vector<Ipv4Prefix> addresses;      ///< of the interface; empty: see `Scene`
  std::optional<WallTime> time;           ///< when a hexadecimal query comes; none: now
};

/// Reads the arguments that follow the program's name. The error is one line.
Result<Options> parse_options(std::span<const std::string_view> arguments);

/// The text of `-h`.
std::string_view usage();

}  // namespace dhcp::replay
