/// @file
/// Finds leases by the hash of one of their keys.
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <mutex>
#include <vector>

#include "memory/record4.hpp"

namespace dhcp::store {

/// Addresses that an index names. More than a few only where many leases share a key.
using CandidateAddresses = boost::container::small_vector<std::uint32_t, 16>;

/// One index: a sharded flat table from a key's hash to the first of a doubly linked chain of records. A
/// chain holds all records whose hash agrees, so adding and removing cost the same however many clients call
/// themselves "android". It names *candidates*: the caller compares the key under the leaf's lock, which is
/// why nobody ever holds a shard's and a leaf's lock together.
/// Thread-safe; one record is added and removed by one thread at a time.
class KeyIndex {
 public:
  KeyIndex(RecordPool& records, Key4 key) : records_(records), key_(key) {}

  void add(std::uint64_t hash, Handle handle);
  void remove(std::uint64_t hash, Handle handle);
  /// The addresses of the records under `hash`, in no order.
  void candidates(std::uint64_t hash, CandidateAddresses& addresses) const;
  /// Makes room for `count` different hashes in all, so that loading does not grow the table step by step.
  void reserve(std::size_t count);
  /// Tells the processor which memory `add` is about to touch.
  void prefetch(std::uint64_t hash) const;

 private:
  struct Slot {
    std::uint32_t tag = 0;
    Handle head = 0;  // 0: the slot is empty
  };
  struct alignas(64) Shard {
    mutable std::mutex lock;
    std::vector<Slot> slots;
    std::size_t used = 0;

    std::size_t home(std::uint32_t tag) const {
      return static_cast<std::size_t>(std::uint64_t{tag} * slots.size() >> 32);
    }
    std::size_t after(std::size_t position) const { return position + 1 == slots.size() ? 0 : position + 1; }
    std::size_t find(std::uint32_t tag) const;
    void resize(std::size_t capacity);
    void erase(std::size_t position);
  };
  static constexpr std::size_t shard_bits = 8;
  static constexpr std::size_t initial_capacity = 8;

  static std::uint32_t tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }
  Shard& shard(std::uint64_t hash) { return shards_[hash >> (64 - shard_bits)]; }
  const Shard& shard(std::uint64_t hash) const { return shards_[hash >> (64 - shard_bits)]; }

  RecordPool& records_;
  Key4 key_;
  std::array<Shard, std::size_t{1} << shard_bits> shards_;
};

}  // namespace dhcp::store
