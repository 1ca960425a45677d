#include "config/option_dictionary.hpp"

#include "sample_config.hpp"

namespace dhcp {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::string refusal(const std::string& keys) {
  return error_of("\"option-def\": [\n{" + keys + "}]");
}

TEST_CASE("a definition says what a value looks like") {
  const auto config = config_of(R"("option-def": [
      {"name": "foo", "code": 222, "type": "uint32"},
      {"name": "bar", "code": 223, "type": "record", "record-types": "ipv4-address, uint16, boolean, string"},
      {"name": "many", "code": 224, "type": "record", "record-types": "uint8,uint16", "array": true}],
    "option-data": [{"name": "foo", "data": "12"}, {"code": 223, "data": "192.0.2.100, 123, true, Hello World"},
      {"name": "many", "data": "1, 2, 3"}])");
  const OptionSet& options = config->snapshot().global_options;
  CHECK(find_option(options, 222)->value == Bytes{0, 0, 0, 12});
  CHECK(find_option(options, 223)->value.size() == 4 + 2 + 1 + 11);
  CHECK(find_option(options, 224)->value == Bytes{1, 0, 2, 0, 3});
  CHECK(config->snapshot().option_definitions->find("dhcp4", std::string_view("foo"))->code == 222);
  CHECK(config->snapshot().option_definitions->find("dhcp4", std::uint16_t{3})->name == "routers");
  CHECK(config->snapshot().option_definitions->find("dhcp4", std::uint16_t{226}) == nullptr);
}

TEST_CASE("padding and the end are no options to define") {
  for (const char* code : {"0", "255", "256"}) {
    const std::string error = refusal(R"("name": "a", "type": "string", "code": )" + std::string(code));
    CHECK_MESSAGE(error.find("]/code: ") != std::string::npos, error);
  }
}

TEST_CASE("what is free may be defined: unassigned codes, option 43, other spaces from 0 to 255") {
  for (const char* keys : {R"("name": "a", "code": 224, "type": "fqdn", "array": true)",
                           R"("name": "a", "code": 43, "type": "binary")",
                           R"("name": "a", "code": 0, "type": "uint8", "space": "x")",
                           R"("name": "a", "code": 255, "type": "uint8", "space": "x")",
                           R"("name": "routers", "code": 3, "type": "uint8", "space": "x")",
                           R"("name": "a", "code": 1, "type": "string", "space": "vendor-25167")"})
    CHECK_MESSAGE(refusal(keys) == "no error", keys);
}

TEST_CASE("sub-options become the content of the option that encapsulates their space") {
  const auto config = config_of(R"("option-def": [
      {"name": "container", "code": 222, "type": "empty", "encapsulate": "isc"},
      {"name": "numbered", "code": 223, "type": "uint16", "encapsulate": "isc"},
      {"name": "subopt1", "code": 1, "space": "isc", "type": "ipv4-address"},
      {"name": "subopt2", "code": 2, "space": "isc", "type": "empty", "encapsulate": "inner"},
      {"name": "deep", "code": 9, "space": "inner", "type": "string"}],
    "option-data": [{"name": "container"}, {"name": "numbered", "data": "513"},
      {"name": "subopt1", "space": "isc", "data": "192.0.2.3"}, {"name": "subopt2", "space": "isc"},
      {"name": "deep", "space": "inner", "data": "x"}, {"code": 7, "space": "isc", "never-send": true}])");
  const OptionSet& options = config->snapshot().global_options;
  CHECK(options.size() == 2);
  CHECK(find_option(options, 222)->value == Bytes{1, 4, 192, 0, 2, 3, 2, 3, 9, 1, 'x'});
  CHECK(find_option(options, 223)->value == Bytes{2, 1, 1, 4, 192, 0, 2, 3, 2, 3, 9, 1, 'x'});
}

TEST_CASE("sub-options cannot be requested, so never-send means nothing to them") {
  const auto config = config_of(R"("option-def": [
      {"name": "container", "code": 222, "type": "empty", "encapsulate": "isc"},
      {"name": "one", "code": 1, "space": "isc", "type": "uint8"}],
    "option-data": [{"name": "container"}, {"name": "one", "space": "isc", "data": "7", "never-send": true}])");
  CHECK(find_option(config->snapshot().global_options, 222)->value == Bytes{1, 1, 7});
}

