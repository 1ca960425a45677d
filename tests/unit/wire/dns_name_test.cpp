#include "dhcpcore/dns_name.hpp"

#include <doctest/doctest.h>

#include "dhcpcore/random.hpp"

namespace dhcp {
namespace {

std::string encoded(std::string_view text) {
  std::uint8_t buffer[300];
  ByteWriter out(buffer);
  const auto result = encode_dns_name(text, out);
  return result ? to_hex(out.written()) : std::string(dns_name_error_text(result.error()));
}

std::string decoded(std::string_view hex, std::size_t offset = 0) {
  const auto bytes = from_hex(hex).value();
  const auto result = decode_dns_name(bytes, offset);
  return result ? *result + " " + std::to_string(offset) : std::string(dns_name_error_text(result.error()));
}

TEST_CASE("a name is written as labels with a final zero") {
  CHECK(encoded("a.example.org") == "0161076578616d706c65036f726700");
  CHECK(encoded("a.example.org.") == "0161076578616d706c65036f726700");
  CHECK(encoded("Example") == "074578616d706c6500");
  CHECK(encoded(".") == "00");
}

TEST_CASE("escapes stand for octets of a label") {
  CHECK(encoded("a\\.b.c") == "03612e62016300");
  CHECK(encoded("a\\\\b") == "03615c6200");
  CHECK(encoded("\\000\\255\\032") == "0300ff2000");
  CHECK(encoded("a\\") == "has a backslash without a character or three digits (000 to 255) behind it");
  CHECK(encoded("a\\25") == "has a backslash without a character or three digits (000 to 255) behind it");
  CHECK(encoded("a\\256") == "has a backslash without a character or three digits (000 to 255) behind it");
}

TEST_CASE("what is no name is refused with its reason") {
  CHECK(encoded("") == "is empty");
  CHECK(encoded("a..b") == "has an empty label");
  CHECK(encoded(".a") == "has an empty label");
  CHECK(encoded("..") == "has an empty label");
  CHECK(encoded("a b") == "has a character that must be escaped");
  CHECK(encoded("t\xc3\xa9st") == "has a character that must be escaped");
}

TEST_CASE("a label holds 63 octets, a name 255") {
  const std::string label(63, 'x');
  CHECK(encoded(label).size() == 2 * 65);
  CHECK(encoded(label + "x") == "has a label longer than 63 octets");
  const std::string three = label + "." + label + "." + label + ".";
  CHECK(encoded(three + std::string(61, 'x')).size() == 2 * 255);
  CHECK(encoded(three + std::string(62, 'x')) == "is longer than 255 octets on the wire");
  CHECK(encoded(three + std::string(61, 'x') + ".y") == "is longer than 255 octets on the wire");
}

TEST_CASE("a writer without room gets nothing of the name") {
  std::uint8_t buffer[4];
  ByteWriter out(buffer);
  CHECK(encode_dns_name("abc", out).error() == DnsNameError::no_room);
  CHECK(out.size() == 0);
  CHECK(out.ok());
  CHECK(encode_dns_name("ab", out));
}

TEST_CASE("a name is read with its final dot, and the offset moves behind it") {
  CHECK(decoded("0161076578616d706c65036f726700ff") == "a.example.org. 15");
  CHECK(decoded("ff016100", 1) == "a. 4");
  CHECK(decoded("00") == ". 1");
  CHECK(decoded("04612e5c2000") == "a\\.\\\\\\032. 6");
}

TEST_CASE("a compressed name continues where its pointer points") {
  // org at 0, example.org at 5, a.example.org at 15
  const std::string message =
      "036f726700"
      "076578616d706c65c000"
      "0161c005"
      "ff";
  CHECK(decoded(message, 5) == "example.org. 15");
  CHECK(decoded(message, 15) == "a.example.org. 19");
}

TEST_CASE("a pointer that does not lead backwards is refused") {
  CHECK(decoded("c000") == "has a compression pointer that does not point backwards");
  CHECK(decoded("0161c000") == "has a compression pointer that does not point backwards");
  CHECK(decoded("0161c00200") == "has a compression pointer that does not point backwards");
  CHECK(decoded("c002c000", 2) == "has a compression pointer that does not point backwards");
}

TEST_CASE("bytes that are no name are refused and leave the offset") {
  CHECK(decoded("") == "ends within a label");
  CHECK(decoded("0161") == "ends within a label");
  CHECK(decoded("0261") == "ends within a label");
  CHECK(decoded("c0") == "ends within a label");
  CHECK(decoded("4161") == "has a label of unknown kind");
  CHECK(decoded("8161") == "has a label of unknown kind");
  std::size_t offset = 1;
  const std::uint8_t bytes[] = {0, 5};
  CHECK_FALSE(decode_dns_name(bytes, offset));
  CHECK(offset == 1);
}

TEST_CASE("a name is read into a caller's buffer, if it has the room") {
  const auto bytes = from_hex(
                         "0161026263"
                         "00")
                         .value();
  std::uint8_t room[8];
  for (const std::size_t size : {4u, 5u, 8u}) {
    ByteWriter out{std::span(room).first(size)};
    std::size_t offset = 0;
    const auto read = decode_dns_name(bytes, offset, out);
    CHECK(read.has_value() == (size >= 5));
    CHECK(offset == (size >= 5 ? bytes.size() : 0));
    if (read) CHECK(as_text(out.written()) == "a.bc.");
    if (!read) CHECK(read.error() == DnsNameError::no_room);
  }
}

TEST_CASE("the longest text of a name is that of 250 escaped octets in four labels") {
  std::string hex;
  for (const int size : {63, 63, 63, 61}) {
    const std::uint8_t length = static_cast<std::uint8_t>(size);
    hex += to_hex({&length, 1}) + std::string(static_cast<std::size_t>(2 * size), '0');
  }
  const auto bytes = from_hex(hex + "00").value();
  REQUIRE(bytes.size() == max_dns_name_size);
  std::uint8_t room[max_dns_text_size];
  ByteWriter out(room);
  std::size_t offset = 0;
  CHECK(decode_dns_name(bytes, offset, out));
  CHECK(out.size() == max_dns_text_size);
}

TEST_CASE("labels that end with the bytes are a partial name") {
  const auto read = [](std::string_view hex) {
    const auto bytes = from_hex(hex).value();
    std::uint8_t room[max_dns_text_size];
    ByteWriter out(room);
    const auto whole = decode_dns_labels(bytes, out);
    if (!whole) return std::string(dns_name_error_text(whole.error()));
    return std::string(*whole ? "whole " : "partial ") + std::string(as_text(out.written()));
  };
  CHECK(read("") == "partial ");
  CHECK(read("00") == "whole .");
  CHECK(read("016102626300") == "whole a.bc.");
  CHECK(read("0161026263") == "partial a.bc");
  CHECK(read("0161c000") == "has a label of unknown kind");
  CHECK(read("026100") == "partial a\\000");
  CHECK(read("0361") == "ends within a label");
  CHECK(read("01610000") == "has bytes behind its end");
}

TEST_CASE("a name longer than 255 octets is refused though its labels fit") {
  std::string hex;
  for (int i = 0; i < 4; ++i) hex += "3f" + std::string(126, '6');
  CHECK(decoded(hex + "00") == "is longer than 255 octets on the wire");
}

TEST_CASE("every name of random labels is read as it was written") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    std::vector<std::uint8_t> wire;
    for (std::uint64_t labels = random.below(4); labels > 0; --labels) {
      const std::uint64_t size = 1 + random.below(63);
      wire.push_back(static_cast<std::uint8_t>(size));
      for (std::uint64_t i = 0; i < size; ++i) wire.push_back(static_cast<std::uint8_t>(random.next()));
    }
    wire.push_back(0);
    std::size_t offset = 0;
    const auto text = decode_dns_name(wire, offset);
    REQUIRE(text);
    CHECK(offset == wire.size());
    CHECK(encoded(*text) == to_hex(wire));
  }
}

}  // namespace
}  // namespace dhcp
