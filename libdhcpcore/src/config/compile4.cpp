#include "config/compile4.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <string_view>

#include "config/classes.hpp"
#include "config/hosts.hpp"
#include "config/options.hpp"
#include "config/pools.hpp"
#include "config/resolve.hpp"

namespace dhcp {

namespace {

constexpr std::uint8_t option_server_identifier = 54;

// The settings of a scope with everything that it inherits.
struct Resolved4 {
  Lifetime lifetime;
  InheritedSettings inherited;
  InheritedSettings4 inherited4;
  DdnsSettings ddns_settings;
  std::shared_ptr<const DdnsParameters> ddns;
  ScopeOptions options;
  ScopeOptions own_options;  // of all scopes but the global one
  std::string interface;
  std::vector<Ipv4Address> relay_addresses;
};

class Compiler4 {
 public:
  Compiler4(const Settings4& settings, const Value& source, Diagnostics& diagnostics)
      : settings_(settings), source_(source), diagnostics_(diagnostics) {}

  std::unique_ptr<Snapshot4> compile() {
    define_options();
    if (diagnostics_.failed()) return nullptr;
    compile_globals();
    if (diagnostics_.failed()) return nullptr;
    compile_classes(settings_.client_classes, global_.options, source_, diagnostics_, *snapshot_);
    for (const Class4& of : snapshot_->classes) note_server_identifier(of.options);
    std::vector<Host4> hosts;
    compile_hosts(settings_.reservations, {0, nullptr, global_.options, settings_.ip_reservations_unique},
                  *snapshot_->option_definitions, source_, diagnostics_, hosts);
    snapshot_->hosts = HostIndex4(std::move(hosts));
    for (std::size_t i = 0; i < settings_.shared_networks.size() && !diagnostics_.failed(); ++i)
      compile_network(settings_.shared_networks[i], element(source_, "shared-networks", i));
    for (std::size_t i = 0; i < settings_.subnets.size() && !diagnostics_.failed(); ++i)
      compile_subnet(settings_.subnets[i], global_, element(source_, "subnet4", i));
    if (diagnostics_.failed()) return nullptr;
    finish();
    return std::move(snapshot_);
  }

 private:
  void define_options() {
    auto dictionary = std::make_unique<OptionDictionary>(DhcpVersion::v4);
    for (std::size_t i = 0; i < settings_.option_definitions.size(); ++i)
      if (const auto definition = dictionary->add(settings_.option_definitions[i]); !definition)
        return diagnostics_.error(element(source_, "option-def", i), definition.error().key,
                                  definition.error().message);
    snapshot_->option_definitions = std::move(dictionary);
  }

  void compile_globals() {
    global_.inherited = settings_.inherited;
    global_.inherited4 = settings_.inherited4;
    global_.ddns_settings = settings_.ddns;
    fall_back(inherited_fields, &global_.inherited);
    fall_back(inherited_fields4, &global_.inherited4);
    fall_back(ddns_fields, &global_.ddns_settings);
    global_.lifetime = compile_lifetime(settings_.lifetime, Lifetime{}, source_, diagnostics_);
    check_tee_times(settings_.inherited, global_.inherited, source_, diagnostics_);
    global_.ddns = compile_ddns(settings_.ddns, global_.ddns_settings, nullptr, source_, diagnostics_);
    global_.options =
        read_options(settings_.option_data, source_, *snapshot_->option_definitions, diagnostics_);

    CompiledOptions options = encapsulate(global_.options, global_.options, DhcpVersion::v4);
    Snapshot4& snapshot = *snapshot_;
    snapshot.global_options = std::move(options.options);
    snapshot.global_vendors = std::move(options.vendors);
    snapshot.valid_lifetime = global_.lifetime;
    snapshot.ddns = global_.ddns;
    snapshot.host_identifiers = settings_.host_identifiers;
    snapshot.echo_client_id = settings_.echo_client_id;
    snapshot.decline_probation_period = settings_.decline_probation_period;
    snapshot.compatibility = settings_.compatibility;
    snapshot.early_global_reservations_lookup = settings_.early_global_reservations_lookup;
    snapshot.ip_reservations_unique = settings_.ip_reservations_unique;
    snapshot.reservations_lookup_first = settings_.reservations_lookup_first;
    snapshot.stash_agent_options = settings_.stash_agent_options;
    note_server_identifier(snapshot.global_options);
  }

