#include <span>

#include "sample_config6.hpp"

namespace dhcp {
namespace {

struct Case {
  const char* keys;
  const char* error;  // without "f:line:column: "; an asterisk at the end stands for anything
};

template <class Make>
void check_errors(std::span<const Case> cases, const Make& body) {
  for (const Case& of : cases) {
    const std::string error = without_place(error6_of(body(of.keys)));
    const std::string_view expected = of.error;
    CAPTURE(std::string(of.keys));
    if (expected.ends_with('*'))
      CHECK_MESSAGE(error.starts_with(expected.substr(0, expected.size() - 1)), error);
    else
      CHECK(error == expected);
  }
}

TEST_CASE("an error names the place of the key, also of one in a list within lists") {
  CHECK(
      error6_of(subnet6("\"pools\": [{\"pool\": \"2001:db8:1::/80\"},\n {\"pool\": \"x\"}]")) ==
      "f:4:11: Dhcp6/subnet6[0]/pools[1]/pool: \"x\" is no pool; expected \"2001:db8::10 - 2001:db8::20\" or "
      "\"2001:db8::/80\"");
  CHECK(error6_of(
            subnet6("\"reservations\": [{\"duid\": \"01:02\",\n \"ip-addresses\": [\"2001:db8:2::1\"]}]")) ==
        "f:4:19: Dhcp6/subnet6[0]/reservations[0]/ip-addresses[0]: \"2001:db8:2::1\" does not lie within the "
        "subnet 2001:db8:1::/64");
}

TEST_CASE("identifiers and prefixes of DHCPv6 subnets, and names of networks, are unique") {
  const std::string first = "\"subnet6\": [{\"id\": 1, \"subnet\": \"2001:db8:1::/64\"},\n";
  CHECK(error6_of(first + "{\"id\": 1, \"subnet\": \"2001:db8:2::/64\"}]") ==
        "f:3:8: Dhcp6/subnet6[1]/id: 1 is that of the subnet at f:2:13; it must be unique");
  CHECK(error6_of(first + "{\"id\": 2, \"subnet\": \"2001:db8:1::/64\"}]") ==
        "f:3:21: Dhcp6/subnet6[1]/subnet: \"2001:db8:1::/64\" is that of the subnet at f:2:13; it must be "
        "unique");
  CHECK(error6_of(first + "{\"id\": 2, \"subnet\": \"2001:DB8:1:0::/64\"}]") ==
        "f:3:21: Dhcp6/subnet6[1]/subnet: \"2001:DB8:1:0::/64\" is that of the subnet at f:2:13; it must be "
        "unique");
  // Bits beyond the length count, and subnets may overlap.
  CHECK(error6_of(first + "{\"id\": 2, \"subnet\": \"2001:db8:1::1/64\"}]") == "no error");
  CHECK(error6_of(first + "{\"id\": 2, \"subnet\": \"2001:db8::/32\"}]") == "no error");
  CHECK(error6_of(R"("shared-networks": [{"name": "n", "subnet6": [{"id": 1, "subnet": "2001:db8:1::/64"}]}],
                     "subnet6": [{"id": 1, "subnet": "2001:db8:2::/64"}])") != "no error");
  CHECK(error6_of("\"shared-networks\": [{\"name\": \"n\"},\n{\"name\": \"n\"}]") ==
        "f:3:10: Dhcp6/shared-networks[1]/name: \"n\" is that of the shared network at f:2:21; it must be "
        "unique");
  const Case cases[] = {
      {R"({"name": ""})", "Dhcp6/shared-networks[0]/name: a shared network needs a name"},
      {R"({})", "Dhcp6/shared-networks[0]/name: missing, but mandatory"},
      {R"({"name": "n"}, {"name": "m", "subnet6": []})", "no error"},
  };
  check_errors(cases, [](const std::string& keys) { return "\"shared-networks\": [" + keys + "]"; });
}

TEST_CASE("a DHCPv6 subnet has an identifier and a prefix") {
  const Case cases[] = {
      {R"("id": 1, "subnet": "2001:db8::1/128")", "no error"},
      {R"("id": 4294967294, "subnet": "::/0")", "no error"},
      {R"("id": 1)", "Dhcp6/subnet6[0]/subnet: missing, but mandatory"},
      {R"("subnet": "2001:db8::/32")", "Dhcp6/subnet6[0]/id: missing, but mandatory"},
      {R"("id": 0, "subnet": "2001:db8::/32")",
       "Dhcp6/subnet6[0]/id: 0 is out of range; allowed are 1 to 4294967294"},
      {R"("id": 4294967295, "subnet": "2001:db8::/32")", "Dhcp6/subnet6[0]/id: 4294967295 is out of range*"},
      {R"("id": 1, "subnet": "192.0.2.0/24")",
       "Dhcp6/subnet6[0]/subnet: \"192.0.2.0/24\" is no prefix; expected a string such as "
       "\"2001:db8:1::/64\""},
      {R"("id": 1, "subnet": "2001:db8::/129")", "Dhcp6/subnet6[0]/subnet: \"2001:db8::/129\" is no prefix*"},
      {R"("id": 1, "subnet": "2001:db8::")", "Dhcp6/subnet6[0]/subnet: \"2001:db8::\" is no prefix*"},
  };
  check_errors(cases, [](const std::string& keys) { return "\"subnet6\": [{" + keys + "}]"; });
}

TEST_CASE("address pools lie in their subnet and apart from each other") {
  const Case cases[] = {
      {R"({"pool": "2001:db8:1::1 - 2001:db8:1::9"}, {"pool": "2001:db8:1::a-2001:db8:1::a"})", "no error"},
      {R"({"pool": " 2001:db8:1:0:5:: / 80 "}, {"pool": "2001:db8:1::/80"})", "no error"},
      {R"({"pool": "2001:db8:1::/64"})", "no error"},
      {R"({"pool": "2001:db8:2::1 - 2001:db8:2::9"})",
       "Dhcp6/subnet6[0]/pools[0]/pool: \"2001:db8:2::1 - 2001:db8:2::9\" does not lie within the subnet "
       "2001:db8:1::/64"},
      {R"({"pool": "2001:db8::/32"})", "Dhcp6/subnet6[0]/pools[0]/pool: \"2001:db8::/32\" does not lie*"},
      {R"({"pool": "2001:db8:1::/80"}, {"pool": "2001:db8:1::5 - 2001:db8:1::6"})",
       "Dhcp6/subnet6[0]/pools[1]/pool: overlaps the pool at f:3:20; pools of a subnet must not share "
       "addresses"},
      {R"({"pool": "2001:db8:1::9 - 2001:db8:1::1"})", "Dhcp6/subnet6[0]/pools[0]/pool: \"2001:db8:1::9 - *"},
      {R"({"pool": "2001:db8:1::1"})", "Dhcp6/subnet6[0]/pools[0]/pool: \"2001:db8:1::1\" is no pool*"},
      {R"({})", "Dhcp6/subnet6[0]/pools[0]/pool: missing, but mandatory"},
  };
  check_errors(cases, [](const std::string& pools) { return subnet6("\"pools\": [" + pools + "]"); });
  // One pool of several subnets is a pool for all of them.
  CHECK(error6_of(R"("subnet6": [
      {"id": 1, "subnet": "2001:db8::/32", "pools": [{"pool": "2001:db8::/80"}]},
      {"id": 2, "subnet": "2001:db8::/48", "pools": [{"pool": "2001:db8::/80"}]}])") == "no error");
}

TEST_CASE("prefixes to delegate are no longer than what they are cut from, and no address is in two pools") {
  const Case cases[] = {
      {R"({"prefix": "3000::", "prefix-len": 56, "delegated-len": 64})", "no error"},
      {R"({"prefix": "3000::", "prefix-len": 56, "delegated-len": 56})", "no error"},
      {R"({"prefix": "3000::", "prefix-len": 56, "delegated-len": 48})",
       "Dhcp6/subnet6[0]/pd-pools[0]/delegated-len: 48 is too short; it must not be less than prefix-len, "
       "which "
       "is 56"},
      {R"({"prefix": "3000::", "prefix-len": 0, "delegated-len": 48})",
       "Dhcp6/subnet6[0]/pd-pools[0]/prefix-len: 0 is out of range; allowed are 1 to 128"},
      {R"({"prefix": "3000::", "prefix-len": 56, "delegated-len": 129})",
       "Dhcp6/subnet6[0]/pd-pools[0]/delegated-len: 129 is out of range; allowed are 1 to 128"},
      {R"({"prefix": "3000::", "prefix-len": 56})",
       "Dhcp6/subnet6[0]/pd-pools[0]/delegated-len: missing, but mandatory"},
      {R"({"prefix": "3000::", "delegated-len": 56})",
       "Dhcp6/subnet6[0]/pd-pools[0]/prefix-len: missing, but mandatory"},
      {R"({"prefix-len": 56, "delegated-len": 56})",
       "Dhcp6/subnet6[0]/pd-pools[0]/prefix: missing, but mandatory"},
      {R"({"prefix": "3000::/56", "prefix-len": 56, "delegated-len": 64})",
       "Dhcp6/subnet6[0]/pd-pools[0]/prefix: \"3000::/56\" is no IPv6 address*"},
      {R"({"prefix": "3000::", "prefix-len": 56, "delegated-len": 64},
          {"prefix": "3000:0:0:80::", "prefix-len": 57, "delegated-len": 64})",
       "Dhcp6/subnet6[0]/pd-pools[1]/prefix: overlaps the pool at f:3:25; pools of a subnet must not share "
       "addresses"},
      {R"({"prefix": "3000::", "prefix-len": 57, "delegated-len": 64, "pool-id": 7},
          {"prefix": "3000:0:0:80::", "prefix-len": 57, "delegated-len": 64, "pool-id": 7})",
       "no error"},
      {R"({"prefix": "2001:db8:1::", "prefix-len": 64, "delegated-len": 72}], "pools": [{"pool": "2001:db8:1::/80"})",
       "Dhcp6/subnet6[0]/pd-pools[0]/prefix: overlaps the pool at f:3:101; pools of a subnet must not share "
       "addresses"},
  };
  check_errors(cases, [](const std::string& pools) { return subnet6("\"pd-pools\": [" + pools + "]"); });
  CHECK(error6_of(R"("subnet6": [
      {"id": 1, "subnet": "2001:db8:1::/64",
       "pd-pools": [{"prefix": "3000::", "prefix-len": 56, "delegated-len": 64}]},
      {"id": 2, "subnet": "2001:db8:2::/64",
       "pd-pools": [{"prefix": "3000::", "prefix-len": 56, "delegated-len": 64}]}])") == "no error");
}

TEST_CASE("an excluded prefix is a part of the first delegated one") {
  const Case cases[] = {
      {R"("excluded-prefix": "2001:db8:1:8000:cafe:80::", "excluded-prefix-len": 72)", "no error"},
      {R"("excluded-prefix": "::", "excluded-prefix-len": 0)", "no error"},
      {R"("excluded-prefix": "", "excluded-prefix-len": 0)", "no error"},
      {R"("excluded-prefix": "2001:db8:1:8000::", "excluded-prefix-len": 64)",
       "Dhcp6/subnet6[0]/pd-pools[0]/excluded-prefix-len: a length of 64 leaves nothing to delegate; "
       "excluded-prefix-len must be more than delegated-len, which is 64"},
      {R"("excluded-prefix": "2001:db8:1:8000::")",
       "Dhcp6/subnet6[0]/pd-pools[0]/excluded-prefix: a length of 0 leaves nothing to delegate*"},
      {R"("excluded-prefix-len": 72)",
       "Dhcp6/subnet6[0]/pd-pools[0]/excluded-prefix-len: \"::/72\" does not lie within the first delegated "
       "prefix, 2001:db8:1:8000::/64"},
      {R"("excluded-prefix": "2001:db8:1:8001::", "excluded-prefix-len": 72)",
       "Dhcp6/subnet6[0]/pd-pools[0]/excluded-prefix: \"2001:db8:1:8001::/72\" does not lie within the first "
       "delegated prefix, 2001:db8:1:8000::/64"},
      {R"("excluded-prefix": "2001:db8:1:8000::", "excluded-prefix-len": 129)",
       "Dhcp6/subnet6[0]/pd-pools[0]/excluded-prefix-len: 129 is out of range; allowed are 0 to 128"},
  };
  check_errors(cases, [](const std::string& keys) {
    return subnet6(R"("pd-pools": [{"prefix": "2001:db8:1:8000::", "prefix-len": 56, "delegated-len": 64, )" +
                   keys + "}]");
  });
}

TEST_CASE("a DHCPv6 reservation names one client, addresses of its subnet and any prefixes") {
  const Case cases[] = {
      {R"({"duid": "01:02"})", "no error"},
      {R"({"hw-address": "00:01:02:03:04:05"}, {"flex-id": "'port'"}, {"flex-id": "0a0b"})", "no error"},
      {R"({"hostname": "h"})",
       "Dhcp6/subnet6[0]/reservations[0]: no identifier; exactly one of duid, hw-address, flex-id is needed"},
      {R"({"duid": "01:02", "flex-id": "0a"})",
       "Dhcp6/subnet6[0]/reservations[0]/flex-id: the reservation has another identifier already*"},
      {R"({"duid": "x"})", "Dhcp6/subnet6[0]/reservations[0]/duid: \"x\" is no identifier of this kind*"},
      {R"({"client-id": "01:02"})", "Dhcp6/subnet6[0]/reservations[0]/client-id: unknown key*"},
      {R"({"duid": "01:02", "ip-address": "2001:db8:1::1"})",
       "Dhcp6/subnet6[0]/reservations[0]/ip-address: unknown key*"},
      {R"({"duid": "01:02", "ip-addresses": ["2001:db8:1::1", "2001:db8:1::2"]})", "no error"},
      {R"({"duid": "01:02", "ip-addresses": ["2001:db8:1::1", "2001:db8:2::2"]})",
       "Dhcp6/subnet6[0]/reservations[0]/ip-addresses[1]: \"2001:db8:2::2\" does not lie within the subnet "
       "2001:db8:1::/64"},
      {R"({"duid": "01:02", "prefixes": ["3000::/56"]})", "no error"},
      {R"({"duid": "01:02", "prefixes": ["3000::"]})",
       "Dhcp6/subnet6[0]/reservations[0]/prefixes[0]: \"3000::\" is no IPv6 prefix*"},
  };
  check_errors(cases, [](const std::string& hosts) { return subnet6("\"reservations\": [" + hosts + "]"); });
  CHECK(without_place(error6_of(R"("reservations": [{"duid": "01", "ip-addresses": ["ff02::1"]}])")) ==
        "Dhcp6/reservations[0]/ip-addresses[0]: \"ff02::1\" is no address that one host can have");
  CHECK(without_place(error6_of(R"("reservations": [{"duid": "01", "prefixes": ["ff02::/64"]}])")) ==
        "Dhcp6/reservations[0]/prefixes[0]: \"ff02::/64\" holds multicast addresses only");
  // Global reservations belong to no subnet.
  CHECK(error6_of(R"("reservations": [{"duid": "01", "ip-addresses": ["3000::1"]}])") == "no error");
}

TEST_CASE("excluded parts of reserved prefixes stand beside them") {
  const Case cases[] = {
      {R"("excluded-prefixes": ["2001:db8:0:1::/64", ""])", "no error"},
      {R"("excluded-prefixes": ["", ""])", "no error"},
      {R"("excluded-prefixes": [])", "no error"},
      {R"("excluded-prefixes": [""])",
       "Dhcp6/subnet6[0]/reservations[0]/excluded-prefixes: has 1 elements and prefixes has 2; there must be "
       "one "
       "for each, \"\" where nothing is excluded"},
      {R"("excluded-prefixes": ["", "3000:0:1::/56"])",
       "Dhcp6/subnet6[0]/reservations[0]/excluded-prefixes[1]: \"3000:0:1::/56\" is no part of "
       "\"3000::/48\", "
       "which stands at this position of prefixes; expected a longer prefix within it, or \"\""},
      {R"("excluded-prefixes": ["2001:db8::/48", ""])",
       "Dhcp6/subnet6[0]/reservations[0]/excluded-prefixes[0]: \"2001:db8::/48\" is no part of*"},
      {R"("excluded-prefixes": ["x", ""])",
       "Dhcp6/subnet6[0]/reservations[0]/excluded-prefixes[0]: \"x\" is no part of*"},
  };
  check_errors(cases, [](const std::string& keys) {
    return subnet6(R"("reservations": [{"duid": "01", "prefixes": ["2001:db8::/48", "3000::/48"], )" + keys +
                   "}]");
  });
}

TEST_CASE("DHCPv6 reservations of one subnet do not contradict each other") {
  const Case cases[] = {
      {R"({"duid": "01"}, {"duid": "02"}, {"hw-address": "01"})", "no error"},
      {R"({"duid": "01"}, {"duid": "01"})",
       "Dhcp6/subnet6[0]/reservations[1]: the same identifier is reserved at f:3:18; once in a subnet is "
       "allowed"},
      {R"({"hw-address": "01"}, {"hw-address": "01"})",
       "Dhcp6/subnet6[0]/reservations[1]: the same identifier*"},
      {R"({"duid": "01", "ip-addresses": ["2001:db8:1::1"]},
          {"duid": "02", "ip-addresses": ["2001:db8:1::2", "2001:db8:1:0::1"]})",
       "Dhcp6/subnet6[0]/reservations[1]: the same address is reserved at f:3:18; once in a subnet is "
       "allowed"},
      {R"({"duid": "01", "prefixes": ["3000::/64"]}, {"duid": "02", "prefixes": ["3000::/60"]})",
       "Dhcp6/subnet6[0]/reservations[1]: the same prefix is reserved at f:3:18; once in a subnet is "
       "allowed"},
      {R"({"duid": "01", "ip-addresses": ["2001:db8:1::1", "2001:db8:1::1"]})",
       "Dhcp6/subnet6[0]/reservations[0]: the same address stands here twice; once is enough"},
  };
  check_errors(cases, [](const std::string& hosts) { return subnet6("\"reservations\": [" + hosts + "]"); });
  const std::string two = subnet6(R"("reservations": [
      {"duid": "01", "ip-addresses": ["2001:db8:1::1"], "prefixes": ["3000::/64"]},
      {"duid": "02", "ip-addresses": ["2001:db8:1::1"], "prefixes": ["3000::/64"]}])");
  CHECK(error6_of(two) != "no error");
  CHECK(error6_of("\"ip-reservations-unique\": false, " + two) == "no error");
  CHECK(error6_of("\"ip-reservations-unique\": false, " + subnet6(R"("reservations": [
      {"duid": "01"}, {"duid": "01"}])")) != "no error");
  // The same client may be expected in several subnets.
  CHECK(error6_of(R"("subnet6": [
      {"id": 1, "subnet": "2001:db8:1::/64", "reservations": [{"duid": "01"}]},
      {"id": 2, "subnet": "2001:db8:2::/64", "reservations": [{"duid": "01"}]}])") == "no error");
  CHECK(error6_of(R"("reservations": [{"duid": "01"}, {"duid": "01"}])") != "no error");
}

