#include "dhcpcore/dhcid.hpp"

#include <doctest/doctest.h>

#include <array>

#include "dhcpcore/client_identifier.hpp"
#include "dhcpcore/dns_name.hpp"

namespace dhcp {
namespace {

std::string hex_of(const Dhcid& dhcid) {
  return to_hex(dhcid);
}

std::vector<std::uint8_t> labels(std::string_view name) {
  std::array<std::uint8_t, max_dns_name_size> room;
  ByteWriter out(room);
  REQUIRE(encode_dns_name(name, out));
  return {out.written().begin(), out.written().end()};
}

std::vector<std::uint8_t> octets(std::string_view hex) {
  return from_hex(hex).value();
}

}  // namespace

TEST_CASE("the examples of RFC 4701 section 3.6") {
  CHECK(hex_of(make_dhcid(DhcidType::duid, octets("00:01:00:06:41:2d:f1:66:01:02:03:04:05:06"),
                          labels("chi6.example.com"))) ==
        "000201636fc0b8271c82825bb1ac5c41cf5351aa69b4febd94e8f17cdb95000da48c40");
  CHECK(hex_of(make_dhcid(DhcidType::client_id, octets("01:07:08:09:0a:0b:0c"), labels("chi.example.com"))) ==
        "0001013920fe5d1dceb3fd0ba3379756a70d73b17009f41d58bddbfcd6a2503956d8da");
  CHECK(hex_of(make_dhcid(DhcidType::hardware_address, octets("01:01:02:03:04:05:06"),
                          labels("client.example.com"))) ==
        "000001c4b9a5b249651343158dde7bcc77169841f7a4243a572b5c283fffedeb3f75e6");
}

TEST_CASE("a DHCID does not depend on the case of the name") {
  const auto id = octets("01:02:03");
  CHECK(make_dhcid(DhcidType::client_id, id, labels("PC.Example.Com")) ==
        make_dhcid(DhcidType::client_id, id, labels("pc.example.com")));
  CHECK(make_dhcid(DhcidType::client_id, id, labels("pc.example.com")) !=
        make_dhcid(DhcidType::client_id, id, labels("pc2.example.com")));
}

TEST_CASE("the DHCID of a lease is made of the DUID, else of the client identifier, else of the address") {
  const auto name = labels("pc.example.com");
  Lease4 lease;
  lease.hardware_address = {HardwareAddress::ethernet, BoundedBytes<20>(octets("02:00:00:00:00:01"))};
  CHECK(make_dhcid(lease, name) ==
        make_dhcid(DhcidType::hardware_address, octets("01:02:00:00:00:00:01"), name));
  lease.client_id = ClientId(octets("01:02:00:00:00:00:07"));
  CHECK(make_dhcid(lease, name) == make_dhcid(DhcidType::client_id, octets("01:02:00:00:00:00:07"), name));
  const auto duid = octets("00:03:00:01:02:00:00:00:00:07");
  lease.client_id = make_client_id(5, Duid(duid));
  CHECK(make_dhcid(lease, name) == make_dhcid(DhcidType::duid, duid, name));
}

}  // namespace dhcp
