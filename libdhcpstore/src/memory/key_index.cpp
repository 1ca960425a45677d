#include "memory/key_index.hpp"

#include <algorithm>
#include <utility>

namespace dhcp::store {

// Linear probing at a load of at most 7/8; the tables grow by half, which wastes less than doubling.
namespace {
bool crowded(std::size_t used, std::size_t capacity) {
  return used * 8 >= capacity * 7;
}
}  // namespace

void KeyIndex::add(std::uint64_t hash, Handle handle) {
  Shard& in = shards_[shard_of(hash)];
  const std::lock_guard guard(in.lock);
  add(in, tag(hash), handle);
}

// The links of a record outside any chain are zero, so the first of a chain need not be touched.
void KeyIndex::add(Shard& in, std::uint32_t tag, Handle handle) {
  if (crowded(in.used + 1, in.slots.size()))
    in.resize(std::max(initial_capacity, in.slots.size() + in.slots.size() / 2));
  Slot& slot = in.slots[in.find(tag)];
  if (slot.head == 0) {
    slot.tag = tag;
    ++in.used;
  } else {
    records_[slot.head].link(key_).previous = handle;
    records_[handle].link(key_) = {slot.head, 0};
  }
  slot.head = handle;
}

// Room for a quarter more than there is; where many share a key, for a quarter more than it came to.
void KeyIndex::fill(Shard& in, std::span<const Slot> entries) {
  if (entries.empty()) return;
  const auto roomy = [](std::size_t used) { return used + used / 4 + initial_capacity; };
  const std::lock_guard guard(in.lock);
  in.resize(roomy(entries.size()));
  for (const Slot& entry : entries) add(in, entry.tag, entry.head);
  if (in.slots.size() > 2 * roomy(in.used)) in.resize(roomy(in.used));
}

void KeyIndex::remove(std::uint64_t hash, Handle handle) {
  Shard& in = shards_[shard_of(hash)];
  const std::lock_guard guard(in.lock);
  const ChainLink link = std::exchange(records_[handle].link(key_), {});
  if (link.next != 0) records_[link.next].link(key_).previous = link.previous;
  if (link.previous != 0) {
    records_[link.previous].link(key_).next = link.next;
    return;
  }
  const std::size_t position = in.find(tag(hash));
  in.slots[position].head = link.next;
  if (link.next == 0) in.erase(position);
}

void KeyIndex::prefetch(std::uint64_t hash) const {
  const Shard& in = shards_[shard_of(hash)];
  if (!in.lock.try_lock()) return;
  const std::lock_guard guard(in.lock, std::adopt_lock);
  if (!in.slots.empty()) __builtin_prefetch(&in.slots[in.home(tag(hash))], 1);
}

void KeyIndex::candidates(std::uint64_t hash, CandidateAddresses& addresses) const {
  const Shard& in = shards_[shard_of(hash)];
  const std::lock_guard guard(in.lock);
  if (in.slots.empty()) return;
  for (Handle h = in.slots[in.find(tag(hash))].head; h != 0; h = records_[h].link(key_).next) {
    records_[h].prefetch_identifiers();
    addresses.push_back(records_[h].address());
  }
}

/// Where `tag` is, or the empty slot where it belongs.
std::size_t KeyIndex::Shard::find(std::uint32_t tag) const {
  std::size_t position = home(tag);
  while (slots[position].head != 0 && slots[position].tag != tag) position = after(position);
  return position;
}

void KeyIndex::Shard::resize(std::size_t capacity) {
  std::vector<Slot> old = std::exchange(slots, std::vector<Slot>(capacity));
  for (const Slot& slot : old)
    if (slot.head != 0) slots[find(slot.tag)] = slot;
}

// Closes the gap by moving back what probing had pushed past it, so that no tombstones pile up.
void KeyIndex::Shard::erase(std::size_t gap) {
  --used;
  const std::size_t capacity = slots.size();
  const auto distance = [capacity](std::size_t from, std::size_t to) {
    return to >= from ? to - from : to + capacity - from;
  };
  for (std::size_t next = after(gap); slots[next].head != 0; next = after(next)) {
    if (distance(home(slots[next].tag), next) >= distance(gap, next)) {
      slots[gap] = slots[next];
      gap = next;
    }
  }
  slots[gap] = Slot{};
}

}  // namespace dhcp::store
