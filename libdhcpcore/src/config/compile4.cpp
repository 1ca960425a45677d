#include "config/compile4.hpp"

#include "config/classes.hpp"
#include "config/hosts.hpp"
#include "config/options.hpp"
#include "config/pools.hpp"
#include "config/resolve.hpp"
#include "config/unique.hpp"

namespace dhcp {

namespace {

constexpr std::uint8_t option_server_identifier = 54;

// The settings of a scope with everything that it inherits.
struct Resolved4 : ResolvedScope {
  InheritedSettings4 inherited4;
  ScopeOptions own_options;  // of all scopes but the global one
  std::vector<Ipv4Address> relay_addresses;
};

class Compiler4 {
 public:
  Compiler4(const Settings4& settings, const Value& source, Diagnostics& diagnostics)
      : settings_(settings), source_(source), diagnostics_(diagnostics), unique_(diagnostics) {}

  std::unique_ptr<Snapshot4> compile() {
    snapshot_->option_definitions =
        define_options(settings_.option_definitions, DhcpVersion::v4,
                       settings_.compatibility.lenient_option_parsing, source_, diagnostics_);
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
  void compile_globals() {
    global_.inherited = settings_.inherited;
    global_.inherited4 = settings_.inherited4;
    global_.ddns_settings = settings_.ddns;
    fall_back(inherited_fields, &global_.inherited);
    fall_back(inherited_fields4, &global_.inherited4);
    fall_back(ddns_fields, &global_.ddns_settings);
    global_.lifetime_settings = settings_.lifetime;
    fall_back(lifetime_fields, &global_.lifetime_settings);
    global_.valid_lifetime =
        *compile_lifetime(settings_.lifetime, global_.lifetime_settings, source_, diagnostics_);
    check_tee_times(settings_.inherited, global_.inherited, source_, diagnostics_);
    global_.ddns = compile_ddns(settings_.ddns, global_.ddns_settings, nullptr, source_, diagnostics_);
    global_.options =
        read_options(settings_.option_data, source_, *snapshot_->option_definitions, diagnostics_);

    CompiledOptions options = encapsulate(global_.options, global_.options, DhcpVersion::v4);
    Snapshot4& snapshot = *snapshot_;
    snapshot.global_options = std::move(options.options);
    snapshot.global_vendors = std::move(options.vendors);
    snapshot.valid_lifetime = global_.valid_lifetime;
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
    resolved.lifetime_settings = over(lifetime_fields, own.lifetime, parent.lifetime_settings);
    resolved.valid_lifetime =
        *compile_lifetime(own.lifetime, resolved.lifetime_settings, source, diagnostics_);
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
    unique_.check_network(settings.name, source);
    if (diagnostics_.failed()) return;
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

  // The last subnet of a network agrees with those before it in what belongs to the link.
  void check_member(const SharedNetwork4& network, const Value& source) {
    const Subnet4& first = *network.subnets.front();
    const Subnet4& last = *network.subnets.back();
    if (first.authoritative != last.authoritative)
      disagree("authoritative", last.authoritative, first.authoritative, first, network, source,
               diagnostics_);
    check_interface(network, source, diagnostics_);
  }

  Subnet4* compile_subnet(const SubnetSettings4& settings, const Resolved4& parent, const Value& source) {
    const auto prefix = Ipv4Prefix::parse(settings.subnet);
    if (!prefix) {
      diagnostics_.error(
          source, "subnet",
          shown(settings.subnet) + " is no prefix; expected a string such as \"192.0.2.0/24\"");
      return nullptr;
    }
    unique_.check_subnet(settings.id, prefix->to_string(), source);
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
    give(*subnet, std::move(resolved));
    Subnet4* const compiled = subnet.get();
    snapshot_->subnets.push_back(std::move(subnet));
    return compiled;
  }

  void compile_options(Subnet4& subnet, const Resolved4& resolved) {
    CompiledOptions own = encapsulate(resolved.own_options, resolved.options, DhcpVersion::v4);
    subnet.vendors = std::move(own.vendors);
    subnet.options = encapsulate(resolved.options, resolved.options, DhcpVersion::v4).options;
    for (const OptionValue& option : subnet.options)
      subnet.from_global[option.code] = !find_option(own.options, option.code);
    subnet.server_identifier = note_server_identifier(subnet.options);
  }

  static void give(Subnet4& subnet, Resolved4&& resolved) {
    subnet.authoritative = *resolved.inherited4.authoritative;
    subnet.match_client_id = *resolved.inherited4.match_client_id;
    subnet.offer_lifetime = *resolved.inherited4.offer_lifetime;
    subnet.next_server = *resolved.inherited4.next_server;
    subnet.server_hostname = std::move(*resolved.inherited4.server_hostname);
    subnet.boot_file_name = std::move(*resolved.inherited4.boot_file_name);
    subnet.relay_addresses = std::move(resolved.relay_addresses);
    fill(std::move(resolved), subnet);
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
  UniqueKeys unique_;
};

}  // namespace

std::unique_ptr<Snapshot4> compile4(const Settings4& settings, const Value& source,
                                    Diagnostics& diagnostics) {
  return Compiler4(settings, source, diagnostics).compile();
}

}  // namespace dhcp
