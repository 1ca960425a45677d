/// @file
/// One worker of an engine: its query slots, its waits, and the configuration it answers from.
/// @floor engine
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "dhcpcore/executor.hpp"
#include "dhcpcore/task.hpp"
#include "engine/context4.hpp"
#include "engine/query_queue4.hpp"
#include "engine/reclamation4.hpp"

namespace dhcp {

/// A query from its arrival to its end: the bytes, the context, the coroutine. Reused for query after query.
struct Slot4 {
  Context4 context;
  KeptDatagram4 received;
  Task<void> task;
  PinnedSetups4::Pin* pin = nullptr;
};

/// Used by one thread only. Slots come into being as load demands, up to the limit, and are reused last in,
/// first out: what was touched last is in the cache.
class alignas(64) Worker4 {
 public:
  Worker4(WorkerId id, Shared4& shared);
  ~Worker4();
  Worker4(const Worker4&) = delete;
  Worker4& operator=(const Worker4&) = delete;

  void handle(const Datagram4& datagram, const Now& now, ReplySink4& sink);
  void handle(std::span<const Datagram4> batch, const Now& now, ReplySink4& sink);
  /// Handles a query as a task that ends with it. `sink` lives as long.
  Task<void> serve_one(const Datagram4& datagram, const Now& now, ReplySink4& sink);
  void flush();
  void advance(const Now& now);
  SteadyTime next_deadline() const;
  std::uint32_t in_flight() const {
    return static_cast<std::uint32_t>(slots_.size() - free_.size() - finished_.size() + waiting_.size());
  }
  void cancel();
  /// Lets queries go on that waited for modules, and ends the batch that this makes.
  void resume(std::span<const Resumption> all);

 private:
  class Ending;
  Task<void> serve(Slot4& slot);
  Slot4* take_slot();
  /// New queries get the newest setup.
  void refresh();
  /// A slot that holds the query; null when all are taken.
  Slot4* begin(const Datagram4& datagram, const Now& now, ReplySink4& sink);
  void run(Slot4& slot);
  /// Keeps a query until there is a slot for it.
  void wait(const Datagram4& datagram, const Now& now, ReplySink4& sink);
  /// Begins queries that have waited, as far as there are slots. False when none could be begun.
  bool begin_waiting();
  void recycle();

  WorkerId id_;
  Shared4& shared_;
  WaitTable waits_;
  ParkedQueries parked_;
  PinnedSetups4 setups_;
  std::optional<Reclamation4> reclamation_;  // the first worker's
  Scratch4 scratch_;
  std::vector<std::unique_ptr<Slot4>> slots_;
  std::vector<Slot4*> free_;
  QueryQueue4 waiting_;
  unsigned queries_since_advance_ = 0;
  std::vector<Slot4*> finished_;  // ended, but their coroutine may still be on the stack
};

}  // namespace dhcp
