/// @file
/// What the lease file says to the log.
#pragma once

#include "dhcpcore/log.hpp"

namespace dhcp::store::message {

inline constexpr LogMessage file_load{"DHCPSRV_MEMFILE_LEASE_FILE_LOAD", LogComponent::dhcpsrv, log_info,
                                      "reading leases from {}"};
inline constexpr LogMessage loaded{
    "DHCPSRV_MEMFILE_LOADED", LogComponent::dhcpsrv, log_info,
    "{} rows read from the lease file {}, which hold {} leases; {} rows were bad; {} s"};
inline constexpr LogMessage row_error{"DHCPSRV_MEMFILE_LEASE_LOAD_ROW_ERROR", LogComponent::dhcpsrv,
                                      log_error, "{}:{}: bad row: {}{}{}"};
inline constexpr LogMessage row_errors_not_shown{"DHCPSRV_MEMFILE_ROW_ERRORS_NOT_SHOWN",
                                                 LogComponent::dhcpsrv, log_error,
                                                 "{}: {} more bad rows are not shown; all are kept in {}"};
inline constexpr LogMessage torn_tail{
    "DHCPSRV_MEMFILE_TORN_ROW", LogComponent::dhcpsrv, log_warn,
    "{}: the last row was cut off while it was being written; it is ignored"};
inline constexpr LogMessage rejected_not_kept{"DHCPSRV_MEMFILE_REJECTED_NOT_KEPT", LogComponent::dhcpsrv,
                                              log_warn, "bad rows cannot be kept: {}"};
inline constexpr LogMessage needs_upgrading{
    "DHCPSRV_MEMFILE_NEEDS_UPGRADING", LogComponent::dhcpsrv, log_warn,
    "{} lacks {} columns of the present format, which get their defaults"};
inline constexpr LogMessage needs_downgrading{
    "DHCPSRV_MEMFILE_NEEDS_DOWNGRADING", LogComponent::dhcpsrv, log_warn,
    "{} has {} columns that the present format does not know, which are dropped"};
inline constexpr LogMessage not_writable{
    "DHCPSRV_MEMFILE_NOT_WRITABLE", LogComponent::dhcpsrv, log_error,
    "leases cannot be stored: {}. Clients get no addresses until this is mended; every change tries again"};
inline constexpr LogMessage writable_again{"DHCPSRV_MEMFILE_WRITABLE_AGAIN", LogComponent::dhcpsrv, log_info,
                                           "leases are stored in {} again"};

// --- cleanup

inline constexpr LogMessage not_moved{"DHCPSRV_MEMFILE_LFC_LEASE_FILE_RENAME_FAIL", LogComponent::dhcpsrv,
                                      log_error,
                                      "the lease file {} could not be moved aside for its cleanup: {}"};

inline constexpr LogMessage processing{"LFC_PROCESSING", LogComponent::root, log_info,
                                       "making one file of {} and {}"};
inline constexpr LogMessage read_stats{"LFC_READ_STATS", LogComponent::root, log_info,
                                       "{} leases of {} rows are kept; {} rows were bad"};
inline constexpr LogMessage rotating{"LFC_ROTATING", LogComponent::root, log_info,
                                     "the new file takes the place of the old ones"};
inline constexpr LogMessage processing_failed{"LFC_FAIL_PROCESS", LogComponent::root, log_error,
                                              "the lease files are left as they are: {}"};
inline constexpr LogMessage rotation_failed{
    "LFC_FAIL_ROTATE", LogComponent::root, log_error,
    "the new file is complete, but could not take the place of the old ones: {}"};

}  // namespace dhcp::store::message
