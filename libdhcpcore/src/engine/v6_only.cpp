#include "engine/stages4.hpp"

namespace dhcp {

bool answer_v6_only(Context4& q) {
  constexpr auto code = option4::v6_only_preferred;
  if (!q.requests(code)) return false;
  const OptionValue* const option = find_option(q.subnet->options, code);
  if (!option || option->never_send || q.subnet->from_global.test(code)) return false;
  const bool discovers = q.query.type() == MessageType4::discover;
  q.reply = discovers ? MessageType4::offer : MessageType4::ack;
  q.v6_only = true;
  if (discovers) q.log(messages4::lease_offer, q.label(), Ipv4Address());
  return true;
}

}  // namespace dhcp
