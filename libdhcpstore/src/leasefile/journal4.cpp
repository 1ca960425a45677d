#include "leasefile/journal4.hpp"

#include <algorithm>
#include <cerrno>

#include "leasefile/loader4.hpp"
#include "leasefile/row4.hpp"

namespace dhcp::store {

namespace {

constexpr std::size_t write_size = std::size_t{1} << 20;
constexpr std::size_t page_size = 1000;

/// Writes all of it, or says how much went in and why no more. A write may be short without an error.
struct Written {
  std::size_t bytes = 0;
  std::optional<IoError> error;
};
Written write_all(File& file, ByteView bytes) {
  Written done;
  while (done.bytes < bytes.size()) {
    const auto written = file.append(bytes.subspan(done.bytes));
    if (!written || *written == 0) {
      done.error = written ? IoError{ENOSPC, "write to the lease file"} : written.error();
      break;
    }
    done.bytes += *written;
  }
  return done;
}

}  // namespace

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
    take_back(written.bytes, rows);
    return *written.error;
  }
  if (sync_) {
    if (auto synced = file_->sync(); !synced) {
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
    if (auto written = write_table(**file); !written) return written;
    if (auto synced = (*file)->sync(); !synced) return synced;
  }
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

Result<void, IoError> Journal4::write_table(File& file) const {
  std::string text(lease4_header);
  text += '\n';
  const auto drain = [&]() -> Result<void, IoError> {
    const Written written = write_all(file, as_bytes(text));
    text.clear();
    if (written.error) return *written.error;
    return {};
  };
  LeasePage4 page{0, Ipv4Address(), page_size};
  while (true) {
    const std::vector<Lease4> leases = table_.list_page(page);
    if (leases.empty()) break;
    for (const Lease4& lease : leases) append_row(text, lease);
    page.after = leases.back().address;
    if (text.size() < write_size) continue;
    if (auto drained = drain(); !drained) return drained;
  }
  if (auto drained = drain(); !drained) return drained;
  for (const std::string& older : older_files(files_, path_))
    if (auto written = write_erasures(file, older); !written) return written;
  return {};
}

// The old file's erasures are gone with it; a lease that an older file still holds must not come back.
Result<void, IoError> Journal4::write_erasures(File& file, const std::string& older) const {
  auto source = files_.open(older, OpenMode::read);
  if (!source) return source.error();
  LeaseFileReader4 reader(**source);
  const auto header = reader.read_header();
  if (!header) return IoError{EINVAL, older + ": " + header.error().message};
  std::string text;
  Lease4 lease;
  Lease4 current;
  while (*header) {
    const auto row = reader.next(lease);
    if (!row) return row.error();
    if (*row == LeaseFileReader4::Row::end) break;
    if (*row == LeaseFileReader4::Row::lease && !table_.find(lease.address, current))
      append_erasure(text, lease);
  }
  const Written written = write_all(file, as_bytes(text));
  if (written.error) return *written.error;
  return {};
}

}  // namespace dhcp::store
