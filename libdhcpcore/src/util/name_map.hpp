/// @file
/// A map from names whose versions share what does not differ between them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dhcpcore/bytes.hpp"
#include "util/prefix_tree.hpp"

namespace dhcp {

/// An immutable map; see `PrefixTree`, of which it has the cost.
template <class Value>
class NameMap {
 public:
  /// Null when there is none.
  const Value* find(std::string_view name) const {
    const Bucket* const bucket = buckets_.find(key(name));
    if (!bucket) return nullptr;
    const auto at = std::ranges::find(*bucket, name, &Entry::first);
    return at != bucket->end() ? &at->second : nullptr;
  }
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  bool empty() const { return buckets_.empty(); }

  /// With `name` added, or its value replaced.
  [[nodiscard]] NameMap with(std::string_view name, Value value) const {
    Bucket bucket = without_name(name);
    bucket.emplace_back(name, std::move(value));
    return NameMap(buckets_.with(key(name), std::move(bucket)));
  }
  [[nodiscard]] NameMap without(std::string_view name) const {
    Bucket bucket = without_name(name);
    return NameMap(bucket.empty() ? buckets_.without(key(name))
                                  : buckets_.with(key(name), std::move(bucket)));
  }

  NameMap() = default;

 private:
  using Entry = std::pair<std::string, Value>;
  using Bucket = std::vector<Entry>;  // of names with one hash
  using Buckets = PrefixTree<std::uint64_t, Bucket>;

  explicit NameMap(Buckets buckets) : buckets_(std::move(buckets)) {}

  // A part of the hash: the tree is not as deep, and few names share it.
  static typename Buckets::Key key(std::string_view name) {
    constexpr unsigned bits = 24;
    return {hash_bytes(as_bytes(name)) << (64 - bits), bits};
  }
  Bucket without_name(std::string_view name) const {
    const Bucket* const known = buckets_.find(key(name));
    if (!known) return {};
    Bucket bucket = *known;
    std::erase_if(bucket, [&](const Entry& entry) { return entry.first == name; });
    return bucket;
  }

  Buckets buckets_;
};

}  // namespace dhcp
