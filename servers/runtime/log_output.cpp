#include "runtime/log_output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <shared_mutex>

#include "runtime/descriptor.hpp"

namespace dhcp::server {
namespace {

void write_all(int fd, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Holds lines back until there are many; shared by the outputs that may be told not to flush.
class LineBuffer {
 public:
  explicit LineBuffer(bool holds_back) : holds_back_(holds_back) {}
  bool holds_back() const { return holds_back_; }
  /// The text to write now, or nothing.
  std::string take(std::string_view line, bool all) {
    constexpr std::size_t enough = 32768;
    const std::lock_guard lock(mutex_);
    held_ += line;
    return all || held_.size() >= enough ? std::exchange(held_, {}) : std::string();
  }

 private:
  const bool holds_back_;
  std::mutex mutex_;
  std::string held_;
};

class StreamOutput final : public LogOutput {
 public:
  StreamOutput(int fd, bool flush) : fd_(fd), buffer_(!flush) {}
  ~StreamOutput() override { flush(); }
  void write(Verbosity, std::string_view line) noexcept override {
    if (buffer_.holds_back())
      write_all(fd_, buffer_.take(line, false));
    else
      write_all(fd_, line);
  }
  void flush() noexcept override { write_all(fd_, buffer_.take({}, true)); }

 private:
  const int fd_;
  LineBuffer buffer_;
};

Descriptor open_for_append(const std::string& path) {
  return Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
}

/// At what size to rotate; 0: never. Only regular files are: renaming a device such as /dev/null, or a pipe,
/// would take it away from everybody else.
std::uint64_t rotation_size(const LogOutputConfig& config, const Descriptor& file) {
  struct stat status {};
  const bool regular = ::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode);
  return regular && config.maxsize >= smallest_rotating_size ? config.maxsize : 0;
}

class FileOutput final : public LogOutput {
 public:
  FileOutput(const LogOutputConfig& config, Descriptor file)
      : path_(config.output),
        max_size_(rotation_size(config, file)),
        versions_(config.maxver > 0 ? config.maxver : 1),
        buffer_(!config.flush),
        file_(std::move(file)) {
    size_ = file_size();
  }
  ~FileOutput() override { flush(); }

  void write(Verbosity, std::string_view line) noexcept override {
    if (buffer_.holds_back())
      put(buffer_.take(line, false));
    else
      put(line);
  }
  void flush() noexcept override { put(buffer_.take({}, true)); }

 private:
  void put(std::string_view text) noexcept {
    if (text.empty()) return;
    {
      // Writers do not wait for each other here: the kernel appends whole writes one after the other.
      const std::shared_lock lock(mutex_);
      write_all(file_.get(), text);
      size_.fetch_add(text.size(), std::memory_order_relaxed);
    }
    if (max_size_ != 0 && size_.load(std::memory_order_relaxed) >= max_size_) rotate();
  }

