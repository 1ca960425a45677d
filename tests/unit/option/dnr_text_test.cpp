#include <doctest/doctest.h>

#include "dhcpcore/option_definition.hpp"

namespace dhcp {
namespace {

std::string encoded4(std::string_view text, bool csv = true) {
  const auto bytes = encode_option_text(find_definition("dhcp4", "v4-dnr"), text, csv);
  return bytes ? to_hex(*bytes) : bytes.error().message;
}

std::string encoded6(std::string_view text, bool csv = true) {
  const auto bytes = encode_option_text(find_definition("dhcp6", "v6-dnr", DhcpVersion::v6), text, csv);
  return bytes ? to_hex(*bytes) : bytes.error().message;
}

std::string shown4(std::string_view hex) {
  return option_text(find_definition("dhcp4", "v4-dnr"), from_hex(hex).value());
}

std::string shown6(std::string_view hex) {
  return option_text(find_definition("dhcp6", "v6-dnr", DhcpVersion::v6), from_hex(hex).value());
}

constexpr std::string_view two_resolvers =
    "002c"
    "0002"
    "12"
    "087265736f6c766572076578616d706c6500"
    "04"
    "0a000506"
    "0001"
    "0008"
    "03646f7403646f71"
    "0003"
    "0002"
    "2152"
    "001c"
    "0003"
    "19"
    "06666f6f657870"
    "087265736f6c766572076578616d706c6500";

TEST_CASE("DHCPv4 resolvers stand one after the other, each with its length") {
  CHECK(encoded4("2, resolver.example., 10.0.5.6, alpn=dot\\,doq port=8530 | 3, fooexp.resolver.example.") ==
        two_resolvers);
  CHECK(shown4(two_resolvers) ==
        "2, resolver.example., 10.0.5.6, alpn=dot\\,doq port=8530 | 3, fooexp.resolver.example.");
}

TEST_CASE("a DHCPv6 option holds one resolver") {
  const std::string wire =
      "00640012"
      "04646f7431"
      "076578616d706c65"
      "036f7267"
      "00"
      "0020"
      "20010db8000000000000000000000001"
      "20010db8000000000000000000000002"
      "0001000403646f74"
      "000300022152";
  const std::string text = "100, dot1.example.org., 2001:db8::1 2001:db8::2, alpn=dot port=8530";
  CHECK(encoded6(text) == wire);
  CHECK(shown6(wire) == text);
}

TEST_CASE("service parameters go out in the order of their keys") {
  CHECK(encoded6("1, a., 2001:db8::1, dohpath=/q{?dns} port=443 alpn=h2") ==
        "0001"
        "0003"
        "016100"
        "0010"
        "20010db8000000000000000000000001"
        "0001"
        "0003"
        "026832"
        "0003"
        "0002"
        "01bb"
        "0007"
        "0008"
        "2f717b3f646e737d");
}

TEST_CASE("protocol ids go out each with its length, in the order given") {
  const std::string text = "150, a., 2001:db8::1, alpn=dot\\,doq\\,h2\\,h3 dohpath=/q{?dns}";
  const std::string wire =
      "0096"
      "0003"
      "016100"
      "0010"
      "20010db8000000000000000000000001"
      "0001"
      "000e"
      "03646f7403646f71026832026833"
      "0007"
      "0008"
      "2f717b3f646e737d";
  CHECK(encoded6(text) == wire);
  CHECK(shown6(wire) == text);
}

TEST_CASE("a resolver may have nothing but its name") {
  CHECK(encoded6("3, a.") == "00030003016100");
  CHECK(shown6("00030003016100") == "3, a.");
  CHECK(encoded4("3, a.") == "0006000303016100");
}

TEST_CASE("service parameters that say nothing about resolvers are refused in both protocols") {
  for (const std::string key :
       {"mandatory", "no-default-alpn", "ipv4hint", "ech", "ipv6hint", "ohttp", "key9"}) {
    const std::string expected =
        "field 4: \"" + key + "\" is not a service parameter for resolvers (alpn, port or dohpath)";
    CHECK(encoded4("1, a., 192.0.2.1, " + key + "=x") == expected);
    CHECK(encoded6("1, a., 2001:db8::1, " + key + "=x") == expected);
  }
}

TEST_CASE("resolvers may take more than the 255 octets of one option") {
  std::string text = "1, a., 192.0.2.1";
  for (int i = 0; i < 70; ++i) text += " 192.0.2.1";
  // The addresses of one resolver have one octet of length, the resolvers of an option have no limit.
  CHECK(encoded4(text) == "field 3: the addresses take 284 octets, more than 255");
  std::string many = "1, a., 192.0.2.1";
  for (int i = 0; i < 40; ++i) many += " | 1, a., 192.0.2.1";
  CHECK(encoded4(many).size() == 2 * 41 * 13);
}

TEST_CASE("a pipe within a path is escaped") {
  const std::string text = "1, a., 192.0.2.1, dohpath=/q\\|r{?dns}";
  const std::string wire =
      "0019"
      "0001"
      "03"
      "016100"
      "04"
      "c0000201"
      "0007"
      "000a"
      "2f717c727b3f646e737d";
  CHECK(encoded4(text) == wire);
  CHECK(shown4(wire) == text);
  CHECK(encoded6("1, a., 2001:db8::1, dohpath=/q\\|r{?dns}") ==
        encoded6("1, a., 2001:db8::1, dohpath=/q|r{?dns}"));
}

TEST_CASE("what is wrong with a resolver is told with its field") {
  CHECK(encoded4("") == "field 1: the service priority is missing (0 to 65535)");
  CHECK(encoded4("1") == "field 2: the name of the resolver is missing");
  CHECK(encoded4("x, a.") == "field 1: \"x\" is not a uint16 (0 to 65535)");
  CHECK(encoded4("1, a..b") == "field 2: \"a..b\" has an empty label");
  CHECK(encoded4("1, a., 2001:db8::1") == "field 3: \"2001:db8::1\" is not an ipv4-address (as 192.0.2.1)");
  CHECK(encoded4("1, a., , port=53") == "field 3: service parameters need an address before them");
  CHECK(encoded4("1, a., 192.0.2.1, ipv4hint=192.0.2.2") ==
        "field 4: \"ipv4hint\" is not a service parameter for resolvers (alpn, port or dohpath)");
  CHECK(encoded4("1, a., 192.0.2.1, port=70000") == "field 4: port: \"70000\" is not a uint16 (0 to 65535)");
  CHECK(encoded4("1, a., 192.0.2.1, alpn=dot port=1 port=2") == "field 4: port is given twice");
  CHECK(encoded4("1, a., 192.0.2.1, alpn=") == "field 4: alpn: \"\" is not a protocol id (1 to 255 octets)");
  CHECK(encoded4("1, a., 192.0.2.1, dohpath=/q") ==
        "field 4: dohpath: \"/q\" is not a URI template with the variable dns (as /q{?dns})");
  CHECK(encoded4("1, a., 192.0.2.1, alpn=dot,doq") ==
        "field 5: \"doq\" is too many; a comma within a field is written \\,");
  CHECK(encoded4("1, a. | 2") == "resolver 2: field 2: the name of the resolver is missing");
}

TEST_CASE("resolver bytes are checked against their lengths") {
  CHECK(encoded4(two_resolvers, false) == two_resolvers);
  CHECK(encoded4("", false) == "the bytes end within a resolver");
  CHECK(encoded4("0005000103", false) == "the bytes end within a resolver");
  CHECK(encoded4("000300010301", false) == "the bytes end within the resolver's name");
  CHECK(encoded4("0006000103016161", false) == "the resolver's name does not fill its length");
  CHECK(encoded4("0007000103016100"
                 "00",
                 false) == "the resolver's addresses do not fill a multiple of 4 octets");
  CHECK(encoded4("000d000103016100"
                 "04c0000201"
                 "0003",
                 false) == "the bytes end within the service parameters");
}

TEST_CASE("parameters that text cannot give are kept in hexadecimal") {
  const std::string no_default_alpn =
      "000f"
      "0001"
      "03016100"
      "04c0000201"
      "00020000";
  CHECK(encoded4(no_default_alpn, false) == no_default_alpn);
  CHECK(shown4(no_default_alpn) == no_default_alpn);
}

}  // namespace
}  // namespace dhcp
