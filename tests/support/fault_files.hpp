/// @file
/// Files in memory that fail on command: full disk, broken sync, loss of power.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "dhcpcore/file.hpp"

namespace dhcp::test {

/// Keeps apart what was *written* (what a reader sees now) and what is *durable* (what is certainly there
/// after a loss of power). Names are durable once they exist. Thread-safe.
class FaultFiles final : public FileSystem {
 public:
  /// How many more bytes the disk takes; what goes beyond fails with ENOSPC after a short write.
  void set_room(std::uint64_t bytes) {
    locked([&] { room_ = bytes; });
  }
  void set_enough_room() { set_room(unlimited); }
  /// The next syncs, truncations or renames fail with this errno value (0: they work again).
  void fail_sync(int code) {
    locked([&] { sync_error_ = code; });
  }
  void fail_truncate(int code) {
    locked([&] { truncate_error_ = code; });
  }
  void fail_rename(int code) {
    locked([&] { rename_error_ = code; });
  }
  /// After so many more changes of any kind nothing can be changed any more, as if the process had ended.
  void stop_after(std::uint64_t changes) {
    locked([&] { changes_left_ = changes; });
  }
  /// Files cannot be made below a directory that is not there.
  void forbid_new_files(int code) {
    locked([&] { create_error_ = code; });
  }

  void put(const std::string& path, std::string content) {
    locked([&] { files_[path] = std::make_shared<Content>(Content{content, content}); });
  }
  std::string content(const std::string& path) {
    std::string text;
    locked([&] {
      if (const auto at = files_.find(path); at != files_.end()) text = at->second->written;
    });
    return text;
  }
  /// How many bytes of a file were written after the last sync.
  std::size_t at_risk(const std::string& path) {
    std::size_t bytes = 0;
    locked([&] { bytes = files_.at(path)->written.size() - common(*files_.at(path)); });
    return bytes;
  }
  std::uint64_t appends() {
    std::uint64_t count = 0;
    locked([&] { count = appends_; });
    return count;
  }
  std::uint64_t syncs() {
    std::uint64_t count = 0;
    locked([&] { count = syncs_; });
    return count;
  }

  /// What is left after the power went: of each file what is durable, and the first `kept` bytes written
  /// since.
  std::unique_ptr<FaultFiles> after_power_cut(std::size_t kept) {
    auto left = std::make_unique<FaultFiles>();
    locked([&] {
      for (const auto& [path, file] : files_) {
        const std::size_t same = common(*file);
        const std::string content =
            same < file->durable.size() ? file->durable : file->written.substr(0, same + kept);
        left->files_[path] = std::make_shared<Content>(Content{content, content});
      }
    });
    return left;
  }

  Result<std::unique_ptr<File>, IoError> open(const std::string& path, OpenMode mode) override {
    const std::lock_guard guard(lock_);
    auto at = files_.find(path);
    if (at == files_.end()) {
      if (mode == OpenMode::read) return IoError{ENOENT, "open of " + path};
      if (create_error_ != 0) return IoError{create_error_, "open of " + path};
      if (stopped()) return IoError{EIO, "open of " + path};
      at = files_.emplace(path, std::make_shared<Content>()).first;
    } else if (mode == OpenMode::create_new) {
      if (stopped()) return IoError{EIO, "open of " + path};
      at->second->written.clear();
    }
    return std::unique_ptr<File>(std::make_unique<Open>(*this, at->second, path));
  }
  bool exists(const std::string& path) override {
    const std::lock_guard guard(lock_);
    return files_.contains(path);
  }
  Result<void, IoError> rename(const std::string& from, const std::string& to) override {
    const std::lock_guard guard(lock_);
    if (stopped()) return IoError{EIO, "rename of " + from};
    if (rename_error_ != 0) return IoError{rename_error_, "rename of " + from};
    files_[to] = files_.at(from);
    files_.erase(from);
    return {};
  }
  Result<void, IoError> remove(const std::string& path) override {
    const std::lock_guard guard(lock_);
    if (stopped()) return IoError{EIO, "removal of " + path};
    if (files_.erase(path) == 0) return IoError{ENOENT, "removal of " + path};
    return {};
  }

 private:
  static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
  struct Content {
    std::string written;
    std::string durable;
  };
  static std::size_t common(const Content& file) {
    const std::size_t shorter = std::min(file.written.size(), file.durable.size());
    return static_cast<std::size_t>(std::mismatch(file.written.begin(),
                                                  file.written.begin() + static_cast<std::ptrdiff_t>(shorter),
                                                  file.durable.begin())
                                        .first -
                                    file.written.begin());
  }
  bool stopped() {
    if (changes_left_ == unlimited) return false;
    if (changes_left_ == 0) return true;
    --changes_left_;
    return false;
  }
  template <class Do>
  void locked(const Do& what) {
    const std::lock_guard guard(lock_);
    what();
  }

  class Open final : public File {
   public:
    Open(FaultFiles& files, std::shared_ptr<Content> content, std::string path)
        : files_(files), content_(std::move(content)), path_(std::move(path)) {}

    Result<std::size_t, IoError> append(ByteView bytes) override {
      const std::lock_guard guard(files_.lock_);
      ++files_.appends_;
      if (files_.stopped()) return IoError{EIO, "write to " + path_};
      const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), files_.room_));
      if (taken == 0 && !bytes.empty()) return IoError{ENOSPC, "write to " + path_};
      if (files_.room_ != unlimited) files_.room_ -= taken;
      content_->written += as_text(bytes.first(taken));
      return taken;
    }
    Result<std::size_t, IoError> read(std::span<std::uint8_t> into) override {
      const std::lock_guard guard(files_.lock_);
      const std::size_t left = content_->written.size() - std::min(position_, content_->written.size());
      const std::size_t got = std::min(left, into.size());
      std::copy_n(content_->written.begin() + static_cast<std::ptrdiff_t>(position_), got, into.begin());
      position_ += got;
      return got;
    }
    Result<std::uint64_t, IoError> size() override {
      const std::lock_guard guard(files_.lock_);
      return std::uint64_t{content_->written.size()};
    }
    Result<void, IoError> truncate(std::uint64_t size) override {
      const std::lock_guard guard(files_.lock_);
      if (files_.truncate_error_ != 0) return IoError{files_.truncate_error_, "truncation of " + path_};
      content_->written.resize(size);
      return {};
    }
    Result<void, IoError> sync() override {
      const std::lock_guard guard(files_.lock_);
      ++files_.syncs_;
      if (files_.stopped()) return IoError{EIO, "sync of " + path_};
      if (files_.sync_error_ != 0) return IoError{files_.sync_error_, "sync of " + path_};
      content_->durable = content_->written;
      return {};
    }

   private:
    FaultFiles& files_;
    std::shared_ptr<Content> content_;
    std::string path_;
    std::size_t position_ = 0;
  };

  std::mutex lock_;
  std::map<std::string, std::shared_ptr<Content>> files_;
  std::uint64_t room_ = unlimited;
  std::uint64_t changes_left_ = unlimited;
  std::uint64_t appends_ = 0;
  std::uint64_t syncs_ = 0;
  int sync_error_ = 0;
  int truncate_error_ = 0;
  int rename_error_ = 0;
  int create_error_ = 0;
};

}  // namespace dhcp::test
