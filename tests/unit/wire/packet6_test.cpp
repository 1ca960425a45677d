#include "dhcpcore/packet6.hpp"

#include <doctest/doctest.h>

#include "dhcpcore/packet4.hpp"
#include "dhcpcore/random.hpp"

namespace dhcp {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Reason = ParseError6::Reason;

Bytes hex(std::string_view text) {
  const auto bytes = from_hex(text);
  REQUIRE(bytes);
  return *bytes;
}

Ipv6Address address(std::string_view text) {
  return *Ipv6Address::parse(text);
}

// SOLICIT laid out by RFC 8415: transaction 0x123456, client id (DUID-LL), IA_NA with one hint, option
// request.
const char* const solicit =
    "01123456"
    "0001000a00030001020304050607"
    "000300280000000100000e1000001518"
    "0005001820010db8000000000000000000000001000000000000ffff"
    "0006000400170018"
    "000800020064";

ParseError6 error(const Bytes& bytes) {
  Packet6 packet;
  const auto parsed = packet.parse(bytes);
  REQUIRE_FALSE(parsed);
  CHECK(packet.type() == MessageType6::none);
  CHECK(packet.relays().empty());
  CHECK_FALSE(parsed.error().to_string().empty());
  return parsed.error();
}

TEST_CASE("a SOLICIT is read down to the address in its IA_NA") {
  const Bytes bytes = hex(solicit);
  Packet6 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(packet.type() == MessageType6::solicit);
  CHECK(packet.transaction_id() == 0x123456);
  CHECK(to_hex(packet.client_id().view()) == "00030001020304050607");
  CHECK(packet.server_id().empty());
  CHECK(packet.requests(23));
  CHECK(packet.requests(24));
  CHECK_FALSE(packet.requests(25));
  int associations = 0;
  for (const Option6& option : packet.options()) {
    if (option.code != option6::ia_na) continue;
    ++associations;
    const auto ia = IdentityAssociation::read(option);
    REQUIRE(ia);
    CHECK(ia->iaid == 1);
    CHECK(ia->t1 == 3600);
    CHECK(ia->t2 == 5400);
    const auto hint = IaAddress::read(*ia->options.find(option6::ia_address));
    REQUIRE(hint);
    CHECK(hint->address == address("2001:db8::1"));
    CHECK(hint->valid_lifetime == 65535);
  }
  CHECK(associations == 1);
}

TEST_CASE("thirty-two relay layers are read, thirty-three are refused") {
  std::array<std::uint8_t, 4096> room;
  for (const int layers : {1, 32, 33}) {
    Writer6 writer(room);
    for (int i = 0; i < layers; ++i) {
      writer.relay(MessageType6::relay_forward, static_cast<std::uint8_t>(layers - 1 - i),
                   address("2001:db8::1"), address("fe80::1"));
      const std::uint8_t id = static_cast<std::uint8_t>(i);
      writer.option(option6::interface_id, {&id, 1});
      writer.begin(option6::relay_message);
    }
    writer.message(MessageType6::renew, 7);
    for (int i = 0; i < layers; ++i) writer.end();
    const ByteView built = writer.finish();
    REQUIRE_FALSE(built.empty());
    Packet6 packet;
    const auto parsed = packet.parse(built);
    if (layers > 32) {
      REQUIRE_FALSE(parsed);
      CHECK(parsed.error().reason == Reason::too_many_relays);
      continue;
    }
    REQUIRE(parsed);
    CHECK(packet.type() == MessageType6::renew);
    CHECK(packet.relays().size() == static_cast<std::size_t>(layers));
    CHECK(packet.relay(0)->options.find(option6::interface_id)->front() == 0);
    CHECK(packet.relay(-1)->options.find(option6::interface_id)->front() == layers - 1);
    CHECK(packet.relay(layers) == nullptr);
    CHECK(packet.relay(-layers - 1) == nullptr);
  }
}

TEST_CASE("what the writer builds the parser reads") {
  std::array<std::uint8_t, 512> room;
  Writer6 writer(room);
  writer.message(MessageType6::reply, 0xabcdef);
  writer.option(option6::client_id, make_duid_en(4491, as_bytes("box")).view());
  writer.begin_ia(option6::ia_pd, 9, 100, 200);
  writer.begin_prefix(*Ipv6Prefix::parse("2001:db8:8000::/33"), 300, 400);
  writer.end();
  writer.status(0, "all well");
  writer.end();
  writer.begin_ia(option6::ia_ta, 10, 0, 0);
  writer.begin_address(address("2001:db8::5"), 5, 6);
  writer.end();
  writer.end();
  const ByteView built = writer.finish();
  Packet6 packet;
  REQUIRE(packet.parse(built));
  CHECK(packet.transaction_id() == 0xabcdef);
  const auto pd = IdentityAssociation::read({option6::ia_pd, *packet.option(option6::ia_pd)});
  REQUIRE(pd);
  const auto prefix = IaPrefix::read(*pd->options.find(option6::ia_prefix));
  REQUIRE(prefix);
  CHECK(prefix->prefix.to_string() == "2001:db8:8000::/33");
  CHECK(prefix->valid_lifetime == 400);
  const auto ta = IdentityAssociation::read({option6::ia_ta, *packet.option(option6::ia_ta)});
  REQUIRE(ta);
  CHECK(ta->iaid == 10);
  CHECK(IaAddress::read(*ta->options.find(option6::ia_address))->address == address("2001:db8::5"));
  const std::string summary = packet.summary();
  CHECK(summary.find("REPLY (type 7) transaction 0xabcdef") != std::string::npos);
  CHECK(summary.find("status 0 'all well'") != std::string::npos);
}

TEST_CASE("a message that does not fit its buffer is empty, not cut") {
  std::array<std::uint8_t, 16> room;
  Writer6 writer(room);
  writer.message(MessageType6::reply, 1);
  writer.option(option6::server_id, as_bytes("0123456789abcdef"));
  CHECK(writer.finish().empty());
  Writer6 unclosed(room);
  unclosed.message(MessageType6::reply, 1);
  unclosed.begin(option6::ia_na);
  CHECK(unclosed.finish().empty());
}

TEST_CASE("malformed messages name the option, the place and the lengths") {
  CHECK(error({}).reason == Reason::too_short);
  CHECK(error(hex("011234")).reason == Reason::too_short);
  CHECK(error(hex("0c00")).reason == Reason::too_short);
  const auto truncated = error(hex("01123456000100ff00030001"));
  CHECK(truncated.reason == Reason::truncated_option);
  CHECK(truncated.to_string() == "option 1 at offset 4: 255 bytes expected, 4 found");
  CHECK(error(hex("011234560001")).reason == Reason::truncated_option);
  CHECK(error(hex("01123456000100020003")).reason == Reason::bad_option_length);
  CHECK(error(hex("0112345600060003000102")).reason == Reason::bad_option_length);
  CHECK(error(hex("01123456000e000100")).to_string() == "option 14 at offset 4: 0 bytes expected, 1 found");
  CHECK(error(hex("011234560001000300030100010003000301")).reason == Reason::duplicate_option);
  const std::string relay = "0c00" + std::string(64, '0');
  CHECK(error(hex(relay)).reason == Reason::no_relay_message);
  CHECK(error(hex(relay + "0009000101")).reason == Reason::too_short);
}

TEST_CASE("what is wrong within an association is named with its place in the message") {
  const auto of = [](std::string_view options) {
    return error(hex("01123456" + std::string(options))).to_string();
  };
  const std::string ia_na = "000000010000000000000000";
  CHECK(of("0003000b" + ia_na.substr(2)) == "option 3 at offset 4: 12 bytes expected, 11 found");
  CHECK(of("00030010" + ia_na + "00050018") == "option 5 at offset 20: 24 bytes expected, 0 found");
  CHECK(of("00030012" + ia_na + "000500021234") == "option 5 at offset 20: 24 bytes expected, 2 found");
  CHECK(of("0003000e" + ia_na + "0005") == "option 5 at offset 20: 4 bytes expected, 2 found");
  CHECK(of("00190011" + ia_na + "001a000112") == "option 26 at offset 20: 25 bytes expected, 1 found");
  CHECK(of("00040009"
           "00000001"
           "000d000107") == "option 13 at offset 12: 2 bytes expected, 1 found");
  // A status within an address within IA_NA.
  const std::string lease =
      "20010db8000000000000000000000001"
      "00000064"
      "000000c8";
  CHECK(of("0003002d" + ia_na + "0005001d" + lease + "000d000107") ==
        "option 13 at offset 48: 2 bytes expected, 1 found");
  // In relay layers offsets still count from the start of the datagram.
  const std::string relay = "0c00" + std::string(64, '0');
  CHECK(error(hex(relay + "00090015" +
                  "01123456"
                  "0003000d" +
                  ia_na + "00"))
            .to_string() == "option 0 at offset 58: 4 bytes expected, 1 found");
}

TEST_CASE("options nested without end are read without harm") {
  // IA_NA within IA_NA, as deep as a datagram allows.
  Bytes bytes;
  while (bytes.size() < 60000) {
    const auto length = static_cast<std::uint16_t>(bytes.size() + 12);
    Bytes outer{0, 3, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)};
    outer.resize(16, 0);
    bytes.insert(bytes.begin(), outer.begin(), outer.end());
  }
  bytes.insert(bytes.begin(), {1, 0, 0, 1});
  Packet6 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(packet.summary().size() < 1000);
}

