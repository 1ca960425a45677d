/// @file
/// Answers "which subnets?" without scanning them.
#pragma once

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/bytes.hpp"
#include "dhcpcore/lease.hpp"
#include "util/prefix_tree.hpp"

namespace dhcp {

__extension__ using Uint128 = unsigned __int128;

/// Addresses as keys of a `PrefixTree`.
constexpr std::uint64_t leading_bits(Ipv4Address address) {
  return std::uint64_t{address.value()} << 32;
}
constexpr Uint128 leading_bits(const Ipv6Address& address) {
  Uint128 bits = 0;
  for (const std::uint8_t byte : address.bytes()) bits = bits << 8 | byte;
  return bits;
}

/// Finds subnets of one protocol: `Subnet` has an `id`, a `prefix`, `relay_addresses`, the name of an
/// `interface`, perhaps an `interface_id` (RFC 8415 section 21.18), and an `ordinal`. Prefixes may nest and
/// repeat; memory is linear in the number of subnets and relay addresses. Every answer is that of a scan by
/// ascending `ordinal`. Immutable: a changed index is another one that shares what did not change, at a cost
/// that grows with the logarithm of their number. The subnets must outlive it. A lookup allocates only when
/// the caller's vector has to grow.
template <class Subnet>
class SubnetIndex {
 public:
  using Address = decltype(Subnet{}.prefix.address);
  using List = std::vector<const Subnet*>;

  SubnetIndex() = default;
  /// Of subnets in any order.
  explicit SubnetIndex(const List& subnets);
  [[nodiscard]] SubnetIndex with(const Subnet& subnet) const;
  /// Without one that was put in.
  [[nodiscard]] SubnetIndex without(const Subnet& subnet) const;

  /// Subnets whose prefix holds `address`; `out` is cleared first, here and below.
  void containing(const Address& address, List& out) const;
  /// Subnets with `address` among their relay addresses.
  void with_relay(const Address& address, List& out) const { list(relays_, whole(address), out); }
  /// Subnets bound to an interface by name.
  void on_interface(std::string_view name, List& out) const {
    list(interfaces_, hashed(name), out);
    std::erase_if(out, [&](const Subnet* subnet) { return subnet->interface != name; });
  }
  /// Subnets whose `interface-id` a relay sends.
  void with_interface_id(std::string_view id, List& out) const {
    list(interface_ids_, hashed(id), out);
    std::erase_if(out, [&](const Subnet* subnet) { return subnet->interface_id != id; });
  }
  /// Subnets that what comes over DHCPv6 (RFC 7341) belongs to, by anything that they name.
  void over_six(const Ipv6Address& source, std::string_view interface, std::string_view interface_id,
                List& out) const;
  /// A subnet that `address`, of a relay or in a subnet, probably leads to; null when none does.
  const Subnet* likely(const Address& address) const {
    const List* found = relays_.find(whole(address));
    if (!found) prefixes_.containing(leading_bits(address), [&](const List& list) { found = &list; });
    return found ? found->front() : nullptr;
  }
  /// Null when there is none.
  const Subnet* find(SubnetId id) const {
    const List* const found = ids_.find(numbered(id));
    return found ? found->front() : nullptr;
  }

 private:
  using AddressBits = decltype(leading_bits(Address{}));
  // The lists ascend by ordinal.
  template <class Bits>
  using Lists = PrefixTree<Bits, List>;

