#include "engine/hooks4.hpp"
#include "engine/stages4.hpp"

namespace dhcp::stage4 {

namespace {

Statistic4 received_statistic(MessageType4 type) {
  switch (type) {
    case MessageType4::discover:
      return Statistic4::pkt4_discover_received;
    case MessageType4::offer:
      return Statistic4::pkt4_offer_received;
    case MessageType4::request:
      return Statistic4::pkt4_request_received;
    case MessageType4::ack:
      return Statistic4::pkt4_ack_received;
    case MessageType4::nak:
      return Statistic4::pkt4_nak_received;
    case MessageType4::release:
      return Statistic4::pkt4_release_received;
    case MessageType4::decline:
      return Statistic4::pkt4_decline_received;
    case MessageType4::inform:
      return Statistic4::pkt4_inform_received;
    default:
      return Statistic4::pkt4_unknown_received;
  }
}

bool is_known(MessageType4 type) {
  return type >= MessageType4::discover && type <= MessageType4::tls;
}

bool read(Context4& q) {
  const Datagram4& d = q.datagram;
  const auto parsed = q.query.parse(d.payload);
  if (parsed) return true;
  q.count(Statistic4::pkt4_parse_failed);
  return q.drop(messages4::drop_unparsable, d.source, d.destination, q.interface_name(), parsed.error());
}

}  // namespace

bool decode(Context4& q) {
  const Datagram4& d = q.datagram;
  q.log(messages4::buffer_received, d.payload.size(), d.source, d.source_port, d.destination,
        d.destination_port, q.interface_name());
  q.count(Statistic4::pkt4_received);
  if (hooked(q, HookPoint4::buffer4_receive) && !hook4::buffer4_receive(q)) return false;
  if (!q.hooks.replaces_message && !read(q)) return false;
  q.hardware_address = q.query.hardware_address();
  q.client_id = q.query.client_id();
  q.count(received_statistic(q.query.type()));
  q.tell(Explained::received, q.query.type(), d.source, d.destination, q.interface_name(), q.hardware_address,
         q.client_id.view());
  if (q.query.skipped()) q.log(messages4::options_skipped, q.label(), *q.query.skipped());
  q.log(messages4::query_label, q.label());
  q.log(messages4::packet_received, q.label(), message_type_name(q.query.type()),
        static_cast<int>(q.query.type()), d.source, d.destination, q.interface_name());
  q.log(messages4::query_data, q.label(), q.query);
  return read_client_fqdn(q);
}

bool accept_type(Context4& q) {
  if (!q.shared->service.on()) return q.drop(messages4::drop_disabled, q.label());
  if (q.query.op() != Packet4::boot_request)
    return q.drop(messages4::drop_failed, q.label(), "it is a reply of some server");
  const MessageType4 type = q.query.type();
  switch (type) {
    case MessageType4::discover:
    case MessageType4::request:
    case MessageType4::decline:
    case MessageType4::release:
    case MessageType4::inform:
      break;
    case MessageType4::none:
      return q.drop(messages4::drop_no_type, q.label(), q.interface_name());
    default:
      return q.drop(is_known(type) ? messages4::drop_unsupported_type : messages4::drop_unknown_type,
                    q.label(), static_cast<int>(type));
  }
  if (q.hardware_address.empty() && q.client_id.empty())
    return q.drop(messages4::drop_failed, q.label(),
                  "it names neither a hardware address nor a client identifier");
  return true;
}

bool admit(Context4& q) {
  if (!q.client_id.empty()) {
    q.client_id_mark = q.shared->in_flight.mark(q.client_id);
    if (!q.client_id_mark) return q.drop(messages4::drop_same_client_id, q.label(), q.worker);
  }
  if (!q.hardware_address.empty()) {
    q.hardware_address_mark = q.shared->in_flight.mark(q.hardware_address);
    if (!q.hardware_address_mark) return q.drop(messages4::drop_same_hardware_address, q.label(), q.worker);
  }
  return true;
}

}  // namespace dhcp::stage4
