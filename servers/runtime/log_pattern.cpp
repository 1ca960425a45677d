#include "runtime/log_pattern.hpp"

#include <netdb.h>
#include <pthread.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

namespace dhcp::server {
namespace {

using SystemTime = std::chrono::system_clock::time_point;

void append(fmt::memory_buffer& out, std::string_view text) {
  out.append(text.data(), text.data() + text.size());
}

/// A second taken apart. Taking apart asks for the time zone under a lock, so each thread remembers its last.
const std::tm& broken_down(std::time_t seconds, bool utc) {
  struct Remembered {
    std::time_t seconds = -1;
    std::tm parts{};
  };
  thread_local Remembered remembered[2];
  Remembered& last = remembered[utc ? 1 : 0];
  if (last.seconds != seconds) {
    last.seconds = seconds;
    if (utc)
      ::gmtime_r(&seconds, &last.parts);
    else
      ::localtime_r(&seconds, &last.parts);
  }
  return last.parts;
}

/// A number with at least `width` digits.
void append_number(fmt::memory_buffer& out, std::int64_t number, int width = 1) {
  char digits[24];
  char* const end = digits + sizeof digits;
  char* at = end;
  for (; number > 0 || end - at < width; number /= 10) *--at = static_cast<char>('0' + number % 10);
  append(out, {at, static_cast<std::size_t>(end - at)});
}

/// The commonest conversions by hand, because strftime consults the locale for each.
bool append_simple(fmt::memory_buffer& out, char conversion, const std::tm& parts) {
  switch (conversion) {
    case 'Y':
      append_number(out, parts.tm_year + 1900, 4);
      return true;
    case 'm':
      append_number(out, parts.tm_mon + 1, 2);
      return true;
    case 'd':
      append_number(out, parts.tm_mday, 2);
      return true;
    case 'H':
      append_number(out, parts.tm_hour, 2);
      return true;
    case 'M':
      append_number(out, parts.tm_min, 2);
      return true;
    case 'S':
      append_number(out, parts.tm_sec, 2);
      return true;
    default:
      return false;
  }
}

pid_t thread_id() {
  thread_local const pid_t id = ::gettid();
  return id;
}

std::string host_name(bool full) {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  if (!full) return name;
  addrinfo hints{};
  hints.ai_flags = AI_CANONNAME;
  addrinfo* found = nullptr;
  std::string result = name;
  if (::getaddrinfo(name, nullptr, &hints, &found) == 0) {
    if (found->ai_canonname != nullptr) result = found->ai_canonname;
    ::freeaddrinfo(found);
  }
  return result;
}

std::size_t take_number(std::string_view pattern, std::size_t& at) {
  std::size_t number = 0;
  while (at < pattern.size() && pattern[at] >= '0' && pattern[at] <= '9' && number < 10000)
    number = number * 10 + static_cast<std::size_t>(pattern[at++] - '0');
  return number;
}

}  // namespace

std::vector<LogPattern::TimePart> LogPattern::time_parts(std::string_view layout) {
  std::vector<TimePart> parts;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const bool conversion = layout[i] == '%' && i + 1 < layout.size();
    if (conversion && (layout[i + 1] == 'q' || layout[i + 1] == 'Q'))
      parts.push_back({layout[i + 1], {}});
    else
      parts.push_back({0, std::string(layout.substr(i, conversion ? 2 : 1))});
    if (conversion) ++i;
  }
  return parts;
}

void LogPattern::expand_time(const Piece& piece, SystemTime time, fmt::memory_buffer& out) {
  const auto since_epoch = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
  const std::int64_t micros = since_epoch.count() % 1000000;
  const std::tm& parts = broken_down(since_epoch.count() / 1000000, piece.conversion == 'd');
  for (const TimePart& part : piece.time) {
    if (part.fraction == 'q') {
      append_number(out, micros / 1000, 3);
    } else if (part.fraction == 'Q') {
      append_number(out, micros / 1000);
      out.push_back('.');
      append_number(out, micros % 1000, 3);
    } else if (part.format.size() == 1) {
      out.push_back(part.format[0]);
    } else if (!append_simple(out, part.format[1], parts)) {
      char text[128];
      append(out, {text, std::strftime(text, sizeof text, part.format.c_str(), &parts)});
    }
  }
}

