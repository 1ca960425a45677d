/// @file
/// Queries that wait for modules, of either protocol: where answers from other threads arrive, how many may
/// wait, and what became of each.
/// @floor engine
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "dhcpcore/executor.hpp"
#include "dhcpcore/module.h"
#include "dhcpcore/task.hpp"

namespace dhcp {

/// What a module has to say of a parked query.
struct Resumption {
  WaitToken token;
  dhcp_next_step step = DHCP_NEXT_CONTINUE;
};

/// Where resumptions for one worker arrive. Lives as long as a job for it is under way, even when the worker
/// is gone.
class ResumptionInbox : public std::enable_shared_from_this<ResumptionInbox> {
 public:
  using Read = void (*)(void* reader, std::span<const Resumption> all) noexcept;

  ResumptionInbox(Executor& executor, WorkerId worker) : executor_(executor), worker_(worker) {}

  /// From now on `read` gets what arrives, on the worker's thread.
  void open(void* reader, Read read);
  /// Nobody reads any more. Not while the reader does.
  void close() { open(nullptr, nullptr); }
  /// Any thread.
  void post(const Resumption& resumption);

 private:
  void deliver() noexcept;

  Executor& executor_;
  const WorkerId worker_;
  std::mutex mutex_;
  void* reader_ = nullptr;
  Read read_ = nullptr;
  std::vector<Resumption> arrived_;
  std::vector<Resumption> delivered_;      // of the worker; kept for its room
  std::shared_ptr<ResumptionInbox> held_;  // by the job that is under way
};

/// All parked queries of an engine. Thread-safe.
class ParkingLot {
 public:
  /// Without an executor nothing can be parked.
  ParkingLot(Executor* executor, unsigned workers);

  bool can_park() const { return !inboxes_.empty(); }
  /// Takes one of `limit` places; false when there is none.
  bool enter(std::uint32_t limit);
  void leave() { parked_.fetch_sub(1, std::memory_order_relaxed); }
  std::uint32_t parked() const { return parked_.load(std::memory_order_relaxed); }

  /// Any thread, any token.
  void resume(const Resumption& resumption);
  /// Null when nothing can be parked.
  ResumptionInbox* inbox(WorkerId worker) { return can_park() ? inboxes_[worker].get() : nullptr; }

  /// Resumptions of queries that were gone.
  std::uint64_t stale() const { return stale_.load(std::memory_order_relaxed); }
  void count_stale() { stale_.fetch_add(1, std::memory_order_relaxed); }

 private:
  std::atomic<std::uint32_t> parked_{0};
  std::atomic<std::uint64_t> stale_{0};
  std::vector<std::shared_ptr<ResumptionInbox>> inboxes_;  // by worker
};

/// The parked queries of one worker, by its waits. Used on its thread only.
class ParkedQueries {
 public:
  struct End {
    WaitOutcome outcome = WaitOutcome::cancelled;
    dhcp_next_step step = DHCP_NEXT_CONTINUE;  ///< if completed
  };

  ParkedQueries(WaitTable& waits, ParkingLot& lot) : waits_(waits), lot_(lot) {}

  /// Opens a wait for one query; false when as many as may do so wait already. Either `wait` or `abandon`
  /// follows.
  bool park(std::uint32_t limit, SteadyTime deadline, WaitToken& token);
  void abandon(WaitToken token);
  /// Until the query is resumed, or given up.
  Task<End> wait(WaitToken token);
  void resume(std::span<const Resumption> all);

 private:
  struct Place {
    bool taken = false;
    std::uint32_t generation = 0;
    dhcp_next_step step = DHCP_NEXT_CONTINUE;
  };
  class Stay;
  void leave(WaitToken token);

  WaitTable& waits_;
  ParkingLot& lot_;
  std::vector<Place> places_;  // by slot of the wait, as far as needed
};

}  // namespace dhcp
