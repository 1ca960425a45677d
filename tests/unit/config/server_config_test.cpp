#include "sample_config.hpp"

namespace dhcp {
namespace {

TEST_CASE("what the server itself needs has the defaults of the reference") {
  const auto config = config_of("");
  const ServerConfig& server = config->server();
  CHECK(server.lease_database.type == "memfile");
  CHECK(server.lease_database.connect_timeout == 5);
  CHECK(server.lease_database.on_fail == OnDatabaseFailure::stop_retry_exit);
  CHECK(server.hosts_databases.empty());
  CHECK(server.config_control.fetch_wait_time == 30);
  CHECK(server.expired_leases.reclaim_timer_wait_time == 10);
  CHECK(server.expired_leases.flush_reclaimed_timer_wait_time == 25);
  CHECK(server.expired_leases.hold_reclaimed_time == 3600);
  CHECK(server.expired_leases.max_reclaim_leases == 100);
  CHECK(server.expired_leases.max_reclaim_time == 250);
  CHECK(server.expired_leases.unwarned_reclaim_cycles == 5);
  CHECK_FALSE(server.queue_control.enabled);
  CHECK(server.queue_control.type == "kea-ring4");
  CHECK(server.queue_control.capacity == 64);
  CHECK_FALSE(server.dhcp_ddns.enable_updates);
  CHECK(server.dhcp_ddns.server_ip == "127.0.0.1");
  CHECK(server.dhcp_ddns.server_port == 53001);
  CHECK(server.dhcp_ddns.max_queue_size == 1024);
  CHECK(server.sanity_checks.lease == SanityChecks::Lease::warn);
  CHECK(server.sanity_checks.extended_info == SanityChecks::ExtendedInfo::fix);
  CHECK(server.parked_packet_limit == 256);
  CHECK(server.statistic_default_sample_count == 20);
  CHECK(server.dhcp4o6_port == 0);
  CHECK(config->packet_queue_size() == 64);
  CHECK(config->snapshot().ddns->hostname_char_set == "[^A-Za-z0-9.-]");
  CHECK(config->snapshot().ddns->generated_prefix == "myhost");
}

TEST_CASE("each key of the server reaches its member") {
  const auto config = config_of(R"(
    "hosts-databases": [{"type": "mysql", "name": "h", "readonly": true, "on-fail": "serve-retry-continue"},
                        {"type": "postgresql", "host": "db", "port": 5433, "user": "u", "password": "p"}],
    "config-control": {"config-databases": [{"type": "mysql"}], "config-fetch-wait-time": 20},
    "server-tag": "tag", "parked-packet-limit": 128, "statistic-default-sample-count": 1,
    "statistic-default-sample-age": 5, "dhcp4o6-port": 6767,
    "hooks-libraries": [{"library": "/x.so", "parameters": {"any": [1, {"b": null}]}}, {"library": "/y.so"}],
    "control-sockets": [{"socket-type": "unix", "socket-name": "/s"},
      {"socket-type": "https", "socket-address": "::1", "socket-port": 8004, "trust-anchor": "ca",
       "cert-file": "c", "key-file": "k", "cert-required": false,
       "authentication": {"type": "basic", "clients": [{"user": "admin", "password": "1234"}, {"password-file": "f"}]}}],
    "dhcp-queue-control": {"enable-queue": true, "queue-type": "own", "capacity": 500, "depth": {"any": 1}},
    "dhcp-ddns": {"enable-updates": true, "server-ip": "::1", "sender-ip": "::2", "ncr-protocol": "udp"},
    "sanity-checks": {"lease-checks": "fix-del", "extended-info-checks": "pedantic"},
    "multi-threading": {"packet-queue-size": 9},
    "early-global-reservations-lookup": true, "ip-reservations-unique": false, "reservations-lookup-first": true,
    "stash-agent-options": true,
    "compatibility": {"lenient-option-parsing": true, "ignore-dhcp-server-identifier": true,
                      "ignore-rai-link-selection": true, "exclude-first-last-24": true})");
  const ServerConfig& server = config->server();
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
  CHECK(https.port == 8004);
  CHECK_FALSE(https.cert_required);
  CHECK(https.authentication->realm == "kea-dhcpv4-server");
  CHECK(https.authentication->clients[0].user == "admin");
  CHECK(https.authentication->clients[1].password_file == "f");
  CHECK(server.queue_control.type == "own");
  CHECK(to_json(server.queue_control.others) == R"({"depth": {"any": 1}})");
  CHECK(server.dhcp_ddns.ncr_protocol == "UDP");
  CHECK(server.sanity_checks.lease == SanityChecks::Lease::fix_del);
  CHECK(server.sanity_checks.extended_info == SanityChecks::ExtendedInfo::pedantic);
  CHECK(config->packet_queue_size() == 9);
  const Snapshot4& snapshot = config->snapshot();
  CHECK(snapshot.early_global_reservations_lookup);
  CHECK_FALSE(snapshot.ip_reservations_unique);
  CHECK(snapshot.reservations_lookup_first);
  CHECK(snapshot.stash_agent_options);
  CHECK(snapshot.compatibility.lenient_option_parsing);
  CHECK(snapshot.compatibility.ignore_dhcp_server_identifier);
  CHECK(snapshot.compatibility.ignore_rai_link_selection);
  CHECK(snapshot.compatibility.exclude_first_last_24);

  const Value printed = config->to_value();
  const auto again = Config4::from_value(printed);
  REQUIRE_MESSAGE(again, again.error().message);
  CHECK((*again)->to_value() == printed);
}

TEST_CASE("the older forms of lists are read and printed as lists") {
  const auto config = config_of(R"("control-socket": {"socket-type": "unix", "socket-name": "/s"},
    "hosts-database": {"type": "mysql"})");
  CHECK(config->server().control_sockets.size() == 1);
  CHECK(config->server().hosts_databases.size() == 1);
  const Value printed = config->to_value();
  CHECK(printed.find("Dhcp4")->find("control-socket") == nullptr);
  CHECK(printed.find("Dhcp4")->find("control-sockets")->as_list().size() == 1);
  CHECK(printed.find("Dhcp4")->find("hosts-databases")->as_list().size() == 1);
}

TEST_CASE("a key that goes out of use is taken, with a word about its successor") {
  const auto config = config_of("\"ddns-use-conflict-resolution\": false");
  CHECK(config->snapshot().ddns->conflict_resolution == ConflictResolution::no_check_with_dhcid);
  CHECK(config->warnings() ==
        std::vector<std::string>{
            "f:2:33: Dhcp4/ddns-use-conflict-resolution: \"ddns-use-conflict-resolution\" is "
            "going out of use; write \"ddns-conflict-resolution-mode\""});
  CHECK(config->to_value().find("Dhcp4")->find("ddns-use-conflict-resolution") == nullptr);
  CHECK(config->to_value().find("Dhcp4")->find("ddns-conflict-resolution-mode")->as_string() ==
        "no-check-with-dhcid");
}

TEST_CASE("a path that no socket can have is refused") {
  CHECK(error_of(R"("control-socket": {"socket-type": "unix", "socket-name": ")" + std::string(108, 'x') +
                 "\"}") ==
        "f:2:58: Dhcp4/control-socket/socket-name: too long with 108 bytes; at most 107 are allowed");
}

TEST_CASE("DHCPv4 over DHCPv6 queries are told by subnet, interface or interface id") {
  const auto config =
      config_of(R"("subnet4": [{"id": 1, "subnet": "10.0.0.0/8", "4o6-subnet": "2001:db8::/32",
    "4o6-interface": "eth1", "4o6-interface-id": "vlan7"}, {"id": 2, "subnet": "10.0.0.0/9"}])");
  const FourOverSix& keys = config->snapshot().subnets[0]->four_over_six;
  CHECK(keys.any());
  CHECK(keys.subnet->length == 32);
  CHECK(keys.interface == "eth1");
  CHECK(keys.interface_id == "vlan7");
  CHECK_FALSE(config->snapshot().subnets[1]->four_over_six.any());
  CHECK(error_of(R"("subnet4": [{"id": 1, "subnet": "10.0.0.0/8", "4o6-subnet": "10.0.0.0/8"}])") !=
        "no error");
}

}  // namespace
}  // namespace dhcp
