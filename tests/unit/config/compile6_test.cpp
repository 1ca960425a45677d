#include "config/compile6.hpp"

#include "sample_config6.hpp"

namespace dhcp {
namespace {

using Bytes = std::vector<std::uint8_t>;

Ipv6Address address(const char* text) {
  return *Ipv6Address::parse(text);
}
Ipv6Prefix prefix(const char* text) {
  return *Ipv6Prefix::parse(text);
}
Bytes value_of(const OptionSet& options, std::uint16_t code) {
  const OptionValue* const option = find_option(options, code);
  return option ? option->value : Bytes();
}

// A network of two subnets, the second with settings of its own, and a subnet by itself.
std::shared_ptr<const Config6> three_subnets(const std::string& global, const std::string& network,
                                             const std::string& subnet) {
  return config6_of(global + "\"shared-networks\": [{\"name\": \"n\"" + network +
                    R"(, "subnet6": [{"id": 1, "subnet": "2001:db8:1::/64"},
                                     {"id": 2, "subnet": "2001:db8:2::/64")" +
                    subnet + R"(}]}], "subnet6": [{"id": 3, "subnet": "2001:db8:3::/64"}])");
}

TEST_CASE("an empty DHCPv6 configuration compiles to the defaults of the manual") {
  const auto config = config6_of("");
  const Snapshot6& snapshot = config->snapshot();
  CHECK(snapshot.subnets.empty());
  CHECK(snapshot.valid_lifetime.preferred == 7200);
  CHECK_FALSE(snapshot.preferred_lifetime);
  CHECK(snapshot.host_identifiers == std::vector{HostIdentifierType::hw_address, HostIdentifierType::duid});
  CHECK(snapshot.mac_sources == std::vector{MacSource::any});
  CHECK(snapshot.relay_supplied_options == std::vector<std::uint16_t>{65});
  CHECK(snapshot.decline_probation_period == 86400);
  CHECK(snapshot.ip_reservations_unique);
  CHECK_FALSE(snapshot.early_global_reservations_lookup);
  CHECK_FALSE(snapshot.reservations_lookup_first);
  CHECK_FALSE(snapshot.compatibility.lenient_option_parsing);
  CHECK(snapshot.ddns->send_updates);
  CHECK(snapshot.ddns->generated_prefix == "myhost");
}

TEST_CASE("a DHCPv6 subnet without settings has the defaults of the manual") {
  const auto config = config6_of(subnet6("\"pools\": []"));
  const Subnet6& subnet = *config->snapshot().subnets[0];
  CHECK(subnet.id == 1);
  CHECK(subnet.prefix == prefix("2001:db8:1::/64"));
  CHECK_FALSE(subnet.renew_timer);
  CHECK_FALSE(subnet.rebind_timer);
  CHECK(subnet.calculate_tee_times);
  CHECK(subnet.t1_percent == 0.5);
  CHECK(subnet.t2_percent == 0.8);
  CHECK_FALSE(subnet.rapid_commit);
  CHECK_FALSE(subnet.reservations_global);
  CHECK(subnet.reservations_in_subnet);
  CHECK_FALSE(subnet.reservations_out_of_pool);
  CHECK_FALSE(subnet.store_extended_info);
  CHECK_FALSE(subnet.cache_threshold);
  CHECK_FALSE(subnet.cache_max_age);
  CHECK(subnet.allocator == Allocator::iterative);
  CHECK(subnet.pd_allocator == Allocator::iterative);
  CHECK(subnet.network == nullptr);
}

TEST_CASE("each setting of DHCPv6 is taken from the innermost scope that has it") {
  struct Case {
    const char* key;
    const char* values[3];  // as JSON: of the global scope, the network, a subnet
    std::string (*read)(const Subnet6&);
  };
#define READ(expression) [](const Subnet6& s) { return to_json(Value(expression)); }
  const Case cases[] = {
      {"valid-lifetime", {"1", "2", "3"}, READ(s.valid_lifetime.preferred)},
      {"min-valid-lifetime", {"1", "2", "3"}, READ(s.valid_lifetime.minimum)},
      {"max-valid-lifetime", {"8001", "8002", "8003"}, READ(s.valid_lifetime.maximum)},
      {"preferred-lifetime", {"1", "2", "3"}, READ(s.preferred_lifetime->preferred)},
      {"min-preferred-lifetime", {"1", "2", "3"}, READ(s.preferred_lifetime->minimum)},
      {"max-preferred-lifetime", {"1", "2", "3"}, READ(s.preferred_lifetime->maximum)},
      {"renew-timer", {"1", "2", "3"}, READ(*s.renew_timer)},
      {"rebind-timer", {"1", "2", "3"}, READ(*s.rebind_timer)},
      {"calculate-tee-times", {"false", "true", "false"}, READ(s.calculate_tee_times)},
      {"t1-percent", {"0.1", "0.2", "0.3"}, READ(s.t1_percent)},
      {"t2-percent", {"0.7", "0.8", "0.9"}, READ(s.t2_percent)},
      {"reservations-global", {"true", "false", "true"}, READ(s.reservations_global)},
      {"reservations-in-subnet", {"false", "true", "false"}, READ(s.reservations_in_subnet)},
      {"reservations-out-of-pool", {"true", "false", "true"}, READ(s.reservations_out_of_pool)},
      {"cache-threshold", {"0.25", "0.5", "0.75"}, READ(*s.cache_threshold)},
      {"cache-max-age", {"1", "2", "3"}, READ(*s.cache_max_age)},
      {"store-extended-info", {"true", "false", "true"}, READ(s.store_extended_info)},
      {"allocator",
       {"\"random\"", "\"iterative\"", "\"random\""},
       READ(s.allocator == Allocator::random ? "random" : "iterative")},
      {"pd-allocator",
       {"\"random\"", "\"iterative\"", "\"flq\""},
       READ(s.pd_allocator == Allocator::flq      ? "flq"
            : s.pd_allocator == Allocator::random ? "random"
                                                  : "iterative")},
      {"ddns-send-updates", {"false", "true", "false"}, READ(s.ddns->send_updates)},
      {"ddns-override-no-update", {"true", "false", "true"}, READ(s.ddns->override_no_update)},
      {"ddns-override-client-update", {"true", "false", "true"}, READ(s.ddns->override_client_update)},
      {"ddns-update-on-renew", {"true", "false", "true"}, READ(s.ddns->update_on_renew)},
      {"ddns-replace-client-name",
       {"\"always\"", "\"never\"", "\"always\""},
       READ(s.ddns->replace_client_name == ReplaceClientName::always ? "always" : "never")},
      {"ddns-conflict-resolution-mode",
       {"\"no-check-with-dhcid\"", "\"check-with-dhcid\"", "\"no-check-with-dhcid\""},
       READ(s.ddns->conflict_resolution == ConflictResolution::check_with_dhcid ? "check-with-dhcid"
                                                                                : "no-check-with-dhcid")},
      {"ddns-ttl-percent", {"0.25", "0.5", "0.75"}, READ(*s.ddns->ttl_percent)},
      {"ddns-generated-prefix", {"\"a\"", "\"b\"", "\"c\""}, READ(s.ddns->generated_prefix)},
      {"ddns-qualifying-suffix", {"\"a\"", "\"b\"", "\"c\""}, READ(s.ddns->qualifying_suffix)},
      {"hostname-char-set", {"\"[a]\"", "\"[b]\"", "\"[c]\""}, READ(s.ddns->hostname_char_set)},
      {"hostname-char-replacement", {"\"a\"", "\"b\"", "\"c\""}, READ(s.ddns->hostname_char_replacement)},
  };
#undef READ
  for (const Case& of : cases) {
    const std::string key = '"' + std::string(of.key) + "\": ";
    const auto config =
        three_subnets(key + of.values[0] + ",", ", " + key + of.values[1], ", " + key + of.values[2]);
    const auto& subnets = config->snapshot().subnets;
    REQUIRE(subnets.size() == 3);
    CHECK(of.read(*subnets[2]) == of.values[0]);
    CHECK(of.read(*subnets[0]) == of.values[1]);
    CHECK(of.read(*subnets[1]) == of.values[2]);
  }
}

TEST_CASE("settings of a network are inherited by its subnets, those of places too") {
  const auto config = three_subnets(
      "", R"(, "interface-id": "net", "relay": {"ip-addresses": ["3000::1"]}, "rapid-commit": true)",
      R"(, "interface-id": "own", "relay": {"ip-addresses": ["3000::2", "3000::3"]})");
  const auto& subnets = config->snapshot().subnets;
  CHECK(subnets[0]->interface_id == "net");
  CHECK(subnets[1]->interface_id == "own");
  CHECK(subnets[2]->interface_id.empty());
  CHECK(subnets[0]->relay_addresses == std::vector{address("3000::1")});
  CHECK(subnets[1]->relay_addresses == std::vector{address("3000::2"), address("3000::3")});
  CHECK(subnets[1]->rapid_commit);
  CHECK_FALSE(subnets[2]->rapid_commit);
  const auto& networks = config->snapshot().shared_networks;
  REQUIRE(networks.size() == 1);
  CHECK(networks[0]->name == "n");
  CHECK(networks[0]->subnets == std::vector<const Subnet6*>{subnets[0].get(), subnets[1].get()});
  CHECK(subnets[1]->network == networks[0].get());
  CHECK(subnets[1]->ordinal == 1);
  const auto on_eth0 = three_subnets("", R"(, "interface": "eth0")", "");
  CHECK(on_eth0->snapshot().subnets[1]->interface == "eth0");
  CHECK(on_eth0->snapshot().subnets[2]->interface.empty());
}

TEST_CASE("pools are ranges or prefixes, numbered all through the configuration") {
  const auto config = config6_of(subnet6(R"("pools": [
      {"pool": "2001:db8:1::1 - 2001:db8:1::f", "pool-id": 7, "comment": "few"},
      {"pool": "2001:db8:1:0:5::/80", "client-class": "KNOWN", "require-client-classes": ["KNOWN"],
       "option-data": [{"name": "preference", "data": "3"}]}],
      "pd-pools": [{"prefix": "3000::", "prefix-len": 48, "delegated-len": 64, "pool-id": 9, "client-class": "UNKNOWN",
                    "option-data": [{"name": "preference", "data": "4"}], "user-context": {"site": 1}}])"));
  const Subnet6& subnet = *config->snapshot().subnets[0];
  REQUIRE(subnet.pools.size() == 2);
  CHECK(subnet.pools[0].range == Ipv6Range{address("2001:db8:1::1"), address("2001:db8:1::f")});
  CHECK(subnet.pools[0].id == 7);
  CHECK(subnet.pools[0].guard.empty());
  CHECK(subnet.pools[1].range ==
        Ipv6Range{address("2001:db8:1:0:5::"), address("2001:db8:1:0:5:ffff:ffff:ffff")});
  CHECK(subnet.pools[1].id == 0);
  CHECK(subnet.pools[1].guard == ClassGuard{builtin_class::known});
  CHECK(subnet.pools[1].required_classes == std::vector<ClassId>{builtin_class::known});
  CHECK(value_of(subnet.pools[1].options, 7) == Bytes{3});
  REQUIRE(subnet.pd_pools.size() == 1);
  CHECK(subnet.pd_pools[0].prefix == prefix("3000::/48"));
  CHECK(subnet.pd_pools[0].delegated_length == 64);
  CHECK(subnet.pd_pools[0].pd_exclude.empty());
  CHECK(subnet.pd_pools[0].id == 9);
  CHECK(subnet.pd_pools[0].guard == ClassGuard{builtin_class::unknown});
  CHECK(value_of(subnet.pd_pools[0].options, 7) == Bytes{4});
}

TEST_CASE("a pool knows what of each prefix is excluded, as option 67 says it") {
  const auto config = config6_of(subnet6(R"("pd-pools": [
      {"prefix": "2001:db8:1:8000::", "prefix-len": 56, "delegated-len": 64,
       "excluded-prefix": "2001:db8:1:8000:cafe:80::", "excluded-prefix-len": 72}])"));
  CHECK(config->snapshot().subnets[0]->pd_pools[0].pd_exclude == Bytes{72, 0xca});
}

TEST_CASE("a DHCPv6 reservation keeps all that it is for") {
  const auto config = config6_of("\"reservations\": [{\"flex-id\": \"'port'\", \"hostname\": \"phone\"}]," +
                                 subnet6(R"("option-data": [{"name": "preference", "data": "1"}],
      "reservations": [{
        "duid": "01:02:03", "hostname": "h", "client-classes": ["a", "b"],
        "ip-addresses": ["2001:db8:1::1", "2001:db8:1::2"],
        "prefixes": ["3000::/48", "3001::/56"], "excluded-prefixes": ["3000:0:0:1::/64", ""],
        "option-data": [{"name": "dns-servers", "data": "3000::53"},
                        {"space": "vendor-4491", "name": "tftp-servers", "data": "3000::1"}]},
        {"hw-address": "0a:0b"}])"));
  const auto hosts = config->snapshot().subnets[0]->hosts.all();
  REQUIRE(hosts.size() == 2);
  const Host6& host = hosts[0];
  CHECK(host.identifier_type == HostIdentifierType::duid);
  CHECK(host.identifier == Bytes{1, 2, 3});
  CHECK(host.subnet_id == 1);
  CHECK(host.hostname == "h");
  CHECK(host.client_classes == std::vector<std::string>{"a", "b"});
  CHECK(host.addresses == std::vector{address("2001:db8:1::1"), address("2001:db8:1::2")});
  CHECK(host.prefixes == std::vector<ReservedPrefix>{{prefix("3000::/48"), prefix("3000:0:0:1::/64")},
                                                     {prefix("3001::/56"), std::nullopt}});
  CHECK(value_of(host.options, 23) == Bytes{0x30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53});
  CHECK(value_of(host.options, 7).empty());
  REQUIRE(host.vendors.size() == 1);
  CHECK(host.vendors[0].enterprise == 4491);
  CHECK(hosts[1].identifier_type == HostIdentifierType::hw_address);
  REQUIRE(config->snapshot().hosts.size() == 1);
  CHECK(config->snapshot().hosts.all()[0].subnet_id == 0);
  CHECK(config->snapshot().hosts.all()[0].identifier == Bytes{'p', 'o', 'r', 't'});
}

TEST_CASE("reservations are found by identifier, address and prefix, in their subnet or everywhere") {
  const auto config = config6_of(R"("reservations": [{"duid": "01:02", "prefixes": ["3001::/56"]}],)" +
                                 subnet6(R"("reservations": [
      {"duid": "01:02", "ip-addresses": ["2001:db8:1::1"], "prefixes": ["3000::1/48"]}, {"hw-address": "01:02"}])"));
  const HostIndex6& hosts = config->snapshot().subnets[0]->hosts;
  const Bytes identifier{1, 2};
  const Host6* const host = hosts.find(HostIdentifier{HostIdentifierType::duid, identifier});
  REQUIRE(host);
  CHECK(host->addresses.size() == 1);
  CHECK(hosts.find(HostIdentifier{HostIdentifierType::hw_address, identifier})->addresses.empty());
  CHECK(hosts.find(prefix("2001:db8:1::1/128")) == host);
  CHECK(hosts.find(prefix("3000::/48")) == host);
  CHECK(hosts.find(prefix("3000::/64")) == nullptr);
  CHECK(hosts.find(prefix("3001::/56")) == nullptr);
  CHECK(config->snapshot().hosts.find(prefix("3001::/56"))->subnet_id == 0);
}

TEST_CASE("DHCPv6 subnets are found by address, relay, interface, interface id and number") {
  const auto config = config6_of(R"("subnet6": [
      {"id": 1, "subnet": "2001:db8::/32", "relay": {"ip-addresses": ["3000::1", "3000::2"]}},
      {"id": 2, "subnet": "2001:db8:1::1/48", "interface": "eth0"},
      {"id": 3, "subnet": "2001:db8:1::/64", "interface-id": "port", "relay": {"ip-addresses": ["3000::1"]}}])");
  const SubnetIndex6& index = config->snapshot().subnet_index;
  SubnetIndex6::List found;
  const auto ids = [&] {
    std::vector<SubnetId> numbers;
    for (const Subnet6* const subnet : found) numbers.push_back(subnet->id);
    return numbers;
  };
  index.containing(address("2001:db8:1::5"), found);
  CHECK(ids() == std::vector<SubnetId>{1, 2, 3});
  index.containing(address("2001:db8:1:1::5"), found);
  CHECK(ids() == std::vector<SubnetId>{1, 2});
  index.containing(address("2001:db9::"), found);
  CHECK(ids().empty());
  index.with_relay(address("3000::1"), found);
  CHECK(ids() == std::vector<SubnetId>{1, 3});
  index.on_interface("eth0", found);
  CHECK(ids() == std::vector<SubnetId>{2});
  index.with_interface_id("port", found);
  CHECK(ids() == std::vector<SubnetId>{3});
  index.with_interface_id("", found);
  CHECK(ids().empty());
  REQUIRE(index.find(2));
  CHECK(index.find(2)->prefix.length == 48);
  CHECK(index.find(4) == nullptr);
}

TEST_CASE("options of DHCPv6 go from scope to scope; what only the global one has is known apart") {
  const auto config = three_subnets(
      R"("option-data": [{"name": "preference", "data": "1", "always-send": true},
                         {"code": 1000, "data": "0102"}],)",
      R"(, "option-data": [{"name": "dns-servers", "data": "3000::1"}])",
      R"(, "option-data": [{"name": "preference", "data": "2"}, {"name": "dns-servers", "never-send": true}])");
  const auto& subnets = config->snapshot().subnets;
  CHECK(value_of(config->snapshot().global_options, 7) == Bytes{1});
  CHECK(value_of(subnets[0]->options, 7) == Bytes{1});
  CHECK(value_of(subnets[0]->options, 1000) == Bytes{1, 2});
  CHECK(subnets[0]->from_global == std::vector<std::uint16_t>{7, 1000});
  CHECK(value_of(subnets[1]->options, 7) == Bytes{2});
  CHECK(find_option(subnets[1]->options, 7)->always_send);
  CHECK(find_option(subnets[1]->options, 23)->never_send);
  CHECK(subnets[1]->from_global == std::vector<std::uint16_t>{1000});
  CHECK(find_option(subnets[2]->options, 23) == nullptr);
}