TEST_CASE("lifetimes of DHCPv6 are ordered within their scope, each kind by itself") {
  const Case cases[] = {
      {R"("min-preferred-lifetime": 10, "preferred-lifetime": 5)",
       "Dhcp6/min-preferred-lifetime: 10 is out of place; it must not exceed preferred-lifetime, which is 5"},
      {R"("max-preferred-lifetime": 4, "preferred-lifetime": 5)",
       "Dhcp6/max-preferred-lifetime: 4 is out of place; it must not be below preferred-lifetime, which is "
       "5"},
      {R"("min-valid-lifetime": 10, "valid-lifetime": 5)",
       "Dhcp6/min-valid-lifetime: 10 is out of place; it must not exceed valid-lifetime, which is 5"},
      {R"("min-valid-lifetime": 5, "valid-lifetime": 6, "max-valid-lifetime": 7)", "no error"},
      // The preferred lifetime becomes five eighths then.
      {R"("preferred-lifetime": 500, "valid-lifetime": 400)", "no error"},
      // Neither timer is bound to the other, nor to the lifetime.
      {R"("renew-timer": 900, "rebind-timer": 500, "valid-lifetime": 100)", "no error"},
      {R"("renew-timer": 0, "rebind-timer": 0)", "no error"},
      {R"("t1-percent": 0.9)",
       "Dhcp6/t1-percent: T1 would not come before T2; t1-percent must be less than t2-percent"},
      {R"("t1-percent": 0.75, "t2-percent": 0.76)", "no error"},
      {R"("client-classes": [{"name": "a", "preferred-lifetime": 5, "min-preferred-lifetime": 6}])",
       "Dhcp6/client-classes[0]/min-preferred-lifetime: 6 is out of place*"},
  };
  check_errors(cases, [](const std::string& keys) { return keys; });
  CHECK(without_place(error6_of("\"t2-percent\": 0.9, " + subnet6("\"t1-percent\": 0.95"))) ==
        "Dhcp6/subnet6[0]/t1-percent: T1 would not come before T2; t1-percent must be less than t2-percent");
}

