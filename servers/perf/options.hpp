/// @file
/// The command line of dhcp-perf: perfdhcp's flags where they mean the same, long options of our own for the
/// rest.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/result.hpp"

namespace dhcp::perf {

/// When too many requests were dropped to go on (`-D`).
struct DropLimit {
  std::uint64_t value = 0;
  bool percent = false;
};

/// What a run is asked to do. Plain values: no name is resolved and no file opened yet.
struct Options {
  bool help = false;
  bool version = false;

  std::string server;             ///< empty: none was named, so `local` is an interface to broadcast on
  std::string local;              ///< interface, address or host name
  std::uint16_t local_port = 0;   ///< 0: the standard port
  std::uint16_t remote_port = 0;  ///< 0: the standard port
  std::string relay_file;         ///< addresses to be used as giaddr

  std::optional<std::uint64_t> rate;  ///< exchanges a second; none: flat out
  std::uint64_t renew_rate = 0;
  std::uint64_t release_rate = 0;
  std::uint32_t window = 512;  ///< exchanges in flight when flat out
  std::uint64_t preload = 0;
  std::uint32_t clients = 1;

  std::optional<std::uint64_t> exchanges;  ///< how many to start
  std::chrono::nanoseconds period{0};      ///< how long to start exchanges; 0: no limit
  std::chrono::nanoseconds drop_time{std::chrono::seconds(1)};
  std::optional<DropLimit> drop_limit;
  std::chrono::nanoseconds exit_wait{0};
  bool drain = false;  ///< finish the exchanges in flight at the end of `period`

  std::uint64_t mac_base = 0x000c01020304;
  std::vector<std::uint8_t> extra_options;  ///< code, length, value; appended to each message
  bool discover_only = false;
  bool broadcast = false;
  bool unique = false;
  bool first_server_id = false;
  std::uint64_t seed = 0;  ///< 0: a different run each time

  std::chrono::nanoseconds report_interval{0};  ///< 0: the default of the output
  bool json = false;
  std::string leases_file;
};

/// Reads the arguments that follow the program's name. The error is one line for the operator; the program
/// then shows its usage and exits with status 2.
Result<Options> parse_options(std::span<const std::string_view> arguments);

/// The text of `-h`: one line a flag.
std::string usage();

}  // namespace dhcp::perf
