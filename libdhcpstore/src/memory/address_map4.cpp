#include "memory/address_map4.hpp"

#include <algorithm>
#include <bit>
#include <new>
#include <type_traits>

namespace dhcp::store {

namespace {

using Leaf = AddressMap4::Leaf;
using Inner = AddressMap4::Inner;

constexpr std::uint64_t all = ~std::uint64_t{0};

EndTime earliest_below(const Inner& node, EndKind kind) {
  EndTime earliest = never;
  for (const auto& bound : node.earliest[static_cast<std::size_t>(kind)])
    earliest = std::min(earliest, bound.load(std::memory_order_relaxed));
  return earliest;
}

/// The first address after child `index` of the node that holds `address`; 2^32 at the very end.
std::uint64_t after_child(std::uint32_t address, unsigned shift) {
  return ((std::uint64_t{address} >> shift) + 1) << shift;
}

}  // namespace

// The root has four children that mean something; the others count as full, without leases.
AddressMap4::AddressMap4() {
  root_.full.store(all << 4);
}

// Many at a time: a heap block for each would be one for every few clients.
template <class Node, class... Arguments>
Node* AddressMap4::make_node(Arguments... arguments) {
  static_assert(std::is_trivially_destructible_v<Node>);
  const std::lock_guard guard(growing_);
  return ::new (nodes_.allocate(sizeof(Node), alignof(Node))) Node(arguments...);
}

AddressMap4::Leaf* AddressMap4::find(std::uint32_t address) const {
  const Inner* node = &root_;
  while (true) {
    void* child = node->children[child_of(*node, address)].load(std::memory_order_acquire);
    if (child == nullptr || node->shift == fanout_bits) return static_cast<Leaf*>(child);
    node = static_cast<Inner*>(child);
  }
}

AddressMap4::Leaf& AddressMap4::make(std::uint32_t address) {
  Inner* node = &root_;
  while (true) {
    const unsigned index = child_of(*node, address);
    const bool leaf_next = node->shift == fanout_bits;
    void* child = node->children[index].load(std::memory_order_acquire);
    if (child == nullptr) {
      const std::lock_guard guard(node->lock);
      child = node->children[index].load(std::memory_order_acquire);
      if (child == nullptr) {
        if (leaf_next)
          child = make_node<Leaf>(node, index, address - slot(address));
        else
          child = make_node<Inner>(node, index, node->shift - fanout_bits);
        node->children[index].store(child, std::memory_order_release);
      }
    }
    if (leaf_next) return *static_cast<Leaf*>(child);
    node = static_cast<Inner*>(child);
  }
}

void AddressMap4::prefetch(std::uint32_t address) const {
  const Inner* node = &root_;
  const void* child = node->children[child_of(*node, address)].load(std::memory_order_acquire);
  while (child != nullptr && node->shift != fanout_bits) {
    node = static_cast<const Inner*>(child);
    child = node->children[child_of(*node, address)].load(std::memory_order_acquire);
  }
  if (child == nullptr) return;
  const Leaf& leaf = *static_cast<const Leaf*>(child);
  __builtin_prefetch(&leaf.lock, 1);
  __builtin_prefetch(&leaf.reclaimed, 1);
  __builtin_prefetch(&leaf.records[slot(address)], 1);
  __builtin_prefetch(&leaf.ends[slot(address)], 1);
  // What a new end is compared with, above the leaf.
  __builtin_prefetch(&node->earliest[static_cast<std::size_t>(EndKind::waiting)][child_of(*node, address)]);
}

AddressMap4::Leaf* AddressMap4::first_at(std::uint32_t from) const {
  std::uint64_t address = from;
  while (address <= UINT32_MAX) {
    const auto at = static_cast<std::uint32_t>(address);
    const Inner* node = &root_;
    while (true) {
      // Absent children are passed one by one at the highest level that lacks them.
      void* child = node->children[child_of(*node, at)].load(std::memory_order_acquire);
      if (child == nullptr) {
        address = after_child(at, node->shift);
        break;
      }
      if (node->shift == fanout_bits) return static_cast<Leaf*>(child);
      node = static_cast<Inner*>(child);
    }
  }
  return nullptr;
}

std::optional<std::uint32_t> AddressMap4::first_free(std::uint32_t from, std::uint32_t last) const {
  std::uint64_t address = from;
  while (address <= last) {
    auto at = static_cast<std::uint32_t>(address);
    const Inner* node = &root_;
    while (true) {
      const unsigned index = child_of(*node, at);
      const std::uint64_t open = ~node->full.load(std::memory_order_acquire) >> index;
      if (open == 0) {  // nothing free in the rest of this node
        address = after_child(at, node->shift + fanout_bits);
        break;
      }
      const auto skip = static_cast<unsigned>(std::countr_zero(open));
      if (skip > 0)
        at = static_cast<std::uint32_t>(((std::uint64_t{at} >> node->shift) + skip) << node->shift);
      if (at > last) return std::nullopt;
      void* child = node->children[index + skip].load(std::memory_order_acquire);
      if (child == nullptr) return at;
      if (node->shift == fanout_bits) {
        const std::uint64_t bits =
            ~static_cast<Leaf*>(child)->taken.load(std::memory_order_acquire) >> slot(at);
        if (bits == 0) {
          address = after_child(at, fanout_bits);
          break;
        }
        at += static_cast<unsigned>(std::countr_zero(bits));
        if (at > last) return std::nullopt;
        return at;
      }
      node = static_cast<Inner*>(child);
    }
  }
  return std::nullopt;
}

namespace {

/// The children of a node at `base` that have addresses in [first, last]; each spans 2^shift of them.
std::uint64_t children_in(std::uint32_t first, std::uint32_t last, std::uint32_t base, unsigned shift) {
  const std::uint64_t end = std::uint64_t{base} + (std::uint64_t{AddressMap4::fanout} << shift) - 1;
  const std::uint64_t from = (std::max(first, base) - base) >> shift;
  const std::uint64_t to = (std::min<std::uint64_t>(last, end) - base) >> shift;
  return (all << from) & (all >> (AddressMap4::fanout - 1 - to));
}

/// One of the bits that are set (there are some), each as likely as the others.
unsigned choose(std::uint64_t bits, std::uint64_t random, unsigned shift) {
  random = (random + shift) * 0x9e3779b97f4a7c15ull;
  random = (random ^ (random >> 32)) * 0xbf58476d1ce4e5b9ull;
  for (auto skip = (random >> 32) * static_cast<unsigned>(std::popcount(bits)) >> 32; skip > 0; --skip)
    bits &= bits - 1;
  return static_cast<unsigned>(std::countr_zero(bits));
}

}  // namespace

std::optional<std::uint32_t> AddressMap4::any_free(const AnyFree& search) const {
  return any_free_below(&root_, root_shift, 0, search);
}

// Where nothing was ever touched there is no node, and all is free.
std::optional<std::uint32_t> AddressMap4::any_free_below(const void* node, unsigned shift, std::uint32_t base,
                                                         const AnyFree& search) {
  const auto* const inner = shift > 0 ? static_cast<const Inner*>(node) : nullptr;
  const auto* const leaf = shift > 0 ? nullptr : static_cast<const Leaf*>(node);
  std::uint64_t open = children_in(search.first, search.last, base, shift);
  if (inner) open &= ~inner->full.load(std::memory_order_acquire);
  if (leaf) open &= ~leaf->taken.load(std::memory_order_acquire);
  while (open != 0) {
    const unsigned index = choose(open, search.random, shift);
    open &= ~(std::uint64_t{1} << index);
    const std::uint32_t at = base + (std::uint32_t{index} << shift);
    if (shift == 0) {
      if (!search.skip || !search.skip(search.context, Ipv4Address(at))) return at;
      continue;
    }
    const void* child = inner ? inner->children[index].load(std::memory_order_acquire) : nullptr;
    if (const auto found = any_free_below(child, shift - fanout_bits, at, search)) return found;
  }
  return std::nullopt;
}

AddressMap4::Leaf* AddressMap4::first_ended(std::uint32_t from, std::uint32_t last, EndKind kind,
                                            EndTime now) const {
  std::uint64_t address = from;
  while (address <= last) {
    const auto at = static_cast<std::uint32_t>(address);
    const Inner* node = &root_;
    while (true) {
      const unsigned index = child_of(*node, at);
      const EndTime bound =
          node->earliest[static_cast<std::size_t>(kind)][index].load(std::memory_order_acquire);
      if (bound > now || bound == never) {
        address = after_child(at, node->shift);
        break;
      }
      void* child = node->children[index].load(std::memory_order_acquire);
      if (node->shift == fanout_bits) return static_cast<Leaf*>(child);
      node = static_cast<Inner*>(child);
    }
  }
  return nullptr;
}

// A child's bit in its parent changes only while the child is locked, so the two always agree; the locks are
// let go when the change has reached the highest node that it concerns.
void AddressMap4::set_taken(Leaf& leaf, unsigned slot, bool taken) {
  const std::uint64_t before = leaf.taken.load(std::memory_order_relaxed);
  const std::uint64_t after = Leaf::with(before, slot, taken);
  if (before == after) return;
  leaf.taken.store(after, std::memory_order_release);
  bool was_full = before == all;
  bool is_full = after == all;
  unsigned index = leaf.index;
  std::unique_lock<ShortLock> below;
  for (Inner* node = leaf.parent; node != nullptr && was_full != is_full; node = node->parent) {
    std::unique_lock guard(node->lock);
    const std::uint64_t full = node->full.load(std::memory_order_relaxed);
    const std::uint64_t changed = Leaf::with(full, index, is_full);
    node->full.store(changed, std::memory_order_release);
    was_full = full == all;
    is_full = changed == all;
    index = node->index;
    below = std::move(guard);
  }
}

void AddressMap4::set_end(Leaf& leaf, unsigned slot, EndKind kind, EndTime end) {
  leaf.reclaimed = Leaf::with(leaf.reclaimed, slot, kind == EndKind::reclaimed);
  leaf.ends[slot] = end;
  lower_bound_above(leaf.parent, leaf.index, kind, end);
}

void AddressMap4::lower_bound_above(Inner* node, unsigned index, EndKind kind, EndTime end) {
  std::unique_lock<ShortLock> below;
  for (; node != nullptr; node = node->parent) {
    auto& bound = node->earliest[static_cast<std::size_t>(kind)][index];
    // Who holds the child's lock is the only one to change this bound.
    if (bound.load(std::memory_order_relaxed) <= end) return;
    std::unique_lock guard(node->lock);
    bound.store(end, std::memory_order_release);
    index = node->index;
    below = std::move(guard);
  }
}

EndTime AddressMap4::earliest_in(const Leaf& leaf, EndKind kind) {
  EndTime earliest = never;
  const bool reclaimed = kind == EndKind::reclaimed;
  for (unsigned i = 0; i < fanout; ++i)
    if (Leaf::has(leaf.reclaimed, i) == reclaimed) earliest = std::min(earliest, leaf.ends[i]);
  return earliest;
}

EndTime AddressMap4::earliest(EndKind kind) const {
  return earliest_below(root_, kind);
}

void AddressMap4::tighten(Leaf& leaf, EndKind kind) {
  EndTime earliest = earliest_in(leaf, kind);
  unsigned index = leaf.index;
  std::unique_lock<ShortLock> below;
  for (Inner* node = leaf.parent; node != nullptr; node = node->parent) {
    auto& bound = node->earliest[static_cast<std::size_t>(kind)][index];
    if (bound.load(std::memory_order_relaxed) == earliest) return;
    std::unique_lock guard(node->lock);
    bound.store(earliest, std::memory_order_release);
    earliest = earliest_below(*node, kind);
    index = node->index;
    below = std::move(guard);
  }
}

}  // namespace dhcp::store
