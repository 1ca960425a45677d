#include "perf/report.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <iterator>

#include "dhcpcore/version.hpp"

namespace dhcp::perf {
namespace {

/// The stage whose replies make an exchange complete.
Stage last_stage(const Options& options) {
  return options.discover_only ? Stage::discover : Stage::request;
}

double per_second(std::uint64_t count, double seconds) {
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

double in_units(Histogram::Duration duration, double nanoseconds) {
  return static_cast<double>(duration.count()) / nanoseconds;
}

struct Column {
  const char* name;
  double percentile;
};
constexpr Column percentiles[] = {{"p50", 50}, {"p95", 95}, {"p99", 99}};

struct Counter {
  const char* key;
  const char* meaning;
  std::uint64_t Statistics::*value;
};
constexpr Counter counters[] = {
    {"releases", "releases sent", &Statistics::releases},
    {"orphans", "orphans: replies to no request of ours in flight", &Statistics::orphans},
    {"too-short", "datagrams too short for DHCP", &Statistics::too_short},
    {"malformed", "replies without address or server identifier", &Statistics::malformed},
    {"not-unique", "addresses acknowledged to two clients", &Statistics::not_unique},
    {"not-started", "exchanges of the rate that could not be started", &Statistics::not_started},
    {"local-limit", "times the system took no more to send", &Statistics::local_limit},
    {"receive-overflow", "datagrams lost in our own receive buffer", &Statistics::receive_overflow},
};

bool used(const Statistics& statistics, std::size_t stage) {
  return stage == static_cast<std::size_t>(Stage::discover) || statistics.stages[stage].sent > 0;
}

}  // namespace

Progress::Progress(const Options& options, bool terminal, SteadyTime start)
    : terminal_(terminal),
      interval_(options.report_interval.count() != 0 ? options.report_interval
                                                     : std::chrono::nanoseconds(std::chrono::seconds(1))),
      next_(terminal || options.report_interval.count() != 0 ? start + interval_ : SteadyTime::max()),
      last_(start),
      last_stage_(last_stage(options)) {}

void Progress::write(SteadyTime now, const Statistics& statistics, std::uint32_t in_flight) {
  const std::uint64_t completed = statistics[last_stage_].received;
  const double seconds = std::chrono::duration<double>(now - last_).count();
  const std::string line = fmt::format(
      "{:.1f} s: {:.0f} exchanges/s, {} done, {} in flight, {} dropped, {} rejected, {} orphans, mean {:.3f} "
      "ms",
      std::chrono::duration<double>(now - statistics.started).count(),
      per_second(completed - last_completed_, seconds), completed, in_flight, statistics.dropped(),
      statistics.rejected(), statistics.orphans, in_units(statistics[last_stage_].latency.mean(), 1e6));
  fmt::print(stderr, "{}{}{}", terminal_ ? "\r" : "", line, terminal_ ? "\x1b[K" : "\n");
  std::fflush(stderr);
  written_ = true;
  last_ = now;
  last_completed_ = completed;
  next_ = now + interval_;
}

void Progress::finish() {
  if (terminal_ && written_) fmt::print(stderr, "\n");
  next_ = SteadyTime::max();
}

int exit_status(const Statistics& statistics) {
  return statistics.all_well() ? 0 : 3;
}

std::string table(const Statistics& statistics, const Options& options, StopReason reason) {
  const double seconds = statistics.seconds();
  const std::uint64_t completed = statistics[last_stage(options)].received;
  std::string text = fmt::format(
      "{}: {} exchanges in {:.3f} s, {:.0f} exchanges/s, {:.0f} packets/s sent\n\n", stop_reason_name(reason),
      completed, seconds, per_second(completed, seconds), per_second(statistics.sent(), seconds));
  auto out = std::back_inserter(text);
  fmt::format_to(out, "{:<6}{:>11}{:>11}{:>10}{:>10}{:>12}", "stage", "sent", "received", "rejected",
                 "dropped", "unfinished");
  for (const Column& column : percentiles) fmt::format_to(out, "{:>10}", column.name);
  fmt::format_to(out, "{:>10}  (ms)\n", "max");
  for (std::size_t i = 0; i < stage_count; ++i) {
    if (!used(statistics, i)) continue;
    const StageStatistics& stage = statistics.stages[i];
    fmt::format_to(out, "{:<6}{:>11}{:>11}{:>10}{:>10}{:>12}", stage_names[i], stage.sent, stage.received,
                   stage.rejected, stage.dropped, stage.unfinished());
    for (const Column& column : percentiles)
      fmt::format_to(out, "{:>10.3f}", in_units(stage.latency.percentile(column.percentile), 1e6));
    fmt::format_to(out, "{:>10.3f}\n", in_units(stage.latency.max(), 1e6));
  }
  text += '\n';
  for (const Counter& counter : counters)
    if (statistics.*counter.value != 0)
      fmt::format_to(out, "{}: {}\n", counter.meaning, statistics.*counter.value);
  return text;
}

std::string json(const Statistics& statistics, const Options& options, StopReason reason) {
  const double seconds = statistics.seconds();
  const std::uint64_t completed = statistics[last_stage(options)].received;
  std::string text = fmt::format(
      "{{\n  \"program\": \"dhcp-perf\",\n  \"version\": \"{}\",\n  \"end\": \"{}\",\n  \"exit-status\": "
      "{},\n"
      "  \"seconds\": {:.6f},\n  \"exchanges\": {},\n  \"exchanges-per-second\": {:.1f},\n"
      "  \"packets-sent-per-second\": {:.1f},\n",
      DHCPCORE_VERSION, stop_reason_name(reason), exit_status(statistics), seconds, completed,
      per_second(completed, seconds), per_second(statistics.sent(), seconds));
  auto out = std::back_inserter(text);
  for (const Counter& counter : counters)
    fmt::format_to(out, "  \"{}\": {},\n", counter.key, statistics.*counter.value);
  text += "  \"stages\": {";
  for (std::size_t i = 0; i < stage_count; ++i) {
    const StageStatistics& stage = statistics.stages[i];
    const Histogram& latency = stage.latency;
    fmt::format_to(out,
                   "{}\n    \"{}\": {{\"sent\": {}, \"received\": {}, \"rejected\": {}, \"dropped\": {}, "
                   "\"unfinished\": {},\n      \"latency-us\": {{\"min\": {:.1f}, \"mean\": {:.1f}",
                   i == 0 ? "" : ",", stage_names[i], stage.sent, stage.received, stage.rejected,
                   stage.dropped, stage.unfinished(), in_units(latency.min(), 1e3),
                   in_units(latency.mean(), 1e3));
    for (const Column& column : percentiles)
      fmt::format_to(out, ", \"{}\": {:.1f}", column.name,
                     in_units(latency.percentile(column.percentile), 1e3));
    fmt::format_to(out, ", \"max\": {:.1f}}}}}", in_units(latency.max(), 1e3));
  }
  text += "\n  }\n}\n";
  return text;
}

}  // namespace dhcp::perf
