/// @file
/// The store with a lease file: who writes, when, and who is told.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "dhcpstore/lease_file_store.hpp"
#include "leasefile/batch4.hpp"
#include "leasefile/journal4.hpp"
#include "memory/table_store4.hpp"

namespace dhcp::store {

/// Each worker fills a batch of its own. `flush` queues it. Without `sync`, the worker that finds nobody
/// writing writes everything queued as one piece, and hands the next round to a worker that queued meanwhile;
/// with `sync` a thread of the store does all writing. No lock is held while writing.
class FileStore4 final : public TableStore4<LeaseFileStore4> {
 public:
  FileStore4(LeaseFileOptions options, FileSystem& files, Executor& executor, Log& log, unsigned workers);
  ~FileStore4() override;

  Result<void> start(const LeaseCheck4& check);

  void commit(std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token) override;
  void flush(WorkerId worker) override;
  bool writable() const override { return writable_.load(std::memory_order_relaxed); }
  const LeaseFileReport& load_report() const override { return report_; }
  void rotate(std::function<void(Rotation)> done) override;

 private:
  /// What only the worker's thread touches.
  struct alignas(64) Worker {
    FileStore4* store = nullptr;
    WorkerId id = 0;
    Batch4* filling = nullptr;
    Batch4* spare = nullptr;  // chained
    std::vector<std::unique_ptr<Batch4>> all;
  };
  Batch4& filling(Worker& worker);
  void lead(Worker& worker);
  void hand_on();
  void run_writer();
  void write(BatchList4& round);
  Rotation move_aside();
  void set_writable(const Result<void, IoError>& written);
  void finish(Batch4& batch);
  static void finish_job(void* batch) noexcept;
  static void lead_job(void* worker) noexcept;

  const LeaseFileOptions options_;
  FileSystem& files_;
  Executor& executor_;
  Log& log_;
  LeaseFileReport report_;
  std::vector<Worker> workers_;
  std::atomic<bool> writable_{true};

  std::mutex lock_;  // guards the five below
  std::condition_variable queued_;
  BatchList4 queue_;
  std::function<void(Rotation)> rotation_;  // that somebody waits for
  bool writing_ = false;
  bool stopping_ = false;

  // Whoever writes owns these.
  Journal4 journal_;
  std::string joined_;

  std::thread writer_;
};

}  // namespace dhcp::store