TEST_CASE("unknown options and their order are preserved") {
  const Bytes bytes =
      hex("01123456"
          "fff00003aabbcc"
          "000e0000"
          "fff00000");
  Packet6 packet;
  REQUIRE(packet.parse(bytes));
  std::array<std::uint8_t, 64> room;
  Writer6 writer(room);
  writer.message(packet.type(), packet.transaction_id());
  for (const Option6& option : packet.options()) writer.option(option.code, option.value);
  CHECK(to_hex(writer.finish()) == to_hex(bytes));
}

TEST_CASE("every message of RFC 8415 has its number, its name and its summary") {
  const char* const names[] = {"SOLICIT",
                               "ADVERTISE",
                               "REQUEST",
                               "CONFIRM",
                               "RENEW",
                               "REBIND",
                               "REPLY",
                               "RELEASE",
                               "DECLINE",
                               "RECONFIGURE",
                               "INFORMATION_REQUEST",
                               "RELAY_FORWARD",
                               "RELAY_REPLY"};
  std::uint8_t number = 0;
  for (const char* name : names) {
    ++number;
    CAPTURE(name);
    CHECK(message_type_name(MessageType6{number}) == name);
    if (number > 11) continue;
    Packet6 packet;
    REQUIRE(packet.parse(Bytes{number, 0, 0, 9}));
    CHECK(packet.type() == MessageType6{number});
    CHECK(packet.summary() ==
          std::string(name) + " (type " + std::to_string(number) + ") transaction 0x000009\n");
  }
  CHECK(message_type_name(MessageType6{0}) == "UNKNOWN");
}

