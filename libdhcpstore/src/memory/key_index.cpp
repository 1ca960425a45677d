#include "memory/key_index.hpp"

#include <utility>

namespace dhcp::store {

/// The bucket of a tag, locked.
class KeyIndex::Held {
 public:
  // A bucket that was split before it could be locked may no longer be the right one.
  Held(const KeyIndex& index, std::uint32_t tag) {
    std::uint32_t at = place(tag, index.size_.load(std::memory_order_acquire));
    for (;;) {
      bucket_ = &index.buckets_[at];
      bucket_->lock.lock();
      const std::uint32_t now = place(tag, index.size_.load(std::memory_order_acquire));
      if (now == at) return;
      bucket_->lock.unlock();
      at = now;
    }
  }
  ~Held() { bucket_->lock.unlock(); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  Bucket& operator*() const { return *bucket_; }

 private:
  Bucket* bucket_;
};

KeyIndex::KeyIndex(RecordPool& records, Key4 key) : records_(records), key_(key) {
  constexpr std::uint32_t first_size = std::uint32_t{1} << first_bits;
  for (std::uint32_t i = 0; i < first_size; ++i) buckets_.make(i);
  spill_.make(0);
  size_.store(first_size, std::memory_order_release);
}

// The links of a record outside any chain are zero, so the first of a chain need not be touched.
void KeyIndex::add(std::uint64_t hash, Handle handle) {
  const std::uint32_t tagged = tag(hash);
  {
    const Held bucket(*this, tagged);
    Slot& slot = make(*bucket, tagged);
    const Handle before = std::exchange(slot.head, handle);
    if (before != 0) {
      records_[before].link(key_).previous = handle;
      records_[handle].link(key_) = {before, 0};
      return;
    }
  }
  if (counted(tagged)) count(1);
}

void KeyIndex::remove(std::uint64_t hash, Handle handle) {
  const std::uint32_t tagged = tag(hash);
  {
    const Held bucket(*this, tagged);
    const ChainLink link = std::exchange(records_[handle].link(key_), {});
    if (link.next != 0) records_[link.next].link(key_).previous = link.previous;
    if (link.previous != 0) {
      records_[link.previous].link(key_).next = link.next;
      return;
    }
    Slot& slot = *find(*bucket, tagged);
    slot.head = link.next;
    if (link.next != 0) return;
    close(*bucket, slot);
  }
  if (counted(tagged)) count(-1);
}

void KeyIndex::prefetch(std::uint64_t hash) const {
  __builtin_prefetch(&buckets_[place(tag(hash), size_.load(std::memory_order_acquire))], 1);
}

void KeyIndex::candidates(std::uint64_t hash, CandidateAddresses& addresses) const {
  const Held bucket(*this, tag(hash));
  const Slot* slot = find(*bucket, tag(hash));
  if (slot == nullptr) return;
  for (Handle h = slot->head; h != 0; h = records_[h].link(key_).next) {
    records_[h].prefetch_identifiers();
    addresses.push_back(records_[h].address());
  }
}

/// Where `tag` is, or the empty slot where it belongs; null: it is not there, and no slot is empty.
KeyIndex::Slot* KeyIndex::find(Bucket& bucket, std::uint32_t tag) const {
  for (Bucket* in = &bucket;; in = &spill_[in->next]) {
    for (Slot& slot : in->slots)
      if (slot.tag == tag || slot.head == 0) return &slot;
    if (in->next == 0) return nullptr;
  }
}

/// Where `tag` is, or an empty slot that is now its own.
KeyIndex::Slot& KeyIndex::make(Bucket& bucket, std::uint32_t tag) {
  Slot* slot = find(bucket, tag);
  if (slot == nullptr) {
    Bucket* last = &bucket;
    while (last->next != 0) last = &spill_[last->next];
    last->next = take_spill();
    slot = &spill_[last->next].slots[0];
  }
  slot->tag = tag;
  return *slot;
}

/// Puts the last key of the bucket where one has gone.
void KeyIndex::close(Bucket& bucket, Slot& gap) {
  Bucket* before = nullptr;
  Bucket* last = &bucket;
  while (last->next != 0) before = std::exchange(last, &spill_[last->next]);
  std::size_t end = last->slots.size();
  while (end > 0 && &last->slots[end - 1] != &gap && last->slots[end - 1].head == 0) --end;
  gap = last->slots[end - 1];
  last->slots[end - 1] = {};
  if (end == 1 && before != nullptr) give_back_spill(std::exchange(before->next, 0));
}

void KeyIndex::count(int keys) {
  const std::uint32_t sum =
      counted_.fetch_add(static_cast<std::uint32_t>(keys)) + static_cast<std::uint32_t>(keys);
  const std::uint64_t wanted = (std::uint64_t{sum} << counted_bits) / keys_a_bucket;
  if (wanted <= size_.load(std::memory_order_relaxed)) return;
  const std::unique_lock guard(growing_, std::try_to_lock);
  if (!guard) return;  // who holds it splits, and the next one that counts does the rest
  const std::uint32_t size = size_.load(std::memory_order_relaxed);
  const std::uint64_t known = std::min(wanted, 2 * std::uint64_t{size});  // up to there the split ones exist
  for (std::uint32_t next = size; next < known; ++next) __builtin_prefetch(&buckets_[split_for(next)], 1);
  for (std::uint32_t next = size; next < wanted; ++next) split(next);
}

/// Adds bucket `size`, to which those keys move whose place it now is.
void KeyIndex::split(std::uint32_t size) {
  Bucket& upper = buckets_.make(size);
  Bucket& lower = buckets_[split_for(size)];
  const std::lock_guard guard(lower.lock);
  boost::container::small_vector<Slot, 28> keys;
  for (Bucket* in = &lower;; in = &spill_[in->next]) {
    for (Slot& slot : in->slots)
      if (slot.head != 0) keys.push_back(std::exchange(slot, {}));
    if (in->next == 0) break;
  }
  while (lower.next != 0) {
    const std::uint32_t spill = lower.next;
    lower.next = spill_[spill].next;
    give_back_spill(spill);
  }
  for (const Slot& key : keys)
    make(place(key.tag, size + 1) == size ? upper : lower, key.tag).head = key.head;
  size_.store(size + 1, std::memory_order_release);
}

/// An empty bucket for what finds no room in its own.
std::uint32_t KeyIndex::take_spill() {
  const std::lock_guard guard(spill_lock_);
  if (spill_free_ == 0) {
    spill_.make(spill_end_);
    return spill_end_++;
  }
  const std::uint32_t spill = spill_free_;
  spill_free_ = std::exchange(spill_[spill].next, 0);
  return spill;
}

void KeyIndex::give_back_spill(std::uint32_t spill) {
  const std::lock_guard guard(spill_lock_);
  spill_[spill].next = std::exchange(spill_free_, spill);
}

}  // namespace dhcp::store
