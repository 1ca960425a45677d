#include "dhcpstore/lease_file_cleanup.hpp"
#include "leasefile/loader4.hpp"
#include "leasefile/messages.hpp"
#include "leasefile/write_table4.hpp"
#include "memory/table_store4.hpp"

namespace dhcp::store {

namespace {

// From the older files to `finish`, by way of `output`.
Result<LeaseFileReport> merge(const CleanupFiles& names, FileSystem& files, Log& log) {
  log(message::processing, names.previous, names.input);
  LeaseTable4 table(random_seed());
  const LeaseFileOptions options{names.input, false, 0};
  LeaseFileLoader4 loader(options, files, log, table);
  for (const std::string& path : {names.previous, names.input}) {
    if (!files.exists(path)) continue;
    auto file = files.open(path, OpenMode::read);
    if (!file) return Error{file.error().message()};
    if (auto loaded = loader.load_file(path, **file); !loaded) return loaded.error();
  }
  LeaseFileReport report = loader.report();
  report.leases = table.size();
  log(message::read_stats, report.leases, report.rows, report.errors);

  const auto written = [&]() -> Result<void, IoError> {
    auto output = files.open(names.output, OpenMode::create_new);
    if (!output) return output.error();
    if (auto table_written = write_table4(**output, table); !table_written) return table_written;
    if (auto synced = (*output)->sync(); !synced) return synced;
    return files.rename(names.output, names.finish);
  }();
  if (!written) return Error{written.error().message()};
  return report;
}

// In this order: as long as `finish` is there, it counts, and the others do not.
Result<void> rotate(const CleanupFiles& names, FileSystem& files, Log& log) {
  log(message::rotating);
  const auto rotated = [&]() -> Result<void, IoError> {
    for (const std::string& path : {names.previous, names.input})
      if (files.exists(path))
        if (auto removed = files.remove(path); !removed) return removed;
    return files.rename(names.finish, names.previous);
  }();
  if (rotated) return {};
  log(message::rotation_failed, rotated.error().message());
  return Error{rotated.error().message()};
}

}  // namespace

Result<LeaseFileReport> clean_lease_files4(const CleanupFiles& names, FileSystem& files, Log& log) {
  LeaseFileReport report;
  if (!files.exists(names.finish)) {
    // A server may make the input at any moment: one that was not read must not be removed as if it had been.
    if (!files.exists(names.input)) return report;
    auto merged = merge(names, files, log);
    if (!merged) {
      log(message::processing_failed, merged.error().message);
      return merged;
    }
    report = *merged;
  }
  if (auto rotated = rotate(names, files, log); !rotated) return rotated.error();
  return report;
}

}  // namespace dhcp::store