TEST_CASE("a subnet belongs to an interface or to an interface id") {
  const std::string error =
      "interface-id: clients on an interface have no relay that would send an interface id; only one of "
      "interface and interface-id is allowed";
  CHECK(without_place(error6_of(subnet6(R"("interface": "eth0", "interface-id": "port")"))) ==
        "Dhcp6/subnet6[0]/" + error);
  CHECK(without_place(
            error6_of(R"("shared-networks": [{"name": "n", "interface": "eth0", "interface-id": "p"}])")) ==
        "Dhcp6/shared-networks[0]/" + error);
  CHECK(error6_of(subnet6(R"("interface": "eth0", "interface-id": "")")) == "no error");
  CHECK(error6_of(subnet6(R"("interface": "", "interface-id": "port")")) == "no error");
  CHECK(error6_of(R"("shared-networks": [{"name": "n", "interface": "eth0", "subnet6": [
      {"id": 1, "subnet": "2001:db8:1::/64", "interface-id": "port"}]}])") == "no error");
}

TEST_CASE("relays of a DHCPv6 subnet are addresses, each once") {
  const Case cases[] = {
      {R"({"ip-addresses": ["3000::1", "3000::2"]})", "no error"},
      {R"({})", "Dhcp6/subnet6[0]/relay/ip-addresses: missing, but mandatory"},
      {R"({"ip-addresses": ["192.0.2.1"]})",
       "Dhcp6/subnet6[0]/relay/ip-addresses[0]: \"192.0.2.1\" is no IPv6 address*"},
      {R"({"ip-addresses": ["3000::1", "3000:0::1"]})",
       "Dhcp6/subnet6[0]/relay/ip-addresses[1]: \"3000:0::1\" stands here a second time; once is enough"},
  };
  check_errors(cases, [](const std::string& relay) { return subnet6("\"relay\": " + relay); });
}