TEST_CASE("sub-options of DHCPv6 have codes and lengths of two bytes") {
  const auto config = config6_of(R"(
      "option-def": [{"name": "container", "code": 1000, "type": "uint16", "encapsulate": "isc"},
                     {"name": "first", "code": 1, "space": "isc", "type": "uint8"},
                     {"name": "long", "code": 300, "space": "isc", "type": "string"}],
      "option-data": [{"name": "container", "data": "123"}, {"name": "first", "space": "isc", "data": "5"},
                      {"name": "long", "space": "isc", "data": ")" +
                                 std::string(300, 'x') + R"("}])");
  Bytes expected{0, 123, 0, 1, 0, 1, 5, 1, 44, 1, 44};
  expected.insert(expected.end(), 300, 'x');
  CHECK(value_of(config->snapshot().global_options, 1000) == expected);
}

TEST_CASE("softwire containers carry what is configured in their spaces") {
  const auto config = config6_of(R"("option-data": [
      {"name": "s46-cont-mape"},
      {"space": "s46-cont-mape-options", "name": "s46-rule", "data": "128, 0, 24, 192.0.2.0, 2001:db8:1::/64"},
      {"space": "s46-cont-mape-options", "name": "s46-br", "data": "2001:db8:cafe::1"},
      {"space": "s46-rule-options", "name": "s46-portparams", "data": "2, 3/4"}])");
  const Bytes rule{0,    89,   0, 25, 128, 0, 24, 192, 0, 2, 0, 64, 0x20, 0x01,
                   0x0d, 0xb8, 0, 1,  0,   0, 0,  93,  0, 4, 2, 4,  0x30, 0};
  Bytes expected = rule;
  expected.insert(expected.end(),
                  {0, 90, 0, 16, 0x20, 0x01, 0x0d, 0xb8, 0xca, 0xfe, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  const Bytes value = value_of(config->snapshot().global_options, 94);
  REQUIRE(value.size() > 4);
  // The length of the rule covers its port parameters.
  expected[3] = value[3];
  CHECK(value[3] == rule.size() - 4);
  CHECK(value == expected);
}

TEST_CASE("options of vendors are kept by enterprise, not among the others") {
  const auto config = config6_of(R"("option-data": [
      {"name": "vendor-opts", "data": "4491"}, {"code": 17, "data": "12345", "always-send": true},
      {"name": "vendor-class", "csv-format": false, "data": "0000118b0003666f6f"},
      {"space": "vendor-4491", "name": "tftp-servers", "data": "3000::1"},
      {"space": "vendor-12345", "code": 1, "data": "0102", "always-send": true}])");
  const Snapshot6& snapshot = config->snapshot();
  CHECK(snapshot.global_options.empty());
  REQUIRE(snapshot.global_vendors.size() == 2);
  const VendorOptions& docsis = snapshot.global_vendors[0];
  CHECK(docsis.enterprise == 4491);
  REQUIRE(docsis.container);
  CHECK(docsis.container->value == Bytes{0, 0, 0x11, 0x8b});
  REQUIRE(docsis.vendor_class);
  CHECK(docsis.vendor_class->value == Bytes{0, 0, 0x11, 0x8b, 0, 3, 'f', 'o', 'o'});
  CHECK(value_of(docsis.options, 32).size() == 16);
  const VendorOptions& other = snapshot.global_vendors[1];
  CHECK(other.enterprise == 12345);
  CHECK(other.container->always_send);
  CHECK(value_of(other.options, 1) == Bytes{1, 2});
  CHECK(other.options[0].always_send);
}

