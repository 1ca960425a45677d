#include "dhcpcore/config6.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "sample_config6.hpp"
#include "test_data.hpp"

namespace dhcp {
namespace {

Value printed(const std::string& body) {
  const auto config = parse_body6(body);
  REQUIRE_MESSAGE(config, config.error().message);
  const Value root = (*config)->to_value();
  return *root.find("Dhcp6");
}

void check_round_trip(const Config6& config) {
  const Value root = config.to_value();
  const auto again = Config6::from_value(root);
  REQUIRE_MESSAGE(again, again.error().message);
  CHECK((*again)->to_value() == root);
  CHECK((*again)->subnet_count() == config.subnet_count());
}

TEST_CASE("a DHCPv6 configuration with every scope reads back from what is printed of it") {
  std::ifstream file(std::filesystem::path(TEST_DATA_DIR) / "configs6" / "every-scope.json");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto config = Config6::parse(text, "every-scope.json");
  REQUIRE_MESSAGE(config, config.error().message);
  CHECK((*config)->subnet_count() == 3);
  CHECK((*config)->server().interfaces.interfaces == std::vector<std::string>{"eth0/2001:db8::1"});
  CHECK((*config)->server_id().type == ServerIdConfig::Type::en);
  CHECK((*config)->server_id().enterprise_id == 2495);
  CHECK((*config)->warnings().empty());
  check_round_trip(**config);
  // What was written is printed as it was, and defaults beside it.
  const auto written = parse_json(text, "f", config_file_syntax);
  REQUIRE(written);
  const Value root = (*config)->to_value();
  const Value& subnet = root.find("Dhcp6")->find("subnet6")->as_list()[0];
  const Value& source = written->value.find("Dhcp6")->find("subnet6")->as_list()[0];
  for (const char* const key : {"id", "subnet", "rapid-commit", "preferred-lifetime", "interface-id", "relay",
                                "pd-allocator", "client-class"})
    CHECK_MESSAGE(to_json(*subnet.find(key)) == to_json(*source.find(key)), key);
  const Value& pd_pool = subnet.find("pd-pools")->as_list()[0];
  CHECK(pd_pool.find("excluded-prefix-len")->as_integer() == 72);
  CHECK(pd_pool.find("pool-id")->as_integer() == 0);
}

TEST_CASE("an empty DHCPv6 configuration has the defaults of the manual") {
  const Value dhcp6 = printed("");
  CHECK(dhcp6.find("valid-lifetime")->as_integer() == 7200);
  CHECK(dhcp6.find("preferred-lifetime") == nullptr);
  CHECK(dhcp6.find("calculate-tee-times")->as_boolean());
  CHECK(to_json(*dhcp6.find("t2-percent")) == "0.8");
  CHECK(to_json(*dhcp6.find("mac-sources")) == R"(["any"])");
  CHECK(to_json(*dhcp6.find("host-reservation-identifiers")) == R"(["hw-address", "duid"])");
  CHECK(dhcp6.find("server-id")->find("type")->as_string() == "LLT");
  CHECK(dhcp6.find("server-id")->find("persist")->as_boolean());
  CHECK(dhcp6.find("pd-allocator")->as_string() == "iterative");
  CHECK(dhcp6.find("dhcp-queue-control")->find("queue-type")->as_string() == "kea-ring6");
  CHECK(dhcp6.find("dhcp4o6-port")->as_integer() == 0);
}

TEST_CASE("sources of hardware addresses are printed by one name") {
  CHECK(
      to_json(*printed(R"("mac-sources": ["rfc6939", "rfc4649", "rfc4580", "duid"])").find("mac-sources")) ==
      R"(["client-link-addr-option", "remote-id", "subscriber-id", "duid"])");
}

TEST_CASE("what a table of DHCPv6 does not allow is an error with its place") {
  struct Case {
    const char* body;
    const char* error;
  };
  const Case cases[] = {
      {R"("subnet4": [])", "f:2:1: Dhcp6/subnet4: unknown key; did you mean \"subnet6\"?"},
      {R"("allocator": "flq")",
       "f:2:14: Dhcp6/allocator: \"flq\" is not known here; allowed are \"iterative\", \"random\""},
      {R"("mac-sources": [])",
       "f:2:16: Dhcp6/mac-sources: is empty; at least one source is needed, such as \"any\""},
      {R"("relay-supplied-options": ["110", "dns-servers", "nonsense"])",
       "f:2:27: Dhcp6/relay-supplied-options: \"nonsense\" is no option; expected a standard name or a code "
       "of 1 to 65535"},
      {R"("server-id": {"identifier": "xy"})",
       "f:2:29: Dhcp6/server-id/identifier: \"xy\" is no part of a DUID; expected at most 122 bytes of two "
       "hexadecimal digits each"},
      {R"("interfaces-config": {"interfaces": ["eth0/192.0.2.1"]})",
       "f:2:38: Dhcp6/interfaces-config/interfaces[0]: \"eth0/192.0.2.1\" names no interface; expected "
       "\"eth0\", \"eth0/2001:db8::1\" or \"*\""},
      {R"("reservations": [{"hostname": "a"}])",
       "f:2:18: Dhcp6/reservations[0]: no identifier; exactly one of duid, hw-address, flex-id is needed"},
      {R"("reservations": [{"duid": "01:02", "hw-address": "0a:0b"}])",
       "f:2:50: Dhcp6/reservations[0]/hw-address: the reservation has another identifier already; exactly "
       "one is allowed"},
      {R"("reservations": [{"duid": "01:02", "ip-addresses": ["192.0.2.1"]}])",
       "f:2:53: Dhcp6/reservations[0]/ip-addresses[0]: \"192.0.2.1\" is no IPv6 address; expected a string "
       "such as \"2001:db8::1\""},
      {R"("option-data": [{"code": 0, "data": ""}])",
       "f:2:26: Dhcp6/option-data[0]/code: 0 is no option; allowed are 1 to 65535"},
  };
  for (const Case& of : cases) CHECK(error6_of(of.body) == of.error);
}

TEST_CASE("a DHCPv6 configuration may be put together from files; an error names the one it is in") {
  const auto of_file = [](const std::string& subnet) {
    return Config6::parse(R"({"Dhcp6": {"subnet6": [<?include "subnet.json"?>]}})", "f",
                          [&](const std::string& path) -> Result<std::string> {
                            CHECK(path == "subnet.json");
                            return subnet;
                          });
  };
  const auto config = of_file("{\"id\": 1,\n\"subnet\": \"2001:db8::/64\"}");
  REQUIRE_MESSAGE(config, config.error().message);
  CHECK((*config)->subnet_count() == 1);
  CHECK(of_file("{\"id\": 1,\n\"subnet\": \"2001:db8::\"}")
            .error()
            .message.starts_with("subnet.json:2:11: Dhcp6/subnet6[0]/subnet: "));
}

TEST_CASE("only the one key Dhcp6 may stand at the root") {
  CHECK(Config6::parse("{}", "f").error().message ==
        "f:1:1: there is no \"Dhcp6\"; expected {\"Dhcp6\": {...}}");
  CHECK(Config6::parse(R"({"Dhcp6": {}, "Dhcp4": {}})", "f").error().message ==
        "f:1:15: Dhcp4: unknown key; only \"Dhcp6\" may stand here");
}

}  // namespace
}  // namespace dhcp
