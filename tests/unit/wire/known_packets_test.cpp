// Messages typed from the RFCs' layouts and messages that real clients sent.
#include <doctest/doctest.h>

#include "dhcpcore/packet4.hpp"
#include "packet_file.hpp"

namespace dhcp {
namespace {

using wire_test::read_packet;
using Codes = std::vector<std::uint8_t>;

constexpr std::uint8_t query = Packet4::boot_request, reply = Packet4::boot_reply;

TEST_CASE("every known message has its type and its options in the order sent") {
  struct Known {
    const char* file;
    std::uint8_t op;
    MessageType4 type;
    Codes codes;
  };
  using enum MessageType4;
  const Known known[] = {
      {"dhclient-discover", query, discover, {53, 12, 81, 55, 60, 61, 77}},
      {"dhclient-request", query, request, {53, 54, 50, 12, 81, 55, 60, 61, 77}},
      {"dhclient-renew", query, request, {53, 12, 81, 55, 60, 61, 77}},
      {"dhclient-release", query, release, {53, 54, 12, 81, 60, 61, 77}},
      {"udhcpc-discover", query, discover, {53, 57, 55, 12, 60, 61}},
      {"udhcpc-request", query, request, {53, 50, 54, 57, 55, 12, 60, 61}},
      {"udhcpc-release", query, release, {53, 54, 61}},
      {"udhcpc-decline", query, decline, {53, 50, 54, 61}},
      {"dhcpcd-discover", query, discover, {53, 55, 57, 61, 60, 81, 116, 145}},
      {"dhcpcd-request", query, request, {50, 53, 54, 55, 57, 61, 60, 81, 145}},
      {"dhcpcd-renew", query, request, {53, 55, 57, 60, 145}},
      {"dhcpcd-inform", query, inform, {53, 55, 57, 61, 60, 12, 145}},
      {"dhcpcd-decline", query, decline, {50, 53, 54}},
      {"dhcrelay-udhcpc-discover", query, discover, {53, 57, 55, 60, 61, 82}},
      {"dhcrelay-dhclient-request", query, request, {53, 54, 50, 12, 81, 55, 60, 61, 77, 82}},
      {"rfc2131-discover", query, discover, {53, 61, 50, 57, 55}},
      {"rfc2131-offer", reply, offer, {53, 54, 51, 58, 59, 1, 3, 6, 15}},
      {"rfc2131-request-selecting", query, request, {53, 61, 50, 54, 55}},
      {"rfc2131-request-init-reboot", query, request, {53, 61, 50, 55}},
      {"rfc2131-request-renewing", query, request, {53, 61, 55}},
      {"rfc2131-ack", reply, ack, {53, 54, 51, 58, 59, 1, 3, 6, 15}},
      {"rfc2131-nak", reply, nak, {53, 54, 56}},
      {"rfc2131-decline", query, decline, {53, 61, 50, 54, 56}},
      {"rfc2131-release", query, release, {53, 61, 54}},
      {"rfc2131-inform", query, inform, {53, 61, 55}},
      {"rfc4388-lease-query", query, lease_query, {53, 55}},
      {"rfc3046-discover", query, discover, {53, 61, 55, 82}},
      {"rfc3396-split", reply, ack, {53, 43, 54}},
      {"rfc2132-overload", reply, ack, {53, 52, 43, 54, 67, 66}},
      {"rfc951-bootp", query, none, {}},
      {"rfc1497-bootp", query, none, {1, 12}},
  };
  Packet4 packet;
  for (const Known& expected : known) {
    CAPTURE(expected.file);
    const auto bytes = read_packet(std::string(expected.file));
    REQUIRE(packet.parse(bytes));
    CHECK_FALSE(packet.skipped());
    CHECK(packet.op() == expected.op);
    CHECK(packet.type() == expected.type);
    CHECK(Codes(packet.option_codes().begin(), packet.option_codes().end()) == expected.codes);
  }
  CHECK(std::size(known) == wire_test::packet_files().size());
}

TEST_CASE("a DISCOVER of dhclient says who it is") {
  const auto bytes = read_packet(std::string("dhclient-discover"));
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(to_hex(packet.hardware_address().bytes.view(), ':') == "02:00:00:00:00:02");
  CHECK(to_hex(packet.client_id().view()) == "01020000000001");
  CHECK(as_text(*packet.option(option4::host_name)) == "laptop");
  CHECK(as_text(*packet.option(option4::vendor_class)) == "printer:v2");
  CHECK(as_text(*packet.option(option4::user_class)) == "floor3");
  CHECK_FALSE(packet.relayed());
  CHECK_FALSE(packet.broadcast());
}

TEST_CASE("a renewing client names its address in ciaddr and no server") {
  for (const char* file : {"dhclient-renew", "dhcpcd-renew"}) {
    const auto bytes = read_packet(std::string(file));
    Packet4 packet;
    REQUIRE(packet.parse(bytes));
    CHECK(packet.ciaddr() == Ipv4Address(192, 0, 2, 100));
    CHECK_FALSE(packet.option_address(option4::server_identifier));
    CHECK_FALSE(packet.option_address(option4::requested_address));
  }
}

TEST_CASE("a relay agent adds giaddr, a hop and its circuit") {
  const auto bytes = read_packet(std::string("dhcrelay-dhclient-request"));
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(packet.giaddr() == Ipv4Address(192, 0, 2, 1));
  CHECK(packet.relayed());
  CHECK(as_text(*packet.relay_option(relay4::circuit_id)) == "wirer");
  CHECK_FALSE(packet.relay_option(relay4::remote_id));
}

TEST_CASE("the relay sub-options of all their RFCs are found") {
  const auto bytes = read_packet(std::string("rfc3046-discover"));
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(to_hex(*packet.relay_option(relay4::circuit_id)) == "000400010002");
  CHECK(to_hex(*packet.relay_option(relay4::remote_id)) == "0a0b0c0d0e0f");
  CHECK(to_hex(*packet.relay_option(relay4::link_selection)) == "c6336400");
  CHECK(as_text(*packet.relay_option(relay4::subscriber_id)) == "sub-7");
  CHECK(to_hex(*packet.relay_option(relay4::server_id_override)) == "c6336401");
  CHECK(to_hex(*packet.relay_option(relay4::relay_id)) == "000102");
  CHECK(packet.relay_option(relay4::relay_port)->empty());
}

TEST_CASE("an ACK carries the address, the times, the boot file and the server's name") {
  const auto bytes = read_packet(std::string("rfc2131-ack"));
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(packet.yiaddr() == Ipv4Address(192, 0, 2, 10));
  CHECK(packet.siaddr() == Ipv4Address(192, 0, 2, 1));
  CHECK(packet.option_u32(option4::lease_time) == 3600);
  CHECK(packet.option_u32(option4::renewal_time) == 1800);
  CHECK(packet.option_u32(option4::rebinding_time) == 3150);
  CHECK(packet.option_address(option4::subnet_mask) == Ipv4Address(255, 255, 255, 0));
  CHECK(packet.option(option4::routers)->size() == 8);
  CHECK(as_text(packet.sname()) == "boot.example.org");
  CHECK(as_text(packet.file()) == "/pxe/menu.0");
}

TEST_CASE("the pieces of RFC 3396 are one value, wherever they lie") {
  Packet4 packet;
  const auto split = read_packet(std::string("rfc3396-split"));
  REQUIRE(packet.parse(split));
  const auto value = packet.option(option4::vendor_encapsulated);
  REQUIRE(value->size() == 300);
  for (std::size_t i = 0; i < 300; ++i) REQUIRE((*value)[i] == (i & 0xff));

  const auto overload = read_packet(std::string("rfc2132-overload"));
  REQUIRE(packet.parse(overload));
  CHECK(as_text(*packet.option(option4::vendor_encapsulated)) == "12345678");
  CHECK(as_text(*packet.option(66)) == "tftp1");
}

}  // namespace
}  // namespace dhcp