TEST_CASE("a summary names what clients and relays say") {
  const Bytes bytes =
      hex("0c00"
          "20010db8000000000000000000000001"
          "fe800000000000000000000000000001"
          "00120004"
          "65746830"
          "0009003b"
          "01123456"
          "000800020064"
          "000e0000"
          "0027000701036c61700162"
          "0011000b"
          "0000118b"
          "00010003"
          "aabbcc"
          "00070001ff"
          "00100006"
          "00000009"
          "0000"
          "fff00000");
  Packet6 packet;
  const auto parsed = packet.parse(bytes);
  REQUIRE_MESSAGE(parsed, (parsed ? "" : parsed.error().to_string()));
  CHECK(packet.summary() ==
        "RELAY_FORWARD hops 0 link 2001:db8::1 peer fe80::1\n"
        "  interface-id 'eth0'\n"
        "  SOLICIT (type 1) transaction 0x123456\n"
        "    elapsed 1000 ms\n"
        "    rapid commit\n"
        "    client-fqdn flags S, partial name lap.b\n"
        "    vendor options of 4491\n"
        "      option 1 (3 bytes) aa:bb:cc\n"
        "    preference 255\n"
        "    option 16 (6 bytes) 00:00:00:09:00:00\n"
        "    option 65520 (0 bytes) \n");
}

