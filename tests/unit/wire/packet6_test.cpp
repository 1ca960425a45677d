#include "dhcpcore/packet6.hpp"

#include <doctest/doctest.h>

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

TEST_CASE("DHCPv4 messages travel in DHCPv4-query, which has flags and no transaction") {
  const Bytes bytes =
      hex("14800000"
          "00570003010203");
  Packet6 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(packet.type() == MessageType6::dhcpv4_query);
  CHECK(packet.transaction_id() == 0);
  CHECK(packet.flags() == 0x800000);
  CHECK(packet.option(option6::dhcpv4_message)->size() == 3);
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
  const Bytes client_id =
      hex("ff00000001"
          "00030001020304050607");
  REQUIRE(duid_of_client_id(client_id));
  CHECK(Duid(*duid_of_client_id(client_id)) == make_duid_ll(mac));
  CHECK_FALSE(duid_of_client_id(hex("01020304050607")));
}

}  // namespace
}  // namespace dhcp
