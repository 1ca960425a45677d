/// @file
/// What the operator sees: progress while it runs, a table or JSON at the end.
#pragma once

#include <cstdint>
#include <string>

#include "perf/load.hpp"
#include "perf/options.hpp"
#include "perf/statistics.hpp"

namespace dhcp::perf {

/// Writes a line to standard error now and then: over itself on a terminal, each on its own line when -t was
/// given, none otherwise.
class Progress {
 public:
  Progress(const Options& options, bool terminal, SteadyTime start);

  /// When `update` has something to write next; the end of time for never.
  SteadyTime next() const { return next_; }
  void update(SteadyTime now, const Statistics& statistics, std::uint32_t in_flight) {
    if (now >= next_) write(now, statistics, in_flight);
  }
  /// Leaves the terminal on a fresh line.
  void finish();

 private:
  void write(SteadyTime now, const Statistics& statistics, std::uint32_t in_flight);

  bool terminal_;
  bool written_ = false;
  std::chrono::nanoseconds interval_;
  SteadyTime next_;
  SteadyTime last_;
  std::uint64_t last_completed_ = 0;
  Stage last_stage_;
};

/// The exit status: 0 when every exchange was served, 3 when some failed.
int exit_status(const Statistics& statistics);

/// The final results, for people and for scripts. Latencies of the table are in milliseconds, of the JSON in
/// microseconds.
std::string table(const Statistics& statistics, const Options& options, StopReason reason);
std::string json(const Statistics& statistics, const Options& options, StopReason reason);

}  // namespace dhcp::perf
