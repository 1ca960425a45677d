/// @file
/// The exchanges in flight, found by transaction id in constant time and memory.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/clock.hpp"
#include "perf/statistics.hpp"

namespace dhcp::perf {

/// One exchange: which request of which client is waiting for its reply, and since when.
struct Exchange {
  std::uint32_t xid = 0;
  std::uint32_t client = 0;
  SteadyTime sent_at{};
  Ipv4Address giaddr;
  std::uint32_t older = 0;  // neighbours in the stage's queue, by slot
  std::uint32_t newer = 0;
  Stage stage{};
  bool in_use = false;
};

/// Transaction ids count upwards: their low bits are the slot, the rest is its generation, so a late reply to
/// an earlier user of a slot does not match. Each stage keeps its exchanges in the order of sending; as all
/// wait equally long, the oldest is the next to be dropped. Not thread-safe.
class ExchangeTable {
 public:
  /// Room for `most` exchanges at a time (1 to 2^24); ids start at `first_xid`.
  ExchangeTable(std::uint32_t most, std::uint32_t first_xid);

  /// A new exchange waiting in `stage` since `now`; nullptr when it is full.
  Exchange* begin(Stage stage, std::uint32_t client, SteadyTime now);
  /// The exchange in flight with this id; nullptr when there is none.
  Exchange* find(std::uint32_t xid) {
    Exchange& slot = slots_[xid & mask_];
    return slot.in_use && slot.xid == xid ? &slot : nullptr;
  }
  /// Its next request was sent `now`.
  void advance(Exchange& exchange, Stage stage, SteadyTime now);
  void end(Exchange& exchange);

  /// The one that waits longest in `stage`; nullptr when none does.
  Exchange* oldest(Stage stage) {
    const std::uint32_t slot = queue(stage).oldest;
    return slot == none ? nullptr : &slots_[slot];
  }
  const Exchange* oldest(Stage stage) const { return const_cast<ExchangeTable*>(this)->oldest(stage); }

  std::uint32_t in_flight() const { return in_flight_; }
  bool full() const { return in_flight_ == most_; }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  struct Queue {
    std::uint32_t oldest = none;
    std::uint32_t newest = none;
  };

  Queue& queue(Stage stage) { return queues_[static_cast<std::size_t>(stage)]; }
  void enqueue(Exchange& exchange, Stage stage, SteadyTime now);
  void dequeue(Exchange& exchange);

  std::vector<Exchange> slots_;  // twice `most`, so that a free slot is found in a step or two
  std::uint32_t mask_;
  std::uint32_t most_;
  std::uint32_t next_xid_;
  std::uint32_t in_flight_ = 0;
  std::array<Queue, stage_count> queues_;
};

}  // namespace dhcp::perf
