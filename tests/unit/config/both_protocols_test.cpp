#include "both_protocols.hpp"

namespace dhcp::both_protocols {
namespace {

TEST_CASE("a value of the wrong kind or out of range is refused in both protocols") {
  const Case cases[] = {
      {R"("valid-lifetme": 1)", "Dhcp@/valid-lifetme: unknown key; did you mean \"valid-lifetime\"?"},
      {R"("valid-lifetime": 1, "valid-lifetime": 2)", "\"valid-lifetime\" stands here a second time*"},
      {R"("valid-lifetime": "1")", "Dhcp@/valid-lifetime: expected an integer, found a value of kind string"},
      {R"("valid-lifetime": null)", "Dhcp@/valid-lifetime: expected an integer, found a value of kind null"},
      {R"("valid-lifetime": 4294967296)",
       "Dhcp@/valid-lifetime: 4294967296 is out of range; allowed are 0 to 4294967295"},
      {R"("renew-timer": -1)", "Dhcp@/renew-timer: -1 is out of range*"},
      {R"("rebind-timer": 1.5)", "Dhcp@/rebind-timer: expected an integer*"},
      {R"("cache-max-age": -1)", "Dhcp@/cache-max-age: -1 is out of range*"},
      {R"("cache-threshold": "0.5")", "Dhcp@/cache-threshold: expected a number*"},
      {R"("store-extended-info": 1)",
       "Dhcp@/store-extended-info: expected true or false, found a value of kind integer"},
      {R"("calculate-tee-times": "true")", "Dhcp@/calculate-tee-times: expected true or false*"},
      {R"("reservations-global": "yes")", "Dhcp@/reservations-global: expected true or false*"},
      {R"("ip-reservations-unique": 1)", "Dhcp@/ip-reservations-unique: expected true or false*"},
      {R"("early-global-reservations-lookup": 0)",
       "Dhcp@/early-global-reservations-lookup: expected true or false*"},
      {R"("reservations-lookup-first": 0)", "Dhcp@/reservations-lookup-first: expected true or false*"},
      {R"("reservation-mode": "all")", "Dhcp@/reservation-mode: unknown key*"},
      {R"("allocator": "best")", "Dhcp@/allocator: \"best\" is not known here*"},
      {R"("decline-probation-period": -1)", "Dhcp@/decline-probation-period: -1 is out of range*"},
      {R"("statistic-default-sample-count": -1)",
       "Dhcp@/statistic-default-sample-count: -1 is out of range*"},
      {R"("statistic-default-sample-age": -1)", "Dhcp@/statistic-default-sample-age: -1 is out of range*"},
      {R"("parked-packet-limit": -1)", "Dhcp@/parked-packet-limit: -1 is out of range*"},
      {R"("dhcp4o6-port": 65535)", "Dhcp@/dhcp4o6-port: 65535 is out of range; allowed are 0 to 65534"},
      {R"("server-tag": 1)", "Dhcp@/server-tag: expected a string*"},
      {R"("compatibility": {"strict": true})", "Dhcp@/compatibility/strict: unknown key*"},
      {R"("compatibility": {"lenient-option-parsing": 1})",
       "Dhcp@/compatibility/lenient-option-parsing: expected true or false*"},
      {R"("user-context": "text")", "Dhcp@/user-context: expected a map, found a value of kind string"},
      {R"("comment": {})", "Dhcp@/comment: expected a string, found a value of kind map"},
      {R"("comment": "a", "user-context": {"comment": "b"})",
       "Dhcp@/user-context: has a comment, and the scope has one too; only one is allowed"},
      {R"("user-context": {"comment": "b"}, "comment": "a")",
       "Dhcp@/comment: \"user-context\" has a comment too; only one is allowed"},
  };
  check_both(cases);
}

TEST_CASE("T1 and T2 as parts of the lifetime lie between 0 and 1, T1 before T2, in both protocols") {
  const Case cases[] = {
      {R"("t1-percent": 0)", "Dhcp@/t1-percent: 0 is out of range*"},
      {R"("t1-percent": 1.0)", "Dhcp@/t1-percent: 1.0 is out of range*"},
      {R"("t2-percent": 1.0)", "Dhcp@/t2-percent: 1.0 is out of range*"},
      {R"("t2-percent": "0.5")", "Dhcp@/t2-percent: expected a number, found a value of kind string"},
      {R"("t1-percent": 0.75, "t2-percent": 0.75)",
       "Dhcp@/t1-percent: T1 would not come before T2; t1-percent must be less than t2-percent"},
      {R"("t2-percent": 0.4, "subnet@": [{<subnet>, "t1-percent": 0.5}])",
       "Dhcp@/t2-percent: T1 would not come before T2*"},
      {R"("subnet@": [{<subnet>, "t1-percent": 0.95}])",
       "Dhcp@/subnet@[0]/t1-percent: T1 would not come before T2*"},
      {R"("shared-networks": [{"name": "n", "t1-percent": 0.6, "subnet@": [{<subnet>, "t2-percent": 0.5}]}])",
       "Dhcp@/shared-networks[0]/subnet@[0]/t2-percent: T1 would not come before T2*"},
      // The timers themselves are free.
      {R"("renew-timer": 100, "rebind-timer": 50, "valid-lifetime": 10)", "fine"},
      {R"("renew-timer": 0, "rebind-timer": 0)", "fine"},
  };
  check_both(cases);
}

TEST_CASE(
    "each of the three lifetimes is inherited by itself, and in place with the others, in both protocols") {
  const Case cases[] = {
      {R"("min-valid-lifetime": 9, "valid-lifetime": 5)",
       "Dhcp@/min-valid-lifetime: 9 is out of place; it must not exceed valid-lifetime, which is 5"},
      {R"("max-valid-lifetime": 4, "valid-lifetime": 5)",
       "Dhcp@/max-valid-lifetime: 4 is out of place; it must not be below valid-lifetime, which is 5"},
      {R"("max-valid-lifetime": 500)",
       "Dhcp@/max-valid-lifetime: 500 is out of place; it must not be below valid-lifetime, which is 7200"},
      {R"("min-valid-lifetime": 400, "subnet@": [{<subnet>, "valid-lifetime": 300}])",
       "Dhcp@/subnet@[0]/valid-lifetime: 300 is out of place; it must not be below min-valid-lifetime, which "
       "is 400"},
      {R"("max-valid-lifetime": 8000, "subnet@": [{<subnet>, "valid-lifetime": 9000}])",
       "Dhcp@/subnet@[0]/valid-lifetime: 9000 is out of place; it must not exceed max-valid-lifetime, which "
       "is 8000"},
      {R"("valid-lifetime": 600, "subnet@": [{<subnet>, "max-valid-lifetime": 500}])",
       "Dhcp@/subnet@[0]/max-valid-lifetime: 500 is out of place; it must not be below valid-lifetime, which "
       "is 600"},
      {R"("valid-lifetime": 600, "shared-networks": [{"name": "n", "min-valid-lifetime": 650}])",
       "Dhcp@/shared-networks[0]/min-valid-lifetime: 650 is out of place*"},
      {R"("client-classes": [{"name": "a", "valid-lifetime": 5, "min-valid-lifetime": 6}])",
       "Dhcp@/client-classes[0]/min-valid-lifetime: 6 is out of place*"},
      {R"("min-valid-lifetime": 400, "subnet@": [{<subnet>, "valid-lifetime": 700, "max-valid-lifetime": 800}])",
       "fine"},
      // A class inherits nothing.
      {R"("min-valid-lifetime": 400, "client-classes": [{"name": "a", "valid-lifetime": 5}])", "fine"},
  };
  check_both(cases);
}

template <class Config>
std::vector<std::uint32_t> lifetimes(const Result<std::shared_ptr<const Config>>& config) {
  REQUIRE_MESSAGE(config, config.error().message);
  const Lifetime& lifetime = (*config)->snapshot().subnets[0]->valid_lifetime;
  return {lifetime.minimum, lifetime.preferred, lifetime.maximum};
}

TEST_CASE("a lifetime that no scope gives is the usual one, in both protocols") {
  struct {
    const char* global;
    const char* network;
    const char* subnet;
    std::vector<std::uint32_t> lifetimes;
  } const cases[] = {
      {"", "", "", {7200, 7200, 7200}},
      {R"("valid-lifetime": 600,)", "", "", {600, 600, 600}},
      {R"("valid-lifetime": 600,)", "", R"(, "valid-lifetime": 700)", {700, 700, 700}},
      {R"("valid-lifetime": 600,)", "", R"(, "min-valid-lifetime": 500)", {500, 600, 600}},
      {R"("min-valid-lifetime": 400, "valid-lifetime": 600, "max-valid-lifetime": 800,)",
       "",
       R"(, "max-valid-lifetime": 700)",
       {400, 600, 700}},
      {R"("min-valid-lifetime": 400,)",
       R"("valid-lifetime": 600,)",
       R"(, "max-valid-lifetime": 700)",
       {400, 600, 700}},
      {R"("min-valid-lifetime": 400,)", R"("min-valid-lifetime": 300,)", "", {300, 7200, 7200}},
      {R"("valid-lifetime": 4294967295,)", "", "", {4294967295, 4294967295, 4294967295}},
  };
  for (const auto& [global, network, subnet, expected] : cases)
    for (const DhcpVersion version : {DhcpVersion::v4, DhcpVersion::v6}) {
      const std::string body =
          in_words_of(version, std::string(global) + R"("shared-networks": [{"name": "n",)" + network +
                                   R"("subnet@": [{<subnet>)" + subnet + "}]}]");
      CAPTURE(body);
      CHECK((version == DhcpVersion::v4 ? lifetimes(parse_body(body)) : lifetimes(parse_body6(body))) ==
            expected);
    }
}

TEST_CASE("mistakes in subnets, pools and networks have the same answer in both protocols") {
  const Case cases[] = {
      {R"("subnet@": {})", "Dhcp@/subnet@: expected a list, found a value of kind map"},
      {R"("subnet@": ["<prefix>"])", "Dhcp@/subnet@[0]: expected a map, found a value of kind string"},
      {R"("subnet@": [{"id": 1}])", "Dhcp@/subnet@[0]/subnet: missing, but mandatory"},
      {R"("subnet@": [{"subnet": "<prefix>"}])", "Dhcp@/subnet@[0]/id: missing, but mandatory"},
      {R"("subnet@": [{"id": 0, "subnet": "<prefix>"}])",
       "Dhcp@/subnet@[0]/id: 0 is out of range; allowed are 1 to 4294967294"},
      {R"("subnet@": [{"id": 4294967295, "subnet": "<prefix>"}])",
       "Dhcp@/subnet@[0]/id: 4294967295 is out of range*"},
      {R"("subnet@": [{"id": 1, "subnet": "<of the other>/24"}])",
       "Dhcp@/subnet@[0]/subnet: \"<of the other>/24\" is no prefix*"},
      {R"("subnet@": [{<subnet>}, {"id": 1, "subnet": "<second prefix>"}])",
       "Dhcp@/subnet@[1]/id: 1 is that of the subnet at f:2:13; it must be unique"},
      {R"("subnet@": [{<subnet>}, {"id": 2, "subnet": "<prefix>"}])",
       "Dhcp@/subnet@[1]/subnet: \"<prefix>\" is that of the subnet at f:2:13; it must be unique"},
      {R"("subnet@": [{<subnet>, "pools": [{}]}])", "Dhcp@/subnet@[0]/pools[0]/pool: missing, but mandatory"},
      {R"("subnet@": [{<subnet>, "pools": [{"pool": "x"}]}])",
       "Dhcp@/subnet@[0]/pools[0]/pool: \"x\" is no pool*"},
      {R"("subnet@": [{<subnet>, "pools": [{"pool": "<outside>-<outside>"}]}])",
       "Dhcp@/subnet@[0]/pools[0]/pool: \"<outside>-<outside>\" does not lie within the subnet <prefix>"},
      {R"("subnet@": [{<subnet>, "pools": [{"pool": "<pool>"}, {"pool": "<inner pool>"}]}])",
       "Dhcp@/subnet@[0]/pools[1]/pool: overlaps the pool at *"},
      {R"("subnet@": [{<subnet>, "pools": [{"pool": "<pool>", "pool-id": -1}]}])",
       "Dhcp@/subnet@[0]/pools[0]/pool-id: -1 is out of range*"},
      {R"("subnet@": [{<subnet>, "relay": {}}])",
       "Dhcp@/subnet@[0]/relay/ip-addresses: missing, but mandatory"},
      {R"("subnet@": [{<subnet>, "relay": {"ip-addresses": ["<outside>", "<outside>"]}}])",
       "Dhcp@/subnet@[0]/relay/ip-addresses[1]: \"<outside>\" stands here a second time; once is enough"},
      {R"("subnet@": [{<subnet>, "relay": {"ip-addresses": ["<of the other>"]}}])",
       "Dhcp@/subnet@[0]/relay/ip-addresses[0]: \"<of the other>\" is no IPv@ address*"},
      {R"("subnet@": [{<subnet>, "client-class": "a", "client-classes": ["b"]}])",
       "Dhcp@/subnet@[0]/client-class: \"client-classes\" is given too; only one of them is allowed"},
      {R"("subnet@": [{<subnet>, "require-client-classes": ["a"], "evaluate-additional-classes": ["a"]}])",
       "Dhcp@/subnet@[0]/evaluate-additional-classes: this is another spelling of*"},
      {R"("shared-networks": [{}])", "Dhcp@/shared-networks[0]/name: missing, but mandatory"},
      {R"("shared-networks": [{"name": ""}])",
       "Dhcp@/shared-networks[0]/name: a shared network needs a name"},
      {R"("shared-networks": [{"name": "n"}, {"name": "n"}])",
       "Dhcp@/shared-networks[1]/name: \"n\" is that of the shared network at f:2:21; it must be unique"},
      {R"("shared-networks": [{"name": "n", "reservations": []}])",
       "Dhcp@/shared-networks[0]/reservations: unknown key"},
      {R"("shared-networks": [{"name": "n", "subnet@": [{<subnet>}]}],
          "subnet@": [{"id": 1, "subnet": "<second prefix>"}])",
       "Dhcp@/subnet@[0]/id: 1 is that of the subnet at f:2:47; it must be unique"},
      {R"("shared-networks": [{"name": "n", "subnet@": [{<subnet>, "interface": "eth0"},
                                                        {<second subnet>, "interface": "eth1"}]}])",
       "Dhcp@/shared-networks[0]/subnet@[1]/interface: \"eth1\" differs from \"eth0\" of subnet <prefix>*"},
  };
  check_both(cases);
}

