#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "dhcpcore/file.hpp"

namespace dhcp {

namespace {

IoError last_error(std::string what) {
  return {errno, std::move(what)};
}

// Repeats a system call while signals interrupt it.
template <class Call>
auto retried(Call call) {
  decltype(call()) result;
  do result = call();
  while (result < 0 && errno == EINTR);
  return result;
}

class PosixFile final : public File {
 public:
  PosixFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~PosixFile() override { ::close(descriptor_); }

  Result<std::size_t, IoError> append(ByteView bytes) override {
    const auto written = retried([&] { return ::write(descriptor_, bytes.data(), bytes.size()); });
    if (written < 0) return last_error("write to " + path_);
    return static_cast<std::size_t>(written);
  }
  Result<std::size_t, IoError> read(std::span<std::uint8_t> into) override {
    const auto got = retried([&] { return ::pread(descriptor_, into.data(), into.size(), position_); });
    if (got < 0) return last_error("read from " + path_);
    position_ += got;
    return static_cast<std::size_t>(got);
  }
  Result<std::uint64_t, IoError> size() override {
    struct stat status;
    if (::fstat(descriptor_, &status) != 0) return last_error("stat of " + path_);
    return static_cast<std::uint64_t>(status.st_size);
  }
  Result<void, IoError> truncate(std::uint64_t size) override {
    if (retried([&] { return ::ftruncate(descriptor_, static_cast<off_t>(size)); }) != 0)
      return last_error("truncation of " + path_);
    return {};
  }
  Result<void, IoError> sync() override {
    if (retried([&] { return ::fdatasync(descriptor_); }) != 0) return last_error("sync of " + path_);
    return {};
  }

 private:
  int descriptor_;
  off_t position_ = 0;
  std::string path_;
};

class PosixFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<File>, IoError> open(const std::string& path, OpenMode mode) override {
    const int flags = mode == OpenMode::read     ? O_RDONLY
                      : mode == OpenMode::append ? O_RDWR | O_CREAT | O_APPEND
                                                 : O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
    const int descriptor = retried([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0640); });
    if (descriptor < 0) return last_error("open of " + path);
    return std::unique_ptr<File>(std::make_unique<PosixFile>(descriptor, path));
  }
  bool exists(const std::string& path) override { return ::access(path.c_str(), F_OK) == 0; }
  Result<void, IoError> rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return last_error("rename of " + from + " to " + to);
    return sync_directory(to);
  }
  Result<void, IoError> remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0) return last_error("removal of " + path);
    return {};
  }

 private:
  static Result<void, IoError> sync_directory(const std::string& path) {
    const auto slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return last_error("open of " + directory);
    const bool synced = retried([&] { return ::fsync(descriptor); }) == 0;
    const IoError error = last_error("sync of " + directory);
    ::close(descriptor);
    // Some file systems cannot sync a directory; they order renames by themselves.
    if (!synced && error.code != EINVAL) return error;
    return {};
  }
};

}  // namespace

std::string IoError::message() const {
  return what + ": " + std::strerror(code);
}

FileSystem& posix_file_system() {
  static PosixFileSystem files;
  return files;
}

}  // namespace dhcp