LogPattern::LogPattern(std::string_view pattern) : start_(std::chrono::system_clock::now()) {
  constexpr std::string_view conversions = "dDcpmnitThHErbFLlM";
  const auto literal = [this](std::string_view text) {
    if (pieces_.empty() || pieces_.back().conversion != 0) pieces_.emplace_back();
    pieces_.back().text += text;
  };
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t begin = at;
    if (pattern[at++] != '%') {
      literal(pattern.substr(begin, 1));
      continue;
    }
    if (at < pattern.size() && pattern[at] == '%') {
      literal("%");
      ++at;
      continue;
    }
    Piece piece;
    piece.left = at < pattern.size() && pattern[at] == '-';
    if (piece.left) ++at;
    piece.min_width = take_number(pattern, at);
    if (at < pattern.size() && pattern[at] == '.') {
      ++at;
      piece.max_width = take_number(pattern, at);
    }
    if (at == pattern.size() || conversions.find(pattern[at]) == std::string_view::npos) {
      literal(pattern.substr(begin, at - begin));
      continue;
    }
    piece.conversion = pattern[at++];
    if (at < pattern.size() && pattern[at] == '{') {
      const std::size_t end = pattern.find('}', at);
      if (end != std::string_view::npos) {
        piece.text = pattern.substr(at + 1, end - at - 1);
        at = end + 1;
      }
    }
    // Neither can change while the process runs, and looking a name up may take seconds.
    if (piece.conversion == 'h' || piece.conversion == 'H') piece.text = host_name(piece.conversion == 'H');
    if ((piece.conversion == 'd' || piece.conversion == 'D') && piece.text.empty())
      piece.text = "%Y-%m-%d %H:%M:%S";
    if (piece.conversion == 'd' || piece.conversion == 'D') piece.time = time_parts(piece.text);
    pieces_.push_back(std::move(piece));
  }
}

void LogPattern::expand(const Piece& piece, const LogRecord& record, fmt::memory_buffer& out,
                        SystemTime start) {
  switch (piece.conversion) {
    case 'd':
    case 'D':
      return expand_time(piece, record.time, out);
    case 'c':
      return append(out, record.logger);
    case 'p':
      return append(out, record.severity);
    case 'm':
      append(out, record.id);
      if (!record.text.empty()) append(out, " ");
      return append(out, record.text);
    case 'n':
      return append(out, "\n");
    case 'i':
      return append_number(out, ::getpid());
    case 't':
      return append_number(out, thread_id());
    case 'T': {
      char name[16] = {};
      ::pthread_getname_np(::pthread_self(), name, sizeof name);
      return append(out, name);
    }
    case 'h':
    case 'H':
      return append(out, piece.text);
    case 'E':
      if (const char* value = std::getenv(piece.text.c_str())) append(out, value);
      return;
    case 'r':
      return append_number(
          out, std::chrono::duration_cast<std::chrono::milliseconds>(record.time - start).count());
    default:
      return;
  }
}

void LogPattern::format(const LogRecord& record, fmt::memory_buffer& out) const {
  fmt::memory_buffer field;
  for (const Piece& piece : pieces_) {
    if (piece.conversion == 0) {
      append(out, piece.text);
      continue;
    }
    if (piece.min_width == 0 && piece.max_width == unlimited) {
      expand(piece, record, out, start_);
      continue;
    }
    field.clear();
    expand(piece, record, field, start_);
    std::string_view text(field.data(), field.size());
    if (text.size() > piece.max_width) text.remove_prefix(text.size() - piece.max_width);
    const std::size_t padding = piece.min_width > text.size() ? piece.min_width - text.size() : 0;
    if (piece.left) append(out, text);
    for (std::size_t i = 0; i < padding; ++i) out.push_back(' ');
    if (!piece.left) append(out, text);
  }
}

}  // namespace dhcp::server
