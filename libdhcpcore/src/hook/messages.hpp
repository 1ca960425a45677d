/// @file
/// What is said of modules in general. Identifiers and levels are those that operators know from Kea; the
/// words are ours.
#pragma once

#include "dhcpcore/log.hpp"

namespace dhcp::hook_messages {

inline constexpr LogMessage loaded{"HOOKS_LOAD_SUCCESS", LogComponent::hooks, log_debug(40),
                                   "module {} is ready"};
inline constexpr LogMessage unloaded{"HOOKS_UNLOAD_SUCCESS", LogComponent::hooks, log_debug(40),
                                     "module {} has ended"};
inline constexpr LogMessage attached{"HOOKS_CALLOUT_REGISTRATION", LogComponent::hooks, log_debug(45),
                                     "module {} attaches to {}"};
inline constexpr LogMessage begin{"HOOKS_CALLOUTS_BEGIN", LogComponent::callouts, log_debug(45),
                                  "modules are asked at {}"};
inline constexpr LogMessage complete{"HOOKS_CALLOUTS_COMPLETE", LogComponent::callouts, log_debug(45),
                                     "modules have been asked at {}"};
inline constexpr LogMessage called{"HOOKS_CALLOUT_CALLED", LogComponent::callouts, log_debug(55),
                                   "module {} was asked at {}: {}"};
inline constexpr LogMessage failed{"HOOKS_CALLOUT_ERROR", LogComponent::callouts, log_error,
                                   "module {} answers {} at {}, which does not exist: ignored"};
inline constexpr LogMessage not_parked{
    "HOOKS_CALLOUT_ERROR", LogComponent::callouts, log_error,
    "module {} lets the query wait at {} without having parked it: ignored"};

}  // namespace dhcp::hook_messages
