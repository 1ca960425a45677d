// Options of DHCPv6 as they are configured, and what of them is in a snapshot.
#include "both_protocols.hpp"
#include "option/option_tables.hpp"

namespace dhcp {
namespace {

std::string data_of(const std::string& global_keys, std::uint16_t code) {
  const auto config = config6_of(global_keys);
  const OptionValue* const option = find_option(config->snapshot().global_options, code);
  return option ? to_hex(option->value) : "none";
}

TEST_CASE("no option of the standard can be defined anew, by code or by name, alike or not") {
  std::size_t count = 0;
  for (const OptionDefinition& definition : standard_definitions("dhcp6", DhcpVersion::v6)) {
    ++count;
    CAPTURE(definition.name);
    const auto defined = [&](const std::string& name, std::uint16_t code) {
      const std::string type = definition.record.empty()
                                   ? R"("type": "binary")"
                                   : R"("type": "record", "record-types": "uint8, uint8")";
      return error6_of(R"("option-def": [{"name": ")" + name + R"(", "code": )" + std::to_string(code) +
                       ", " + type + "}]");
    };
    CHECK(defined("own", definition.code).find("is defined by the standard") != std::string::npos);
    CHECK(defined(std::string(definition.name), 1000).find("is defined by the standard") !=
          std::string::npos);
  }
  CHECK(count >= 58);
  // Codes that the standard leaves without a definition take any.
  for (const char* const type :
       {"uint32", "string", "empty", "ipv6-prefix", "psid", "tuple", "fqdn", "boolean"})
    for (const char* const code : {"10", "19", "20", "35", "100", "65535"})
      CHECK(error6_of(R"("option-def": [{"name": "own", "code": )" + std::string(code) + R"(, "type": ")" +
                      type + "\"}]") == "no error");
}

TEST_CASE("a definition of DHCPv6 says what a value looks like") {
  struct {
    const char* definition;
    const char* data;
    const char* value;
  } const cases[] = {
      {R"("type": "record", "record-types": "ipv6-address, uint16, boolean, string")",
       "2001:db8:1::10, 123, false, Hello World",
       "20010db8000100000000000000000010007b0048656c6c6f20576f726c64"},
      {R"("type": "record", "record-types": "uint8, uint16", "array": true)", "1, 2, 3", "0100020003"},
      {R"("type": "uint32", "array": true)", "1, 0x2", "0000000100000002"},
      {R"("type": "uint32", "array": false)", "1, 2", "00000001"},
      {R"("type": "ipv6-prefix")", "2001:db8:1::/56", "3820010db8000100"},
      {R"("type": "psid")", "3/4", "043000"},
      {R"("type": "fqdn", "array": true)", "a.org, b.org", "0161036f7267000162036f726700"},
      {R"("type": "boolean")", "1", "01"},
      {R"("type": "int16")", "-2", "fffe"},
      {R"("type": "empty")", "", ""},
      {R"("type": "string")", R"(foo\\,bar)", "666f6f2c626172"},
      // A tuple has two octets of length, those of DHCPv4 have one.
      {R"("type": "tuple")", "abc", "0003616263"},
      {R"("type": "tuple", "array": true)", "a, bc", "00016100026263"},
      {R"("type": "record", "record-types": "uint8, tuple", "array": true)", "7, a, bc", "0700016100026263"},
  };
  for (const auto& [definition, data, value] : cases) {
    CAPTURE(std::string(definition));
    const std::string keys = R"("option-def": [{"name": "own", "code": 1000, )" + std::string(definition) +
                             R"(}], "option-data": [{"name": "own", "data": ")" + data + "\"}]";
    CHECK(data_of(keys, 1000) == value);
  }
}

TEST_CASE("without csv the value of a DHCPv6 option is digits in several forms, or text") {
  for (const char* const digits : {"ab:cd:ef", "ab cd ef", "AB CD EF", "abcdef", "0xabcdef", "0XABCDEF"})
    CHECK(data_of(R"("option-data": [{"code": 1000, "csv-format": false, "data": ")" + std::string(digits) +
                      "\"}]",
                  1000) == "abcdef");
  CHECK(data_of(R"("option-data": [{"code": 1000, "csv-format": false, "data": "a:b"}])", 1000) == "0a0b");
  CHECK(data_of(R"("option-data": [{"code": 1000, "csv-format": false, "data": "'some text'"}])", 1000) ==
        "736f6d652074657874");
  CHECK(data_of(R"("option-data": [{"name": "preference", "csv-format": false, "data": "7f"}])", 7) == "7f");
  CHECK(data_of(R"("option-data": [{"code": 1000}])", 1000) == "");
}

TEST_CASE("a value may be left out where the option can be empty") {
  for (const char* const name :
       {"dns-servers", "domain-search", "bootfile-param", "s46-cont-mape", "rapid-commit", "rsoo"})
    CHECK_MESSAGE(error6_of(R"("option-data": [{"name": ")" + std::string(name) + "\"}]") == "no error",
                  name);
  for (const char* const name :
       {"preference", "aftr-name", "new-posix-timezone", "information-refresh-time", "vendor-opts", "v6-dnr"})
    CHECK_MESSAGE(error6_of(R"("option-data": [{"name": ")" + std::string(name) + "\"}]")
                      .starts_with("f:2:17: Dhcp6/option-data[0]/data: "),
                  name);
}

TEST_CASE("a flag of an outer scope stays, whatever an inner one says") {
  const auto config = config6_of(R"(
      "option-data": [{"name": "preference", "data": "1", "always-send": true},
                      {"name": "solmax-rt", "data": "60", "never-send": true}],)" +
                                 subnet6(R"("option-data": [
      {"name": "preference", "data": "2", "always-send": false}, {"name": "solmax-rt", "data": "61", "never-send": false}])"));
  const OptionSet& options = config->snapshot().subnets[0]->options;
  CHECK(find_option(options, 7)->value == std::vector<std::uint8_t>{2});
  CHECK(find_option(options, 7)->always_send);
  CHECK(find_option(options, 82)->never_send);
}

