/// @file
/// The loop between the load, its port and the clock.
#pragma once

#include <csignal>

#include "dhcpcore/result.hpp"
#include "perf/load.hpp"
#include "perf/port.hpp"
#include "perf/report.hpp"

namespace dhcp::perf {

/// Runs `load` over `port` until a limit is reached or SIGINT or SIGTERM arrives, then for as long as the
/// options say. A second signal ends it at once. The error is one of the system's: the socket or the lease
/// log failed. Blocks; to be called from the only thread, as it waits for signals.
Result<StopReason> run(const Options& options, Load& load, Port& port, LeaseLog& leases,
                       Statistics& statistics, Progress& progress);

}  // namespace dhcp::perf
