#include "engine/stages4.hpp"

namespace dhcp {

/// RFC 2131 section 4.3.5: parameters without a lease, for a client that we can reach.
void stage4::inform(Context4& q) {
  if (!q.subnet) {
    q.drop(messages4::nak_no_subnet, q.label(), q.datagram.source, message_type_name(q.query.type()));
    return;
  }
  if (!q.query.relayed() && q.query.ciaddr().is_any() && q.datagram.source.is_any()) {
    q.drop(messages4::drop_failed, q.label(), "the DHCPINFORM leaves no address to answer to");
    return;
  }
  q.reply = MessageType4::ack;
}

}  // namespace dhcp
