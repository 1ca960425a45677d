// Databases, sockets, the DNS: what the servers themselves need.
#include "both_protocols.hpp"

namespace dhcp::both_protocols {
namespace {

template <class Config>
void check_server_defaults(const Config& config) {
  const ServerConfig& server = config.server();
  CHECK(server.lease_database.type == "memfile");
  CHECK(server.lease_database.persist);
  CHECK(server.lease_database.lfc_interval == 3600);
  CHECK(server.lease_database.max_row_errors == 0);
  CHECK(server.lease_database.connect_timeout == 5);
  CHECK(server.lease_database.max_reconnect_tries == 0);
  CHECK(server.lease_database.reconnect_wait_time == 0);
  CHECK(server.lease_database.on_fail == OnDatabaseFailure::stop_retry_exit);
  CHECK_FALSE(server.lease_database.retry_on_startup);
  CHECK(server.hosts_databases.empty());
  CHECK(server.config_control.fetch_wait_time == 30);
  CHECK(server.expired_leases.reclaim_timer_wait_time == 10);
  CHECK(server.expired_leases.flush_reclaimed_timer_wait_time == 25);
  CHECK(server.expired_leases.hold_reclaimed_time == 3600);
  CHECK(server.expired_leases.max_reclaim_leases == 100);
  CHECK(server.expired_leases.max_reclaim_time == 250);
  CHECK(server.expired_leases.unwarned_reclaim_cycles == 5);
  CHECK_FALSE(server.queue_control.enabled);
  CHECK(server.queue_control.capacity == 64);
  CHECK_FALSE(server.dhcp_ddns.enable_updates);
  CHECK(server.dhcp_ddns.server_ip == "127.0.0.1");
  CHECK(server.dhcp_ddns.server_port == 53001);
  CHECK(server.dhcp_ddns.sender_ip.empty());
  CHECK(server.dhcp_ddns.sender_port == 0);
  CHECK(server.dhcp_ddns.max_queue_size == 1024);
  CHECK(server.dhcp_ddns.ncr_protocol == "UDP");
  CHECK(server.dhcp_ddns.ncr_format == "JSON");
  CHECK(server.sanity_checks.lease == SanityChecks::Lease::warn);
  CHECK(server.sanity_checks.extended_info == SanityChecks::ExtendedInfo::fix);
  CHECK(server.multi_threading.enabled);
  CHECK(server.multi_threading.thread_pool_size == 0);
  CHECK(server.multi_threading.packet_queue_size == 64);
  CHECK(server.interfaces.interfaces.empty());
  CHECK(server.interfaces.re_detect);
  CHECK_FALSE(server.interfaces.service_sockets_require_all);
  CHECK(server.interfaces.service_sockets_max_retries == 0);
  CHECK(server.interfaces.service_sockets_retry_wait_time == 5000);
  CHECK(server.parked_packet_limit == 256);
  CHECK(server.statistic_default_sample_count == 20);
  CHECK(server.statistic_default_sample_age == 0);
  CHECK(server.dhcp4o6_port == 0);
  CHECK(server.control_sockets.empty());
  CHECK(server.hooks_libraries.empty());
  CHECK(server.server_tag.empty());
  const DdnsParameters& ddns = *config.snapshot().ddns;
  CHECK(ddns.send_updates);
  CHECK_FALSE(ddns.override_no_update);
  CHECK_FALSE(ddns.override_client_update);
  CHECK_FALSE(ddns.update_on_renew);
  CHECK(ddns.replace_client_name == ReplaceClientName::never);
  CHECK(ddns.conflict_resolution == ConflictResolution::check_with_dhcid);
  CHECK_FALSE(ddns.ttl_percent);
  CHECK(ddns.generated_prefix == "myhost");
  CHECK(ddns.qualifying_suffix.empty());
  CHECK(ddns.hostname_char_set == "[^A-Za-z0-9.-]");
  CHECK(ddns.hostname_char_replacement.empty());
}

TEST_CASE("what the servers themselves need has the defaults of the reference") {
  check_server_defaults(*config_of(""));
  check_server_defaults(*config6_of(""));
  CHECK(config_of("")->server().queue_control.type == "kea-ring4");
  CHECK(config6_of("")->server().queue_control.type == "kea-ring6");
  const std::string sockets =
      R"("control-sockets": [{"socket-type": "http", "authentication": {"type": "basic"}}])";
  const ControlSocketConfig v4 = config_of(sockets)->server().control_sockets[0];
  const ControlSocketConfig v6 = config6_of(sockets)->server().control_sockets[0];
  CHECK(v4.address == "127.0.0.1");
  CHECK(v6.address == "::1");
  CHECK(v4.authentication->realm == "kea-dhcpv4-server");
  CHECK(v6.authentication->realm == "kea-dhcpv6-server");
  for (const ControlSocketConfig& of : {v4, v6}) {
    CHECK(of.port == 8000);
    CHECK(of.cert_required);
    CHECK(of.authentication->clients.empty());
    CHECK(of.authentication->directory.empty());
  }
}

template <class Config>
void check_server_members(const Config& config) {
  const ServerConfig& server = config.server();
  REQUIRE(server.hosts_databases.size() == 2);
  CHECK(server.hosts_databases[0].readonly);
  CHECK(server.hosts_databases[0].on_fail == OnDatabaseFailure::serve_retry_continue);
  CHECK(server.hosts_databases[1].port == 5433);
  CHECK(server.hosts_databases[1].password == "p");
  CHECK(server.config_control.databases.size() == 1);
  CHECK(server.config_control.fetch_wait_time == 20);
  CHECK(server.server_tag == "tag");
  CHECK(server.parked_packet_limit == 128);
  CHECK(server.statistic_default_sample_count == 1);
  CHECK(server.statistic_default_sample_age == 5);
  CHECK(server.dhcp4o6_port == 6767);
  REQUIRE(server.hooks_libraries.size() == 2);
  CHECK(to_json(*server.hooks_libraries[0].parameters.map) == R"({"any": [1, {"b": null}]})");
  CHECK(server.hooks_libraries[1].parameters.map == nullptr);
  REQUIRE(server.control_sockets.size() == 2);
  CHECK(server.control_sockets[0].name == "/s");
  const ControlSocketConfig& https = server.control_sockets[1];
  CHECK(https.type == ControlSocketConfig::Type::https);
  CHECK(https.address == "192.0.2.1");
  CHECK(https.port == 8004);
  CHECK_FALSE(https.cert_required);
  CHECK(https.authentication->clients[0].user == "admin");
  CHECK(https.authentication->clients[1].password_file == "f");
  CHECK(server.queue_control.type == "own");
  CHECK(to_json(server.queue_control.others) == R"({"depth": {"any": 1}})");
  CHECK(server.dhcp_ddns.ncr_protocol == "UDP");
  CHECK(server.sanity_checks.lease == SanityChecks::Lease::fix_del);
  CHECK(server.sanity_checks.extended_info == SanityChecks::ExtendedInfo::pedantic);
  CHECK(server.multi_threading.thread_pool_size == 3);
  CHECK(server.multi_threading.packet_queue_size == 9);
  CHECK(config.snapshot().early_global_reservations_lookup);
  CHECK_FALSE(config.snapshot().ip_reservations_unique);
  CHECK(config.snapshot().reservations_lookup_first);
  const Value printed = config.to_value();
  const auto again = Config::from_value(printed);
  REQUIRE_MESSAGE(again, again.error().message);
  CHECK((*again)->to_value() == printed);
}

TEST_CASE("each key of the server reaches its member in both protocols") {
  const std::string body = R"(
    "hosts-databases": [{"type": "mysql", "name": "h", "readonly": true, "on-fail": "serve-retry-continue"},
                        {"type": "postgresql", "host": "db", "port": 5433, "user": "u", "password": "p"}],
    "config-control": {"config-databases": [{"type": "mysql"}], "config-fetch-wait-time": 20},
    "server-tag": "tag", "parked-packet-limit": 128, "statistic-default-sample-count": 1,
    "statistic-default-sample-age": 5, "dhcp4o6-port": 6767,
    "hooks-libraries": [{"library": "/x.so", "parameters": {"any": [1, {"b": null}]}}, {"library": "/y.so"}],
    "control-sockets": [{"socket-type": "unix", "socket-name": "/s"},
      {"socket-type": "https", "socket-address": "192.0.2.1", "socket-port": 8004, "trust-anchor": "ca",
       "cert-file": "c", "key-file": "k", "cert-required": false,
       "authentication": {"type": "basic", "clients": [{"user": "admin", "password": "1234"}, {"password-file": "f"}]}}],
    "dhcp-queue-control": {"enable-queue": true, "queue-type": "own", "capacity": 500, "depth": {"any": 1}},
    "dhcp-ddns": {"enable-updates": true, "server-ip": "::1", "sender-ip": "::2", "ncr-protocol": "udp"},
    "sanity-checks": {"lease-checks": "fix-del", "extended-info-checks": "pedantic"},
    "multi-threading": {"thread-pool-size": 3, "packet-queue-size": 9},
    "early-global-reservations-lookup": true, "ip-reservations-unique": false, "reservations-lookup-first": true)";
  check_server_members(*config_of(body));
  check_server_members(*config6_of(body));
}

TEST_CASE("each word that a key may have is kept in both protocols") {
  struct {
    std::string before;
    std::string key;
    std::vector<std::string> words;
    std::string after;
  } const cases[] = {
      {"\"sanity-checks\": {", "lease-checks", {"none", "warn", "fix", "fix-del", "del"}, "}"},
      {"\"sanity-checks\": {", "extended-info-checks", {"none", "fix", "strict", "pedantic"}, "}"},
      {R"("lease-database": {"type": "mysql", )",
       "on-fail",
       {"stop-retry-exit", "serve-retry-exit", "serve-retry-continue"},
       "}"},
      {R"("hosts-databases": [{)", "type", {"mysql", "postgresql"}, "}]"},
      {"", "ddns-replace-client-name", {"when-present", "never", "always", "when-not-present"}, ""},
      {"",
       "ddns-conflict-resolution-mode",
       {"check-with-dhcid", "no-check-with-dhcid", "check-exists-with-dhcid", "no-check-without-dhcid"},
       ""},
      {R"("subnet@": [{<subnet>, )", "allocator", {"iterative", "random"}, "}]"},
      {"\"control-sockets\": [{", "socket-type", {"http"}, "}]"},
  };
  for (const auto& [before, key, words, after] : cases)
    for (const std::string& word : words)
      for (const DhcpVersion version : {DhcpVersion::v4, DhcpVersion::v6}) {
        const std::string member = '"' + key + "\": \"" + word + '"';
        const std::string body = in_words_of(version, before + member + after);
        CAPTURE(body);
        const std::string printed =
            to_json(version == DhcpVersion::v4 ? config_of(body)->to_value() : config6_of(body)->to_value());
        CHECK(printed.find(member) != std::string::npos);
      }
}

TEST_CASE("each kind of check is meant by its word") {
  using Lease = SanityChecks::Lease;
  using Info = SanityChecks::ExtendedInfo;
  const std::pair<const char*, Lease> lease_checks[] = {{"none", Lease::none},
                                                        {"warn", Lease::warn},
                                                        {"fix", Lease::fix},
                                                        {"fix-del", Lease::fix_del},
                                                        {"del", Lease::del}};
  const std::pair<const char*, Info> info_checks[] = {
      {"none", Info::none}, {"fix", Info::fix}, {"strict", Info::strict}, {"pedantic", Info::pedantic}};
  const auto checks = [](const std::string& key, const char* word) {
    return config6_of("\"sanity-checks\": {\"" + key + "\": \"" + word + "\"}")->server().sanity_checks;
  };
  for (const auto& [word, kind] : lease_checks)
    CHECK_MESSAGE(checks("lease-checks", word).lease == kind, word);
  for (const auto& [word, kind] : info_checks)
    CHECK_MESSAGE(checks("extended-info-checks", word).extended_info == kind, word);
}

TEST_CASE("databases have the keys of their type in both protocols") {
  const Case cases[] = {
      {R"("lease-database": {})", "Dhcp@/lease-database/type: missing, but mandatory"},
      {R"("lease-database": {"type": "cql"})", "Dhcp@/lease-database/type: \"cql\" is not known here*"},
      {R"("lease-database": {"type": "memfile", "readonly": true})",
       "Dhcp@/lease-database/readonly: a lease file cannot be read-only"},
      {R"("lease-database": {"type": "memfile", "lfc-interval": -1})",
       "Dhcp@/lease-database/lfc-interval: -1 is out of range*"},
      {R"("lease-database": {"type": "memfile", "max-row-errors": -1})",
       "Dhcp@/lease-database/max-row-errors: -1 is out of range*"},
      {R"("lease-database": {"type": "memfile", "persist": 1})",
       "Dhcp@/lease-database/persist: expected true or false*"},
      {R"("lease-database": {"type": "mysql", "tcp-user-timeout": 1})",
       "Dhcp@/lease-database/tcp-user-timeout: a database of type \"mysql\" has no such key; \"postgresql\" "
       "has"},
      {R"("lease-database": {"type": "postgresql", "read-timeout": 1})",
       "Dhcp@/lease-database/read-timeout: a database of type \"postgresql\" has no such key; \"mysql\" has"},
      {R"("lease-database": {"type": "memfile", "write-timeout": 1})",
       "Dhcp@/lease-database/write-timeout: a database of type \"memfile\" has no such key; \"mysql\" has"},
      {R"("lease-database": {"type": "mysql", "read-timeout": 0, "write-timeout": 0})", "fine"},
      {R"("lease-database": {"type": "postgresql", "tcp-user-timeout": 0})", "fine"},
      {R"("lease-database": {"type": "mysql", "connect-timeout": 0})",
       "Dhcp@/lease-database/connect-timeout: 0 is out of range*"},
      {R"("lease-database": {"type": "mysql", "port": 65536})",
       "Dhcp@/lease-database/port: 65536 is out of range*"},
      {R"("lease-database": {"type": "mysql", "on-fail": "never"})",
       "Dhcp@/lease-database/on-fail: \"never\" is not known here; allowed are \"stop-retry-exit\", "
       "\"serve-retry-exit\", \"serve-retry-continue\""},
      {R"("hosts-database": {"type": "memfile"})",
       "Dhcp@/hosts-database/type: \"memfile\" keeps leases only; allowed are \"mysql\", \"postgresql\""},
      {R"("hosts-database": {"type": "mysql"}, "hosts-databases": [])",
       "Dhcp@/hosts-database: \"hosts-databases\" is given too; only one of them is allowed"},
      {R"("hosts-databases": [{"name": "x"}])", "Dhcp@/hosts-databases[0]/type: missing, but mandatory"},
      {R"("hosts-databases": [{"type": "postgresql", "read-timeout": 1}])",
       "Dhcp@/hosts-databases[0]/read-timeout: *"},
      {R"("config-control": {"config-databases": [{"type": "memfile"}]})",
       "Dhcp@/config-control/config-databases[0]/type: \"memfile\" keeps leases only*"},
      {R"("config-control": {"config-databases": [{"type": "mysql"}, {"type": "mysql"}]})",
       "Dhcp@/config-control/config-databases: at most one database of configuration is allowed"},
      {R"("config-control": {"config-fetch-wait-time": 65536})",
       "Dhcp@/config-control/config-fetch-wait-time: 65536 is out of range*"},
  };
  check_both(cases);
}

TEST_CASE("mistakes in what the server itself needs have the same answer in both protocols") {
  const Case cases[] = {
      {R"("hooks-libraries": [{"parameters": {}}])",
       "Dhcp@/hooks-libraries[0]/library: missing, but mandatory"},
      {R"("hooks-libraries": [{"library": "x", "parameters": []}])",
       "Dhcp@/hooks-libraries[0]/parameters: expected a map*"},
      {R"("hooks-libraries": [{"library": "x", "paramters": {}}])",
       "Dhcp@/hooks-libraries[0]/paramters: unknown key; did you mean \"parameters\"?"},
      {R"("control-socket": {"socket-name": "/s"})",
       "Dhcp@/control-socket/socket-type: missing, but mandatory"},
      {R"("control-socket": {"socket-type": "unix"})",
       "Dhcp@/control-socket/socket-name: a socket of type \"unix\" needs a path"},
      {R"("control-socket": {"socket-type": "udp", "socket-name": "/s"})",
       "Dhcp@/control-socket/socket-type: \"udp\" is not known here; allowed are \"unix\", \"http\", "
       "\"https\""},
      {R"("control-socket": {"socket-type": "unix", "socket-name": "/s"}, "control-sockets": [])",
       "Dhcp@/control-socket: \"control-sockets\" is given too; only one of them is allowed"},
      {R"("control-sockets": [{"socket-type": "http", "socket-address": "here"}])",
       "Dhcp@/control-sockets[0]/socket-address: \"here\" is no IPv4 or IPv6 address"},
      {R"("control-sockets": [{"socket-type": "http", "socket-port": 65536}])",
       "Dhcp@/control-sockets[0]/socket-port: 65536 is out of range*"},
      {R"("control-sockets": [{"socket-type": "https"}])",
       "Dhcp@/control-sockets[0]: TLS needs all three of trust-anchor, cert-file and key-file"},
      {R"("control-sockets": [{"socket-type": "http", "cert-file": "c"}])",
       "Dhcp@/control-sockets[0]: TLS needs all three of trust-anchor, cert-file and key-file"},
      {R"("control-sockets": [{"socket-type": "http", "authentication": {}}])",
       "Dhcp@/control-sockets[0]/authentication/type: missing, but mandatory"},
      {R"("control-sockets": [{"socket-type": "http", "authentication": {"type": "digest"}}])",
       "Dhcp@/control-sockets[0]/authentication/type: \"digest\" is not known here*"},
      {R"("control-sockets": [{"socket-type": "http", "authentication": {"type": "basic", "clients": [{}]}}])",
       "Dhcp@/control-sockets[0]/authentication/clients[0]/user: missing*"},
      {R"("control-sockets": [{"socket-type": "http", "authentication": {"type": "basic", "clients": [{"user": ""}]}}])",
       "Dhcp@/control-sockets[0]/authentication/clients[0]/user: \"\" is no name*"},
      {R"("control-sockets": [{"socket-type": "http", "authentication": {"type": "basic", "clients": [{"user": "a:b"}]}}])",
       "Dhcp@/control-sockets[0]/authentication/clients[0]/user: \"a:b\" is no name*"},
      {R"("control-sockets": [{"socket-type": "http", "authentication": {"type": "basic",
         "clients": [{"user": "a", "user-file": "f"}]}}])",
       "Dhcp@/control-sockets[0]/authentication/clients[0]/user-file: \"user\" is given too*"},
      {R"("expired-leases-processing": {"reclaim-timer-wait-time": 65536})",
       "Dhcp@/expired-leases-processing/reclaim-timer-wait-time: 65536 is out of range*"},
      {R"("expired-leases-processing": {"flush-reclaimed-timer-wait-time": -1})",
       "Dhcp@/expired-leases-processing/flush-reclaimed-timer-wait-time: -1 is out of range*"},
      {R"("expired-leases-processing": {"max-reclaim-time": 10001})",
       "Dhcp@/expired-leases-processing/max-reclaim-time: 10001 is out of range; allowed are 0 to 10000"},
      {R"("expired-leases-processing": {"hold-reclaimed-time": 4294967296})",
       "Dhcp@/expired-leases-processing/hold-reclaimed-time: 4294967296 is out of range*"},
      {R"("expired-leases-processing": {"hold-reclaim-time": 1})",
       "Dhcp@/expired-leases-processing/hold-reclaim-time: unknown key*"},
      {R"("dhcp-queue-control": {"capacity": 4})", "Dhcp@/dhcp-queue-control/capacity: 4 is out of range*"},
      {R"("sanity-checks": {"lease-checks": "maybe"})",
       "Dhcp@/sanity-checks/lease-checks: \"maybe\" is not known here; allowed are \"none\", \"warn\", "
       "\"fix\", \"fix-del\", \"del\""},
      {R"("sanity-checks": {"extended-info-checks": "warn"})",
       "Dhcp@/sanity-checks/extended-info-checks: \"warn\" is not known here; allowed are \"none\", \"fix\", "
       "\"strict\", \"pedantic\""},
      {R"("multi-threading": {"thread-pool-size": -1})",
       "Dhcp@/multi-threading/thread-pool-size: -1 is out of range*"},
      {R"("multi-threading": {"packet-queue-size": -1})",
       "Dhcp@/multi-threading/packet-queue-size: -1 is out of range*"},
      {R"("multi-threading": {"enable-multi-threading": 1})",
       "Dhcp@/multi-threading/enable-multi-threading: expected true or false*"},
      {R"("loggers": [{}])", "Dhcp@/loggers[0]/name: missing, but mandatory"},
      {R"("loggers": [{"name": "x", "debuglevel": 100}])",
       "Dhcp@/loggers[0]/debuglevel: 100 is out of range; allowed are 0 to 99"},
      {R"("loggers": [{"name": "x", "output-options": [], "output_options": []}])",
       "Dhcp@/loggers[0]/output_options: this is another spelling of \"output-options\"*"},
      {R"("loggers": [{"name": "x", "output-options": [{"maxver": 0}]}])",
       "Dhcp@/loggers[0]/output-options[0]/maxver: 0 is out of range*"},
      {R"("interfaces-config": {"interfaces": [1]})",
       "Dhcp@/interfaces-config/interfaces[0]: expected a string*"},
      {R"("interfaces-config": {"interfaces": [""]})",
       "Dhcp@/interfaces-config/interfaces[0]: \"\" names no interface*"},
      {R"("interfaces-config": {"interfaces": ["/<address>"]})",
       "Dhcp@/interfaces-config/interfaces[0]: \"/<address>\" names no interface*"},
      {R"("interfaces-config": {"interfaces": ["eth0/<of the other>"]})",
       "Dhcp@/interfaces-config/interfaces[0]: \"eth0/<of the other>\" names no interface*"},
      {R"("interfaces-config": {"interfaces": ["*/<address>"]})",
       "Dhcp@/interfaces-config/interfaces[0]: \"*/<address>\" names no interface*"},
      {R"("interfaces-config": {"interfaces": ["*", "*"]})",
       "Dhcp@/interfaces-config/interfaces[1]: \"*\" stands here a second time; once is enough"},
      {R"("interfaces-config": {"re-detect": 1})",
       "Dhcp@/interfaces-config/re-detect: expected true or false*"},
      {R"("interfaces-config": {"service-sockets-max-retries": -1})",
       "Dhcp@/interfaces-config/service-sockets-max-retries: -1 is out of range*"},
  };
  check_both(cases);
}

