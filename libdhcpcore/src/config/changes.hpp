/// @file
/// A configuration that differs in some elements from another. Subnets, shared networks and global
/// reservations that changes touch are read and compiled, everything else is shared. What is below other
/// global keys is seen everywhere: where that changes, everything is compiled.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "config/config_edit.hpp"
#include "config/config_state.hpp"

namespace dhcp {

/// The elements of a configuration, for a `ConfigEdit`.
template <class Protocol>
class StateElements final : public ConfigElements {
 public:
  explicit StateElements(const ConfigState<Protocol>& state) : state_(state), snapshot_(*state.snapshot) {}

  std::string_view key() const override { return Protocol::key; }
  const Scope& scope() const override { return Protocol::scope; }
  std::string_view subnets_key() const override { return Protocol::subnets_key; }
  std::string_view option_space() const override { return Protocol::option_space; }
  std::optional<std::uint16_t> option_code(std::string_view space, std::string_view name) const override {
    const OptionDefinition* const definition = snapshot_.option_definitions->find(space, name);
    return definition ? std::optional(definition->code) : std::nullopt;
  }

  std::optional<std::string> network_of(SubnetId id) const override {
    const auto* const subnet = snapshot_.subnet_index.find(id);
    if (!subnet) return std::nullopt;
    return subnet->network ? subnet->network->name : std::string();
  }
  bool has_network(std::string_view name) const override { return snapshot_.network_ordinals.contains(name); }
  std::vector<SubnetId> with_prefix(std::string_view text) const override {
    std::vector<SubnetId> ids;
    const auto prefix = Protocol::Prefix::parse(text);
    if (!prefix) return ids;
    typename decltype(snapshot_.subnet_index)::List around;
    snapshot_.subnet_index.containing(prefix->address, around);
    for (const auto* const subnet : around)
      if (subnet->prefix == *prefix) ids.push_back(subnet->id);
    return ids;
  }

  Value subnet(SubnetId id) const override {
    const auto at = at_ordinal(snapshot_.subnet_index.find(id)->ordinal);
    return write_scope(element_scope<Protocol>(Protocol::subnets_key), state_.subnets.find(at)->get());
  }
  Value network(std::string_view name) const override {
    const auto at = at_ordinal(*snapshot_.network_ordinals.find(name));
    return write_scope(element_scope<Protocol>("shared-networks"), state_.networks.find(at)->get());
  }
  Value reservations() const override {
    return write_list(element_scope<Protocol>("reservations"), *state_.reservations);
  }
  Value globals() const override {
    Value written = write_scope(Protocol::scope, &state_.globals->settings);
    std::erase_if(written.as_map(), [](const Member& member) {
      return member.key == "shared-networks" || member.key == Protocol::subnets_key ||
             member.key == "reservations";
    });
    return written;
  }

 private:
  const ConfigState<Protocol>& state_;
  const typename Protocol::Snapshot& snapshot_;
};

/// Makes the configuration that an edit describes by compiling what it touches.
template <class Protocol>
class Patch {
 public:
  using State = ConfigState<Protocol>;

  explicit Patch(const State& before)
      : before_(before),
        after_(before),
        snapshot_(std::make_shared<typename Protocol::Snapshot>(*before.snapshot)),
        classes_(std::as_const(*snapshot_->class_dictionary)) {
    after_.warnings.clear();
  }

  /// Unset: everything has to be compiled, because classes are referred to that have no number yet, or
  /// because ordinals have run out.
  Result<std::optional<State>> apply(const ConfigEdit& edit) {
    for (const auto& [id, touched] : edit.subnets()) take_out_subnet(id);
    for (const auto& [name, touched] : edit.networks()) take_out_network(name);
    const auto networks = placed(edit.networks(), next_network());
    const auto subnets = placed(edit.subnets(), next_subnet());
    if (!networks || !subnets) return std::optional<State>();
    for (const Placed& of : *networks)
      if (!put_in<NetworkTraits>(of)) return Error{std::move(error_)};
    for (const Placed& of : *subnets)
      if (!put_in<SubnetTraits>(of)) return Error{std::move(error_)};
    if (edit.reservations() && !replace_reservations(*edit.reservations())) return Error{std::move(error_)};
    if (!classes_.complete()) return std::optional<State>();
    after_.snapshot = std::move(snapshot_);
    return std::optional(std::move(after_));
  }

 private:
  using Subnet = typename Protocol::Subnet;
  using Touched = ConfigEdit::Touched;
  using Scopes = ScopeCompiler<Protocol>;
  // Something to be put in, and where.
  struct Placed {
    Ordinal ordinal;
    const Value* value;
  };
  struct SubnetTraits {
    using Settings = typename Protocol::SubnetSettings;
    static constexpr std::string_view list = Protocol::subnets_key;
    static constexpr auto elements = &State::subnets;
  };
  struct NetworkTraits {
    using Settings = typename Protocol::SharedNetworkSettings;
    static constexpr std::string_view list = "shared-networks";
    static constexpr auto elements = &State::networks;
  };

