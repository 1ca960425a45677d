#include "config/subnet_index4.hpp"

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>

namespace dhcp {

namespace {

bool by_ordinal(const Subnet4* a, const Subnet4* b) {
  return a->ordinal < b->ordinal;
}

// The half-open part [first, last) of a flat list of subnets.
struct Slice {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

// The distinct prefixes form a forest by containment, at most 33 deep. The address space is cut where the
// innermost prefix changes; a lookup finds its piece by binary search and merges the subnets of that prefix
// and its ancestors. No list of candidates is ever stored twice, so repeated and nested prefixes stay cheap.
class PrefixIndex {
 public:
  explicit PrefixIndex(const SubnetList& in_order);

  void containing(Ipv4Address address, SubnetList& out) const {
    const auto after = std::ranges::upper_bound(starts_, address.value());
    std::uint32_t at = innermost_[static_cast<std::size_t>(after - starts_.begin()) - 1];
    std::array<Slice, Ipv4Address::bits + 1> lists;
    std::size_t count = 0;
    for (; at != none; at = nodes_[at].parent) lists[count++] = nodes_[at].subnets;
    merge({lists.data(), count}, out);
  }

 private:
  static constexpr std::uint32_t none = 0xffffffffu;

  struct Node {
    Ipv4Range range;
    std::uint32_t parent = none;
    Slice subnets;
  };

  void merge(std::span<Slice> lists, SubnetList& out) const;
  void group_by_prefix();
  void cut_address_space();
  void piece(std::uint64_t start, std::uint32_t node);

  SubnetList subnets_;                    // by prefix, outer before inner, then by ordinal
  std::vector<std::uint32_t> ordinals_;   // of `subnets_`, so that a merge need not touch them
  std::vector<Node> nodes_;               // one a distinct prefix, in the order of `subnets_`
  std::vector<std::uint32_t> starts_;     // first address of each piece, ascending from 0
  std::vector<std::uint32_t> innermost_;  // the piece's node
};

PrefixIndex::PrefixIndex(const SubnetList& in_order) : subnets_(in_order) {
  std::ranges::sort(subnets_, [](const Subnet4* a, const Subnet4* b) {
    return std::tuple(a->prefix.network(), a->prefix.length, a->ordinal) <
           std::tuple(b->prefix.network(), b->prefix.length, b->ordinal);
  });
  ordinals_.reserve(subnets_.size());
  for (const Subnet4* subnet : subnets_) ordinals_.push_back(subnet->ordinal);
  group_by_prefix();
  cut_address_space();
}

// Each list ascends by ordinal; there are few of them, so the least head is found by looking at all.
void PrefixIndex::merge(std::span<Slice> lists, SubnetList& out) const {
  while (lists.size() > 1) {
    Slice& least = *std::ranges::min_element(lists, {}, [this](Slice list) { return ordinals_[list.first]; });
    out.push_back(subnets_[least.first++]);
    if (least.first != least.last) continue;
    least = lists.back();
    lists = lists.first(lists.size() - 1);
  }
  if (!lists.empty())
    out.insert(out.end(), subnets_.begin() + lists[0].first, subnets_.begin() + lists[0].last);
}

void PrefixIndex::group_by_prefix() {
  for (std::uint32_t i = 0; i < subnets_.size(); ++i) {
    const Ipv4Range range = subnets_[i]->prefix.range();
    if (nodes_.empty() || nodes_.back().range != range) nodes_.push_back({range, none, {i, i}});
    nodes_.back().subnets.last = i + 1;
  }
}

void PrefixIndex::cut_address_space() {
  piece(0, none);
  std::uint32_t open = none;  // innermost node around the sweep, its ancestors reached by `parent`
  const auto close_before = [&](std::uint64_t address) {
    while (open != none && nodes_[open].range.last.value() < address) {
      const std::uint64_t end = std::uint64_t{nodes_[open].range.last.value()} + 1;
      open = nodes_[open].parent;
      piece(end, open);
    }
  };
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    close_before(nodes_[i].range.first.value());
    nodes_[i].parent = open;
    open = i;
    piece(nodes_[i].range.first.value(), i);
  }
  close_before(std::uint64_t{1} << 32);
}

// A later piece that starts at the same address replaces the earlier one, which is empty.
void PrefixIndex::piece(std::uint64_t start, std::uint32_t node) {
  if (start > 0xffffffffu) return;
  if (!starts_.empty() && starts_.back() == start) {
    innermost_.back() = node;
    return;
  }
  starts_.push_back(static_cast<std::uint32_t>(start));
  innermost_.push_back(node);
}

// Subnets by an exact key. All lists lie in one vector, each ascending by ordinal.
template <class Key, class Hash = boost::hash<Key>>
class KeyIndex {
 public:
  void build(std::vector<std::pair<Key, const Subnet4*>> entries) {
    std::ranges::sort(entries, [](const auto& a, const auto& b) {
      return std::tuple(a.first, a.second->ordinal) < std::tuple(b.first, b.second->ordinal);
    });
    const auto repeated = std::ranges::unique(entries);
    entries.erase(repeated.begin(), repeated.end());
    subnets_.reserve(entries.size());
    for (const auto& [key, subnet] : entries) {
      const auto at = static_cast<std::uint32_t>(subnets_.size());
      slices_.try_emplace(key, Slice{at, at}).first->second.last = at + 1;
      subnets_.push_back(subnet);
    }
  }

