/// @file
/// Finds leases by the hash of one of their keys.
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "dhcpcore/short_lock.hpp"
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
  /// Tells the processor that the hash is about to be looked up, or added.
  void prefetch(std::uint64_t hash) const;
  /// The addresses of the records under `hash`, in no order.
  void candidates(std::uint64_t hash, CandidateAddresses& addresses) const;

  /// Fills an empty index that nobody else uses yet with the records 1 to `end` - 1. `hash_of(handle)` gives
  /// the hash, or nullopt for a record that does not belong here. Sorts by shard first: a shard's table then
  /// stays in the cache while it is filled, and gets the right size at once.
  template <class HashOf>
  void build(Handle end, const HashOf& hash_of) {
    std::vector<std::vector<Slot>> entries(shard_count);
    for (auto& of_shard : entries) of_shard.reserve(end / shard_count);
    for (Handle handle = 1; handle < end; ++handle)
      if (const std::optional<std::uint64_t> hash = hash_of(handle))
        entries[shard_of(*hash)].push_back({tag(*hash), handle});
    for (std::size_t i = 0; i < shard_count; ++i) fill(shards_[i], entries[i]);
  }

 private:
  struct Slot {
    std::uint32_t tag = 0;
    Handle head = 0;  // 0: the slot is empty
  };
  struct alignas(64) Shard {
    mutable ShortLock lock;
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
  static constexpr std::size_t shard_bits = 6;
  static constexpr std::size_t shard_count = std::size_t{1} << shard_bits;
  static constexpr std::size_t initial_capacity = 64;

  static std::uint32_t tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }
  static std::size_t shard_of(std::uint64_t hash) { return hash >> (64 - shard_bits); }
  void add(Shard& in, std::uint32_t tag, Handle handle);
  void fill(Shard& in, std::span<const Slot> entries);

  RecordPool& records_;
  Key4 key_;
  std::array<Shard, shard_count> shards_;
};

}  // namespace dhcp::store
