/// @file
/// The file that names the running process, so that a second server with the same configuration refuses to
/// start.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>

#include "dhcpcore/result.hpp"

namespace dhcp::server {

/// Where the PID file of a daemon lies: `<directory>/<configuration's name>.<daemon>.pid`, the name without
/// folders and extension. The directory is `KEA_PIDFILE_DIR` when set, else the one chosen at build time.
std::string pid_file_path(std::string_view config_file, std::string_view daemon);

/// A PID file that names this process and goes away with the object.
class PidFile {
 public:
  struct Failure {
    bool already_running = false;
    pid_t pid = 0;  ///< of the other process
    std::string message;
  };

  /// Writes the file (directories are created). Fails when it names a process that lives; a file left by a
  /// dead one is taken over.
  static Result<PidFile, Failure> create(const std::string& path);

  PidFile(PidFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  PidFile& operator=(PidFile&&) = delete;
  ~PidFile();

  const std::string& path() const { return path_; }

 private:
  explicit PidFile(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace dhcp::server
