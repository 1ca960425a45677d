#include "sample_config.hpp"

namespace dhcp {
namespace {

TEST_CASE("the queue of DHCPv4 has a size; keys of one protocol only reach the snapshot") {
  CHECK(config_of("")->packet_queue_size() == 64);
  const auto config = config_of(R"("multi-threading": {"packet-queue-size": 9}, "stash-agent-options": true,
    "compatibility": {"lenient-option-parsing": true, "ignore-dhcp-server-identifier": true,
                      "ignore-rai-link-selection": true, "exclude-first-last-24": true})");
  CHECK(config->packet_queue_size() == 9);
  const Snapshot4& snapshot = config->snapshot();
  CHECK(snapshot.stash_agent_options);
  CHECK(snapshot.compatibility.lenient_option_parsing);
  CHECK(snapshot.compatibility.ignore_dhcp_server_identifier);
  CHECK(snapshot.compatibility.ignore_rai_link_selection);
  CHECK(snapshot.compatibility.exclude_first_last_24);
  const Compatibility4 none = config_of("")->snapshot().compatibility;
  CHECK_FALSE((none.lenient_option_parsing || none.ignore_dhcp_server_identifier ||
               none.ignore_rai_link_selection || none.exclude_first_last_24));
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
