#include "dhcpcore/log.hpp"

#include <iterator>

namespace dhcp {

std::string_view log_component_name(LogComponent component) {
  static constexpr std::string_view names[] = {
      "",      "alloc-engine", "auth", "bad-packets", "callouts", "commands", "database", "ddns",    "dhcp4",
      "dhcp6", "dhcpsrv",      "eval", "hooks",       "hosts",    "leases",   "options",  "packets", "tcp",
  };
  static_assert(std::size(names) == static_cast<std::size_t>(LogComponent::count_));
  return names[static_cast<std::size_t>(component)];
}

std::string_view severity_name(Verbosity verbosity) {
  switch (verbosity) {
    case log_fatal:
      return "FATAL";
    case log_error:
      return "ERROR";
    case log_warn:
      return "WARN";
    case log_info:
      return "INFO";
    default:
      return "DEBUG";
  }
}

Log::Log(LogSink& sink, Verbosity verbosity) : sink_(sink) {
  set_verbosity(verbosity);
}

void Log::set_verbosity(Verbosity all) {
  for (auto& level : levels_) level.store(all, std::memory_order_relaxed);
}

void Log::set_verbosity(LogComponent component, Verbosity verbosity) {
  level(component).store(verbosity, std::memory_order_relaxed);
}

void Log::emit(const LogMessage& message, std::initializer_list<LogArgument> arguments) {
  LogText text;
  message.format.write_to(text, arguments);
  sink_.write(message, text.view());
}

LogSink& null_log_sink() {
  struct NullSink final : LogSink {
    void write(const LogMessage&, std::string_view) noexcept override {}
  };
  static NullSink sink;
  return sink;
}

}  // namespace dhcp
