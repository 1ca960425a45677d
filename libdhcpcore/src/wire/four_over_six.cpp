#include "dhcpcore/four_over_six.hpp"

#include "dhcpcore/packet6.hpp"

namespace dhcp {

namespace {

constexpr std::uint32_t isc_enterprise = 2495;
namespace isc_option {
constexpr std::uint16_t interface = 60000, source = 60001, source_port = 60002;
}

/// The value of the option that the DHCPv6 server has added. A client may send such an option, too; that of
/// the server comes after it.
std::optional<ByteView> server_option(const Packet6& packet) {
  std::optional<ByteView> found;
  for (const Option6& option : packet.options()) {
    if (option.code != option6::vendor_options) continue;
    ByteReader reader(option.value);
    if (reader.u32() == isc_enterprise && reader.ok()) found = option.value;
  }
  return found;
}

Options6 entries(ByteView vendor_option) {
  return Options6(vendor_option.subspan(sizeof isc_enterprise));
}

}  // namespace

Result<void, std::string_view> read_carried(ByteView message, CarriedDatagram4& out) {
  Packet6 packet;
  if (!packet.parse(message)) return std::string_view("it is no DHCPv6 message");
  if (packet.type() != MessageType6::dhcpv4_query) return std::string_view("it is no DHCPV4-QUERY");
  const auto payload = packet.option(option6::dhcpv4_message);
  if (!payload) return std::string_view("it has no DHCPv4 message");
  const auto from = server_option(packet);
  if (!from) return std::string_view("it does not say where it came from");
  const auto interface = entries(*from).find(isc_option::interface);
  const auto source = entries(*from).find(isc_option::source);
  const auto port = entries(*from).find(isc_option::source_port);
  if (!interface || !source || source->size() != Ipv6Address::size || !port || port->size() != 2)
    return std::string_view("what it says of where it came from is incomplete");

  out.carrier = {message, ByteReader(*source).ipv6(), as_text(*interface), {}};
  if (const RelayLayer6* nearest = packet.relay(-1))
    out.carrier.interface_id = nearest->options.find(option6::interface_id).value_or(ByteView());
  out.datagram = {};
  out.datagram.carrier = &out.carrier;
  out.datagram.payload = *payload;
  const bool unicast = (packet.flags() & Packet6::unicast_flag) != 0;
  out.datagram.destination = unicast ? Ipv4Address() : Ipv4Address::broadcast();
  return {};
}

ByteView write_carried(const Carrier6& carrier, ByteView reply, std::span<std::uint8_t> out) {
  Packet6 query;
  if (!query.parse(carrier.message)) return {};
  Writer6 writer(out);
  for (const RelayLayer6& layer : query.relays()) {
    writer.relay(MessageType6::relay_reply, layer.hop_count, layer.link_address, layer.peer_address);
    for (const std::uint16_t code : {option6::interface_id, option6::relay_port})
      if (const auto value = layer.options.find(code)) writer.option(code, *value);
    writer.begin(option6::relay_message);
  }
  writer.message(MessageType6::dhcpv4_response, query.flags() & Packet6::unicast_flag);
  if (const auto from = server_option(query)) writer.option(option6::vendor_options, *from);
  writer.option(option6::dhcpv4_message, reply);
  for (std::size_t i = 0; i < query.relays().size(); ++i) writer.end();
  return writer.finish();
}

}  // namespace dhcp
