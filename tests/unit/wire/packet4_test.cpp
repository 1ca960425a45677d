#include "dhcpcore/packet4.hpp"

#include <doctest/doctest.h>

#include "dhcpcore/option_run.hpp"
#include "message.hpp"

namespace dhcp {
namespace {

using wire_test::Bytes;
using wire_test::Message;

constexpr auto truncated = ParseError4::Reason::truncated_option;

ParseError4 parse_error(ByteView bytes) {
  Packet4 packet;
  const auto result = packet.parse(bytes);
  REQUIRE_FALSE(result);
  CHECK(packet.option_codes().empty());
  CHECK(packet.xid() == 0);
  return result.error();
}

TEST_CASE("the header fields are read where RFC 2131 puts them") {
  Bytes bytes = Message().option(53, {1}).end();
  for (std::size_t i = 3; i < 28; ++i) bytes[i] = static_cast<std::uint8_t>(i);
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(packet.op() == 1);
  CHECK(packet.htype() == 1);
  CHECK(packet.hlen() == 6);
  CHECK(packet.hops() == 3);
  CHECK(packet.xid() == 0x04050607);
  CHECK(packet.secs() == 0x0809);
  CHECK(packet.flags() == 0x0a0b);
  CHECK_FALSE(packet.broadcast());
  CHECK(packet.ciaddr() == Ipv4Address(12, 13, 14, 15));
  CHECK(packet.yiaddr() == Ipv4Address(16, 17, 18, 19));
  CHECK(packet.siaddr() == Ipv4Address(20, 21, 22, 23));
  CHECK(packet.giaddr() == Ipv4Address(24, 25, 26, 27));
  CHECK(packet.relayed());
  CHECK(to_hex(packet.hardware_address().bytes.view()) == "020000000001");
  CHECK(packet.type() == MessageType4::discover);
}

TEST_CASE("an option 82 that is supplied reads as one that was received, once") {
  const Bytes bytes = Message().option(53, {1}).option(12, {'a'}).option(12, {'b'}).end();
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  packet.supply_relay_information(Bytes{1, 2, 'x', 'y', 12, 1, 7});
  packet.supply_relay_information(Bytes{1, 1, 'z'});
  CHECK(packet.option(option4::relay_agent_information)->size() == 7);
  CHECK(as_text(*packet.relay_option(relay4::circuit_id)) == "xy");
  CHECK(packet.relay_option(relay4::relay_id)->size() == 1);
  CHECK(packet.option_codes().back() == option4::relay_agent_information);
  CHECK(as_text(*packet.option(12)) == "ab");
  REQUIRE(packet.parse(bytes));
  CHECK_FALSE(packet.has(option4::relay_agent_information));
  CHECK_FALSE(packet.relay_option(relay4::circuit_id));
}

TEST_CASE("a message before any parse is empty and safe to ask") {
  const Packet4 packet;
  CHECK(packet.type() == MessageType4::none);
  CHECK(packet.ciaddr().is_any());
  CHECK(packet.hardware_address().empty());
  CHECK(packet.client_id().empty());
  CHECK_FALSE(packet.has(53));
  CHECK_FALSE(packet.relay_option(1));
  CHECK(packet.sname().empty());
}

TEST_CASE("options keep the order of their first appearance and absent ones are not there") {
  const Bytes bytes = Message().option(53, {3}).pad(3).option(61, {1, 2, 3}).option(12, {'p', 'c'}).end();
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(Bytes(packet.option_codes().begin(), packet.option_codes().end()) == Bytes{53, 61, 12});
  CHECK(as_text(*packet.option(12)) == "pc");
  CHECK_FALSE(packet.option(15));
  CHECK(to_hex(packet.client_id().view()) == "010203");
  CHECK_FALSE(packet.skipped());
}

TEST_CASE("what follows END is not read, and a missing END is tolerated") {
  Packet4 packet;
  const Bytes after_end = Message().option(53, {1}).end().option(12, {'x'});
  REQUIRE(packet.parse(after_end));
  CHECK_FALSE(packet.has(12));
  const Bytes without_end = Message().option(53, {1}).option(12, {'x'});
  REQUIRE(packet.parse(without_end));
  CHECK(packet.has(12));
  CHECK_FALSE(packet.skipped());
}

TEST_CASE("an option that runs past the end is skipped with what follows; the ones before are served") {
  Bytes bytes = Message().option(53, {1}).option(12, {'x'});
  bytes.insert(bytes.end(), {61, 7, 1, 2});
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(packet.type() == MessageType4::discover);
  CHECK(packet.has(12));
  CHECK_FALSE(packet.has(61));
  REQUIRE(packet.skipped());
  CHECK(packet.skipped()->reason == truncated);
  CHECK(packet.skipped()->option == 61);
  CHECK(packet.skipped()->to_string() == "option 61 at offset 246: 7 bytes expected, 2 found");

  bytes.resize(247);  // the code alone
  REQUIRE(packet.parse(bytes));
  REQUIRE(packet.skipped());
  CHECK(packet.skipped()->to_string() == "option 61 at offset 246: no length");

  const Bytes good = Message().option(53, {1}).end();
  REQUIRE(packet.parse(good));
  CHECK_FALSE(packet.skipped());
}

TEST_CASE("bytes that are no DHCP message are refused with the reason") {
  using Reason = ParseError4::Reason;
  const Bytes good = Message().option(53, {1}).end();
  CHECK(parse_error(ByteView(good).first(0)).reason == Reason::too_short);
  const auto short_one = parse_error(ByteView(good).first(235));
  CHECK(short_one.reason == Reason::too_short);
  CHECK(short_one.to_string() == "message too short: 236 bytes expected, 235 found");

  Bytes bad_op = good;
  bad_op[0] = 3;
  CHECK(parse_error(bad_op).to_string() == "op is 3, neither BOOTREQUEST (1) nor BOOTREPLY (2)");

  Bytes bad_length = good;
  bad_length[2] = 17;
  CHECK(parse_error(bad_length).to_string() == "hardware address length 17 is over 16");

  Bytes other_cookie = good;
  other_cookie[236] = 98;
  CHECK(parse_error(other_cookie).to_string() == "no magic cookie at offset 236");
  CHECK(parse_error(ByteView(good).first(239)).to_string() == "no magic cookie at offset 236");
}

TEST_CASE("without a cookie a message is BOOTP as in RFC 951: a header, however long its vendor area") {
  Bytes bytes = Message();
  std::ranges::fill(std::span(bytes).subspan(236), std::uint8_t{0});
  Packet4 packet;
  for (const std::size_t size : {236u, 238u, 240u, 300u}) {
    CAPTURE(size);
    bytes.resize(size, 0);
    if (size > 240) bytes.back() = 53;
    REQUIRE(packet.parse(bytes));
    CHECK_FALSE(packet.has_options_field());
    CHECK(packet.type() == MessageType4::none);
    CHECK(packet.option_codes().empty());
    CHECK(to_hex(packet.hardware_address().bytes.view()) == "020000000001");
    CHECK(packet.summary().starts_with("type: BOOTP\n"));
    CHECK(packet.bytes().size() == size);
  }
}

TEST_CASE("BOOTP with vendor extensions may have a vendor area of any size") {
  Packet4 packet;
  const Bytes shorter = Message().option(12, {'p', 'c'});  // no END, no padding to 64 octets
  REQUIRE(packet.parse(shorter));
  CHECK(packet.has_options_field());
  CHECK(packet.type() == MessageType4::none);
  CHECK(as_text(*packet.option(12)) == "pc");
  const Bytes cookie_only = Message();
  REQUIRE(packet.parse(cookie_only));
  CHECK(packet.has_options_field());
  CHECK(packet.option_codes().empty());
}

TEST_CASE("options that engines trust must have their length and range") {
  const auto error = [](std::uint8_t code, Bytes value) {
    const Bytes bytes = Message().option(code, value).end();
    return parse_error(bytes).to_string();
  };
  CHECK(error(53, {}) == "option 53 at offset 240: 1 byte expected, 0 found");
  CHECK(error(53, {1, 1}) == "option 53 at offset 240: 1 byte expected, 2 found");
  CHECK(error(53, {0}) == "option 53 at offset 240: value 0 is not 1 to 255");
  CHECK(error(50, {1, 2, 3}) == "option 50 at offset 240: 4 bytes expected, 3 found");
  CHECK(error(51, {1, 2, 3, 4, 5}) == "option 51 at offset 240: 4 bytes expected, 5 found");
  CHECK(error(54, {}) == "option 54 at offset 240: 4 bytes expected, 0 found");
  CHECK(error(57, {1}) == "option 57 at offset 240: 2 bytes expected, 1 found");
  CHECK(error(52, {4}) == "option 52 at offset 240: value 4 is not 1 to 3");
  CHECK(error(52, {0}) == "option 52 at offset 240: value 0 is not 1 to 3");
  const Bytes twice = Message().option(53, {1}).option(53, {3}).end();
  CHECK(parse_error(twice).to_string() == "option 53: 1 byte expected, 2 found");
}

TEST_CASE("a message without option 53 is BOOTP; unknown types keep their number") {
  Packet4 packet;
  const Bytes bootp = Message().option(12, {'x'}).end();
  REQUIRE(packet.parse(bootp));
  CHECK(packet.type() == MessageType4::none);
  const Bytes unknown = Message().option(53, {200}).end();
  REQUIRE(packet.parse(unknown));
  CHECK(packet.type() == MessageType4{200});
  CHECK(message_type_name(packet.type()) == "UNKNOWN");
}

TEST_CASE("options of four bytes are addresses and numbers; others are not") {
  const Bytes bytes = Message().option(54, {10, 0, 0, 1}).option(118, {10, 0, 0}).end();
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(packet.option_address(54) == Ipv4Address(10, 0, 0, 1));
  CHECK(packet.option_u32(54) == 0x0a000001);
  CHECK_FALSE(packet.option_address(118));
  CHECK_FALSE(packet.option_u32(50));
}

TEST_CASE("instances of one code are joined in order, also when others lie between") {
  const Bytes bytes = Message().option(43, {1, 2}).option(53, {1}).option(43, {}).option(43, {3}).end();
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(to_hex(*packet.option(43)) == "010203");
  CHECK(packet.type() == MessageType4::discover);
  CHECK(Bytes(packet.option_codes().begin(), packet.option_codes().end()) == Bytes{43, 53});
}

TEST_CASE("option 52 hands file and sname to options, read in this order after the options field") {
  Message message;
  message.option(52, {3}).option(43, {1}).end();
  message.in_file({43, 2, 2, 3, 12, 1, 'f', 255}).in_sname({43, 1, 4, 15, 1, 's', 255});
  const Bytes bytes = message;
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(to_hex(*packet.option(43)) == "01020304");
  CHECK(as_text(*packet.option(12)) == "f");
  CHECK(as_text(*packet.option(15)) == "s");
  CHECK(packet.file().empty());
  CHECK(packet.sname().empty());
}

TEST_CASE("file and sname stay text as far as option 52 leaves them alone") {
  Message message;
  message.option(52, {1}).end();
  message.in_file({12, 1, 'f', 255}).in_sname({'h', 'o', 's', 't'});
  const Bytes bytes = message;
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(packet.has(12));
  CHECK(packet.file().empty());
  CHECK(as_text(packet.sname()) == "host");

  const Bytes full = Message().in_file(Bytes(128, 'x')).end();
  REQUIRE(packet.parse(full));
  CHECK(packet.file().size() == 128);
}

TEST_CASE("an overloaded field ends at its own end, not in the next one") {
  Message message;
  message.option(52, {2}).end();
  Bytes sname(64, 0);
  sname[62] = 12;
  sname[63] = 5;
  message.in_sname(sname);
  const Bytes bytes = message;
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK_FALSE(packet.has(12));
  REQUIRE(packet.skipped());
  CHECK(packet.skipped()->to_string() == "option 12 at offset 106: 5 bytes expected, 0 found");
}

TEST_CASE("the sub-options of option 82 are found, repeated ones joined, and broken ones left out") {
  Packet4 packet;
  const Bytes bytes = Message().option(82, {1, 2, 'a', 'b', 2, 0, 5, 4, 10, 0, 0, 0}).end();
  REQUIRE(packet.parse(bytes));
  CHECK(as_text(*packet.relay_option(relay4::circuit_id)) == "ab");
  CHECK(packet.relay_option(relay4::remote_id)->empty());
  CHECK(to_hex(*packet.relay_option(relay4::link_selection)) == "0a000000");
  CHECK_FALSE(packet.relay_option(relay4::relay_id));

  const Bytes repeated = Message().option(82, {1, 1, 'a', 2, 1, 'r', 1}).option(82, {1, 'b', 9, 7, 0}).end();
  REQUIRE(packet.parse(repeated));
  CHECK(as_text(*packet.relay_option(1)) == "ab");
  CHECK(as_text(*packet.relay_option(2)) == "r");
  CHECK_FALSE(packet.relay_option(9));
  REQUIRE(packet.skipped());
  // Joined of two options, the sub-option has no place of its own.
  CHECK(packet.skipped()->to_string() == "option 82, sub-option 9: 7 bytes expected, 1 found");
}

TEST_CASE("a sub-option that does not fit is named with its place and lengths") {
  const auto skipped = [](const Bytes& relay) {
    const Bytes bytes = Message().option(53, {1}).option(82, relay).option(12, {'x'}).end();
    Packet4 packet;
    REQUIRE(packet.parse(bytes));
    CHECK(packet.has(12));
    return packet.skipped() ? packet.skipped()->to_string() : "nothing";
  };
  CHECK(skipped({1, 2, 'a', 'b'}) == "nothing");
  CHECK(skipped({}) == "nothing");
  CHECK(skipped({1, 2, 'a', 'b', 2, 5, 'r'}) ==
        "option 82, sub-option 2 at offset 249: 5 bytes expected, 1 found");
  CHECK(skipped({1, 2, 'a', 'b', 2, 5}) ==
        "option 82, sub-option 2 at offset 249: 5 bytes expected, 0 found");
  CHECK(skipped({1, 0, 2}) == "option 82, sub-option 2 at offset 247: no length");
}

TEST_CASE("the vendor data within option 82 are told apart by enterprise") {
  const Bytes bytes =
      Message().option(82, {9, 15, 0, 0, 0x11, 0x8b, 3, 1, 1, 7, 0, 0, 0, 9, 2, 'x', 'y'}).end();
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  const VendorData4 data(*packet.relay_option(relay4::vendor_specific));
  CHECK(data.whole());
  CHECK(to_hex(*SubOptions4(*data.find(4491)).find(1)) == "07");
  CHECK(as_text(*data.find(9)) == "xy");
}

TEST_CASE("options 124 and 125 of several enterprises stay apart when their instances are joined") {
  const Bytes bytes = Message()
                          .option(125, {0, 0, 0x11, 0x8b, 4, 1, 2, 'a', 'b'})
                          .option(124, {0, 0, 0, 9, 3, 2, 'c', 'l'})
                          .option(125, {0, 0, 0, 9, 3, 1, 1, 'z'})
                          .option(125, {0, 0, 0x11, 0x8b, 3, 1, 1, 'c', 0, 0, 0, 8, 0})
                          .end();
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  const VendorData4 data(*packet.option(option4::vendor_identifying_options));
  REQUIRE(data.whole());
  Bytes room(data.bytes().size()), sub_room(room);
  const SubOptions4 cable(*data.find_joined(4491, room));
  CHECK(as_text(*cable.find_joined(1, sub_room)) == "abc");
  CHECK(as_text(*SubOptions4(*data.find_joined(9, room)).find(1)) == "z");
  CHECK(data.find(8)->empty());
  CHECK_FALSE(data.find(7));
  CHECK(VendorData4(*packet.option(option4::vendor_identifying_class)).find(9)->size() == 3);
}

TEST_CASE("nothing of one message is left in the next") {
  Packet4 packet;
  const Bytes first =
      Message().option(82, {1, 1, 'a'}).option(52, {1}).option(53, {1}).option(43, {1}).option(43, {2}).end();
  REQUIRE(packet.parse(first));
  const Bytes second = Message().in_file({'f'}).option(53, {3}).end();
  REQUIRE(packet.parse(second));
  CHECK(packet.option_codes().size() == 1);
  CHECK_FALSE(packet.has(43));
  CHECK_FALSE(packet.relay_option(1));
  CHECK(as_text(packet.file()) == "f");
}

TEST_CASE("a message of 64 KiB of repeated options is read whole") {
  Message message;
  for (int i = 0; i < 32000; ++i) message.option(static_cast<std::uint8_t>(i % 40 + 200), {});
  message.option(53, {1}).end();
  const Bytes bytes = message;
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(packet.option_codes().size() == 41);
  CHECK(packet.type() == MessageType4::discover);
}

}  // namespace
}  // namespace dhcp