TEST_CASE("subnets of a DHCPv6 network agree on the interface and on rapid commit") {
  const auto network = [](const std::string& own, const std::string& first, const std::string& second) {
    return without_place(error6_of("\"shared-networks\": [{\"name\": \"n\", " + own +
                                   "\"subnet6\": [{\"id\": 1, \"subnet\": \"2001:db8:1::/64\"" + first +
                                   "}, {\"id\": 2, \"subnet\": \"2001:db8:2::/64\"" + second + "}]}]"));
  };
  const std::string rapid = R"(, "rapid-commit": true)", slow = R"(, "rapid-commit": false)";
  const std::string eth0 = R"(, "interface": "eth0")", eth1 = R"(, "interface": "eth1")";
  CHECK(network("", rapid, rapid) == "no error");
  CHECK(network(R"("rapid-commit": true, )", "", "") == "no error");
  CHECK(network("", rapid, "") ==
        "Dhcp6/shared-networks[0]/subnet6[1]/rapid-commit: false differs from true of subnet "
        "2001:db8:1::/64; it "
        "must be the same in all subnets of shared network \"n\"");
  CHECK(network(R"("rapid-commit": true, )", "", slow) != "no error");
  CHECK(network("", eth0, eth0) == "no error");
  CHECK(network("", eth0, "") == "no error");
  CHECK(network("", eth0, eth1) ==
        "Dhcp6/shared-networks[0]/subnet6[1]/interface: \"eth1\" differs from \"eth0\" of subnet "
        "2001:db8:1::/64; it must be the same in all subnets of shared network \"n\"");
  CHECK(network(R"("interface": "eth1", )", eth0, "") != "no error");
  // Relays and interface ids may differ.
  CHECK(network("", R"(, "relay": {"ip-addresses": ["3000::1"]})",
                R"(, "relay": {"ip-addresses": ["3000::2"]})") == "no error");
  CHECK(network("", R"(, "interface-id": "a")", R"(, "interface-id": "b")") == "no error");
  CHECK(network("", R"(, "interface-id": "a")", R"(, "interface-id": "a")") == "no error");
}

