#include "config/compile6.hpp"

#include <charconv>

#include "config/classes.hpp"
#include "config/hosts.hpp"
#include "config/options.hpp"
#include "config/pools.hpp"
#include "config/resolve.hpp"
#include "config/unique.hpp"

namespace dhcp {

namespace {

constexpr std::uint16_t option_erp_local_domain_name = 65;

// The settings of a scope with everything that it inherits.
struct Resolved6 : ResolvedScope {
  LifetimeSettings preferred_settings;
  std::optional<Lifetime> preferred_lifetime;
  Allocator pd_allocator = Allocator::iterative;
  bool rapid_commit = false;
  std::vector<std::uint16_t> own_codes;  // of all scopes but the global one, ascending
  std::string interface_id;
  std::vector<Ipv6Address> relay_addresses;
};

// Names or codes, which have been checked, and option 65, which RFC 6422 itself lets relays supply.
std::vector<std::uint16_t> codes_of(const std::vector<std::string>& options) {
  std::vector<std::uint16_t> codes{option_erp_local_domain_name};
  for (const std::string& option : options) {
    std::uint16_t code = 0;
    const char* const end = option.data() + option.size();
    if (std::from_chars(option.data(), end, code).ptr != end)
      code = find_definition("dhcp6", std::string_view(option), DhcpVersion::v6)->code;
    codes.push_back(code);
  }
  std::ranges::sort(codes);
  const auto repeated = std::ranges::unique(codes);
  codes.erase(repeated.begin(), repeated.end());
  return codes;
}

HostIdentifierType type_of(ReservationIdentifier6 identifier) {
  constexpr HostIdentifierType types[] = {HostIdentifierType::hw_address, HostIdentifierType::duid,
                                          HostIdentifierType::flex_id};
  return types[static_cast<std::size_t>(identifier)];
}

class Compiler6 {
 public:
  Compiler6(const Settings6& settings, const Value& source, Diagnostics& diagnostics)
      : settings_(settings), source_(source), diagnostics_(diagnostics), unique_(diagnostics) {}

  std::unique_ptr<Snapshot6> compile() {
    snapshot_->option_definitions =
        define_options(settings_.option_definitions, DhcpVersion::v6,
                       settings_.compatibility.lenient_option_parsing, source_, diagnostics_);
    if (diagnostics_.failed()) return nullptr;
    compile_globals();
    if (diagnostics_.failed()) return nullptr;
    compile_classes(settings_.client_classes, global_.options, source_, diagnostics_, *snapshot_);
    snapshot_->hosts = compile_reservations(settings_.reservations, {0, nullptr, global_.options}, source_);
    for (std::size_t i = 0; i < settings_.shared_networks.size() && !diagnostics_.failed(); ++i)
      compile_network(settings_.shared_networks[i], element(source_, "shared-networks", i));
    for (std::size_t i = 0; i < settings_.subnets.size() && !diagnostics_.failed(); ++i)
      compile_subnet(settings_.subnets[i], global_, element(source_, "subnet6", i));
    if (diagnostics_.failed()) return nullptr;
    finish();
    return std::move(snapshot_);
  }

 private:
  void compile_globals() {
    global_.inherited = settings_.inherited;
    global_.ddns_settings = settings_.ddns;
    fall_back(inherited_fields6, &global_.inherited);
    fall_back(ddns_fields, &global_.ddns_settings);
    global_.lifetime_settings = settings_.valid_lifetime;
    fall_back(lifetime_fields, &global_.lifetime_settings);
    global_.preferred_settings = settings_.preferred_lifetime;
    compile_lifetimes(settings_.valid_lifetime, settings_.preferred_lifetime, source_, global_);
    global_.pd_allocator = settings_.pd_allocator.value_or(Allocator::iterative);
    check_tee_times(settings_.inherited, global_.inherited, source_, diagnostics_);
    global_.ddns = compile_ddns(settings_.ddns, global_.ddns_settings, nullptr, source_, diagnostics_);
    global_.options =
        read_options(settings_.option_data, source_, *snapshot_->option_definitions, diagnostics_);

    CompiledOptions options = encapsulate(global_.options, global_.options, DhcpVersion::v6);
    Snapshot6& snapshot = *snapshot_;
    snapshot.global_options = std::move(options.options);
    snapshot.global_vendors = std::move(options.vendors);
    snapshot.valid_lifetime = global_.valid_lifetime;
    snapshot.preferred_lifetime = global_.preferred_lifetime;
    snapshot.ddns = global_.ddns;
    std::ranges::transform(settings_.host_identifiers, std::back_inserter(snapshot.host_identifiers),
                           &type_of);
    snapshot.mac_sources = settings_.mac_sources;
    snapshot.relay_supplied_options = codes_of(settings_.relay_supplied_options);
    snapshot.decline_probation_period = settings_.decline_probation_period;
    snapshot.compatibility = settings_.compatibility;
    snapshot.early_global_reservations_lookup = settings_.early_global_reservations_lookup;
    snapshot.ip_reservations_unique = settings_.ip_reservations_unique;
    snapshot.reservations_lookup_first = settings_.reservations_lookup_first;
  }