  // What a network or subnet sets itself, over what it inherits.
  Resolved4 resolve(const NetworkSettings4& own, const Resolved4& parent, const Value& source) {
    Resolved4 resolved;
    resolved.lifetime = compile_lifetime(own.lifetime, parent.lifetime, source, diagnostics_);
    resolved.inherited = own.inherited;
    resolved.inherited4 = own.inherited4;
    resolved.ddns_settings = own.ddns;
    inherit(inherited_fields, &resolved.inherited, &parent.inherited);
    inherit(inherited_fields4, &resolved.inherited4, &parent.inherited4);
    inherit(ddns_fields, &resolved.ddns_settings, &parent.ddns_settings);
    check_tee_times(own.inherited, resolved.inherited, source, diagnostics_);
    resolved.ddns = compile_ddns(own.ddns, resolved.ddns_settings, parent.ddns, source, diagnostics_);
    const ScopeOptions options =
        read_options(own.option_data, source, *snapshot_->option_definitions, diagnostics_);
    resolved.options = merge_options(options, parent.options);
    resolved.own_options = merge_options(options, parent.own_options);
    resolved.interface = own.interface.empty() ? parent.interface : own.interface;
    resolved.relay_addresses = own.relay.addresses.empty() ? parent.relay_addresses : own.relay.addresses;
    warn_of_undefined(own.classes.required, source, *snapshot_, diagnostics_);
    return resolved;
  }

  void compile_network(const SharedNetworkSettings4& settings, const Value& source) {
    if (settings.name.empty()) return diagnostics_.error(source, "name", "a shared network needs a name");
    if (const auto [at, fresh] = network_names_.try_emplace(settings.name, &source); !fresh)
      return diagnostics_.error(source, "name",
                                shown(settings.name) + " is that of the shared network at " +
                                    place_of(*at->second) + "; it must be unique");
    const Resolved4 resolved = resolve(settings.network, global_, source);
    auto network = std::make_unique<SharedNetwork4>();
    network->name = settings.name;
    network->guard = refer_to_classes(settings.network.classes.admitted, snapshot_->class_dictionary);
    network->required_classes =
        refer_to_classes(settings.network.classes.required, snapshot_->class_dictionary);
    network->context = settings.network.context;
    network->subnets.reserve(settings.subnets.size());
    for (std::size_t i = 0; i < settings.subnets.size() && !diagnostics_.failed(); ++i) {
      const Value& place = element(source, "subnet4", i);
      Subnet4* const subnet = compile_subnet(settings.subnets[i], resolved, place);
      if (!subnet) return;
      subnet->network = network.get();
      network->subnets.push_back(subnet);
      check_member(*network, place);
    }
    snapshot_->shared_networks.push_back(std::move(network));
  }

  // The last subnet of a network agrees with those before it in what belongs to the link. A subnet without
  // interface is on any.
  void check_member(const SharedNetwork4& network, const Value& source) {
    const Subnet4& last = *network.subnets.back();
    const auto disagree = [&](std::string_view key, const std::string& here, const std::string& there,
                              const Subnet4& other) {
      diagnostics_.error(source, key,
                         here + " differs from " + there + " of subnet " + other.prefix.to_string() +
                             "; it must be the same in all subnets of shared network \"" + network.name +
                             "\"");
    };
    const Subnet4& first = *network.subnets.front();
    if (first.authoritative != last.authoritative)
      disagree("authoritative", shown(last.authoritative), shown(first.authoritative), first);
    const auto bound = std::ranges::find_if(network.subnets,
                                            [](const Subnet4* subnet) { return !subnet->interface.empty(); });
    if (bound != network.subnets.end() && !last.interface.empty() && (*bound)->interface != last.interface)
      disagree("interface", shown(last.interface), shown((*bound)->interface), **bound);
  }

  Subnet4* compile_subnet(const SubnetSettings4& settings, const Resolved4& parent, const Value& source) {
    const auto prefix = Ipv4Prefix::parse(settings.subnet);
    if (!prefix) {
      diagnostics_.error(
          source, "subnet",
          shown(settings.subnet) + " is no prefix; expected a string such as \"192.0.2.0/24\"");
      return nullptr;
    }
    check_unique(settings, source);
    auto subnet = std::make_unique<Subnet4>();
    subnet->id = settings.id;
    subnet->prefix = *prefix;
    subnet->ordinal = static_cast<std::uint32_t>(snapshot_->subnets.size());
    Resolved4 resolved = resolve(settings.network, parent, source);
    compile_options(*subnet, resolved);
    compile_pools(settings.pools, resolved.options, source, diagnostics_, *snapshot_, *subnet);
    std::vector<Host4> hosts;
    compile_hosts(settings.reservations,
                  {subnet->id, &subnet->prefix, resolved.options, settings_.ip_reservations_unique},
                  *snapshot_->option_definitions, source, diagnostics_, hosts);
    subnet->hosts = HostIndex4(std::move(hosts));
    subnet->guard = refer_to_classes(settings.network.classes.admitted, snapshot_->class_dictionary);
    subnet->required_classes =
        refer_to_classes(settings.network.classes.required, snapshot_->class_dictionary);
    subnet->four_over_six = {settings.four_o_six_subnet, settings.four_o_six_interface,
                             settings.four_o_six_interface_id};
    subnet->context = settings.network.context;
    fill(*subnet, std::move(resolved));
    Subnet4* const compiled = subnet.get();
    snapshot_->subnets.push_back(std::move(subnet));
    return compiled;
  }

