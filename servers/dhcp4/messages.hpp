/// @file
/// Every message of the DHCPv4 server as a process. Identifiers and levels are those that operators know from
/// Kea; the words are ours.
#pragma once

#include "dhcpcore/log.hpp"

namespace dhcp::server::messages {

namespace detail {
inline constexpr auto dhcp4 = LogComponent::dhcp4;
inline constexpr auto dhcpsrv = LogComponent::dhcpsrv;
inline constexpr auto packets = LogComponent::packets;
}  // namespace detail

#define DHCP_MESSAGE(name, id, component, verbosity, format) \
  inline constexpr LogMessage name {                         \
    id, detail::component, verbosity, format                 \
  }

// clang-format off
// --- start and stop -------------------------------------------------------------------------------------
DHCP_MESSAGE(starting, "DHCP4_STARTING", dhcp4, log_info, "DHCPv4 server, version {}, is starting");
DHCP_MESSAGE(start_info, "DHCP4_START_INFO", dhcp4, log_debug(0),
             "process {}, server port {}, client port {}, debug mode {}");
DHCP_MESSAGE(already_running, "DHCP4_ALREADY_RUNNING", dhcp4, log_error,
             "the server is running already, as process {} (PID file {})");
DHCP_MESSAGE(pid_file_error, "DHCP4_PID_FILE_ERROR", dhcp4, log_fatal, "{}");
DHCP_MESSAGE(init_fail, "DHCP4_INIT_FAIL", dhcp4, log_error, "the server cannot start: {}");
DHCP_MESSAGE(started, "DHCP4_STARTED", dhcp4, log_info, "DHCPv4 server, version {}, has started");
DHCP_MESSAGE(multi_threading, "DHCP4_MULTI_THREADING_INFO", dhcp4, log_info, "{} worker threads");
DHCP_MESSAGE(lookup_first, "DHCP4_RESERVATIONS_LOOKUP_FIRST_ENABLED", dhcp4, log_info,
             "with several threads reservations are looked for before leases, whatever is configured");
DHCP_MESSAGE(send_to_source, "DHCP4_TESTING_MODE_SEND_TO_SOURCE_ENABLED", dhcp4, log_warn,
             "for tests, every response goes to where its query came from");
DHCP_MESSAGE(shutdown_request, "DHCP4_SHUTDOWN_REQUEST", dhcp4, log_debug(40), "asked to stop by {}");
DHCP_MESSAGE(shutdown, "DHCP4_SHUTDOWN", dhcp4, log_debug(40), "the server has stopped");

// --- configuration --------------------------------------------------------------------------------------
DHCP_MESSAGE(config_start, "DHCP4_CONFIG_START", dhcp4, log_debug(10), "reading the configuration {}");
DHCP_MESSAGE(config_warning, "DHCP4_CONFIG_SYNTAX_WARNING", dhcp4, log_warn, "{}");
DHCP_MESSAGE(config_complete, "DHCP4_CONFIG_COMPLETE", dhcp4, log_info,
             "the configuration is in use: {} subnets, listening on {} interfaces");
DHCP_MESSAGE(parser_fail, "DHCP4_PARSER_FAIL", dhcp4, log_error, "{}");
DHCP_MESSAGE(config_load_fail, "DHCP4_CONFIG_LOAD_FAIL", dhcp4, log_error,
             "the configuration {} cannot be used: {}");
DHCP_MESSAGE(reconfiguration, "DHCP4_DYNAMIC_RECONFIGURATION", dhcp4, log_info,
             "asked to read {} again by {}");
DHCP_MESSAGE(reconfiguration_success, "DHCP4_DYNAMIC_RECONFIGURATION_SUCCESS", dhcp4, log_info,
             "the new configuration of {} is in use");
DHCP_MESSAGE(reconfiguration_fail, "DHCP4_DYNAMIC_RECONFIGURATION_FAIL", dhcp4, log_fatal,
             "nothing is changed, the server goes on as before, because {}");
DHCP_MESSAGE(workers_fixed, "DHCP4_MULTI_THREADING_UNCHANGED", dhcp4, log_warn,
             "the number of worker threads stays {} until a restart; the configuration asks for {}");

DHCP_MESSAGE(config_packet_queue, "DHCP4_CONFIG_PACKET_QUEUE", dhcp4, log_info,
             "queries that wait for a worker, at most: {} (0: no limit but ours)");
DHCP_MESSAGE(queue_control_disabled, "DHCPSRV_MT_DISABLED_QUEUE_CONTROL", dhcpsrv, log_warn,
             "dhcp-queue-control is of no effect with multi-threading, which has packet-queue-size");

// --- DHCPv4 over DHCPv6 ---------------------------------------------------------------------------------
DHCP_MESSAGE(carried_receiving, "DHCP4_DHCP4O6_RECEIVING", packets, log_debug(50),
             "a message comes from the DHCPv6 server");
DHCP_MESSAGE(carried_receive_fail, "DHCP4_DHCP4O6_RECEIVE_FAIL", packets, log_debug(50),
             "nothing can be received from the DHCPv6 server: {}");
DHCP_MESSAGE(carried_bad_packet, "DHCP4_DHCP4O6_BAD_PACKET", packets, log_debug(50),
             "a message of the DHCPv6 server is ignored, {}");
DHCP_MESSAGE(carried_received, "DHCP4_DHCP4O6_PACKET_RECEIVED", packets, log_debug(40),
             "a query of {} on interface {} from the DHCPv6 server");
DHCP_MESSAGE(carried_send, "DHCP4_DHCP4O6_PACKET_SEND", packets, log_debug(40),
             "a DHCPV4-RESPONSE of {} bytes, for {} on interface {}, goes to the DHCPv6 server");
DHCP_MESSAGE(carried_send_fail, "DHCP4_DHCP4O6_PACKET_SEND_FAIL", packets, log_error,
             "a reply could not be handed to the DHCPv6 server: {}");

// --- leases ---------------------------------------------------------------------------------------------
DHCP_MESSAGE(no_storage, "DHCPSRV_MEMFILE_NO_STORAGE", dhcpsrv, log_warn,
             "leases are kept in memory alone, a restart forgets them");

// --- cleanup of the lease file --------------------------------------------------------------------------
DHCP_MESSAGE(lfc_setup, "DHCPSRV_MEMFILE_LFC_SETUP", dhcpsrv, log_info,
             "the lease file is cleaned up every {} s");
DHCP_MESSAGE(lfc_start, "DHCPSRV_MEMFILE_LFC_START", dhcpsrv, log_info,
             "a cleanup of the lease file begins");
DHCP_MESSAGE(lfc_skipped, "DHCPSRV_MEMFILE_LFC_SKIPPED", dhcpsrv, log_warn,
             "no cleanup of the lease file begins, because the one before has not ended");
DHCP_MESSAGE(lfc_execute, "DHCPSRV_MEMFILE_LFC_EXECUTE", dhcpsrv, log_info, "running {}");
DHCP_MESSAGE(lfc_spawn_fail, "DHCPSRV_MEMFILE_LFC_SPAWN_FAIL", dhcpsrv, log_error,
             "{}; the next cleanup of the lease file tries again");
DHCP_MESSAGE(lfc_failed, "DHCPSRV_MEMFILE_LFC_FAIL", dhcpsrv, log_error,
             "the cleanup of the lease file ended with {} {}; no lease is lost, the next one tries again");

// --- sockets --------------------------------------------------------------------------------------------
DHCP_MESSAGE(open_socket, "DHCP4_OPEN_SOCKET", dhcp4, log_debug(0), "listening on {} by {}, {} addresses");
DHCP_MESSAGE(open_socket_fail, "DHCPSRV_OPEN_SOCKET_FAIL", dhcpsrv, log_warn, "not listening: {}");
DHCP_MESSAGE(socket_raw_unsupported, "DHCPSRV_CFGMGR_SOCKET_RAW_UNSUPPORTED", dhcpsrv, log_warn, "{}");
DHCP_MESSAGE(no_sockets_open, "DHCPSRV_NO_SOCKETS_OPEN", dhcpsrv, log_warn,
             "no interface is listened on, so no query will arrive");
DHCP_MESSAGE(open_sockets_failed, "DHCP4_OPEN_SOCKETS_FAILED", dhcp4, log_error,
             "some sockets are not open after {} more attempts");
DHCP_MESSAGE(interfaces_changed, "DHCP4_INTERFACES_CHANGED", dhcp4, log_info,
             "the interfaces of this machine have changed; listening on {} of them");
DHCP_MESSAGE(receive_fail, "DHCP4_BUFFER_RECEIVE_FAIL", packets, log_debug(40),
             "datagram on interface {} dropped, {}");
DHCP_MESSAGE(kernel_drops, "DHCP4_BUFFER_OVERRUN", packets, log_warn,
             "{} datagrams on interface {} were lost before the server could take them");
DHCP_MESSAGE(overload, "DHCP4_OVERLOAD", packets, log_warn,
             "more queries come than can be answered: {} DISCOVERs were dropped in the last second");
DHCP_MESSAGE(send_fail, "DHCP4_PACKET_SEND_FAIL", packets, log_error, "the response to {} was not sent: {}");
// clang-format on

#undef DHCP_MESSAGE

}  // namespace dhcp::server::messages
