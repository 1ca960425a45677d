/// @file
/// What changes while a configuration does not: allocation cursors. Keyed by what they belong to, so that
/// they survive a reconfiguration that leaves the pool as it is.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "config/snapshot4.hpp"

namespace dhcp {

/// Where the iterative allocator looks next in one pool. One atomic is allowed for a *new* lease.
struct PoolCursor {
  PoolCursor() = default;
  PoolCursor(const PoolCursor& other) : next(other.next.load(std::memory_order_relaxed)) {}
  std::atomic<std::uint32_t> next{0};  ///< address as a number; 0 = the pool's first
};

/// The mutable half of a server's DHCPv4 state. `bind` is called at a reconfiguration, by one thread at a
/// time; the cursors themselves are shared by all workers.
class Runtime4 {
 public:
  Runtime4() = default;
  /// What it is at this moment; the two go their own ways from then on.
  Runtime4(const Runtime4& other);

  /// The cursor of each pool of `snapshot`, by `Pool4::cursor_index`: kept for pools known by subnet id and
  /// range, new for others. Cursors live as long as anybody holds them.
  std::vector<std::shared_ptr<PoolCursor>> bind(const Snapshot4& snapshot);

 private:
  struct Key {
    SubnetId subnet_id;
    Ipv4Range range;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  mutable std::mutex mutex_;
  std::map<Key, std::shared_ptr<PoolCursor>> cursors_;
};

}  // namespace dhcp
