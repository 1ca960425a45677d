/// @file
/// The files that durable state is written to, behind an interface into which tests inject short writes, EIO,
/// ENOSPC and power cuts.
/// @floor util
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

/// An `errno` value and what was being done.
struct IoError {
  int code = 0;
  std::string what;
  DHCPCORE_API std::string message() const;
};

/// One open file. Calls of one object are not concurrent.
class File {
 public:
  virtual ~File() = default;
  /// Appends; returns how many bytes went in, which may be fewer than given (0 < n < size is a short write).
  virtual Result<std::size_t, IoError> append(ByteView bytes) = 0;
  /// The next bytes from the reading position; 0 at the end.
  virtual Result<std::size_t, IoError> read(std::span<std::uint8_t> into) = 0;
  virtual Result<std::uint64_t, IoError> size() = 0;
  /// Cuts the file to `size` bytes.
  virtual Result<void, IoError> truncate(std::uint64_t size) = 0;
  /// Returns when the content is on stable storage (fdatasync). After a failure the content since the last
  /// success is unknown; close the file and write a new one.
  virtual Result<void, IoError> sync() = 0;
};

enum class OpenMode {
  read,        ///< must exist
  append,      ///< created when missing, written at the end, readable
  create_new,  ///< created, or emptied when it exists
};

/// A place that holds files. Thread-safe.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual Result<std::unique_ptr<File>, IoError> open(const std::string& path, OpenMode mode) = 0;
  virtual bool exists(const std::string& path) = 0;
  /// Atomic within a directory; the directory is synced before this returns.
  virtual Result<void, IoError> rename(const std::string& from, const std::string& to) = 0;
  virtual Result<void, IoError> remove(const std::string& path) = 0;
};

/// The machine's files. New files get mode 0640.
DHCPCORE_API FileSystem& posix_file_system();

}  // namespace dhcp
