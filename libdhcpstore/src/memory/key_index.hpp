/// @file
/// Finds leases by the hash of one of their keys.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <mutex>
#include <optional>

#include "dhcpcore/short_lock.hpp"
#include "memory/growing_array.hpp"
#include "memory/record4.hpp"

namespace dhcp::store {

/// Addresses that an index names. More than a few only where many leases share a key.
using CandidateAddresses = boost::container::small_vector<std::uint32_t, 16>;

/// One index: a hash table from a key's hash to the first of a doubly linked chain of records. A chain holds
/// all records whose hash agrees, so adding and removing cost the same however many clients call themselves
/// "android". It names *candidates*: the caller compares the key under the leaf's lock, which is why nobody
/// ever holds a bucket's and a leaf's lock together.
///
/// A bucket is a cache line with a lock of its own: what two threads fight over is what they both look for,
/// and what is not in the cache is waited for once. The table grows by a bucket at a time (linear hashing:
/// the next one in turn is split in two), so no query waits until all of it has moved, and no bucket ever
/// moves, so that whoever looks for one needs no leave.
/// Thread-safe; one record is added and removed by one thread at a time.
class KeyIndex {
 public:
  KeyIndex(RecordPool& records, Key4 key);

  void add(std::uint64_t hash, Handle handle);
  void remove(std::uint64_t hash, Handle handle);
  /// Tells the processor that the hash is about to be looked up, or added.
  void prefetch(std::uint64_t hash) const;
  /// The addresses of the records under `hash`, in no order.
  void candidates(std::uint64_t hash, CandidateAddresses& addresses) const;

  /// Adds the records 1 to `end` - 1. `hash_of(handle)` gives the hash, or nullopt for a record that does not
  /// belong here.
  template <class HashOf>
  void build(Handle end, const HashOf& hash_of) {
    struct Waiting {
      std::uint64_t hash;
      Handle handle;
    };
    std::array<Waiting, 16> waiting;  // for their buckets to come from memory
    std::size_t count = 0;
    for (Handle handle = 1; handle < end; ++handle) {
      const std::optional<std::uint64_t> hash = hash_of(handle);
      if (!hash) continue;
      prefetch(*hash);
      Waiting& turn = waiting[count % waiting.size()];
      if (count++ >= waiting.size()) add(turn.hash, turn.handle);
      turn = {*hash, handle};
    }
    for (std::size_t i = 0; i < std::min(count, waiting.size()); ++i) add(waiting[i].hash, waiting[i].handle);
  }

 private:
  /// Taken slots come before empty ones.
  struct Slot {
    std::uint32_t tag = 0;
    Handle head = 0;  // 0: the slot is empty
  };
  struct alignas(64) Bucket {
    ShortLock lock;          // guards the slots here and in the buckets that follow, and their chains
    std::uint32_t next = 0;  // of `spill_`, where there are more slots; 0: none
    std::array<Slot, 7> slots;
  };
  static_assert(sizeof(Bucket) == 64);
  class Held;

  static constexpr unsigned first_bits = 4;
  /// Keys a bucket, on average: more would save memory, and have more of them spill.
  static constexpr std::uint64_t keys_a_bucket = 4;
  /// One key of so many is counted, since all threads share the counter.
  static constexpr std::uint32_t counted_bits = 4;

  static std::uint32_t tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }
  static bool counted(std::uint32_t tag) { return tag >> (32 - counted_bits) == 0; }
  /// The bucket of a tag when there are `size` buckets.
  static std::uint32_t place(std::uint32_t tag, std::uint32_t size) {
    const std::uint32_t half = std::bit_floor(size);
    const std::uint32_t upper = tag & (2 * half - 1);
    return upper < size ? upper : tag & (half - 1);
  }
  /// The bucket that gives some of its keys to a new one.
  static std::uint32_t split_for(std::uint32_t bucket) { return bucket - std::bit_floor(bucket); }

  Slot* find(Bucket& bucket, std::uint32_t tag) const;
  Slot& make(Bucket& bucket, std::uint32_t tag);
  void close(Bucket& bucket, Slot& gap);
  void count(int keys);
  void split(std::uint32_t size);
  std::uint32_t take_spill();
  void give_back_spill(std::uint32_t spill);

  RecordPool& records_;
  const Key4 key_;
  GrowingArray<Bucket, first_bits> buckets_;
  GrowingArray<Bucket, first_bits> spill_;
  std::atomic<std::uint32_t> size_{0};

  alignas(64) std::atomic<std::uint32_t> counted_{0};
  alignas(64) std::mutex growing_;
  ShortLock spill_lock_;  // guards the two below
  std::uint32_t spill_end_ = 1;
  std::uint32_t spill_free_ = 0;  // chained through `next`
};

}  // namespace dhcp::store
