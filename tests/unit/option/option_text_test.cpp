#include <doctest/doctest.h>

#include <span>

#include "dhcpcore/option_definition.hpp"
#include "option/field_list.hpp"

namespace dhcp {
namespace {

// The bytes in hexadecimal, or the error.
std::string encoded(const OptionDefinition* definition, std::string_view text, bool csv = true) {
  const auto bytes = encode_option_text(definition, text, csv);
  return bytes ? to_hex(*bytes) : bytes.error().message;
}

std::string encoded(OptionType type, std::string_view text, bool csv = true) {
  OptionDefinition definition;
  definition.type = type;
  return encoded(&definition, text, csv);
}

std::string encoded_array(OptionType type, std::string_view text, bool csv = true) {
  OptionDefinition definition;
  definition.type = type;
  definition.array = true;
  return encoded(&definition, text, csv);
}

std::string encoded_record(std::vector<OptionType> fields, std::string_view text, bool csv = true,
                           bool array = false) {
  OptionDefinition definition;
  definition.type = OptionType::record;
  definition.record = fields;
  definition.array = array;
  return encoded(&definition, text, csv);
}

std::string standard(std::uint16_t code, std::string_view text, bool csv = true) {
  return encoded(find_definition("dhcp4", code), text, csv);
}

std::string shown(std::uint16_t code, std::string_view hex) {
  return option_text(find_definition("dhcp4", code), from_hex(hex).value());
}

using enum OptionType;

TEST_CASE("a number is decimal or hexadecimal and within its range") {
  CHECK(encoded(uint8, "255") == "ff");
  CHECK(encoded(uint8, "0xff") == "ff");
  CHECK(encoded(uint8, "0XFF") == "ff");
  CHECK(encoded(uint8, "ff") == "ff");
  CHECK(encoded(uint8, "010") == "0a");
  CHECK(encoded(uint8, " 5 ") == "05");
  CHECK(encoded(uint8, "+5") == "05");
  CHECK(encoded(uint8, "1a") == "1a");
  CHECK(encoded(uint16, "abcd") == "abcd");
  CHECK(encoded(uint16, "10") == "000a");
  CHECK(encoded(uint32, "4294967295") == "ffffffff");
  CHECK(encoded(int8, "-128") == "80");
  CHECK(encoded(int8, "-0x1") == "ff");
  CHECK(encoded(int16, "7bcd") == "7bcd");
  CHECK(encoded(int32, "-2147483648") == "80000000");
}

TEST_CASE("a number out of range names its field, the value and the range") {
  CHECK(encoded(uint8, "256") == "field 1: \"256\" is not a uint8 (0 to 255)");
  CHECK(encoded(uint8, "-1") == "field 1: \"-1\" is not a uint8 (0 to 255)");
  CHECK(encoded(uint8, "0x") == "field 1: \"0x\" is not a uint8 (0 to 255)");
  CHECK(encoded(uint8, "1g") == "field 1: \"1g\" is not a uint8 (0 to 255)");
  CHECK(encoded(uint8, "1 2") == "field 1: \"1 2\" is not a uint8 (0 to 255)");
  CHECK(encoded(uint8, "--5") == "field 1: \"--5\" is not a uint8 (0 to 255)");
  CHECK(encoded(int8, "0xff") == "field 1: \"0xff\" is not an int8 (-128 to 127)");
  CHECK(encoded(int16, "abcd") == "field 1: \"abcd\" is not an int16 (-32768 to 32767)");
  CHECK(encoded(uint32, "4294967296") == "field 1: \"4294967296\" is not a uint32 (0 to 4294967295)");
  CHECK(encoded(uint32, "99999999999999999999999") ==
        "field 1: \"99999999999999999999999\" is not a uint32 (0 to 4294967295)");
  CHECK(encoded_array(uint8, "1,300") == "field 2: \"300\" is not a uint8 (0 to 255)");
  CHECK(encoded(uint8, "") == "field 1: a value of type uint8 is missing");
}

TEST_CASE("a boolean is true, false, 1 or 0") {
  for (const char* yes : {"true", "True", "TRUE", "1"}) CHECK(encoded(boolean, yes) == "01");
  for (const char* no : {"false", "False", "0"}) CHECK(encoded(boolean, no) == "00");
  CHECK(encoded(boolean, "yes") == "field 1: \"yes\" is not a boolean (true, false, 1 or 0)");
  CHECK(encoded(boolean, "2") == "field 1: \"2\" is not a boolean (true, false, 1 or 0)");
}

TEST_CASE("addresses are written in their usual forms") {
  CHECK(encoded(ipv4_address, "192.0.2.1") == "c0000201");
  CHECK(encoded_array(ipv4_address, "192.0.2.1 , 192.0.2.2") == "c0000201c0000202");
  CHECK(encoded(ipv6_address, "2001:db8::1") == "20010db8000000000000000000000001");
  CHECK(encoded_array(ipv4_address, "192.0.2.1 192.0.2.2") ==
        "field 1: \"192.0.2.1 192.0.2.2\" is not an ipv4-address (as 192.0.2.1)");
  CHECK(encoded(ipv6_address, "192.0.2.1") ==
        "field 1: \"192.0.2.1\" is not an ipv6-address (as 2001:db8::1)");
}

TEST_CASE("a list of addresses may be empty, other values may not") {
  CHECK(encoded_array(ipv4_address, "") == "");
  CHECK(encoded_array(ipv6_address, "") == "");
  CHECK(encoded(binary, "") == "");
  CHECK(encoded_array(uint16, "") == "field 1: a value of type uint16 is missing");
  CHECK(encoded_array(uint16, ",") == "field 1: a value of type uint16 is missing");
  CHECK(encoded_array(fqdn, "") == "field 1: a value of type fqdn is missing");
  CHECK(encoded(ipv4_address, "") == "field 1: a value of type ipv4-address is missing");
  CHECK(encoded(string, "") == "field 1: a value of type string is missing");
  CHECK(encoded(string, " ") == "field 1: the value is empty");
  CHECK(encoded(find_definition("dhcp6", 23, DhcpVersion::v6), "") == "");
  CHECK(encoded(find_definition("dhcp6", 24, DhcpVersion::v6), "") == "");
  CHECK(encoded(find_definition("dhcp6", 60, DhcpVersion::v6), "") == "");
  CHECK(encoded(find_definition("dhcp6", 64, DhcpVersion::v6), "") ==
        "field 1: a value of type fqdn is missing");
  CHECK(encoded(find_definition("dhcp6", 61, DhcpVersion::v6), "") ==
        "field 1: a value of type uint16 is missing");
  CHECK(encoded(find_definition("dhcp6", 7, DhcpVersion::v6), "") ==
        "field 1: a value of type uint8 is missing");
}

TEST_CASE("an IPv6 prefix takes only the octets it needs, host bits cleared") {
  CHECK(encoded(ipv6_prefix, "2001:db8:1::/64") == "4020010db800010000");
  CHECK(encoded(ipv6_prefix, "2001:db8:1::1/48") == "3020010db80001");
  CHECK(encoded(ipv6_prefix, "2001:db8:1::1/45") == "2d20010db80000");
  CHECK(encoded(ipv6_prefix, "::/0") == "00");
  for (const char* bad : {"2001::/129", "2001:db8::", "192.0.2.0/24"})
    CHECK(encoded(ipv6_prefix, bad) ==
          "field 1: \"" + std::string(bad) + "\" is not an ipv6-prefix (as 2001:db8::/32)");
}

TEST_CASE("a PSID stands in the most significant bits") {
  CHECK(encoded(psid, "3/4") == "043000");
  CHECK(encoded(psid, "0x3/4") == "043000");
  CHECK(encoded(psid, "3 / 4") == "043000");
  CHECK(encoded(psid, "65535/16") == "10ffff");
  CHECK(encoded(psid, "0/0") == "000000");
  CHECK(encoded(psid, "5/0") == "000000");
  CHECK(encoded(psid, "16/4") == "field 1: \"16/4\" is not a psid (0 to 15 with length 4)");
  CHECK(encoded(psid, "3/17") == "field 1: \"3/17\" is not a psid (PSID/length, length 0 to 16)");
  CHECK(encoded(psid, "3") == "field 1: \"3\" is not a psid (PSID/length, length 0 to 16)");
  CHECK(encoded(psid, "") == "field 1: a value of type psid is missing");
}

TEST_CASE("a string keeps everything but the blanks around it") {
  CHECK(encoded(string, "  foo  ") == "666f6f");
  CHECK(encoded(string, "'x'") == "277827");
  CHECK(encoded(string, "a\\b") == "615c62");
  CHECK(encoded(string, "a\\") == "615c");
}

TEST_CASE("NULs at the end of a string are not sent, however it is written") {
  using namespace std::string_view_literals;
  CHECK(encoded(string, "ab\0\0"sv) == "6162");
  CHECK(encoded(string, "a\0b"sv) == "610062");
  CHECK(encoded(string, "\0"sv) == "field 1: the value is empty");
}

TEST_CASE("a comma within a field is escaped") {
  CHECK(encoded(string, "foo\\,bar") == "666f6f2c626172");
  CHECK(encoded(string, "\\,") == "2c");
  CHECK(encoded(tuple, "foo\\,bar") == "07666f6f2c626172");
}

TEST_CASE("values beyond the definition are ignored, and so are doubled and trailing commas") {
  CHECK(encoded(uint8, "1,2") == "01");
  CHECK(encoded(string, "a, b") == "61");
  CHECK(encoded_array(ipv4_address, "192.0.2.1,,192.0.2.2,") == "c0000201c0000202");
  CHECK(encoded_record({uint8, string}, "1, foo, bar") == "01666f6f");
}

TEST_CASE("binary data are hexadecimal digits") {
  CHECK(encoded(binary, "616263") == "616263");
  CHECK(encoded(binary, "61 62") == "6162");
  CHECK(encoded(binary, "0x616263") == "616263");
  CHECK(encoded(binary, "61:62") == "6162");
  CHECK(encoded(binary, "'abc'") == "field 1: \"'abc'\" is not hexadecimal digits");
}

TEST_CASE("a domain name is written as labels") {
  CHECK(encoded(fqdn, "a_b.org") == "03615f62036f726700");
  CHECK(encoded_array(fqdn, "a.example.org,b.example.org.") ==
        "0161076578616d706c65036f7267000162076578616d706c65036f726700");
  CHECK(encoded(fqdn, "a..b") == "field 1: \"a..b\" has an empty label");
  CHECK(encoded(fqdn, "a b.c") == "field 1: \"a b.c\" has a character that must be escaped");
  CHECK(encoded(fqdn, std::string(64, 'x')) ==
        "field 1: \"" + std::string(64, 'x') + "\" has a label longer than 63 octets");
}

TEST_CASE("a tuple has its length before it: one octet in DHCPv4, two in DHCPv6") {
  CHECK(encoded(tuple, "foo") == "03666f6f");
  CHECK(encoded_array(tuple, "a,b") == "01610162");
  CHECK(encoded(tuple, std::string(255, 'x')).substr(0, 4) == "ff78");
  CHECK(encoded(tuple, std::string(256, 'x')) ==
        "field 1: a text of 256 octets is too long for a tuple (0 to 255)");
  CHECK(encoded(find_definition("dhcp6", 60, DhcpVersion::v6), "foo, b") == "0003666f6f000162");
}

TEST_CASE("a record has its fields one after the other, the last one repeated in an array") {
  CHECK(encoded_record({uint8, boolean, fqdn}, "1, true, a.b") == "01010161016200");
  CHECK(encoded_record({uint8, binary}, "1, 616263") == "01616263");
  CHECK(encoded_record({uint8, ipv4_address}, "1,192.0.2.1,192.0.2.2", true, true) == "01c0000201c0000202");
  CHECK(encoded_record({uint8, string}, "1") == "field 2: a value of type string is missing");
  CHECK(encoded_record({uint8, string}, "1,") == "field 2: a value of type string is missing");
  CHECK(encoded_record({uint8, string}, "1, ") == "01");
  CHECK(encoded_record({uint8, ipv4_address}, "1", true, true) ==
        "field 2: a value of type ipv4-address is missing");
  CHECK(encoded_record({uint8, uint16}, "1, 70000") == "field 2: \"70000\" is not a uint16 (0 to 65535)");
}

TEST_CASE("an empty option has no value of its own") {
  CHECK(encoded(empty, "") == "");
  CHECK(encoded(empty, "x") == "field 1: \"x\": an option of type empty has no value");
  CHECK(encoded(empty, "00", false) == "");
}

TEST_CASE("without csv the value is hexadecimal digits or quoted text") {
  CHECK(encoded(binary, "'abc'", false) == "616263");
  CHECK(encoded(binary, " 'a b' ", false) == "612062");
  CHECK(encoded(string, "'a,b'", false) == "612c62");
  CHECK(encoded(binary, "abc", false) == "0abc");
  CHECK(encoded(binary, "0xABCDEF", false) == "abcdef");
  CHECK(encoded(binary, "a b c", false) == "0a0b0c");
  CHECK(encoded_array(ipv4_address, "C0 00 03 01", false) == "c0000301");
  CHECK(encoded_array(ipv4_address, "C0:00:03:01", false) == "c0000301");
  for (const char* bad : {"xyz", "''", "'", "0x", "C0 00:02 01", "12345:6"})
    CHECK(encoded(binary, bad, false) ==
          "\"" + std::string(bad) + "\" is neither hexadecimal digits nor text between single quotes");
}

TEST_CASE("without a definition the value is bytes") {
  CHECK(encoded(nullptr, "abcd", true) == "abcd");
  CHECK(encoded(nullptr, "'ab'", false) == "6162");
  CHECK(encoded(nullptr, "", false) == "");
  CHECK(option_text(nullptr, from_hex("00ff").value()) == "00ff");
}

TEST_CASE("bytes too few for their fields are refused") {
  CHECK(encoded(uint32, "0102", false) == "field 1: the uint32 takes 4 octets, 2 are left");
  CHECK(encoded(uint8, "", false) == "field 1: the uint8 takes 1 octet, 0 are left");
  CHECK(encoded(ipv4_address, "c000", false) == "field 1: the ipv4-address takes 4 octets, 2 are left");
  CHECK(encoded_array(ipv4_address, "c0000301c0", false) ==
        "field 2: the ipv4-address takes 4 octets, 1 is left");
  CHECK(encoded_array(uint16, "010203", false) == "field 2: the uint16 takes 2 octets, 1 is left");
  CHECK(encoded_record({uint8, ipv4_address}, "01c0", false) ==
        "field 2: the ipv4-address takes 4 octets, 1 is left");
  CHECK(encoded_record({uint8, ipv4_address}, "01", false, true) ==
        "field 2: the ipv4-address takes 4 octets, 0 are left");
  CHECK(encoded(fqdn, "0161", false) == "field 1: the domain name ends within a label");
  CHECK(encoded(fqdn, "c000", false) ==
        "field 1: the domain name has a compression pointer that does not point backwards");
  CHECK(encoded(tuple, "0361", false) == "field 1: a tuple takes 3 octets, 1 is left");
  CHECK(encoded_array(tuple, "01610262", false) == "field 2: a tuple takes 2 octets, 1 is left");
  CHECK(encoded(psid, "0430", false) == "field 1: the psid takes 3 octets, 2 are left");
  CHECK(encoded(ipv6_prefix, "4020010db8", false) ==
        "field 1: an ipv6-prefix of this length takes 8 octets, 4 are left");
  CHECK(encoded(string, "", false) == "field 1: the value is empty");
  CHECK(encoded(string, "00", false) == "field 1: the value is empty");
}

TEST_CASE("bytes behind the last field, and NULs behind a string, are cut off") {
  CHECK(encoded(uint8, "0102", false) == "01");
  CHECK(encoded(ipv4_address, "c000020105", false) == "c0000201");
  CHECK(encoded(fqdn, "01610099", false) == "016100");
  CHECK(encoded(tuple, "016162", false) == "0161");
  CHECK(encoded(ipv6_prefix, "2020010db8ffff", false) == "2020010db8");
  CHECK(encoded(string, "616200", false) == "6162");
  CHECK(encoded_record({uint8, uint8}, "010203", false) == "0102");
  CHECK(encoded_record({uint8, string}, "01", false) == "01");
  CHECK(encoded(boolean, "02", false) == "02");
}

TEST_CASE("the standard options of special forms are written as their RFCs say") {
  // RFC 2132 section 3.17: option 15 is text.
  CHECK(standard(15, "example.org") == "6578616d706c652e6f7267");
  CHECK(standard(78, "true, 192.0.2.1, 192.0.2.2") == "01c0000201c0000202");
  CHECK(standard(79, "true, abc") == "01616263");
  CHECK(standard(119, "example.org, b.org") == "076578616d706c65036f7267000162036f726700");
  CHECK(standard(124, "1234, 03666f6f") == "000004d203666f6f");
  CHECK(standard(125, "4491") == "0000118b");
  // RFC 8572 section 8.1: two octets of length though this is DHCPv4.
  CHECK(standard(143, "https://a, b") == "000968747470733a2f2f61000162");
  CHECK(standard(146, "1, 192.0.2.1, 192.0.2.2, a.org, b.org") ==
        "01c0000201c00002020161036f7267000162036f726700");
  CHECK(standard(159, "2, 3/4") == "02043000");
  CHECK(standard(212, "0, 24, 2001:db8::, 192.0.2.1, 192.0.2.2") ==
        "001820010db8000000000000000000000000c0000201c0000202");
}

// What is written reads back as the same text.
struct Known {
  std::uint16_t code;
  const char* text;
  const char* wire;
};

void check_both_ways(std::span<const Known> values, DhcpVersion version) {
  for (const auto& [code, text, wire] : values) {
    CAPTURE(code);
    const auto* definition = find_definition(version == DhcpVersion::v4 ? "dhcp4" : "dhcp6", code, version);
    REQUIRE(definition);
    CHECK(encoded(definition, text) == wire);
    CHECK(option_text(definition, from_hex(wire).value()) == text);
  }
}

TEST_CASE("values of DHCPv4 options, as RFCs lay them out") {
  const Known values[] = {
      {52, "3", "03"},
      {60, "PXEClient", "505845436c69656e74"},
      {66, "tftp", "74667470"},
      {67, "pxe.0", "7078652e30"},
      {77, "03616263", "03616263"},
      {88, "a.org., b.org.", "0161036f7267000162036f726700"},
      {89, "192.0.2.1, 192.0.2.2", "c0000201c0000202"},
      {90, "000102", "000102"},
      {91, "3600", "00000e10"},
      {92, "192.0.2.1, 192.0.2.2", "c0000201c0000202"},
      {93, "9, 7", "00090007"},
      {94, "1, 3, 16", "010310"},
      {97, "0, 00112233445566778899aabbccddeeff", "0000112233445566778899aabbccddeeff"},
      {100, "EST5EDT4\\,M3.2.0", "45535435454454342c4d332e322e30"},
      {101, "Europe/Zurich", "4575726f70652f5a7572696368"},
      {108, "1800", "00000708"},
      {114, "https://a/", "68747470733a2f2f612f"},
      {116, "1", "01"},
      {117, "6, 44", "0006002c"},
      {118, "192.0.2.0", "c0000200"},
      {136, "192.0.2.1", "c0000201"},
      {137, "lost.org.", "046c6f7374036f726700"},
      {138, "192.0.2.1", "c0000201"},
      {141, "a.org., b.org.", "0161036f7267000162036f726700"},
      {213, "a.org.", "0161036f726700"},
  };
  check_both_ways(values, DhcpVersion::v4);
}

TEST_CASE("values of DHCPv6 options, as RFCs lay them out") {
  const Known values[] = {
      {7, "255", "ff"},
      {12, "2001:db8::1", "20010db8000000000000000000000001"},
      {17, "12345", "00003039"},
      {21, "sip.org.", "03736970036f726700"},
      {22, "2001:db8::1", "20010db8000000000000000000000001"},
      {23, "2001:db8::1, 2001:db8::2", "20010db800000000000000000000000120010db8000000000000000000000002"},
      {24, "a.org., b.org.", "0161036f7267000162036f726700"},
      {31, "2001:db8::1", "20010db8000000000000000000000001"},
      {32, "7200", "00001c20"},
      {33, "a.org.", "0161036f726700"},
      {34, "2001:db8::1", "20010db8000000000000000000000001"},
      {36, "1, 17, 00ff", "01001100ff"},
      {37, "9, aabb", "00000009aabb"},
      {38, "aabb", "aabb"},
      {39, "1, a.org.", "010161036f726700"},
      {40, "2001:db8::1", "20010db8000000000000000000000001"},
      {41, "EST5EDT", "45535435454454"},
      {42, "Europe/Zurich", "4575726f70652f5a7572696368"},
      {43, "32, 64", "00200040"},
      {44, "1, 2001:db8::", "0120010db8000000000000000000000000"},
      {46, "90", "0000005a"},
      {51, "lost.org.", "046c6f7374036f726700"},
      {52, "2001:db8::1", "20010db8000000000000000000000001"},
      {53, "00030001020304050607", "00030001020304050607"},
      {57, "a.org.", "0161036f726700"},
      {58, "a.org., b.org.", "0161036f7267000162036f726700"},
      {59, "tftp://a/b", "746674703a2f2f612f62"},
      {60, "root, quiet", "0004726f6f7400057175696574"},
      {61, "7, 9", "00070009"},
      {62, "1, 3, 16", "010310"},
      {64, "aftr.org.", "0461667472036f726700"},
      {65, "erp.org.", "03657270036f726700"},
      {66, "", ""},
      {67, "3820", "3820"},
      {74, "2001:db8::1, 1, a.org., b.org.",
       "20010db8000000000000000000000001010161036f7267000162036f726700"},
      {79, "0001020304050607", "0001020304050607"},
      {80, "2001:db8::1", "20010db8000000000000000000000001"},
      {82, "3600", "00000e10"},
      {83, "3600", "00000e10"},
      {88, "2001:db8::1", "20010db8000000000000000000000001"},
      {103, "https://a/", "68747470733a2f2f612f"},
      {136, "https://a/, b", "000a68747470733a2f2f612f000162"},
      {143, "2001:db8::1", "20010db8000000000000000000000001"},
  };
  check_both_ways(values, DhcpVersion::v6);
}

TEST_CASE("a user class is bytes, its text given between single quotes without csv") {
  CHECK(standard(77, "'floor3'", false) == "666c6f6f7233");
  CHECK(encoded(find_definition("dhcp6", 15, DhcpVersion::v6), "floor3, lab") ==
        "0006666c6f6f723300036c6162");
}

TEST_CASE("the softwire options of DHCPv6 are written as RFC 7598 says") {
  const auto softwire = [](const char* space, std::uint16_t code, std::string_view text) {
    return encoded(find_definition(space, code, DhcpVersion::v6), text);
  };
  CHECK(softwire("s46-cont-mape-options", 89, "128, 0, 24, 192.0.2.0, 2001:db8:1::/64") ==
        "800018c00002004020010db800010000");
  CHECK(softwire("s46-cont-lw-options", 90, "2001:db8::1") == "20010db8000000000000000000000001");
  CHECK(softwire("s46-cont-mapt-options", 91, "2001:db8:ffff::/64") == "4020010db8ffff0000");
  CHECK(softwire("s46-cont-lw-options", 92, "192.0.2.1, 2001:db8:1::/48") == "c00002013020010db80001");
  CHECK(softwire("s46-rule-options", 93, "2, 3/4") == "02043000");
  CHECK(softwire("dhcp6", 94, "") == "");
}

TEST_CASE("a softwire rule keeps the limits of RFC 7598, however it is written") {
  for (const char* space : {"s46-cont-mape-options", "s46-cont-mapt-options"}) {
    const auto* rule = find_definition(space, 89, DhcpVersion::v6);
    CHECK(encoded(rule, "0, 48, 32, 192.0.2.1, 2001:db8::/32") == "003020c00002012020010db8");
    CHECK(encoded(rule, "64, 0, 24, 192.0.2.0, 2001:db8::/32") ==
          "field 1: flags 64 is not allowed (0 or 128)");
    CHECK(encoded(rule, "0, 49, 24, 192.0.2.0, 2001:db8::/32") ==
          "field 2: ea-len 49 is not allowed (0 to 48)");
    CHECK(encoded(rule, "0, 0, 33, 192.0.2.0, 2001:db8::/32") ==
          "field 3: prefix4-len 33 is not allowed (0 to 32)");
    CHECK(encoded(rule, "003120c00002012020010db8", false) == "field 2: ea-len 49 is not allowed (0 to 48)");
    // The bits of the IPv4 prefix behind its length are the sender's to clear.
    CHECK(encoded(rule, "128, 0, 20, 192.0.2.9, 2001:db8::/33") == "800014c00000002120010db800");
    CHECK(encoded(rule, "800014c00002092120010db800", false) == "800014c00000002120010db800");
    CHECK(option_text(rule, from_hex("800014c00002092120010db800").value()) == "800014c00002092120010db800");
    CHECK(option_text(rule, from_hex("800014c00000002120010db800").value()) ==
          "128, 0, 20, 192.0.0.0, 2001:db8::/33");
  }
  // Elsewhere option 89 is somebody else's.
  OptionDefinition own = *find_definition("dhcp6", 7, DhcpVersion::v6);
  own.space = "own";
  own.code = 89;
  CHECK(encoded(&own, "64") == "40");
}

TEST_CASE("classless static routes carry only the significant octets of their destination") {
  CHECK(standard(121, "10.0.0.0/8 - 10.198.122.1, 10.229.0.128/25 - 10.229.0.1") ==
        "080a0ac67a01190ae500800ae50001");
  CHECK(standard(121, "0.0.0.0/0-10.1.1.1") == "000a010101");
  CHECK(standard(121, "10.0.0.1/8 - 10.1.1.1") == "080a0a010101");
  CHECK(standard(121, "08 0a 0a 01 01 01", false) == "080a0a010101");
  CHECK(standard(121, "10.0.0.0/8 - 10.1.1.1, 10.0.0.0/8") ==
        "field 2: \"10.0.0.0/8\" is not a route (as 10.0.0.0/8 - 192.0.2.1)");
  CHECK(standard(121, "") == "field 1: a route is missing (as 10.0.0.0/8 - 192.0.2.1)");
  CHECK(standard(121, "21 0a", false) == "route 1: 33 is not a prefix length (0 to 32)");
  CHECK(standard(121, "080a0a0101", false) == "route 1: the bytes end within it");
  CHECK(shown(121, "080a0ac67a01190ae500800ae50001") ==
        "10.0.0.0/8 - 10.198.122.1, 10.229.0.128/25 - 10.229.0.1");
}

TEST_CASE("values are shown as they are configured") {
  CHECK(shown(3, "c0000201c0000202") == "192.0.2.1, 192.0.2.2");
  CHECK(shown(19, "01") == "true");
  CHECK(shown(2, "fffff1f0") == "-3600");
  CHECK(shown(67, "666f6f2c62") == "foo\\,b");
  CHECK(shown(119, "076578616d706c65036f7267000162c008") == "example.org., b.org.");
  CHECK(shown(159, "02043000") == "2, 3/4");
  CHECK(shown(143, "000161000162") == "a, b");
  CHECK(shown(6, "") == "");
}

TEST_CASE("values that do not fit their definition, or cannot be written, are shown in hexadecimal") {
  CHECK(shown(3, "c00002") == "c00002");
  CHECK(shown(19, "02") == "02");
  CHECK(shown(26, "05dc00") == "05dc00");
  CHECK(shown(67, "20612020") == "20612020");
  CHECK(shown(67, "610a62") == "610a62");
  CHECK(shown(67, "616200") == "616200");
  CHECK(shown(159, "02043800") == "02043800");
  CHECK(shown(121, "080b0ac67a") == "080b0ac67a");
}

TEST_CASE("lists of fields are split and joined without loss") {
  using List = std::vector<std::string>;
  CHECK(split_fields("a , b\\,c,,d ", ',') == List{"a", "b,c", "d"});
  CHECK(split_fields("", ',').empty());
  CHECK(split_fields(" ", ',') == List{""});
  for (const List& fields : {List{"a", "b"}, List{""}, List{"", "", "a"}, List{"a\\", "b"},
                             List{"a,b\\,", ","}, List{"\\", "", "\\,\\"}}) {
    std::string list;
    for (const std::string& field : fields) join_field(list, field, ',');
    CHECK_MESSAGE(split_fields(list, ',') == fields, list);
  }
}

}  // namespace
}  // namespace dhcp
