/// @file
/// What the configurations of both protocols are made of, and how they are loaded and written. A `Protocol`
/// is that of compiler.hpp.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/compiler.hpp"
#include "config/config_edit.hpp"
#include "config/tables.hpp"

namespace dhcp {

/// Immutable, but for who makes it. Copies share everything that is large.
template <class Protocol>
struct ConfigState {
  using Subnets = OrderedList<typename Protocol::SubnetSettings>;
  using Networks = OrderedList<typename Protocol::SharedNetworkSettings>;
  using Reservations = std::vector<typename Protocol::ReservationSettings>;

  std::shared_ptr<const Globals<Protocol>> globals;
  Subnets subnets;  ///< those that stand by themselves
  Networks networks;
  std::shared_ptr<const Reservations> reservations;
  std::shared_ptr<const typename Protocol::Snapshot> snapshot;
  ConfigLayers layers;
  std::vector<std::string> warnings;
};

/// The table of the elements of a list of the global scope.
template <class Protocol>
const Scope& element_scope(std::string_view list) {
  return *find_field(Protocol::scope, list)->scope;
}

template <class T>
Value write_list(const Scope& scope, const T& elements) {
  Value::List list;
  list.reserve(elements.size());
  for (const auto& element : elements) {
    if constexpr (requires { element.get(); })
      list.push_back(write_scope(scope, element.get()));
    else
      list.push_back(write_scope(scope, &element));
  }
  return list;
}

/// The whole configuration, defaults filled in.
template <class Protocol>
Value write_config(const ConfigState<Protocol>& state) {
  Value written = write_scope(Protocol::scope, &state.globals->settings);
  const auto write = [&](std::string_view key, const auto& elements) {
    written.set(key, write_list(element_scope<Protocol>(key), elements));
  };
  write("shared-networks", state.networks);
  write(Protocol::subnets_key, state.subnets);
  write("reservations", *state.reservations);
  Value root;
  root.set(Protocol::key, std::move(written));
  return root;
}

/// Moves the elements of a list to where versions share them.
template <class T, class OrdinalOf>
OrderedList<T> shared_list(std::vector<T>&& elements, const OrdinalOf& ordinal) {
  std::vector<typename OrderedList<T>::Entry> entries;
  entries.reserve(elements.size());
  for (std::uint32_t i = 0; i < elements.size(); ++i)
    entries.emplace_back(at_ordinal(ordinal(i)), std::make_shared<const T>(std::move(elements[i])));
  elements = {};
  return OrderedList<T>(entries);
}

/// Reads and compiles `{"Dhcp4": {…}}`. `source` is set to the map in there. Of use when `diagnostics` has
/// got no error.
template <class Protocol>
ConfigState<Protocol> load_config(const Value& root, Diagnostics& diagnostics, const Value*& source) {
  ConfigState<Protocol> state;
  const auto globals = std::make_shared<Globals<Protocol>>();
  auto& settings = globals->settings;
  source = find_top(root, Protocol::key, diagnostics);
  if (!diagnostics.failed()) read_scope(Protocol::scope, *source, &settings, diagnostics);
  if (!diagnostics.failed()) state.snapshot = Compiler<Protocol>(*globals, *source, diagnostics).compile();
  if (diagnostics.failed()) return state;
  state.subnets =
      shared_list(std::move(settings.subnets), [](std::uint32_t i) { return ordinal_of(no_network, i); });
  state.networks =
      shared_list(std::move(settings.shared_networks), [](std::uint32_t i) { return ordinal_of(i, 0); });
  state.reservations =
      std::make_shared<const typename ConfigState<Protocol>::Reservations>(std::move(settings.reservations));
  settings.reservations = {};
  Protocol::complete(settings);
  state.globals = globals;
  return state;
}

/// The same of what an operator has written.
template <class Protocol>
Result<ConfigState<Protocol>> load_config(const Value& root) {
  Diagnostics diagnostics(root);
  const Value* source = nullptr;
  auto state = load_config<Protocol>(root, diagnostics, source);
  if (diagnostics.failed()) return diagnostics.take_error();
  Protocol::warn(*source, diagnostics);
  state.warnings = diagnostics.warnings();
  return state;
}

}  // namespace dhcp
