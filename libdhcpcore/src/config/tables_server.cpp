// The maps that are about the server itself: databases, loggers, sockets, modules, timers.
#include <algorithm>
#include <array>

#include "config/tables.hpp"

namespace dhcp {

namespace {

using S = std::string_view;

bool is_one_of(S word, std::initializer_list<S> words) {
  return std::ranges::find(words, word) != words.end();
}

// ---- databases

constexpr S on_fail_names[] = {"stop-retry-exit", "serve-retry-exit", "serve-retry-continue"};

constexpr Field database_fields[] = {
    field<&DatabaseConfig::type>("type", "What kind of store: memfile, mysql or postgresql.").required(),
    field<&DatabaseConfig::persist>("persist", "Whether leases are written to a file at all."),
    field<&DatabaseConfig::name>(
        "name",
        "The lease file, empty: the place chosen when the server was built; or the name of the "
        "database."),
    field<&DatabaseConfig::lfc_interval>("lfc-interval",
                                         "Seconds between clean-ups of the lease file; 0: never."),
    field<&DatabaseConfig::max_row_errors>("max-row-errors",
                                           "How many bad rows a lease file may have; 0: any number."),
    field<&DatabaseConfig::sync>("sync",
                                 "Wait until leases are on the disk before answering (our extension)."),
    field<&DatabaseConfig::user>("user", "The account at the database.").tersely(),
    field<&DatabaseConfig::password>("password", "Its password.").tersely(),
    field<&DatabaseConfig::host>("host", "The host of the database; empty: this one.").tersely(),
    field<&DatabaseConfig::port>("port", "Its TCP port; 0: the usual one.").tersely(),
    field<&DatabaseConfig::connect_timeout>("connect-timeout", "Seconds to wait for a connection.")
        .range(1, largest_u32),
    field<&DatabaseConfig::read_timeout>("read-timeout", "Seconds to wait for data; 0: for ever. MySQL only.")
        .tersely(),
    field<&DatabaseConfig::write_timeout>("write-timeout",
                                          "Seconds to wait until data is sent; 0: for ever. MySQL only.")
        .tersely(),
    field<&DatabaseConfig::tcp_user_timeout>(
        "tcp-user-timeout",
        "Seconds that sent data may stay unacknowledged; 0: as the system says. "
        "PostgreSQL only.")
        .tersely(),
    field<&DatabaseConfig::readonly>("readonly", "Only read; of databases with reservations.").tersely(),
    field<&DatabaseConfig::max_reconnect_tries>("max-reconnect-tries",
                                                "How often to connect again; 0: not at all."),
    field<&DatabaseConfig::reconnect_wait_time>("reconnect-wait-time",
                                                "Milliseconds between the tries; 0: there are none."),
    field<&DatabaseConfig::on_fail>("on-fail", "What the server does while there is no connection.")
        .one_of(on_fail_names),
    field<&DatabaseConfig::retry_on_startup>("retry-on-startup", "Try again also when the server starts."),
    field<&DatabaseConfig::trust_anchor>("trust-anchor", "The certificate authority: a file or directory.")
        .tersely(),
    field<&DatabaseConfig::cert_file>("cert-file", "The server's certificate.").tersely(),
    field<&DatabaseConfig::key_file>("key-file", "The key of the certificate.").tersely(),
    field<&DatabaseConfig::cipher_list>("cipher-list", "Allowed ciphers, as OpenSSL lists them.").tersely(),
};

void check_database(void* object, const Value& source, Diagnostics& diagnostics) {
  const auto& database = *static_cast<const DatabaseConfig*>(object);
  if (!is_one_of(database.type, {"memfile", "mysql", "postgresql"}))
    return diagnostics.error(
        source, "type",
        "\"" + database.type + "\" is not known here; allowed are \"memfile\", \"mysql\", \"postgresql\"");
  const auto only = [&](S key, S type) {
    if (source.find(key) && database.type != type)
      diagnostics.error(
          source, key,
          "a database of type \"" + database.type + "\" has no such key; \"" + std::string(type) + "\" has");
  };
  only("read-timeout", "mysql");
  only("write-timeout", "mysql");
  only("tcp-user-timeout", "postgresql");
  if (database.readonly && database.type == "memfile")
    diagnostics.error(source, "readonly", "a lease file cannot be read-only");
}

// Of databases other than the one for leases.
void check_sql_database(void* object, const Value& source, Diagnostics& diagnostics) {
  check_database(object, source, diagnostics);
  if (static_cast<const DatabaseConfig*>(object)->type == "memfile")
    diagnostics.error(source, "type", "\"memfile\" keeps leases only; allowed are \"mysql\", \"postgresql\"");
}

constexpr FieldGroup database_groups[] = {own(database_fields)};
constexpr Scope database_scope = scope<DatabaseConfig>(
    "database", "Where leases, reservations or configuration are kept.", database_groups, &check_database);
constexpr Scope sql_database_scope =
    scope<DatabaseConfig>("database", "Where leases, reservations or configuration are kept.",
                          database_groups, &check_sql_database);

constexpr Field config_control_fields[] = {
    field<&ConfigControl::databases>("config-databases", "The databases; one is used.")
        .of(sql_database_scope),
    field<&ConfigControl::fetch_wait_time>("config-fetch-wait-time",
                                           "Seconds between two looks for changes; 0: none.")
        .range(0, 65535),
};

void check_config_control(void* object, const Value& source, Diagnostics& diagnostics) {
  if (static_cast<const ConfigControl*>(object)->databases.size() > 1)
    diagnostics.error(*source.find("config-databases"), "at most one database of configuration is allowed");
}

constexpr FieldGroup config_control_groups[] = {own(config_control_fields)};
constexpr Scope config_control_scope = scope<ConfigControl>(
    "config-control", "Databases that hold configuration.", config_control_groups, &check_config_control);

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
    context_field<&LoggerConfig::context>(),
    comment_field<&LoggerConfig::context>(),
};

std::string upper_case(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

void check_logger(void* object, const Value& source, Diagnostics& diagnostics) {
  std::string& severity = static_cast<LoggerConfig*>(object)->severity;
  severity = upper_case(severity);
  if (is_one_of(severity, {"FATAL", "ERROR", "WARN", "INFO", "DEBUG", "NONE", ""})) return;
  diagnostics.warning(source,
                      "severity \"" + severity +
                          "\" is not known, INFO is used; allowed are FATAL, ERROR, WARN, INFO, DEBUG, NONE");
  severity = "INFO";
}

constexpr FieldGroup logger_groups[] = {own(logger_fields)};
constexpr Scope logger_scope =
    scope<LoggerConfig>("logger", "What is logged, and where to.", logger_groups, &check_logger);

// ---- modules

constexpr Field library_fields[] = {
    field<&HooksLibraryConfig::library>("library", "The path of the module.").required(),
    field<&HooksLibraryConfig::parameters>("parameters", field_types::free_map,
                                           "What the module wants to know; kept as it is."),
};
constexpr FieldGroup library_groups[] = {own(library_fields)};
constexpr Scope library_scope = scope<HooksLibraryConfig>("hooks-library", "A module.", library_groups);

// ---- control sockets

constexpr Field client_fields[] = {
    field<&AuthenticationClient::user>("user", "The name; not empty, without a colon."),
    field<&AuthenticationClient::user_file>("user-file", "The file that holds the name."),
    field<&AuthenticationClient::password>("password", "The password. Default: empty."),
    field<&AuthenticationClient::password_file>(
        "password-file", "The file that holds the password, or, without a name, \"name:password\"."),
    context_field<&AuthenticationClient::context>(),
    comment_field<&AuthenticationClient::context>(),
};

void check_client(void* object, const Value& source, Diagnostics& diagnostics) {
  const auto& client = *static_cast<const AuthenticationClient*>(object);
  if (client.user && client.user_file)
    return diagnostics.error(source, "user-file", "\"user\" is given too; only one of them is allowed");
  if (client.password && client.password_file)
    return diagnostics.error(source, "password-file",
                             "\"password\" is given too; only one of them is allowed");
  if (!client.user && !client.user_file && !client.password_file)
    return diagnostics.error(source, "user", "missing; one of user, user-file, password-file is needed");
  if (client.user && (client.user->empty() || client.user->find(':') != std::string::npos))
    diagnostics.error(source, "user",
                      shown(*client.user) + " is no name; it must not be empty, nor hold \":\"");
}

constexpr FieldGroup client_groups[] = {own(client_fields)};
constexpr Scope client_scope = scope<AuthenticationClient>(
    "authentication-client", "Somebody who may send commands.", client_groups, &check_client);

constexpr S authentication_types[] = {"basic"};

// There is one type, so nothing has to be kept of it.
constexpr FieldType authentication_type{
    "word",
    [](const Field& field, const Value& value, void*, Diagnostics& diagnostics) {
      std::size_t index = 0;
      field_types::read_name(field, value, index, diagnostics);
    },
    [](const Field& field, const void*) { return Value(field.names[0]); }, [](void*, const void*) {}};

constexpr Field authentication_fields[] = {
    field<&AuthenticationConfig::realm>("type", authentication_type, "How clients show who they are.")
        .one_of(authentication_types)
        .required(),
    field<&AuthenticationConfig::realm>("realm", "What refused clients are told."),
    field<&AuthenticationConfig::directory>("directory", "Where relative file names begin."),
    field<&AuthenticationConfig::clients>("clients", "Who may send commands; empty: everybody.")
        .of(client_scope),
    context_field<&AuthenticationConfig::context>(),
    comment_field<&AuthenticationConfig::context>(),
};
constexpr FieldGroup authentication_groups[] = {own(authentication_fields)};
constexpr Scope authentication_scope =
    scope<AuthenticationConfig>("authentication", "Basic HTTP authentication.", authentication_groups);

constexpr S control_socket_types[] = {"unix", "http", "https"};

constexpr Field control_socket_fields[] = {
    field<&ControlSocketConfig::type>("socket-type", "How commands come.")
        .one_of(control_socket_types)
        .required(),
    field<&ControlSocketConfig::name>("socket-name", "The path of a UNIX socket.").at_most(107).tersely(),
    field<&ControlSocketConfig::address>(
        "socket-address", "The address of an HTTP socket. Default: 127.0.0.1; for DHCPv6: ::1."),
    field<&ControlSocketConfig::port>("socket-port", "The port of an HTTP socket."),
    field<&ControlSocketConfig::authentication>("authentication", "Who may send commands by HTTP.")
        .of(authentication_scope),
    field<&ControlSocketConfig::trust_anchor>("trust-anchor",
                                              "The certificate authority: a file or directory.")
        .tersely(),
    field<&ControlSocketConfig::cert_file>("cert-file", "The server's certificate.").tersely(),
    field<&ControlSocketConfig::key_file>("key-file", "The key of the certificate.").tersely(),
    field<&ControlSocketConfig::cert_required>("cert-required", "Clients must show a certificate."),
    context_field<&ControlSocketConfig::context>(),
    comment_field<&ControlSocketConfig::context>(),
};

bool is_address(const std::string& text) {
  return Ipv4Address::parse(text) || Ipv6Address::parse(text);
}

void check_control_socket(void* object, const Value& source, Diagnostics& diagnostics) {
  const auto& socket = *static_cast<const ControlSocketConfig*>(object);
  if (socket.type == ControlSocketConfig::Type::unix_stream) {
    if (socket.name.empty())
      diagnostics.error(source, "socket-name", "a socket of type \"unix\" needs a path");
    return;
  }
  if (!socket.address.empty() && !is_address(socket.address))
    diagnostics.error(source, "socket-address", shown(socket.address) + " is no IPv4 or IPv6 address");
  const bool all = !socket.trust_anchor.empty() && !socket.cert_file.empty() && !socket.key_file.empty();
  const bool any = !socket.trust_anchor.empty() || !socket.cert_file.empty() || !socket.key_file.empty();
  if (!all && (any || socket.type == ControlSocketConfig::Type::https))
    diagnostics.error(source, "TLS needs all three of trust-anchor, cert-file and key-file");
}

constexpr FieldGroup control_socket_groups[] = {own(control_socket_fields)};
constexpr Scope control_socket_scope = scope<ControlSocketConfig>(
    "control-socket", "Where commands come from.", control_socket_groups, &check_control_socket);

// ---- expired leases, queue, sanity checks, threads

constexpr Field expired_fields[] = {
    field<&ExpiredLeasesConfig::reclaim_timer_wait_time>(
        "reclaim-timer-wait-time", "Seconds between two reclamations of expired leases; 0: none by timer.")
        .range(0, 65535),
    field<&ExpiredLeasesConfig::flush_reclaimed_timer_wait_time>(
        "flush-reclaimed-timer-wait-time",
        "Seconds between two removals of reclaimed leases; 0: they are removed at once.")
        .range(0, 65535),
    field<&ExpiredLeasesConfig::hold_reclaimed_time>(
        "hold-reclaimed-time", "Seconds that a reclaimed lease is kept for its client."),
    field<&ExpiredLeasesConfig::max_reclaim_leases>("max-reclaim-leases",
                                                    "How many leases one reclamation takes; 0: all."),
    field<&ExpiredLeasesConfig::max_reclaim_time>("max-reclaim-time",
                                                  "Milliseconds that one reclamation may take; 0: any time.")
        .range(0, 10000),
    field<&ExpiredLeasesConfig::unwarned_reclaim_cycles>(
        "unwarned-reclaim-cycles", "After how many incomplete reclamations in a row there is a warning.")
        .range(0, 65535),
};
constexpr FieldGroup expired_groups[] = {own(expired_fields)};
constexpr Scope expired_scope = scope<ExpiredLeasesConfig>(
    "expired-leases-processing", "What happens to leases that have expired.", expired_groups);

constexpr Field queue_fields[] = {
    field<&QueueControlConfig::enabled>("enable-queue", "Whether received packets pass such a queue."),
    field<&QueueControlConfig::type>("queue-type", "The kind of queue.").tersely(),
    field<&QueueControlConfig::capacity>("capacity", "How many packets it holds.").range(5, largest_u32),
    context_field<&QueueControlConfig::context>(),
    comment_field<&QueueControlConfig::context>(),
};
constexpr FieldGroup queue_groups[] = {own(queue_fields)};
constexpr Scope queue_scope =
    scope<QueueControlConfig>("dhcp-queue-control",
                              "A queue of received packets; other keys are the queue's.", queue_groups)
        .open([](void* object) -> Value& { return static_cast<QueueControlConfig*>(object)->others; });

constexpr S lease_checks[] = {"none", "warn", "fix", "fix-del", "del"};
constexpr S extended_info_checks[] = {"none", "fix", "strict", "pedantic"};

constexpr Field sanity_fields[] = {
    field<&SanityChecks::lease>("lease-checks", "What happens to leases that are in no subnet of theirs.")
        .one_of(lease_checks),
    field<&SanityChecks::extended_info>("extended-info-checks",
                                        "How the information from relays is checked and brought up to date.")
        .one_of(extended_info_checks),
};
constexpr FieldGroup sanity_groups[] = {own(sanity_fields)};
constexpr Scope sanity_scope = scope<SanityChecks>(
    "sanity-checks", "What is checked of leases that are read from a file.", sanity_groups);

constexpr Field threading_fields[] = {
    field<&MultiThreadingConfig::enabled>("enable-multi-threading", "Use several workers."),
    field<&MultiThreadingConfig::thread_pool_size>("thread-pool-size",
                                                   "How many workers; 0: one for each core.")
        .range(0, 65535),
    field<&MultiThreadingConfig::packet_queue_size>(
        "packet-queue-size", "How many queries may wait for a worker; 0: no limit but ours."),
    context_field<&MultiThreadingConfig::context>(),
    comment_field<&MultiThreadingConfig::context>(),
};
constexpr FieldGroup threading_groups[] = {own(threading_fields)};
constexpr Scope threading_scope =
    scope<MultiThreadingConfig>("multi-threading", "How many processors are used.", threading_groups);

// ---- the way to the DNS updater

constexpr Field ddns_connection_fields[] = {
    field<&DdnsConnectionConfig::enable_updates>("enable-updates", "Whether there is any update of the DNS."),
    field<&DdnsConnectionConfig::server_ip>("server-ip", "The address of the server that does the updates."),
    field<&DdnsConnectionConfig::server_port>("server-port", "Its port.").range(1, 65535),
    field<&DdnsConnectionConfig::sender_ip>("sender-ip", "Our address; empty: a suitable one."),
    field<&DdnsConnectionConfig::sender_port>("sender-port", "Our port; 0: any."),
    field<&DdnsConnectionConfig::max_queue_size>("max-queue-size", "How many requests may wait to be sent."),
    field<&DdnsConnectionConfig::ncr_protocol>("ncr-protocol", "How requests travel; only UDP."),
    field<&DdnsConnectionConfig::ncr_format>("ncr-format", "How requests look; only JSON."),
    context_field<&DdnsConnectionConfig::context>(),
    comment_field<&DdnsConnectionConfig::context>(),
};

void check_ddns_connection(void* object, const Value& source, Diagnostics& diagnostics) {
  auto& ddns = *static_cast<DdnsConnectionConfig*>(object);
  ddns.ncr_protocol = upper_case(ddns.ncr_protocol);
  ddns.ncr_format = upper_case(ddns.ncr_format);
  if (ddns.ncr_protocol == "TCP")
    diagnostics.error(source, "ncr-protocol", "TCP is not built; allowed is \"UDP\"");
  else if (ddns.ncr_protocol != "UDP")
    diagnostics.error(source, "ncr-protocol", shown(ddns.ncr_protocol) + " is not known; allowed is \"UDP\"");
  if (ddns.ncr_format != "JSON")
    diagnostics.error(source, "ncr-format", shown(ddns.ncr_format) + " is not known; allowed is \"JSON\"");
  const bool server_v4 = Ipv4Address::parse(ddns.server_ip).has_value();
  const bool sender_v4 = Ipv4Address::parse(ddns.sender_ip).has_value();
  if (!is_address(ddns.server_ip))
    diagnostics.error(source, "server-ip", shown(ddns.server_ip) + " is no IPv4 or IPv6 address");
  if (ddns.sender_ip.empty()) return;
  if (!is_address(ddns.sender_ip))
    diagnostics.error(source, "sender-ip", shown(ddns.sender_ip) + " is no IPv4 or IPv6 address");
  else if (server_v4 != sender_v4)
    diagnostics.error(source, "sender-ip",
                      shown(ddns.sender_ip) + " and server-ip " + shown(ddns.server_ip) +
                          " are of different families; they must be of one");
  else if (ddns.sender_ip == ddns.server_ip && ddns.sender_port == ddns.server_port)
    diagnostics.error(source, "sender-port", "sender and server have one address and port");
}

constexpr FieldGroup ddns_connection_groups[] = {own(ddns_connection_fields)};
constexpr Scope ddns_connection_scope =
    scope<DdnsConnectionConfig>("dhcp-ddns", "The way to the server that updates the DNS.",
                                ddns_connection_groups, &check_ddns_connection);

}  // namespace

// ---- interfaces

constexpr Field interfaces_fields[7] = {
    field<&InterfacesConfig::interfaces>(
        "interfaces", "Where to listen: \"eth0\", \"eth0/<address>\", or \"*\" for everywhere."),
    field<&InterfacesConfig::re_detect>("re-detect", "Look for interfaces again at each reconfiguration."),
    field<&InterfacesConfig::service_sockets_require_all>("service-sockets-require-all",
                                                          "End the server when a socket cannot be opened."),
    field<&InterfacesConfig::service_sockets_max_retries>("service-sockets-max-retries",
                                                          "How often to try again to open a socket."),
    field<&InterfacesConfig::service_sockets_retry_wait_time>("service-sockets-retry-wait-time",
                                                              "Milliseconds between the tries."),
    context_field<&InterfacesConfig::context>(),
    comment_field<&InterfacesConfig::context>(),
};

void check_interface_names(const InterfacesConfig& config, const Value& source, bool (*is_own)(S text),
                           S example, Diagnostics& diagnostics) {
  const auto& names = config.interfaces;
  for (auto name = names.begin(); name != names.end(); ++name) {
    const Value& place = source.find("interfaces")->as_list()[static_cast<std::size_t>(name - names.begin())];
    const auto slash = name->find('/');
    const S interface = S(*name).substr(0, slash);
    const bool addressed = slash != name->npos;
    if (interface.empty() || (addressed && (interface == "*" || !is_own(S(*name).substr(slash + 1)))))
      diagnostics.error(place, shown(place) + " names no interface; expected \"eth0\", \"eth0/" +
                                   std::string(example) + "\" or \"*\"");
  }
  if (!names.empty()) check_distinct(names, *source.find("interfaces"), diagnostics);
}

constexpr Field server_fields[18] = {
    field<&ServerConfig::lease_database>("lease-database", "Where leases are kept.").of(database_scope),
    field<&ServerConfig::hosts_databases>("hosts-database", field_types::single_element<DatabaseConfig>,
                                          "Where reservations are kept besides this configuration.")
        .of(sql_database_scope)
        .not_with("hosts-databases"),
    field<&ServerConfig::hosts_databases>("hosts-databases", "The same for several, in the order of search.")
        .of(sql_database_scope)
        .tersely(),
    field<&ServerConfig::config_control>("config-control", "Databases that hold configuration.")
        .of(config_control_scope),
    field<&ServerConfig::server_tag>("server-tag", "The name of this server in such databases."),
    field<&ServerConfig::loggers>("loggers", "What is logged, and where to.").of(logger_scope),
    field<&ServerConfig::hooks_libraries>("hooks-libraries", "Modules, in the order of their calls.")
        .of(library_scope),
    field<&ServerConfig::control_sockets>("control-socket", field_types::single_element<ControlSocketConfig>,
                                          "Where commands come from.")
        .of(control_socket_scope)
        .not_with("control-sockets"),
    field<&ServerConfig::control_sockets>("control-sockets", "The same for several.")
        .of(control_socket_scope),
    field<&ServerConfig::expired_leases>("expired-leases-processing",
                                         "What happens to leases that have expired.")
        .of(expired_scope),
    field<&ServerConfig::queue_control>("dhcp-queue-control", "A queue of received packets.").of(queue_scope),
    field<&ServerConfig::dhcp_ddns>("dhcp-ddns", "The way to the server that updates the DNS.")
        .of(ddns_connection_scope),
    field<&ServerConfig::sanity_checks>("sanity-checks",
                                        "What is checked of leases that are read from a file.")
        .of(sanity_scope),
    field<&ServerConfig::multi_threading>("multi-threading", "How many processors are used.")
        .of(threading_scope),
    field<&ServerConfig::dhcp4o6_port>("dhcp4o6-port",
                                       "The first of two ports for DHCPv4 over DHCPv6 (RFC 7341); 0: none.")
        .range(0, 65534),
    field<&ServerConfig::parked_packet_limit>("parked-packet-limit",
                                              "How many answers may wait for modules; 0: no limit but ours."),
    field<&ServerConfig::statistic_default_sample_count>(
        "statistic-default-sample-count", "How many samples a statistic keeps; 0: those of a certain age."),
    field<&ServerConfig::statistic_default_sample_age>("statistic-default-sample-age",
                                                       "Seconds that a statistic keeps a sample."),
};

const Value* find_top(const Value& root, S key, Diagnostics& diagnostics) {
  const Value* const source = root.find(key);
  const std::string name = '"' + std::string(key) + '"';
  if (!source) {
    diagnostics.error(root, "there is no " + name + "; expected {" + name + ": {...}}");
    return nullptr;
  }
  for (const Member& member : root.as_map())
    if (member.key != key)
      diagnostics.unknown_key(root, member, "unknown key; only " + name + " may stand here");
  return source;
}

void complete_server(ServerConfig& server, bool v6) {
  if (server.queue_control.type.empty()) server.queue_control.type = v6 ? "kea-ring6" : "kea-ring4";
  for (ControlSocketConfig& socket : server.control_sockets) {
    if (socket.address.empty()) socket.address = v6 ? "::1" : "127.0.0.1";
    if (socket.authentication && socket.authentication->realm.empty())
      socket.authentication->realm = v6 ? "kea-dhcpv6-server" : "kea-dhcpv4-server";
  }
}

}  // namespace dhcp
