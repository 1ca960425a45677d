// The DHCPv4 configuration, key by key. A new key is a member in settings4.hpp and a line here.
// Defaults stand in the structs, except those of inheritable settings (`or_else`).
#include <algorithm>
#include <array>

#include "config/settings4.hpp"
#include "config/tables.hpp"

namespace dhcp {

namespace {

using S = std::string_view;

// ---- reservations

constexpr S identifier_names[] = {"hw-address", "duid", "circuit-id", "client-id", "flex-id"};

constexpr Field identifier_field(HostIdentifierType type, std::int64_t longest, S summary) {
  return dhcp::identifier_field<&ReservationSettings4::identifier>(
      identifier_names[static_cast<std::size_t>(type)], type, longest, summary);
}

constexpr Field reservation_fields[] = {
    identifier_field(HostIdentifierType::hw_address, 20, "The hardware address that the reservation is for."),
    identifier_field(HostIdentifierType::duid, 130, "The DUID in the client identifier (RFC 4361)."),
    identifier_field(HostIdentifierType::circuit_id, 255, "The circuit id that the relay adds."),
    identifier_field(HostIdentifierType::client_id, 255, "The client identifier (option 61)."),
    identifier_field(HostIdentifierType::flex_id, 255, "An identifier that a module makes."),
    field<&ReservationSettings4::address>("ip-address", "The reserved address; may be left out.")
        .unset_if_empty(),
    field<&ReservationSettings4::hostname>("hostname", "The reserved host name.").at_most(255),
    field<&ReservationSettings4::client_classes>("client-classes", "Classes that the client is put into.")
        .tersely(),
    field<&ReservationSettings4::option_data>("option-data", "Options for this client.")
        .of(option_data_scope4),
    field<&ReservationSettings4::next_server>("next-server", "The `siaddr` field for this client.")
        .unset_if_empty(),
    field<&ReservationSettings4::server_hostname>("server-hostname", "The `sname` field for this client.")
        .at_most(63),
    field<&ReservationSettings4::boot_file_name>("boot-file-name", "The `file` field for this client.")
        .at_most(127),
    context_field<&ReservationSettings4::context>(),
    comment_field<&ReservationSettings4::context>(),
};

void check_reservation(void* object, const Value& source, Diagnostics& diagnostics) {
  if (static_cast<const ReservationSettings4*>(object)->identifier.bytes.empty())
    diagnostics.error(
        source, "no identifier; exactly one of hw-address, duid, circuit-id, client-id, flex-id is needed");
}

constexpr FieldGroup reservation_groups[] = {own(reservation_fields)};
constexpr Scope reservation_scope = scope<ReservationSettings4>("reservation", "What is kept for one client.",
                                                                reservation_groups, &check_reservation);

// ---- pools

constexpr Field pool_fields[] = {
    field<&PoolSettings::pool>("pool", "The addresses: \"first - last\" or a prefix.").required(),
    field<&PoolSettings::id>("pool-id", "Names the pool in statistics."),
    field<&PoolSettings::option_data>("option-data", "Options for leases from this pool.")
        .of(option_data_scope4),
    context_field<&PoolSettings::context>(),
    comment_field<&PoolSettings::context>(),
};
constexpr FieldGroup pool_groups[] = {own(pool_fields),
                                      group<&PoolSettings::classes>(class_reference_fields)};
constexpr Scope pool_scope = scope<PoolSettings>("pool", "A range of addresses to lease.", pool_groups);

// ---- subnets and shared networks

constexpr Field relay_fields[] = {
    field<&RelaySettings4::addresses>("ip-addresses", "Relays whose clients belong to the subnet.")
        .required(),
};
constexpr FieldGroup relay_groups[] = {own(relay_fields)};
constexpr Scope relay_scope = scope<RelaySettings4>("relay", "The relays of a subnet or shared network.",
                                                    relay_groups, &check_relay<RelaySettings4>);

constexpr Field network_fields[] = {
    field<&NetworkSettings4::interface>("interface", "Clients on this interface belong here."),
    field<&NetworkSettings4::relay>("relay", "Clients behind these relays belong here.").of(relay_scope),
    field<&NetworkSettings4::option_data>("option-data", "Options for clients that are served from here.")
        .of(option_data_scope4),
    context_field<&NetworkSettings4::context>(),
    comment_field<&NetworkSettings4::context>(),
};

constexpr Field subnet_fields[] = {
    field<&SubnetSettings4::id>("id", "The number that leases and reservations know the subnet by; unique.")
        .range(1, largest_u32 - 1)
        .required(),
    field<&SubnetSettings4::subnet>("subnet", "The prefix, such as \"192.0.2.0/24\".").required(),
    field<&SubnetSettings4::pools>("pools", "What is leased dynamically.").of(pool_scope),
    field<&SubnetSettings4::reservations>("reservations", "Reservations in the subnet.")
        .of(reservation_scope),
    field<&SubnetSettings4::four_o_six_interface>(
        "4o6-interface", "DHCPv4 over DHCPv6 queries from this interface belong here.")
        .tersely(),
    field<&SubnetSettings4::four_o_six_interface_id>("4o6-interface-id",
                                                     "Such queries with this interface id belong here.")
        .tersely(),
    field<&SubnetSettings4::four_o_six_subnet>("4o6-subnet",
                                               "Such queries from this IPv6 prefix belong here.")
        .unset_if_empty(),
};

template <auto Network>
constexpr std::array network_groups{
    inner_group<Network, &NetworkSettings4::valid_lifetime>(lifetime_fields),
    inner_group<Network, &NetworkSettings4::inherited>(inherited_fields),
    inner_group<Network, &NetworkSettings4::inherited4>(inherited_fields4),
    inner_group<Network, &NetworkSettings4::ddns>(ddns_fields),
    group<Network>(network_fields),
    inner_group<Network, &NetworkSettings4::classes>(class_reference_fields, false),
};

constexpr auto subnet_groups = with_own(subnet_fields, network_groups<&SubnetSettings4::network>);
constexpr Scope subnet_scope = scope<SubnetSettings4>("subnet4", "A subnet.", subnet_groups);

constexpr Field shared_network_fields[] = {
    field<&SharedNetworkSettings4::name>("name", "The name of the network; unique.").required(),
    field<&SharedNetworkSettings4::subnets>("subnet4", "The subnets of the network.").of(subnet_scope),
};
constexpr auto shared_network_groups =
    with_own(shared_network_fields, network_groups<&SharedNetworkSettings4::network>);
constexpr Scope shared_network_scope = scope<SharedNetworkSettings4>(
    "shared-network", "Subnets on one link, for clients to be served from any of them.",
    shared_network_groups);

// ---- client classes

constexpr Field class_fields[] = {
    field<&ClientClassSettings4::name>("name", "The name of the class; unique.").required(),
    field<&ClientClassSettings4::test>("test", "The expression that is true for its members."),
    field<&ClientClassSettings4::template_test>(
        "template-test", "An expression whose value makes a class of its own: SPAWN_<name>_<value>.")
        .tersely(),
    field<&ClientClassSettings4::only_if_required>("only-if-required",
                                                   "Evaluate it only where a scope requires it.")
        .also("only-in-additional-list"),
    field<&ClientClassSettings4::option_definitions>(
        "option-def", "What option 43 and the private options 224 to 254 look like for members.")
        .of(option_definition_scope4)
        .tersely(),
    field<&ClientClassSettings4::option_data>("option-data", "Options for members.").of(option_data_scope4),
    field<&ClientClassSettings4::next_server>("next-server", "The `siaddr` field for members.")
        .unset_if_empty(),
    field<&ClientClassSettings4::server_hostname>("server-hostname", "The `sname` field for members.")
        .at_most(63)
        .tersely(),
    field<&ClientClassSettings4::boot_file_name>("boot-file-name", "The `file` field for members.")
        .at_most(127)
        .tersely(),
    field<&ClientClassSettings4::offer_lifetime>("offer-lifetime",
                                                 "Seconds that an offered address is kept for a member."),
    context_field<&ClientClassSettings4::context>(),
    comment_field<&ClientClassSettings4::context>(),
};
constexpr FieldGroup class_groups[] = {
    own(class_fields), inheriting_group<&ClientClassSettings4::valid_lifetime>(lifetime_fields)};
constexpr Scope class_scope = scope<ClientClassSettings4>(
    "client-class", "Clients with something in common, and what they get.", class_groups);

// ---- interfaces-config

constexpr S socket_types[] = {"raw", "udp"};
constexpr S outbound_interfaces[] = {"same-as-inbound", "use-routing"};

constexpr Field interfaces_fields4[] = {
    field<&InterfacesConfig::socket_type>(
        "dhcp-socket-type", "Raw sockets serve clients without an address; UDP ones relays only.")
        .one_of(socket_types),
    field<&InterfacesConfig::outbound_interface>(
        "outbound-interface", "How replies leave; `use-routing` works with UDP sockets only.")
        .one_of(outbound_interfaces),
};

void check_interfaces(void* object, const Value& source, Diagnostics& diagnostics) {
  const auto& config = *static_cast<const InterfacesConfig*>(object);
  check_interface_names(
      config, source, [](S text) { return Ipv4Address::parse(text).has_value(); }, "192.0.2.1", diagnostics);
  if (config.outbound_interface == InterfacesConfig::OutboundInterface::use_routing &&
      config.socket_type == InterfacesConfig::SocketType::raw)
    diagnostics.warning(source, "\"use-routing\" works only with \"dhcp-socket-type\": \"udp\"");
}

constexpr FieldGroup interfaces_groups[] = {own(interfaces_fields), own(interfaces_fields4)};
constexpr Scope interfaces_scope = scope<InterfacesConfig>("interfaces-config", "Where the server listens.",
                                                           interfaces_groups, &check_interfaces);

// ---- the global scope

constexpr Field compatibility_fields[] = {
    field<&Compatibility4::lenient_option_parsing>("lenient-option-parsing",
                                                   "Forgive some errors in clients' options."),
    field<&Compatibility4::ignore_dhcp_server_identifier>("ignore-dhcp-server-identifier",
                                                          "Answer also what names another server."),
    field<&Compatibility4::ignore_rai_link_selection>(
        "ignore-rai-link-selection", "Choose subnets without the relay's link selection (RFC 3527)."),
    field<&Compatibility4::exclude_first_last_24>(
        "exclude-first-last-24", "Give nobody an address that ends in .0 or .255 who does not ask for it."),
};
constexpr FieldGroup compatibility_groups[] = {own(compatibility_fields)};
constexpr Scope compatibility_scope =
    scope<Compatibility4>("compatibility", "Concessions to other programs.", compatibility_groups);

constexpr Field server_fields4[] = {
    field<&ServerConfig::interfaces>("interfaces-config", "Where the server listens.").of(interfaces_scope),
};

constexpr Field global_fields[] = {
    field<&Settings4::echo_client_id>("echo-client-id",
                                      "Return the client identifier in replies (RFC 6842)."),
    field<&Settings4::decline_probation_period>("decline-probation-period",
                                                "Seconds that a declined address stays out of use."),
    field<&Settings4::host_identifiers>("host-reservation-identifiers",
                                        "By what reservations are looked for, in this order.")
        .one_of(identifier_names),
    field<&Settings4::early_global_reservations_lookup>(
        "early-global-reservations-lookup", "Look at global reservations before a subnet is chosen."),
    field<&Settings4::ip_reservations_unique>("ip-reservations-unique",
                                              "Refuse several reservations of one address in a subnet."),
    field<&Settings4::reservations_lookup_first>("reservations-lookup-first",
                                                 "Look for reservations before leases."),
    field<&Settings4::stash_agent_options>(
        "stash-agent-options", "Remember what the relay said for renewals, which do not pass it."),
    field<&Settings4::compatibility>("compatibility", "Concessions to other programs.")
        .of(compatibility_scope),
    field<&Settings4::option_definitions>("option-def", "Options of our own.").of(option_definition_scope4),
    field<&Settings4::option_data>("option-data", "Options for all clients.").of(option_data_scope4),
    field<&Settings4::client_classes>("client-classes", "Classes, in the order of their evaluation.")
        .of(class_scope),
    field<&Settings4::shared_networks>("shared-networks", "Groups of subnets on one link.")
        .of(shared_network_scope),
    field<&Settings4::subnets>("subnet4", "The subnets.").of(subnet_scope),
    field<&Settings4::reservations>("reservations", "Reservations that hold in every subnet.")
        .of(reservation_scope),
    context_field<&Settings4::context>(),
    comment_field<&Settings4::context>(),
};
void check_globals(void* object, const Value& source, Diagnostics& diagnostics) {
  check_host_identifiers(*static_cast<const Settings4*>(object), source, diagnostics);
}

constexpr FieldGroup global_groups[] = {
    group<&Settings4::server>(server_fields4),
    group<&Settings4::server>(server_fields),
    group<&Settings4::valid_lifetime>(lifetime_fields),
    group<&Settings4::inherited>(inherited_fields),
    group<&Settings4::inherited4>(inherited_fields4),
    group<&Settings4::ddns>(ddns_fields),
    own(global_fields),
};

}  // namespace

constexpr Field inherited_fields4[6] = {
    field<&InheritedSettings4::authoritative>("authoritative", "Refuse what unknown clients claim to hold.")
        .or_else("false"),
    field<&InheritedSettings4::match_client_id>("match-client-id",
                                                "Find a client's lease by its client identifier first.")
        .or_else("true"),
    field<&InheritedSettings4::offer_lifetime>(
        "offer-lifetime", "Seconds that an offered address is kept for the client; 0: it is not.")
        .or_else("0"),
    field<&InheritedSettings4::next_server>("next-server",
                                            "The `siaddr` field; an empty string is as if not given.")
        .or_else("\"0.0.0.0\"")
        .unset_if_empty(),
    field<&InheritedSettings4::server_hostname>("server-hostname", "The `sname` field.")
        .at_most(63)
        .or_else("\"\""),
    field<&InheritedSettings4::boot_file_name>("boot-file-name", "The `file` field.")
        .at_most(127)
        .or_else("\"\""),
};

const Scope dhcp4_scope = scope<Settings4>("Dhcp4", "The whole server.", global_groups, &check_globals);

}  // namespace dhcp
