/// @file
/// A whole file as text.
#pragma once

#include <string>

#include "dhcpcore/result.hpp"

namespace dhcp::server {

/// The error names the file and the reason.
Result<std::string> read_file(const std::string& path);

}  // namespace dhcp::server
