/// @file
/// Where log lines end up: a stream, a file that is rotated by size, or syslog.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "dhcpcore/config4.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp::server {

/// One destination. Thread-safe.
class LogOutput {
 public:
  virtual ~LogOutput() = default;
  /// Takes a finished line, or several if `takes_many_lines()`. What cannot be written is lost: there is
  /// nowhere left to say so.
  virtual void write(Verbosity verbosity, std::string_view line) noexcept = 0;
  virtual bool takes_many_lines() const noexcept { return true; }
  /// Writes what was held back.
  virtual void flush() noexcept {}
};

/// Sizes below this never cause a rotation.
inline constexpr std::uint64_t smallest_rotating_size = 204800;

/// Opens "stdout", "stderr", "syslog", "syslog:FACILITY" or a file (created with mode 0640, appended to).
/// Files of several processes may be the same: each line is one write at the end, and whoever finds the file
/// too large first rotates it. `program` names the process to syslog.
Result<std::shared_ptr<LogOutput>> open_log_output(const LogOutputConfig& config, const std::string& program);

/// Whether this output has syslog's default layout.
bool is_syslog(std::string_view output);

}  // namespace dhcp::server
