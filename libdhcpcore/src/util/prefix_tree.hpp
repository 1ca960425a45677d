/// @file
/// A map from bit strings to values whose versions share what does not differ between them.
#pragma once

#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace dhcp {

/// The first `length` bits of `bits`, counted from the most significant one; those after them are zero.
template <class Bits>
struct BitString {
  Bits bits = 0;
  unsigned length = 0;

  friend constexpr bool operator==(const BitString&, const BitString&) = default;
  friend constexpr bool operator<(const BitString& a, const BitString& b) {
    return a.bits != b.bits ? a.bits < b.bits : a.length < b.length;
  }
};

/// An immutable map; `with` and `without` make another that shares all nodes but those on the way to the key.
/// Copies are cheap, and safe to read from any thread. Finds a key, or all prefixes of one, in a step for
/// each five bits at most, less where no other key is near. Keys of one length are in ascending order.
template <class Bits, class Value>
class PrefixTree {
 public:
  using Key = BitString<Bits>;
  using Entry = std::pair<Key, Value>;
  class Iterator;

  PrefixTree() = default;
  /// Of `entries` that ascend by key, each key once; their values are moved from.
  explicit PrefixTree(std::span<Entry> entries) : root_(entries.empty() ? nullptr : build(entries, 0)) {}

  std::size_t size() const { return root_ ? root_->count : 0; }
  bool empty() const { return !root_; }
  /// Null when there is none.
  const Value* find(Key key) const;
  /// Calls `visit(value)` for each key that `bits` begin with, the shortest first.
  template <class Visit>
  void containing(Bits bits, const Visit& visit) const;
  /// The value with `rank` smaller ones before it, in as many steps as `find`; `rank` is below `size()`.
  const Value& operator[](std::size_t rank) const;
  const Value& back() const { return (*this)[size() - 1]; }
  /// How many values come before that of `key`, which need not be there. Keys are of one length.
  std::size_t rank(Key key) const;
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

  /// With `key` added, or its value replaced.
  [[nodiscard]] PrefixTree with(Key key, Value value) const {
    return PrefixTree(put(root_.get(), key, std::move(value)));
  }
  [[nodiscard]] PrefixTree without(Key key) const {
    return find(key) ? PrefixTree(drop(*root_, key)) : *this;
  }

  /// Calls `visit(old, new)` for each key whose values differ, null for a key that one of the two has not.
  /// Costs nothing for what they share.
  template <class Visit>
  static void compare(const PrefixTree& before, const PrefixTree& after, const Visit& visit) {
    compare(before.root_.get(), after.root_.get(), visit);
  }

 private:
  // A node stands for the bits on the way to it. It has the values of keys that end less than a stride behind
  // them, and children by the next stride of bits. A key that would be alone in a child stands in its place.
  static constexpr unsigned stride = 5;
  static constexpr unsigned fanout = 1u << stride;
  static constexpr unsigned width = 8 * sizeof(Bits);

  struct Node;
  using NodePointer = std::shared_ptr<const Node>;
  struct Node {
    std::uint32_t ends = 0;   // a bit for each slot that has a value
    std::uint32_t below = 0;  // a bit for each slot that has a child, which has two values at least
    std::uint32_t alone = 0;  // a bit for each slot that has a single key instead
    std::size_t count = 0;    // of all values here and below
    std::vector<Value> values;
    std::vector<NodePointer> children;
    std::vector<Entry> singles;  // keys without the bits on the way to where a child would be
  };

  explicit PrefixTree(NodePointer root) : root_(std::move(root)) {}

