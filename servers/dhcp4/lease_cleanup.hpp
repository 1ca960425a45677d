/// @file
/// Has the lease file cleaned up now and then, by another process (docs/design/lease-file.md).
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "dhcpcore/log.hpp"
#include "dhcpstore/lease_file_store.hpp"
#include "runtime/spawn.hpp"
#include "runtime/timers.hpp"

namespace dhcp::server {

/// Used by the control thread. Outlives the store, whose threads report to it.
class LeaseCleanup {
 public:
  LeaseCleanup(EventLoop& loop, Timers& timers, Log& log) : loop_(loop), timers_(timers), log_(log) {}
  ~LeaseCleanup() { timers_.cancel(timer_); }
  LeaseCleanup(const LeaseCleanup&) = delete;
  LeaseCleanup& operator=(const LeaseCleanup&) = delete;

  /// `lease_file` is the file of `store`. Nothing happens before `repeat`.
  void use(store::LeaseFileStore4& store, std::string lease_file, std::string config_file);
  /// From now on a cleanup begins every `interval`; 0 = never.
  void repeat(std::chrono::seconds interval);

 private:
  void wait();
  void begin();
  static void rotated(void* self) noexcept;
  void start_process();

  EventLoop& loop_;
  Timers& timers_;
  Log& log_;
  store::LeaseFileStore4* store_ = nullptr;
  std::string lease_file_;
  std::string config_file_;
  std::chrono::seconds interval_{0};
  Timers::Id timer_ = 0;
  bool rotating_ = false;
  std::atomic<store::Rotation> rotation_{};
  std::unique_ptr<ChildProcess> process_;  ///< while it runs
};

}  // namespace dhcp::server
