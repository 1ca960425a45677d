/// @file
/// What the configurations of DHCPv4 and DHCPv6 servers have in common: the maps that say where leases are
/// kept, what is logged, who may send commands, and so on. All are plain data, checked when they were read.
/// @floor config
#pragma once

#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dhcpcore/name_change.hpp"
#include "dhcpcore/value.hpp"

namespace dhcp {

/// What operators may attach to a scope: kept and given back, not looked into. Null: none.
struct UserContext {
  std::shared_ptr<const Value> map;
};

/// `interfaces-config`. Socket type and outbound interface are those of DHCPv4.
struct InterfacesConfig {
  std::vector<std::string> interfaces;  ///< "*", "eth0" or "eth0/192.0.2.1"
  enum class SocketType : std::uint8_t { raw, udp } socket_type = SocketType::raw;
  enum class OutboundInterface : std::uint8_t {
    same_as_inbound,
    use_routing
  } outbound_interface = OutboundInterface::same_as_inbound;
  bool re_detect = true;
  bool service_sockets_require_all = false;
  std::uint32_t service_sockets_max_retries = 0;
  std::uint32_t service_sockets_retry_wait_time = 5000;  ///< milliseconds
  UserContext context = {};
};

/// What a server does when it has lost a database.
enum class OnDatabaseFailure : std::uint8_t { stop_retry_exit, serve_retry_exit, serve_retry_continue };

/// `lease-database`, and the databases of hosts and of configuration.
struct DatabaseConfig {
  std::string type = "memfile";  ///< or "mysql", "postgresql"
  // A file's.
  bool persist = true;
  std::string name;  ///< the lease file's path, or the database's name; empty = the built-in default
  std::uint32_t lfc_interval = 3600;  ///< seconds, 0 = never
  std::uint32_t max_row_errors = 0;   ///< 0 = any number
  /// Ours: fdatasync after each batch before it is answered ("sync": true). Off as in the reference
  /// behaviour.
  bool sync = false;
  // A database's.
  std::string user;
  std::string password;
  std::string host;                       ///< empty = this machine
  std::uint16_t port = 0;                 ///< 0 = the usual one
  std::uint32_t connect_timeout = 5;      ///< seconds
  std::uint32_t read_timeout = 0;         ///< seconds, 0 = none; MySQL only
  std::uint32_t write_timeout = 0;        ///< seconds, 0 = none; MySQL only
  std::uint32_t tcp_user_timeout = 0;     ///< seconds, 0 = none; PostgreSQL only
  bool readonly = false;                  ///< only reservations are fetched
  std::uint32_t max_reconnect_tries = 0;  ///< 0 = no recovery
  std::uint32_t reconnect_wait_time = 0;  ///< milliseconds, 0 = no recovery
  OnDatabaseFailure on_fail = OnDatabaseFailure::stop_retry_exit;
  bool retry_on_startup = false;
  std::string trust_anchor;
  std::string cert_file;
  std::string key_file;
  std::string cipher_list;
};

/// `config-control`: databases that hold configuration.
struct ConfigControl {
  std::vector<DatabaseConfig> databases;
  std::uint32_t fetch_wait_time = 30;  ///< seconds between two looks for changes, 0 = never
};

/// One entry of `output-options` of a logger.
struct LogOutputConfig {
  std::string output = "stdout";
  bool flush = true;
  std::uint64_t maxsize = 10240000;
  std::uint32_t maxver = 1;
  std::string pattern;
};

/// One entry of `loggers`.
struct LoggerConfig {
  std::string name;
  std::string severity;  ///< "FATAL" … "NONE", upper case; empty = as the parent logger
  int debuglevel = 0;
  std::vector<LogOutputConfig> outputs;
  UserContext context = {};
};

/// One entry of `hooks-libraries`.
struct HooksLibraryConfig {
  std::string library;
  UserContext parameters;  ///< free-form; null: none given
};

/// One entry of `clients` of an authentication. Files are not read here.
struct AuthenticationClient {
  std::optional<std::string> user;
  std::optional<std::string> user_file;
  std::optional<std::string> password;
  std::optional<std::string> password_file;  ///< without a user: holds "user:password"
  UserContext context = {};
};

/// `authentication` of a control socket: basic HTTP authentication, asked for when there are clients.
struct AuthenticationConfig {
  std::string realm;
  std::string directory;  ///< put before relative file names
  std::vector<AuthenticationClient> clients;
  UserContext context = {};
};

/// One entry of `control-sockets`.
struct ControlSocketConfig {
  enum class Type : std::uint8_t { unix_stream, http, https } type = Type::unix_stream;
  std::string name;     ///< of a UNIX socket: its path
  std::string address;  ///< of the others; that of the loopback interface when none was given
  std::uint16_t port = 8000;
  std::optional<AuthenticationConfig> authentication;
  std::string trust_anchor;
  std::string cert_file;
  std::string key_file;
  bool cert_required = true;  ///< clients must show a certificate
  UserContext context = {};
};

/// `expired-leases-processing`. A lease is reclaimed after it has expired and kept for its client a while.
struct ExpiredLeasesConfig {
  std::uint32_t reclaim_timer_wait_time = 10;          ///< seconds, 0 = no reclamation by timer
  std::uint32_t flush_reclaimed_timer_wait_time = 25;  ///< seconds, 0 = reclaimed leases are removed at once
  std::uint32_t hold_reclaimed_time = 3600;            ///< seconds
  std::uint32_t max_reclaim_leases = 100;              ///< in a cycle, 0 = any number
  std::uint32_t max_reclaim_time = 250;                ///< milliseconds a cycle may take, 0 = any time
  std::uint32_t unwarned_reclaim_cycles = 5;
};

/// `dhcp-queue-control`.
struct QueueControlConfig {
  bool enabled = false;
  std::string type;  ///< of the queue; filled in
  std::uint32_t capacity = 64;
  UserContext context = {};
  Value others;  ///< a map of the keys that only a queue's maker knows, or null
};

/// `dhcp-ddns`: the way to the server that updates the DNS.
struct DdnsConnectionConfig {
  bool enable_updates = false;
  std::string server_ip = "127.0.0.1";
  std::uint16_t server_port = 53001;
  std::string sender_ip;  ///< empty = choose
  std::uint16_t sender_port = 0;
  std::uint32_t max_queue_size = 1024;
  std::string ncr_protocol = "UDP";
  std::string ncr_format = "JSON";
  UserContext context = {};
};

/// `sanity-checks` of leases that are read from a file.
struct SanityChecks {
  enum class Lease : std::uint8_t { none, warn, fix, fix_del, del } lease = Lease::warn;
  enum class ExtendedInfo : std::uint8_t { none, fix, strict, pedantic } extended_info = ExtendedInfo::fix;
};

/// `multi-threading`.
struct MultiThreadingConfig {
  bool enabled = true;
  std::uint32_t thread_pool_size = 0;    ///< 0 = choose
  std::uint32_t packet_queue_size = 64;  ///< 0 = no limit but ours
  UserContext context = {};
};

/// When a generated name takes the place of what a client sent.
enum class ReplaceClientName : std::uint8_t { when_present, never, always, when_not_present };

/// `allocator`: how a free address is looked for.
enum class Allocator : std::uint8_t { iterative, random, flq };

/// What the `ddns-…` and `hostname-char-…` keys say in a scope, inheritance resolved.
struct DdnsParameters {
  bool send_updates = true;
  bool override_no_update = false;
  bool override_client_update = false;
  bool update_on_renew = false;
  ReplaceClientName replace_client_name = ReplaceClientName::never;
  ConflictResolution conflict_resolution = ConflictResolution::check_with_dhcid;
  std::optional<double> ttl_percent;
  std::string generated_prefix;
  std::string qualifying_suffix;
  std::string hostname_char_set;  ///< a regular expression that has been tried
  std::string hostname_char_replacement;
  std::bitset<256> invalid_in_names;  ///< the octets that it matches, each by itself; NUL always
};

/// What a configuration says about the server itself rather than about its answers.
struct ServerConfig {
  InterfacesConfig interfaces;
  DatabaseConfig lease_database;
  std::vector<DatabaseConfig> hosts_databases;  ///< in the order they are asked
  ConfigControl config_control;
  std::string server_tag;
  std::vector<LoggerConfig> loggers;
  std::vector<HooksLibraryConfig> hooks_libraries;
  std::vector<ControlSocketConfig> control_sockets;
  ExpiredLeasesConfig expired_leases;
  QueueControlConfig queue_control;
  DdnsConnectionConfig dhcp_ddns;
  SanityChecks sanity_checks;
  MultiThreadingConfig multi_threading;
  std::uint16_t dhcp4o6_port = 0;                     ///< 0 = no DHCPv4 over DHCPv6
  std::uint32_t parked_packet_limit = 256;            ///< 0 = no limit but ours
  std::uint32_t statistic_default_sample_count = 20;  ///< 0 = limited by age
  std::uint32_t statistic_default_sample_age = 0;     ///< seconds
};

}  // namespace dhcp
