/// @file
/// What is logged when modules decide about a DHCPv4 query. Identifiers and levels are those that operators
/// know from Kea; the words are ours. The first argument is the query's label unless the text says otherwise.
/// @floor engine
#pragma once

#include "dhcpcore/log.hpp"

namespace dhcp::hook_messages4 {

namespace detail {
constexpr LogMessage about(std::string_view id, Verbosity verbosity, std::string_view format) {
  return {id, LogComponent::hooks, verbosity, format};
}
}  // namespace detail

#define DHCP_MESSAGE(name, id, verbosity, format) \
  inline constexpr LogMessage name = detail::about(id, verbosity, format)

// clang-format off
DHCP_MESSAGE(buffer_receive_drop, "DHCP4_HOOK_BUFFER_RCVD_DROP", log_debug(15),
             "datagram from {} to {} on interface {} dropped by a module");
DHCP_MESSAGE(buffer_receive_skip, "DHCP4_HOOK_BUFFER_RCVD_SKIP", log_debug(50),
             "datagram from {} to {} on interface {} is not read, a module has done so");
DHCP_MESSAGE(packet_receive_skip, "DHCP4_HOOK_PACKET_RCVD_SKIP", log_debug(40), "{}: dropped by a module");
DHCP_MESSAGE(subnet_select_skip, "DHCP4_HOOK_SUBNET4_SELECT_SKIP", log_debug(40),
             "{}: no subnet, a module wants it so");
DHCP_MESSAGE(subnet_select_drop, "DHCP4_HOOK_SUBNET4_SELECT_DROP", log_debug(40),
             "{}: dropped by a module after the selection of the subnet");
DHCP_MESSAGE(subnet_select_park, "DHCP4_HOOK_SUBNET4_SELECT_PARK", log_debug(40),
             "{}: waits for a module after the selection of the subnet");
DHCP_MESSAGE(subnet_select_full, "DHCP4_HOOK_SUBNET4_SELECT_PARKING_LOT_FULL", log_debug(15),
             "{} queries (parked-packet-limit) wait for modules already, dropped: {}");
DHCP_MESSAGE(subnet_select_skip_4o6, "DHCP4_DHCP4O6_HOOK_SUBNET4_SELECT_SKIP", log_debug(40),
             "{}: no subnet, a module wants it so, over DHCPv6");
DHCP_MESSAGE(subnet_select_drop_4o6, "DHCP4_DHCP4O6_HOOK_SUBNET4_SELECT_DROP", log_debug(40),
             "{}: dropped by a module after the selection of the subnet, over DHCPv6");
DHCP_MESSAGE(subnet_select_full_4o6, "DHCP4_HOOK_SUBNET4_SELECT_4O6_PARKING_LOT_FULL", log_debug(15),
             "{} queries (parked-packet-limit) wait for modules already, dropped, over DHCPv6: {}");
DHCP_MESSAGE(flexible_identifier, "DHCP4_FLEX_ID", log_debug(40), "{}: modules give it the identifier {}");
DHCP_MESSAGE(ddns_update, "DHCP4_HOOK_DDNS_UPDATE", log_debug(15),
             "{}: modules make of host name '{}' '{}', of forward updates {} {}, of reverse ones {} {}");
DHCP_MESSAGE(lease_select_skip, "DHCPSRV_HOOK_LEASE4_SELECT_SKIP", log_debug(40),
             "{}: a module refuses the client the lease of {}");
DHCP_MESSAGE(lease_renew_skip, "DHCPSRV_HOOK_LEASE4_RENEW_SKIP", log_debug(40),
             "{}: a module keeps the lease of {} from being extended");
DHCP_MESSAGE(lease_release_skip, "DHCP4_HOOK_LEASE4_RELEASE_SKIP", log_debug(15),
             "{}: a module keeps the lease of {} from being released");
DHCP_MESSAGE(decline_skip, "DHCP4_HOOK_DECLINE_SKIP", log_debug(15),
             "{}: decline of {} ignored, a module wants it so");
DHCP_MESSAGE(offer_drop, "DHCP4_HOOK_LEASE4_OFFER_DROP", log_debug(15), "{}: offer dropped by a module");
DHCP_MESSAGE(offer_park, "DHCP4_HOOK_LEASE4_OFFER_PARK", log_debug(40), "{}: offer waits for a module");
DHCP_MESSAGE(offer_full, "DHCP4_HOOK_LEASE4_OFFER_PARKING_LOT_FULL", log_debug(15),
             "{} queries (parked-packet-limit) wait for modules already, dropped: {}");
DHCP_MESSAGE(committed_drop, "DHCP4_HOOK_LEASES4_COMMITTED_DROP", log_debug(15),
             "{}: not answered, a module wants it so after what the leases came to");
DHCP_MESSAGE(committed_park, "DHCP4_HOOK_LEASES4_COMMITTED_PARK", log_debug(40),
             "{}: waits for a module with what the leases came to");
DHCP_MESSAGE(committed_full, "DHCP4_HOOK_LEASES4_COMMITTED_PARKING_LOT_FULL", log_debug(15),
             "{} queries (parked-packet-limit) wait for modules already, not answered: {}");
DHCP_MESSAGE(packet_send_drop, "DHCP4_HOOK_PACKET_SEND_DROP", log_debug(15),
             "{}: the answer is dropped by a module");
DHCP_MESSAGE(packet_send_skip, "DHCP4_HOOK_PACKET_SEND_SKIP", log_debug(40),
             "{}: the answer is not sent, a module wants it so and gives none of its own");
DHCP_MESSAGE(buffer_send_skip, "DHCP4_HOOK_BUFFER_SEND_SKIP", log_debug(40),
             "{}: the encoded answer is dropped by a module");
DHCP_MESSAGE(recover_skip, "DHCPSRV_HOOK_LEASE4_RECOVER_SKIP", log_debug(40),
             "a module keeps the declined address {} from coming back into use");
DHCP_MESSAGE(server_decline, "DHCP4_SERVER_INITIATED_DECLINE", log_info,
             "{}: {} is in use by somebody unknown, out of use for {} seconds");
DHCP_MESSAGE(server_decline_update_failed, "DHCP4_SERVER_INITIATED_DECLINE_UPDATE_FAILED", log_error,
             "{}: {} is in use by somebody unknown, but its lease could not be changed to say so");
DHCP_MESSAGE(server_decline_add_failed, "DHCP4_SERVER_INITIATED_DECLINE_ADD_FAILED", log_error,
             "{}: {} is in use by somebody unknown, but no lease that says so could be stored");
// clang-format on

#undef DHCP_MESSAGE

}  // namespace dhcp::hook_messages4
