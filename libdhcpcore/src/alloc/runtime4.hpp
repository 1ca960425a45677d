/// @file
/// What changes while a configuration does not: allocation cursors. Keyed by what they belong to, so that
/// they survive a reconfiguration that leaves the pool as it is.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "config/snapshot4.hpp"
#include "dhcpcore/clock.hpp"
#include "dhcpcore/executor.hpp"

namespace dhcp {

/// Addresses of a pool that one worker gives away, one after the other: those in [next, end).
struct alignas(64) Stretch {
  std::uint64_t next = 0;
  std::uint64_t end = 0;
  bool empty() const { return next == end; }
  bool contains(Ipv4Address address) const { return address.value() >= next && address.value() < end; }
  friend bool operator==(const Stretch&, const Stretch&) = default;
};

/// Where allocators look next in one pool. Atomics are allowed for a *new* lease.
struct alignas(64) PoolCursor {
  /// Of a pool that is big enough, each of several workers has a stretch of its own: otherwise all of them
  /// change the leases of neighbouring addresses, and wait for each other's memory.
  static constexpr std::uint64_t worth_stretches = 4096;
  static constexpr std::uint32_t stretch_length = 64;

  PoolCursor() = default;
  PoolCursor(Ipv4Range range, unsigned workers)
      : stretches(workers > 1 && range_size(range) >= worth_stretches ? workers : 0) {}
  /// Without stretches, which are the workers'.
  PoolCursor(const PoolCursor& other)
      : next(other.next.load(std::memory_order_relaxed)), used(other.used.load(std::memory_order_relaxed)) {}
  /// Where the iterative allocator will look first, for a worker.
  Ipv4Address start(Ipv4Range range, WorkerId worker) const {
    const bool own = !stretches.empty() && !stretches[worker].empty();
    const Ipv4Address start(own ? static_cast<std::uint32_t>(stretches[worker].next)
                                : next.load(std::memory_order_relaxed));
    return range.contains(start) ? start : range.first;
  }

  /// For the iterative one an address as a number, 0 = the pool's first; for the random one how many it
  /// tried.
  std::atomic<std::uint32_t> next{0};
  std::atomic<SteadyTime::rep> used{
      0};                          ///< in a shared network: when the pool gave an address last; 0 = never
  std::vector<Stretch> stretches;  ///< by worker; empty: there are none
};

/// What changes in one subnet of one configuration. The parts are shared with the next configuration where
/// they go on.
struct SubnetRuntime4 {
  struct OfPool {
    Ipv4Range range;
    std::shared_ptr<PoolCursor> cursor;
  };
  std::vector<OfPool> pools;  ///< in the order of `Subnet4::pools`

  /// Of a pool of `subnet`, which this is of.
  PoolCursor& cursor(const Subnet4& subnet, const Pool4& pool) const {
    return *pools[static_cast<std::size_t>(&pool - subnet.pools.data())].cursor;
  }
};

/// What changes in the subnets of one configuration. Immutable itself; any thread.
class SubnetRuntimes4 {
 public:
  /// `subnet` is of the configuration that this is of, `pool` of the subnet.
  const SubnetRuntime4& of(const Subnet4& subnet) const { return **by_id_.find(key(subnet.id)); }
  PoolCursor& cursor(const Subnet4& subnet, const Pool4& pool) const {
    return of(subnet).cursor(subnet, pool);
  }

 private:
  friend class Runtime4;
  static BitString<std::uint64_t> key(SubnetId id) { return {std::uint64_t{id} << 32, 32}; }

  PrefixTree<std::uint64_t, std::shared_ptr<const SubnetRuntime4>> by_id_;
};

/// The mutable half of a server's DHCPv4 state. `bind` is called at a reconfiguration, by one thread at a
/// time; what it gives out is shared by all workers.
class Runtime4 {
 public:
  explicit Runtime4(unsigned workers = 1) : workers_(workers) {}
  /// What it is at this moment, for one worker; the two go their own ways from then on. Costs something for
  /// each subnet.
  Runtime4(const Runtime4& other);

  /// What belongs to `snapshot`: cursors are kept for pools known by subnet id and range, new for others.
  /// They live as long as anybody holds them. Costs nothing for subnets that `snapshot` shares with the one
  /// bound before.
  SubnetRuntimes4 bind(const Snapshot4& snapshot);

 private:
  const unsigned workers_;
  mutable std::mutex mutex_;
  OrderedList<Subnet4> bound_;
  SubnetRuntimes4 runtimes_;
};

}  // namespace dhcp
