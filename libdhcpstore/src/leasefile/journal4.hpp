/// @file
/// The end of the lease file that is written to.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "dhcpcore/file.hpp"
#include "memory/lease_table4.hpp"

namespace dhcp::store {

/// Appends rows so that the file says exactly what the table says, whatever fails. Not thread-safe: whoever
/// writes for all workers owns it for that time.
///
///  - A write that fails is taken back by cutting the file to where it began. When that fails too, the next
///    rows begin on a new line with what the table says about every address that the leftover names.
///  - After a failed sync nobody knows what the disk holds. The file is closed and written anew from the
///    table, under another name, before anything else is appended.
class Journal4 {
 public:
  /// `table` holds what the file says.
  Journal4(FileSystem& files, std::string path, bool sync, const LeaseTable4& table);

  /// Opens a file whose first `keep_bytes` are complete rows under the current header.
  Result<void, IoError> open(std::uint64_t keep_bytes);
  /// Writes a file with what the table holds in place of whatever is there.
  Result<void, IoError> rewrite();

  /// Moves the file to where a cleanup takes its input from, and goes on in a new one. False: something is
  /// there already, or a cleanup has not ended. After an error the file is where it was.
  Result<bool, IoError> rotate();

  /// Appends whole rows, with one write, and syncs if so configured. On an error none of them counts.
  Result<void, IoError> append(ByteView rows);

 private:
  Result<void, IoError> write(ByteView rows);
  void take_back(std::size_t written, ByteView rows);
  Result<void, IoError> mend();
  std::string repair() const;
  Result<void, IoError> try_rewrite();
  Result<void, IoError> continue_in(const std::string& fresh);
  Result<void, IoError> write_erasures(File& file) const;

  FileSystem& files_;
  std::string path_;
  bool sync_;
  const LeaseTable4& table_;
  std::unique_ptr<File> file_;  ///< null after a failed sync
  std::uint64_t size_ = 0;      ///< up to here the file is what it should be
  std::string leftover_;        ///< what stands behind, and could not be cut off
  std::string repaired_;        ///< rows with a repair before them
  std::uint32_t rewrites_failed_ = 0;
  std::uint32_t appends_to_skip_ = 0;
  IoError last_error_;
};

}  // namespace dhcp::store