TEST_CASE("lists of the global scope hold what is known, once") {
  const Case cases[] = {
      {R"("mac-sources": ["any", "raw", "duid", "ipv6-link-local", "client-link-addr-option", "remote-id",
                          "subscriber-id", "docsis-cmts", "docsis-modem"])",
       "no error"},
      {R"("mac-sources": [])", "Dhcp6/mac-sources: is empty; at least one source is needed, such as \"any\""},
      {R"("mac-sources": ["duid", "duid"])",
       "Dhcp6/mac-sources[1]: \"duid\" stands here a second time; once is enough"},
      {R"("mac-sources": ["rfc6939", "client-link-addr-option"])",
       "Dhcp6/mac-sources[1]: \"client-link-addr-option\" stands here a second time; once is enough"},
      {R"("mac-sources": ["nic"])", "Dhcp6/mac-sources[0]: \"nic\" is not known here*"},
      {R"("host-reservation-identifiers": ["flex-id", "duid", "hw-address"])", "no error"},
      {R"("host-reservation-identifiers": [])",
       "Dhcp6/host-reservation-identifiers: is empty; at least one identifier is needed"},
      {R"("host-reservation-identifiers": ["duid", "duid"])",
       "Dhcp6/host-reservation-identifiers[1]: \"duid\" stands here a second time; once is enough"},
      {R"("host-reservation-identifiers": ["circuit-id"])",
       "Dhcp6/host-reservation-identifiers[0]: \"circuit-id\" is not known here*"},
      {R"("relay-supplied-options": ["110", "dns-servers", "65", "65535"])", "no error"},
      {R"("relay-supplied-options": [])", "no error"},
      {R"("relay-supplied-options": ["0"])", "Dhcp6/relay-supplied-options: \"0\" is no option*"},
      {R"("relay-supplied-options": ["65536"])", "Dhcp6/relay-supplied-options: \"65536\" is no option*"},
      // Names of one's own options may change their code.
      {R"("relay-supplied-options": ["own"], "option-def": [{"name": "own", "code": 1000, "type": "uint8"}])",
       "Dhcp6/relay-supplied-options: \"own\" is no option*"},
      {R"("relay-supplied-options": [""])", "Dhcp6/relay-supplied-options: \"\" is no option*"},
      {R"("interfaces-config": {"interfaces": ["eth0", "eth1/2001:db8::1", "*", "lo"]})", "no error"},
      {R"("interfaces-config": {"interfaces": ["eth0", "eth0/2001:db8::1"]})", "no error"},
      {R"("interfaces-config": {"interfaces": ["lo/::1", "eth1/fe80::1"]})", "no error"},
      {R"("interfaces-config": {"interfaces": ["eth0", "eth0"]})",
       "Dhcp6/interfaces-config/interfaces[1]: \"eth0\" stands here a second time; once is enough"},
      {R"("interfaces-config": {"interfaces": ["eth0/2001:db8::1", "eth0/2001:db8::2"]})",
       "Dhcp6/interfaces-config/interfaces[1]: \"eth0/2001:db8::2\" is a second address on the interface; "
       "one is "
       "allowed besides its link-local ones"},
      {R"("rapid-commit": true)", "Dhcp6/rapid-commit: unknown key*"},
      {R"("pd-allocator": "best")",
       "Dhcp6/pd-allocator: \"best\" is not known here; allowed are \"iterative\", \"random\", \"flq\""},
      {R"("shared-networks": [{"name": "n", "allocator": "flq"}])",
       "Dhcp6/shared-networks[0]/allocator: \"flq\" is not known here*"},
      {R"("subnet6": [{"id": 1, "subnet": "2001:db8::/64", "allocator": "flq", "pd-allocator": "flq"}])",
       "Dhcp6/subnet6[0]/allocator: \"flq\" is not known here*"},
      {R"("interfaces-config": {"outbound-interface": "use-routing"})",
       "Dhcp6/interfaces-config/outbound-interface: unknown key*"},
      {R"("interfaces-config": {"dhcp-socket-type": "raw"})",
       "Dhcp6/interfaces-config/dhcp-socket-type: unknown key*"},
  };
  check_errors(cases, [](const std::string& keys) { return keys; });
}