  // ---- What was there

  void take_out(const Subnet& subnet) {
    snapshot_->subnets = snapshot_->subnets.without(at_ordinal(subnet.ordinal));
    snapshot_->subnet_index = snapshot_->subnet_index.without(subnet);
    Protocol::note_removed(subnet, *snapshot_);
  }

  void take_out_subnet(SubnetId id) {
    const Subnet* const subnet = before_.snapshot->subnet_index.find(id);
    if (!subnet || subnet->network) return;
    after_.subnets = after_.subnets.without(at_ordinal(subnet->ordinal));
    take_out(*subnet);
  }

  void take_out_network(const std::string& name) {
    const Ordinal* const known = before_.snapshot->network_ordinals.find(name);
    if (!known) return;
    const auto at = at_ordinal(*known);
    for (const Subnet* const subnet : (*before_.snapshot->shared_networks.find(at))->subnets)
      take_out(*subnet);
    snapshot_->shared_networks = snapshot_->shared_networks.without(at);
    snapshot_->network_ordinals = snapshot_->network_ordinals.without(name);
    after_.networks = after_.networks.without(at);
  }

  // ---- Where things come

  std::optional<Ordinal> known_ordinal(SubnetId id) const {
    const Subnet* const subnet = before_.snapshot->subnet_index.find(id);
    return subnet ? std::optional(subnet->ordinal) : std::nullopt;
  }
  std::optional<Ordinal> known_ordinal(const std::string& name) const {
    const Ordinal* const known = before_.snapshot->network_ordinals.find(name);
    return known ? std::optional(*known) : std::nullopt;
  }

  // First and last ordinal of what is new, and the step between them.
  struct Free {
    Ordinal next, end, step;
  };
  Free next_network() const {
    const auto& networks = before_.snapshot->shared_networks;
    constexpr Ordinal step = ordinal_of(1, 0);
    return {networks.empty() ? 0 : networks.back()->ordinal + step, ordinal_of(no_network, 0), step};
  }
  Free next_subnet() const {
    const auto& subnets = before_.snapshot->subnets;
    const Ordinal first = ordinal_of(no_network, 0);
    return {subnets.empty() ? first : std::max(subnets.back()->ordinal + 1, first),
            ordinal_of(no_network, no_network), 1};
  }

  // In configuration order; unset when there are no ordinals left.
  template <class Key>
  std::optional<std::vector<Placed>> placed(const std::map<Key, Touched>& touched, Free free) const {
    std::vector<Placed> placed;
    std::vector<const Touched*> fresh;
    for (const auto& [key, of] : touched) {
      if (!of.value) continue;
      if (of.fresh)
        fresh.push_back(&of);
      else
        placed.push_back({*known_ordinal(key), &*of.value});
    }
    std::ranges::sort(placed, {}, &Placed::ordinal);
    std::ranges::sort(fresh, {}, &Touched::sequence);
    for (const Touched* const of : fresh) {
      if (free.next >= free.end) return std::nullopt;
      placed.push_back({free.next, &*of->value});
      free.next += free.step;
    }
    return placed;
  }

  // ---- What is new

  // Reads, compiles and inserts an element of a list. False with an error.
  template <class Traits>
  bool put_in(const Placed& of) {
    auto& elements = after_.*Traits::elements;
    std::string path(Protocol::key);
    path.append("/").append(Traits::list).append("[");
    path.append(std::to_string(elements.rank(at_ordinal(of.ordinal)))).append("]");
    Diagnostics diagnostics(*of.value, std::move(path));
    const auto settings = std::make_shared<typename Traits::Settings>();
    read_scope(element_scope<Protocol>(Traits::list), *of.value, settings.get(), diagnostics);
    if (!diagnostics.failed()) {
      const CompileContext context{*snapshot_->option_definitions, classes_, diagnostics};
      typename Scopes::Unique unique(snapshot_.get(), diagnostics);
      Scopes scopes(*after_.globals, context, unique);
      if constexpr (std::is_same_v<Traits, SubnetTraits>)
        insert(scopes.subnet(*settings, of.ordinal, *of.value), diagnostics);
      else
        insert(scopes.network(*settings, static_cast<std::uint32_t>(of.ordinal >> 32), *of.value),
               diagnostics);
    }
    elements = elements.with(at_ordinal(of.ordinal), settings);
    return succeeded(diagnostics);
  }

  void insert(const std::shared_ptr<Subnet>& subnet, const Diagnostics& diagnostics) {
    if (diagnostics.failed()) return;
    snapshot_->subnets = snapshot_->subnets.with(at_ordinal(subnet->ordinal), subnet);
    snapshot_->subnet_index = snapshot_->subnet_index.with(*subnet);
    Protocol::note_added(*subnet, *snapshot_);
  }

