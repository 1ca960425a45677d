#include <cerrno>

#include "dhcpstore/memory_store.hpp"
#include "leasefile/loader4.hpp"
#include "memory/memory_store4.hpp"

namespace dhcp::store {

namespace {

/// Files that nobody changes, not even the loader, which would keep bad rows beside them.
class ReadOnlyFiles final : public FileSystem {
 public:
  explicit ReadOnlyFiles(FileSystem& files) : files_(files) {}

  Result<std::unique_ptr<File>, IoError> open(const std::string& path, OpenMode mode) override {
    if (mode != OpenMode::read) return refused(path);
    return files_.open(path, mode);
  }
  bool exists(const std::string& path) override { return files_.exists(path); }
  Result<void, IoError> rename(const std::string& from, const std::string&) override { return refused(from); }
  Result<void, IoError> remove(const std::string& path) override { return refused(path); }

 private:
  static IoError refused(const std::string& path) { return {EROFS, path}; }
  FileSystem& files_;
};

}  // namespace

Result<std::unique_ptr<LeaseStore4>> copy_lease_file4(const std::string& path, FileSystem& files, Log& log) {
  ReadOnlyFiles read_only(files);
  if (!files.exists(path)) return Error{path + ": there is no such file"};
  auto store = std::make_unique<MemoryStore4>();
  LeaseFileOptions options;
  options.path = path;
  LeaseFileLoader4 loader(options, read_only, log, store->table());
  if (const auto loaded = loader.load(); !loaded) return loaded.error();
  return std::unique_ptr<LeaseStore4>(std::move(store));
}

}  // namespace dhcp::store
