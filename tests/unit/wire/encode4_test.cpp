#include <doctest/doctest.h>

#include <array>

#include "dhcpcore/packet4.hpp"
#include "message.hpp"

namespace dhcp {
namespace {

using wire_test::Bytes;

constexpr std::size_t no_maximum = 65535;

Bytes encode(const Header4& header, std::span<const OptionRef> options, std::size_t max_size = no_maximum) {
  Bytes out(65535, 0xaa);
  out.resize(encode4(header, options, out, max_size));
  return out;
}

Bytes numbered(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7);
  return bytes;
}

TEST_CASE("a message is laid out as RFC 2131 draws it and padded to 300 bytes") {
  Header4 header;
  header.op = Packet4::boot_reply;
  header.hlen = 6;
  header.hops = 1;
  header.xid = 0x01020304;
  header.secs = 0x0506;
  header.flags = Packet4::broadcast_flag;
  header.ciaddr = Ipv4Address(10, 0, 0, 1);
  header.yiaddr = Ipv4Address(10, 0, 0, 2);
  header.siaddr = Ipv4Address(10, 0, 0, 3);
  header.giaddr = Ipv4Address(10, 0, 0, 4);
  header.chaddr = {2, 0, 0, 0, 0, 1};
  header.sname = as_bytes("server");
  header.file = as_bytes("boot");
  const Bytes type{5};
  const OptionRef options[] = {{53, type}};
  const Bytes out = encode(header, options);
  REQUIRE(out.size() == 300);
  CHECK(to_hex(ByteView(out).first(44)) ==
        "020106010102030405068000"
        "0a0000010a0000020a0000030a000004"
        "02000000000100000000000000000000");
  CHECK(to_hex(ByteView(out).subspan(44, 8)) == "7365727665720000");
  CHECK(to_hex(ByteView(out).subspan(108, 6)) == "626f6f740000");
  CHECK(to_hex(ByteView(out).subspan(236, 8)) == "63825363350105ff");
  CHECK(std::ranges::all_of(ByteView(out).subspan(244), [](auto byte) { return byte == 0; }));
}

TEST_CASE("a value over 255 bytes is split into options that a reader joins") {
  for (const std::size_t size : {0u, 1u, 254u, 255u, 256u, 510u, 511u, 4096u, 60000u}) {
    const Bytes value = numbered(size);
    const OptionRef options[] = {{43, value}};
    const Bytes out = encode({}, options);
    Packet4 packet;
    REQUIRE(packet.parse(out));
    CHECK(std::ranges::equal(*packet.option(43), value));
  }
  const Bytes value = numbered(256);
  const OptionRef options[] = {{43, value}};
  const Bytes out = encode({}, options);
  CHECK(out.size() == 240 + 2 + 255 + 2 + 1 + 1);
  CHECK(out[241] == 255);
  CHECK(out[242 + 255] == 43);
  CHECK(out[242 + 256] == 1);
}

TEST_CASE("what is longer than the client takes goes on in file and sname, with option 52 first") {
  const Bytes first = numbered(250), second = numbered(100), third = numbered(50);
  const OptionRef options[] = {{43, first}, {60, second}, {12, third}};
  const Bytes out = encode({}, options, 548);
  REQUIRE(out.size() <= 548);
  CHECK(to_hex(ByteView(out).subspan(240, 3)) == "340101");
  Packet4 packet;
  REQUIRE(packet.parse(out));
  for (const auto& option : options) CHECK(std::ranges::equal(*packet.option(option.code), option.value));
  CHECK(packet.file().empty());
}

TEST_CASE("an option that fits nowhere whole is spread over the fields in the order they are read") {
  const Bytes value = numbered(480);
  const OptionRef options[] = {{43, value}};
  const Bytes out = encode({}, options, 548);
  REQUIRE(out.size() == 548);
  CHECK(out[242] == 3);
  Packet4 packet;
  REQUIRE(packet.parse(out));
  CHECK(std::ranges::equal(*packet.option(43), value));
}

TEST_CASE("option 82 stays whole at the end of the options field") {
  const Bytes large = numbered(300), relay = {1, 4, 'p', 'o', 'r', 't'};
  const OptionRef options[] = {{43, large}, {60, ByteView(large).first(100)}, {82, relay}};
  const Bytes out = encode({}, options, 548);
  REQUIRE_FALSE(out.empty());
  REQUIRE(out.back() == 255);
  CHECK(to_hex(ByteView(out).last(9)) ==
        "5206"
        "0104706f7274"
        "ff");
  Packet4 packet;
  REQUIRE(packet.parse(out));
  CHECK(packet.option_codes().size() == 4);
}

TEST_CASE("fields that carry text are not given to options") {
  const Bytes value = numbered(400);
  const OptionRef options[] = {{43, value}};
  Header4 header;
  header.file = as_bytes("boot");
  CHECK(encode(header, options, 548).empty());  // 300 fit the options field, 61 sname
  const Bytes less = numbered(330);
  const OptionRef fewer[] = {{43, less}};
  const Bytes out = encode(header, fewer, 548);
  REQUIRE_FALSE(out.empty());
  Packet4 packet;
  REQUIRE(packet.parse(out));
  CHECK(as_text(packet.file()) == "boot");
  CHECK(std::ranges::equal(*packet.option(43), less));
  header.sname = as_bytes("host");
  CHECK(encode(header, fewer, 548).empty());
}

TEST_CASE("a message that does not fit has length 0, and one that just fits is written") {
  const Bytes value = numbered(255);
  const OptionRef options[] = {{43, value}, {60, value}};
  Bytes out(240 + 2 * 257 + 1);
  Header4 header;
  header.file = as_bytes("f");
  header.sname = as_bytes("s");
  CHECK(encode4(header, options, out, no_maximum) == out.size());
  CHECK(encode4(header, options, std::span(out).first(out.size() - 1), no_maximum) == 0);
  CHECK(encode4(header, {}, std::span(out).first(299), no_maximum) == 0);
}

TEST_CASE("a maximum below 548 counts as 548") {
  const Bytes value = numbered(255);
  const OptionRef options[] = {{43, value}};
  const Bytes out = encode({}, options, 300);
  CHECK(out.size() == 240 + 257 + 1);
}

TEST_CASE("PAD, END and option 52 of the caller are left out") {
  const Bytes value{1};
  const OptionRef options[] = {{0, value}, {52, value}, {255, value}, {53, value}};
  const Bytes out = encode({}, options);
  CHECK(to_hex(ByteView(out).subspan(240, 4)) == "350101ff");
}

}  // namespace
}  // namespace dhcp
