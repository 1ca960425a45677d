#include "perf/lease_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace dhcp::perf {
namespace {

void append_mac(std::string& out, std::uint64_t mac) {
  constexpr char digits[] = "0123456789abcdef";
  for (int shift = 40; shift >= 0; shift -= 8) {
    out += digits[mac >> (shift + 4) & 15];
    out += digits[mac >> shift & 15];
    if (shift != 0) out += ':';
  }
}

}  // namespace

LeaseLog::~LeaseLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> LeaseLog::open(const std::string& path) {
  path_ = path;
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor_ < 0) return Error{"cannot open " + path + ": " + std::strerror(errno)};
  lines_.reserve(8192);
  return {};
}

void LeaseLog::record(std::string_view event, std::uint64_t mac, Ipv4Address address) {
  if (descriptor_ < 0) return;
  std::array<char, 16> text;
  lines_ += event;
  lines_ += ' ';
  append_mac(lines_, mac);
  lines_ += ' ';
  lines_.append(text.data(), address.format_to(text.data()));
  lines_ += '\n';
}

Result<void> LeaseLog::flush() {
  const char* from = lines_.data();
  const char* const end = from + lines_.size();
  while (from != end) {
    const ssize_t written = ::write(descriptor_, from, static_cast<std::size_t>(end - from));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Error{"cannot write " + path_ + ": " + std::strerror(errno)};
    from += written;
  }
  lines_.clear();
  return {};
}

}  // namespace dhcp::perf
