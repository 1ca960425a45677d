#include "leasefile/journal4.hpp"

#include <algorithm>
#include <cerrno>

#include "dhcpstore/lease_file_cleanup.hpp"
#include "leasefile/older_files.hpp"
#include "leasefile/reader4.hpp"
#include "leasefile/row4.hpp"
#include "leasefile/write_table4.hpp"

namespace dhcp::store {

Journal4::Journal4(FileSystem& files, std::string path, bool sync, const LeaseTable4& table)
    : files_(files), path_(std::move(path)), sync_(sync), table_(table) {}

Result<void, IoError> Journal4::open(std::uint64_t keep_bytes) {
  auto file = files_.open(path_, OpenMode::append);
  if (!file) return file.error();
  const auto size = (*file)->size();
  if (!size) return size.error();
  if (*size > keep_bytes)
    if (auto cut = (*file)->truncate(keep_bytes); !cut) return cut;
  file_ = std::move(file).value();
  size_ = keep_bytes;
  leftover_.clear();
  return {};
}

Result<void, IoError> Journal4::append(ByteView rows) {
  if (!file_)
    if (auto rewritten = try_rewrite(); !rewritten) return rewritten;
  if (leftover_.empty()) return write(rows);
  if (file_->truncate(size_)) {
    leftover_.clear();
    return write(rows);
  }
  repaired_ = repair();
  repaired_.append(as_text(rows));
  return write(as_bytes(repaired_));
}

Result<void, IoError> Journal4::write(ByteView rows) {
  const Written written = write_all(*file_, rows);
  if (written.error) {
    last_error_ = *written.error;
    take_back(written.bytes, rows);
    return *written.error;
  }
  if (sync_) {
    if (auto synced = file_->sync(); !synced) {
      last_error_ = synced.error();
      file_.reset();
      leftover_.clear();
      return synced;
    }
  }
  size_ += leftover_.size() + rows.size();
  leftover_.clear();
  return {};
}

void Journal4::take_back(std::size_t written, ByteView rows) {
  if (written == 0 && leftover_.empty()) return;
  if (file_->truncate(size_))
    leftover_.clear();
  else
    leftover_.append(as_text(rows.first(written)));
}

// Complete rows of the leftover would count when the file is read again, and so may a row that was cut in its
// last value. What the table says about their addresses overrules them.
std::string Journal4::repair() const {
  std::string rows = "\n";
  const Header4 header = *Header4::parse(lease4_header);
  Lease4 lease;
  for (std::size_t at = 0; at < leftover_.size();) {
    const std::size_t end = std::min(leftover_.find('\n', at), leftover_.size());
    const std::string_view row = std::string_view(leftover_).substr(at, end - at);
    at = end + 1;
    if (!parse_row(header, row, lease)) continue;
    if (table_.find(lease.address, lease))
      append_row(rows, lease);
    else
      append_erasure(rows, lease);
  }
  return rows;
}

// There is no clock here, so patience is counted in appends that failed: an attempt at once, then after 1, 2,
// 4 and up to 1024 more of them.
Result<void, IoError> Journal4::try_rewrite() {
  if (appends_to_skip_ > 0) {
    --appends_to_skip_;
    return last_error_;
  }
  auto rewritten = rewrite();
  if (rewritten) {
    rewrites_failed_ = 0;
    return rewritten;
  }
  last_error_ = rewritten.error();
  appends_to_skip_ = 1u << std::min(rewrites_failed_, 10u);
  ++rewrites_failed_;
  return rewritten;
}

Result<void, IoError> Journal4::rewrite() {
  const std::string fresh = path_ + ".rewrite";
  file_.reset();
  {
    auto file = files_.open(fresh, OpenMode::create_new);
    if (!file) return file.error();
    if (auto written = write_table4(**file, table_); !written) return written;
    if (auto written = write_erasures(**file); !written) return written;
    if (auto synced = (*file)->sync(); !synced) return synced;
  }
  return continue_in(fresh);
}

// Makes of the file `fresh` the one that is written to.
Result<void, IoError> Journal4::continue_in(const std::string& fresh) {
  if (auto renamed = files_.rename(fresh, path_); !renamed) return renamed;
  auto file = files_.open(path_, OpenMode::append);
  if (!file) return file.error();
  const auto size = (*file)->size();
  if (!size) return size.error();
  file_ = std::move(file).value();
  size_ = *size;
  leftover_.clear();
  return {};
}

// The input is looked for before the finished file: a cleanup makes the latter before it removes the former.
Result<bool, IoError> Journal4::rotate() {
  const CleanupFiles names = CleanupFiles::of(path_);
  if (files_.exists(names.input) || files_.exists(names.finish)) return false;
  if (!file_ || !leftover_.empty()) return last_error_;
  const std::string fresh = path_ + ".rewrite";
  {
    auto file = files_.open(fresh, OpenMode::create_new);
    if (!file) return file.error();
    const std::string header = std::string(lease4_header) + '\n';
    if (Written written = write_all(**file, as_bytes(header)); written.error) return *written.error;
    if (auto synced = (*file)->sync(); !synced) return synced.error();
  }
  if (auto moved = files_.rename(path_, names.input); !moved) return moved.error();
  auto opened = continue_in(fresh);
  if (opened) return true;
  // If it cannot be moved back either, nothing more may be written to it: a cleanup takes it for its own.
  if (!files_.rename(names.input, path_)) file_.reset();
  return opened.error();
}

// The old file's erasures are gone with it; a lease that an older file still holds must not come back.
Result<void, IoError> Journal4::write_erasures(File& file) const {
  auto older = open_older_files(files_, path_);
  if (!older) return older.error();
  std::string text;
  Lease4 lease;
  Lease4 current;
  for (const OpenedFile& source : *older) {
    LeaseFileReader4 reader(*source.file);
    const auto header = reader.read_header();
    if (!header) return IoError{EINVAL, source.path + ": " + header.error().message};
    while (*header) {
      const auto row = reader.next(lease);
      if (!row) return row.error();
      if (*row == LeaseFileReader4::Row::end) break;
      if (*row == LeaseFileReader4::Row::lease && !table_.find(lease.address, current))
        append_erasure(text, lease);
    }
  }
  if (Written written = write_all(file, as_bytes(text)); written.error) return *std::move(written.error);
  return {};
}

}  // namespace dhcp::store
