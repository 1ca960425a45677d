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

void append_time(fmt::memory_buffer& out, const std::string& layout, SystemTime time, bool utc) {
  const auto since_epoch = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
  const std::time_t seconds = since_epoch.count() / 1000000;
  const long micros = since_epoch.count() % 1000000;
  // strftime knows no fractions, so they are put into its format first.
  std::string format;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    if (layout[i] != '%' || i + 1 == layout.size()) {
      format += layout[i];
    } else if (layout[++i] == 'q') {
      format += fmt::format("{:03}", micros / 1000);
    } else if (layout[i] == 'Q') {
      format += fmt::format("{}.{:03}", micros / 1000, micros % 1000);
    } else {
      format += '%';
      format += layout[i];
    }
  }
  std::tm broken_down{};
  if (utc)
    ::gmtime_r(&seconds, &broken_down);
  else
    ::localtime_r(&seconds, &broken_down);
  char text[256];
  append(out, {text, std::strftime(text, sizeof text, format.c_str(), &broken_down)});
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
    pieces_.push_back(std::move(piece));
  }
}

void LogPattern::expand(const Piece& piece, const LogRecord& record, fmt::memory_buffer& out,
                        SystemTime start) {
  switch (piece.conversion) {
    case 'd':
    case 'D':
      return append_time(out, piece.text, record.time, piece.conversion == 'd');
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
      fmt::format_to(std::back_inserter(out), "{}", ::getpid());
      return;
    case 't':
      fmt::format_to(std::back_inserter(out), "{}", ::gettid());
      return;
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
      fmt::format_to(std::back_inserter(out), "{}",
                     std::chrono::duration_cast<std::chrono::milliseconds>(record.time - start).count());
      return;
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
