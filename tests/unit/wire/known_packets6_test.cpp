// Messages of DHCPv6 typed from the RFCs' layouts.
#include <doctest/doctest.h>

#include "dhcpcore/fqdn_option.hpp"
#include "dhcpcore/lease_query.hpp"
#include "dhcpcore/packet4.hpp"
#include "dhcpcore/packet6.hpp"
#include "packet_file.hpp"
#include "support/allocations.hpp"

namespace dhcp {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Codes = std::vector<std::uint16_t>;

Bytes message(const char* name) {
  return wire_test::read_packet(name, "packets6");
}

Codes codes_of(const Options6& options) {
  Codes codes;
  for (const Option6& option : options) codes.push_back(option.code);
  return codes;
}

void build(const Packet6& packet, std::size_t layer, Writer6& writer) {
  if (layer == packet.relays().size()) {
    writer.message(packet.type(), packet.transaction_id() | packet.flags());
    for (const Option6& option : packet.options()) writer.option(option.code, option.value);
    return;
  }
  const RelayLayer6& relay = packet.relays()[layer];
  writer.relay(relay.type, relay.hop_count, relay.link_address, relay.peer_address);
  for (const Option6& option : relay.options) {
    if (option.code != option6::relay_message) {
      writer.option(option.code, option.value);
      continue;
    }
    writer.begin(option.code);
    build(packet, layer + 1, writer);
    writer.end();
  }
}

TEST_CASE("every known message of DHCPv6 has its type and its options in the order sent") {
  struct Known {
    const char* file;
    MessageType6 type;
    Codes codes;
  };
  using enum MessageType6;
  const Known known[] = {
      {"rfc8415-solicit", solicit, {1, 3, 25, 6, 8, 14, 16, 39}},
      {"rfc8415-reply", reply, {1, 2, 3, 25, 4, 23, 24, 17, 7, 82}},
      {"rfc8415-relayed", solicit, {1, 3, 8}},
      {"rfc5007-leasequery", lease_query, {1, 44}},
      {"rfc5007-leasequery-reply", lease_query_reply, {2, 1, 13, 45}},
      {"rfc5007-leasequery-links", lease_query_reply, {2, 1, 48}},
      {"rfc5460-leasequery-data", lease_query_data, {45}},
      {"rfc5460-leasequery-done", lease_query_done, {13}},
      {"rfc7341-dhcpv4-query", dhcpv4_query, {87}},
  };
  Packet6 packet;
  for (const Known& expected : known) {
    CAPTURE(expected.file);
    const Bytes bytes = message(expected.file);
    REQUIRE(packet.parse(bytes));
    CHECK(packet.type() == expected.type);
    CHECK(codes_of(packet.options()) == expected.codes);
  }
  CHECK(std::size(known) == wire_test::packet_files("packets6").size());
}

TEST_CASE("a known message of DHCPv6 built again is the same, byte for byte") {
  for (const auto& file : wire_test::packet_files("packets6")) {
    CAPTURE(file.filename().string());
    const Bytes bytes = wire_test::read_packet(file);
    Packet6 packet;
    REQUIRE(packet.parse(bytes));
    std::array<std::uint8_t, 1500> room;
    Writer6 writer(room);
    build(packet, 0, writer);
    CHECK(to_hex(writer.finish()) == to_hex(bytes));
  }
}

TEST_CASE("reading and building DHCPv6 messages allocates nothing") {
  std::vector<Bytes> messages;
  for (const auto& file : wire_test::packet_files("packets6"))
    messages.push_back(wire_test::read_packet(file));
  Packet6 packet;
  std::array<std::uint8_t, 1500> room;
  std::size_t written = 0;
  const std::size_t before = test::allocations.count;
  for (const Bytes& bytes : messages) {
    if (!packet.parse(bytes)) continue;
    Writer6 writer(room);
    build(packet, 0, writer);
    written += writer.finish().size() + packet.client_id().size();
  }
  const std::size_t after = test::allocations.count;
  CHECK(after == before);
  CHECK(written > 1000);
}

TEST_CASE("the layers of two relays are read from the server inwards") {
  const Bytes bytes = message("rfc8415-relayed");
  Packet6 packet;
  REQUIRE(packet.parse(bytes));
  REQUIRE(packet.relays().size() == 2);
  CHECK(packet.relay(0)->hop_count == 1);
  CHECK(codes_of(packet.relay(0)->options) == Codes{9, 38, 135, 66});
  CHECK(as_text(*packet.relay(0)->options.find(option6::subscriber_id)) == "subscriber");
  CHECK(packet.relay(-1)->hop_count == 0);
  CHECK(as_text(*packet.relay(-1)->options.find(option6::interface_id)) == "eth1");
  CHECK(to_hex(*packet.relay(-1)->options.find(option6::remote_id)) == "00000009aabb");
  const Options6 supplied(*packet.relay(0)->options.find(option6::relay_supplied_options));
  CHECK(codes_of(supplied) == Codes{65});
}

TEST_CASE("a partial name in a SOLICIT is read") {
  const Bytes bytes = message("rfc8415-solicit");
  Packet6 packet;
  REQUIRE(packet.parse(bytes));
  const auto fqdn = FqdnOption::read6(*packet.option(option6::client_fqdn));
  REQUIRE(fqdn);
  CHECK(fqdn->form == FqdnOption::Form::partial);
  CHECK(fqdn->flags.server_updates);
}

}  // namespace
}  // namespace dhcp
