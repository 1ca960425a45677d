#include "sample_config.hpp"

namespace dhcp {
namespace {

const Class4& class_of(const Config4& config, std::string_view name) {
  const auto id = config.snapshot().class_dictionary->find(name);
  REQUIRE_MESSAGE(id, name);
  return (*config.snapshot().classes)[*id];
}

TEST_CASE("a class is compiled with what it gives to its members") {
  const auto config = config_of(R"x("client-classes": [
    {"name": "phone", "test": "option[vendor-class-identifier].text == 'x'", "valid-lifetime": 60,
     "min-valid-lifetime": 30, "offer-lifetime": 9, "next-server": "10.0.0.1", "server-hostname": "h",
     "boot-file-name": "b", "option-data": [{"name": "routers", "data": "10.0.0.2"}], "user-context": {"a": 1}},
    {"name": "VENDOR_CLASS_x"}, {"name": "spawn", "template-test": "substring(option[61].hex, 0, 3)"}])x");
  const Class4& phone = class_of(*config, "phone");
  CHECK(phone.defined);
  REQUIRE(phone.valid_lifetime);
  CHECK(phone.valid_lifetime->minimum == 30);
  CHECK(phone.valid_lifetime->maximum == 60);
  CHECK(phone.offer_lifetime == 9);
  CHECK(phone.next_server == Ipv4Address(10, 0, 0, 1));
  CHECK(phone.server_hostname == "h");
  CHECK(phone.boot_file_name == "b");
  REQUIRE(find_option(phone.options, 3));
  CHECK(to_json(*phone.context.map) == R"({"a": 1})");
  const Class4& vendor = class_of(*config, "VENDOR_CLASS_x");
  CHECK(vendor.defined);
  CHECK_FALSE(vendor.valid_lifetime);
  CHECK_FALSE(vendor.next_server);
  CHECK(config->snapshot().classes->size() == config->snapshot().class_dictionary->size());
  CHECK_FALSE(class_of(*config, "KNOWN").defined);
}

TEST_CASE("classes that cannot be evaluated are refused where they stand") {
  const auto classes = [](const std::string& list) {
    return error_of("\"client-classes\": [\n" + list + "]");
  };
  CHECK(classes(R"({"name": "a"}, {"name": "a"})") ==
        "f:3:25: Dhcp4/client-classes[1]/name: class 'a' is defined twice");
  CHECK(
      classes(R"({"name": "a", "test": "option[61"})").starts_with("f:3:23: Dhcp4/client-classes[0]/test: "));
  CHECK(classes(R"x({"name": "a", "test": "member('b')"}, {"name": "b"})x") ==
        "f:3:23: Dhcp4/client-classes[0]/test: column 8: class 'b' is not defined before it is used here");
  for (const char* bad :
       {R"({"test": "true"})", R"({"name": ""})", R"({"name": "a", "test": "'text'"})",
        R"({"name": "a", "template-test": "known"})", R"({"name": "KNOWN", "test": "known"})",
        R"({"name": "DROP", "only-if-required": true})",
        R"({"name": "a", "test": "known", "template-test": "'x'"})",
        R"({"name": "a", "test": "option[no-such-option].exists"})",
        R"({"name": "a", "min-valid-lifetime": 9, "valid-lifetime": 8})",
        R"({"name": "a", "option-data": [{"name": "nothing"}]})"})
    CHECK_MESSAGE(classes(bad) != "no error", bad);
  for (const char* good :
       {R"x({"name": "a", "test": "option[61].exists"}, {"name": "b", "test": "member('a')"})x",
        R"({"name": "b", "test": "member('VENDOR_CLASS_q') or known"})",
        R"x({"name": "b", "only-in-additional-list": true, "test": "member('ALL')"})x",
        R"({"name": "KNOWN", "option-data": [{"code": 224, "data": "01"}]})"})
    CHECK_MESSAGE(classes(good) == "no error", good);
}

TEST_CASE("tests may name options that the configuration defines") {
  CHECK(error_of(R"("option-def": [{"name": "mine", "code": 230, "type": "string"}],
    "client-classes": [{"name": "a", "test": "option[mine].exists"}])") == "no error");
}

TEST_CASE("guards and required classes are numbers in every scope that may have them") {
  const auto config = config_of(R"("client-classes": [{"name": "a"}, {"name": "b", "test": "known"}],
    "shared-networks": [{"name": "n", "client-class": "a", "require-client-classes": ["b"], "subnet4": [
      {"id": 1, "subnet": "10.0.0.0/8", "client-class": "HA_server1", "require-client-classes": ["b", "a"],
       "pools": [{"pool": "10.0.0.0/16", "client-class": "HA_server1", "evaluate-additional-classes": ["b"]},
                 {"pool": "10.1.0.0/16", "client-classes": ["a", "b"]}, {"pool": "10.2.0.0/16"}]}]}])");
  const Snapshot4& snapshot = config->snapshot();
  const auto id = [&](std::string_view name) { return snapshot.class_dictionary->find(name).value(); };
  const Subnet4& subnet = *snapshot.subnets[0];
  CHECK(subnet.network->guard == ClassGuard{id("a")});
  CHECK(subnet.network->required_classes == std::vector{id("b")});
  CHECK(subnet.guard == ClassGuard{id("HA_server1")});
  CHECK(subnet.required_classes == std::vector{id("b"), id("a")});
  CHECK(subnet.pools[0].guard == subnet.guard);
  CHECK(subnet.pools[0].required_classes == std::vector{id("b")});
  CHECK(subnet.pools[1].guard == ClassGuard{id("a"), id("b")});
  CHECK(subnet.pools[2].guard.empty());
  CHECK_FALSE((*snapshot.classes)[id("HA_server1")].defined);

  ClassSet classes;
  classes.begin(*snapshot.class_dictionary);
  CHECK(admits(subnet.pools[2].guard, classes));
  CHECK_FALSE(admits(subnet.guard, classes));
  classes.add("HA_server1");  // as a module does
  CHECK(admits(subnet.guard, classes));
  CHECK_FALSE(admits(subnet.pools[1].guard, classes));
  classes.add("b");
  CHECK(admits(subnet.pools[1].guard, classes));
}

TEST_CASE("a guard is printed as it was written") {
  const Value printed = config_of(R"("subnet4": [{"id": 1, "subnet": "10.0.0.0/8", "client-class": "a",
    "pools": [{"pool": "10.0.0.0/16", "client-classes": ["a", "b"]}]}])")
                            ->to_value();
  const Value& subnet = printed.find("Dhcp4")->find("subnet4")->as_list()[0];
  CHECK(subnet.find("client-class")->as_string() == "a");
  CHECK(subnet.find("client-classes") == nullptr);
  const Value& pool = subnet.find("pools")->as_list()[0];
  CHECK(pool.find("client-class") == nullptr);
  CHECK(pool.find("client-classes")->as_list().size() == 2);
  CHECK(
      error_of(
          R"("subnet4": [{"id": 1, "subnet": "10.0.0.0/8", "client-class": "a", "client-classes": ["a"]}])") !=
      "no error");
}

TEST_CASE("a class that is required but never defined is said") {
  const auto config = config_of(R"("client-classes": [{"name": "b"}],
    "subnet4": [{"id": 1, "subnet": "10.0.0.0/8", "require-client-classes": ["b", "c"]}])");
  CHECK(config->warnings() ==
        std::vector<std::string>{"f:3:17: Dhcp4/subnet4[0]: class \"c\" is required here, but "
                                 "not defined; it is ignored"});
}

TEST_CASE("reservations put clients into classes, defined or not") {
  const auto config = config_of(R"("reservations": [{"duid": "01", "client-classes": ["vip", "other"]}])");
  const std::uint8_t duid[] = {1};
  const Host4* const host = config->snapshot().hosts.find(HostIdentifier{HostIdentifierType::duid, duid});
  REQUIRE(host);
  CHECK(host->client_classes == std::vector<std::string>{"vip", "other"});
}

TEST_CASE("a class defines option 43 and private options of its own, and nothing else") {
  const auto config = config_of(R"("option-def": [
      {"name": "cookie", "code": 1, "type": "string", "space": "APC"},
      {"name": "mtftp-ip", "code": 1, "type": "ipv4-address", "space": "PXE"}],
    "client-classes": [
      {"name": "APC", "test": "option[60].text == 'APC'",
       "option-def": [{"name": "vendor-encapsulated-options", "type": "empty", "encapsulate": "APC"}],
       "option-data": [{"name": "cookie", "space": "APC", "data": "1APC"}, {"name": "vendor-encapsulated-options"}]},
      {"name": "PXE", "test": "option[60].text == 'PXE'",
       "option-def": [{"name": "vendor-encapsulated-options", "type": "empty", "encapsulate": "PXE"},
                      {"name": "own", "code": 250, "type": "uint8"}],
       "option-data": [{"name": "mtftp-ip", "space": "PXE", "data": "0.0.0.0"}, {"code": 43},
                       {"name": "own", "data": "7"}]}])");
  const Class4& apc = class_of(*config, "APC");
  CHECK(find_option(apc.options, 43)->value == std::vector<std::uint8_t>{1, 4, '1', 'A', 'P', 'C'});
  const Class4& pxe = class_of(*config, "PXE");
  CHECK(find_option(pxe.options, 43)->value == std::vector<std::uint8_t>{1, 4, 0, 0, 0, 0});
  CHECK(find_option(pxe.options, 250)->value == std::vector<std::uint8_t>{7});
  REQUIRE(pxe.definitions.size() == 2);
  CHECK(pxe.definitions[0]->encapsulates == "PXE");
  CHECK(pxe.definitions[1]->name == "own");
  for (const char* bad : {R"({"name": "x", "code": 209, "type": "string"})",
                          R"({"name": "x", "code": 230, "type": "string", "space": "APC"})",
                          R"({"name": "x", "type": "string"})"})
    CHECK_MESSAGE(error_of(R"("client-classes": [{"name": "a", "option-def": [)" + std::string(bad) +
                           "]}]") != "no error",
                  bad);
}

TEST_CASE("a server identifier of a class that is only evaluated if required comes too late") {
  const auto config =
      config_of(R"x("client-classes": [{"name": "a", "only-if-required": true, "test": "member('ALL')",
    "option-data": [{"code": 54, "data": "10.0.0.1"}]}])x");
  CHECK(config->warnings().size() == 1);
  CHECK(config->snapshot().server_identifiers.contains(Ipv4Address(10, 0, 0, 1)));
}

}  // namespace
}  // namespace dhcp