TEST_CASE("a class of DHCPv6 gives options and lifetimes to its members") {
  const auto config = config6_of(R"("client-classes": [
      {"name": "phones", "test": "option[16].exists", "min-preferred-lifetime": 5, "preferred-lifetime": 6,
       "max-preferred-lifetime": 7, "valid-lifetime": 10, "only-if-required": true, "user-context": {"a": 1},
       "option-data": [{"name": "preference", "data": "9"}]},
      {"name": "others", "template-test": "option[39].hex"}])");
  const Snapshot6& snapshot = config->snapshot();
  const Class6& phones = (*snapshot.classes)[*snapshot.class_dictionary->find("phones")];
  CHECK(phones.defined);
  CHECK(phones.preferred_lifetime->minimum == 5);
  CHECK(phones.preferred_lifetime->preferred == 6);
  CHECK(phones.preferred_lifetime->maximum == 7);
  CHECK(phones.valid_lifetime->maximum == 10);
  CHECK(value_of(phones.options, 7) == Bytes{9});
  CHECK(snapshot.class_dictionary->phase(*snapshot.class_dictionary->find("phones")) == ClassPhase::required);
  const Class6& others = (*snapshot.classes)[*snapshot.class_dictionary->find("others")];
  CHECK(others.defined);
  CHECK_FALSE(others.preferred_lifetime);
  CHECK_FALSE(others.valid_lifetime);
  CHECK_FALSE((*snapshot.classes)[builtin_class::known].defined);
}

