#include "dhcpcore/bytes.hpp"

#include <doctest/doctest.h>

#include <array>

namespace dhcp {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST_CASE("a reader that runs past the end yields zeros and says so") {
  const Bytes data{1, 2, 3, 4, 5};
  ByteReader reader(data);
  CHECK(reader.u8() == 1);
  CHECK(reader.u16() == 0x0203);
  CHECK(reader.ok());
  CHECK(reader.u32() == 0);
  CHECK_FALSE(reader.ok());
  CHECK(reader.u8() == 0);
}

TEST_CASE("a writer never writes past its buffer") {
  std::array<std::uint8_t, 5> out{};
  ByteWriter writer(out);
  writer.u32(0x01020304);
  writer.u16(0x0506);
  CHECK_FALSE(writer.ok());
  CHECK(writer.size() == 4);
  CHECK(out[4] == 0);
}

TEST_CASE("hexadecimal text is read in all the forms that users write") {
  CHECK(from_hex("0xabCDef") == Bytes{0xab, 0xcd, 0xef});
  CHECK(from_hex("abc") == Bytes{0x0a, 0xbc});
  CHECK(from_hex("a:bc:0") == Bytes{0x0a, 0xbc, 0x00});
  CHECK(from_hex("C0 00 03 01") == Bytes{0xc0, 0, 3, 1});
  CHECK(from_hex("") == Bytes{});
  for (const char* bad : {"0x", "abc:d", "a::b", "ab:", ":ab", "xy", "ab cd:ef", "0xab:cd"})
    CHECK_MESSAGE(!from_hex(bad), bad);
  CHECK(to_hex(Bytes{0x0a, 0xbc}, ':') == "0a:bc");
}

TEST_CASE("bounded bytes compare and copy by content") {
  const BoundedBytes<8> a(as_bytes("abc"));
  BoundedBytes<8> b = a;
  CHECK(a == b);
  b.assign(as_bytes("abd"));
  CHECK(a < b);
  CHECK(BoundedBytes<8>(as_bytes("ab")) < a);
}

TEST_CASE("hashes differ when one byte or the seed differs") {
  CHECK(hash_bytes(as_bytes("abcdefgh")) != hash_bytes(as_bytes("abcdefgi")));
  CHECK(hash_bytes(as_bytes("abc"), 1) != hash_bytes(as_bytes("abc"), 2));
  CHECK(hash_bytes(as_bytes("")) != hash_bytes(as_bytes(std::string_view("\0", 1))));
}

}  // namespace
}  // namespace dhcp
