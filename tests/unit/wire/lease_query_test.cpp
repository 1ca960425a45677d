#include "dhcpcore/lease_query.hpp"

#include <doctest/doctest.h>

#include <array>

#include "dhcpcore/packet4.hpp"
#include "dhcpcore/packet6.hpp"
#include "message.hpp"

namespace dhcp {
namespace {

using wire_test::Bytes;
using wire_test::Message;

Bytes hex(std::string_view text) {
  const auto bytes = from_hex(text);
  REQUIRE(bytes);
  return *bytes;
}

Ipv6Address address(std::string_view text) {
  return *Ipv6Address::parse(text);
}

TEST_CASE("the messages of DHCPv4 leasequery have their numbers and names") {
  struct Known {
    std::uint8_t number;
    MessageType4 type;
    const char* name;
  };
  const Known known[] = {
      {10, MessageType4::lease_query, "DHCPLEASEQUERY"},
      {11, MessageType4::lease_unassigned, "DHCPLEASEUNASSIGNED"},
      {12, MessageType4::lease_unknown, "DHCPLEASEUNKNOWN"},
      {13, MessageType4::lease_active, "DHCPLEASEACTIVE"},
      {14, MessageType4::bulk_lease_query, "DHCPBULKLEASEQUERY"},
      {15, MessageType4::lease_query_done, "DHCPLEASEQUERYDONE"},
      {16, MessageType4::active_lease_query, "DHCPACTIVELEASEQUERY"},
      {17, MessageType4::lease_query_status, "DHCPLEASEQUERYSTATUS"},
      {18, MessageType4::tls, "DHCPTLS"},
  };
  Packet4 packet;
  for (const auto& [number, type, name] : known) {
    CAPTURE(name);
    const Bytes bytes = Message().option(53, {number}).end();
    REQUIRE(packet.parse(bytes));
    CHECK(packet.type() == type);
    CHECK(message_type_name(packet.type()) == name);
  }
}

TEST_CASE("a status of bulk leasequery is a code and a text that may be missing") {
  const Bytes bytes = hex("026465616c");
  const auto status = LeaseQueryStatus4::read(bytes);
  REQUIRE(status);
  CHECK(status->code == LeaseQueryStatus4::query_terminated);
  CHECK(status->text == "deal");
  const Bytes bare{8};
  CHECK(LeaseQueryStatus4::read(bare)->code == LeaseQueryStatus4::tls_connection_refused);
  CHECK(LeaseQueryStatus4::read(bare)->text == "");
  CHECK(LeaseQueryStatus4::read({}).error().to_string() ==
        "option 151, offset 0 of its value: 1 byte expected, 0 found");
}

TEST_CASE("the answer to a bulk leasequery shows its times, its state and its status") {
  const Bytes bytes = Message()
                          .option(53, {13})
                          .option(91, {0, 0, 1, 0})
                          .option(92, {192, 0, 2, 7, 192, 0, 2, 8})
                          .option(151, {0, 'o', 'k'})
                          .option(152, {0, 0, 2, 0})
                          .option(153, {0, 0, 0, 60})
                          .option(156, {2})
                          .option(157, {1})
                          .end();
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  CHECK(packet.option_u32(option4::client_last_transaction_time) == 256);
  CHECK(packet.option_u32(option4::base_time) == 512);
  CHECK(packet.option_u32(option4::start_time_of_state) == 60);
  CHECK(BindingState4{packet.option(option4::dhcp_state)->front()} == BindingState4::active);
  const std::string text = packet.summary();
  for (const char* line :
       {"type: DHCPLEASEACTIVE\n", "option 91: 256\n", "option 92: 192.0.2.7, 192.0.2.8\n",
        "option 151: 0 \"ok\"\n", "option 152: 512\n", "option 156: 2\n", "option 157: 1\n"})
    CHECK_MESSAGE(text.find(line) != std::string::npos, text);
}

TEST_CASE("a LEASEQUERY of DHCPv6 is built and read with its query options") {
  std::array<std::uint8_t, 256> room;
  Writer6 writer(room);
  writer.message(MessageType6::lease_query, 5);
  writer.begin_lease_query(LeaseQuery6::by_address, address("2001:db8::"));
  writer.begin_address(address("2001:db8::1"), 0, 0);
  writer.end();
  writer.end();
  Packet6 packet;
  REQUIRE(packet.parse(writer.finish()));
  CHECK(packet.type() == MessageType6::lease_query);
  const auto query = LeaseQuery6::read(*packet.option(option6::lease_query));
  REQUIRE(query);
  CHECK(query->type == LeaseQuery6::by_address);
  CHECK(query->link_address == address("2001:db8::"));
  CHECK(IaAddress::read(*query->options.find(option6::ia_address))->address == address("2001:db8::1"));
  const std::string text = packet.summary();
  CHECK_MESSAGE(text.find("LEASEQUERY (type 14)") != std::string::npos, text);
  CHECK_MESSAGE(
      text.find("  lease query type 1 link 2001:db8::\n    address 2001:db8::1") != std::string::npos, text);
}

TEST_CASE("query options that do not fit are named with their place") {
  const std::string fixed = "01" + std::string(32, '0');
  CHECK(LeaseQuery6::read(hex("0102")).error().to_string() ==
        "option 44, offset 0 of its value: 17 bytes expected, 2 found");
  CHECK(LeaseQuery6::read(hex(fixed + "00050018aabb")).error().to_string() ==
        "option 5, offset 17 of its value: 24 bytes expected, 2 found");
  CHECK(LeaseQuery6::read(hex(fixed))->options.bytes().empty());
  // A type that nobody knows is for the server to answer.
  CHECK(LeaseQuery6::read(hex("63" + std::string(32, '0')))->type == 0x63);
}

TEST_CASE("client data hold the leases, the age and the relays of a client") {
  std::array<std::uint8_t, 512> room;
  Writer6 writer(room);
  writer.message(MessageType6::lease_query_reply, 5);
  writer.begin(option6::client_data);
  writer.option(option6::client_id, hex("00030001020304050607"));
  writer.begin_prefix(*Ipv6Prefix::parse("2001:db8:1::/48"), 100, 200);
  writer.end();
  writer.begin(option6::client_last_transaction_time);
  writer.content().u32(90);
  writer.end();
  writer.begin_relay_data(address("fe80::9"));
  writer.relay(MessageType6::relay_forward, 0, address("2001:db8::"), address("fe80::1"));
  writer.option(option6::interface_id, as_bytes("eth0"));
  writer.end();
  writer.end();
  Packet6 packet;
  REQUIRE(packet.parse(writer.finish()));
  const Options6 data(*packet.option(option6::client_data));
  const auto relays = RelayData6::read(*data.find(option6::relay_data));
  REQUIRE(relays);
  CHECK(relays->peer_address == address("fe80::9"));
  CHECK(relays->message.size() == 34 + 4 + 4);
  const std::string text = packet.summary();
  for (const char* line : {"LEASEQUERY_REPLY (type 15)", "  client data\n", "    prefix 2001:db8:1::/48",
                           "    last transaction 90 s ago\n", "    relay data peer fe80::9 message 0c:00:"})
    CHECK_MESSAGE(text.find(line) != std::string::npos, text);
  CHECK(RelayData6::read(hex("20")).error().to_string() ==
        "option 47, offset 0 of its value: 16 bytes expected, 1 found");
}

TEST_CASE("leasequery options of wrong length fail the message with their place, a query does not") {
  const auto error = [](std::string_view options) {
    Packet6 packet;
    const auto parsed = packet.parse(hex("0f000001" + std::string(options)));
    REQUIRE_FALSE(parsed);
    return parsed.error().to_string();
  };
  CHECK(error("002e0003010203") == "option 46 at offset 4: 4 bytes expected, 3 found");
  CHECK(error("002f000101") == "option 47 at offset 4: 16 bytes expected, 1 found");
  CHECK(error("003000021234") == "option 48 at offset 4: 16 bytes expected, 2 found");
  CHECK(error("002d0009"
              "002e00050102030405") == "option 46 at offset 8: 4 bytes expected, 5 found");
  // It is answered with status MalformedQuery.
  Packet6 packet;
  CHECK(
      packet.parse(hex("0e000001"
                       "002c000101")));
}

TEST_CASE("every message type of DHCPv6 leasequery has its name") {
  CHECK(message_type_name(MessageType6{14}) == "LEASEQUERY");
  CHECK(message_type_name(MessageType6{15}) == "LEASEQUERY_REPLY");
  CHECK(message_type_name(MessageType6{16}) == "LEASEQUERY_DONE");
  CHECK(message_type_name(MessageType6{17}) == "LEASEQUERY_DATA");
  CHECK(message_type_name(MessageType6{22}) == "ACTIVELEASEQUERY");
  CHECK(message_type_name(MessageType6{23}) == "STARTTLS");
  CHECK(message_type_name(MessageType6{24}) == "UNKNOWN");
}

}  // namespace
}  // namespace dhcp
