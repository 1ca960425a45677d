/// @file
/// Every message of the DHCPv4 engine. Identifiers and levels are those that operators know from Kea; the
/// words are ours. The first argument is the query's label unless the text says otherwise.
/// @floor engine
#pragma once

#include "dhcpcore/log.hpp"

namespace dhcp::messages4 {

namespace detail {
constexpr LogMessage about(LogComponent component, std::string_view id, Verbosity verbosity,
                           std::string_view format) {
  return {id, component, verbosity, format};
}
inline constexpr auto alloc = LogComponent::alloc_engine;
inline constexpr auto bad = LogComponent::bad_packets;
inline constexpr auto ddns = LogComponent::ddns;
inline constexpr auto dhcp4 = LogComponent::dhcp4;
inline constexpr auto dhcpsrv = LogComponent::dhcpsrv;
inline constexpr auto leases = LogComponent::leases;
inline constexpr auto options = LogComponent::options;
inline constexpr auto packets = LogComponent::packets;
}  // namespace detail

#define DHCP_MESSAGE(name, id, component, verbosity, format) \
  inline constexpr LogMessage name = detail::about(detail::component, id, verbosity, format)

// clang-format off
// --- receiving and refusing -----------------------------------------------------------------------------
DHCP_MESSAGE(buffer_received, "DHCP4_BUFFER_RECEIVED", packets, log_debug(40),
             "datagram of {} bytes from {}:{} to {}:{} on interface {}");
DHCP_MESSAGE(query_label, "DHCP4_QUERY_LABEL", packets, log_info, "{}: query received");
DHCP_MESSAGE(packet_received, "DHCP4_PACKET_RECEIVED", packets, log_info,
             "{}: {} (type {}) from {} to {} on interface {}");
DHCP_MESSAGE(query_data, "DHCP4_QUERY_DATA", packets, log_debug(55), "{}: the query is {}");
DHCP_MESSAGE(relay_information_recovered, "DHCP4_RECOVERED_STASHED_RELAY_AGENT_INFO", dhcp4, log_debug(55),
             "{}: relay agent information is taken from the lease of {}: {}");
DHCP_MESSAGE(options_skipped, "DHCP4_PACKET_OPTIONS_SKIPPED", bad, log_debug(50),
             "{}: the rest of the options is ignored, {}");
DHCP_MESSAGE(drop_unparsable, "DHCP4_PACKET_DROP_0001", bad, log_debug(15),
             "datagram from {} to {} on interface {} dropped, it is no DHCPv4 query: {}");
DHCP_MESSAGE(drop_no_subnet, "DHCP4_PACKET_DROP_0002", bad, log_debug(15),
             "{}: dropped, no subnet is configured for direct clients on interface {}");
DHCP_MESSAGE(drop_foreign_server, "DHCP4_PACKET_DROP_0003", bad, log_debug(15),
             "{}: dropped, its server identifier is not one of ours (interface {})");
DHCP_MESSAGE(drop_no_type, "DHCP4_PACKET_DROP_0004", bad, log_debug(15),
             "{}: dropped, it has no message type (interface {})");
DHCP_MESSAGE(drop_unknown_type, "DHCP4_PACKET_DROP_0005", bad, log_debug(15),
             "{}: dropped, message type {} does not exist");
DHCP_MESSAGE(drop_unsupported_type, "DHCP4_PACKET_DROP_0006", bad, log_debug(15),
             "{}: dropped, message type {} is not for servers to answer");
DHCP_MESSAGE(drop_failed, "DHCP4_PACKET_DROP_0007", bad, log_debug(15), "{}: dropped, {}");
DHCP_MESSAGE(drop_disabled, "DHCP4_PACKET_DROP_0008", bad, log_debug(15), "{}: dropped, the service is disabled");
DHCP_MESSAGE(drop_class, "DHCP4_PACKET_DROP_0010", bad, log_debug(15), "{}: dropped, it is in class DROP: {}");
DHCP_MESSAGE(drop_class_of_host, "DHCP4_PACKET_DROP_0013", bad, log_debug(15),
             "{}: dropped, now that its reservation is known it is in class DROP: {}");
DHCP_MESSAGE(drop_class_of_global_host, "DHCP4_PACKET_DROP_0014", bad, log_debug(15),
             "{}: dropped, its global reservation puts it into class DROP: {}");
DHCP_MESSAGE(drop_same_client_id, "DHCP4_PACKET_DROP_0011", bad, log_debug(15),
             "{}: dropped by worker {}, a query of this client identifier is being handled");
DHCP_MESSAGE(drop_same_hardware_address, "DHCP4_PACKET_DROP_0012", bad, log_debug(15),
             "{}: dropped by worker {}, a query of this hardware address is being handled");
DHCP_MESSAGE(queue_full, "DHCP4_PACKET_QUEUE_FULL", packets, log_debug(40),
             "{} queries wait for worker {} already, the oldest is dropped for a new one");
DHCP_MESSAGE(process_std_exception, "DHCP4_PACKET_PROCESS_STD_EXCEPTION", dhcp4, log_error,
             "{}: failed inside: {}");
DHCP_MESSAGE(process_exception, "DHCP4_PACKET_PROCESS_EXCEPTION", dhcp4, log_error, "{}: failed inside: {}");

// --- classes --------------------------------------------------------------------------------------------
DHCP_MESSAGE(classes_assigned, "DHCP4_CLASSES_ASSIGNED", dhcp4, log_debug(40),
             "{}: the sender of the {} is in the classes {}");
DHCP_MESSAGE(class_assigned, "DHCP4_CLASS_ASSIGNED", dhcp4, log_debug(40), "{}: now in class {}");
DHCP_MESSAGE(classes_assigned_late, "DHCP4_CLASSES_ASSIGNED_AFTER_SUBNET_SELECTION", dhcp4, log_debug(40),
             "{}: in the classes {} now that its subnet and reservation are known");
DHCP_MESSAGE(deferred_option_unfit, "DHCP4_DEFERRED_OPTION_UNPACK_FAIL", options, log_debug(50),
             "{}: option {} does not fit its definition: {}");
DHCP_MESSAGE(class_unconfigured, "DHCP4_CLASS_UNCONFIGURED", dhcp4, log_debug(40),
             "{}: in class {}, which is defined nowhere and gives nothing");
DHCP_MESSAGE(required_class_result, "DHCP4_REQUIRED_CLASS_EVAL_RESULT", dhcp4, log_debug(50),
             "{}: required class '{}' is {}");
DHCP_MESSAGE(required_class_error, "DHCP4_REQUIRED_CLASS_EVAL_ERROR", dhcp4, log_error,
             "{}: required class '{}' could not be evaluated: {}");
DHCP_MESSAGE(class_undefined, "DHCP4_CLASS_UNDEFINED", dhcp4, log_debug(40),
             "{}: class {} is required but not defined");
DHCP_MESSAGE(class_untestable, "DHCP4_CLASS_UNTESTABLE", dhcp4, log_debug(40),
             "{}: class {} is required but has no test");

// --- subnet and messages --------------------------------------------------------------------------------
DHCP_MESSAGE(subnet_selected, "DHCP4_SUBNET_SELECTED", packets, log_debug(45), "{}: subnet {} selected");
DHCP_MESSAGE(subnet_selected_4o6, "DHCP4_DHCP4O6_SUBNET_SELECTED", packets, log_debug(45),
             "{}: subnet {} selected, over DHCPv6");
DHCP_MESSAGE(subnet_selection_failed_4o6, "DHCP4_DHCP4O6_SUBNET_SELECTION_FAILED", packets, log_debug(50),
             "{}: no subnet fits, over DHCPv6");
DHCP_MESSAGE(subnet_selection_failed, "DHCP4_SUBNET_SELECTION_FAILED", packets, log_debug(50),
             "{}: no subnet fits");
DHCP_MESSAGE(subnet_dynamically_changed, "DHCP4_SUBNET_DYNAMICALLY_CHANGED", packets, log_debug(45),
             "{}: served from subnet {} instead of {}, in shared network {}");
DHCP_MESSAGE(nak_no_subnet, "DHCP4_PACKET_NAK_0001", bad, log_error,
             "{}: no subnet fits the query from {}, type {}");
DHCP_MESSAGE(nak_init_reboot, "DHCP4_PACKET_NAK_0002", bad, log_debug(50),
             "{}: the address {} asked for after a reboot is not the client's");
DHCP_MESSAGE(no_offer, "DHCP4_PACKET_NAK_0003", bad, log_debug(50),
             "{}: nothing to offer, ciaddr {}, requested address {}");
DHCP_MESSAGE(no_grant, "DHCP4_PACKET_NAK_0004", bad, log_debug(50),
             "{}: nothing to grant, ciaddr {}, requested address {}");
DHCP_MESSAGE(discover, "DHCP4_DISCOVER", packets, log_debug(50), "{}: DHCPDISCOVER in subnet {}");
DHCP_MESSAGE(request, "DHCP4_REQUEST", packets, log_debug(50), "{}: DHCPREQUEST in subnet {}");
DHCP_MESSAGE(release, "DHCP4_RELEASE", leases, log_debug(50), "{}: DHCPRELEASE of {}");
DHCP_MESSAGE(init_reboot, "DHCP4_INIT_REBOOT", leases, log_info, "{}: rebooted and asks for {}");
DHCP_MESSAGE(no_lease_init_reboot, "DHCP4_NO_LEASE_INIT_REBOOT", packets, log_debug(50),
             "{}: no answer, the client asks for {} after a reboot and is not known here");
DHCP_MESSAGE(unknown_address_requested, "DHCP4_UNKNOWN_ADDRESS_REQUESTED", bad, log_debug(50),
             "{}: no answer, the address is in no pool here, ciaddr {}, requested address {}");
DHCP_MESSAGE(client_id_ignored, "DHCP4_CLIENTID_IGNORED_FOR_LEASES", packets, log_debug(50),
             "{}: the client identifier does not count in subnet {}");
DHCP_MESSAGE(inform_direct_reply, "DHCP4_INFORM_DIRECT_REPLY", packets, log_debug(50),
             "{}: DHCPINFORM is answered directly to {} on interface {}");

DHCP_MESSAGE(unsuitable_global_address, "ALLOC_ENGINE_IGNORING_UNSUITABLE_GLOBAL_ADDRESS", alloc, log_debug(40),
             "{}: the address {} of its global reservation is in none of the subnets that it may use");

// --- leases ---------------------------------------------------------------------------------------------
DHCP_MESSAGE(lease_offer, "DHCP4_LEASE_OFFER", leases, log_info, "{}: {} offered");
DHCP_MESSAGE(lease_reuse, "DHCP4_LEASE_REUSE", leases, log_info,
             "{}: the lease of {} does for another {} seconds, nothing is stored");
DHCP_MESSAGE(lease_alloc, "DHCP4_LEASE_ALLOC", leases, log_info, "{}: {} leased for {} seconds");
DHCP_MESSAGE(release_deleted, "DHCP4_RELEASE_DELETED", leases, log_info, "{}: lease of {} deleted on release");
DHCP_MESSAGE(release_expired, "DHCP4_RELEASE_EXPIRED", leases, log_info, "{}: lease of {} ended on release");
DHCP_MESSAGE(release_no_lease, "DHCP4_RELEASE_FAIL_NO_LEASE", leases, log_debug(50),
             "{}: release ignored, there is no lease of {}");
DHCP_MESSAGE(release_wrong_client, "DHCP4_RELEASE_FAIL_WRONG_CLIENT", leases, log_debug(50),
             "{}: release ignored, {} is leased to another client");
DHCP_MESSAGE(release_failed, "DHCP4_RELEASE_FAIL", leases, log_debug(50),
             "{}: the release of {} could not be stored");
DHCP_MESSAGE(decline_no_lease, "DHCP4_DECLINE_LEASE_NOT_FOUND", leases, log_warn,
             "{}: decline ignored, there is no lease of {}");
DHCP_MESSAGE(decline_mismatch, "DHCP4_DECLINE_LEASE_MISMATCH", leases, log_info,
             "{}: decline ignored, {} is leased to another client, hardware address {}, client identifier {}");
DHCP_MESSAGE(decline_lease, "DHCP4_DECLINE_LEASE", leases, log_info,
             "{}: {} declined, out of use for {} seconds");
DHCP_MESSAGE(decline_failed, "DHCP4_DECLINE_FAIL", leases, log_error,
             "{}: the decline of {} could not be stored");

// --- allocation -----------------------------------------------------------------------------------------
DHCP_MESSAGE(alloc_error, "ALLOC_ENGINE_V4_ALLOC_ERROR", alloc, log_error,
             "{}: no answer, the lease of {} could not be stored");
DHCP_MESSAGE(alloc_fail_subnet, "ALLOC_ENGINE_V4_ALLOC_FAIL_SUBNET", alloc, log_warn,
             "{}: no address for the client in subnet {} ({}/{})");
DHCP_MESSAGE(alloc_fail_shared_network, "ALLOC_ENGINE_V4_ALLOC_FAIL_SHARED_NETWORK", alloc, log_warn,
             "{}: no address for the client in shared network {}, in none of the {} subnets that it may use");
DHCP_MESSAGE(alloc_fail_no_pools, "ALLOC_ENGINE_V4_ALLOC_FAIL_NO_POOLS", alloc, log_warn,
             "{}: there is no pool that the client may use");
DHCP_MESSAGE(alloc_fail, "ALLOC_ENGINE_V4_ALLOC_FAIL", alloc, log_warn,
             "{}: no address left after {} pools were tried");
DHCP_MESSAGE(alloc_fail_classes, "ALLOC_ENGINE_V4_ALLOC_FAIL_CLASSES", alloc, log_warn,
             "{}: no address for the client, which is in the classes {}");
DHCP_MESSAGE(discover_conflict, "ALLOC_ENGINE_V4_DISCOVER_ADDRESS_CONFLICT", alloc, log_warn,
             "{}: the reserved address {} is in use by another client (hardware address {})");
DHCP_MESSAGE(discover_reserved, "ALLOC_ENGINE_V4_DISCOVER_HR", alloc, log_debug(40),
             "{}: reserved address {} is offered");
DHCP_MESSAGE(offer_existing, "ALLOC_ENGINE_V4_OFFER_EXISTING_LEASE", alloc, log_debug(40),
             "{}: the client's own lease is offered again");
DHCP_MESSAGE(offer_requested, "ALLOC_ENGINE_V4_OFFER_REQUESTED_LEASE", alloc, log_debug(40),
             "{}: requested address {} is offered");
DHCP_MESSAGE(offer_new, "ALLOC_ENGINE_V4_OFFER_NEW_LEASE", alloc, log_debug(40),
             "{}: an address is to be picked for the offer");
DHCP_MESSAGE(request_reserved_for_other, "ALLOC_ENGINE_V4_REQUEST_ADDRESS_RESERVED", alloc, log_debug(40),
             "{}: requested address {} is reserved for another client");
DHCP_MESSAGE(request_in_use, "ALLOC_ENGINE_V4_REQUEST_IN_USE", alloc, log_debug(40),
             "{}: requested address {} is in use by another client");
DHCP_MESSAGE(request_invalid, "ALLOC_ENGINE_V4_REQUEST_INVALID", alloc, log_debug(40),
             "{}: {} is reserved for the client, which asks for {}");
DHCP_MESSAGE(request_use_reserved, "ALLOC_ENGINE_V4_REQUEST_USE_HR", alloc, log_debug(40),
             "{}: reserved address {} is granted");
DHCP_MESSAGE(request_requested, "ALLOC_ENGINE_V4_REQUEST_ALLOC_REQUESTED", alloc, log_debug(40),
             "{}: requested address {} is granted");
DHCP_MESSAGE(request_out_of_pool, "ALLOC_ENGINE_V4_REQUEST_OUT_OF_POOL", alloc, log_debug(40),
             "{}: requested address {} is in no pool that the client may use");
DHCP_MESSAGE(request_extend, "ALLOC_ENGINE_V4_REQUEST_EXTEND_LEASE", alloc, log_debug(40),
             "{}: the lease of {} is extended");
DHCP_MESSAGE(request_pick, "ALLOC_ENGINE_V4_REQUEST_PICK_ADDRESS", alloc, log_debug(40),
             "{}: the client names no address, one is picked");
DHCP_MESSAGE(request_remove, "ALLOC_ENGINE_V4_REQUEST_REMOVE_LEASE", alloc, log_debug(40),
             "{}: the client's former lease of {} is removed");
DHCP_MESSAGE(reuse_expired, "ALLOC_ENGINE_V4_REUSE_EXPIRED_LEASE_DATA", alloc, log_debug(55),
             "{}: the ended lease of {} goes to this client");
DHCP_MESSAGE(declined_recovered, "ALLOC_ENGINE_V4_DECLINED_RECOVERED", alloc, log_info,
             "declined address {} of subnet {} is back in use");

// --- reclamation, without a query -----------------------------------------------------------------------
DHCP_MESSAGE(reclamation_start, "ALLOC_ENGINE_V4_LEASES_RECLAMATION_START", alloc, log_debug(40),
             "leases that have ended are reclaimed: at most {}, in at most {} ms (0: any)");
DHCP_MESSAGE(reclamation_complete, "ALLOC_ENGINE_V4_LEASES_RECLAMATION_COMPLETE", alloc, log_debug(40),
             "{} leases were reclaimed in {} ms");
DHCP_MESSAGE(reclamation_no_more, "ALLOC_ENGINE_V4_NO_MORE_EXPIRED_LEASES", alloc, log_debug(40),
             "all leases that had ended are reclaimed");
DHCP_MESSAGE(reclamation_timeout, "ALLOC_ENGINE_V4_LEASES_RECLAMATION_TIMEOUT", alloc, log_debug(40),
             "reclamation pauses after {} ms, leases are left for the next time");
DHCP_MESSAGE(reclamation_slow, "ALLOC_ENGINE_V4_LEASES_RECLAMATION_SLOW", alloc, log_warn,
             "{} times in a row leases that had ended were left over: reclamation does not keep pace, see "
             "expired-leases-processing");
DHCP_MESSAGE(reclamation_failed, "ALLOC_ENGINE_V4_LEASES_RECLAMATION_FAILED", alloc, log_error,
             "leases that have ended could not be reclaimed: {}");
DHCP_MESSAGE(lease_reclaimed, "ALLOC_ENGINE_LEASE_RECLAIMED", alloc, log_debug(40), "the lease of {} is reclaimed");
DHCP_MESSAGE(lease_reclamation_failed, "ALLOC_ENGINE_V4_LEASE_RECLAMATION_FAILED", alloc, log_error,
             "the lease of {} could not be reclaimed: {}");
DHCP_MESSAGE(reclaimed_delete, "ALLOC_ENGINE_V4_RECLAIMED_LEASES_DELETE", alloc, log_debug(40),
             "leases that were reclaimed and ended {} seconds ago or more are removed");
DHCP_MESSAGE(reclaimed_delete_complete, "ALLOC_ENGINE_V4_RECLAIMED_LEASES_DELETE_COMPLETE", alloc, log_debug(40),
             "{} reclaimed leases were removed");
DHCP_MESSAGE(reclaimed_delete_failed, "ALLOC_ENGINE_V4_RECLAIMED_LEASES_DELETE_FAILED", alloc, log_error,
             "reclaimed leases could not be removed: {}");

// --- names ----------------------------------------------------------------------------------------------
DHCP_MESSAGE(client_fqdn_process, "DHCP4_CLIENT_FQDN_PROCESS", ddns, log_debug(50),
             "{}: the client sends the FQDN option");
DHCP_MESSAGE(client_fqdn_data, "DHCP4_CLIENT_FQDN_DATA", ddns, log_debug(55), "{}: its FQDN option has {}");
DHCP_MESSAGE(client_hostname_process, "DHCP4_CLIENT_HOSTNAME_PROCESS", ddns, log_debug(50),
             "{}: the client sends the host name option");
DHCP_MESSAGE(client_hostname_data, "DHCP4_CLIENT_HOSTNAME_DATA", ddns, log_debug(55), "{}: its host name is '{}'");
DHCP_MESSAGE(client_hostname_malformed, "DHCP4_CLIENT_HOSTNAME_MALFORMED", ddns, log_debug(50),
             "{}: the client's host name is ignored, it {}");
DHCP_MESSAGE(client_name_failed, "DHCP4_CLIENT_NAME_PROC_FAIL", ddns, log_debug(55),
             "{}: the client gets no name, what would be its name {}");
DHCP_MESSAGE(empty_hostname, "DHCP4_EMPTY_HOSTNAME", ddns, log_debug(50), "{}: empty host name ignored");
DHCP_MESSAGE(generate_fqdn, "DHCP4_GENERATE_FQDN", ddns, log_debug(55),
             "{}: the client sends no name, one is made for it");
DHCP_MESSAGE(hostname_generated, "DHCP4_RESPONSE_HOSTNAME_GENERATE", ddns, log_debug(50),
             "{}: generated name {}");
DHCP_MESSAGE(reserved_hostname, "DHCP4_RESERVED_HOSTNAME_ASSIGNED", ddns, log_debug(55),
             "{}: reserved host name {}");
DHCP_MESSAGE(response_fqdn_data, "DHCP4_RESPONSE_FQDN_DATA", ddns, log_debug(55),
             "{}: the answer tells the name {} in its FQDN option");
DHCP_MESSAGE(response_hostname_data, "DHCP4_RESPONSE_HOSTNAME_DATA", ddns, log_debug(55),
             "{}: the answer tells the host name {}");
DHCP_MESSAGE(name_change_queued, "DHCPSRV_QUEUE_NCR", dhcpsrv, log_debug(50),
             "{}: request to {} entries in the DNS: {}");
DHCP_MESSAGE(name_change_skipped, "DHCPSRV_QUEUE_NCR_SKIP", dhcpsrv, log_debug(50),
             "{}: the lease of {} has no entries in the DNS");
DHCP_MESSAGE(name_change_failed, "DHCP4_NCR_CREATION_FAILED", ddns, log_error,
             "{}: the DNS is not updated, the name of the lease {}");
DHCP_MESSAGE(ttl_percent_too_small, "DHCPSRV_DDNS_TTL_PERCENT_TOO_SMALL", dhcpsrv, log_debug(55),
             "ddns-ttl-percent {} of the lifetime {} is less than a second and ignored");

// --- answering ------------------------------------------------------------------------------------------
DHCP_MESSAGE(v6_only_missing, "DHCP4_V6_ONLY_PREFERRED_MISSING_IN_ACK", options, log_error,
             "{}: no answer, it would give no address and lack option 108, which tells why");
DHCP_MESSAGE(packet_pack_fail, "DHCP4_PACKET_PACK_FAIL", options, log_error,
             "{}: the answer does not fit into a datagram ({} options)");
DHCP_MESSAGE(packet_send, "DHCP4_PACKET_SEND", packets, log_info,
             "{}: {} (type {}) from {}:{} to {}:{} on interface {}");
DHCP_MESSAGE(response_data, "DHCP4_RESPONSE_DATA", packets, log_debug(55), "{}: the {} (type {}) is {}");
DHCP_MESSAGE(response_data_4o6, "DHCP4_DHCP4O6_RESPONSE_DATA", packets, log_debug(55),
             "{}: the {} (type {}) that goes over DHCPv6 is {}");
// clang-format on

#undef DHCP_MESSAGE

}  // namespace dhcp::messages4
