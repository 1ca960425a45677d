/// @file
/// Inheritance and its checks, as both protocols know them.
#pragma once

#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

#include "config/options.hpp"
#include "config/snapshot.hpp"
#include "config/tables.hpp"

namespace dhcp {

/// What a scope sets itself over what it inherits, key by key.
template <class Settings>
Settings over(std::span<const Field> fields, Settings own, const Settings& parent) {
  inherit(fields, &own, &parent);
  return own;
}

/// The triplet of `resolved`, which is what a scope sets and inherits, with what is not given filled in;
/// unset when none of the three is given. Reports where they are out of order, at what the scope sets itself:
/// `own`. `source` is the map of the scope, `key` that of the usual lifetime.
std::optional<Lifetime> compile_lifetime(const LifetimeSettings& own, const LifetimeSettings& resolved,
                                         const Value& source, Diagnostics& diagnostics,
                                         std::string_view key = "valid-lifetime");

/// Reports T1 not before T2 in `resolved`, when it is `own` that says so.
void check_tee_times(const InheritedSettings& own, const InheritedSettings& resolved, const Value& source,
                     Diagnostics& diagnostics);

/// Warns when `key` of `map` is text that is no domain name: what is to be named by it will have no name.
void check_name(const Value& map, std::string_view key, Diagnostics& diagnostics);

/// `resolved` is what a scope sets and inherits. Shares `parent` when the scope sets nothing itself; tries
/// the regular expression otherwise.
std::shared_ptr<const DdnsParameters> compile_ddns(const DdnsSettings& own, const DdnsSettings& resolved,
                                                   std::shared_ptr<const DdnsParameters> parent,
                                                   const Value& source, Diagnostics& diagnostics);

/// The settings of a scope with everything that it inherits, as far as both protocols know them.
struct ResolvedScope {
  LifetimeSettings lifetime_settings;
  Lifetime valid_lifetime;
  InheritedSettings inherited;
  DdnsSettings ddns_settings;
  std::shared_ptr<const DdnsParameters> ddns;
  ScopeOptions options;
  std::string interface;
};

/// Gives a subnet what its scope sets and inherits; not its options.
void fill(ResolvedScope&& resolved, SubnetTerms& subnet);

/// The element of a list in a map.
inline const Value& element(const Value& source, std::string_view key, std::size_t i) {
  return source.find(key)->as_list()[i];
}

/// The numbers below `count` in the order that `less` puts them into.
template <class Less>
std::vector<std::size_t> sorted_indexes(std::size_t count, const Less& less) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, less);
  return order;
}

}  // namespace dhcp
