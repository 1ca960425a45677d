/// What modules change of a message that was received.
#include <doctest/doctest.h>

#include "dhcpcore/packet4.hpp"

namespace dhcp {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes message(const Bytes& options) {
  Bytes bytes(240, 0);
  bytes[0] = bytes[1] = 1;
  bytes[2] = 6;
  std::ranges::copy(Bytes{99, 130, 83, 99}, bytes.begin() + 236);
  bytes.insert(bytes.end(), options.begin(), options.end());
  bytes.push_back(option4::end);
  return bytes;
}
Bytes value(const Packet4& packet, std::uint8_t code) {
  const auto option = packet.option(code);
  REQUIRE(option);
  return {option->begin(), option->end()};
}

TEST_CASE("options are set, replaced and removed beside the bytes that were received") {
  const Bytes received = message({53, 1, 1, 12, 2, 'm', 'e', 60, 1, 'v', 60, 1, 'w'});
  Packet4 packet;
  REQUIRE(packet.parse(received));
  CHECK(packet.set_option(12, as_bytes("you")));
  CHECK(packet.set_option(60, Bytes{}));  // was joined from two
  CHECK(packet.set_option(61, Bytes{1, 2, 3}));
  CHECK(value(packet, 12) == Bytes{'y', 'o', 'u'});
  CHECK(value(packet, 60).empty());
  CHECK(packet.client_id().view().size() == 3);
  CHECK(packet.remove_option(12));
  CHECK_FALSE(packet.has(12));
  CHECK_FALSE(packet.remove_option(12));
  CHECK(Bytes(packet.option_codes().begin(), packet.option_codes().end()) == Bytes{53, 60, 61});
  CHECK(packet.set_option(12, as_bytes("again")));
  CHECK(value(packet, 12).size() == 5);
  CHECK(Bytes(packet.bytes().begin(), packet.bytes().end()) == received);
}

TEST_CASE("what was read before a change stays readable") {
  const Bytes received = message({53, 1, 1});
  Packet4 packet;
  REQUIRE(packet.parse(received));
  REQUIRE(packet.set_option(61, Bytes{1, 2, 3}));
  const ByteView before = *packet.option(61);
  for (int i = 0; i < 200; ++i) REQUIRE(packet.set_option(61, Bytes(100, 9)));
  CHECK(Bytes(before.begin(), before.end()) == Bytes{1, 2, 3});
  for (int i = 0; i < 49; ++i) REQUIRE(packet.set_option(61, Bytes{7}));
  CHECK_FALSE(packet.set_option(61, Bytes{8}));  // enough
  CHECK(value(packet, 61) == Bytes{7});
}

TEST_CASE("message type and sub-options of relays follow their options") {
  const Bytes received = message({53, 1, 1, 82, 3, 1, 1, 'a'});
  Packet4 packet;
  REQUIRE(packet.parse(received));
  CHECK(packet.set_option(option4::message_type, Bytes{3}));
  CHECK(packet.type() == MessageType4::request);
  CHECK(packet.remove_option(option4::message_type));
  CHECK(packet.type() == MessageType4::none);
  CHECK(packet.set_option(82, Bytes{1, 2, 'b', 'c', 2, 1, 'r', 1, 1, 'd'}));
  CHECK(as_text(*packet.relay_option(1)) == "bcd");  // joined
  CHECK(as_text(*packet.relay_option(2)) == "r");
  CHECK(packet.remove_option(82));
  CHECK_FALSE(packet.relay_option(1));
}

TEST_CASE("what would make a message unreadable is refused") {
  const Bytes received = message({53, 1, 1});
  Packet4 packet;
  REQUIRE(packet.parse(received));
  for (const std::uint8_t code : {option4::pad, option4::overload, option4::end})
    CHECK_FALSE(packet.set_option(code, Bytes{1}));
  CHECK_FALSE(packet.set_option(53, Bytes{}));
  CHECK_FALSE(packet.set_option(53, Bytes{0}));
  CHECK_FALSE(packet.set_option(53, Bytes{1, 1}));
  CHECK_FALSE(packet.set_option(12, Bytes(65536)));
  Header4 header;
  header.hlen = 17;
  CHECK_FALSE(packet.set_header(header));
  CHECK(packet.hlen() == 6);
}

TEST_CASE("a header that is set counts until the next message is read") {
  Bytes received = message({53, 1, 1, 52, 1, 3});
  received[44] = 12;  // host-name "x" in sname
  received[45] = 1;
  received[46] = 'x';
  Packet4 packet;
  REQUIRE(packet.parse(received));
  CHECK(packet.sname().empty());
  Header4 header;
  header.op = Packet4::boot_request;
  header.htype = 32;
  header.hlen = 16;
  header.hops = 3;
  header.xid = 0x01020304;
  header.secs = 5;
  header.flags = 0x8000;
  header.ciaddr = Ipv4Address(0xc0000201);
  header.giaddr = Ipv4Address(0xc0000202);
  header.chaddr.fill(7);
  header.sname = as_bytes("server");
  header.file = packet.chaddr();  // of the message itself
  REQUIRE(packet.set_header(header));
  CHECK(packet.op() == 1);
  CHECK(packet.hardware_address().bytes.size() == 16);
  CHECK(packet.hops() == 3);
  CHECK(packet.xid() == 0x01020304);
  CHECK(packet.secs() == 5);
  CHECK(packet.broadcast());
  CHECK(packet.ciaddr() == Ipv4Address(0xc0000201));
  CHECK(packet.relayed());
  CHECK(as_text(packet.sname()) == "server");
  CHECK(packet.file().empty());
  CHECK(value(packet, 12) == Bytes{'x'});
  Packet4 moved = std::move(packet);
  CHECK(moved.xid() == 0x01020304);
  REQUIRE(moved.parse(received));
  CHECK(moved.xid() == 0);
  CHECK(moved.sname().empty());
}

TEST_CASE("an empty message may be filled") {
  Packet4 packet;
  CHECK(packet.set_option(53, Bytes{1}));
  CHECK(packet.type() == MessageType4::discover);
  CHECK(packet.has_options_field());
  packet.clear();
  CHECK(packet.type() == MessageType4::none);
  CHECK(packet.option_codes().empty());
}

}  // namespace
}  // namespace dhcp
