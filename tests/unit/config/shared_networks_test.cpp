#include "sample_config.hpp"

namespace dhcp {
namespace {

std::string network(const std::string& keys, const std::string& first = "", const std::string& second = "") {
  return "\"shared-networks\": [{\"name\": \"n\"," + keys +
         "\n\"subnet4\": [{\"id\": 1, \"subnet\": \"10.0.0.0/24\"" + first +
         "},\n{\"id\": 2, \"subnet\": \"10.0.1.0/24\"" + second + "}]}]";
}

TEST_CASE("subnets know their network, networks their subnets, in the order they are written") {
  const auto config = config_of(network("") + R"(, "subnet4": [{"id": 3, "subnet": "10.0.2.0/24"}])");
  const Snapshot4& snapshot = config->snapshot();
  REQUIRE(snapshot.subnets.size() == 3);
  REQUIRE(snapshot.shared_networks.size() == 1);
  const SharedNetwork4& of = *snapshot.shared_networks[0];
  CHECK(of.name == "n");
  REQUIRE(of.subnets.size() == 2);
  for (std::uint32_t i = 0; i < 2; ++i) {
    CHECK(of.subnets[i] == snapshot.subnets[i].get());
    CHECK(of.subnets[i]->network == &of);
    CHECK(of.subnets[i]->ordinal == i);
  }
  CHECK(snapshot.subnets[2]->network == nullptr);
  CHECK(snapshot.subnet_index.find(2) == of.subnets[1]);
}

TEST_CASE("a subnet inherits each setting from its network, and through it from the global scope") {
  struct {
    const char* keys;
    bool (*holds)(const Subnet4& subnet);
  } const inherited[] = {
      {R"("valid-lifetime": 600, "max-valid-lifetime": 700)",
       [](const Subnet4& s) { return s.valid_lifetime.preferred == 600 && s.valid_lifetime.maximum == 700; }},
      {R"("renew-timer": 5)", [](const Subnet4& s) { return s.renew_timer == 5; }},
      {R"("rebind-timer": 6)", [](const Subnet4& s) { return s.rebind_timer == 6; }},
      {R"("calculate-tee-times": true)", [](const Subnet4& s) { return s.calculate_tee_times; }},
      {R"("t1-percent": 0.25)", [](const Subnet4& s) { return s.t1_percent == 0.25; }},
      {R"("t2-percent": 0.75)", [](const Subnet4& s) { return s.t2_percent == 0.75; }},
      {R"("authoritative": true)", [](const Subnet4& s) { return s.authoritative; }},
      {R"("match-client-id": false)", [](const Subnet4& s) { return !s.match_client_id; }},
      {R"("reservations-global": true)", [](const Subnet4& s) { return s.reservations_global; }},
      {R"("reservations-in-subnet": false)", [](const Subnet4& s) { return !s.reservations_in_subnet; }},
      {R"("reservations-out-of-pool": true)", [](const Subnet4& s) { return s.reservations_out_of_pool; }},
      {R"("next-server": "10.9.9.9")",
       [](const Subnet4& s) { return s.next_server == Ipv4Address(10, 9, 9, 9); }},
      {R"("server-hostname": "h")", [](const Subnet4& s) { return s.server_hostname == "h"; }},
      {R"("boot-file-name": "b")", [](const Subnet4& s) { return s.boot_file_name == "b"; }},
      {R"("offer-lifetime": 60)", [](const Subnet4& s) { return s.offer_lifetime == 60; }},
      {R"("cache-threshold": 0.25)", [](const Subnet4& s) { return s.cache_threshold == 0.25; }},
      {R"("cache-max-age": 9)", [](const Subnet4& s) { return s.cache_max_age == 9; }},
      {R"("store-extended-info": true)", [](const Subnet4& s) { return s.store_extended_info; }},
      {R"("allocator": "flq")", [](const Subnet4& s) { return s.allocator == Allocator::flq; }},
      {R"("ddns-send-updates": false)", [](const Subnet4& s) { return !s.ddns->send_updates; }},
      {R"("ddns-override-no-update": true)", [](const Subnet4& s) { return s.ddns->override_no_update; }},
      {R"("ddns-override-client-update": true)",
       [](const Subnet4& s) { return s.ddns->override_client_update; }},
      {R"("ddns-replace-client-name": "when-not-present")",
       [](const Subnet4& s) { return s.ddns->replace_client_name == ReplaceClientName::when_not_present; }},
      {R"("ddns-generated-prefix": "p")", [](const Subnet4& s) { return s.ddns->generated_prefix == "p"; }},
      {R"("ddns-qualifying-suffix": "example.org")",
       [](const Subnet4& s) { return s.ddns->qualifying_suffix == "example.org"; }},
      {R"("ddns-update-on-renew": true)", [](const Subnet4& s) { return s.ddns->update_on_renew; }},
      {R"("ddns-use-conflict-resolution": false)",
       [](const Subnet4& s) {
         return s.ddns->conflict_resolution == ConflictResolution::no_check_with_dhcid;
       }},
      {R"("ddns-conflict-resolution-mode": "check-exists-with-dhcid")",
       [](const Subnet4& s) {
         return s.ddns->conflict_resolution == ConflictResolution::check_exists_with_dhcid;
       }},
      {R"("ddns-ttl-percent": 0.5)", [](const Subnet4& s) { return s.ddns->ttl_percent == 0.5; }},
      {R"("hostname-char-set": "[^a-z]")",
       [](const Subnet4& s) { return s.ddns->hostname_char_set == "[^a-z]"; }},
      {R"("hostname-char-replacement": "x")",
       [](const Subnet4& s) { return s.ddns->hostname_char_replacement == "x"; }},
      {R"("option-data": [{"code": 42, "data": "10.0.0.1"}])",
       [](const Subnet4& s) { return find_option(s.options, 42) != nullptr; }},
  };
  for (const auto& setting : inherited) {
    CAPTURE(setting.keys);
    const std::string keys = setting.keys;
    const auto by_network = config_of(network(keys + ","));
    CHECK(setting.holds(*by_network->snapshot().subnets[0]));
    const auto globally = config_of(keys + ", " + network(""));
    CHECK(setting.holds(*globally->snapshot().subnets[1]));
    CHECK_FALSE(setting.holds(*config_of(network(""))->snapshot().subnets[0]));
    const auto by_both = config_of(network("", ", " + keys, ", " + keys));
    CHECK(setting.holds(*by_both->snapshot().subnets[0]));
  }
}

TEST_CASE("what belongs to the link comes from the network: interface and relays") {
  const auto config = config_of(network(R"("interface": "eth0", "relay": {"ip-addresses": ["10.1.1.1"]},)",
                                        "", R"(, "relay": {"ip-addresses": ["10.2.2.2"]})"));
  const auto& subnets = config->snapshot().subnets;
  CHECK(subnets[0]->interface == "eth0");
  CHECK(subnets[0]->relay_addresses == std::vector{Ipv4Address(10, 1, 1, 1)});
  CHECK(subnets[1]->relay_addresses == std::vector{Ipv4Address(10, 2, 2, 2)});
  SubnetList found;
  config->snapshot().subnet_index.on_interface("eth0", found);
  CHECK(found.size() == 2);
}

TEST_CASE("timers of an outer scope stay in force where T1 and T2 are to be calculated") {
  const auto config = config_of("\"renew-timer\": 900,\n" +
                                network("\"rebind-timer\": 1800,", R"(, "calculate-tee-times": true)",
                                        R"(, "calculate-tee-times": true, "renew-timer": 60)"));
  const auto& subnets = config->snapshot().subnets;
  CHECK(subnets[0]->calculate_tee_times);
  CHECK(subnets[0]->renew_timer == 900);
  CHECK(subnets[0]->rebind_timer == 1800);
  CHECK(subnets[1]->renew_timer == 60);
  CHECK(subnets[1]->rebind_timer == 1800);
}

TEST_CASE("subnets of one network agree in interface and authority") {
  CHECK(error_of(network("", R"(, "interface": "eth0")", R"(, "interface": "eth1")")) ==
        "f:4:49: Dhcp4/shared-networks[0]/subnet4[1]/interface: \"eth1\" differs from \"eth0\" of subnet "
        "10.0.0.0/24; it must be the same in all subnets of shared network \"n\"");
  CHECK(error_of(network("", "", R"(, "interface": "eth1")")) == "no error");
  CHECK(error_of(network("", "", R"(, "authoritative": true)")) ==
        "f:4:53: Dhcp4/shared-networks[0]/subnet4[1]/authoritative: true differs from false of subnet "
        "10.0.0.0/24; it must be the same in all subnets of shared network \"n\"");
  CHECK(error_of(network("\"authoritative\": true,", "", R"(, "authoritative": true)")) == "no error");
}

TEST_CASE("subnets of one network may have relays of their own") {
  const auto config = config_of(network("", R"(, "relay": {"ip-addresses": ["10.9.0.1"]})",
                                        R"(, "relay": {"ip-addresses": ["10.9.0.2"]})"));
  CHECK(config->snapshot().subnets[0]->relay_addresses == std::vector{Ipv4Address(10, 9, 0, 1)});
  CHECK(config->snapshot().subnets[1]->relay_addresses == std::vector{Ipv4Address(10, 9, 0, 2)});
}

TEST_CASE("names of networks, identifiers and prefixes are unique over all networks") {
  CHECK(error_of(R"("shared-networks": [{"name": "a"}, {"name": "b"}])") == "no error");
  CHECK(error_of("\"shared-networks\": [{\"name\": \"a\"},\n{\"name\": \"a\"}]") ==
        "f:3:10: Dhcp4/shared-networks[1]/name: \"a\" is that of the shared network at f:2:21; it must be "
        "unique");
  CHECK(error_of(R"("shared-networks": [{"name": ""}])") != "no error");
  CHECK(error_of(network("") + ",\n\"subnet4\": [{\"id\": 2, \"subnet\": \"10.0.2.0/24\"}]") ==
        "f:5:20: Dhcp4/subnet4[0]/id: 2 is that of the subnet at f:4:1; it must be unique");
  CHECK(error_of(network("") + ",\n\"subnet4\": [{\"id\": 3, \"subnet\": \"10.0.1.0/24\"}]") != "no error");
}

TEST_CASE("subnets that set nothing about names share what their network says") {
  const auto config = config_of(
      network("\"ddns-qualifying-suffix\": \"example.org\",", "", ", \"ddns-generated-prefix\": \"p\""));
  const auto& subnets = config->snapshot().subnets;
  CHECK(subnets[0]->ddns != subnets[1]->ddns);
  CHECK(subnets[1]->ddns->qualifying_suffix == "example.org");
  const auto plain = config_of(network(""));
  CHECK(plain->snapshot().subnets[0]->ddns == plain->snapshot().ddns);
}

TEST_CASE("a regular expression that is none is refused where it stands") {
  CHECK(error_of("\"hostname-char-set\": \"[a\"")
            .starts_with("f:2:22: Dhcp4/hostname-char-set: \"[a\" is no regular expression: "));
  CHECK(error_of("\"hostname-char-set\": \"\"") == "no error");
  const auto useless = config_of(R"("hostname-char-set": "ab")");
  REQUIRE(useless->warnings().size() == 1);
  CHECK(useless->warnings()[0].ends_with("\"ab\" matches no single character, so that all are valid"));
}

TEST_CASE("what is no domain name is accepted with a warning, where it stands") {
  const auto config = config_of(network(R"("ddns-qualifying-suffix": "a..b", )",
                                        R"(, "ddns-generated-prefix": "my host", "ddns-qualifying-suffix": "",
                 "reservations": [{"hw-address": "02:00:00:00:00:01", "hostname": ".x"},
                                  {"hw-address": "02:00:00:00:00:02", "hostname": "x_y.example."}])"));
  std::vector<std::string> paths;
  for (const std::string& warning : config->warnings()) {
    CHECK(warning.find("is no domain name, it has ") != std::string::npos);
    paths.push_back(warning.substr(warning.find(": ") + 2));
    paths.back().erase(paths.back().find(": "));
  }
  CHECK(paths == std::vector<std::string>{
                     "Dhcp4/shared-networks[0]/ddns-qualifying-suffix",
                     "Dhcp4/shared-networks[0]/subnet4[0]/ddns-generated-prefix",
                     "Dhcp4/shared-networks[0]/subnet4[0]/reservations[0]/hostname",
                 });
}

}  // namespace
}  // namespace dhcp
