/// @file
/// The log front end: a message is an identifier, a component, a level and arguments. A call below the active
/// level is one relaxed load. Where lines go is the affair of a sink that the process hands in.
/// @floor log
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "dhcpcore/export.hpp"
#include "dhcpcore/log_text.hpp"

namespace dhcp {

/// Components a message belongs to; `log_component_name` gives the last part of the logger's name.
enum class LogComponent : std::uint8_t {
  root,
  alloc_engine,
  auth,
  bad_packets,
  callouts,
  commands,
  database,
  ddns,
  dhcp4,
  dhcp6,
  dhcpsrv,
  eval,
  hooks,
  hosts,
  leases,
  options,
  packets,
  tcp,
  count_,
};
DHCPCORE_API std::string_view log_component_name(LogComponent component);

/// How much is said: a message is logged when its verbosity is at most that of its component.
/// 0 to 99 are the debug levels; the named ones are below.
using Verbosity = std::int8_t;
inline constexpr Verbosity log_nothing = -5;
inline constexpr Verbosity log_fatal = -4;
inline constexpr Verbosity log_error = -3;
inline constexpr Verbosity log_warn = -2;
inline constexpr Verbosity log_info = -1;
inline constexpr Verbosity log_debug(int level) {
  return static_cast<Verbosity>(level);
}
/// "FATAL", "ERROR", "WARN", "INFO" or "DEBUG".
DHCPCORE_API std::string_view severity_name(Verbosity verbosity);

/// A message, declared once as a constant.
struct LogMessage {
  std::string_view id;
  LogComponent component;
  Verbosity verbosity;
  LogFormat format;
};

/// Takes finished messages. Thread-safe. Must not throw.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void write(const LogMessage& message, std::string_view text) noexcept = 0;
};

/// One server's log. Thread-safe. Holds a level for each component; the sink is not owned and outlives the
/// log.
class DHCPCORE_API Log {
 public:
  explicit Log(LogSink& sink, Verbosity verbosity = log_info);

  void set_verbosity(Verbosity all);
  void set_verbosity(LogComponent component, Verbosity verbosity);
  bool enabled(const LogMessage& message) const {
    return message.verbosity <= level(message.component).load(std::memory_order_relaxed);
  }

  /// Puts the arguments into the message's text (text, numbers, and what has an `append_to`, see
  /// log_text.hpp) and hands it to the sink, when its component is that verbose.
  template <class... Arguments>
  void operator()(const LogMessage& message, const Arguments&... arguments) {
    if (enabled(message)) emit(message, {arguments...});
  }

 private:
  std::atomic<Verbosity>& level(LogComponent c) { return levels_[static_cast<std::size_t>(c)]; }
  const std::atomic<Verbosity>& level(LogComponent c) const { return levels_[static_cast<std::size_t>(c)]; }
  void emit(const LogMessage& message, std::initializer_list<LogArgument> arguments);

  LogSink& sink_;
  std::array<std::atomic<Verbosity>, static_cast<std::size_t>(LogComponent::count_)> levels_;
};

/// A sink that drops everything.
DHCPCORE_API LogSink& null_log_sink();

}  // namespace dhcp