TEST_CASE("guards of DHCPv6 subnets and networks are classes by number") {
  const auto config = three_subnets("", R"(, "client-class": "a", "require-client-classes": ["b"])",
                                    R"(, "client-class": "c", "require-client-classes": ["b", "c"])");
  const Snapshot6& snapshot = config->snapshot();
  const auto id = [&](const char* name) { return *snapshot.class_dictionary->find(name); };
  CHECK(snapshot.shared_networks[0]->guard == ClassGuard{id("a")});
  CHECK(snapshot.shared_networks[0]->required_classes == std::vector{id("b")});
  CHECK(snapshot.subnets[0]->guard.empty());
  CHECK(snapshot.subnets[1]->guard == ClassGuard{id("c")});
  CHECK(snapshot.subnets[1]->required_classes == std::vector{id("b"), id("c")});
  CHECK(snapshot.classes->size() == snapshot.class_dictionary->size());
}

TEST_CASE("each source of hardware addresses is meant by its name, some by two") {
  const std::pair<const char*, MacSource> sources[] = {
      {"any", MacSource::any},
      {"raw", MacSource::raw},
      {"duid", MacSource::duid},
      {"ipv6-link-local", MacSource::ipv6_link_local},
      {"client-link-addr-option", MacSource::client_link_addr_option},
      {"rfc6939", MacSource::client_link_addr_option},
      {"remote-id", MacSource::remote_id},
      {"rfc4649", MacSource::remote_id},
      {"subscriber-id", MacSource::subscriber_id},
      {"rfc4580", MacSource::subscriber_id},
      {"docsis-cmts", MacSource::docsis_cmts},
      {"docsis-modem", MacSource::docsis_modem},
  };
  for (const auto& [name, source] : sources) {
    const auto config = config6_of("\"mac-sources\": [\"" + std::string(name) + "\"]");
    CHECK_MESSAGE(config->snapshot().mac_sources == std::vector{source}, name);
  }
}

