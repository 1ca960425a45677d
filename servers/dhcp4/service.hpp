/// @file
/// A running DHCPv4 server: engine, leases, workers and sockets, and the thread that controls them.
#pragma once

#include <memory>
#include <string>

#include "dhcp4/lease_cleanup.hpp"
#include "dhcp4/lease_database.hpp"
#include "dhcp4/listener.hpp"
#include "dhcp4/worker.hpp"
#include "dhcpcore/engine4.hpp"
#include "runtime/command_line.hpp"
#include "runtime/interface_monitor.hpp"
#include "runtime/log_router.hpp"
#include "runtime/timers.hpp"

namespace dhcp::server {

/// What a service is given; outlives it.
struct ServiceParts {
  const CommandLine& command_line;
  const LogSetup& log_setup;
  LogRouter& log_router;
  Log& log;
  EventLoop& loop;
};

/// Used by the control thread, on which it is made, run and destroyed.
class Service {
 public:
  /// Reads the configuration, loads the leases, opens the sockets and starts the workers, in this order. An
  /// error says what is unusable; nothing has been answered then.
  static Result<std::unique_ptr<Service>> start(const ServiceParts& parts);
  ~Service();

  /// Serves until `stop` has been called; returns the exit code.
  int run();
  /// Ends `run`. Queries under way are answered first.
  void stop(int exit_code);
  /// Reads the configuration file again and switches to it if all of it can be used; otherwise nothing
  /// changes. `trigger` says who asked, for the log.
  void reload(std::string_view trigger);

 private:
  explicit Service(const ServiceParts& parts) : parts_(parts) {}
  Result<void> prepare();
  Result<void> switch_to(std::shared_ptr<const Config4> config);
  void use_log_routes(std::shared_ptr<const LogRoutes> routes);
  Result<void> open_leases();
  Result<std::unique_ptr<FourOverSixPort>> open_four_over_six(const Config4& config,
                                                              std::uint16_t in_use) const;
  void make_workers();
  void make_engine();
  void interfaces_changed();
  void report_overload();
  void report_kernel_drops();

  const ServiceParts parts_;
  const SystemClock clock_;
  Timers timers_;
  std::shared_ptr<const Config4> config_;
  std::unique_ptr<InterfaceMonitor> monitor_;
  InterfaceTable interfaces_;
  // Destroyed from the last to the first: nothing may outlive what it uses.
  std::unique_ptr<Statistics4> statistics_;
  std::unique_ptr<WorkerSurroundings> surroundings_;
  std::unique_ptr<WorkerPool> workers_;
  LeaseCleanup cleanup_{parts_.loop, timers_, parts_.log};
  std::unique_ptr<LeaseStore4> leases_;
  std::unique_ptr<Engine4> engine_;
  std::unique_ptr<Listener> listener_;
  bool stopping_ = false;
  int exit_code_ = 0;
};

}  // namespace dhcp::server
