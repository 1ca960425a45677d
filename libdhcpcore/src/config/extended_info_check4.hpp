/// @file
/// Whether what a lease remembers of its relay is as this server writes it (`extended-info-checks`).
/// @floor config
#pragma once

#include <string>
#include <string_view>

#include "dhcpcore/config.hpp"

namespace dhcp {

enum class ExtendedInfo4 : std::uint8_t {
  good,      ///< or none
  upgraded,  ///< the user context was rewritten
  removed,   ///< it was beyond repair: the user context is without it
};

/// Brings the user context of a lease to what the level demands:
///  - fix: `relay-agent-info` is a map with `sub-options`; the string of former versions is converted;
///  - strict: `remote-id` and `relay-id` are those that stand in `sub-options`, too;
///  - pedantic: there is nothing else but comments, too.
/// `problem` says why something was removed, a constant. Texts that are no map of JSON are left alone.
ExtendedInfo4 check_extended_info4(SanityChecks::ExtendedInfo level, std::string& user_context,
                                   std::string_view& problem);

}  // namespace dhcp
