#include <algorithm>

#include "engine/explain4.hpp"
#include "engine/hooks4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {

/// What a DHCPREQUEST comes to before anything is written.
struct Decision {
  enum class Kind { grant, refuse, ignore } kind = Kind::refuse;
  Picked picked;
};
constexpr Decision refuse{Decision::Kind::refuse, {}};
constexpr Decision ignore{Decision::Kind::ignore, {}};

Decision grant(const Subnet4* subnet, Ipv4Address address) {
  return {Decision::Kind::grant, {subnet, address}};
}

/// How often a request is decided anew when somebody else was quicker in the store.
constexpr unsigned max_attempts = 3;

/// RFC 2131 section 4.3.2: a requested address, and no server chosen.
bool is_init_reboot(const Packet4& query) {
  return query.has(option4::requested_address) && !query.has(option4::server_identifier);
}

/// A rebooting client is told whether the address is still its own; strangers are left to other servers,
/// unless we speak for the whole link. nullopt: go on.
std::optional<Decision> check_reboot(Context4& q) {
  if (!is_init_reboot(q.query)) return std::nullopt;
  const Ipv4Address wanted = q.wanted();
  q.log(messages4::init_reboot, q.label(), wanted);
  if (q.holds && q.held.address == wanted) return std::nullopt;
  if (!q.holds && !q.subnet->authoritative) {
    q.log(messages4::no_lease_init_reboot, q.label(), wanted);
    return ignore;
  }
  q.log(messages4::nak_init_reboot, q.label(), wanted);
  return refuse;
}

/// Claims an address and looks whether the client may have it.
Task<bool> claim_available(Context4& q, const Subnet4& subnet, Ipv4Address address) {
  q.claim = q.shared->claims.claim(address);
  if (!q.claim) co_return false;
  const bool free = co_await available(q, subnet, address);
  if (!free) q.claim.release();
  co_return free;
}

/// The client names no address (RFC 2131 would have it name one): its reservation, its lease, or any.
Task<Decision> decide_unnamed(Context4& q) {
  for (const Subnet4* subnet : q.network()) {
    const auto reserved = reserved_address(q, *subnet);
    if (!reserved) continue;
    const bool free = co_await claim_available(q, *subnet, *reserved);
    if (!free) continue;
    q.log(messages4::request_use_reserved, q.label(), *reserved);
    co_return grant(subnet, *reserved);
  }
  for (const Subnet4* subnet : q.network()) {
    if (!q.holds || q.held.subnet_id != subnet->id || !q.in_usable_pool(*subnet, q.held.address)) continue;
    const bool reserved = co_await reserved_for_other(q, *subnet, q.held.address);
    if (reserved) continue;
    const bool free = co_await claim_available(q, *subnet, q.held.address);
    if (free) co_return grant(subnet, q.held.address);
  }
  q.log(messages4::request_pick, q.label());
  const std::optional<Picked> picked = co_await pick_address(q, true);
  if (q.lost) co_return ignore;
  if (!picked) co_return refuse;
  co_return grant(picked->subnet, picked->address);
}

/// Whether the client has a reservation for another address that it could have.
Task<bool> should_move(Context4& q, Ipv4Address wanted) {
  for (const Subnet4* subnet : q.network()) {
    const auto reserved = reserved_address(q, *subnet);
    if (!reserved || *reserved == wanted) continue;
    const bool free = co_await available(q, *subnet, *reserved);
    if (!free) continue;
    q.log(messages4::request_invalid, q.label(), *reserved, wanted);
    co_return true;
  }
  co_return false;
}

/// The subnet of the network in which the client may be granted `wanted`; null when there is none.
const Subnet4* subnet_allowing(const Context4& q, Ipv4Address wanted) {
  for (const Subnet4* subnet : q.network())
    if (q.in_usable_pool(*subnet, wanted) || reserved_address(q, *subnet) == wanted) return subnet;
  return nullptr;
}

