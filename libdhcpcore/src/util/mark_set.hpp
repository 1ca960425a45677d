/// @file
/// Keys that somebody has marked, all workers together: a few at a time, each for a short while.
/// @floor util
#pragma once

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <memory>
#include <mutex>

#include "dhcpcore/short_lock.hpp"

namespace dhcp {

/// A set of 64-bit keys, whose low bits differ. Thread-safe. A mark is one cache line, its lock and its
/// neighbours included, and a scan of a few keys beats any hash table. Where many meet there is a second
/// line, and then room on the heap, which stays.
class MarkSet {
 public:
  MarkSet() : shards_(std::make_unique<Shard[]>(shard_count)) {}

  /// False: it is marked already.
  bool mark(std::uint64_t key) {
    Shard& shard = of(key);
    const std::lock_guard guard(shard.lock);
    if (shard.has(key)) return false;
    shard.keys.push_back(key);
    return true;
  }
  bool marked(std::uint64_t key) const {
    Shard& shard = of(key);
    const std::lock_guard guard(shard.lock);
    return shard.has(key);
  }
  void unmark(std::uint64_t key) noexcept {
    Shard& shard = of(key);
    const std::lock_guard guard(shard.lock);
    const auto at = std::ranges::find(shard.keys, key);
    if (at == shard.keys.end()) return;
    *at = shard.keys.back();
    shard.keys.pop_back();
  }

 private:
  struct alignas(64) Shard {
    ShortLock lock;
    boost::container::small_vector<std::uint64_t, 12> keys;
    bool has(std::uint64_t key) const { return std::ranges::find(keys, key) != keys.end(); }
  };
  static_assert(sizeof(Shard) == 128);
  static constexpr std::size_t shard_count = 256;

  Shard& of(std::uint64_t key) const { return shards_[key % shard_count]; }

  std::unique_ptr<Shard[]> shards_;
};

}  // namespace dhcp
