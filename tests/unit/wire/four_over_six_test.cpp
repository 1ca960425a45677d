#include "dhcpcore/four_over_six.hpp"

#include <doctest/doctest.h>

#include "dhcpcore/packet6.hpp"

namespace dhcp {
namespace {

using Bytes = std::vector<std::uint8_t>;

const Bytes query4{1, 1, 6, 0, 0xde, 0xad};
const Bytes reply4{2, 1, 6, 0, 0xbe, 0xef};

Ipv6Address ip6(const char* text) {
  return Ipv6Address::parse(text).value();
}

struct Shape {
  std::uint32_t flags = 0;
  MessageType6 type = MessageType6::dhcpv4_query;
  bool has_message = true;
  bool has_source = true;
  bool has_port = true;
  bool forged = false;  ///< the client has sent such an option, too
  std::uint32_t enterprise = 2495;
};

void write_origin(Writer6& writer, std::uint32_t enterprise, const Shape& shape, const char* interface) {
  writer.begin(option6::vendor_options);
  writer.content().u32(enterprise);
  writer.option(60000, as_bytes(std::string_view(interface)));
  if (shape.has_source) writer.option(60001, ip6("fe80::7").bytes());
  if (shape.has_port) writer.option(60002, Bytes{0x15, 0x54});
  writer.end();
}

/// As a DHCPv6 server would hand it over; with a relay around it, if there is an interface identifier.
Bytes handed_over(const Shape& shape = {}, std::string_view interface_id = {}) {
  std::array<std::uint8_t, 600> room{};
  Writer6 writer(room);
  if (!interface_id.empty()) {
    writer.relay(MessageType6::relay_forward, 3, ip6("2001:db8::1"), ip6("fe80::9"));
    writer.option(option6::interface_id, as_bytes(interface_id));
    writer.begin(option6::relay_message);
  }
  writer.message(shape.type, shape.flags);
  if (shape.forged) write_origin(writer, 2495, {}, "forged");
  write_origin(writer, shape.enterprise, shape, "eth7");
  if (shape.has_message) writer.option(option6::dhcpv4_message, query4);
  if (!interface_id.empty()) writer.end();
  const ByteView message = writer.finish();
  REQUIRE_FALSE(message.empty());
  return {message.begin(), message.end()};
}

TEST_CASE("a query is read with where it came from") {
  const Bytes message = handed_over();
  CarriedDatagram4 read;
  REQUIRE(read_carried(message, read));
  CHECK(std::ranges::equal(read.datagram.payload, query4));
  CHECK(read.datagram.carrier == &read.carrier);
  CHECK(read.datagram.destination.is_broadcast());
  CHECK(read.carrier.source == ip6("fe80::7"));
  CHECK(read.carrier.interface == "eth7");
  CHECK(read.carrier.interface_id.empty());

  const Bytes relayed = handed_over({.flags = Packet6::unicast_flag, .forged = true}, "port 1");
  REQUIRE(read_carried(relayed, read));
  CHECK(read.datagram.destination.is_any());
  CHECK(read.carrier.interface == "eth7");
  CHECK(as_text(read.carrier.interface_id) == "port 1");
}

TEST_CASE("what lacks something is refused, saying what") {
  const std::pair<Shape, std::string_view> table[] = {
      {{.type = MessageType6::solicit}, "it is no DHCPV4-QUERY"},
      {{.has_message = false}, "it has no DHCPv4 message"},
      {{.enterprise = 9}, "it does not say where it came from"},
      {{.has_source = false}, "what it says of where it came from is incomplete"},
      {{.has_port = false}, "what it says of where it came from is incomplete"},
  };
  CarriedDatagram4 read;
  for (const auto& [shape, problem] : table) CHECK(read_carried(handed_over(shape), read).error() == problem);
  CHECK(read_carried(Bytes{}, read).error() == "it is no DHCPv6 message");
  const Bytes whole = handed_over({}, "port 1");
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(read_carried(ByteView(whole).first(size), read));
}

TEST_CASE("the answer goes back in the layers of the query, with the same word of where to") {
  for (const char* interface_id : {"", "port 1"}) {
    CAPTURE(interface_id);
    const Bytes message = handed_over({.flags = Packet6::unicast_flag}, interface_id);
    CarriedDatagram4 read;
    REQUIRE(read_carried(message, read));
    std::array<std::uint8_t, 600> room{};
    Packet6 answer;
    REQUIRE(answer.parse(write_carried(read.carrier, reply4, room)));
    CHECK(answer.type() == MessageType6::dhcpv4_response);
    CHECK(answer.flags() == Packet6::unicast_flag);
    CHECK(std::ranges::equal(*answer.option(option6::dhcpv4_message), reply4));
    Packet6 query;
    REQUIRE(query.parse(message));
    CHECK(
        std::ranges::equal(*answer.option(option6::vendor_options), *query.option(option6::vendor_options)));
    REQUIRE(answer.relays().size() == query.relays().size());
    if (const RelayLayer6* layer = answer.relay(0)) {
      CHECK(layer->type == MessageType6::relay_reply);
      CHECK(layer->hop_count == 3);
      CHECK(layer->link_address == ip6("2001:db8::1"));
      CHECK(layer->peer_address == ip6("fe80::9"));
      CHECK(as_text(*layer->options.find(option6::interface_id)) == interface_id);
    }
    CHECK(write_carried(read.carrier, reply4, std::span(room).first(40)).empty());
  }
}

}  // namespace
}  // namespace dhcp
