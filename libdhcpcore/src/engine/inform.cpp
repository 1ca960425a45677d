#include "engine/stages4.hpp"

namespace dhcp {

/// RFC 2131 section 4.3.5: parameters without a lease.
void stage4::inform(Context4& q) {
  if (q.subnet)
    q.reply = MessageType4::ack;
  else
    q.drop(messages4::nak_no_subnet, q.label(), q.datagram.source, message_type_name(q.query.type()));
}

}  // namespace dhcp