TEST_CASE("a container and its sub-options may come from different scopes") {
  const auto config = config_of(R"("option-def": [
      {"name": "container", "code": 222, "type": "empty", "encapsulate": "isc"},
      {"name": "one", "code": 1, "space": "isc", "type": "uint8"},
      {"name": "two", "code": 2, "space": "isc", "type": "uint8"}],
    "option-data": [{"name": "container"}, {"name": "one", "space": "isc", "data": "1"},
                    {"name": "two", "space": "isc", "data": "2"}],
    "subnet4": [{"id": 1, "subnet": "10.0.0.0/8", "option-data": [{"name": "two", "space": "isc", "data": "3"}],
      "pools": [{"pool": "10.0.0.0/16", "option-data": [{"name": "container"}]},
                {"pool": "10.1.0.0/16", "option-data": [{"name": "one", "space": "isc", "data": "4"}]}],
      "reservations": [{"duid": "01", "option-data": [{"code": 222}, {"code": 1, "space": "isc", "data": "9"}]}]}])");
  const Subnet4& subnet = *config->snapshot().subnets[0];
  CHECK(find_option(config->snapshot().global_options, 222)->value == Bytes{1, 1, 1, 2, 1, 2});
  CHECK(find_option(subnet.options, 222)->value == Bytes{1, 1, 1, 2, 1, 3});
  CHECK(find_option(subnet.pools[0].options, 222)->value == Bytes{1, 1, 1, 2, 1, 3});
  CHECK(subnet.pools[1].options.empty());
  const std::uint8_t duid[] = {1};
  const Host4* const host =
      config->snapshot().subnet_index.find(1)->hosts.find(HostIdentifier{HostIdentifierType::duid, duid});
  CHECK(find_option(host->options, 222)->value == Bytes{1, 1, 9, 2, 1, 3});
}

TEST_CASE("option 43 holds the sub-options of its standard space") {
  const auto config = config_of(R"("option-def": [
      {"name": "foo", "code": 1, "space": "vendor-encapsulated-options-space", "type": "record",
       "record-types": "ipv4-address, uint16, string"}],
    "option-data": [{"name": "vendor-encapsulated-options"},
      {"name": "foo", "space": "vendor-encapsulated-options-space", "data": "192.0.2.3, 123, Hello"}])");
  CHECK(find_option(config->snapshot().global_options, 43)->value ==
        Bytes{1, 11, 192, 0, 2, 3, 0, 123, 'H', 'e', 'l', 'l', 'o'});
}

TEST_CASE("sub-options longer than an octet can count are cut into pieces") {
  const auto config = config_of(R"("option-def": [
      {"name": "container", "code": 222, "type": "empty", "encapsulate": "isc"},
      {"name": "long", "code": 5, "space": "isc", "type": "string"}],
    "option-data": [{"name": "container"}, {"name": "long", "space": "isc", "data": ")" +
                                std::string(300, 'x') + "\"}]");
  const Bytes& value = find_option(config->snapshot().global_options, 222)->value;
  REQUIRE(value.size() == 300 + 4);
  CHECK(value[1] == 255);
  CHECK(value[257] == 5);
  CHECK(value[258] == 45);
}

TEST_CASE("spaces that hold each other end somewhere") {
  const auto config = config_of(R"("option-def": [
      {"name": "a", "code": 222, "type": "empty", "encapsulate": "x"},
      {"name": "b", "code": 1, "type": "empty", "space": "x", "encapsulate": "y"},
      {"name": "c", "code": 2, "type": "empty", "space": "y", "encapsulate": "x"}],
    "option-data": [{"name": "a"}, {"name": "b", "space": "x"}, {"name": "c", "space": "y"}])");
  CHECK(find_option(config->snapshot().global_options, 222)->value.size() == 16);
}

TEST_CASE("vendor options are kept by enterprise, their options apart from each other") {
  const auto config = config_of(R"("option-def": [
      {"name": "tag", "code": 22, "space": "vendor-2234", "type": "string"},
      {"name": "url", "code": 11, "space": "vendor-3561", "type": "string"}],
    "option-data": [{"name": "vivso-suboptions", "data": "3561", "always-send": true},
      {"name": "vivso-suboptions", "data": "2234"}, {"name": "vivco-suboptions", "data": "1234, 03666f6f"},
      {"name": "tag", "space": "vendor-2234", "data": "tagged", "always-send": true},
      {"name": "url", "space": "vendor-3561", "data": "x"},
      {"name": "tftp-servers", "space": "vendor-4491", "data": "10.0.0.1"}],
    "subnet4": [{"id": 1, "subnet": "10.0.0.0/8", "option-data": [
      {"name": "url", "space": "vendor-3561", "data": "y", "always-send": true}]}])");
  const auto& vendors = config->snapshot().global_vendors;
  REQUIRE(vendors.size() == 4);
  CHECK(vendors[0].enterprise == 1234);
  CHECK(vendors[0].vendor_class->value == Bytes{0, 0, 4, 0xd2, 3, 'f', 'o', 'o'});
  CHECK_FALSE(vendors[0].container);
  CHECK(vendors[1].container->value == Bytes{0, 0, 8, 0xba});
  CHECK(find_option(vendors[1].options, 22)->always_send);
  CHECK(vendors[2].container->always_send);
  CHECK_FALSE(vendors[3].container);
  CHECK(find_option(vendors[3].options, 2)->value == Bytes{10, 0, 0, 1});
  CHECK(config->snapshot().global_options.empty());
  // A subnet has its own apart from the global ones: classes come between them.
  const auto& inner = config->snapshot().subnets[0]->vendors;
  REQUIRE(inner.size() == 1);
  CHECK(inner[0].enterprise == 3561);
  CHECK_FALSE(inner[0].container);
  CHECK(find_option(inner[0].options, 11)->value == Bytes{'y'});
}

}  // namespace
}  // namespace dhcp