  static constexpr std::uint32_t bit(unsigned slot) { return std::uint32_t{1} << slot; }
  static std::size_t position(std::uint32_t map, unsigned slot) { return ones(map & (bit(slot) - 1)); }
  // Without an instruction for it, which not every processor has, std::popcount is a call into a library.
  static std::size_t ones(std::uint32_t map) {
    map -= (map >> 1) & 0x55555555;
    map = (map & 0x33333333) + ((map >> 2) & 0x33333333);
    return (((map + (map >> 4)) & 0x0f0f0f0f) * 0x01010101) >> 24;
  }
  static unsigned child_slot(Bits bits) { return static_cast<unsigned>(bits >> (width - stride)); }
  // Of keys that end here: ascending by length, then by their bits.
  static unsigned value_slot(unsigned chunk, unsigned length) {
    return 1u << length | chunk >> (stride - length);
  }
  // The slots of all keys here that a chunk begins with.
  static std::uint32_t slots_around(unsigned chunk) {
    std::uint32_t slots = 0;
    for (unsigned length = 0; length < stride; ++length) slots |= bit(value_slot(chunk, length));
    return slots;
  }
  static const Node* child(const Node& node, unsigned slot) {
    return node.below & bit(slot) ? node.children[position(node.below, slot)].get() : nullptr;
  }
  static const Value* value(const Node& node, unsigned slot) {
    return node.ends & bit(slot) ? &node.values[position(node.ends, slot)] : nullptr;
  }
  static const Entry* single(const Node& node, unsigned slot) {
    return node.alone & bit(slot) ? &node.singles[position(node.alone, slot)] : nullptr;
  }
  static Key rest(Key key) { return {key.bits << stride, key.length - stride}; }
  static bool begins(Key key, Bits bits) {
    return key.length == 0 || (key.bits ^ bits) >> (width - key.length) == 0;
  }
  template <class T>
  static auto at(std::vector<T>& list, std::uint32_t map, unsigned slot) {
    return list.begin() + static_cast<std::ptrdiff_t>(position(map, slot));
  }
  // Calls visit(count, slot) for each child and single key up to the first for which it answers true.
  template <class Visit>
  static void each_slot(const Node& node, const Visit& visit) {
    for (std::uint32_t slots = node.below | node.alone; slots; slots &= slots - 1) {
      const auto slot = static_cast<unsigned>(std::countr_zero(slots));
      const Node* const inner = child(node, slot);
      if (visit(inner ? inner->count : 1, slot)) return;
    }
  }

  static NodePointer build(std::span<Entry> entries, unsigned depth);
  static NodePointer put(const Node* node, Key key, Value&& value);
  static NodePointer drop(const Node& node, Key key);
  static Entry only(const Node& node);
  static NodePointer below_slot(const Node& node, unsigned slot);
  template <class Visit>
  static void compare(const Node* before, const Node* after, const Visit& visit);

  NodePointer root_;
};

/// Goes through the values in their order.
template <class Bits, class Value>
class PrefixTree<Bits, Value>::Iterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = Value;
  using difference_type = std::ptrdiff_t;
  using pointer = const Value*;
  using reference = const Value&;

  Iterator() = default;
  Iterator(const PrefixTree* tree, std::size_t rank) : tree_(tree), rank_(rank) {}
  const Value& operator*() const { return (*tree_)[rank_]; }
  const Value* operator->() const { return &(*tree_)[rank_]; }
  Iterator& operator++() {
    ++rank_;
    return *this;
  }
  Iterator operator++(int) { return {tree_, rank_++}; }
  friend bool operator==(const Iterator& a, const Iterator& b) { return a.rank_ == b.rank_; }

 private:
  const PrefixTree* tree_ = nullptr;
  std::size_t rank_ = 0;
};

template <class Bits, class Value>
const Value* PrefixTree<Bits, Value>::find(Key key) const {
  const Node* node = root_.get();
  for (; node && key.length >= stride; key = rest(key)) {
    if (const Entry* const entry = single(*node, child_slot(key.bits)))
      return entry->first == rest(key) ? &entry->second : nullptr;
    node = child(*node, child_slot(key.bits));
  }
  return node ? value(*node, value_slot(child_slot(key.bits), key.length)) : nullptr;
}

