#include "runtime/pid_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "runtime/build_paths.hpp"
#include "runtime/descriptor.hpp"

namespace dhcp::server {
namespace {

PidFile::Failure system_failure(std::string_view what, const std::string& path) {
  return {false, 0, fmt::format("cannot {} {}: {}", what, path, std::strerror(errno))};
}

/// The process named in an open PID file, or 0.
pid_t read_pid(int fd) {
  char text[32];
  const ssize_t length = ::pread(fd, text, sizeof text, 0);
  pid_t pid = 0;
  if (length <= 0 || std::from_chars(text, text + length, pid).ec != std::errc() || pid <= 0) return 0;
  return pid;
}

bool lives(pid_t pid) {
  return ::kill(pid, 0) == 0 || errno == EPERM;
}

}  // namespace

std::string pid_file_path(std::string_view config_file, std::string_view daemon) {
  const char* overriding = std::getenv("KEA_PIDFILE_DIR");
  const std::string stem = std::filesystem::path(config_file).stem().string();
  return fmt::format("{}/{}.{}.pid", overriding != nullptr ? overriding : build_pid_directory, stem, daemon);
}

Result<PidFile, PidFile::Failure> PidFile::create(const std::string& path) {
  std::error_code ignored;  // what could not be created is reported by open
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!file) return system_failure("open the PID file", path);
  // Two servers that start at the same moment must not both find the file empty.
  if (::flock(file.get(), LOCK_EX) != 0) return system_failure("lock the PID file", path);
  if (const pid_t other = read_pid(file.get()); other != 0 && other != ::getpid() && lives(other))
    return Failure{true, other, fmt::format("the process {} named in {} is running", other, path)};

  const std::string text = fmt::format("{}\n", ::getpid());
  if (::ftruncate(file.get(), 0) != 0 ||
      ::pwrite(file.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    return system_failure("write the PID file", path);
  return PidFile(path);
}

PidFile::~PidFile() {
  if (path_.empty()) return;
  const Descriptor file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (file && read_pid(file.get()) == ::getpid()) ::unlink(path_.c_str());
}

}  // namespace dhcp::server
