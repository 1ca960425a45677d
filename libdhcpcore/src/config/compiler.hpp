/// @file
/// From settings to a snapshot, as far as both protocols go together. A `Protocol` names the types of one of
/// them and says what it has of its own: see compile4.hpp and compile6.hpp.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "config/classes.hpp"
#include "config/hosts.hpp"
#include "config/options.hpp"
#include "config/pools.hpp"
#include "config/resolve.hpp"
#include "config/unique.hpp"

namespace dhcp {

/// The global scope as it was written, but for its subnets, shared networks and reservations, and what they
/// inherit from it.
template <class Protocol>
struct Globals {
  typename Protocol::Settings settings;
  typename Protocol::Resolved resolved;  ///< points into `settings`
};

/// Compiles subnets and shared networks, each by itself.
template <class Protocol>
class ScopeCompiler {
 public:
  using Subnet = typename Protocol::Subnet;
  using SharedNetwork = typename Protocol::SharedNetwork;
  using SubnetPointer = std::shared_ptr<Subnet>;
  struct Network {
    std::shared_ptr<SharedNetwork> network;
    std::vector<SubnetPointer> subnets;
  };

  using Unique = UniqueKeys<typename Protocol::Snapshot, typename Protocol::Prefix>;

  ScopeCompiler(const Globals<Protocol>& globals, const CompileContext& context, Unique& unique)
      : globals_(globals), context_(context), diagnostics_(context.diagnostics), unique_(unique) {}

  /// Of a subnet that stands by itself; `source` is its map. The result is void with an error, here and
  /// below.
  SubnetPointer subnet(const typename Protocol::SubnetSettings& settings, Ordinal ordinal,
                       const Value& source) {
    return compile_subnet(settings, globals_.resolved, ordinal, source);
  }
  Network network(const typename Protocol::SharedNetworkSettings& settings, std::uint32_t number,
                  const Value& source);

 private:
  using Resolved = typename Protocol::Resolved;
  using NetworkSettings = typename Protocol::NetworkSettings;

  Resolved resolve(const NetworkSettings& own, const Resolved& parent, const Value& source);
  SubnetPointer compile_subnet(const typename Protocol::SubnetSettings& settings, const Resolved& parent,
                               Ordinal ordinal, const Value& source);
  void check_member(const SharedNetwork& network, const Value& source) {
    Protocol::check_member(network, source, diagnostics_);
    check_interface(network, source, diagnostics_);
  }
  template <class Scope>
  void refer(const NetworkSettings& settings, Scope& scope) {
    scope.guard = context_.classes.of(settings.classes.admitted);
    scope.required_classes = context_.classes.of(settings.classes.required);
    scope.context = settings.context;
  }