/// Whether `address` is in some pool of the client's network, if only in one that its classes forbid.
bool is_ours(const Context4& q, Ipv4Address address) {
  if (!q.subnet->network) return q.subnet->pool_of(address) != nullptr;
  return std::ranges::any_of(q.subnet->network->subnets,
                             [&](const Subnet4* subnet) { return subnet->pool_of(address) != nullptr; });
}

/// The client names an address: that one or none. An address that we know nothing of may be another server's
/// to speak about.
Task<Decision> decide_named(Context4& q, Ipv4Address wanted) {
  for (const Subnet4* subnet : q.network()) {
    const bool reserved = co_await reserved_for_other(q, *subnet, wanted);
    if (q.lost) co_return ignore;
    if (!reserved) continue;
    q.log(messages4::request_reserved_for_other, q.label(), wanted);
    co_return refuse;
  }
  const bool move = co_await should_move(q, wanted);
  if (move) co_return refuse;
  const Subnet4* subnet = subnet_allowing(q, wanted);
  const bool free = co_await claim_available(q, subnet ? *subnet : *q.subnet, wanted);
  if (!free) {
    q.log(messages4::request_in_use, q.label(), wanted);
    co_return refuse;
  }
  if (!subnet && is_ours(q, wanted)) {
    q.log(messages4::request_out_of_pool, q.label(), wanted);
    co_return refuse;
  }
  if (!subnet) {
    q.log(messages4::unknown_address_requested, q.label(), q.query.ciaddr(), wanted);
    co_return ignore;
  }
  const bool extends = q.holds && q.held.address == wanted;
  q.log(extends ? messages4::request_extend : messages4::request_requested, q.label(), wanted);
  co_return grant(subnet, wanted);
}

/// The client keeps its lease as it is.
void keep_current(Context4& q) {
  q.granted() = q.current;
  if (!q.current.infinite())
    q.granted().valid_lifetime = static_cast<std::uint32_t>(q.current.expires() - q.now.wall);
}

Task<void> decide_and_commit(Context4& q) {
  for (unsigned attempt = 0; attempt < max_attempts; ++attempt) {
    co_await find_held_lease(q);
    if (q.explanation) explain_held(q);
    Decision decision;
    const std::optional<Decision> reboot = check_reboot(q);
    const Ipv4Address wanted = q.wanted();
    if (reboot)
      decision = *reboot;
    else if (wanted.is_any())
      decision = co_await decide_unnamed(q);
    else
      decision = co_await decide_named(q, wanted);
    if (decision.kind == Decision::Kind::ignore) co_return;
    if (decision.kind == Decision::Kind::refuse) break;

    serve_from(q, *decision.picked.subnet);
    write_lease(q, *q.subnet, decision.picked.address);
    store_relay_information(q);
    if (hooked(q, HookPoint4::ddns4_update)) hook4::ddns4_update(q);
    if (renews(q) && hooked(q, HookPoint4::lease4_renew) && !hook4::lease4_renew(q)) {
      keep_current(q);
      q.reply = MessageType4::ack;
      co_return;
    }
    if (!renews(q) && hooked(q, HookPoint4::lease4_select) && !hook4::lease4_select(q, false)) break;
    remove_former_lease(q);
    if (reuse_lease(q)) {
      q.claim.release();
      q.reply = MessageType4::ack;
      co_return;
    }
    if (!may_reuse(q)) break;
    const Committed committed = co_await commit(q);
    q.claim.release();
    if (committed == Committed::failed) co_return;
    if (committed == Committed::stored) {
      q.log(messages4::lease_alloc, q.label(), q.granted().address, q.granted().valid_lifetime);
      q.reply = MessageType4::ack;
      co_return;
    }
  }
  q.log(messages4::no_grant, q.label(), q.query.ciaddr(), q.wanted());
  q.reply = MessageType4::nak;
}

}  // namespace

Task<void> stage4::request(Context4& q) {
  if (!q.subnet) {
    q.log(messages4::nak_no_subnet, q.label(), q.datagram.source, message_type_name(q.query.type()));
    q.reply = MessageType4::nak;
    co_return;
  }
  q.log(messages4::request, q.label(), q.subnet->id);
  if (answer_v6_only(q)) co_return;
  co_await decide_and_commit(q);
}

}  // namespace dhcp
