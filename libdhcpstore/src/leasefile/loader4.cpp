#include "leasefile/loader4.hpp"

#include <fmt/format.h>

#include <chrono>

#include "leasefile/messages.hpp"
#include "leasefile/older_files.hpp"

namespace dhcp::store {

namespace {
// A file of garbage must not fill the log as well.
constexpr std::uint64_t errors_shown = 100;

Error unreadable(const IoError& error) {
  return Error{"cannot read the lease file: " + error.message()};
}
}  // namespace

LeaseFileLoader4::LeaseFileLoader4(const LeaseFileOptions& options, FileSystem& files, Log& log,
                                   LeaseTable4& table)
    : options_(options), files_(files), log_(log), table_(table) {}

Result<void> LeaseFileLoader4::load(const LeaseCheck4& check) {
  const auto start = std::chrono::steady_clock::now();
  auto opened = open_older_files(files_, options_.path);
  if (!opened) return unreadable(opened.error());
  if (files_.exists(options_.path)) {
    auto file = files_.open(options_.path, OpenMode::read);
    if (!file) return unreadable(file.error());
    opened->push_back({options_.path, *std::move(file)});
  }
  for (const OpenedFile& of : *opened)
    if (auto loaded = load_file(of.path, *of.file); !loaded) return loaded;
  if (report_.errors > errors_shown)
    log_(message::row_errors_not_shown, options_.path, report_.errors - errors_shown,
         options_.path + ".rejected");
  if (check) check_loaded(check);
  table_.index_loaded();
  report_.leases = table_.size();
  report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  log_(message::loaded, report_.rows, options_.path, report_.leases, report_.errors,
       fmt::format("{:.3f}", report_.seconds));
  return {};
}

// Only the last row of an address counts, so what is checked is what the rows come to.
void LeaseFileLoader4::check_loaded(const LeaseCheck4& check) {
  LeasePage4 page;
  std::vector<Lease4> leases;
  do {
    leases = table_.list_page(page);
    for (Lease4& lease : leases) {
      const LeaseVerdict verdict = check(lease);
      if (verdict == LeaseVerdict::corrected) table_.load(lease);
      if (verdict == LeaseVerdict::reject) table_.unload(lease.address);
    }
    if (!leases.empty()) page.after = leases.back().address;
  } while (leases.size() == page.limit);
}

Result<void> LeaseFileLoader4::load_file(const std::string& path, File& file) {
  log_(message::file_load, path);
  LeaseFileReader4 reader(file);
  const auto header = reader.read_header();
  if (!header) return Error{path + ": " + header.error().message};
  if (*header && (*header)->missing() > 0) log_(message::needs_upgrading, path, (*header)->missing());
  if (*header && (*header)->unknown() > 0) log_(message::needs_downgrading, path, (*header)->unknown());

  using Row = LeaseFileReader4::Row;
  while (*header) {
    if (waiting_ == ahead) apply_oldest();
    Lease4& lease = rows_[(oldest_ + waiting_) % ahead];
    const auto row = reader.next(lease);
    if (!row) return unreadable(row.error());
    if (*row == Row::end) break;
    ++report_.rows;
    if (*row == Row::bad) {
      if (auto tolerated = reject(path, reader); !tolerated) return tolerated;
      continue;
    }
    table_.expect_address(lease.address);
    ++waiting_;
  }
  while (waiting_ > 0) apply_oldest();
  if (reader.torn()) {
    report_.torn_tail = true;
    log_(message::torn_tail, path);
  }
  if (path == options_.path) {
    can_append_ = *header && (*header)->is_current();
    keep_bytes_ = reader.complete_bytes();
  }
  return {};
}

void LeaseFileLoader4::apply_oldest() {
  const Lease4& lease = rows_[oldest_];
  if (lease.valid_lifetime == 0)
    table_.unload(lease.address);
  else
    table_.load(lease);
  oldest_ = (oldest_ + 1) % ahead;
  --waiting_;
}

Result<void> LeaseFileLoader4::reject(const std::string& path, const LeaseFileReader4& reader) {
  const RowError& error = reader.row_error();
  if (++report_.errors <= errors_shown)
    log_(message::row_error, path, reader.row_number(), error.column, error.column.empty() ? "" : ": ",
         error.problem);
  keep_rejected(reader.text());
  if (options_.max_row_errors == 0 || report_.errors <= options_.max_row_errors) return {};
  return Error{path + ":" + std::to_string(reader.row_number()) + ": more than " +
               std::to_string(options_.max_row_errors) +
               " bad rows (max-row-errors); the lease file is not loaded"};
}

// Losing sight of a bad row is no reason not to serve the good ones.
void LeaseFileLoader4::keep_rejected(std::string_view row) {
  if (rejected_failed_) return;
  const auto failed = [this](const IoError& error) {
    rejected_failed_ = true;
    log_(message::rejected_not_kept, error.message());
  };
  if (!rejected_) {
    auto file = files_.open(options_.path + ".rejected", OpenMode::append);
    if (!file) return failed(file.error());
    rejected_ = std::move(file).value();
  }
  const std::string line = std::string(row) + '\n';
  if (const auto written = rejected_->append(as_bytes(line)); !written) failed(written.error());
}

}  // namespace dhcp::store
