/// @file
/// Workers, and how something outside a worker makes it go on.
///
/// A *worker* is a number 0..N-1 and the one thread (or event loop) that runs its queries. A query that must
/// wait opens a *wait*, hands its token to whoever will finish the work, and suspends. The token names
/// (worker, slot, generation), never a coroutine: finishing a wait that was given up meanwhile is harmless
/// and counted.
/// @floor util
#pragma once

#include <coroutine>
#include <cstdint>
#include <vector>

#include "dhcpcore/clock.hpp"
#include "dhcpcore/export.hpp"

namespace dhcp {

using WorkerId = std::uint16_t;

/// Work for a worker's own thread: a plain function and its argument, so that posting does not allocate.
struct Job {
  void (*run)(void* context) noexcept = nullptr;
  void* context = nullptr;
};

/// How other threads reach a worker. Implemented by who owns the threads.
class Executor {
 public:
  virtual ~Executor() = default;
  /// Runs `job` soon on the thread of `worker`, never inside this call. Thread-safe. Jobs of one caller for
  /// one worker run in the order posted. `job.context` stays alive until it ran.
  virtual void post(WorkerId worker, Job job) = 0;
};

/// Names one wait of one worker.
struct WaitToken {
  WorkerId worker = 0;
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;
};

enum class WaitOutcome : std::uint8_t {
  completed,  ///< somebody called `complete`
  timed_out,  ///< the deadline passed first
  cancelled,  ///< the worker is being stopped
};

/// The waits of one worker. Used only on that worker's thread; others post a job that calls `complete`.
class DHCPCORE_API WaitTable {
 public:
  /// `capacity` waits may be open at once; more are refused by `open`.
  WaitTable(WorkerId worker, std::uint32_t capacity);
  ~WaitTable();
  WaitTable(const WaitTable&) = delete;
  WaitTable& operator=(const WaitTable&) = delete;

  WorkerId worker() const { return worker_; }

  /// Opens a wait that ends at `deadline` at the latest. False when all slots are taken.
  bool open(SteadyTime deadline, WaitToken& token);

  /// `co_await table.wait(token)` suspends until the wait has ended and says how. Each opened token is
  /// awaited once, and once more after `prolong`; the slot is free again when what `wait` returned is
  /// destroyed, with the awaiting coroutine or before.
  auto wait(WaitToken token) {
    struct Awaiter {
      Awaiter(WaitTable& t, WaitToken k) : table(t), token(k) {}
      Awaiter(const Awaiter&) = delete;
      Awaiter& operator=(const Awaiter&) = delete;
      ~Awaiter() { table.close(token); }
      bool await_ready() const { return table.ended(token); }
      void await_suspend(std::coroutine_handle<> h) { table.suspend(token, h); }
      WaitOutcome await_resume() const { return table.outcome(token); }
      WaitTable& table;
      WaitToken token;
    };
    return Awaiter(*this, token);
  }

  /// Lets a wait that has timed out go on until `deadline`: what `wait` returned is to be awaited again.
  /// Called by the query as it is resumed.
  void prolong(WaitToken token, SteadyTime deadline);

  /// Whether the wait is still there to be completed. What a completer writes into the query's memory, it
  /// writes only when this is true.
  bool is_open(WaitToken token) const;
  /// Ends the wait and resumes its query inside this call (at once if it is suspended, else at its `wait`).
  /// A stale token does nothing but raise `stale()`.
  void complete(WaitToken token);
  /// Gives back a token that will not be awaited.
  void close(WaitToken token);

  /// Ends every wait whose deadline is not after `now`.
  void expire(SteadyTime now);
  /// Ends every wait with `cancelled`.
  void cancel_all();
  /// The earliest deadline of an open wait, or `SteadyTime::max()`.
  SteadyTime next_deadline() const;

  std::uint32_t open_count() const { return open_; }
  std::uint64_t stale() const { return stale_; }

 private:
  struct Slot {
    std::coroutine_handle<> waiter;
    SteadyTime deadline{};
    std::uint32_t generation = 0;
    std::uint32_t next_free = 0;
    WaitOutcome outcome = WaitOutcome::completed;
    bool open = false;
    bool ended = false;
  };
  bool ended(WaitToken token) const;
  void suspend(WaitToken token, std::coroutine_handle<> waiter);
  WaitOutcome outcome(WaitToken token) const;
  void finish(std::uint32_t slot, WaitOutcome outcome);

  WorkerId worker_;
  std::uint32_t open_ = 0;
  std::uint32_t first_free_ = 0;
  std::uint64_t stale_ = 0;
  std::vector<Slot> slots_;
};

}  // namespace dhcp