template <class Bits, class Value>
template <class Visit>
void PrefixTree<Bits, Value>::containing(Bits bits, const Visit& visit) const {
  for (const Node* node = root_.get(); node; bits <<= stride) {
    const unsigned chunk = child_slot(bits);
    for (std::uint32_t found = node->ends & slots_around(chunk); found; found &= found - 1)
      visit(node->values[position(node->ends, static_cast<unsigned>(std::countr_zero(found)))]);
    if (const Entry* const entry = single(*node, chunk); entry && begins(entry->first, bits << stride))
      visit(entry->second);
    node = child(*node, chunk);
  }
}

template <class Bits, class Value>
const Value& PrefixTree<Bits, Value>::operator[](std::size_t rank) const {
  const Node* node = root_.get();
  while (rank >= node->values.size()) {
    rank -= node->values.size();
    unsigned slot = 0;
    each_slot(*node, [&](std::size_t count, unsigned here) {
      slot = here;
      if (rank < count) return true;
      rank -= count;
      return false;
    });
    if (const Entry* const entry = single(*node, slot)) return entry->second;
    node = child(*node, slot);
  }
  return node->values[rank];
}

template <class Bits, class Value>
std::size_t PrefixTree<Bits, Value>::rank(Key key) const {
  std::size_t before = 0;
  const Node* node = root_.get();
  for (; node && key.length >= stride; key = rest(key)) {
    const unsigned chunk = child_slot(key.bits);
    each_slot(*node, [&](std::size_t count, unsigned slot) {
      if (slot < chunk) before += count;
      return slot >= chunk;
    });
    if (const Entry* const entry = single(*node, chunk)) return before + (entry->first < rest(key));
    node = child(*node, chunk);
  }
  return node ? before + position(node->ends, value_slot(child_slot(key.bits), key.length)) : before;
}

// The entries agree in the first `depth` bits. Of those that begin with one chunk, the ones that end here
// come first.
template <class Bits, class Value>
auto PrefixTree<Bits, Value>::build(std::span<Entry> entries, unsigned depth) -> NodePointer {
  const auto chunk = [&](const Entry& entry) { return child_slot(entry.first.bits << depth); };
  auto node = std::make_shared<Node>();
  node->count = entries.size();
  std::vector<std::pair<unsigned, Value*>> ends;
  for (std::size_t first = 0, last; first < entries.size(); first = last) {
    last = first + 1;
    if (const unsigned length = entries[first].first.length - depth; length < stride) {
      ends.emplace_back(value_slot(chunk(entries[first]), length), &entries[first].second);
      continue;
    }
    while (last < entries.size() && chunk(entries[last]) == chunk(entries[first])) ++last;
    if (last == first + 1) {
      const Key key = entries[first].first;
      node->alone |= bit(chunk(entries[first]));
      node->singles.emplace_back(Key{key.bits << depth << stride, key.length - depth - stride},
                                 std::move(entries[first].second));
      continue;
    }
    node->below |= bit(chunk(entries[first]));
    node->children.push_back(build(entries.subspan(first, last - first), depth + stride));
  }
  for (const auto& end : ends) node->ends |= bit(end.first);
  std::vector<Value*> in_order(ends.size());
  for (const auto& end : ends) in_order[position(node->ends, end.first)] = end.second;
  node->values.reserve(ends.size());
  for (Value* const value : in_order) node->values.push_back(std::move(*value));
  return node;
}

template <class Bits, class Value>
auto PrefixTree<Bits, Value>::put(const Node* node, Key key, Value&& value) -> NodePointer {
  auto copy = node ? std::make_shared<Node>(*node) : std::make_shared<Node>();
  const unsigned chunk = child_slot(key.bits);
  if (key.length < stride) {
    const unsigned slot = value_slot(chunk, key.length);
    if (copy->ends & bit(slot)) {
      *at(copy->values, copy->ends, slot) = std::move(value);
    } else {
      copy->values.insert(at(copy->values, copy->ends, slot), std::move(value));
      copy->ends |= bit(slot);
      ++copy->count;
    }
    return copy;
  }
  if (!((copy->below | copy->alone) & bit(chunk))) {
    copy->singles.emplace(at(copy->singles, copy->alone, chunk), rest(key), std::move(value));
    copy->alone |= bit(chunk);
    ++copy->count;
    return copy;
  }
  if (const Entry* const entry = single(*copy, chunk); entry && entry->first == rest(key)) {
    at(copy->singles, copy->alone, chunk)->second = std::move(value);
    return copy;
  }
  const NodePointer old = below_slot(*copy, chunk);
  NodePointer fresh = put(old.get(), rest(key), std::move(value));
  copy->count += fresh->count - old->count;
  if (copy->alone & bit(chunk)) {
    copy->singles.erase(at(copy->singles, copy->alone, chunk));
    copy->alone &= ~bit(chunk);
    copy->children.insert(at(copy->children, copy->below, chunk), std::move(fresh));
    copy->below |= bit(chunk);
  } else {
    *at(copy->children, copy->below, chunk) = std::move(fresh);
  }
  return copy;
}

