/// @file
/// What the program is and how it was built: the answers to -v, -V and -W.
#pragma once

#include <string>
#include <string_view>

namespace dhcp::server {

/// Our version, as the build system knows it.
std::string_view version();
/// The version, what it is compatible with, and the libraries it runs with, one a line.
std::string extended_version(std::string_view program);
/// How the program was configured and compiled, one fact a line. In the binary the lines begin with
/// ";;;;; ", so that `strings` finds them.
std::string build_report();

}  // namespace dhcp::server
