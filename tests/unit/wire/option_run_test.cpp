#include "dhcpcore/option_run.hpp"

#include <doctest/doctest.h>

#include "message.hpp"

namespace dhcp {
namespace {

using wire_test::Bytes;

Bytes hex(std::string_view text) {
  const auto bytes = from_hex(text);
  REQUIRE(bytes);
  return *bytes;
}

template <class Run>
std::string shown(std::string_view text) {
  const Bytes bytes = hex(text);
  std::string out;
  for (const auto& [code, value] : Run(bytes)) out += std::to_string(code) + "=" + to_hex(value) + " ";
  return out;
}

TEST_CASE("the width of codes and lengths is that of the run") {
  CHECK(shown<SubOptions4>("0102aabb"
                           "ff00") == "1=aabb 255= ");
  CHECK(shown<Options6>("00010002aabb"
                        "ffff0000") == "1=aabb 65535= ");
  CHECK(shown<VendorData4>("0000118b"
                           "02aabb"
                           "ffffffff"
                           "00") == "4491=aabb 4294967295= ");
  CHECK(shown<SubOptions4>("") == "");
}

TEST_CASE("a walk stops before the option that does not fit, and says what is wrong with it") {
  const Bytes truncated =
      hex("0101aa"
          "0205bb");
  const SubOptions4 run(truncated);
  CHECK(shown<SubOptions4>("0101aa0205bb") == "1=aa ");
  CHECK_FALSE(run.whole());
  REQUIRE(run.misfit());
  CHECK(run.misfit()->offset == 3);
  CHECK(run.misfit()->code == 2);
  CHECK(run.misfit()->expected == 5);
  CHECK(run.misfit()->actual == 1);

  const Bytes no_length =
      hex("00010000"
          "000200");
  REQUIRE(Options6(no_length).misfit());
  CHECK(Options6(no_length).misfit()->offset == 4);
  CHECK(Options6(no_length).misfit()->code == 2);
  CHECK(Options6(no_length).misfit()->expected == 4);
  CHECK(Options6(no_length).misfit()->actual == 3);

  const Bytes no_code = hex("00");
  CHECK(Options6(no_code).misfit()->code == 0);
  CHECK(Options6(hex("00010000")).whole());
  CHECK(Options6().whole());
}

TEST_CASE("the parts of a long value are joined in order, one alone is not copied") {
  const Bytes bytes =
      hex("0102aabb"
          "0201cc"
          "0101dd"
          "0100"
          "0101ee");
  const SubOptions4 run(bytes);
  Bytes room(bytes.size());
  CHECK(to_hex(*run.find_joined(1, room)) == "aabbddee");
  CHECK(run.find_joined(2, room)->data() == bytes.data() + 6);
  CHECK_FALSE(run.find_joined(3, room));
  CHECK(to_hex(*run.find(1)) == "aabb");
}

TEST_CASE("the data of an enterprise are joined and those of others left apart") {
  // 300 octets of enterprise 4491 in two instances with one of enterprise 9 between them.
  Bytes bytes;
  const auto instance = [&bytes](std::uint8_t enterprise, std::size_t size, std::uint8_t fill) {
    bytes.insert(bytes.end(), {0, 0, 0, enterprise, static_cast<std::uint8_t>(size)});
    bytes.insert(bytes.end(), size, fill);
  };
  instance(91, 255, 1);
  instance(9, 3, 7);
  instance(91, 45, 2);
  Bytes room(bytes.size());
  const VendorData4 run(bytes);
  const auto joined = run.find_joined(91, room);
  REQUIRE(joined->size() == 300);
  CHECK((*joined)[254] == 1);
  CHECK((*joined)[255] == 2);
  CHECK(to_hex(*run.find_joined(9, room)) == "070707");
}

}  // namespace
}  // namespace dhcp