TEST_CASE("global settings of DHCPv6 arrive in the snapshot") {
  const auto config = config6_of(R"(
      "host-reservation-identifiers": ["flex-id", "duid"],
      "mac-sources": ["rfc6939", "docsis-cmts"],
      "relay-supplied-options": ["110", "dns-servers", "65", "110"],
      "decline-probation-period": 5,
      "compatibility": {"lenient-option-parsing": true},
      "early-global-reservations-lookup": true, "ip-reservations-unique": false,
      "reservations-lookup-first": true, "valid-lifetime": 100, "preferred-lifetime": 50)");
  const Snapshot6& snapshot = config->snapshot();
  CHECK(snapshot.host_identifiers == std::vector{HostIdentifierType::flex_id, HostIdentifierType::duid});
  CHECK(snapshot.mac_sources == std::vector{MacSource::client_link_addr_option, MacSource::docsis_cmts});
  CHECK(snapshot.relay_supplied_options == std::vector<std::uint16_t>{23, 65, 110});
  CHECK(snapshot.decline_probation_period == 5);
  CHECK(snapshot.compatibility.lenient_option_parsing);
  CHECK(snapshot.early_global_reservations_lookup);
  CHECK_FALSE(snapshot.ip_reservations_unique);
  CHECK(snapshot.reservations_lookup_first);
  CHECK(snapshot.valid_lifetime.minimum == 100);
  CHECK(snapshot.preferred_lifetime->maximum == 50);
}

}  // namespace
}  // namespace dhcp
