/// @file
/// The subnets that leases have ever been in.
#pragma once

#include <array>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "dhcpcore/lease.hpp"
#include "dhcpcore/short_lock.hpp"

namespace dhcp::store {

/// Grows only: a subnet that is gone costs a look, for whoever asks for leases wherever they are.
/// Thread-safe.
class SubnetSet {
 public:
  void add(SubnetId id) {
    Shard& shard = shards_[id % shards_.size()];
    const std::lock_guard guard(shard.lock);
    shard.ids.insert(id);
  }
  /// In no order.
  std::vector<SubnetId> list() const {
    std::vector<SubnetId> all;
    for (const Shard& shard : shards_) {
      const std::lock_guard guard(shard.lock);
      all.insert(all.end(), shard.ids.begin(), shard.ids.end());
    }
    return all;
  }

 private:
  struct alignas(64) Shard {
    mutable ShortLock lock;
    std::unordered_set<SubnetId> ids;
  };
  std::array<Shard, 64> shards_;
};

}  // namespace dhcp::store