TEST_CASE("associations whose inner options do not fit are refused") {
  const Bytes ia =
      hex("000000010000000000000000"
          "00050010");
  CHECK_FALSE(IdentityAssociation::read({option6::ia_na, ia}));
  CHECK_FALSE(IaAddress::read(hex("20010db8")));
  CHECK_FALSE(
      IaPrefix::read(hex("0000000000000000"
                         "81"
                         "20010db8000000000000000000000000")));
}

TEST_CASE("a DHCPv4 message travels in DHCPv4-query and back, with flags and no transaction") {
  std::array<std::uint8_t, 512> inner, room;
  const std::uint8_t type[] = {1};
  const OptionRef options[] = {{option4::message_type, type}};
  Header4 header;
  header.op = Packet4::boot_request;
  header.xid = 0x01020304;
  const std::size_t size = encode4(header, options, inner, 65535);
  for (const auto carrier : {MessageType6::dhcpv4_query, MessageType6::dhcpv4_response}) {
    Writer6 writer(room);
    writer.message(carrier, Packet6::unicast_flag);
    writer.option(option6::dhcpv4_message, ByteView(inner).first(size));
    Packet6 packet;
    REQUIRE(packet.parse(writer.finish()));
    CHECK(packet.type() == carrier);
    CHECK(packet.transaction_id() == 0);
    CHECK(packet.flags() == 0x800000);
    Packet4 carried;
    REQUIRE(carried.parse(*packet.option(option6::dhcpv4_message)));
    CHECK(carried.type() == MessageType4::discover);
    const std::string text = packet.summary();
    CHECK_MESSAGE(text.find(" flags 0x800000\n") != std::string::npos, text);
    CHECK_MESSAGE(text.find("  DHCPv4 message DHCPDISCOVER xid 0x01020304\n") != std::string::npos, text);
  }
  // What is no DHCPv4 message is shown as it is.
  Packet6 packet;
  const Bytes broken =
      hex("14000000"
          "00570003010203");
  REQUIRE(packet.parse(broken));
  CHECK(packet.summary() == "DHCPV4_QUERY (type 20) flags 0x000000\n  option 87 (3 bytes) 01:02:03\n");
}

TEST_CASE("damaged messages never lead a reader outside the bytes") {
  SeededRandom random(20260101);
  const Bytes good = hex(solicit);
  Packet6 packet;
  for (int round = 0; round < 20000; ++round) {
    Bytes bytes = good;
    for (std::uint64_t i = 0, n = random.below(4); i <= n; ++i)
      bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.next());
    bytes.resize(random.below(bytes.size() + 1));
    if (!packet.parse(bytes)) continue;
    CHECK_FALSE(packet.summary().empty());
    for (const Option6& option : packet.options()) CHECK(option.value.size() <= bytes.size());
  }
}

TEST_CASE("DUIDs are made and taken apart as the RFC lays them out") {
  const HardwareAddress mac{1, BoundedBytes<20>(hex("020304050607"))};
  CHECK(to_hex(make_duid_ll(mac).view()) == "00030001020304050607");
  CHECK(to_hex(make_duid_llt(mac, 0x01020304).view()) == "0001000101020304020304050607");
  CHECK(to_hex(make_duid_en(9, hex("aabb")).view()) == "000200000009aabb");
  CHECK(make_duid_uuid(Bytes(16, 7)).size() == 18);
  CHECK(duid_type(make_duid_ll(mac).view()) == DuidType::ll);
  CHECK(duid_hardware_address(make_duid_llt(mac, 5).view()) == mac);
  CHECK_FALSE(duid_hardware_address(make_duid_en(9, hex("aabb")).view()));
  CHECK(parse_duid("00:03:00:01:02:03:04:05:06:07") == make_duid_ll(mac));
  CHECK_FALSE(parse_duid("0102"));
  CHECK_FALSE(parse_duid("zz"));
  CHECK_FALSE(parse_duid(std::string(262, '1')));
}

}  // namespace
}  // namespace dhcp
