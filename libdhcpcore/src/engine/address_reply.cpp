#include "engine/stages4.hpp"

namespace dhcp {

namespace {

constexpr std::uint16_t bootp_server_port = 67;
constexpr std::uint16_t bootp_client_port = 68;

/// RFC 8357 section 5: a relay that sent the sub-option is answered at the port it sent from.
std::uint16_t relay_port(const Context4& q) {
  if (q.query.relay_option(relay4::relay_port)) return q.datagram.source_port;
  const std::uint16_t configured = q.shared->limits.client_port;
  return configured != 0 ? configured : bootp_server_port;
}

/// A client without an address cannot answer ARP: its hardware address must do, where the link has such.
bool can_unicast_to(const HardwareAddress& client) {
  return client.type == HardwareAddress::ethernet && client.bytes.size() == 6;
}

/// What came in a frame is answered to the frame's sender, the client or the last router: no ARP, which the
/// receiver might not answer and which would make the sender wait.
void retrace_link(const Context4& q, Reply4& reply) {
  if (reply.link_destination.empty() && !reply.destination.is_broadcast())
    reply.link_destination = q.datagram.link_source;
}

/// RFC 2131 section 4.3.5: a DHCPINFORM is answered at `ciaddr`, whoever brought it.
bool goes_to_relay(const Packet4& query) {
  return query.relayed() && (query.type() != MessageType4::inform || query.ciaddr().is_any());
}

/// Where a client that is answered directly takes its reply (RFC 2131 section 4.1).
void address_client(const Context4& q, Reply4& reply) {
  const Ipv4Address ciaddr = q.query.ciaddr();
  if (q.query.type() == MessageType4::inform) {
    reply.destination = ciaddr.is_any() ? q.datagram.source : ciaddr;
    q.log(messages4::inform_direct_reply, q.label(), reply.destination, q.interface_name());
  } else if (!ciaddr.is_any()) {
    reply.destination = ciaddr;
  } else if (q.reply == MessageType4::nak || q.v6_only || q.query.broadcast() ||
             !can_unicast_to(q.hardware_address)) {
    reply.destination = Ipv4Address::broadcast();
  } else {
    reply.destination = q.changes[0].lease.address;
    reply.link_destination = q.hardware_address;
  }
}

}  // namespace

void address_reply(const Context4& q, Reply4& reply) {
  const Engine4Limits& limits = q.shared->limits;
  reply.interface_index = q.datagram.interface_index;
  reply.source = q.local_address;
  reply.source_port = limits.server_port;
  reply.carrier = q.datagram.carrier;
  if (reply.carrier) return;  // its DHCPv6 server knows where to
  if (limits.send_to_source) {
    reply.destination = q.datagram.source;
    reply.destination_port = q.datagram.source_port;
  } else if (goes_to_relay(q.query)) {
    reply.destination = q.query.giaddr();
    reply.destination_port = relay_port(q);
  } else {
    address_client(q, reply);
    reply.destination_port = limits.client_port != 0 ? limits.client_port : bootp_client_port;
  }
  retrace_link(q, reply);
}

}  // namespace dhcp