TEST_CASE("mistakes in reservations have the same answer in both protocols") {
  const Case cases[] = {
      {R"("reservations": [{"hostname": "h"}])", "Dhcp@/reservations[0]: no identifier; exactly one of *"},
      {R"("reservations": [{"duid": "01:02", "hw-address": "01:02"}])",
       "Dhcp@/reservations[0]/hw-address: the reservation has another identifier already*"},
      {R"("reservations": [{"duid": "x"}])",
       "Dhcp@/reservations[0]/duid: \"x\" is no identifier of this kind; expected 1 to 130 bytes in "
       "hexadecimal digits or as text between single quotes"},
      {R"("reservations": [{"duid": ""}])", "Dhcp@/reservations[0]/duid: \"\" is no identifier*"},
      {R"("reservations": [{"flex-id": "''"}])", "Dhcp@/reservations[0]/flex-id: \"''\" is no identifier*"},
      {R"("reservations": [{"duid": "'ab'"}, {"duid": "6162"}])",
       "Dhcp@/reservations[1]: the same identifier is reserved at f:2:18; once in a subnet is allowed"},
      {R"("reservations": [{"duid": "01"}, {"duid": "01"}])",
       "Dhcp@/reservations[1]: the same identifier is reserved at f:2:18; once in a subnet is allowed"},
      {R"("reservations": [{"duid": "01", <reserved nowhere>}])",
       "Dhcp@/reservations[0]/<reserved key>: \"<nowhere>\" is no address that one host can have"},
      {R"("reservations": [{"duid": "01", "hostname": 1}])",
       "Dhcp@/reservations[0]/hostname: expected a string*"},
      {R"("reservations": [{"duid": "01", "client-classes": "a"}])",
       "Dhcp@/reservations[0]/client-classes: expected a list*"},
      {R"("reservations": [{"duid": "01", "option-data": [{"name": "<name>", "data": "x"}]}])",
       "Dhcp@/reservations[0]/option-data[0]/data: *"},
      {R"("subnet@": [{<subnet>, "reservations": [{"duid": "01", <reserved outside>}]}])",
       "Dhcp@/subnet@[0]/reservations[0]/<reserved key>: \"<outside>\" does not lie within the subnet "
       "<prefix>"},
      {R"("subnet@": [{<subnet>, "reservations": [{"duid": "01", <reserved>}, {"duid": "02", <reserved>}]}])",
       "Dhcp@/subnet@[0]/reservations[1]: the same address is reserved at *"},
      {R"("reservations": [{"duid": "01", <reserved>}, {"duid": "02", <reserved>}])",
       "Dhcp@/reservations[1]: the same address is reserved at f:2:18; once in a subnet is allowed"},
      {R"("ip-reservations-unique": false, "reservations": [{"duid": "01", <reserved>}, {"duid": "02", <reserved>}])",
       "fine"},
      {R"("host-reservation-identifiers": [])",
       "Dhcp@/host-reservation-identifiers: is empty; at least one identifier is needed"},
      {R"("host-reservation-identifiers": ["mac"])",
       "Dhcp@/host-reservation-identifiers[0]: \"mac\" is not known here*"},
      {R"("host-reservation-identifiers": ["duid", "duid"])",
       "Dhcp@/host-reservation-identifiers[1]: \"duid\" stands here a second time; once is enough"},
  };
  check_both(cases);
}

