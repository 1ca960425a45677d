/// @file
/// A store over files that fail on command.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "dhcpcore/log.hpp"
#include "dhcpstore/lease_file_store.hpp"
#include "support/executors.hpp"
#include "support/fault_files.hpp"
#include "support/lease_store_contract.hpp"

namespace dhcp::test {

inline const std::string lease_path = "/var/lib/dhcp/leases4.csv";
inline const std::string header_line =
    "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,"
    "pool_id\n";

/// Keeps what was logged.
class KeptLog final : public LogSink {
 public:
  void write(const LogMessage& message, std::string_view text) noexcept override {
    const std::lock_guard guard(lock_);
    lines_.emplace_back(message.id, text);
  }
  std::size_t count(std::string_view id) const {
    const std::lock_guard guard(lock_);
    return static_cast<std::size_t>(
        std::count_if(lines_.begin(), lines_.end(), [id](const auto& line) { return line.first == id; }));
  }
  std::string text(std::string_view id) const {
    const std::lock_guard guard(lock_);
    for (const auto& [line_id, text] : lines_)
      if (line_id == id) return text;
    return {};
  }

 private:
  mutable std::mutex lock_;
  std::vector<std::pair<std::string, std::string>> lines_;
};

/// A lease-file store that can be closed and opened again on the same files.
class FileRig {
 public:
  explicit FileRig(bool sync = false, bool open_now = true)
      : options{lease_path, sync, 0}, files(std::make_unique<FaultFiles>()) {
    if (open_now) reopen();
  }
  LeaseStore4& store() { return *store_; }
  const store::LeaseFileReport& report() const { return store_->load_report(); }
  void pump() {
    store_->flush(0);
    options.sync ? executor.run_soon() : executor.run();
  }
  void close() { store_.reset(); }
  Result<void> try_open(unsigned workers = 1) {
    close();
    auto opened = store::LeaseFileStore4::open(options, *files, executor, log, workers);
    if (!opened) return opened.error();
    store_ = std::move(opened).value();
    return {};
  }
  void reopen(unsigned workers = 1) {
    const auto opened = try_open(workers);
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
  }
  std::string content() { return files->content(lease_path); }

  store::LeaseFileOptions options;
  std::unique_ptr<FaultFiles> files;
  HandExecutor executor;
  KeptLog sink;
  Log log{sink};

 private:
  std::unique_ptr<store::LeaseFileStore4> store_;
};

class SyncedFileRig : public FileRig {
 public:
  SyncedFileRig() : FileRig(true) {}
};

/// The leases that a server finds which starts on these files.
inline std::map<Ipv4Address, Lease4> reload(FileSystem& files) {
  HandExecutor executor;
  Log log(null_log_sink());
  auto store = store::LeaseFileStore4::open({lease_path, false, 0}, files, executor, log, 1);
  REQUIRE(store);
  std::map<Ipv4Address, Lease4> leases;
  for (Lease4& l : run((*store)->list_page({0, Ipv4Address(), 1000000}))) leases[l.address] = l;
  return leases;
}

}  // namespace dhcp::test