  static BitString<AddressBits> whole(const Address& address) {
    return {leading_bits(address), Address::bits};
  }
  // Strings are told apart where they are found.
  static BitString<std::uint64_t> hashed(std::string_view text) { return numbered(hash_of(text)); }
  static std::uint32_t hash_of(std::string_view text) {
    return static_cast<std::uint32_t>(
        hash_bytes({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
  }
  static BitString<std::uint64_t> numbered(std::uint32_t number) { return {std::uint64_t{number} << 32, 32}; }

  // Calls visit(tree, keys) for each tree; keys(subnet, out) calls out(key) for each key of a subnet in it.
  template <class Self, class Visit>
  static void each_tree(Self& self, const Visit& visit);
  template <class Tree>
  static void list(const Tree& tree, typename Tree::Key key, List& out) {
    out.clear();
    if (const List* const found = tree.find(key)) out.assign(found->begin(), found->end());
  }
  template <class Tree, class Keys>
  static void fill(Tree& tree, const Keys& keys, const List& subnets);

  Lists<AddressBits> prefixes_;
  Lists<AddressBits> relays_;
  Lists<std::uint64_t> interfaces_;
  Lists<std::uint64_t> interface_ids_;
  Lists<std::uint64_t> ids_;
  Lists<Uint128> over_six_prefixes_;
  Lists<std::uint64_t> over_six_interfaces_;
  Lists<std::uint64_t> over_six_interface_ids_;
};

template <class Subnet>
template <class Self, class Visit>
void SubnetIndex<Subnet>::each_tree(Self& self, const Visit& visit) {
  visit(self.prefixes_, [](const Subnet& subnet, const auto& out) {
    out(BitString<AddressBits>{leading_bits(subnet.prefix.network()), subnet.prefix.length});
  });
  visit(self.relays_, [](const Subnet& subnet, const auto& out) {
    for (const Address& relay : subnet.relay_addresses) out(whole(relay));
  });
  visit(self.interfaces_, [](const Subnet& subnet, const auto& out) {
    if (!subnet.interface.empty()) out(hashed(subnet.interface));
  });
  if constexpr (requires(const Subnet& subnet) { subnet.interface_id; })
    visit(self.interface_ids_, [](const Subnet& subnet, const auto& out) {
      if (!subnet.interface_id.empty()) out(hashed(subnet.interface_id));
    });
  if constexpr (requires(const Subnet& subnet) { subnet.four_over_six; }) {
    visit(self.over_six_prefixes_, [](const Subnet& subnet, const auto& out) {
      if (const auto& prefix = subnet.four_over_six.subnet)
        out(BitString<Uint128>{leading_bits(prefix->network()), prefix->length});
    });
    visit(self.over_six_interfaces_, [](const Subnet& subnet, const auto& out) {
      if (!subnet.four_over_six.interface.empty()) out(hashed(subnet.four_over_six.interface));
    });
    visit(self.over_six_interface_ids_, [](const Subnet& subnet, const auto& out) {
      if (!subnet.four_over_six.interface_id.empty()) out(hashed(subnet.four_over_six.interface_id));
    });
  }
  visit(self.ids_, [](const Subnet& subnet, const auto& out) { out(numbered(subnet.id)); });
}

template <class Subnet>
SubnetIndex<Subnet>::SubnetIndex(const List& subnets) {
  List in_order = subnets;
  std::ranges::stable_sort(in_order, {}, &Subnet::ordinal);
  each_tree(*this, [&](auto& tree, const auto& keys) { fill(tree, keys, in_order); });
}

template <class Subnet>
template <class Tree, class Keys>
void SubnetIndex<Subnet>::fill(Tree& tree, const Keys& keys, const List& subnets) {
  using Key = typename Tree::Key;
  std::vector<std::pair<Key, const Subnet*>> pairs;
  for (const Subnet* const subnet : subnets)
    keys(*subnet, [&](const Key& key) { pairs.emplace_back(key, subnet); });
  std::ranges::stable_sort(pairs, [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<typename Tree::Entry> entries;
  for (const auto& [key, subnet] : pairs) {
    if (entries.empty() || entries.back().first != key) entries.push_back({key, {}});
    List& list = entries.back().second;
    if (list.empty() || list.back() != subnet) list.push_back(subnet);
  }
  tree = Tree(entries);
}

template <class Subnet>
SubnetIndex<Subnet> SubnetIndex<Subnet>::with(const Subnet& subnet) const {
  SubnetIndex changed = *this;
  each_tree(changed, [&](auto& tree, const auto& keys) {
    keys(subnet, [&](const auto& key) {
      const List* const found = tree.find(key);
      List list = found ? *found : List();
      const auto at = std::ranges::lower_bound(list, subnet.ordinal, {}, &Subnet::ordinal);
      if (at != list.end() && *at == &subnet) return;
      list.insert(at, &subnet);
      tree = tree.with(key, std::move(list));
    });
  });
  return changed;
}

template <class Subnet>
SubnetIndex<Subnet> SubnetIndex<Subnet>::without(const Subnet& subnet) const {
  SubnetIndex changed = *this;
  each_tree(changed, [&](auto& tree, const auto& keys) {
    keys(subnet, [&](const auto& key) {
      const List* const found = tree.find(key);
      if (!found) return;  // a relay that is given twice
      List list = *found;
      std::erase(list, &subnet);
      tree = list.empty() ? tree.without(key) : tree.with(key, std::move(list));
    });
  });
  return changed;
}

template <class Subnet>
void SubnetIndex<Subnet>::containing(const Address& address, List& out) const {
  using Slice = std::span<const Subnet* const>;
  out.clear();
  std::array<Slice, Address::bits + 1> lists;
  std::size_t count = 0;
  prefixes_.containing(leading_bits(address), [&](const List& list) { lists[count++] = list; });
  // Few lists: the one whose head comes first is found by looking at all.
  while (count > 1) {
    const auto first = std::ranges::min_element(lists.begin(), lists.begin() + count, {},
                                                [](Slice list) { return list.front()->ordinal; });
    out.push_back(first->front());
    *first = first->subspan(1);
    if (first->empty()) *first = lists[--count];
  }
  if (count == 1) out.insert(out.end(), lists[0].begin(), lists[0].end());
}

template <class Subnet>
void SubnetIndex<Subnet>::over_six(const Ipv6Address& source, std::string_view interface,
                                   std::string_view interface_id, List& out) const {
  out.clear();
  over_six_prefixes_.containing(leading_bits(source),
                                [&](const List& list) { out.insert(out.end(), list.begin(), list.end()); });
  const auto add_named = [&](const auto& tree, std::string_view text, const auto& text_of) {
    if (const List* const found = text.empty() ? nullptr : tree.find(hashed(text)))
      std::ranges::copy_if(*found, std::back_inserter(out),
                           [&](const Subnet* subnet) { return text_of(*subnet) == text; });
  };
  add_named(over_six_interfaces_, interface,
            [](const Subnet& subnet) -> std::string_view { return subnet.four_over_six.interface; });
  add_named(over_six_interface_ids_, interface_id,
            [](const Subnet& subnet) -> std::string_view { return subnet.four_over_six.interface_id; });
  std::ranges::sort(out, {}, &Subnet::ordinal);
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

}  // namespace dhcp