TEST_CASE("what has a greatest length may have it, and no more, in both protocols") {
  std::string label;  // 63 octets in 252 characters
  for (int i = 0; i < 63; ++i) label += R"(\\097)";
  const struct {
    std::string before;
    std::size_t longest;
    const char* one;  // of what is counted
    const char* after;
  } cases[] = {
      {R"("reservations": [{"duid": ")", 130, "01", "\"}]"},
      {R"("reservations": [{"hw-address": ")", 20, "01", "\"}]"},
      {R"("reservations": [{"flex-id": ")", 255, "01", "\"}]"},
      {R"("reservations": [{"duid": "01", "hostname": ")" + label + ".", 2, "x", "\"}]"},
      {R"("control-socket": {"socket-type": "unix", "socket-name": ")", 107, "x", "\"}"},
  };
  for (const auto& [before, longest, one, after] : cases)
    for (const DhcpVersion version : {DhcpVersion::v4, DhcpVersion::v6}) {
      CAPTURE(before);
      std::string body = before;
      for (std::size_t i = 0; i < longest; ++i) body += one;
      CHECK(answer(version, body + after) == "fine");
      CHECK(answer(version, body + one + after) != "fine");
    }
}

TEST_CASE("what deserves a warning gets it in both protocols") {
  const Case cases[] = {
      {R"("valid-lifetime": 1,)", "superfluous comma"},
      {R"("subnet@": [{<subnet>}, , {<second subnet>}])", "superfluous comma"},
      {R"("subnet@": [{<subnet>, "require-client-classes": ["a"]}])",
       "Dhcp@/subnet@[0]: class \"a\" is required here, but not defined; it is ignored"},
      {R"("subnet@": [{<subnet>, "pools": [{"pool": "<pool>", "require-client-classes": ["a"]}]}])",
       "Dhcp@/subnet@[0]/pools[0]: class \"a\" is required here, but not defined; it is ignored"},
      {R"("shared-networks": [{"name": "n", "require-client-classes": ["a"]}])",
       "Dhcp@/shared-networks[0]: class \"a\" is required here, but not defined; it is ignored"},
      {R"("loggers": [{"name": "x", "severity": "loud"}])",
       "Dhcp@/loggers[0]: severity \"LOUD\" is not known, INFO is used*"},
      {R"("ddns-use-conflict-resolution": false)",
       "Dhcp@/ddns-use-conflict-resolution: \"ddns-use-conflict-resolution\" is going out of use; write "
       "\"ddns-conflict-resolution-mode\""},
      {R"("option-data": [{"code": 224, "data": "01"}, {"code": 224, "data": "02"}])",
       "Dhcp@/option-data[1]: option 224 is given a second time in this scope; the later one is used"},
  };
  check_both(cases);
}