TEST_CASE("the parts of the server's DUID are checked, and those without effect told") {
  const Case cases[] = {
      {R"("type": "LLT", "htype": 8, "identifier": "A65DC7410F05", "time": 2518920166)", "no error"},
      {R"("type": "EN", "enterprise-id": 2495, "identifier": "87ABEF7A5BB545")", "no error"},
      {R"("type": "LL", "htype": 8, "identifier": "A65DC7410F05", "persist": false)", "no error"},
      {R"("type": "UUID")",
       "Dhcp6/server-id/type: \"UUID\" is not known here; allowed are \"LLT\", \"EN\", \"LL\""},
      {R"("type": "LL", "htype": 65536)",
       "Dhcp6/server-id/htype: 65536 is out of range; allowed are 0 to 65535"},
      {R"("type": "LLT", "time": 4294967296)", "Dhcp6/server-id/time: 4294967296 is out of range*"},
      {R"("type": "EN", "enterprise-id": 4294967296)", "Dhcp6/server-id/enterprise-id: 4294967296 is out*"},
      {R"("type": "EN", "identifier": "zz")", "Dhcp6/server-id/identifier: \"zz\" is no part of a DUID*"},
      {R"("type": "EN", "identifier": "87abe")", "Dhcp6/server-id/identifier: \"87abe\" is no part of*"},
      {R"("type": "EN", "identifier": "87:ab")", "Dhcp6/server-id/identifier: \"87:ab\" is no part of*"},
      {R"("type": "EN", "identifier": "0x87ab")", "Dhcp6/server-id/identifier: \"0x87ab\" is no part of*"},
      {R"("type": "EN", "identifier": "87 AB ef")", "no error"},
      {R"("type": "LL", "identifier": "", "time": 0, "htype": 0, "enterprise-id": 0)", "no error"},
  };
  check_errors(cases, [](const std::string& keys) { return "\"server-id\": {" + keys + "}"; });
  const auto identifier = [](std::size_t bytes) {
    return error6_of(R"("server-id": {"identifier": ")" + std::string(2 * bytes, 'a') + "\"}");
  };
  CHECK(identifier(122) == "no error");
  CHECK(identifier(123) != "no error");
  CHECK(
      config6_of(R"("server-id": {"type": "LL", "time": 5})")->warnings() ==
      std::vector<std::string>{"f:2:37: Dhcp6/server-id/time: \"time\" has no effect on a DUID of type LL"});
  CHECK(config6_of(R"("server-id": {"type": "EN", "htype": 5})")->warnings().size() == 1);
  CHECK(config6_of(R"("server-id": {"type": "LLT", "enterprise-id": 5})")->warnings().size() == 1);
  CHECK(config6_of(R"("server-id": {"type": "LLT", "htype": 5, "time": 5})")->warnings().empty());
}

