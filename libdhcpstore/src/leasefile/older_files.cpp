#include "leasefile/older_files.hpp"

#include <cerrno>

#include "dhcpstore/lease_file_cleanup.hpp"

namespace dhcp::store {

namespace {

constexpr int attempts = 100;

// Null when there is no such file.
Result<std::unique_ptr<File>, IoError> open_if_there(FileSystem& files, const std::string& path) {
  auto file = files.open(path, OpenMode::read);
  if (!file && file.error().code == ENOENT) return std::unique_ptr<File>();
  return file;
}

}  // namespace

// A cleanup renames output to finish, removes previous and input, renames finish to previous. Looking in the
// order input, finish, previous, one of these holds:
//  - finish is there: it has all rows, or the cleanup went on and the next attempt sees what it left;
//  - previous is there: it belongs to the input, or has the rows of the input in it already;
//  - there is no previous, and no cleanup was between removing and renaming.
Result<std::vector<OpenedFile>, IoError> open_older_files(FileSystem& files, const std::string& path) {
  const CleanupFiles names = CleanupFiles::of(path);
  for (int attempt = 0; attempt < attempts; ++attempt) {
    auto input = open_if_there(files, names.input);
    if (!input) return input.error();
    auto finish = open_if_there(files, names.finish);
    if (!finish) return finish.error();
    std::vector<OpenedFile> opened;
    if (*finish) {
      opened.push_back({names.finish, *std::move(finish)});
      return opened;
    }
    auto previous = open_if_there(files, names.previous);
    if (!previous) return previous.error();
    if (!*previous && (files.exists(names.finish) || files.exists(names.previous))) continue;
    if (*previous) opened.push_back({names.previous, *std::move(previous)});
    if (*input) opened.push_back({names.input, *std::move(input)});
    return opened;
  }
  return IoError{EBUSY, "opening the files beside " + path};
}

}  // namespace dhcp::store