  void find(const Key& key, SubnetList& out) const {
    const auto found = slices_.find(key);
    if (found == slices_.end()) return;
    const Slice slice = found->second;
    out.assign(subnets_.begin() + slice.first, subnets_.begin() + slice.last);
  }

 private:
  boost::unordered_flat_map<Key, Slice, Hash> slices_;
  SubnetList subnets_;
};

class IndexedSubnets4 final : public SubnetIndex4 {
 public:
  explicit IndexedSubnets4(const SubnetList& in_order) : by_prefix_(in_order) {
    std::vector<std::pair<Ipv4Address, const Subnet4*>> relays;
    std::vector<std::pair<std::string_view, const Subnet4*>> interfaces;
    by_id_.reserve(in_order.size());
    for (const Subnet4* subnet : in_order) {
      by_id_.try_emplace(subnet->id, subnet);
      if (!subnet->interface.empty()) interfaces.emplace_back(subnet->interface, subnet);
      for (const Ipv4Address relay : subnet->relay_addresses) relays.emplace_back(relay, subnet);
    }
    by_relay_.build(std::move(relays));
    by_interface_.build(std::move(interfaces));
  }

  void containing(Ipv4Address address, SubnetList& out) const override {
    out.clear();
    by_prefix_.containing(address, out);
  }
  void with_relay(Ipv4Address address, SubnetList& out) const override {
    out.clear();
    by_relay_.find(address, out);
  }
  void on_interface(std::string_view name, SubnetList& out) const override {
    out.clear();
    by_interface_.find(name, out);
  }
  const Subnet4* find(SubnetId id) const override {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

 private:
  PrefixIndex by_prefix_;
  KeyIndex<Ipv4Address, std::hash<Ipv4Address>> by_relay_;
  KeyIndex<std::string_view> by_interface_;
  boost::unordered_flat_map<SubnetId, const Subnet4*> by_id_;
};

}  // namespace

std::unique_ptr<const SubnetIndex4> make_subnet_index4(
    const std::vector<std::unique_ptr<const Subnet4>>& subnets) {
  SubnetList in_order;
  in_order.reserve(subnets.size());
  for (const auto& subnet : subnets) in_order.push_back(subnet.get());
  std::ranges::stable_sort(in_order, by_ordinal);
  return std::make_unique<IndexedSubnets4>(in_order);
}

}  // namespace dhcp