  // What a network or subnet sets itself, over what it inherits.
  Resolved6 resolve(const NetworkSettings6& own, const Resolved6& parent, const Value& source) {
    Resolved6 resolved;
    resolved.lifetime_settings = over(lifetime_fields, own.valid_lifetime, parent.lifetime_settings);
    resolved.preferred_settings =
        over(preferred_lifetime_fields, own.preferred_lifetime, parent.preferred_settings);
    compile_lifetimes(own.valid_lifetime, own.preferred_lifetime, source, resolved);
    resolved.inherited = own.inherited;
    resolved.ddns_settings = own.ddns;
    inherit(inherited_fields6, &resolved.inherited, &parent.inherited);
    inherit(ddns_fields, &resolved.ddns_settings, &parent.ddns_settings);
    check_tee_times(own.inherited, resolved.inherited, source, diagnostics_);
    resolved.ddns = compile_ddns(own.ddns, resolved.ddns_settings, parent.ddns, source, diagnostics_);
    resolved.pd_allocator = own.pd_allocator.value_or(parent.pd_allocator);
    resolved.rapid_commit = own.rapid_commit.value_or(parent.rapid_commit);
    resolve_options(own, parent, source, resolved);
    resolve_place(own, parent, source, resolved);
    warn_of_undefined(own.classes.required, source, *snapshot_, diagnostics_);
    return resolved;
  }

  // From the settings that `scope` has got of them.
  void compile_lifetimes(const LifetimeSettings& own_valid, const LifetimeSettings& own_preferred,
                         const Value& source, Resolved6& scope) {
    scope.valid_lifetime = *compile_lifetime(own_valid, scope.lifetime_settings, source, diagnostics_);
    scope.preferred_lifetime =
        compile_lifetime(own_preferred, scope.preferred_settings, source, diagnostics_, "preferred-lifetime");
  }

  void resolve_options(const NetworkSettings6& own, const Resolved6& parent, const Value& source,
                       Resolved6& resolved) {
    const ScopeOptions options =
        read_options(own.option_data, source, *snapshot_->option_definitions, diagnostics_);
    resolved.options = merge_options(options, parent.options);
    std::vector<std::uint16_t> codes;
    for (const OptionValue& option : encapsulate(options, options, DhcpVersion::v6).options)
      codes.push_back(option.code);
    std::ranges::set_union(codes, parent.own_codes, std::back_inserter(resolved.own_codes));
  }

  // By what clients are known to belong here. Whether they are direct or behind a relay is one question,
  // hence one answer in a scope.
  void resolve_place(const NetworkSettings6& own, const Resolved6& parent, const Value& source,
                     Resolved6& resolved) {
    if (!own.interface.empty() && !own.interface_id.empty())
      diagnostics_.error(source, "interface-id",
                         "clients on an interface have no relay that would send an interface id; only one of "
                         "interface and interface-id is allowed");
    resolved.interface = own.interface.empty() ? parent.interface : own.interface;
    resolved.interface_id = own.interface_id.empty() ? parent.interface_id : own.interface_id;
    resolved.relay_addresses = own.relay.addresses.empty() ? parent.relay_addresses : own.relay.addresses;
  }

  void compile_network(const SharedNetworkSettings6& settings, const Value& source) {
    unique_.check_network(settings.name, source);
    const Resolved6 resolved = resolve(settings.network, global_, source);
    auto network = std::make_unique<SharedNetwork6>();
    network->name = settings.name;
    network->guard = refer_to_classes(settings.network.classes.admitted, snapshot_->class_dictionary);
    network->required_classes =
        refer_to_classes(settings.network.classes.required, snapshot_->class_dictionary);
    network->context = settings.network.context;
    network->subnets.reserve(settings.subnets.size());
    for (std::size_t i = 0; i < settings.subnets.size() && !diagnostics_.failed(); ++i) {
      const Value& place = element(source, "subnet6", i);
      Subnet6* const subnet = compile_subnet(settings.subnets[i], resolved, place);
      if (!subnet) return;
      subnet->network = network.get();
      network->subnets.push_back(subnet);
      check_member(*network, place);
    }
    snapshot_->shared_networks.push_back(std::move(network));
  }

