#include "memory/record4.hpp"

#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace dhcp::store {

void Record4::assign(const Lease4& lease) {
  const std::size_t length =
      lease.hardware_address.bytes.size() + lease.client_id.size() + lease.hostname.size();
  std::uint8_t* out = make_room(length, lease.user_context.size());
  const auto append = [&out](ByteView part) {
    if (!part.empty()) std::memcpy(out, part.data(), part.size());
    out += part.size();
  };
  append(lease.hardware_address.bytes.view());
  append(lease.client_id.view());
  append(lease.hostname.view());
  append(as_bytes(lease.user_context));

  client_last_transaction_ = lease.client_last_transaction;
  // Index chains read the address without the leaf's lock; it is written only while nobody can reach it.
  if (address_ != lease.address.value()) address_ = lease.address.value();
  subnet_id_ = lease.subnet_id;
  pool_id_ = lease.pool_id;
  valid_lifetime_ = lease.valid_lifetime;
  flags_ = static_cast<std::uint8_t>((flags_ & block_flag) | used_flag | static_cast<unsigned>(lease.state) |
                                     (lease.fqdn_forward ? forward_flag : 0u) |
                                     (lease.fqdn_reverse ? reverse_flag : 0u));
  hardware_type_ = lease.hardware_address.type;
  hardware_length_ = static_cast<std::uint8_t>(lease.hardware_address.bytes.size());
  client_id_length_ = static_cast<std::uint8_t>(lease.client_id.size());
  hostname_length_ = static_cast<std::uint8_t>(lease.hostname.size());
}

void Record4::copy_to(Lease4& lease) const {
  lease.address = Ipv4Address(address_);
  lease.hardware_address.type = hardware_type_;
  lease.hardware_address.bytes.assign(hardware_address());
  lease.client_id.assign(client_id());
  lease.hostname.assign(hostname());
  lease.valid_lifetime = valid_lifetime_;
  lease.client_last_transaction = client_last_transaction_;
  lease.subnet_id = subnet_id_;
  lease.pool_id = pool_id_;
  lease.state = state();
  lease.fqdn_forward = (flags_ & forward_flag) != 0;
  lease.fqdn_reverse = (flags_ & reverse_flag) != 0;
  if (has_block()) {
    const std::uint8_t* context = bytes() + hardware_length_ + client_id_length_ + hostname_length_;
    lease.user_context.assign(reinterpret_cast<const char*>(context), tail_.block->context_size);
  } else {
    lease.user_context.clear();
  }
}

void Record4::clear() {
  release_block();
  flags_ = 0;
}

// A block is kept while it is big enough: a lease that once needed one usually will again.
std::uint8_t* Record4::make_room(std::size_t length, std::size_t context_size) {
  const bool fits_here = context_size == 0 && length <= inline_capacity;
  if (fits_here) {
    release_block();
    return tail_.here.data();
  }
  const std::size_t needed = length + context_size;
  if (!has_block() || tail_.block->capacity < needed) {
    void* memory = std::malloc(sizeof(Block) + needed);
    if (memory == nullptr) throw std::bad_alloc();
    release_block();
    tail_.block = ::new (memory) Block{static_cast<std::uint32_t>(needed), 0};
    flags_ |= block_flag;
  }
  tail_.block->context_size = static_cast<std::uint32_t>(context_size);
  return bytes();
}

void Record4::release_block() {
  if (!has_block()) return;
  std::free(tail_.block);
  flags_ = static_cast<std::uint8_t>(flags_ & ~block_flag);
}

RecordPool::~RecordPool() {
  for (Handle handle = 1; handle < end(); ++handle) records_[handle].~Record4();
}

Handle RecordPool::take(std::uint32_t address) {
  FreeList& free = list(address);
  const std::lock_guard guard(free.lock);
  Handle handle = free.first;
  if (handle != 0) {
    free.first = std::exchange(records_[handle].link(Key4{}).next, 0);
  } else {
    if (free.fresh == free.fresh_end) refill(free);
    handle = free.fresh++;
  }
  free.used.fetch_add(1, std::memory_order_relaxed);
  return handle;
}

void RecordPool::give_back(std::uint32_t address, Handle handle) {
  Record4& record = records_[handle];
  record.clear();
  FreeList& free = list(address);
  const std::lock_guard guard(free.lock);
  record.link(Key4{}) = {free.first, 0};
  free.first = handle;
  free.used.fetch_sub(1, std::memory_order_relaxed);
}

std::size_t RecordPool::used() const {
  std::size_t sum = 0;
  for (const FreeList& free : lists_) sum += free.used.load(std::memory_order_relaxed);
  return sum;
}

void RecordPool::refill(FreeList& free) {
  const std::lock_guard guard(growing_);
  const Handle first = next_.load(std::memory_order_relaxed);
  if (first > UINT32_MAX - block) throw std::bad_alloc();
  for (Handle i = 0; i < block; ++i) records_.make(first + i);
  next_.store(first + block, std::memory_order_release);
  free.fresh = first;
  free.fresh_end = first + block;
}

}  // namespace dhcp::store
