#include "runtime/log_pattern.hpp"

#include <netdb.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>

namespace dhcp::server {
namespace {

using SystemTime = std::chrono::system_clock::time_point;

/// A number with at least `width` digits.
void append_number(LogText& out, std::int64_t number, int width = 1) {
  char digits[24];
  char* const end = digits + sizeof digits;
  char* at = end;
  for (; number > 0 || end - at < width; number /= 10) *--at = static_cast<char>('0' + number % 10);
  out.append({at, end});
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

/// strftime to a text of any length. Asks for the time zone under a lock and consults the locale.
std::string time_text(const std::string& format, const std::tm& parts) {
  constexpr std::size_t longest_conversion = 64;
  std::string text(format.size() * longest_conversion + 1, '\0');
  text.resize(std::strftime(text.data(), text.size(), format.c_str(), &parts));
  return text;
}

}  // namespace

/// Conversions that give the same text as long as the process runs. (Looking a host name up may take seconds,
/// too.)
bool LogPattern::is_constant(char conversion) {
  return std::string_view("nihHEbFLlM").find(conversion) != std::string_view::npos;
}

void LogPattern::divide_time(Piece& piece) {
  static std::atomic<std::uint64_t> last_layout = 0;
  piece.layout = ++last_layout;
  const std::string_view layout = piece.text;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const bool conversion = layout[i] == '%' && i + 1 < layout.size();
    if (conversion && (layout[i + 1] == 'q' || layout[i + 1] == 'Q')) {
      piece.time.push_back({layout[++i], {}});
      continue;
    }
    if (piece.time.empty() || piece.time.back().fraction != 0) piece.time.emplace_back();
    std::string& format = piece.time.back().format;
    format += layout[i];
    if (layout[i] == '%') format += conversion ? layout[++i] : '%';
  }
}

const LogPattern::Second& LogPattern::rendered_second(const Piece& piece, std::time_t seconds) {
  // A thread logs by a few patterns, mostly by one.
  thread_local Second remembered[4];
  Second& last = remembered[piece.layout % std::size(remembered)];
  if (last.layout == piece.layout && last.seconds == seconds) return last;
  std::tm parts{};
  if (piece.conversion == 'd')
    ::gmtime_r(&seconds, &parts);
  else
    ::localtime_r(&seconds, &parts);
  last = {piece.layout, seconds, {}};
  for (const TimePart& part : piece.time) last.texts.push_back(time_text(part.format, parts));
  return last;
}

void LogPattern::expand_time(const Piece& piece, SystemTime time, LogText& out) {
  const auto since_epoch = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
  const std::int64_t micros = since_epoch.count() % 1000000;
  const Second& second = rendered_second(piece, since_epoch.count() / 1000000);
  for (std::size_t i = 0; i < piece.time.size(); ++i) {
    switch (piece.time[i].fraction) {
      case 'q':
        append_number(out, micros / 1000, 3);
        break;
      case 'Q':
        append_number(out, micros / 1000);
        out.append(".");
        append_number(out, micros % 1000, 3);
        break;
      default:
        out.append(second.texts[i]);
    }
  }
}

void LogPattern::add_literal(std::string_view text) {
  if (pieces_.empty() || pieces_.back().conversion != 0) pieces_.emplace_back();
  pieces_.back().text += text;
}

void LogPattern::add(Piece piece) {
  if (is_constant(piece.conversion)) {
    LogText constant;
    expand(piece, {}, constant, start_);
    fit(piece, 0, constant);
    return add_literal(constant.view());
  }
  if (piece.conversion == 'd' || piece.conversion == 'D') {
    if (piece.text.empty()) piece.text = "%Y-%m-%d %H:%M:%S";
    divide_time(piece);
  }
  pieces_.push_back(std::move(piece));
}

LogPattern::LogPattern(std::string_view pattern) : start_(std::chrono::system_clock::now()) {
  constexpr std::string_view conversions = "dDcpmnitThHErbFLlM";
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t begin = at;
    if (pattern[at++] != '%') {
      add_literal(pattern.substr(begin, 1));
      continue;
    }
    if (at < pattern.size() && pattern[at] == '%') {
      add_literal("%");
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
      add_literal(pattern.substr(begin, at - begin));
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
    add(std::move(piece));
  }
  const auto message = std::ranges::find(pieces_, 'm', &Piece::conversion);
  front_ = static_cast<std::size_t>(message - pieces_.begin());
}

void LogPattern::expand(const Piece& piece, const LogRecord& record, LogText& out, SystemTime start) {
  switch (piece.conversion) {
    case 'd':
    case 'D':
      return expand_time(piece, record.time, out);
    case 'c':
      return out.append(record.logger);
    case 'p':
      return out.append(record.severity);
    case 'm':
      out.append(record.id);
      if (!record.text.empty()) out.append(" ");
      return out.append(record.text);
    case 'n':
      return out.append("\n");
    case 'i':
      return append_number(out, ::getpid());
    case 't':
      return append_number(out, thread_id());
    case 'T': {
      char name[16] = {};
      ::pthread_getname_np(::pthread_self(), name, sizeof name);
      return out.append(name);
    }
    case 'h':
    case 'H':
      return out.append(host_name(piece.conversion == 'H'));
    case 'E':
      if (const char* value = std::getenv(piece.text.c_str())) out.append(value);
      return;
    case 'r':
      return append_number(
          out, std::chrono::duration_cast<std::chrono::milliseconds>(record.time - start).count());
    default:
      return;
  }
}

/// Pads or cuts what was appended from `begin` on to the widths that the pattern gives.
void LogPattern::fit(const Piece& piece, std::size_t begin, LogText& out) {
  const std::size_t size = out.size() - begin;
  const std::size_t kept = std::min(size, piece.max_width);
  const std::size_t padding = piece.min_width > kept ? piece.min_width - kept : 0;
  char* const text = out.room(padding) - size;
  std::memmove(piece.left ? text : text + padding, text + (size - kept), kept);
  std::memset(piece.left ? text + kept : text, ' ', padding);
  out.end_at(text + kept + padding);
}

void LogPattern::format_front(const LogRecord& record, LogText& out) const {
  format(std::span(pieces_).first(front_), record, out);
}

void LogPattern::format_rest(const LogRecord& record, LogText& out) const {
  format(std::span(pieces_).subspan(front_), record, out);
}

void LogPattern::format(std::span<const Piece> pieces, const LogRecord& record, LogText& out) const {
  for (const Piece& piece : pieces) {
    if (piece.conversion == 0) {
      out.append(piece.text);
      continue;
    }
    const std::size_t begin = out.size();
    expand(piece, record, out, start_);
    if (piece.min_width != 0 || piece.max_width != unlimited) fit(piece, begin, out);
  }
}

}  // namespace dhcp::server
