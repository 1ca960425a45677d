/// @file
/// Fills the table from the files of a lease database at start.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "dhcpcore/file.hpp"
#include "dhcpcore/lease_checks4.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpstore/lease_file_store.hpp"
#include "leasefile/reader4.hpp"
#include "memory/lease_table4.hpp"

namespace dhcp::store {

/// Reads all files in order, the newest row of an address winning, and indexes what was loaded.
class LeaseFileLoader4 {
 public:
  /// All outlive the loader.
  LeaseFileLoader4(const LeaseFileOptions& options, FileSystem& files, Log& log, LeaseTable4& table);

  /// All files of the lease database; then `check` is asked about each lease, if there is one.
  Result<void> load(const LeaseCheck4& check = {});
  /// The rows of one file, over those of the files before it. Does not index them.
  Result<void> load_file(const std::string& path, File& file);

  const LeaseFileReport& report() const { return report_; }
  /// Of the lease file itself: whether rows can be appended to it, after cutting it to `keep_bytes`.
  bool can_append() const { return can_append_; }
  std::uint64_t keep_bytes() const { return keep_bytes_; }

 private:
  void apply_oldest();
  void check_loaded(const LeaseCheck4& check);
  Result<void> reject(const std::string& path, const LeaseFileReader4& reader);
  void keep_rejected(std::string_view row);

  const LeaseFileOptions& options_;
  FileSystem& files_;
  Log& log_;
  LeaseTable4& table_;
  LeaseFileReport report_;
  std::unique_ptr<File> rejected_;
  bool rejected_failed_ = false;
  bool can_append_ = false;
  std::uint64_t keep_bytes_ = 0;

  // Rows wait here a moment, so that the memory they belong into has arrived when their turn comes.
  static constexpr std::size_t ahead = 16;
  std::array<Lease4, ahead> rows_;
  std::size_t oldest_ = 0;
  std::size_t waiting_ = 0;
};

}  // namespace dhcp::store
