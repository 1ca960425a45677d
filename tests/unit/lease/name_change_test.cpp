#include "dhcpcore/name_change.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "dhcpcore/lease.hpp"
#include "dhcpcore/value.hpp"

namespace dhcp {

TEST_CASE("a request travels as JSON with the names and forms that D2 knows") {
  NameChangeRequest request;
  request.forward = true;
  request.fqdn = "ho.example.com.";
  request.address = "192.0.2.10";
  request.dhcid = {0, 0, 1, 0xc0, 0xb9};
  request.lease_expires = 1'795'601'618;
  request.lease_length = 2000;
  const auto text = [&] { return request.to_json(); };
  const auto read = parse_json(text(), "ncr", {});
  REQUIRE(read);
  CHECK(text().find('\n') == std::string::npos);
  const Value& map = read->value;
  std::vector<std::string> keys;
  for (const Member& member : map.as_map()) keys.push_back(member.key);
  CHECK(keys == std::vector<std::string>{"change-type", "forward-change", "reverse-change", "fqdn",
                                         "ip-address", "dhcid", "lease-expires-on", "lease-length",
                                         "conflict-resolution-mode"});
  CHECK(to_json(*map.find("change-type")) == "0");
  CHECK(map.find("forward-change")->as_boolean());
  CHECK_FALSE(map.find("reverse-change")->as_boolean());
  CHECK(map.find("fqdn")->as_string() == "ho.example.com.");
  CHECK(map.find("ip-address")->as_string() == "192.0.2.10");
  CHECK(map.find("dhcid")->as_string() == "000001C0B9" + std::string(60, '0'));
  CHECK(map.find("lease-expires-on")->as_string() == "20261125101338");
  CHECK(to_json(*map.find("lease-length")) == "2000");
  CHECK(map.find("conflict-resolution-mode")->as_string() == "check-with-dhcid");

  request.kind = NameChangeRequest::Kind::remove;
  request.conflict_resolution = ConflictResolution::no_check_without_dhcid;
  request.fqdn = "a\\032b.";
  const auto other = parse_json(text(), "ncr", {});
  REQUIRE(other);
  CHECK(to_json(*other->value.find("change-type")) == "1");
  CHECK(other->value.find("conflict-resolution-mode")->as_string() == "no-check-without-dhcid");
  CHECK(other->value.find("fqdn")->as_string() == "a\\032b.");
}

TEST_CASE("records live a third of the lifetime but ten minutes, or the part that is configured") {
  CHECK(ddns_ttl(6000, {}) == 2000);
  CHECK(ddns_ttl(1800, {}) == 600);
  CHECK(ddns_ttl(60, {}) == 600);
  CHECK(ddns_ttl(6000, 0.25) == 1500);
  CHECK(ddns_ttl(60, 0.5) == 30);
  CHECK(ddns_ttl(60, 1.0) == 60);
  CHECK(ddns_ttl(60, 0.01) == std::nullopt);
  CHECK(ddns_ttl(infinite_lifetime, {}) == infinite_lifetime / 3);
  CHECK(ddns_ttl(infinite_lifetime, 1.0) == 0x7fffffffu);
}

}  // namespace dhcp