  const Globals<Protocol>& globals_;
  const CompileContext& context_;
  Diagnostics& diagnostics_;
  Unique& unique_;
};

// What a network or subnet sets itself, over what it inherits.
template <class Protocol>
auto ScopeCompiler<Protocol>::resolve(const NetworkSettings& own, const Resolved& parent, const Value& source)
    -> Resolved {
  Resolved resolved;
  resolved.lifetime_settings = over(lifetime_fields, own.valid_lifetime, parent.lifetime_settings);
  resolved.valid_lifetime =
      *compile_lifetime(own.valid_lifetime, resolved.lifetime_settings, source, diagnostics_);
  resolved.inherited = own.inherited;
  resolved.ddns_settings = own.ddns;
  inherit(Protocol::inherited_settings, &resolved.inherited, &parent.inherited);
  inherit(ddns_fields, &resolved.ddns_settings, &parent.ddns_settings);
  check_tee_times(own.inherited, resolved.inherited, source, diagnostics_);
  resolved.ddns = compile_ddns(own.ddns, resolved.ddns_settings, parent.ddns, source, diagnostics_);
  const ScopeOptions options = read_options(own.option_data, source, context_.definitions, diagnostics_);
  resolved.options = merge_options(options, parent.options);
  resolved.interface = own.interface.empty() ? parent.interface : own.interface;
  resolved.relay_addresses = own.relay.addresses.empty() ? parent.relay_addresses : own.relay.addresses;
  Protocol::inherit(own, options, parent, source, diagnostics_, resolved);
  context_.classes.warn_of_undefined(own.classes.required, source, diagnostics_);
  return resolved;
}

template <class Protocol>
auto ScopeCompiler<Protocol>::compile_subnet(const typename Protocol::SubnetSettings& settings,
                                             const Resolved& parent, Ordinal ordinal, const Value& source)
    -> SubnetPointer {
  const auto prefix = Protocol::Prefix::parse(settings.subnet);
  if (!prefix) {
    diagnostics_.error(source, "subnet",
                       shown(settings.subnet)
                           .append(" is no prefix; expected a string such as \"")
                           .append(Protocol::example_prefix)
                           .append("\""));
    return nullptr;
  }
  unique_.check_subnet(settings.id, *prefix, source);
  auto subnet = std::make_shared<Subnet>();
  subnet->id = settings.id;
  subnet->prefix = *prefix;
  subnet->ordinal = ordinal;
  Resolved resolved = resolve(settings.network, parent, source);
  compile_pools(settings, resolved.options, source, context_, *subnet);
  subnet->hosts =
      compile_hosts(settings.reservations,
                    {subnet->id, &subnet->prefix, resolved.options, globals_.settings.ip_reservations_unique},
                    context_.definitions, source, diagnostics_);
  refer(settings.network, *subnet);
  Protocol::compile_subnet(settings, std::move(resolved), *subnet);
  if (diagnostics_.failed()) return nullptr;
  return subnet;
}

template <class Protocol>
auto ScopeCompiler<Protocol>::network(const typename Protocol::SharedNetworkSettings& settings,
                                      std::uint32_t number, const Value& source) -> Network {
  Network compiled{std::make_shared<SharedNetwork>(), {}};
  unique_.check_network(settings.name, source);
  if (diagnostics_.failed()) return compiled;
  const Resolved resolved = resolve(settings.network, globals_.resolved, source);
  SharedNetwork& network = *compiled.network;
  network.name = settings.name;
  network.ordinal = ordinal_of(number, 0);
  refer(settings.network, network);
  for (std::size_t i = 0; i < settings.subnets.size() && !diagnostics_.failed(); ++i) {
    const Value& place = element(source, Protocol::subnets_key, i);
    const SubnetPointer subnet = compile_subnet(settings.subnets[i], resolved,
                                                ordinal_of(number, static_cast<std::uint32_t>(i)), place);
    if (!subnet) break;
    subnet->network = &network;
    network.subnets.push_back(subnet.get());
    compiled.subnets.push_back(subnet);
    check_member(network, place);
  }
  return compiled;
}

/// Compiles everything. `globals` has all settings, subnets and so on included; what can be inherited from
/// them is filled in. `source` is the map that they were read from.
template <class Protocol>
class Compiler {
 public:
  using Snapshot = typename Protocol::Snapshot;

  Compiler(Globals<Protocol>& globals, const Value& source, Diagnostics& diagnostics)
      : globals_(globals), settings_(globals.settings), source_(source), diagnostics_(diagnostics) {}

  /// Null when `diagnostics` has got an error.
  std::unique_ptr<Snapshot> compile() {
    compile_definitions();
    if (!diagnostics_.failed()) resolve_globals();
    if (!diagnostics_.failed()) compile_global_lists();
    if (!diagnostics_.failed()) compile_subnets();
    if (diagnostics_.failed()) return nullptr;
    // Those that are referred to and not defined have got numbers meanwhile.
    classes_->resize(dictionary_->size());
    snapshot_->class_dictionary = dictionary_;
    snapshot_->classes = classes_;
    Protocol::finish(*snapshot_);
    return std::move(snapshot_);
  }

 private:
  using Class = typename Protocol::Class;
  template <class T>
  using Entries = std::vector<typename OrderedList<T>::Entry>;

  void compile_definitions() {
    snapshot_->option_definitions =
        define_options(settings_.option_definitions, Protocol::version,
                       settings_.compatibility.lenient_option_parsing, source_, diagnostics_);
  }

