#include "engine/stages4.hpp"
#include "lease/extended_info4.hpp"

namespace dhcp {

namespace {

/// RFC 2131 section 4.3.2, a client in the state RENEWING: it writes to our own address, past its relay.
bool is_renewal(const Context4& q) {
  return q.query.type() == MessageType4::request && !q.query.ciaddr().is_any() && !q.query.relayed() &&
         !q.datagram.destination.is_broadcast() && !q.query.has(option4::requested_address) &&
         !q.query.has(option4::server_identifier);
}

}  // namespace

void store_relay_information(Context4& q) {
  if (!q.subnet->store_extended_info) return;
  const auto information = q.query.option(option4::relay_agent_information);
  if (!information || information->empty()) return;
  store_relay_information(q.granted().user_context, *information, q.scratch->text);
}

Task<void> stage4::recover_relay_information(Context4& q) {
  if (!is_renewal(q) || q.query.has(option4::relay_agent_information)) co_return;
  const bool found = co_await q.leases().find(q.query.ciaddr(), q.current);
  if (!found || !q.current.active(q.now.wall) || !belongs_to(q.current, q.client_id, q.hardware_address))
    co_return;
  const std::vector<std::uint8_t> information = dhcp::stored_relay_information(q.current.user_context);
  if (information.empty()) co_return;
  q.query.supply_relay_information(information);
  q.relay_information_recovered = true;
  q.log(messages4::relay_information_recovered, q.label(), q.current.address, Octets{information});
}

}  // namespace dhcp