// An option of a softwire container's space as it stands in the container.
TEST_CASE("each softwire container holds the options of its own space, theirs within them") {
  const std::string rule = R"({"space": "s46-cont-mapt-options", "name": "s46-rule",
      "data": "0, 16, 24, 192.0.2.0, 2001:db8:1::/64"})";
  CHECK(data_of(R"("option-data": [{"name": "s46-cont-mapt"}, )" + rule + R"(,
      {"space": "s46-cont-mapt-options", "name": "s46-dmr", "data": "2001:db8:cafe::/64"},
      {"space": "s46-rule-options", "name": "s46-portparams", "data": "2, 3/4"}])",
                95) ==
        "0059"
        "0018"
        "001018c00002004020010db800010000"
        "005d0004"
        "02043000"
        "005b0009"
        "4020010db8cafe0000");
  CHECK(data_of(R"("option-data": [{"name": "s46-cont-lw"},
      {"space": "s46-cont-lw-options", "name": "s46-br", "data": "2001:db8:cafe::1"},
      {"space": "s46-cont-lw-options", "name": "s46-v4v6bind", "data": "192.0.2.3, 2001:db8:1::/64"},
      {"space": "s46-v4v6bind-options", "name": "s46-portparams", "data": "2, 3/4"}])",
                96) ==
        "005a0010"
        "20010db8cafe00000000000000000001"
        "005c0015"
        "c0000203"
        "4020010db800010000"
        "005d0004"
        "02043000");
  // What is configured for one container is in no other.
  CHECK(data_of(R"("option-data": [{"name": "s46-cont-mape"}, )" + rule + "]", 94) == "");
  CHECK(
      error6_of(R"("option-data": [{"space": "s46-cont-mapt-options", "name": "s46-br", "data": "::1"}])") !=
      "no error");
  CHECK(error6_of(R"("option-data": [{"space": "s46-cont-lw-options", "name": "s46-rule", "data": ""}])") !=
        "no error");
}

TEST_CASE("a container of one's own holds the options of the space that it names") {
  const std::string definitions = R"("option-def": [
      {"name": "container", "code": 1000, "type": "empty", "encapsulate": "isc"},
      {"name": "other", "code": 1001, "type": "uint16", "encapsulate": "inner"},
      {"name": "subopt1", "code": 1, "space": "isc", "type": "ipv6-address"},
      {"name": "subopt2", "code": 2, "space": "isc", "type": "empty", "encapsulate": "inner"},
      {"name": "deep", "code": 7, "space": "inner", "type": "string"}],)";
  const std::string data = R"("option-data": [{"name": "container"}, {"code": 1001, "data": "123"},
      {"name": "subopt1", "space": "isc", "data": "2001:db8::1"}, {"code": 2, "space": "isc"},
      {"name": "deep", "space": "inner", "data": "x", "never-send": true}])";
  CHECK(data_of(definitions + data, 1000) ==
        "00010010"
        "20010db8000000000000000000000001"
        "00020005"
        "0007000178");
  CHECK(data_of(definitions + data, 1001) ==
        "007b"
        "0007000178");
  CHECK(data_of(definitions + data, 1) == "none");
}

TEST_CASE("a resolver is configured as text, its commas and pipes escaped for JSON, too") {
  CHECK(data_of(R"("option-data": [{"name": "v6-dnr",
      "data": "150, a., 2001:db8::1, alpn=dot\\,doq\\,h2\\,h3 dohpath=/q{?dns}"}])",
                144) ==
        "0096"
        "0003"
        "016100"
        "0010"
        "20010db8000000000000000000000001"
        "0001000e"
        "03646f7403646f71026832026833"
        "00070008"
        "2f717b3f646e737d");
  CHECK(data_of(R"("option-data": [{"code": 144, "csv-format": false, "data": "00030003016100"}])", 144) ==
        "00030003016100");
}

TEST_CASE("spaces of vendors that the manual names are there, others are made by their definitions") {
  const auto config = config6_of(R"(
      "option-def": [{"name": "tag", "code": 300, "space": "vendor-4294967295", "type": "string"}],
      "option-data": [
        {"code": 17, "data": "4294967295"},
        {"space": "vendor-4294967295", "name": "tag", "data": "x", "always-send": true},
        {"space": "vendor-4491", "code": 32, "data": "2001:db8::1, 2001:db8::2"},
        {"space": "vendor-2495", "name": "4o6-interface", "data": "eth0"},
        {"space": "vendor-2495", "name": "4o6-source-address", "data": "2001:db8::9"},
        {"space": "vendor-2495", "name": "4o6-source-port", "data": "1547"}])");
  const auto& vendors = config->snapshot().global_vendors;
  REQUIRE(vendors.size() == 3);
  CHECK(vendors[0].enterprise == 2495);
  CHECK(to_hex(find_option(vendors[0].options, 60000)->value) == to_hex(as_bytes("eth0")));
  CHECK(to_hex(find_option(vendors[0].options, 60001)->value) == "20010db8000000000000000000000009");
  CHECK(to_hex(find_option(vendors[0].options, 60002)->value) == "060b");
  CHECK(vendors[1].enterprise == 4491);
  CHECK_FALSE(vendors[1].container);
  CHECK(find_option(vendors[1].options, 32)->value.size() == 32);
  CHECK(vendors[2].enterprise == 4294967295);
  CHECK(find_option(vendors[2].options, 300)->always_send);
}

}  // namespace
}  // namespace dhcp
