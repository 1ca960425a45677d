/// @file
/// The command line of the lease file cleanup.
#pragma once

#include <span>
#include <string>

#include "dhcpcore/result.hpp"
#include "dhcpstore/lease_file_cleanup.hpp"

namespace dhcp::lfc {

struct Options {
  enum class Action { clean, print_version, print_extended_version, print_build_report, print_help };

  Action action = Action::clean;
  int protocol = 0;  ///< -4 or -6
  std::string config_file;
  std::string pid_file;
  store::CleanupFiles files;
  bool debug = false;
};

/// Reads the arguments after the program's name. The error says what was wrong, in one line.
Result<Options> parse_options(std::span<const char* const> arguments);

/// What to print to somebody who asks, or used a wrong flag.
std::string usage();

}  // namespace dhcp::lfc