  // Identifiers, and prefixes as they are written: "192.0.2.1/24" and "192.0.2.0/24" may stand together.
  void check_unique(const SubnetSettings4& subnet, const Value& source) {
    const auto report = [&](const char* key, const Value& earlier) {
      diagnostics_.error(source, key,
                         shown(*source.find(key)) + " is that of the subnet at " + place_of(earlier) +
                             "; it must be unique");
    };
    if (const auto [at, fresh] = ids_.try_emplace(subnet.id, &source); !fresh) report("id", *at->second);
    if (const auto [at, fresh] = prefixes_.try_emplace(subnet.subnet, &source); !fresh)
      report("subnet", *at->second);
  }

  void compile_options(Subnet4& subnet, const Resolved4& resolved) {
    CompiledOptions own = encapsulate(resolved.own_options, resolved.options, DhcpVersion::v4);
    subnet.vendors = std::move(own.vendors);
    subnet.options = encapsulate(resolved.options, resolved.options, DhcpVersion::v4).options;
    for (const OptionValue& option : subnet.options)
      subnet.from_global[option.code] = !find_option(own.options, option.code);
    subnet.server_identifier = note_server_identifier(subnet.options);
  }

  static void fill(Subnet4& subnet, Resolved4&& resolved) {
    const InheritedSettings& inherited = resolved.inherited;
    subnet.valid_lifetime = resolved.lifetime;
    subnet.renew_timer = inherited.renew_timer;
    subnet.rebind_timer = inherited.rebind_timer;
    subnet.calculate_tee_times = *inherited.calculate_tee_times;
    subnet.t1_percent = *inherited.t1_percent;
    subnet.t2_percent = *inherited.t2_percent;
    subnet.reservations_global = *inherited.reservations_global;
    subnet.reservations_in_subnet = *inherited.reservations_in_subnet;
    subnet.reservations_out_of_pool = *inherited.reservations_out_of_pool;
    subnet.cache_threshold = inherited.cache_threshold;
    subnet.cache_max_age = inherited.cache_max_age;
    subnet.store_extended_info = *inherited.store_extended_info;
    subnet.allocator = *inherited.allocator;
    subnet.authoritative = *resolved.inherited4.authoritative;
    subnet.match_client_id = *resolved.inherited4.match_client_id;
    subnet.offer_lifetime = *resolved.inherited4.offer_lifetime;
    subnet.next_server = *resolved.inherited4.next_server;
    subnet.server_hostname = std::move(*resolved.inherited4.server_hostname);
    subnet.boot_file_name = std::move(*resolved.inherited4.boot_file_name);
    subnet.ddns = std::move(resolved.ddns);
    subnet.interface = std::move(resolved.interface);
    subnet.relay_addresses = std::move(resolved.relay_addresses);
  }

  std::optional<Ipv4Address> note_server_identifier(const OptionSet& options) {
    const OptionValue* const option = find_option(options, option_server_identifier);
    if (!option || option->value.size() != Ipv4Address::size) return std::nullopt;
    const Ipv4Address address = Ipv4Address::from_bytes(option->value.data());
    if (identifiers_.empty() || identifiers_.back() != address) identifiers_.push_back(address);
    return address;
  }

  void finish() {
    std::ranges::sort(identifiers_);
    const auto repeated = std::ranges::unique(identifiers_);
    identifiers_.erase(repeated.begin(), repeated.end());
    snapshot_->server_identifiers = std::move(identifiers_);
    // Those that are referred to and not defined have got numbers meanwhile.
    snapshot_->classes.resize(snapshot_->class_dictionary.size());
    SubnetList subnets;
    subnets.reserve(snapshot_->subnets.size());
    for (const auto& subnet : snapshot_->subnets) subnets.push_back(subnet.get());
    snapshot_->subnet_index = SubnetIndex4(subnets);
  }

  const Settings4& settings_;
  const Value& source_;
  Diagnostics& diagnostics_;
  std::unique_ptr<Snapshot4> snapshot_ = std::make_unique<Snapshot4>();
  Resolved4 global_;
  std::vector<Ipv4Address> identifiers_;
  // Where what must be unique was written first.
  boost::unordered_flat_map<SubnetId, const Value*> ids_;
  boost::unordered_flat_map<std::string_view, const Value*> prefixes_;
  boost::unordered_flat_map<std::string_view, const Value*> network_names_;
};

}  // namespace

std::unique_ptr<Snapshot4> compile4(const Settings4& settings, const Value& source,
                                    Diagnostics& diagnostics) {
  return Compiler4(settings, source, diagnostics).compile();
}

}  // namespace dhcp