TEST_CASE("what is odd but allowed passes in silence in both protocols") {
  const Case cases[] = {
      {R"(# a comment
          // another
          "subnet@": [] /* and
          a third */)",
       "fine"},
      {R"("subnet@": [{<subnet>}, {"id": 2, "subnet": "<address>/16"}])", "fine"},
      {R"("subnet@": [{<subnet>, "pools": [], "reservations": [], "option-data": []}])", "fine"},
      {R"("subnet@": [{<subnet>, "pools": [{"pool": "<prefix>"}]}])", "fine"},
      {R"("subnet@": [{<subnet>, "pools": [{"pool": " <pool> ", "pool-id": 7},
                                           {"pool": "<address> - <address>", "pool-id": 7}]}])",
       "fine"},
      {R"("subnet@": [{<subnet>, "client-class": "nobody"}])", "fine"},
      {R"("subnet@": [{<subnet>, "client-class": ""}])", "fine"},
      {R"("shared-networks": [])", "fine"},
      {R"("shared-networks": [{"name": "n"}, {"name": "m", "subnet@": []}], "subnet@": [{<subnet>}])",
       "fine"},
      {R"("shared-networks": [{"name": "n", "subnet@": [{<subnet>}]}], "subnet@": [{<second subnet>}])",
       "fine"},
      {R"("reservations": [{"duid": "01"}])", "fine"},
      {R"("reservations": [{"duid": "01", "client-classes": ["nobody"]}])", "fine"},
      {R"("reservations": [{"duid": "'text'"}, {"hw-address": "'text'"}, {"flex-id": "'text'"}])", "fine"},
      {R"("reservations": [{"duid": "01", <reserved outside>}])", "fine"},
      {R"("subnet@": [{<subnet>, "pools": [{"pool": "<pool>"}], "reservations": [{"hw-address": "01", <reserved>}]}])",
       "fine"},
      {R"("subnet@": [{<subnet>, "reservations": [{"duid": "01"}]},
                      {<second subnet>, "reservations": [{"duid": "01"}]}])",
       "fine"},
      {R"("reservations-out-of-pool": true, "reservations-in-subnet": false)", "fine"},
      {R"("cache-threshold": -0.5)", "fine"},
      {R"("cache-threshold": 1.5, "cache-max-age": 0)", "fine"},
      {R"("lease-database": {"type": "memfile", "persist": false, "lfc-interval": 0})", "fine"},
      {R"("lease-database": {"type": "mysql", "name": "k", "host": "", "port": 0, "user": "u", "password": ""})",
       "fine"},
      {R"("interfaces-config": {"interfaces": ["eth1", "eth3/<address>", "*", "lo"]})", "fine"},
      {R"("compatibility": {}, "dhcp-queue-control": {}, "sanity-checks": {}, "multi-threading": {})",
       "fine"},
      {R"("hostname-char-set": "[^A-Za-z0-9_-]", "ddns-ttl-percent": 1.5)", "fine"},
      {R"("comment": "a", "user-context": {"b": [1, {"c": null}]})", "fine"},
  };
  check_both(cases);
}

}  // namespace
}  // namespace dhcp::both_protocols