  void insert(const typename Scopes::Network& compiled, const Diagnostics& diagnostics) {
    if (diagnostics.failed()) return;
    for (const auto& subnet : compiled.subnets) insert(subnet, diagnostics);
    const auto& network = compiled.network;
    snapshot_->shared_networks = snapshot_->shared_networks.with(at_ordinal(network->ordinal), network);
    snapshot_->network_ordinals = snapshot_->network_ordinals.with(network->name, network->ordinal);
  }

  // `map` has the one list.
  bool replace_reservations(const Value& map) {
    Diagnostics diagnostics(map, std::string(Protocol::key));
    const Field& field = *find_field(Protocol::scope, "reservations");
    typename State::Reservations reservations;
    field.type->read(field, *map.find(field.key), &reservations, diagnostics);
    if (!diagnostics.failed())
      snapshot_->hosts = compile_hosts(
          reservations,
          {0, nullptr, after_.globals->resolved.options, after_.globals->settings.ip_reservations_unique},
          *snapshot_->option_definitions, map, diagnostics);
    after_.reservations = std::make_shared<const typename State::Reservations>(std::move(reservations));
    return succeeded(diagnostics);
  }

  bool succeeded(Diagnostics& diagnostics) {
    if (diagnostics.failed()) {
      error_ = diagnostics.take_error().message;
      return false;
    }
    auto warnings = diagnostics.warnings();
    std::ranges::move(warnings, std::back_inserter(after_.warnings));
    return true;
  }

  const State& before_;
  State after_;
  std::shared_ptr<typename Protocol::Snapshot> snapshot_;
  ClassNumbers classes_;
  std::string error_;
};

/// The elements of a list in the order that `Patch` gives them.
template <class Protocol, class T, class Key, class KeyOf>
Value edited_list(const Scope& scope, const OrderedList<T>& before,
                  const std::map<Key, ConfigEdit::Touched>& touched, const KeyOf& key_of) {
  Value::List list;
  for (const auto& element : before) {
    const auto at = touched.find(key_of(*element));
    if (at == touched.end())
      list.push_back(write_scope(scope, element.get()));
    else if (at->second.value && !at->second.fresh)
      list.push_back(*at->second.value);
  }
  std::vector<const ConfigEdit::Touched*> fresh;
  for (const auto& [key, of] : touched)
    if (of.value && of.fresh) fresh.push_back(&of);
  std::ranges::sort(fresh, {}, &ConfigEdit::Touched::sequence);
  for (const auto* const of : fresh) list.push_back(*of->value);
  return list;
}

/// Makes the configuration that an edit describes by compiling everything.
template <class Protocol>
Result<ConfigState<Protocol>> reload(const ConfigState<Protocol>& before, const ConfigEdit& edit) {
  const StateElements<Protocol> elements(before);
  Value top = edit.globals() ? *edit.globals() : elements.globals();
  top.set("shared-networks",
          edited_list<Protocol>(element_scope<Protocol>("shared-networks"), before.networks, edit.networks(),
                                [](const auto& network) { return network.name; }));
  top.set(Protocol::subnets_key,
          edited_list<Protocol>(element_scope<Protocol>(Protocol::subnets_key), before.subnets,
                                edit.subnets(), [](const auto& subnet) { return subnet.id; }));
  top.set("reservations",
          edit.reservations() ? *edit.reservations()->find("reservations") : elements.reservations());
  Value root;
  root.set(Protocol::key, std::move(top));
  Diagnostics diagnostics(root);
  const Value* source = nullptr;
  auto state = load_config<Protocol>(root, diagnostics, source);
  if (diagnostics.failed()) return diagnostics.take_error();
  state.warnings = diagnostics.warnings();
  return state;
}

/// The configuration after all of `changes`, or an error.
template <class Protocol>
Result<ConfigState<Protocol>> with_changes(const ConfigState<Protocol>& before,
                                           std::span<const ConfigChange> changes) {
  const StateElements<Protocol> elements(before);
  ConfigEdit edit(elements, before.layers);
  for (const ConfigChange& change : changes)
    if (auto applied = edit.apply(change); !applied) return std::move(applied).error();

  std::optional<ConfigState<Protocol>> after;
  if (!edit.globals()) {
    auto patched = Patch<Protocol>(before).apply(edit);
    if (!patched) return std::move(patched).error();
    after = *std::move(patched);
  }
  if (!after) {
    auto reloaded = reload(before, edit);
    if (!reloaded) return std::move(reloaded).error();
    after = *std::move(reloaded);
  }
  for (const ConfigChange& change : changes) {
    Diagnostics diagnostics(change.element, std::string(Protocol::key));
    Protocol::warn(change.element, diagnostics);
    std::ranges::copy(diagnostics.warnings(), std::back_inserter(after->warnings));
  }
  after->layers = edit.layers();
  return *std::move(after);
}

}  // namespace dhcp