  std::uint64_t file_size() const {
    struct stat status {};
    return ::fstat(file_.get(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
  }

  /// False when somebody else has rotated the file away from under us.
  bool is_still_at_path() const {
    struct stat mine {
    }, there{};
    return ::fstat(file_.get(), &mine) == 0 && ::stat(path_.c_str(), &there) == 0 &&
           mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
  }

  void rotate() noexcept {
    const std::unique_lock lock(mutex_);
    if (size_ < max_size_) return;  // another thread was faster
    // The lock on the old file keeps processes apart: the second finds another file at the path.
    ::flock(file_.get(), LOCK_EX);
    if (is_still_at_path()) {
      // Over nothing: renaming over a file may wait until the new one's bytes are on the disk (ext4 does it,
      // in case somebody meant to replace a file safely), and queries would wait with it.
      ::unlink(fmt::format("{}.{}", path_, versions_).c_str());
      for (std::uint32_t version = versions_; version > 1; --version)
        std::rename(fmt::format("{}.{}", path_, version - 1).c_str(),
                    fmt::format("{}.{}", path_, version).c_str());
      std::rename(path_.c_str(), fmt::format("{}.1", path_).c_str());
    }
    Descriptor fresh = open_for_append(path_);
    ::flock(file_.get(), LOCK_UN);
    // Without a new file the old one goes on, and the next attempt comes after as many bytes again.
    if (fresh) file_ = std::move(fresh);
    const std::uint64_t size = file_size();
    size_ = size < max_size_ ? size : 0;
  }

  const std::string path_;
  const std::uint64_t max_size_;
  const std::uint32_t versions_;
  LineBuffer buffer_;
  std::shared_mutex mutex_;
  Descriptor file_;
  std::atomic<std::uint64_t> size_ = 0;
};

class SyslogOutput final : public LogOutput {
 public:
  explicit SyslogOutput(int facility) : facility_(facility) {}
  void write(Verbosity verbosity, std::string_view line) noexcept override {
    while (!line.empty() && line.back() == '\n') line.remove_suffix(1);
    ::syslog(facility_ | priority(verbosity), "%.*s", static_cast<int>(line.size()), line.data());
  }
  bool takes_many_lines() const noexcept override { return false; }

 private:
  static int priority(Verbosity verbosity) {
    switch (verbosity) {
      case log_fatal:
        return LOG_CRIT;
      case log_error:
        return LOG_ERR;
      case log_warn:
        return LOG_WARNING;
      case log_info:
        return LOG_INFO;
      default:
        return LOG_DEBUG;
    }
  }
  const int facility_;
};

struct Facility {
  std::string_view name;
  int code;
};
constexpr Facility facilities[] = {
    {"auth", LOG_AUTH},     {"authpriv", LOG_AUTHPRIV}, {"cron", LOG_CRON},     {"daemon", LOG_DAEMON},
    {"ftp", LOG_FTP},       {"kern", LOG_KERN},         {"lpr", LOG_LPR},       {"mail", LOG_MAIL},
    {"news", LOG_NEWS},     {"syslog", LOG_SYSLOG},     {"user", LOG_USER},     {"uucp", LOG_UUCP},
    {"local0", LOG_LOCAL0}, {"local1", LOG_LOCAL1},     {"local2", LOG_LOCAL2}, {"local3", LOG_LOCAL3},
    {"local4", LOG_LOCAL4}, {"local5", LOG_LOCAL5},     {"local6", LOG_LOCAL6}, {"local7", LOG_LOCAL7},
};

Result<std::shared_ptr<LogOutput>> open_syslog(std::string_view output, const std::string& program) {
  const std::string_view name = output == "syslog" ? "local0" : output.substr(output.find(':') + 1);
  for (const Facility& facility : facilities) {
    if (facility.name != name) continue;
    // openlog keeps the pointer it is given.
    static const std::string identity = program;
    ::openlog(identity.c_str(), LOG_PID, LOG_LOCAL0);
    return std::shared_ptr<LogOutput>(std::make_shared<SyslogOutput>(facility.code));
  }
  return Error{fmt::format("unknown syslog facility \"{}\" in log output \"{}\"", name, output)};
}

}  // namespace

bool is_syslog(std::string_view output) {
  return output == "syslog" || output.starts_with("syslog:");
}

Result<std::shared_ptr<LogOutput>> open_log_output(const LogOutputConfig& config,
                                                   const std::string& program) {
  if (config.output == "stdout" || config.output == "stderr")
    return std::shared_ptr<LogOutput>(std::make_shared<StreamOutput>(
        config.output == "stdout" ? STDOUT_FILENO : STDERR_FILENO, config.flush));
  if (is_syslog(config.output)) return open_syslog(config.output, program);
  Descriptor file = open_for_append(config.output);
  if (!file)
    return Error{fmt::format("cannot open the log file {}: {}", config.output, std::strerror(errno))};
  return std::shared_ptr<LogOutput>(std::make_shared<FileOutput>(config, std::move(file)));
}

}  // namespace dhcp::server
