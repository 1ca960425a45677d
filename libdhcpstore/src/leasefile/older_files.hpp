/// @file
/// The files beside a lease file, while a cleanup may be at work on them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dhcpcore/file.hpp"

namespace dhcp::store {

struct OpenedFile {
  std::string path;
  std::unique_ptr<File> file;
};

/// Opens the files that hold older rows than `path` does, oldest first: what a cleanup has finished, or else
/// the result of the one before and what the present one is working on. A cleanup that goes on meanwhile
/// does no harm: what was opened holds every older row.
Result<std::vector<OpenedFile>, IoError> open_older_files(FileSystem& files, const std::string& path);

}  // namespace dhcp::store
