#include "perf/arp.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace dhcp::perf {
namespace {

constexpr MacAddress asker = {2, 0, 0, 0, 0, 9};
constexpr MacAddress holder = {0, 0x0c, 1, 2, 3, 4};

const std::vector<std::uint8_t> request = {
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0,  0, 0, 9, 0x08, 0x06,         // Ethernet
    0,    1,    0x08, 0,    6,    4,    0, 1, 2,  0, 0, 0, 0,    9,    10, 0,  // who am I
    0,    1,    0,    0,    0,    0,    0, 0, 10, 1, 2, 3};                    // whom I look for

TEST_CASE("a request names who asks and who is looked for") {
  const auto parsed = parse_arp_request(request);
  REQUIRE(parsed);
  CHECK(parsed->from_mac == asker);
  CHECK(parsed->from == Ipv4Address(10, 0, 0, 1));
  CHECK(parsed->wanted == Ipv4Address(10, 1, 2, 3));
}

TEST_CASE("the reply goes to the asker and names the holder") {
  const auto reply = arp_reply(*parse_arp_request(request), holder);
  const std::vector<std::uint8_t> expected = {
      2, 0, 0,    0, 0, 9, 0, 0x0c, 1, 2,    3, 4, 0x08, 0x06,  // Ethernet
      0, 1, 0x08, 0, 6, 4, 0, 2,    0, 0x0c, 1, 2, 3,    4,    10, 1, 2, 3, 2, 0, 0, 0, 0, 9, 10, 0, 0, 1};
  CHECK(std::vector(reply.begin(), reply.end()) == expected);
}

TEST_CASE("what is not a whole ARP request for IPv4 on Ethernet is ignored") {
  for (std::size_t size = 0; size < request.size(); ++size)
    CHECK_FALSE(parse_arp_request(ByteView(request).first(size)));
  for (const std::size_t at : {12u, 13u, 14u, 15u, 16u, 17u, 18u, 19u, 20u, 21u}) {
    auto changed = request;
    changed[at] = static_cast<std::uint8_t>(changed[at] + 1);
    CHECK_FALSE(parse_arp_request(changed));
  }
}

}  // namespace
}  // namespace dhcp::perf
