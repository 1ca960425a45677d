#include "dhcpcore/config4.hpp"

#include "sample_config.hpp"

namespace dhcp {
namespace {

constexpr Ipv4Address address(std::uint8_t c, std::uint8_t d) {
  return {192, 0, c, d};
}

TEST_CASE("the manual's simple configuration loads") {
  const auto config = load_sample("simple.json");
  CHECK(config->warnings().empty());
  CHECK(config->interfaces().interfaces == std::vector<std::string>{"eth0"});
  CHECK(config->interfaces().socket_type == InterfacesConfig::SocketType::raw);
  REQUIRE(config->loggers().size() == 1);
  CHECK(config->loggers()[0].name == "*");
  CHECK(config->loggers()[0].severity == "DEBUG");
  CHECK(config->loggers()[0].outputs.empty());
  CHECK(config->lease_database().type == "memfile");
  CHECK(config->lease_database().persist);
  CHECK_FALSE(config->lease_database().sync);
  REQUIRE(config->subnet_count() == 1);
  CHECK(config->snapshot().subnets[0]->pools[0].range == Ipv4Range{address(2, 1), address(2, 200)});
}

TEST_CASE("the first example of the DHCPv4 chapter loads") {
  const auto config = load_sample("first-example.json");
  const Subnet4& subnet = *config->snapshot().subnets[0];
  CHECK(config->lease_database().name == "/var/lib/kea/dhcp4.leases");
  CHECK(subnet.valid_lifetime.minimum == 4000);
  CHECK(subnet.valid_lifetime.preferred == 4000);
  CHECK(subnet.valid_lifetime.maximum == 4000);
  CHECK(subnet.renew_timer == 1000);
  CHECK(subnet.rebind_timer == 2000);
  CHECK_FALSE(subnet.authoritative);
  CHECK(subnet.match_client_id);
  CHECK(subnet.reservations_in_subnet);
  CHECK(subnet.hosts.empty());
}

TEST_CASE("nothing but defaults") {
  const auto config = config_of("");
  const Snapshot4& snapshot = config->snapshot();
  CHECK(snapshot.subnets.empty());
  CHECK(snapshot.echo_client_id);
  CHECK(snapshot.decline_probation_period == 86400);
  CHECK(snapshot.host_identifiers == std::vector{HostIdentifierType::hw_address, HostIdentifierType::duid,
                                                 HostIdentifierType::circuit_id,
                                                 HostIdentifierType::client_id});
  CHECK(config->thread_pool_size() == 0);
  CHECK(config->loggers().empty());
  CHECK(config->interfaces().re_detect);
  CHECK(config->interfaces().service_sockets_retry_wait_time == 5000);
}

TEST_CASE("a subnet inherits what it does not set") {
  const auto config = load_sample("several-subnets.json");
  const Subnet4& plain = *config->snapshot().subnets[0];
  const Subnet4& own = *config->snapshot().subnets[1];
  const Subnet4& relayed = *config->snapshot().subnets[2];

  CHECK(plain.calculate_tee_times);
  CHECK(plain.t1_percent == 0.4);
  CHECK(plain.valid_lifetime.minimum == 2000);
  CHECK(plain.valid_lifetime.maximum == 8000);
  CHECK(plain.authoritative);
  CHECK(plain.next_server == address(2, 123));
  CHECK(plain.server_hostname == "some-name.example.org");
  CHECK(plain.boot_file_name == "/dev/null");
  CHECK_FALSE(plain.renew_timer);
  CHECK(plain.pools[1].range == Ipv4Range{address(2, 240), address(2, 255)});
  CHECK(plain.pools[1].id == 7);

  CHECK(own.renew_timer == 900);
  CHECK_FALSE(own.authoritative);
  CHECK_FALSE(own.match_client_id);
  CHECK(own.interface == "eth1");
  CHECK(own.next_server == address(2, 123));  // an empty string is as if not given
  CHECK(own.boot_file_name == "/var/lib/tftp/boot.img");
  CHECK(own.server_hostname == "some-name.example.org");

  CHECK(relayed.valid_lifetime.minimum == 600);
  CHECK(relayed.valid_lifetime.maximum == 600);
  CHECK(relayed.next_server.is_any());
  CHECK(relayed.relay_addresses == std::vector{Ipv4Address(10, 0, 0, 1), Ipv4Address(10, 0, 0, 2)});
}

TEST_CASE("what the server itself needs is read from its scopes") {
  const auto config = load_sample("several-subnets.json");
  CHECK(config->thread_pool_size() == 4);
  CHECK(config->interfaces().socket_type == InterfacesConfig::SocketType::udp);
  CHECK(config->interfaces().outbound_interface == InterfacesConfig::OutboundInterface::use_routing);
  CHECK(config->interfaces().service_sockets_max_retries == 5);
  CHECK(config->lease_database().lfc_interval == 1800);
  CHECK(config->lease_database().max_row_errors == 100);
  REQUIRE(config->loggers().size() == 2);
  const LoggerConfig& root = config->loggers()[0];
  CHECK(root.severity == "INFO");
  CHECK(root.outputs[0].pattern == "%-5p %m\n");
  CHECK(root.outputs[0].maxsize == 10240000);
  CHECK(root.outputs[1].maxver == 4);
  CHECK_FALSE(root.outputs[1].flush);
  CHECK(config->loggers()[1].debuglevel == 99);
  CHECK(config->loggers()[1].outputs[0].output == "syslog:local3");
}

TEST_CASE("one worker when multi-threading is off") {
  CHECK(config_of(R"("multi-threading": {"enable-multi-threading": false, "thread-pool-size": 8})")
            ->thread_pool_size() == 1);
}

TEST_CASE("subnets may overlap, and have one pool in common") {
  const auto config = config_of(R"("subnet4": [
    {"id": 2, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.1 - 192.0.2.9"}]},
    {"id": 1, "subnet": "192.0.2.1/24", "pools": [{"pool": "192.0.2.1 - 192.0.2.9"}]},
    {"id": 4294967294, "subnet": "192.0.0.0/16"}])");
  CHECK(config->subnet_count() == 3);
  SubnetList found;
  config->snapshot().subnet_index.containing(address(2, 77), found);
  REQUIRE(found.size() == 3);
  CHECK(found[0]->id == 2);
  CHECK(found[2]->id == 4294967294);
  CHECK(config->snapshot().subnet_index.find(1) == config->snapshot().subnets[1].get());
}

TEST_CASE("reservations are found by what they are made for") {
  const auto config = load_sample("reservations.json");
  const Snapshot4& snapshot = config->snapshot();
  CHECK(snapshot.host_identifiers[0] == HostIdentifierType::circuit_id);
  CHECK(snapshot.subnet_index.find(1)->hosts.size() == 5);
  const auto find = [&](HostIdentifierType type, ByteView identifier) {
    return snapshot.subnet_index.find(1)->hosts.find(HostIdentifier{type, identifier});
  };
  const std::uint8_t duid[] = {10, 11, 12, 13, 14, 15};
  const std::uint8_t client_id[] = {1, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66};
  const std::uint8_t mac[] = {0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
  REQUIRE(find(HostIdentifierType::duid, duid));
  CHECK(find(HostIdentifierType::duid, duid)->hostname == "alice-laptop");
  CHECK(find(HostIdentifierType::circuit_id, as_bytes("charter950"))->address == address(2, 203));
  CHECK(find(HostIdentifierType::client_id, client_id)->address == address(2, 204));
  const Host4* const fields = find(HostIdentifierType::hw_address, mac);
  REQUIRE(fields);
  CHECK_FALSE(fields->address);
  CHECK(fields->next_server == Ipv4Address(10, 1, 1, 2));
  CHECK(fields->server_hostname == "server-hostname.example.org");
  CHECK(fields->boot_file_name == "/tmp/bootfile.efi");
  REQUIRE(fields->options.size() == 2);
  CHECK(fields->options[0].code == 7);
  CHECK(fields->options[1].value.size() == 8);
  CHECK(snapshot.subnet_index.find(1)->hosts.find(address(2, 100))->identifier_type ==
        HostIdentifierType::duid);
}

TEST_CASE("global reservations belong to subnet 0") {
  const auto config = load_sample("global-reservations.json");
  const std::uint8_t mac[] = {0x02, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
  const Host4* const host =
      config->snapshot().hosts.find(HostIdentifier{HostIdentifierType::hw_address, mac});
  REQUIRE(host);
  CHECK(host->hostname == "host-two");
  CHECK(config->snapshot().subnets[0]->reservations_global);
  CHECK_FALSE(config->snapshot().subnets[1]->reservations_global);
  CHECK_FALSE(config->snapshot().subnets[1]->reservations_in_subnet);
}

TEST_CASE("a configuration may be put together from files") {
  const auto config = load_sample("with-include.json");
  CHECK(config->subnet_count() == 3);
  CHECK(config->snapshot().subnet_index.find(345)->prefix.length == 8);
  CHECK(config->snapshot().subnets[0]->valid_lifetime.preferred == 4000);
}

TEST_CASE("comments become part of the user context") {
  const auto config = load_sample("several-subnets.json");
  const Value printed = config->to_value();
  const Value& first = printed.find("Dhcp4")->find("subnet4")->as_list()[0];
  CHECK(first.find("comment") == nullptr);
  CHECK(first.find("user-context")->find("comment")->as_string() == "second floor");
  const auto merged = config_of(R"("comment": "c", "user-context": {"floor": 1})")->to_value();
  CHECK(to_json(*merged.find("Dhcp4")->find("user-context")) == R"({"floor": 1, "comment": "c"})");
}

TEST_CASE("what is printed reads back as the same configuration") {
  for (const char* name : {"simple.json", "first-example.json", "several-subnets.json", "options.json",
                           "reservations.json", "global-reservations.json", "with-include.json"}) {
    const auto config = load_sample(name);
    const Value printed = config->to_value();
    const auto from_value = Config4::from_value(printed);
    REQUIRE_MESSAGE(from_value, from_value.error().message);
    CHECK((*from_value)->to_value() == printed);
    const auto from_text = Config4::parse(to_json(printed, 2), name);
    REQUIRE_MESSAGE(from_text, from_text.error().message);
    CHECK((*from_text)->to_value() == printed);
    CHECK((*from_text)->snapshot().global_options == config->snapshot().global_options);
    REQUIRE((*from_text)->subnet_count() == config->subnet_count());
    for (std::size_t i = 0; i < config->subnet_count(); ++i)
      CHECK((*from_text)->snapshot().subnets[i]->options == config->snapshot().subnets[i]->options);
  }
}

TEST_CASE("what is odd but accepted is said with its place") {
  const auto config = parse_body(R"("interfaces-config": {"outbound-interface": "use-routing"},
    "loggers": [{"name": "x", "severity": "loud"},],)");
  REQUIRE_MESSAGE(config, config.error().message);
  CHECK((*config)->loggers()[0].severity == "INFO");
  const auto& warnings = (*config)->warnings();
  REQUIRE(warnings.size() == 4);
  CHECK(warnings[0] == "f:3:50: superfluous comma");
  CHECK(warnings[2] ==
        "f:2:22: Dhcp4/interfaces-config: \"use-routing\" works only with \"dhcp-socket-type\": \"udp\"");
  CHECK(warnings[3].starts_with("f:3:17: Dhcp4/loggers[0]: severity \"LOUD\" is not known, INFO is used"));
}

TEST_CASE("ten thousand subnets with reservations load, and each is found") {
  std::string text = "{\"Dhcp4\": {\"subnet4\": [";
  for (unsigned i = 0; i < 10000; ++i) {
    const std::string net =
        std::to_string(10 + i / 65536) + '.' + std::to_string(i / 256 % 256) + '.' + std::to_string(i % 256);
    text += "{\"id\": " + std::to_string(i + 1) + ", \"subnet\": \"" + net +
            ".0/24\", \"pools\": [{\"pool\": \"" + net + ".10 - " + net +
            ".200\"}], \"reservations\": [{\"hw-address\": \"02:00:00:00:00:01\", \"ip-address\": \"" + net +
            ".5\"}]},";
  }
  text += "]}}";
  const auto config = Config4::parse(text, "big.json");
  REQUIRE_MESSAGE(config, config.error().message);
  const Snapshot4& snapshot = (*config)->snapshot();
  CHECK(snapshot.subnets.size() == 10000);
  CHECK(snapshot.subnet_index.find(7777)->prefix.contains(Ipv4Address(10, 30, 96, 5)));
  CHECK(snapshot.subnet_index.find(7777)->hosts.find(Ipv4Address(10, 30, 96, 5)));
}

}  // namespace
}  // namespace dhcp
