#include "runtime/log_router.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>

#include "runtime/thread_lines.hpp"

namespace dhcp::server {
namespace {

using Target = LogRoutes::Target;

std::optional<Verbosity> verbosity_of(const LoggerConfig& logger) {
  struct Named {
    std::string_view name;
    Verbosity verbosity;
  };
  static constexpr Named severities[] = {{"FATAL", log_fatal},
                                         {"ERROR", log_error},
                                         {"WARN", log_warn},
                                         {"INFO", log_info},
                                         {"NONE", log_nothing}};
  if (logger.severity.empty()) return std::nullopt;
  if (logger.severity == "DEBUG") return log_debug(logger.debuglevel);
  for (const Named& severity : severities)
    if (severity.name == logger.severity) return severity.verbosity;
  return log_info;
}

/// Opens each output once, however many loggers write to it.
class OutputOpener {
 public:
  explicit OutputOpener(const std::string& program) : program_(program) {}

  Result<std::shared_ptr<const Target>> open(const LogOutputConfig& config) {
    std::shared_ptr<LogOutput>& output = opened_[config.output];
    if (!output) {
      Result<std::shared_ptr<LogOutput>> made = open_log_output(config, program_);
      if (!made) return made.error();
      output = *std::move(made);
    }
    std::string_view pattern = config.pattern;
    if (pattern.empty()) pattern = is_syslog(config.output) ? default_syslog_pattern : default_stream_pattern;
    return std::shared_ptr<const Target>(std::make_shared<Target>(Target{output, LogPattern(pattern)}));
  }

 private:
  const std::string& program_;
  std::map<std::string, std::shared_ptr<LogOutput>> opened_;
};

/// Lets `logger` override what `route` has inherited.
Result<void> apply(const LoggerConfig& logger, OutputOpener& opener, LogRoutes::Route& route) {
  if (const std::optional<Verbosity> verbosity = verbosity_of(logger)) route.verbosity = *verbosity;
  if (logger.outputs.empty()) return {};
  route.targets.clear();
  for (const LogOutputConfig& output : logger.outputs) {
    Result<std::shared_ptr<const Target>> target = opener.open(output);
    if (!target) return target.error();
    route.targets.push_back(*std::move(target));
  }
  return {};
}

std::string logger_name(const std::string& program, LogComponent component) {
  const std::string_view part = log_component_name(component);
  return part.empty() ? program : fmt::format("{}.{}", program, part);
}

}  // namespace

LogSetup log_setup(std::string program, bool debug) {
  const char* destination = std::getenv("KEA_LOGGER_DESTINATION");
  return {std::move(program), destination != nullptr && *destination != '\0' ? destination : "stdout", debug};
}

Result<std::shared_ptr<const LogRoutes>> make_log_routes(const std::vector<LoggerConfig>& loggers,
                                                         const LogSetup& setup) {
  OutputOpener opener(setup.program);
  LogOutputConfig fallback;
  fallback.output = setup.destination;

  LogRoutes::Route root;
  bool everything_has_output = false;
  for (const LoggerConfig& logger : loggers)
    everything_has_output |= (logger.name == "*" || logger.name == setup.program) && !logger.outputs.empty();
  if (!everything_has_output) {
    Result<std::shared_ptr<const Target>> target = opener.open(fallback);
    if (!target) return target.error();
    root.targets.push_back(*std::move(target));
  }

  const auto overlay = [&](std::string_view name, LogRoutes::Route& route) -> Result<void> {
    for (const LoggerConfig& logger : loggers) {
      if (logger.name != name) continue;
      if (Result<void> applied = apply(logger, opener, route); !applied) return applied;
    }
    return {};
  };
  if (Result<void> done = overlay("*", root); !done) return done.error();
  if (Result<void> done = overlay(setup.program, root); !done) return done.error();

  auto routes = std::make_shared<LogRoutes>();
  for (std::size_t i = 0; i < routes->routes.size(); ++i) {
    LogRoutes::Route& route = routes->routes[i];
    route = root;
    route.logger = logger_name(setup.program, static_cast<LogComponent>(i));
    if (route.logger != setup.program)
      if (Result<void> done = overlay(route.logger, route); !done) return done.error();
    if (setup.debug) route.verbosity = log_debug(99);
  }
  return std::shared_ptr<const LogRoutes>(std::move(routes));
}

namespace {

/// Numbers routes, of all routers of the process.
std::uint64_t next_generation() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

void flush_all(const LogRoutes& routes) noexcept {
  for (const LogRoutes::Route& route : routes.routes)
    for (const auto& target : route.targets) target->output->flush();
}

}  // namespace

LogRouter::LogRouter(std::shared_ptr<const LogRoutes> routes)
    : routes_(std::move(routes)), generation_(next_generation()) {}

ThreadLines& LogRouter::lines_of_this_thread() {
  ThreadLines& lines = ThreadLines::of_this_thread();
  if (lines.generation() != generation_.load(std::memory_order_acquire)) {
    lines.release();
    const std::lock_guard lock(mutex_);
    lines.follow(routes_, generation_.load(std::memory_order_relaxed));
  }
  return lines;
}

void LogRouter::write(const LogMessage& message, std::string_view text) noexcept {
  lines_of_this_thread().write(message, text);
}

void LogRouter::hold_lines() noexcept {
  ThreadLines::of_this_thread().hold();
}

void LogRouter::release_lines() noexcept {
  ThreadLines::of_this_thread().release();
}

void LogRouter::install(std::shared_ptr<const LogRoutes> routes, Log& log) {
  for (std::size_t i = 0; i < routes->routes.size(); ++i)
    log.set_verbosity(static_cast<LogComponent>(i), routes->routes[i].verbosity);
  std::shared_ptr<const LogRoutes> old;
  {
    const std::lock_guard lock(mutex_);
    old = std::exchange(routes_, std::move(routes));
    generation_.store(next_generation(), std::memory_order_release);
  }
  flush_all(*old);
}

void LogRouter::flush() noexcept {
  flush_all(lines_of_this_thread().routes());
}

}  // namespace dhcp::server
