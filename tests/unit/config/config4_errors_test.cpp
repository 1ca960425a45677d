#include "sample_config.hpp"

namespace dhcp {
namespace {

// A subnet's own keys, in the second line of the file.
std::string error_in_subnet(const std::string& keys) {
  return error_of("\"subnet4\": [{\"id\": 1, \"subnet\": \"192.0.2.0/24\", " + keys + "}]");
}

TEST_CASE("the root holds Dhcp4 and nothing else") {
  CHECK(Config4::parse("{}", "f").error().message ==
        "f:1:1: there is no \"Dhcp4\"; expected {\"Dhcp4\": {...}}");
  CHECK(Config4::parse("[]", "f").error().message ==
        "f:1:1: there is no \"Dhcp4\"; expected {\"Dhcp4\": {...}}");
  CHECK(Config4::parse("{\"Dhcp4\": {}, \"Dhcp6\": {}}", "f").error().message ==
        "f:1:15: Dhcp6: unknown key; only \"Dhcp4\" may stand here");
  CHECK(Config4::parse("{\"Dhcp4\": []}", "f").error().message ==
        "f:1:11: Dhcp4: expected a map, found a value of kind list");
  CHECK(Config4::parse("{", "f").error().message ==
        "f:1:2: the text ends here, expected a key in double quotes");
}

TEST_CASE("an error names file, line, column and the way to the value") {
  CHECK(error_of("  \"valid-lifetime\": \"long\"") ==
        "f:2:21: Dhcp4/valid-lifetime: expected an integer, found a value of kind string");
  CHECK(error_in_subnet("\"pools\": [{\"pool\": \"192.0.2.1 - 192.0.2.9\"},\n {\"pool\": \"x\"}]") ==
        "f:3:11: Dhcp4/subnet4[0]/pools[1]/pool: \"x\" is no pool; expected \"192.0.2.10 - 192.0.2.20\" or "
        "\"192.0.2.64/26\"");
  const auto command = parse_json(R"({"Dhcp4": {"t1-percent": 1}})", "<string>", command_syntax);
  CHECK(Config4::from_value(command->value).error().message ==
        "<string>:1:26: Dhcp4/t1-percent: 1 is out of range; allowed is what is greater than 0 and less than "
        "1");
}

TEST_CASE("a value made by a program has a way but no line") {
  Value root;
  root.set("Dhcp4", Value(Value::Map{})).set("valid-lifetime", -1);
  CHECK(Config4::from_value(root).error().message ==
        "Dhcp4/valid-lifetime: -1 is out of range; allowed are 0 to 4294967295");
}

TEST_CASE("an unknown key is refused with the nearest known one") {
  CHECK(error_of("\"subnets4\": []") == "f:2:1: Dhcp4/subnets4: unknown key; did you mean \"subnet4\"?");
  CHECK(error_of("\"valid-lifetme\": 1") ==
        "f:2:1: Dhcp4/valid-lifetme: unknown key; did you mean \"valid-lifetime\"?");
  CHECK(error_in_subnet("\"pool\": []") ==
        "f:2:49: Dhcp4/subnet4[0]/pool: unknown key; did you mean \"pools\"?");
  CHECK(error_of("\"xyzzyxyzzy\": 1") == "f:2:1: Dhcp4/xyzzyxyzzy: unknown key");
  CHECK(error_of("\"" + std::string(5000, 'v') + "\": 1").ends_with("vvv: unknown key"));
  CHECK(error_in_subnet("\"reservation-mode\": \"all\"").find("unknown key") != std::string::npos);
}

TEST_CASE("a database has the keys of its type") {
  const auto database = [](const std::string& keys) {
    return error_of("\"lease-database\": {" + keys + "}");
  };
  CHECK(database(R"("type": "cql")") ==
        "f:2:28: Dhcp4/lease-database/type: \"cql\" is not known here; allowed are \"memfile\", \"mysql\", "
        "\"postgresql\"");
  CHECK(database(R"("type": "mysql", "read-timeout": 4, "write-timeout": 5, "readonly": true)") ==
        "no error");
  CHECK(database(R"("type": "postgresql", "tcp-user-timeout": 4)") == "no error");
  CHECK(database(R"("type": "postgresql", "read-timeout": 4)") ==
        "f:2:58: Dhcp4/lease-database/read-timeout: a database of type \"postgresql\" has no such key; "
        "\"mysql\" has");
  CHECK(database(R"("type": "mysql", "tcp-user-timeout": 4)") != "no error");
  CHECK(database(R"("type": "memfile", "readonly": true)") != "no error");
  CHECK(database(R"("type": "mysql", "connect-timeout": 0)") != "no error");
  CHECK(error_of(R"("hosts-database": {"type": "memfile"})") != "no error");
  CHECK(error_of(R"("hosts-database": {"type": "mysql"}, "hosts-databases": [])") != "no error");
}

TEST_CASE("a missing key is reported where its map begins") {
  CHECK(error_of("\"subnet4\": [{\"subnet\": \"192.0.2.0/24\"}]") ==
        "f:2:13: Dhcp4/subnet4[0]/id: missing, but mandatory");
  CHECK(error_of("\"subnet4\": [{\"id\": 1}]") == "f:2:13: Dhcp4/subnet4[0]/subnet: missing, but mandatory");
  CHECK(error_in_subnet("\"pools\": [{}]") ==
        "f:2:59: Dhcp4/subnet4[0]/pools[0]/pool: missing, but mandatory");
  CHECK(error_of("\"loggers\": [{}]") == "f:2:13: Dhcp4/loggers[0]/name: missing, but mandatory");
  CHECK(error_of("\"lease-database\": {}") == "f:2:19: Dhcp4/lease-database/type: missing, but mandatory");
}

TEST_CASE("a value of the wrong kind or out of range is refused") {
  const char* const refused[] = {
      R"("valid-lifetime": 4294967296)",
      R"("valid-lifetime": -1)",
      R"("valid-lifetime": 1.5)",
      R"("valid-lifetime": null)",
      R"("valid-lifetime": 340282366920938463463374607431768211456)",
      R"("authoritative": 1)",
      R"("authoritative": "true")",
      R"("t1-percent": 0)",
      R"("t1-percent": 1.0)",
      R"("t2-percent": "0.5")",
      R"("next-server": "192.0.2")",
      R"("next-server": 1)",
      R"("server-hostname": ["x"])",
      R"("subnet4": {})",
      R"("subnet4": ["192.0.2.0/24"])",
      R"("user-context": "text")",
      R"("comment": {})",
      R"("comment": "a", "user-context": {"comment": "b"})",
      R"("user-context": {"comment": "b"}, "comment": "a")",
      R"("decline-probation-period": "1")",
      R"("echo-client-id": "no")",
      R"("host-reservation-identifiers": ["mac"])",
      R"("interfaces-config": {"dhcp-socket-type": "tcp"})",
      R"("interfaces-config": {"interfaces": [1]})",
      R"("interfaces-config": {"interfaces": [""]})",
      R"("interfaces-config": {"interfaces": ["/192.0.2.1"]})",
      R"("interfaces-config": {"interfaces": ["eth0/here"]})",
      R"("interfaces-config": {"interfaces": ["eth0", "eth1", "eth0"]})",
      R"("multi-threading": {"thread-pool-size": -1})",
      R"("loggers": [{"name": "x", "debuglevel": 100}])",
      R"("loggers": [{"name": "x", "output-options": [], "output_options": []}])",
      R"("loggers": [{"name": "x", "output-options": [{"maxver": 0}]}])",
      R"("subnet4": [{"id": 0, "subnet": "192.0.2.0/24"}])",
      R"("subnet4": [{"id": 4294967295, "subnet": "192.0.2.0/24"}])",
      R"("subnet4": [{"id": 1, "subnet": "192.0.2.0"}])",
      R"("subnet4": [{"id": 1, "subnet": "192.0.2.0/33"}])",
      R"("subnet4": [{"id": 1, "subnet": "2001:db8::/32"}])",
  };
  for (const char* body : refused) CHECK_MESSAGE(error_of(body).starts_with("f:2:"), body);
}

TEST_CASE("fixed fields must fit the message") {
  CHECK(error_of("\"server-hostname\": \"" + std::string(63, 'x') + "\"") == "no error");
  CHECK(error_of("\"server-hostname\": \"" + std::string(64, 'x') + "\"") ==
        "f:2:20: Dhcp4/server-hostname: too long with 64 bytes; at most 63 are allowed");
  CHECK(error_of("\"boot-file-name\": \"" + std::string(127, 'x') + "\"") == "no error");
  CHECK(error_of("\"boot-file-name\": \"" + std::string(128, 'x') + "\"") != "no error");
}

TEST_CASE("identifiers and prefixes of subnets are unique") {
  const std::string first = "\"subnet4\": [{\"id\": 1, \"subnet\": \"192.0.2.0/24\"},\n";
  CHECK(error_of(first + "{\"id\": 1, \"subnet\": \"192.0.3.0/24\"}]") ==
        "f:3:8: Dhcp4/subnet4[1]/id: 1 is that of the subnet at f:2:13; it must be unique");
  CHECK(
      error_of(first + "{\"id\": 2, \"subnet\": \"192.0.2.0/24\"}]") ==
      "f:3:21: Dhcp4/subnet4[1]/subnet: \"192.0.2.0/24\" is that of the subnet at f:2:13; it must be unique");
}

TEST_CASE("pools lie in their subnet and apart from each other") {
  const auto pools = [](const std::string& a, const std::string& b) {
    return error_in_subnet("\"pools\": [{\"pool\": \"" + a + "\"},\n{\"pool\": \"" + b + "\"}]");
  };
  CHECK(pools("192.0.2.1-192.0.2.9", "192.0.2.10 -192.0.2.10") == "no error");
  CHECK(pools("192.0.2.0/25", "192.0.2.128 / 25") == "no error");
  CHECK(error_in_subnet(R"("pools": [{"pool": "192.0.2.0/25", "pool-id": 7},
                                     {"pool": "192.0.2.128/25", "pool-id": 7}])") == "no error");
  CHECK(
      pools("192.0.2.1 - 192.0.2.9", "192.0.2.9 - 192.0.2.20") ==
      "f:3:10: Dhcp4/subnet4[0]/pools[1]/pool: overlaps the pool at f:2:68; pools of a subnet must not share "
      "addresses");
  CHECK(pools("192.0.2.9 - 192.0.2.20", "192.0.2.1 - 192.0.2.255").find("overlaps") != std::string::npos);
  CHECK(pools("192.0.2.1 - 192.0.2.9", "192.0.2.250 - 192.0.3.1") ==
        "f:3:10: Dhcp4/subnet4[0]/pools[1]/pool: \"192.0.2.250 - 192.0.3.1\" does not lie within the subnet "
        "192.0.2.0/24");
  for (const char* bad : {"192.0.2.9 - 192.0.2.1", "192.0.2.1", "192.0.2.1 - ", "- 192.0.2.1",
                          "192.0.2.0/24/1", "", "192.0.2.1 - 192.0.2.9 - 192.0.2.10"})
    CHECK_MESSAGE(pools("192.0.2.1 - 192.0.2.9", bad).find("is no pool") != std::string::npos, bad);
}

TEST_CASE("lifetimes are ordered within their scope") {
  CHECK(
      error_of("\"min-valid-lifetime\": 10, \"valid-lifetime\": 5") ==
      "f:2:23: Dhcp4/min-valid-lifetime: 10 is out of place; it must not exceed valid-lifetime, which is 5");
  CHECK(
      error_in_subnet("\"valid-lifetime\": 5, \"max-valid-lifetime\": 4") ==
      "f:2:92: Dhcp4/subnet4[0]/max-valid-lifetime: 4 is out of place; it must not be below valid-lifetime, "
      "which is 5");
}

TEST_CASE("T1 comes before T2, also when one of them is inherited") {
  CHECK(error_of("\"t1-percent\": 0.9") ==
        "f:2:15: Dhcp4/t1-percent: T1 would not come before T2; t1-percent must be less than t2-percent");
  CHECK(error_of("\"t1-percent\": 0.9, \"t2-percent\": 0.95") == "no error");
  CHECK(error_in_subnet("\"t2-percent\": 0.5") ==
        "f:2:63: Dhcp4/subnet4[0]/t2-percent: T1 would not come before T2; t1-percent must be less than "
        "t2-percent");
}

TEST_CASE("a reservation has exactly one identifier") {
  const auto reservation = [](const std::string& keys) {
    return error_in_subnet("\"reservations\": [\n{" + keys + "}]");
  };
  CHECK(
      reservation("") ==
      "f:3:1: Dhcp4/subnet4[0]/reservations[0]: no identifier; exactly one of hw-address, duid, circuit-id, "
      "client-id, flex-id is needed");
  CHECK(
      reservation(R"("duid": "01:02", "hw-address": "02:03")") ==
      "f:3:33: Dhcp4/subnet4[0]/reservations[0]/hw-address: the reservation has another identifier already; "
      "exactly one is allowed");
  CHECK(reservation(R"("hw-address": "01:0g")") ==
        "f:3:16: Dhcp4/subnet4[0]/reservations[0]/hw-address: \"01:0g\" is no identifier of this kind; "
        "expected 1 "
        "to 20 bytes in hexadecimal digits or as text between single quotes");
  for (const char* good : {R"("client-id": "'text'")", R"("flex-id": "'s0m3'")", R"("flex-id": "0a")",
                           R"("circuit-id": "0102")"})
    CHECK_MESSAGE(reservation(good) == "no error", good);
  for (const char* bad :
       {R"("hw-address": "''")", R"("duid": "'")", R"("hw-address": "")", R"("client-id": "''")",
        R"("hw-address": 12)", R"("hw-address": "000102030405060708090a0b0c0d0e0f1011121314")"})
    CHECK_MESSAGE(reservation(bad) != "no error", bad);
}

TEST_CASE("reservations of one subnet do not contradict each other") {
  const std::string first =
      "\"reservations\": [\n{\"hw-address\": \"02:00:00:00:00:01\", \"ip-address\": \"192.0.2.9\"},\n";
  CHECK(error_in_subnet(first + "{\"hw-address\": \"020000000001\"}]") ==
        "f:4:1: Dhcp4/subnet4[0]/reservations[1]: the same identifier is reserved at f:3:1; once in a subnet "
        "is "
        "allowed");
  CHECK(error_in_subnet(first + "{\"duid\": \"02:00:00:00:00:01\", \"ip-address\": \"192.0.2.9\"}]") ==
        "f:4:1: Dhcp4/subnet4[0]/reservations[1]: the same address is reserved at f:3:1; once in a subnet is "
        "allowed");
  CHECK(error_in_subnet(first + "{\"duid\": \"02:00:00:00:00:01\"}, {\"duid\": \"02\"}]") == "no error");
  CHECK(error_in_subnet("\"reservations\": [\n{\"duid\": \"01\", \"ip-address\": \"192.0.3.1\"}]") ==
        "f:3:30: Dhcp4/subnet4[0]/reservations[0]/ip-address: \"192.0.3.1\" does not lie within the subnet "
        "192.0.2.0/24");
  for (const char* nobodys : {"0.0.0.0", "224.0.0.1", "255.255.255.255"})
    CHECK(error_of(R"("reservations": [{"duid": "01", "ip-address": ")" + std::string(nobodys) + "\"}]")
              .ends_with("\" is no address that one host can have"));
  CHECK(
      error_of("\"reservations\": [{\"duid\": \"01\"},\n{\"duid\": \"01\"}]") ==
      "f:3:1: Dhcp4/reservations[1]: the same identifier is reserved at f:2:18; once in a subnet is allowed");
}

TEST_CASE("an error in an included file names that file") {
  const auto open = [](const std::string&) -> Result<std::string> {
    return std::string("\"subnet4\": [\n {\"id\": 0}]");
  };
  CHECK(Config4::parse("{\"Dhcp4\": {<?include \"subnets.json\"?>}}", "f", open).error().message ==
        "subnets.json:2:9: Dhcp4/subnet4[0]/id: 0 is out of range; allowed are 1 to 4294967294");
}

}  // namespace
}  // namespace dhcp
