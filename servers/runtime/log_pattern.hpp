/// @file
/// The layout of a log line: a pattern with %-conversions, compiled once.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/log_text.hpp"

namespace dhcp::server {

/// What a line is made from.
struct LogRecord {
  std::string_view logger;    ///< "kea-dhcp4.leases"
  std::string_view severity;  ///< "INFO"
  std::string_view id;        ///< "DHCP4_STARTED"
  std::string_view text;
  std::chrono::system_clock::time_point time;
};

inline constexpr std::string_view default_stream_pattern = "%D{%Y-%m-%d %H:%M:%S.%q} %-5p [%c/%i.%t] %m\n";
inline constexpr std::string_view default_syslog_pattern = "%-5p [%c.%t] %m\n";

/// A compiled pattern. The conversions: %d{} %D{} (UTC and local time, strftime with %q milliseconds and %Q
/// microseconds), %c logger, %p severity, %m message, %n newline, %i process, %t %T thread id and name, %h %H
/// host name and full host name, %E{} environment, %r milliseconds since the pattern was compiled, %%
/// percent, and %b %F %L %l %M, which name source files in other systems and are empty here. `%-10.30m` pads
/// to 10 (to the right with "-") and keeps the last 30 characters. What is no conversion stands for itself.
/// Immutable, so safe to share. What cannot change while the process runs is expanded once, and the text of a
/// second once a second and thread: a line is mostly copied.
class LogPattern {
 public:
  explicit LogPattern(std::string_view pattern);

  /// Appends the line to `out`, as two calls: what comes before the first %m, which the lines of one logger,
  /// severity, thread and time share, and the rest.
  void format_front(const LogRecord& record, LogText& out) const;
  void format_rest(const LogRecord& record, LogText& out) const;

 private:
  /// What stood between the braces of a time conversion: texts for strftime, and fractions of a second, which
  /// it does not know.
  struct TimePart {
    char fraction = 0;  ///< 'q', 'Q' or 0
    std::string format;
  };
  static constexpr std::size_t unlimited = static_cast<std::size_t>(-1);
  struct Piece {
    char conversion = 0;  ///< 0: literal text
    bool left = false;
    std::size_t min_width = 0;
    std::size_t max_width = unlimited;
    std::string text;  ///< the literal, or what stood between braces
    std::vector<TimePart> time;
    std::uint64_t layout = 0;  ///< tells time conversions of all patterns of the process apart
  };
  /// The texts of a time conversion's parts in one second.
  struct Second {
    std::uint64_t layout = 0;
    std::time_t seconds = 0;
    std::vector<std::string> texts;
  };
  static bool is_constant(char conversion);
  static void divide_time(Piece& piece);
  static const Second& rendered_second(const Piece& piece, std::time_t seconds);
  static void expand_time(const Piece& piece, std::chrono::system_clock::time_point time, LogText& out);
  static void expand(const Piece& piece, const LogRecord& record, LogText& out,
                     std::chrono::system_clock::time_point start);
  static void fit(const Piece& piece, std::size_t begin, LogText& out);
  void format(std::span<const Piece> pieces, const LogRecord& record, LogText& out) const;
  void add_literal(std::string_view text);
  void add(Piece piece);

  std::vector<Piece> pieces_;
  std::size_t front_ = 0;  ///< how many pieces come before the first %m
  std::chrono::system_clock::time_point start_;
};

}  // namespace dhcp::server
