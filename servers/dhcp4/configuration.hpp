/// @file
/// A configuration file, read and checked as far as that is possible without touching the machine.
#pragma once

#include <memory>
#include <string>

#include "dhcpcore/config4.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp::server {

/// Reads the file and the files it includes. The error is one line that names the place. What is wrong in a
/// file that is JSON is logged as well.
Result<std::shared_ptr<const Config4>> load_configuration(const std::string& path, Log& log);

/// -t and -T: prints what is wrong to stderr and warnings to stdout; returns the exit code.
int check_configuration(const std::string& path);

}  // namespace dhcp::server
