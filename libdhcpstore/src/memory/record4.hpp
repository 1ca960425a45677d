/// @file
/// A lease as it lies in memory: 88 bytes for the usual client, and no heap block of its own.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "dhcpcore/lease.hpp"
#include "dhcpcore/short_lock.hpp"
#include "memory/growing_array.hpp"

namespace dhcp::store {

/// Names a record; 0 names none.
using Handle = std::uint32_t;

/// What leases are found by, besides their address. A client's leases in all subnets are those in each of
/// them: commands ask for them, and need no index that every new lease would have to be added to.
enum class Key4 : std::uint8_t {
  client_in_subnet,
  hardware_in_subnet,
  hostname,
  count_,
};
inline constexpr std::size_t key4_count = static_cast<std::size_t>(Key4::count_);

/// Neighbours in the chain of records that share a key's hash. Guarded by the lock of the index's bucket.
struct ChainLink {
  Handle next = 0;
  Handle previous = 0;
};

/// One lease, packed. The identifiers and the host name lie inside when they fit in 32 bytes together and
/// there is no user context, else in one heap block. Everything but the address and the links is guarded by
/// the lock of the address's leaf; the address does not change while any index can reach the record.
class Record4 {
 public:
  Record4() = default;
  ~Record4() { release_block(); }
  Record4(const Record4&) = delete;
  Record4& operator=(const Record4&) = delete;

  void assign(const Lease4& lease);
  void copy_to(Lease4& lease) const;
  /// Back to an unused record; the links are left alone.
  void clear();

  std::uint32_t address() const { return address_; }
  SubnetId subnet_id() const { return subnet_id_; }
  std::uint32_t pool_id() const { return pool_id_; }
  LeaseState state() const { return static_cast<LeaseState>(flags_ & state_mask); }
  bool in_use() const { return (flags_ & used_flag) != 0; }
  bool infinite() const { return valid_lifetime_ == infinite_lifetime; }
  WallTime expires() const { return client_last_transaction_ + valid_lifetime_; }
  std::uint32_t valid_lifetime() const { return valid_lifetime_; }
  WallTime client_last_transaction() const { return client_last_transaction_; }

  ByteView hardware_address() const { return {bytes(), hardware_length_}; }
  ByteView client_id() const { return {bytes() + hardware_length_, client_id_length_}; }
  ByteView hostname() const { return {bytes() + hardware_length_ + client_id_length_, hostname_length_}; }

  /// Tells the processor that the identifiers are about to be read: they are not where the address is.
  void prefetch_identifiers() const { __builtin_prefetch(&tail_); }

  ChainLink& link(Key4 key) { return links_[static_cast<std::size_t>(key)]; }

 private:
  struct Block {
    std::uint32_t capacity;
    std::uint32_t context_size;
  };
  static constexpr std::size_t inline_capacity = 32;
  static constexpr std::uint8_t state_mask = 0x03;
  static constexpr std::uint8_t forward_flag = 0x04;
  static constexpr std::uint8_t reverse_flag = 0x08;
  static constexpr std::uint8_t block_flag = 0x10;
  static constexpr std::uint8_t used_flag = 0x20;

  bool has_block() const { return (flags_ & block_flag) != 0; }
  std::uint8_t* bytes() {
    return has_block() ? reinterpret_cast<std::uint8_t*>(tail_.block + 1) : tail_.here.data();
  }
  const std::uint8_t* bytes() const {
    return has_block() ? reinterpret_cast<const std::uint8_t*>(tail_.block + 1) : tail_.here.data();
  }
  std::uint8_t* make_room(std::size_t length, std::size_t context_size);
  void release_block();

  WallTime client_last_transaction_ = 0;
  std::uint32_t address_ = 0;
  SubnetId subnet_id_ = 0;
  std::uint32_t pool_id_ = 0;
  std::uint32_t valid_lifetime_ = 0;
  std::uint8_t flags_ = 0;
  std::uint8_t hardware_type_ = 0;
  std::uint8_t hardware_length_ = 0;
  std::uint8_t client_id_length_ = 0;
  std::uint8_t hostname_length_ = 0;
  std::array<ChainLink, key4_count> links_{};
  union {
    std::array<std::uint8_t, inline_capacity> here;
    Block* block;
  } tail_{};
};
static_assert(sizeof(Record4) - 32 <= 56, "a record is at most 56 bytes besides identifiers and host name");

/// Where records live. They never move; handles are reused. Thread-safe: free records wait in several lists,
/// chosen by address, so that workers taking new leases rarely meet.
class RecordPool {
 public:
  RecordPool() = default;
  ~RecordPool();
  RecordPool(const RecordPool&) = delete;
  RecordPool& operator=(const RecordPool&) = delete;

  Record4& operator[](Handle handle) const { return records_[handle]; }
  /// A cleared record. Throws std::bad_alloc when there is no memory.
  Handle take(std::uint32_t address);
  void give_back(std::uint32_t address, Handle handle);
  /// All handles ever given out are below this.
  Handle end() const { return next_.load(std::memory_order_acquire); }
  /// How many records are in use.
  std::size_t used() const;

 private:
  static constexpr std::size_t list_count = 16;
  static constexpr Handle block = 64;  // handles a list takes at a time

  struct alignas(64) FreeList {
    ShortLock lock;
    Handle first = 0;  // given back; chained through the first link
    Handle fresh = 0;  // these up to `fresh_end` were never used
    Handle fresh_end = 0;
    std::atomic<std::size_t> used{0};
  };
  FreeList& list(std::uint32_t address) { return lists_[(address >> 6) % list_count]; }
  void refill(FreeList& list);

  GrowingArray<Record4, 12> records_;
  std::atomic<Handle> next_{1};  // handle 0 names nothing
  std::mutex growing_;
  std::array<FreeList, list_count> lists_;
};

}  // namespace dhcp::store