  // The last subnet of a network agrees with those before it in what belongs to the link.
  void check_member(const SharedNetwork6& network, const Value& source) {
    const Subnet6& first = *network.subnets.front();
    const Subnet6& last = *network.subnets.back();
    if (first.rapid_commit != last.rapid_commit)
      disagree("rapid-commit", last.rapid_commit, first.rapid_commit, first, network, source, diagnostics_);
    check_interface(network, source, diagnostics_);
  }

  // Null with an error.
  Subnet6* compile_subnet(const SubnetSettings6& settings, const Resolved6& parent, const Value& source) {
    const auto prefix = Ipv6Prefix::parse(settings.subnet);
    if (!prefix) {
      diagnostics_.error(
          source, "subnet",
          shown(settings.subnet) + " is no prefix; expected a string such as \"2001:db8:1::/64\"");
      return nullptr;
    }
    unique_.check_subnet(settings.id, prefix->to_string(), source);
    auto subnet = std::make_unique<Subnet6>();
    subnet->id = settings.id;
    subnet->prefix = *prefix;
    subnet->ordinal = static_cast<std::uint32_t>(snapshot_->subnets.size());
    Resolved6 resolved = resolve(settings.network, parent, source);
    compile_options(*subnet, resolved);
    compile_pools(settings, resolved.options, source, diagnostics_, *snapshot_, *subnet);
    subnet->hosts =
        compile_reservations(settings.reservations, {subnet->id, &subnet->prefix, resolved.options}, source);
    subnet->guard = refer_to_classes(settings.network.classes.admitted, snapshot_->class_dictionary);
    subnet->required_classes =
        refer_to_classes(settings.network.classes.required, snapshot_->class_dictionary);
    subnet->context = settings.network.context;
    subnet->preferred_lifetime = resolved.preferred_lifetime;
    subnet->pd_allocator = resolved.pd_allocator;
    subnet->rapid_commit = resolved.rapid_commit;
    subnet->interface_id = std::move(resolved.interface_id);
    subnet->relay_addresses = std::move(resolved.relay_addresses);
    fill(std::move(resolved), *subnet);
    Subnet6* const compiled = subnet.get();
    snapshot_->subnets.push_back(std::move(subnet));
    return compiled;
  }

  HostIndex6 compile_reservations(const std::vector<ReservationSettings6>& settings,
                                  HostsScope<Ipv6Address> scope, const Value& source) {
    scope.addresses_unique = settings_.ip_reservations_unique;
    std::vector<Host6> hosts;
    if (!diagnostics_.failed())
      compile_hosts(settings, scope, *snapshot_->option_definitions, source, diagnostics_, hosts);
    return HostIndex6(std::move(hosts));
  }

  static void compile_options(Subnet6& subnet, const Resolved6& resolved) {
    CompiledOptions compiled = encapsulate(resolved.options, resolved.options, DhcpVersion::v6);
    subnet.options = std::move(compiled.options);
    subnet.vendors = std::move(compiled.vendors);
    for (const OptionValue& option : subnet.options)
      if (!std::ranges::binary_search(resolved.own_codes, option.code))
        subnet.from_global.push_back(option.code);
  }

  void finish() {
    // Those that are referred to and not defined have got numbers meanwhile.
    snapshot_->classes.resize(snapshot_->class_dictionary.size());
    SubnetIndex6::List subnets;
    subnets.reserve(snapshot_->subnets.size());
    for (const auto& subnet : snapshot_->subnets) subnets.push_back(subnet.get());
    snapshot_->subnet_index = SubnetIndex6(subnets);
  }

  const Settings6& settings_;
  const Value& source_;
  Diagnostics& diagnostics_;
  std::unique_ptr<Snapshot6> snapshot_ = std::make_unique<Snapshot6>();
  Resolved6 global_;
  UniqueKeys unique_;
};

}  // namespace

std::unique_ptr<Snapshot6> compile6(const Settings6& settings, const Value& source,
                                    Diagnostics& diagnostics) {
  return Compiler6(settings, source, diagnostics).compile();
}

}  // namespace dhcp
