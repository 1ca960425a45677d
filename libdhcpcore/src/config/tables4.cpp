// The DHCPv4 configuration, key by key. A new key is a member in settings4.hpp and a line here.
// Defaults stand in the structs, except those of inheritable settings (`or_else`).
#include <algorithm>

#include "config/settings4.hpp"

namespace dhcp {

namespace {

using S = std::string_view;
using field_types::comment;
using field_types::user_context;

constexpr std::int64_t largest_u32 = 0xffffffff;

template <auto M>
constexpr Field context_field() {
  return field<M>("user-context", user_context,
                  "A map of the operator's own; kept, given back, not looked into.");
}
template <auto M>
constexpr Field comment_field() {
  return field<M>("comment", comment, "Kept as the member \"comment\" of the user context.");
}

// ---- option-data

constexpr Field option_data_fields[] = {
    field<&OptionDataSettings::name>("name", "The option's name; this or `code` is needed."),
    field<&OptionDataSettings::code>("code", "The option's code.").range(1, 254),
    field<&OptionDataSettings::space>("space", "The option space."),
    field<&OptionDataSettings::csv_format>(
        "csv-format",
        "Whether `data` is comma-separated text; otherwise hexadecimal digits, or text between "
        "single quotes. Default: true when the option is known, else false."),
    field<&OptionDataSettings::data>("data", "The value."),
    field<&OptionDataSettings::always_send>("always-send", "Send it also to clients that do not ask for it."),
    field<&OptionDataSettings::never_send>("never-send", "Send it to nobody; this beats `always-send`."),
    context_field<&OptionDataSettings::context>(),
    comment_field<&OptionDataSettings::context>(),
};

void check_option_data(void* object, const Value& source, Diagnostics& diagnostics) {
  const auto& option = *static_cast<const OptionDataSettings*>(object);
  if (option.name.empty() && !option.code)
    diagnostics.error(source, "neither \"name\" nor \"code\" is given; one of them is needed");
  else if (option.space != "dhcp4")
    diagnostics.error(source, "space", "spaces other than \"dhcp4\" are not supported yet");
}

constexpr FieldGroup option_data_groups[] = {own(option_data_fields)};
constexpr Scope option_data_scope = scope<OptionDataSettings>("option-data", "An option and its value.",
                                                              option_data_groups, &check_option_data);

// ---- lifetimes and what else a subnet inherits

constexpr Field lifetime_fields[] = {
    field<&LifetimeSettings::valid>("valid-lifetime",
                                    "How long a lease lasts, in seconds; 4294967295 is for ever.")
        .or_else("7200"),
    field<&LifetimeSettings::minimum>("min-valid-lifetime",
                                      "The shortest lease a client may ask for, in seconds. Default: "
                                      "`valid-lifetime`."),
    field<&LifetimeSettings::maximum>("max-valid-lifetime",
                                      "The longest lease a client may ask for, in seconds. Default: "
                                      "`valid-lifetime`."),
};

constexpr Field inherited_fields[] = {
    field<&InheritedSettings4::renew_timer>("renew-timer", "T1 (option 58), in seconds."),
    field<&InheritedSettings4::rebind_timer>("rebind-timer", "T2 (option 59), in seconds."),
    field<&InheritedSettings4::calculate_tee_times>("calculate-tee-times",
                                                    "Make T1 and T2 from the lifetime where no timer is set.")
        .or_else("false"),
    field<&InheritedSettings4::t1_percent>("t1-percent",
                                           "T1 as a part of the lifetime; less than `t2-percent`.")
        .range(0, 1)
        .or_else("0.5"),
    field<&InheritedSettings4::t2_percent>("t2-percent", "T2 as a part of the lifetime.")
        .range(0, 1)
        .or_else("0.875"),
    field<&InheritedSettings4::authoritative>("authoritative", "Refuse what unknown clients claim to hold.")
        .or_else("false"),
    field<&InheritedSettings4::match_client_id>("match-client-id",
                                                "Find a client's lease by its client identifier first.")
        .or_else("true"),
    field<&InheritedSettings4::reservations_global>("reservations-global", "Look at global reservations.")
        .or_else("false"),
    field<&InheritedSettings4::reservations_in_subnet>("reservations-in-subnet",
                                                       "Look at the reservations of the subnet.")
        .or_else("true"),
    field<&InheritedSettings4::reservations_out_of_pool>("reservations-out-of-pool",
                                                         "No reserved address lies in a pool; saves lookups.")
        .or_else("false"),
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

// ---- reservations

constexpr S identifier_names[] = {"hw-address", "duid", "circuit-id", "client-id", "flex-id"};

// One type serves the keys of all identifiers; the field's tag says which it is.
void read_identifier(const Field& field, const Value& value, void* member, Diagnostics& diagnostics) {
  auto& setting = *static_cast<IdentifierSetting*>(member);
  const auto type = static_cast<HostIdentifierType>(field.tag);
  if (!setting.bytes.empty())
    return diagnostics.error(value, "the reservation has another identifier already; exactly one is allowed");
  std::string text;
  if (!field_types::read_text(Field{}, value, text, diagnostics)) return;
  const bool may_be_quoted = type != HostIdentifierType::hw_address && type != HostIdentifierType::duid;
  if (may_be_quoted && text.size() > 2 && text.front() == '\'' && text.back() == '\'')
    setting.bytes.assign(text.begin() + 1, text.end() - 1);
  else if (auto bytes = from_hex(text))
    setting.bytes = std::move(*bytes);
  if (setting.bytes.empty() || setting.bytes.size() > static_cast<std::size_t>(field.most))
    return diagnostics.error(value, shown(value) + " is no identifier of this kind; expected 1 to " +
                                        std::to_string(field.most) + " bytes in hexadecimal digits" +
                                        (may_be_quoted ? " or as text between single quotes" : ""));
  setting.type = type;
}

Value write_identifier(const Field& field, const void* member) {
  const auto& setting = *static_cast<const IdentifierSetting*>(member);
  if (setting.bytes.empty() || setting.type != static_cast<HostIdentifierType>(field.tag)) return {};
  return to_hex(setting.bytes, ':');
}

constexpr FieldType identifier_type{"string", &read_identifier, &write_identifier, [](void*, const void*) {}};

constexpr Field identifier_field(HostIdentifierType type, std::int64_t longest, S summary) {
  Field field = dhcp::field<&ReservationSettings4::identifier>(
      identifier_names[static_cast<std::size_t>(type)], identifier_type, summary);
  field.tag = static_cast<std::uint8_t>(type);
  return field.at_most(longest);
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
    field<&ReservationSettings4::option_data>("option-data", "Options for this client.")
        .of(option_data_scope),
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

// ---- pools and subnets

constexpr Field pool_fields[] = {
    field<&PoolSettings4::pool>("pool", "The addresses: \"first - last\" or a prefix.").required(),
    field<&PoolSettings4::id>("pool-id", "Names the pool in statistics."),
    field<&PoolSettings4::option_data>("option-data", "Options for leases from this pool.")
        .of(option_data_scope),
    context_field<&PoolSettings4::context>(),
    comment_field<&PoolSettings4::context>(),
};
constexpr FieldGroup pool_groups[] = {own(pool_fields)};
constexpr Scope pool_scope = scope<PoolSettings4>("pool", "A range of addresses to lease.", pool_groups);

constexpr Field relay_fields[] = {
    field<&RelaySettings4::addresses>("ip-addresses", "Relays whose clients belong to the subnet."),
};
constexpr FieldGroup relay_groups[] = {own(relay_fields)};
constexpr Scope relay_scope = scope<RelaySettings4>("relay", "The relays of a subnet.", relay_groups);

constexpr Field subnet_fields[] = {
    field<&SubnetSettings4::id>("id", "The number that leases and reservations know the subnet by; unique.")
        .range(1, largest_u32 - 1)
        .required(),
    field<&SubnetSettings4::subnet>("subnet", "The prefix, such as \"192.0.2.0/24\".").required(),
    field<&SubnetSettings4::pools>("pools", "What is leased dynamically.").of(pool_scope),
    field<&SubnetSettings4::option_data>("option-data", "Options for clients of the subnet.")
        .of(option_data_scope),
    field<&SubnetSettings4::reservations>("reservations", "Reservations in the subnet.")
        .of(reservation_scope),
    field<&SubnetSettings4::interface>("interface", "Clients on this interface belong to the subnet."),
    field<&SubnetSettings4::relay>("relay", "Clients behind these relays belong to the subnet.")
        .of(relay_scope),
    context_field<&SubnetSettings4::context>(),
    comment_field<&SubnetSettings4::context>(),
};
constexpr FieldGroup subnet_groups[] = {
    own(subnet_fields),
    inheriting_group<&SubnetSettings4::lifetime>(lifetime_fields),
    inheriting_group<&SubnetSettings4::inherited>(inherited_fields),
};
constexpr Scope subnet_scope = scope<SubnetSettings4>("subnet4", "A subnet.", subnet_groups);

// ---- interfaces-config

constexpr S socket_types[] = {"raw", "udp"};
constexpr S outbound_interfaces[] = {"same-as-inbound", "use-routing"};

constexpr Field interfaces_fields[] = {
    field<&InterfacesConfig::interfaces>(
        "interfaces", "Where to listen: \"eth0\", \"eth0/192.0.2.1\", or \"*\" for everywhere."),
    field<&InterfacesConfig::socket_type>(
        "dhcp-socket-type", "Raw sockets serve clients without an address; UDP ones relays only.")
        .one_of(socket_types),
    field<&InterfacesConfig::outbound_interface>(
        "outbound-interface", "How replies leave; `use-routing` works with UDP sockets only.")
        .one_of(outbound_interfaces),
    field<&InterfacesConfig::re_detect>("re-detect", "Look for interfaces again at each reconfiguration."),
    field<&InterfacesConfig::service_sockets_require_all>("service-sockets-require-all",
                                                          "End the server when a socket cannot be opened."),
    field<&InterfacesConfig::service_sockets_max_retries>("service-sockets-max-retries",
                                                          "How often to try again to open a socket."),
    field<&InterfacesConfig::service_sockets_retry_wait_time>("service-sockets-retry-wait-time",
                                                              "Milliseconds between the tries."),
};
constexpr Field interfaces_context_fields[] = {
    context_field<&InterfacesSettings::context>(),
    comment_field<&InterfacesSettings::context>(),
};

// "*", "eth0" or "eth0/192.0.2.1", each once.
void check_interfaces(void* object, const Value& source, Diagnostics& diagnostics) {
  const auto& config = static_cast<const InterfacesSettings*>(object)->config;
  for (std::size_t i = 0; i < config.interfaces.size(); ++i) {
    const std::string& entry = config.interfaces[i];
    const Value& place = source.find("interfaces")->as_list()[i];
    const auto slash = entry.find('/');
    if (entry.empty() || slash == 0 ||
        (slash != entry.npos && !Ipv4Address::parse(S(entry).substr(slash + 1))))
      diagnostics.error(place,
                        shown(place) + " names no interface; expected \"eth0\", \"eth0/192.0.2.1\" or \"*\"");
    if (std::find(config.interfaces.begin(), config.interfaces.begin() + static_cast<std::ptrdiff_t>(i),
                  entry) != config.interfaces.begin() + static_cast<std::ptrdiff_t>(i))
      diagnostics.error(place, shown(place) + " stands here a second time; once is enough");
  }
  if (config.outbound_interface == InterfacesConfig::OutboundInterface::use_routing &&
      config.socket_type == InterfacesConfig::SocketType::raw)
    diagnostics.warning(source, "\"use-routing\" works only with \"dhcp-socket-type\": \"udp\"");
}

constexpr FieldGroup interfaces_groups[] = {
    group<&InterfacesSettings::config>(interfaces_fields),
    own(interfaces_context_fields),
};
constexpr Scope interfaces_scope = scope<InterfacesSettings>("interfaces-config", "Where the server listens.",
                                                             interfaces_groups, &check_interfaces);

// ---- lease-database

constexpr Field database_fields[] = {
    field<&DatabaseConfig::type>("type", "Where leases are kept.").required(),
    field<&DatabaseConfig::persist>("persist", "Whether leases are written to a file at all."),
    field<&DatabaseConfig::name>("name",
                                 "The lease file; empty: the place chosen when the server was built."),
    field<&DatabaseConfig::lfc_interval>("lfc-interval",
                                         "Seconds between clean-ups of the lease file; 0: never."),
    field<&DatabaseConfig::max_row_errors>("max-row-errors",
                                           "How many bad rows a lease file may have; 0: any number."),
    field<&DatabaseConfig::sync>("sync",
                                 "Wait until leases are on the disk before answering (our extension)."),
};

void check_database(void* object, const Value& source, Diagnostics& diagnostics) {
  const auto& database = *static_cast<const DatabaseConfig*>(object);
  if (database.type == "mysql" || database.type == "postgresql")
    diagnostics.error(source, "type",
                      "\"" + database.type + "\" is not supported yet; supported is \"memfile\"");
  else if (database.type != "memfile")
    diagnostics.error(
        source, "type",
        "\"" + database.type + "\" is not known here; allowed are \"memfile\", \"mysql\", \"postgresql\"");
}

constexpr FieldGroup database_groups[] = {own(database_fields)};
constexpr Scope database_scope =
    scope<DatabaseConfig>("database", "Where leases are kept.", database_groups, &check_database);

// ---- loggers

constexpr Field output_fields[] = {
    field<&LogOutputConfig::output>("output",
                                    "\"stdout\", \"stderr\", \"syslog\", \"syslog:NAME\" or a file's path."),
    field<&LogOutputConfig::flush>("flush", "Flush after each message."),
    field<&LogOutputConfig::maxsize>("maxsize", "Bytes at which a file is rotated; below 204800: never."),
    field<&LogOutputConfig::maxver>("maxver", "How many rotated files are kept.").range(1, largest_u32),
    field<&LogOutputConfig::pattern>("pattern",
                                     "The layout of a line; empty: the one that suits the output."),
};
constexpr FieldGroup output_groups[] = {own(output_fields)};
constexpr Scope output_scope = scope<LogOutputConfig>("output-options", "Where messages go.", output_groups);

constexpr Field logger_fields[] = {
    field<&LoggerConfig::name>("name", "The logger: the program's name, or a child of it.").required(),
    field<&LoggerConfig::severity>(
        "severity", "What is logged: FATAL, ERROR, WARN, INFO, DEBUG or NONE. Default: as the parent."),
    field<&LoggerConfig::debuglevel>("debuglevel", "How much DEBUG says.").range(0, 99),
    field<&LoggerConfig::outputs>("output-options", "Where the messages go.")
        .of(output_scope)
        .also("output_options"),
};
constexpr Field logger_context_fields[] = {
    context_field<&LoggerSettings::context>(),
    comment_field<&LoggerSettings::context>(),
};

void check_logger(void* object, const Value& source, Diagnostics& diagnostics) {
  constexpr S severities[] = {"FATAL", "ERROR", "WARN", "INFO", "DEBUG", "NONE", ""};
  std::string& severity = static_cast<LoggerSettings*>(object)->config.severity;
  for (char& c : severity)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (std::ranges::find(severities, severity) != std::end(severities)) return;
  diagnostics.warning(source,
                      "severity \"" + severity +
                          "\" is not known, INFO is used; allowed are FATAL, ERROR, WARN, INFO, DEBUG, NONE");
  severity = "INFO";
}

constexpr FieldGroup logger_groups[] = {group<&LoggerSettings::config>(logger_fields),
                                        own(logger_context_fields)};
constexpr Scope logger_scope =
    scope<LoggerSettings>("logger", "What is logged, and where to.", logger_groups, &check_logger);

// ---- multi-threading

constexpr Field threading_fields[] = {
    field<&MultiThreadingSettings::enabled>("enable-multi-threading", "Use several workers."),
    field<&MultiThreadingSettings::thread_pool_size>("thread-pool-size",
                                                     "How many workers; 0: one for each core.")
        .range(0, 65535),
    field<&MultiThreadingSettings::packet_queue_size>(
        "packet-queue-size", "How many queries may wait for a worker; 0: no limit but ours."),
    context_field<&MultiThreadingSettings::context>(),
    comment_field<&MultiThreadingSettings::context>(),
};
constexpr FieldGroup threading_groups[] = {own(threading_fields)};
constexpr Scope threading_scope =
    scope<MultiThreadingSettings>("multi-threading", "How many processors are used.", threading_groups);

// ---- the global scope

constexpr Field global_fields[] = {
    field<&Settings4::interfaces>("interfaces-config", "Where the server listens.").of(interfaces_scope),
    field<&Settings4::lease_database>("lease-database", "Where leases are kept.").of(database_scope),
    field<&Settings4::echo_client_id>("echo-client-id",
                                      "Return the client identifier in replies (RFC 6842)."),
    field<&Settings4::decline_probation_period>("decline-probation-period",
                                                "Seconds that a declined address stays out of use."),
    field<&Settings4::host_identifiers>("host-reservation-identifiers",
                                        "By what reservations are looked for, in this order.")
        .one_of(identifier_names),
    field<&Settings4::option_data>("option-data", "Options for all clients.").of(option_data_scope),
    field<&Settings4::subnets>("subnet4", "The subnets.").of(subnet_scope),
    field<&Settings4::reservations>("reservations", "Reservations that hold in every subnet.")
        .of(reservation_scope),
    field<&Settings4::multi_threading>("multi-threading", "How many processors are used.")
        .of(threading_scope),
    field<&Settings4::loggers>("loggers", "What is logged, and where to.").of(logger_scope),
    context_field<&Settings4::context>(),
    comment_field<&Settings4::context>(),
};
constexpr FieldGroup global_groups[] = {
    group<&Settings4::lifetime>(lifetime_fields),
    group<&Settings4::inherited>(inherited_fields),
    own(global_fields),
};

}  // namespace

const Scope dhcp4_scope = scope<Settings4>("Dhcp4", "The whole server.", global_groups);

std::span<const Field> inherited_fields4() {
  return inherited_fields;
}

}  // namespace dhcp
