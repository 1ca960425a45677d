#include <algorithm>

#include "engine/hooks4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {

/// What a client can take unless it says otherwise (RFC 2131 section 2), and what fits an Ethernet frame.
constexpr std::size_t default_datagram = 576;
constexpr std::size_t largest_datagram = 1500;
constexpr std::size_t ip_and_udp_headers = 28;

std::size_t message_limit(const Packet4& query) {
  std::size_t datagram = default_datagram;
  if (const auto stated = query.option(option4::max_message_size); stated && stated->size() == 2)
    datagram = static_cast<std::size_t>((*stated)[0] << 8 | (*stated)[1]);
  return std::clamp(datagram, default_datagram, largest_datagram) - ip_and_udp_headers;
}

/// Fields of the header that are configured: the reservation's, else the first class's, else the subnet's.
/// Only a subnet's 0.0.0.0 says that there is no next server; others have just none.
Ipv4Address next_server(const Context4& q) {
  if (q.host && !q.host->next_server.is_any()) return q.host->next_server;
  const Ipv4Address* of_class = q.from_classes(
      [](const Class4& c) { return c.next_server && !c.next_server->is_any() ? &*c.next_server : nullptr; });
  return of_class ? *of_class : q.subnet->next_server;
}

ByteView text_field(const Context4& q, std::string Host4::*of_host, std::string Class4::*of_class,
                    std::string Subnet4::*of_subnet) {
  if (q.host && !(q.host->*of_host).empty()) return as_bytes(q.host->*of_host);
  const std::string* given =
      q.from_classes([&](const Class4& c) { return (c.*of_class).empty() ? nullptr : &(c.*of_class); });
  return as_bytes(given ? *given : q.subnet->*of_subnet);
}

/// Table 3 of RFC 2131; `hops` goes back as it came, as relays are used to.
Header4 reply_header(const Context4& q) {
  Header4 header;
  header.htype = q.query.htype();
  header.hlen = q.query.hlen();
  header.hops = q.query.hops();
  header.xid = q.query.xid();
  header.flags = q.query.flags();
  header.giaddr = q.query.giaddr();
  std::ranges::copy(q.query.chaddr(), header.chaddr.begin());
  if (q.reply == MessageType4::nak) {
    // The client may have no usable address: its relay must broadcast (RFC 2131 section 4.3.2).
    if (q.query.relayed()) header.flags |= Packet4::broadcast_flag;
    return header;
  }
  if (q.reply == MessageType4::ack) header.ciaddr = q.query.ciaddr();
  if (q.change_count != 0) header.yiaddr = q.changes[0].lease.address;
  if (q.query.type() == MessageType4::inform && q.query.relayed() && header.ciaddr.is_any())
    header.flags |= Packet4::broadcast_flag;
  header.siaddr = next_server(q);
  header.sname = text_field(q, &Host4::server_hostname, &Class4::server_hostname, &Subnet4::server_hostname);
  header.file = text_field(q, &Host4::boot_file_name, &Class4::boot_file_name, &Subnet4::boot_file_name);
  return header;
}

Statistic4 sent_statistic(MessageType4 type) {
  switch (type) {
    case MessageType4::offer:
      return Statistic4::pkt4_offer_sent;
    case MessageType4::ack:
      return Statistic4::pkt4_ack_sent;
    default:
      return Statistic4::pkt4_nak_sent;
  }
}

/// Writes the answer's bytes; false when it fits into no datagram.
bool encode(Context4& q, const Header4& header, Reply4& reply) {
  const auto options = q.scratch->options.refs();
  auto& message = q.scratch->message;
  // What the operator configured goes out even when a client did not say it can take as much.
  std::size_t size = encode4(header, options, message, message_limit(q.query));
  if (size == 0) size = encode4(header, options, message, message.size());
  if (size == 0) return q.drop(messages4::packet_pack_fail, q.label(), options.size());
  reply.payload = ByteView(message).first(size);
  return true;
}

void log_details(const Context4& q, const Reply4& reply) {
  const LogMessage& message = q.datagram.carrier ? messages4::response_data_4o6 : messages4::response_data;
  if (!q.shared->parts.log.enabled(message)) return;
  Packet4 packet;
  if (packet.parse(reply.payload))
    q.log(message, q.label(), message_type_name(q.reply), static_cast<int>(q.reply), packet);
}

}  // namespace

void stage4::answer(Context4& q) {
  assemble_options(q);
  if (q.v6_only && !q.scratch->options.has(option4::v6_only_preferred)) {
    q.drop(messages4::v6_only_missing, q.label());
    return;
  }
  Header4 header = reply_header(q);
  Reply4 reply;
  address_reply(q, reply);
  if (hooked(q, HookPoint4::pkt4_send) && !hook4::pkt4_send(q, header, reply)) return;
  if (reply.payload.empty() && !encode(q, header, reply)) return;
  if (hooked(q, HookPoint4::buffer4_send) && !hook4::buffer4_send(q, reply)) return;
  q.log(messages4::packet_send, q.label(), message_type_name(q.reply), static_cast<int>(q.reply),
        reply.source, reply.source_port, reply.destination, reply.destination_port, q.interface_name());
  log_details(q, reply);
  q.sink->send(reply);
  q.tell(Explained::sent, q.reply, reply.destination, reply.destination_port, header.yiaddr);
  q.count(Statistic4::pkt4_sent);
  q.count(sent_statistic(q.reply));
}

}  // namespace dhcp
