// The DHCPv6 configuration, key by key. A new key is a member in settings6.hpp and a line here.
// Defaults stand in the structs, except those of inheritable settings (`or_else`).
#include <algorithm>
#include <array>
#include <charconv>

#include "config/settings6.hpp"
#include "config/tables.hpp"
#include "dhcpcore/option_definition.hpp"

namespace dhcp {

namespace {

using S = std::string_view;

constexpr std::int64_t longest_prefix = Ipv6Address::bits;

// ---- reservations

constexpr Field reservation_fields[] = {
    identifier_field<&ReservationSettings6::identifier>("duid", HostIdentifierType::duid, 130,
                                                        "The DUID that the reservation is for."),
    identifier_field<&ReservationSettings6::identifier>(
        "hw-address", HostIdentifierType::hw_address, 20,
        "The hardware address, as far as one of `mac-sources` knows it."),
    identifier_field<&ReservationSettings6::identifier>("flex-id", HostIdentifierType::flex_id, 255,
                                                        "An identifier that a module makes."),
    field<&ReservationSettings6::addresses>("ip-addresses", "The reserved addresses; may be left out."),
    field<&ReservationSettings6::prefixes>("prefixes",
                                           "The reserved prefixes; they need not lie in the subnet."),
    field<&ReservationSettings6::excluded_prefixes>(
        "excluded-prefixes",
        "For each of `prefixes` the part that is not delegated (RFC 6603), or an empty string.")
        .tersely(),
    field<&ReservationSettings6::hostname>("hostname", "The reserved host name.").at_most(255),
    field<&ReservationSettings6::client_classes>("client-classes", "Classes that the client is put into.")
        .tersely(),
    field<&ReservationSettings6::option_data>("option-data", "Options for this client.")
        .of(option_data_scope6),
    context_field<&ReservationSettings6::context>(),
    comment_field<&ReservationSettings6::context>(),
};

void check_reservation(void* object, const Value& source, Diagnostics& diagnostics) {
  if (static_cast<const ReservationSettings6*>(object)->identifier.bytes.empty())
    diagnostics.error(source, "no identifier; exactly one of duid, hw-address, flex-id is needed");
}

constexpr FieldGroup reservation_groups[] = {own(reservation_fields)};
constexpr Scope reservation_scope = scope<ReservationSettings6>("reservation", "What is kept for one client.",
                                                                reservation_groups, &check_reservation);

// ---- pools

constexpr Field pool_fields[] = {
    field<&PoolSettings::pool>("pool", "The addresses: \"first - last\" or a prefix.").required(),
    field<&PoolSettings::id>("pool-id", "Names the pool in statistics."),
    field<&PoolSettings::option_data>("option-data", "Options for leases from this pool.")
        .of(option_data_scope6),
    context_field<&PoolSettings::context>(),
    comment_field<&PoolSettings::context>(),
};
constexpr FieldGroup pool_groups[] = {own(pool_fields),
                                      group<&PoolSettings::classes>(class_reference_fields)};
constexpr Scope pool_scope = scope<PoolSettings>("pool", "A range of addresses to lease.", pool_groups);

constexpr Field pd_pool_fields[] = {
    field<&PdPoolSettings::prefix>("prefix", "The address of the prefix that is delegated from.").required(),
    field<&PdPoolSettings::prefix_length>("prefix-len", "The length of that prefix.")
        .range(1, longest_prefix)
        .required(),
    field<&PdPoolSettings::delegated_length>(
        "delegated-len", "The length of the prefixes that clients get; at least `prefix-len`.")
        .range(1, longest_prefix)
        .required(),
    field<&PdPoolSettings::excluded_prefix>("excluded-prefix",
                                            "What is not for clients in each of them (RFC 6603).")
        .unset_if_empty(),
    field<&PdPoolSettings::excluded_length>("excluded-prefix-len",
                                            "The length of `excluded-prefix`; more than `delegated-len`.")
        .range(0, longest_prefix)
        .tersely(),
    field<&PdPoolSettings::id>("pool-id", "Names the pool in statistics."),
    field<&PdPoolSettings::option_data>("option-data", "Options for leases from this pool.")
        .of(option_data_scope6),
    context_field<&PdPoolSettings::context>(),
    comment_field<&PdPoolSettings::context>(),
};
constexpr FieldGroup pd_pool_groups[] = {own(pd_pool_fields),
                                         group<&PdPoolSettings::classes>(class_reference_fields)};
constexpr Scope pd_pool_scope = scope<PdPoolSettings>("pd-pool", "Prefixes to delegate.", pd_pool_groups);

// ---- subnets and shared networks

constexpr S prefix_allocators[] = {"iterative", "random", "flq"};

constexpr Field relay_fields[] = {
    field<&RelaySettings6::addresses>("ip-addresses", "Relays whose clients belong to the subnet.")
        .required(),
};
constexpr FieldGroup relay_groups[] = {own(relay_fields)};
constexpr Scope relay_scope = scope<RelaySettings6>("relay", "The relays of a subnet or shared network.",
                                                    relay_groups, &check_relay<RelaySettings6>);

constexpr Field network_fields[] = {
    field<&NetworkSettings6::interface>("interface", "Clients on this interface belong here."),
    field<&NetworkSettings6::interface_id>(
        "interface-id", "Clients behind relays with this interface id (option 18) belong here.")
        .tersely(),
    field<&NetworkSettings6::relay>("relay", "Clients behind these relays belong here.").of(relay_scope),
    field<&NetworkSettings6::option_data>("option-data", "Options for clients that are served from here.")
        .of(option_data_scope6),
    context_field<&NetworkSettings6::context>(),
    comment_field<&NetworkSettings6::context>(),
};

constexpr Field network_inherited_fields[] = {
    field<&NetworkSettings6::pd_allocator>("pd-allocator", "How a free prefix is looked for.")
        .one_of(prefix_allocators),
    field<&NetworkSettings6::rapid_commit>(
        "rapid-commit", "Commit leases at once for clients that ask for it (RFC 8415 section 5.1)."),
};

constexpr Field subnet_fields[] = {
    field<&SubnetSettings6::id>("id", "The number that leases and reservations know the subnet by; unique.")
        .range(1, largest_u32 - 1)
        .required(),
    field<&SubnetSettings6::subnet>("subnet", "The prefix, such as \"2001:db8:1::/64\".").required(),
    field<&SubnetSettings6::pools>("pools", "What addresses are leased dynamically.").of(pool_scope),
    field<&SubnetSettings6::pd_pools>("pd-pools", "What prefixes are delegated dynamically.")
        .of(pd_pool_scope),
    field<&SubnetSettings6::reservations>("reservations", "Reservations in the subnet.")
        .of(reservation_scope),
};

template <auto Network>
constexpr std::array network_groups{
    inner_group<Network, &NetworkSettings6::valid_lifetime>(lifetime_fields),
    inner_group<Network, &NetworkSettings6::preferred_lifetime>(preferred_lifetime_fields),
    inner_group<Network, &NetworkSettings6::inherited>(inherited_fields6),
    inheriting_group<Network>(network_inherited_fields),
    inner_group<Network, &NetworkSettings6::ddns>(ddns_fields),
    group<Network>(network_fields),
    inner_group<Network, &NetworkSettings6::classes>(class_reference_fields, false),
};

constexpr auto subnet_groups = with_own(subnet_fields, network_groups<&SubnetSettings6::network>);
constexpr Scope subnet_scope = scope<SubnetSettings6>("subnet6", "A subnet.", subnet_groups);

constexpr Field shared_network_fields[] = {
    field<&SharedNetworkSettings6::name>("name", "The name of the network; unique.").required(),
    field<&SharedNetworkSettings6::subnets>("subnet6", "The subnets of the network.").of(subnet_scope),
};
constexpr auto shared_network_groups =
    with_own(shared_network_fields, network_groups<&SharedNetworkSettings6::network>);
constexpr Scope shared_network_scope = scope<SharedNetworkSettings6>(
    "shared-network", "Subnets on one link, for clients to be served from any of them.",
    shared_network_groups);

// ---- client classes

constexpr Field class_fields[] = {
    field<&ClientClassSettings6::name>("name", "The name of the class; unique.").required(),
    field<&ClientClassSettings6::test>("test", "The expression that is true for its members."),
    field<&ClientClassSettings6::template_test>(
        "template-test", "An expression whose value makes a class of its own: SPAWN_<name>_<value>.")
        .tersely(),
    field<&ClientClassSettings6::only_if_required>("only-if-required",
                                                   "Evaluate it only where a scope requires it.")
        .also("only-in-additional-list"),
    field<&ClientClassSettings6::option_data>("option-data", "Options for members.").of(option_data_scope6),
    context_field<&ClientClassSettings6::context>(),
    comment_field<&ClientClassSettings6::context>(),
};
constexpr FieldGroup class_groups[] = {
    own(class_fields), inheriting_group<&ClientClassSettings6::valid_lifetime>(lifetime_fields),
    inheriting_group<&ClientClassSettings6::preferred_lifetime>(preferred_lifetime_fields)};
constexpr Scope class_scope = scope<ClientClassSettings6>(
    "client-class", "Clients with something in common, and what they get.", class_groups);

// ---- interfaces-config

void check_interfaces(void* object, const Value& source, Diagnostics& diagnostics) {
  const auto& config = *static_cast<const InterfacesConfig*>(object);
  check_interface_names(
      config, source, [](S text) { return Ipv6Address::parse(text).has_value(); }, "2001:db8::1",
      diagnostics);
  std::vector<S> with_address;
  for (std::size_t i = 0; i < config.interfaces.size(); ++i) {
    const S name = config.interfaces[i];
    if (name.find('/') == name.npos) continue;
    const S interface = name.substr(0, name.find('/'));
    if (std::ranges::find(with_address, interface) != with_address.end())
      diagnostics.error(source.find("interfaces")->as_list()[i],
                        shown(name) +
                            " is a second address on the interface; one is allowed besides its "
                            "link-local ones");
    with_address.push_back(interface);
  }
}

constexpr FieldGroup interfaces_groups[] = {own(interfaces_fields)};
constexpr Scope interfaces_scope = scope<InterfacesConfig>("interfaces-config", "Where the server listens.",
                                                           interfaces_groups, &check_interfaces);

// ---- server-id

constexpr S duid_types[] = {"LLT", "EN", "LL"};
constexpr std::size_t longest_identifier = 122;  // RFC 8415 section 11.1 with the fields of LLT before it

constexpr Field server_id_fields[] = {
    field<&ServerIdConfig::type>("type", "What the DUID is made of.").one_of(duid_types),
    field<&ServerIdConfig::identifier>(
        "identifier", "The link-layer address, or the vendor's part, in hexadecimal digits; empty: any."),
    field<&ServerIdConfig::time>("time", "Of LLT: seconds since the year 2000; 0: any."),
    field<&ServerIdConfig::htype>("htype", "Of LLT and LL: the hardware type; 0: any."),
    field<&ServerIdConfig::enterprise_id>("enterprise-id", "Of EN: the enterprise number; 0: any."),
    field<&ServerIdConfig::persist>("persist", "Store the DUID, and use it again."),
    context_field<&ServerIdConfig::context>(),
    comment_field<&ServerIdConfig::context>(),
};

void check_server_id(void* object, const Value& source, Diagnostics& diagnostics) {
  using Type = ServerIdConfig::Type;
  const auto& id = *static_cast<const ServerIdConfig*>(object);
  const auto warn_unless = [&](bool fits, bool given, S key) {
    if (given && !fits)
      diagnostics.warning(*source.find(key), "\"" + std::string(key) + "\" has no effect on a DUID of type " +
                                                 std::string(duid_types[static_cast<std::size_t>(id.type)]));
  };
  warn_unless(id.type == Type::llt, id.time != 0, "time");
  warn_unless(id.type != Type::en, id.htype != 0, "htype");
  warn_unless(id.type == Type::en, id.enterprise_id != 0, "enterprise-id");
  std::string digits = id.identifier;
  std::erase(digits, ' ');
  // Half a byte is a digit forgotten, not one to be guessed.
  if (digits.size() % 2 != 0 || digits.size() / 2 > longest_identifier ||
      digits.find_first_not_of("0123456789abcdefABCDEF") != digits.npos)
    diagnostics.error(source, "identifier",
                      shown(id.identifier) + " is no part of a DUID; expected at most " +
                          std::to_string(longest_identifier) + " bytes of two hexadecimal digits each");
}

constexpr FieldGroup server_id_groups[] = {own(server_id_fields)};
constexpr Scope server_id_scope =
    scope<ServerIdConfig>("server-id", "The DUID of the server.", server_id_groups, &check_server_id);

// ---- the global scope

constexpr Field compatibility_fields[] = {
    field<&Compatibility6::lenient_option_parsing>("lenient-option-parsing",
                                                   "Forgive some errors in clients' options."),
};
constexpr FieldGroup compatibility_groups[] = {own(compatibility_fields)};
constexpr Scope compatibility_scope =
    scope<Compatibility6>("compatibility", "Concessions to other programs.", compatibility_groups);

constexpr S mac_source_names[] = {
    "any",       "raw",           "duid",        "ipv6-link-local", "client-link-addr-option",
    "remote-id", "subscriber-id", "docsis-cmts", "docsis-modem",    "rfc6939",
    "rfc4649",   "rfc4580"};
constexpr S identifier_names[] = {"hw-address", "duid", "flex-id"};

constexpr Field server_fields6[] = {
    field<&ServerConfig::interfaces>("interfaces-config", "Where the server listens.").of(interfaces_scope),
};

constexpr Field global_fields[] = {
    field<&Settings6::data_directory>(
        "data-directory",
        "Where the server keeps its DUID and leases; empty: the place chosen when it was built.")
        .tersely(),
    field<&Settings6::server_id>("server-id", "The DUID of the server.").of(server_id_scope),
    field<&Settings6::pd_allocator>("pd-allocator", "How a free prefix is looked for.")
        .one_of(prefix_allocators)
        .or_else("\"iterative\""),
    field<&Settings6::decline_probation_period>("decline-probation-period",
                                                "Seconds that a declined address stays out of use."),
    field<&Settings6::mac_sources>("mac-sources",
                                   "Where hardware addresses of clients are looked for, in this order.")
        .one_of(mac_source_names),
    field<&Settings6::relay_supplied_options>(
        "relay-supplied-options",
        "Options that relays may supply for clients (RFC 6422), by name or code, besides 65."),
    field<&Settings6::host_identifiers>("host-reservation-identifiers",
                                        "By what reservations are looked for, in this order.")
        .one_of(identifier_names),
    field<&Settings6::early_global_reservations_lookup>(
        "early-global-reservations-lookup", "Look at global reservations before a subnet is chosen."),
    field<&Settings6::ip_reservations_unique>(
        "ip-reservations-unique", "Refuse several reservations of one address or prefix in a subnet."),
    field<&Settings6::reservations_lookup_first>("reservations-lookup-first",
                                                 "Look for reservations before leases."),
    field<&Settings6::compatibility>("compatibility", "Concessions to other programs.")
        .of(compatibility_scope),
    field<&Settings6::option_definitions>("option-def", "Options of our own.").of(option_definition_scope6),
    field<&Settings6::option_data>("option-data", "Options for all clients.").of(option_data_scope6),
    field<&Settings6::client_classes>("client-classes", "Classes, in the order of their evaluation.")
        .of(class_scope),
    field<&Settings6::shared_networks>("shared-networks", "Groups of subnets on one link.")
        .of(shared_network_scope),
    field<&Settings6::subnets>("subnet6", "The subnets.").of(subnet_scope),
    field<&Settings6::reservations>("reservations", "Reservations that hold in every subnet.")
        .of(reservation_scope),
    context_field<&Settings6::context>(),
    comment_field<&Settings6::context>(),
};

// One name for each place to look.
MacSource canonical(MacSource source) {
  switch (source) {
    case MacSource::rfc6939:
      return MacSource::client_link_addr_option;
    case MacSource::rfc4649:
      return MacSource::remote_id;
    case MacSource::rfc4580:
      return MacSource::subscriber_id;
    default:
      return source;
  }
}

bool is_standard_option(S text) {
  std::uint16_t code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (error == std::errc() && end == text.data() + text.size()) return code != 0;
  return find_definition("dhcp6", text, DhcpVersion::v6) != nullptr;
}

void check_globals(void* object, const Value& source, Diagnostics& diagnostics) {
  auto& settings = *static_cast<Settings6*>(object);
  if (settings.mac_sources.empty())
    diagnostics.error(source, "mac-sources", "is empty; at least one source is needed, such as \"any\"");
  std::ranges::transform(settings.mac_sources, settings.mac_sources.begin(), &canonical);
  if (const Value* const list = source.find("mac-sources"))
    check_distinct(settings.mac_sources, *list, diagnostics);
  check_host_identifiers(settings, source, diagnostics);
  for (const std::string& option : settings.relay_supplied_options)
    if (!is_standard_option(option))
      diagnostics.error(source, "relay-supplied-options",
                        shown(option) + " is no option; expected a standard name or a code of 1 to 65535");
}

constexpr FieldGroup global_groups[] = {
    group<&Settings6::server>(server_fields6),
    group<&Settings6::server>(server_fields),
    group<&Settings6::valid_lifetime>(lifetime_fields),
    group<&Settings6::preferred_lifetime>(preferred_lifetime_fields),
    group<&Settings6::inherited>(inherited_fields6),
    group<&Settings6::ddns>(ddns_fields),
    own(global_fields),
};

}  // namespace

const Scope dhcp6_scope = scope<Settings6>("Dhcp6", "The whole server.", global_groups, &check_globals);

}  // namespace dhcp