TEST_CASE("expressions of DHCPv6 classes are those of DHCPv6 and name what is defined before") {
  const Case cases[] = {
      {R"({"name": "a", "test": "pkt6.msgtype == 1"})", "no error"},
      {R"({"name": "a", "test": "relay6[0].option[interface-id].exists"})", "no error"},
      {R"x({"name": "a", "test": "option[dns-servers].exists"}, {"name": "b", "test": "member('a')"})x",
       "no error"},
      {R"({"name": "a", "test": "pkt4.mac == 0x01"})", "Dhcp6/client-classes[0]/test: *"},
      {R"({"name": "a", "test": "option[routers].exists"})", "Dhcp6/client-classes[0]/test: *"},
      {R"x({"name": "a", "test": "member('b')"}, {"name": "b", "test": "option[1].exists"})x",
       "Dhcp6/client-classes[0]/test: *"},
      {R"({"name": "a"}, {"name": "a"})", "Dhcp6/client-classes[1]/name: *"},
      {R"({"name": "KNOWN", "option-data": []})", "no error"},
      {R"({"name": "KNOWN", "test": "pkt6.msgtype == 1"})", "Dhcp6/client-classes[0]/test: *"},
      {R"({"name": "a", "next-server": "192.0.2.1"})", "Dhcp6/client-classes[0]/next-server: unknown key*"},
      {R"({"name": "a", "option-def": []})", "Dhcp6/client-classes[0]/option-def: unknown key*"},
  };
  check_errors(cases, [](const std::string& classes) { return "\"client-classes\": [" + classes + "]"; });
}

