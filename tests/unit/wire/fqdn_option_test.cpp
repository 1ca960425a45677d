#include "dhcpcore/fqdn_option.hpp"

#include <doctest/doctest.h>

#include "message.hpp"
#include "support/allocations.hpp"

namespace dhcp {
namespace {

using wire_test::Bytes;
using Form = FqdnOption::Form;

Bytes hex(std::string_view text) {
  const auto bytes = from_hex(text);
  REQUIRE(bytes);
  return *bytes;
}

std::string name_of(const FqdnOption& option) {
  std::uint8_t room[max_dns_text_size];
  ByteWriter out(room);
  option.write_name(out);
  REQUIRE(out.ok());
  return std::string(as_text(out.written()));
}

FqdnOption read4(const Bytes& bytes) {
  const auto option = FqdnOption::read4(bytes);
  REQUIRE(option);
  return *option;
}

FqdnOption read6(const Bytes& bytes) {
  const auto option = FqdnOption::read6(bytes);
  REQUIRE(option);
  return *option;
}

std::string error4(std::string_view text) {
  const Bytes bytes = hex(text);
  const auto option = FqdnOption::read4(bytes);
  REQUIRE_FALSE(option);
  return option.error().to_string();
}

const std::string labels =
    "036c6170"
    "076578616d706c65"
    "036f7267";

TEST_CASE("option 81 has its flags, its codes and its name in labels") {
  const Bytes bytes = hex("0503ff" + labels + "00");
  const FqdnOption option = read4(bytes);
  CHECK(option.flags == FqdnFlags{.server_updates = true, .canonical = true});
  CHECK(option.rcode1 == 3);
  CHECK(option.rcode2 == 255);
  CHECK(option.form == Form::full);
  CHECK(name_of(option) == "lap.example.org.");
  CHECK(option.to_string() == "flags S, name lap.example.org.");
}

TEST_CASE("each flag of either protocol has its own bit, and reserved ones mean nothing") {
  const auto flags4 = [](std::uint8_t bits) { return read4({bits, 0, 0}).flags; };
  CHECK(flags4(0x00) == FqdnFlags{.canonical = false});
  CHECK(flags4(0x01) == FqdnFlags{.server_updates = true, .canonical = false});
  CHECK(flags4(0x02) == FqdnFlags{.overridden = true, .canonical = false});
  CHECK(flags4(0x04) == FqdnFlags{.canonical = true});
  CHECK(flags4(0x08) == FqdnFlags{.no_updates = true, .canonical = false});
  CHECK(flags4(0xf0) == FqdnFlags{.canonical = false});
  const auto flags6 = [](std::uint8_t bits) { return read6({bits}).flags; };
  CHECK(flags6(0x00) == FqdnFlags{});
  CHECK(flags6(0x01) == FqdnFlags{.server_updates = true});
  CHECK(flags6(0x02) == FqdnFlags{.overridden = true});
  CHECK(flags6(0x04) == FqdnFlags{.no_updates = true});
  CHECK(flags6(0xf8) == FqdnFlags{});
}

TEST_CASE("labels without the root's are a partial name, none are no name") {
  const Bytes partial =
      hex("050000"
          "036c6170");
  CHECK(read4(partial).form == Form::partial);
  CHECK(name_of(read4(partial)) == "lap");
  const Bytes domain = hex("01" + labels);
  CHECK(read6(domain).form == Form::partial);
  CHECK(name_of(read6(domain)) == "lap.example.org");
  for (const char* empty : {"040000", "04000000", "000000", "0000002e", "00000000"}) {
    CAPTURE(empty);
    const Bytes bytes = hex(empty);
    CHECK(read4(bytes).form == Form::none);
    CHECK(read4(bytes).name.empty());
    CHECK(name_of(read4(bytes)) == "");
  }
  CHECK(read6({1, 0}).form == Form::none);
}

TEST_CASE("a name in ASCII is full when it has a dot; NULs at its end are not part of it") {
  const auto ascii = [](std::string_view name) {
    Bytes bytes{1, 0, 0};
    bytes.insert(bytes.end(), name.begin(), name.end());
    return bytes;
  };
  const Bytes host = ascii("laptop");
  CHECK(read4(host).form == Form::partial);
  CHECK(name_of(read4(host)) == "laptop");
  for (const std::string_view full : {"lap.example.org", "lap.example.org."}) {
    const Bytes bytes = ascii(full);
    CHECK(read4(bytes).form == Form::full);
    CHECK(name_of(read4(bytes)) == "lap.example.org.");
  }
  using namespace std::string_view_literals;
  const Bytes with_nuls = ascii("lap\0\0"sv);
  CHECK(name_of(read4(with_nuls)) == "lap");
  const Bytes odd = ascii("a b\\c");
  CHECK(name_of(read4(odd)) == "a\\032b\\\\c");
}

TEST_CASE("what is no name is refused with option, place and reason") {
  CHECK(error4("0500") == "option 81, offset 0 of its value: 3 bytes expected, 2 found");
  CHECK(error4("0500000361") ==
        "option 81, offset 3 of its value: the domain name of 2 bytes ends within a label");
  CHECK(error4("050000c000") ==
        "option 81, offset 3 of its value: the domain name of 2 bytes has a label of unknown kind");
  CHECK(error4("050000016100"
               "00") ==
        "option 81, offset 3 of its value: the domain name of 4 bytes has bytes behind its end");
  CHECK(error4("010000612e2e62") ==
        "option 81, offset 3 of its value: the domain name of 4 bytes has an empty label");
  CHECK(error4("0100002e61") ==
        "option 81, offset 3 of its value: the domain name of 2 bytes has an empty label");
  const std::string long_label(128, '6');
  CHECK(error4("010000" + long_label) ==
        "option 81, offset 3 of its value: the domain name of 64 bytes has a label longer than 63 octets");
  std::string long_name, long_text;
  for (int i = 0; i < 5; ++i) {
    long_name += "3f" + std::string(126, '6');
    long_text += std::string(126, '6') + "2e";
  }
  for (const std::string& name : {"040000" + long_name, "000000" + long_text})
    CHECK(error4(name) ==
          "option 81, offset 3 of its value: the domain name of 320 bytes is longer than 255 octets on the "
          "wire");
  const auto empty = FqdnOption::read6({});
  REQUIRE_FALSE(empty);
  CHECK(empty.error().to_string() == "option 39, offset 0 of its value: 1 byte expected, 0 found");
}

TEST_CASE("reading a name allocates nothing") {
  const Bytes canonical = hex("050000" + labels + "00");
  const Bytes ascii =
      hex("010000"
          "6c61702e6f7267");
  std::uint8_t room[max_dns_text_size];
  ByteWriter out(room);
  const std::size_t before = test::allocations.count;
  const auto first = FqdnOption::read4(canonical);
  const auto second = FqdnOption::read4(ascii);
  first->write_name(out);
  second->write_name(out);
  const std::size_t after = test::allocations.count;
  CHECK(after == before);
  CHECK(as_text(out.written()) == "lap.example.org.lap.org.");
}

std::string written4(const FqdnFlags& flags, std::uint8_t rcode, std::string_view name) {
  std::uint8_t room[300];
  ByteWriter out(room);
  const auto result = write_fqdn4(flags, rcode, name, out);
  return result ? to_hex(out.written()) : std::string(dns_name_error_text(result.error()));
}

std::string written6(const FqdnFlags& flags, std::string_view name) {
  std::uint8_t room[300];
  ByteWriter out(room);
  const auto result = write_fqdn6(flags, name, out);
  return result ? to_hex(out.written()) : std::string(dns_name_error_text(result.error()));
}

TEST_CASE("a name with its final dot is written in full, one without as partial, none as nothing") {
  const FqdnFlags answer{.server_updates = true, .overridden = true};
  CHECK(written4(answer, 255, "lap.example.org.") == "07ffff" + labels + "00");
  CHECK(written4(answer, 255, "lap.example.org") == "07ffff" + labels);
  CHECK(written4(answer, 255, "") == "07ffff");
  CHECK(written4({.no_updates = true}, 0, "a\\.") ==
        "0c0000"
        "02612e");
  CHECK(written4({.no_updates = true, .canonical = false}, 0, "lap.org.") ==
        "080000"
        "6c61702e6f72672e");
  CHECK(written6(answer, "lap.example.org.") == "03" + labels + "00");
  CHECK(written6({.no_updates = true, .canonical = false}, "lap.example.org") == "04" + labels);
  CHECK(written6({}, "") == "00");
}

TEST_CASE("nothing is written of a name that is none or does not fit") {
  CHECK(written4({}, 0, "a..b") == "has an empty label");
  CHECK(written4({.canonical = false}, 0, "a..b") == "has an empty label");
  std::uint8_t room[5];
  ByteWriter out(room);
  CHECK(write_fqdn6({}, "abc.", out).error() == DnsNameError::no_room);
  CHECK(out.size() == 0);
  CHECK(out.ok());
  CHECK(write_fqdn6({}, "abc", out));
}

TEST_CASE("what is written is read again") {
  for (const std::string_view name : {"", "host", "host.", "a.example.org", "a.example.org."}) {
    std::uint8_t room[300];
    ByteWriter out(room);
    REQUIRE(write_fqdn4({.server_updates = true}, 255, name, out));
    CHECK(name_of(*FqdnOption::read4(out.written())) == name);
    ByteWriter out6(room);
    REQUIRE(write_fqdn6({.server_updates = true}, name, out6));
    CHECK(name_of(*FqdnOption::read6(out6.written())) == name);
  }
}

}  // namespace
}  // namespace dhcp
