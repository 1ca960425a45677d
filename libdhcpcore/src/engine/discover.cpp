#include "engine/explain4.hpp"
#include "engine/hooks4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {

/// The client's reserved address, unless somebody else still has it.
Task<std::optional<Picked>> offer_reserved(Context4& q) {
  for (const Subnet4* subnet : q.network()) {
    const auto reserved = reserved_address(q, *subnet);
    if (!reserved) continue;
    const bool free = co_await available(q, *subnet, *reserved);
    if (free) {
      q.log(messages4::discover_reserved, q.label(), *reserved);
      co_return Picked{subnet, *reserved};
    }
    q.log(messages4::discover_conflict, q.label(), *reserved,
          Octets{q.current.hardware_address.bytes.view()});
    q.count_in_subnet(Statistic4::v4_reservation_conflicts);
  }
  co_return std::nullopt;
}

/// The lease that the client has or had.
Task<std::optional<Picked>> offer_held(Context4& q) {
  if (!q.holds) co_return std::nullopt;
  for (const Subnet4* subnet : q.network()) {
    if (subnet->id != q.held.subnet_id || !q.in_usable_pool(*subnet, q.held.address)) continue;
    const bool reserved = co_await reserved_for_other(q, *subnet, q.held.address);
    if (reserved) continue;
    q.current = q.held;
    q.occupied = true;
    q.log(messages4::offer_existing, q.label());
    co_return Picked{subnet, q.held.address};
  }
  co_return std::nullopt;
}

/// What the client asks for.
Task<std::optional<Picked>> offer_wanted(Context4& q) {
  const Ipv4Address wanted = q.wanted();
  if (wanted.is_any()) co_return std::nullopt;
  for (const Subnet4* subnet : q.network()) {
    if (!q.in_usable_pool(*subnet, wanted) || q.shared->claims.claimed(wanted)) continue;
    const bool reserved = co_await reserved_for_other(q, *subnet, wanted);
    if (reserved) continue;
    const bool free = co_await available(q, *subnet, wanted);
    if (!free) continue;
    q.log(messages4::offer_requested, q.label(), wanted);
    co_return Picked{subnet, wanted};
  }
  co_return std::nullopt;
}

/// RFC 2131 section 4.3.1, with reservations before everything.
Task<std::optional<Picked>> choose_offer(Context4& q) {
  std::optional<Picked> offer = co_await offer_reserved(q);
  if (!offer) offer = co_await offer_held(q);
  if (!offer) offer = co_await offer_wanted(q);
  if (!offer) {
    q.log(messages4::offer_new, q.label());
    offer = co_await pick_address(q, false);
  }
  co_return offer;
}

}  // namespace

Task<void> stage4::discover(Context4& q) {
  if (!q.subnet) {
    q.log(messages4::nak_no_subnet, q.label(), q.datagram.source, message_type_name(q.query.type()));
    co_return;
  }
  q.log(messages4::discover, q.label(), q.subnet->id);
  if (answer_v6_only(q)) co_return;
  co_await find_held_lease(q);
  if (q.explanation) explain_held(q);
  const std::optional<Picked> offer = co_await choose_offer(q);
  if (q.lost) co_return;
  if (!offer) {
    q.log(messages4::no_offer, q.label(), q.query.ciaddr(), q.wanted());
    co_return;
  }
  serve_from(q, *offer->subnet);
  write_lease(q, *offer->subnet, offer->address);
  if (hooked(q, HookPoint4::ddns4_update)) hook4::ddns4_update(q);
  if (hooked(q, HookPoint4::lease4_select) && !hook4::lease4_select(q, true)) co_return;
  reuse_lease(q);
  const bool kept = co_await keep_offer(q);
  if (!kept) co_return;
  q.reply = MessageType4::offer;
  q.log(messages4::lease_offer, q.label(), offer->address);
  if (hooked(q, HookPoint4::lease4_offer)) {
    const bool sent = co_await hook4::lease4_offer(q);
    if (!sent) q.reply = MessageType4::none;
  }
}

}  // namespace dhcp