TEST_CASE("a class that a DHCPv6 scope requires and nobody defines deserves a warning") {
  const auto config = config6_of(subnet6(R"("client-class": "nobody", "require-client-classes": ["a"],
      "pools": [{"pool": "2001:db8:1::/80", "require-client-classes": ["b"]}],
      "pd-pools": [{"prefix": "3000::", "prefix-len": 56, "delegated-len": 64, "require-client-classes": ["c"]}])"));
  REQUIRE(config->warnings().size() == 3);
  CHECK(config->warnings()[0] ==
        "f:2:13: Dhcp6/subnet6[0]: class \"a\" is required here, but not defined; it is ignored");
  CHECK(config->warnings()[1].find("pools[0]: class \"b\" is required") != std::string::npos);
  CHECK(config->warnings()[2].find("pd-pools[0]: class \"c\" is required") != std::string::npos);
}

TEST_CASE("bits beyond the length of a prefix to delegate from are cut off with a warning") {
  const auto config = config6_of(
      subnet6(R"("pd-pools": [{"prefix": "3000:0:0:1::", "prefix-len": 48, "delegated-len": 64}])"));
  CHECK(config->snapshot().subnets[0]->pd_pools[0].prefix == *Ipv6Prefix::parse("3000::/48"));
  CHECK(config->warnings() ==
        std::vector<std::string>{
            "f:3:25: Dhcp6/subnet6[0]/pd-pools[0]/prefix: \"3000:0:0:1::\" has bits beyond "
            "its length; 3000::/48 is used"});
}

TEST_CASE("values of DHCPv6 options are checked where they stand") {
  const Case cases[] = {
      {R"({"name": "dns-servers", "data": "2001:db8::1"})", "no error"},
      {R"({"code": 23, "data": "2001:db8::1"})", "no error"},
      {R"({"code": 1000, "data": "0102"})", "no error"},
      {R"({"name": "dns-servers", "code": 24, "data": "2001:db8::1"})",
       "Dhcp6/option-data[0]/code: \"dns-servers\" has code 23, not 24"},
      {R"({"name": "routers", "data": "192.0.2.1"})",
       "Dhcp6/option-data[0]/name: \"routers\" is no option of space \"dhcp6\"*"},
      {R"({"data": "1"})",
       "Dhcp6/option-data[0]: neither \"name\" nor \"code\" is given; one of them is needed"},
      {R"({"name": "dns-servers", "data": "192.0.2.1"})", "Dhcp6/option-data[0]/data: *"},
      {R"({"name": "vendor-opts", "data": "docsis"})", "Dhcp6/option-data[0]/data: *"},
      {R"({"code": 1000, "csv-format": true, "data": "01"})",
       "Dhcp6/option-data[0]/csv-format: true needs a definition, and option 1000 has none"},
      {R"({"name": "dns-servers", "never-send": true})", "no error"},
      {R"({"name": "preference", "space": "vendor-1", "data": "1"})", "Dhcp6/option-data[0]/name: *"},
  };
  check_errors(cases, [](const std::string& options) { return "\"option-data\": [" + options + "]"; });
}

TEST_CASE("an option of DHCPv6 is no longer than its length can tell") {
  const auto option = [](std::size_t size) {
    return without_place(
        error6_of(R"("option-data": [{"code": 1000, "data": ")" + std::string(2 * size, 'a') + "\"}]"));
  };
  CHECK(option(65535) == "no error");
  CHECK(option(65536) == "Dhcp6/option-data[0]/data: has 65536 bytes; an option has at most 65535");
}

}  // namespace
}  // namespace dhcp
