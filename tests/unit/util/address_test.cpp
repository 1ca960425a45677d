#include "dhcpcore/address.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace dhcp {
namespace {

TEST_CASE("an IPv4 address is four decimal numbers and nothing else") {
  CHECK(Ipv4Address::parse("192.0.2.1") == Ipv4Address(192, 0, 2, 1));
  CHECK(Ipv4Address::parse("255.255.255.255") == Ipv4Address::broadcast());
  for (const char* bad : {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", " 1.2.3.4", "1.2.3.4 ",
                          "1..2.3", "1.2.3.", "a.b.c.d", "1.2.3.-4", "0x1.2.3.4"})
    CHECK_MESSAGE(!Ipv4Address::parse(bad), bad);
  CHECK(Ipv4Address(10, 0, 200, 255).to_string() == "10.0.200.255");
}

TEST_CASE("every octet reads as its number, and nothing is written behind fifteen characters") {
  for (unsigned octet = 0; octet < 256; ++octet) {
    const auto n = static_cast<std::uint8_t>(octet);
    const std::string number = std::to_string(octet);
    for (const auto& [address, expected] :
         {std::pair(Ipv4Address(n, 255, 0, n), number + ".255.0." + number),
          std::pair(Ipv4Address(255, n, n, 255), "255." + number + "." + number + ".255")}) {
      std::string text(20, '#');
      CHECK(address.format_to(text.data()) == text.data() + expected.size());
      CHECK(text.substr(0, expected.size()) == expected);
      CHECK(text.substr(15) == "#####");
    }
  }
}

TEST_CASE("a prefix knows its network and its range") {
  const auto prefix = Ipv4Prefix::parse("192.0.2.77/26");
  REQUIRE(prefix);
  CHECK(prefix->network() == Ipv4Address(192, 0, 2, 64));
  CHECK(prefix->range() == Ipv4Range{Ipv4Address(192, 0, 2, 64), Ipv4Address(192, 0, 2, 127)});
  CHECK(prefix->to_string() == "192.0.2.77/26");
  CHECK(prefix->contains(Ipv4Address(192, 0, 2, 127)));
  CHECK_FALSE(prefix->contains(Ipv4Address(192, 0, 2, 128)));
  CHECK(Ipv4Prefix::parse("0.0.0.0/0")->range().last == Ipv4Address::broadcast());
  CHECK_FALSE(Ipv4Prefix::parse("192.0.2.0/33"));
  CHECK_FALSE(Ipv4Prefix::parse("192.0.2.0"));
  CHECK_FALSE(Ipv4Prefix::parse("192.0.2.0/"));

  const auto six = Ipv6Prefix::parse("2001:db8:1::f/46");
  REQUIRE(six);
  CHECK(six->network().to_string() == "2001:db8::");
  CHECK(six->range().last.to_string() == "2001:db8:3:ffff:ffff:ffff:ffff:ffff");
}

TEST_CASE("an IPv6 address prints in the canonical form") {
  CHECK(Ipv6Address::parse("2001:0db8:0:0:0:0:0:1")->to_string() == "2001:db8::1");
  CHECK(Ipv6Address::parse("fe80::1")->is_link_local());
  CHECK_FALSE(Ipv6Address::parse("fe80::1%eth0"));
  CHECK_FALSE(Ipv6Address::parse("2001:db8::1::2"));
}

TEST_CASE("a range counts its addresses") {
  CHECK(range_size({Ipv4Address(10, 0, 0, 1), Ipv4Address(10, 0, 0, 1)}) == 1);
  CHECK(range_size({Ipv4Address::any(), Ipv4Address::broadcast()}) == 4294967296ull);
}

}  // namespace
}  // namespace dhcp