// The key is there. A node that would hold nothing is dropped with it.
template <class Bits, class Value>
auto PrefixTree<Bits, Value>::drop(const Node& node, Key key) -> NodePointer {
  if (node.count == 1) return nullptr;
  auto copy = std::make_shared<Node>(node);
  --copy->count;
  const unsigned chunk = child_slot(key.bits);
  if (key.length < stride) {
    const unsigned slot = value_slot(chunk, key.length);
    copy->values.erase(at(copy->values, copy->ends, slot));
    copy->ends &= ~bit(slot);
  } else if (copy->alone & bit(chunk)) {
    copy->singles.erase(at(copy->singles, copy->alone, chunk));
    copy->alone &= ~bit(chunk);
  } else if (NodePointer left = drop(*child(node, chunk), rest(key)); left->count > 1) {
    *at(copy->children, copy->below, chunk) = std::move(left);
  } else {
    copy->children.erase(at(copy->children, copy->below, chunk));
    copy->below &= ~bit(chunk);
    copy->singles.insert(at(copy->singles, copy->alone, chunk), only(*left));
    copy->alone |= bit(chunk);
  }
  return copy;
}

// What a node holds that has one value.
template <class Bits, class Value>
auto PrefixTree<Bits, Value>::only(const Node& node) -> Entry {
  if (node.alone) {
    const auto& [key, value] = node.singles.front();
    const Bits chunk = static_cast<Bits>(std::countr_zero(node.alone)) << (width - stride);
    return {{chunk | key.bits >> stride, key.length + stride}, value};
  }
  const auto slot = static_cast<unsigned>(std::countr_zero(node.ends));
  const auto length = static_cast<unsigned>(std::bit_width(slot)) - 1;
  const Bits bits = length == 0 ? 0 : static_cast<Bits>(slot ^ 1u << length) << (width - length);
  return {{bits, length}, node.values.front()};
}

// The child of a slot, or one made for the single key there; null when it is empty.
template <class Bits, class Value>
auto PrefixTree<Bits, Value>::below_slot(const Node& node, unsigned slot) -> NodePointer {
  if (const Entry* const entry = single(node, slot)) return put(nullptr, entry->first, Value(entry->second));
  return node.below & bit(slot) ? node.children[position(node.below, slot)] : nullptr;
}

template <class Bits, class Value>
template <class Visit>
void PrefixTree<Bits, Value>::compare(const Node* before, const Node* after, const Visit& visit) {
  if (before == after) return;
  static const Node none;
  const Node& a = before ? *before : none;
  const Node& b = after ? *after : none;
  const auto report = [&](const Value* old, const Value* now) {
    if ((old || now) && !(old && now && *old == *now)) visit(old, now);
  };
  for (unsigned slot = 1; slot < fanout; ++slot) report(value(a, slot), value(b, slot));
  for (std::uint32_t slots = a.below | a.alone | b.below | b.alone; slots; slots &= slots - 1) {
    const auto slot = static_cast<unsigned>(std::countr_zero(slots));
    const Entry* const old = single(a, slot);
    const Entry* const now = single(b, slot);
    if (old && now && old->first == now->first)
      report(&old->second, &now->second);
    else
      compare(below_slot(a, slot).get(), below_slot(b, slot).get(), visit);
  }
}

}  // namespace dhcp
