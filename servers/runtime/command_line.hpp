/// @file
/// The command line that all daemons share.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "dhcpcore/result.hpp"

namespace dhcp::server {

/// What a daemon was asked to do.
struct CommandLine {
  enum class Action {
    run,
    check,             ///< -t: read and check the configuration
    check_thoroughly,  ///< -T: the same, and reach the databases and load the modules
    print_version,
    print_extended_version,
    print_build_report,
  };

  Action action = Action::run;
  std::string config_file;
  bool debug = false;             ///< -d: log everything, whatever the configuration says
  std::uint16_t server_port = 0;  ///< -p: 0 = as the protocol says
  std::uint16_t client_port = 0;  ///< -P: 0 = as the protocol says
};

/// The flags of the DHCP servers; the other daemons know a part of them. A flag that takes a value is
/// followed by a colon.
inline constexpr std::string_view dhcp_server_flags = "c:dt:T:vVWp:P:";

/// Reads the arguments after the program's name. Flags may be joined ("-dc file") and carry their value
/// joined or apart. The error says what was wrong, in one line.
Result<CommandLine> parse_command_line(std::span<const char* const> arguments,
                                       std::string_view flags = dhcp_server_flags);

/// What to print to somebody who used a wrong flag.
std::string usage(std::string_view program, std::string_view flags = dhcp_server_flags);

}  // namespace dhcp::server
