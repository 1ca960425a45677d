/// @file
/// The server's log sink: which logger a message belongs to, how much that logger says, and where.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/config4.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpcore/result.hpp"
#include "runtime/log_output.hpp"
#include "runtime/log_pattern.hpp"

namespace dhcp::server {

/// The `loggers` of a configuration with their outputs open, resolved for every component: what an entry
/// does not say it has from the entry of the root logger ("kea-dhcp4"), that from "*", and that from the
/// defaults (INFO, to the destination of the time before the configuration). Immutable.
struct LogRoutes {
  struct Target {
    std::shared_ptr<LogOutput> output;
    LogPattern pattern;
  };
  struct Route {
    std::string logger;
    Verbosity verbosity = log_info;
    std::vector<std::shared_ptr<const Target>> targets;
  };
  std::array<Route, static_cast<std::size_t>(LogComponent::count_)> routes;

  const Route& route(LogComponent component) const { return routes[static_cast<std::size_t>(component)]; }
};

/// How the loggers of one program are read.
struct LogSetup {
  std::string program;                 ///< the root logger, "kea-dhcp4"
  std::string destination = "stdout";  ///< where to before, or without, `loggers`
  bool debug = false;                  ///< -d: everything, whatever the configuration says
};
/// The setup with the destination taken from KEA_LOGGER_DESTINATION.
LogSetup log_setup(std::string program, bool debug);

/// Resolves `loggers` and opens what they write to. The error names the output that could not be opened.
Result<std::shared_ptr<const LogRoutes>> make_log_routes(const std::vector<LoggerConfig>& loggers,
                                                         const LogSetup& setup);

class ThreadLines;

/// Sends each message where the current routes say. Thread-safe.
class LogRouter final : public LogSink {
 public:
  explicit LogRouter(std::shared_ptr<const LogRoutes> routes);

  void write(const LogMessage& message, std::string_view text) noexcept override;

  /// Takes new routes into use and sets the levels of `log` by them.
  void install(std::shared_ptr<const LogRoutes> routes, Log& log);
  /// Writes what outputs without `flush` hold back.
  void flush() noexcept;

  /// From now on the lines of the calling thread are written together, when it calls `release_lines` or an
  /// error is among them. A thread that answers queries in batches releases before the answers leave, so that
  /// the log is never behind what the network has seen, at the price of one write a batch instead of one a
  /// line. Lines held together may have the time of the first of them, at most a tick of the kernel's clock
  /// (1 to 10 ms) ago.
  static void hold_lines() noexcept;
  /// Writes the lines held back for the calling thread.
  static void release_lines() noexcept;

 private:
  ThreadLines& lines_of_this_thread();

  std::mutex mutex_;  // guards `routes_`; threads keep a copy and take it only when the number has changed
  std::shared_ptr<const LogRoutes> routes_;
  std::atomic<std::uint64_t> generation_;
};

}  // namespace dhcp::server