TEST_CASE("mistakes in what is about the DNS have the same answer in both protocols") {
  const Case cases[] = {
      {R"("dhcp-ddns": {"server-ip": "here"})",
       "Dhcp@/dhcp-ddns/server-ip: \"here\" is no IPv4 or IPv6 address"},
      {R"("dhcp-ddns": {"server-port": 0})", "Dhcp@/dhcp-ddns/server-port: 0 is out of range*"},
      {R"("dhcp-ddns": {"sender-ip": "here"})",
       "Dhcp@/dhcp-ddns/sender-ip: \"here\" is no IPv4 or IPv6 address"},
      {R"("dhcp-ddns": {"sender-ip": "::1"})",
       "Dhcp@/dhcp-ddns/sender-ip: \"::1\" and server-ip \"127.0.0.1\" are of different families; they must "
       "be of one"},
      {R"("dhcp-ddns": {"sender-ip": "127.0.0.1", "sender-port": 53001})",
       "Dhcp@/dhcp-ddns/sender-port: sender and server have one address and port"},
      {R"("dhcp-ddns": {"max-queue-size": -1})", "Dhcp@/dhcp-ddns/max-queue-size: -1 is out of range*"},
      {R"("dhcp-ddns": {"ncr-protocol": "TCP"})",
       "Dhcp@/dhcp-ddns/ncr-protocol: TCP is not built; allowed is \"UDP\""},
      {R"("dhcp-ddns": {"ncr-format": "XML"})", "Dhcp@/dhcp-ddns/ncr-format: \"XML\" is not known*"},
      // What updates do is told outside of the way to the updater.
      {R"("dhcp-ddns": {"override-no-update": true})", "Dhcp@/dhcp-ddns/override-no-update: unknown key"},
      {R"("dhcp-ddns": {"qualifying-suffix": "x"})", "Dhcp@/dhcp-ddns/qualifying-suffix: unknown key"},
      {R"("subnet@": [{<subnet>, "dhcp-ddns": {}}])", "Dhcp@/subnet@[0]/dhcp-ddns: unknown key*"},
      {R"("ddns-send-updates": 1)", "Dhcp@/ddns-send-updates: expected true or false*"},
      {R"("ddns-replace-client-name": true)", "Dhcp@/ddns-replace-client-name: expected a string*"},
      {R"("ddns-replace-client-name": "sometimes")",
       "Dhcp@/ddns-replace-client-name: \"sometimes\" is not known here; allowed are \"when-present\", "
       "\"never\", \"always\", \"when-not-present\""},
      {R"("ddns-conflict-resolution-mode": "yes")",
       "Dhcp@/ddns-conflict-resolution-mode: \"yes\" is not known here; allowed are \"check-with-dhcid\", "
       "\"no-check-with-dhcid\", \"check-exists-with-dhcid\", \"no-check-without-dhcid\""},
      {R"("ddns-use-conflict-resolution": true, "ddns-conflict-resolution-mode": "check-with-dhcid")",
       "Dhcp@/ddns-use-conflict-resolution: \"ddns-conflict-resolution-mode\" is given too*"},
      {R"("ddns-ttl-percent": "0.5")", "Dhcp@/ddns-ttl-percent: expected a number*"},
      {R"("ddns-generated-prefix": 1)", "Dhcp@/ddns-generated-prefix: expected a string*"},
      {R"("hostname-char-set": "[a")", "Dhcp@/hostname-char-set: \"[a\" is no regular expression: *"},
      {R"("subnet@": [{<subnet>, "hostname-char-set": "("}])",
       "Dhcp@/subnet@[0]/hostname-char-set: \"(\" is no regular expression: *"},
      {R"("hostname-char-set": "", "hostname-char-replacement": "")", "fine"},
  };
  check_both(cases);
}

TEST_CASE("a user context is taken wherever the reference takes one, and comments become part of it") {
  constexpr std::string_view context = R"("user-context": {"a": 1})";
  const char* const bodies[] = {
      R"("user-context": {"a": 1})",
      R"("interfaces-config": {"user-context": {"a": 1}})",
      R"("subnet@": [{<subnet>, "user-context": {"a": 1}}])",
      R"("subnet@": [{<subnet>, "pools": [{"pool": "<pool>", "user-context": {"a": 1}}]}])",
      R"("shared-networks": [{"name": "n", "user-context": {"a": 1}}])",
      R"("client-classes": [{"name": "n", "user-context": {"a": 1}}])",
      R"("option-def": [{"name": "n", "code": 224, "type": "string", "user-context": {"a": 1}}])",
      R"("option-data": [{"code": 224, "data": "00", "user-context": {"a": 1}}])",
      R"("reservations": [{"duid": "01", "user-context": {"a": 1}}])",
      R"("control-socket": {"socket-type": "http", "user-context": {"a": 1}})",
      R"("control-socket": {"socket-type": "http", "authentication": {"type": "basic", "user-context": {"a": 1}}})",
      R"("control-socket": {"socket-type": "http", "authentication": {"type": "basic",
         "clients": [{"user": "a", "user-context": {"a": 1}}]}})",
      R"("dhcp-queue-control": {"user-context": {"a": 1}})",
      R"("dhcp-ddns": {"user-context": {"a": 1}})",
      R"("loggers": [{"name": "n", "user-context": {"a": 1}}])",
      R"("multi-threading": {"user-context": {"a": 1}})",
  };
  const auto printed = [](DhcpVersion version, const std::string& body) {
    return to_json(version == DhcpVersion::v4 ? config_of(body)->to_value() : config6_of(body)->to_value());
  };
  for (const char* const of : bodies)
    for (const DhcpVersion version : {DhcpVersion::v4, DhcpVersion::v6}) {
      const std::string body = in_words_of(version, of);
      CAPTURE(body);
      CHECK(printed(version, body).find(context) != std::string::npos);
      std::string commented = body;
      commented.replace(body.find(context), context.size(), R"("comment": "c")");
      CHECK(printed(version, commented).find(R"("user-context": {"comment": "c"})") != std::string::npos);
    }
}

}  // namespace
}  // namespace dhcp::both_protocols