  void resolve_globals() {
    auto& global = globals_.resolved;
    global.inherited = settings_.inherited;
    global.ddns_settings = settings_.ddns;
    fall_back(Protocol::inherited_settings, &global.inherited);
    fall_back(ddns_fields, &global.ddns_settings);
    global.lifetime_settings = settings_.valid_lifetime;
    fall_back(lifetime_fields, &global.lifetime_settings);
    global.valid_lifetime =
        *compile_lifetime(settings_.valid_lifetime, global.lifetime_settings, source_, diagnostics_);
    check_tee_times(settings_.inherited, global.inherited, source_, diagnostics_);
    global.ddns = compile_ddns(settings_.ddns, global.ddns_settings, nullptr, source_, diagnostics_);
    global.options =
        read_options(settings_.option_data, source_, *snapshot_->option_definitions, diagnostics_);
    Protocol::resolve_globals(settings_, source_, diagnostics_, global);

    CompiledOptions options = encapsulate(global.options, global.options, Protocol::version);
    snapshot_->global_options = std::move(options.options);
    snapshot_->global_vendors = std::move(options.vendors);
    snapshot_->valid_lifetime = global.valid_lifetime;
    snapshot_->ddns = global.ddns;
    snapshot_->decline_probation_period = settings_.decline_probation_period;
    snapshot_->compatibility = settings_.compatibility;
    snapshot_->early_global_reservations_lookup = settings_.early_global_reservations_lookup;
    snapshot_->ip_reservations_unique = settings_.ip_reservations_unique;
    snapshot_->reservations_lookup_first = settings_.reservations_lookup_first;
    Protocol::fill_globals(settings_, global, *snapshot_);
  }

  void compile_global_lists() {
    const ScopeOptions& options = globals_.resolved.options;
    const OptionDictionary& definitions = *snapshot_->option_definitions;
    compile_classes(settings_.client_classes, options, source_, definitions, diagnostics_, *dictionary_,
                    *classes_);
    if (diagnostics_.failed()) return;
    snapshot_->hosts =
        compile_hosts(settings_.reservations, {0, nullptr, options, settings_.ip_reservations_unique},
                      definitions, source_, diagnostics_);
  }

  void compile_subnets() {
    ClassNumbers numbers(*dictionary_);
    const CompileContext context{*snapshot_->option_definitions, numbers, diagnostics_};
    typename ScopeCompiler<Protocol>::Unique unique(nullptr, diagnostics_);
    ScopeCompiler<Protocol> scopes(globals_, context, unique);
    Entries<typename Protocol::SharedNetwork> networks;
    Entries<typename Protocol::Subnet> subnets;
    const auto add = [](auto& entries, auto compiled) {
      entries.emplace_back(at_ordinal(compiled->ordinal), std::move(compiled));
    };
    for (std::uint32_t i = 0; i < settings_.shared_networks.size() && !diagnostics_.failed(); ++i) {
      auto compiled = scopes.network(settings_.shared_networks[i], i, element(source_, "shared-networks", i));
      for (auto& subnet : compiled.subnets) add(subnets, std::move(subnet));
      add(networks, std::move(compiled.network));
    }
    for (std::uint32_t i = 0; i < settings_.subnets.size() && !diagnostics_.failed(); ++i)
      if (auto subnet = scopes.subnet(settings_.subnets[i], ordinal_of(no_network, i),
                                      element(source_, Protocol::subnets_key, i)))
        add(subnets, std::move(subnet));
    if (!diagnostics_.failed()) index(networks, subnets);
  }

  void index(Entries<typename Protocol::SharedNetwork>& networks,
             Entries<typename Protocol::Subnet>& subnets) {
    typename decltype(snapshot_->subnet_index)::List list;
    list.reserve(subnets.size());
    for (const auto& [ordinal, subnet] : subnets) list.push_back(subnet.get());
    snapshot_->subnet_index = decltype(snapshot_->subnet_index)(list);
    for (const auto& [ordinal, network] : networks)
      snapshot_->network_ordinals = snapshot_->network_ordinals.with(network->name, network->ordinal);
    snapshot_->shared_networks = OrderedList<typename Protocol::SharedNetwork>(networks);
    snapshot_->subnets = OrderedList<typename Protocol::Subnet>(subnets);
  }

  Globals<Protocol>& globals_;
  const typename Protocol::Settings& settings_;
  const Value& source_;
  Diagnostics& diagnostics_;
  std::unique_ptr<Snapshot> snapshot_ = std::make_unique<Snapshot>();
  std::shared_ptr<ClassDictionary> dictionary_ = std::make_shared<ClassDictionary>();
  std::shared_ptr<std::vector<Class>> classes_ = std::make_shared<std::vector<Class>>();
};

}  // namespace dhcp
