#include <algorithm>
#include <array>
#include <span>

#include "engine/hooks4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {

constexpr const char* reserved_for_another = "it is reserved for another client";

/// RFC 4361 section 6.1: a client identifier of type 255 is an IAID and a DUID.
ByteView embedded_duid(const ClientId& client_id) {
  constexpr std::size_t prefix = 1 + 4;
  if (client_id.size() <= prefix || client_id.view()[0] != 255) return {};
  return client_id.view().subspan(prefix);
}

/// The query's identifier of a type; empty when it has none.
HostIdentifier identifier(Context4& q, HostIdentifierType type) {
  switch (type) {
    case HostIdentifierType::hw_address:
      return {type, q.hardware_address.bytes.view()};
    case HostIdentifierType::duid:
      return {type, embedded_duid(q.client_id)};
    case HostIdentifierType::circuit_id:
      return {type, q.query.relay_option(relay4::circuit_id).value_or(ByteView())};
    case HostIdentifierType::client_id:
      return {type, q.client_id.view()};
    case HostIdentifierType::flex_id:
      if (hooked(q, HookPoint4::host4_identifier)) return hook4::host4_identifier(q);
      break;
  }
  return {type, {}};
}

/// What is said of a lookup without an answer.
std::string_view why_unanswered(WaitOutcome outcome) {
  switch (outcome) {
    case WaitOutcome::timed_out:
      return "a source of reservations did not answer in time";
    case WaitOutcome::cancelled:
      return "the server stops";
    default:
      return "a source of reservations could not be asked";
  }
}

/// Waits for what a source knows. False: it does not say, and the query is lost.
template <class Lookup>
Task<bool> ask(Context4& q, HostStore4& source, Lookup& lookup) {
  WaitToken token;
  if (!q.waits->open(q.now.steady + q.shared->limits.host_deadline, token)) {
    q.lost = true;
    co_return q.drop(messages4::drop_failed, q.label(), "too many queries wait for sources of reservations");
  }
  auto answered = q.waits->wait(token);
  source.look_up(lookup, *q.waits, token);
  const WaitOutcome outcome = co_await answered;
  if (outcome == WaitOutcome::completed && !lookup.failed) co_return true;
  q.lost = true;
  co_return q.drop(messages4::drop_failed, q.label(), why_unanswered(outcome));
}

/// Adds the reservation of one scope to `hosts`, if there is one. The first identifier that has one decides;
/// for each, the configuration is asked before the stores.
Task<bool> find_in(Context4& q, SubnetId subnet_id, const HostIndex4& configured) {
  const auto& stores = q.shared->parts.hosts;
  for (const HostIdentifierType type : q.snapshot().host_identifiers) {
    const HostIdentifier wanted = identifier(q, type);
    if (wanted.value.empty()) continue;
    q.tell(Explained::reservation_sought, subnet_id, type, wanted.value);
    FoundHost4 found{configured.find(wanted), nullptr};
    for (std::size_t i = 0; !found.host && i < stores.size(); ++i) {
      HostLookup4 lookup{subnet_id, wanted, nullptr};
      const bool answered = co_await ask(q, *stores[i], lookup);
      if (!answered) co_return false;
      found.owner = std::move(lookup.host);
      found.host = found.owner.get();
    }
    if (!found.host) continue;
    q.tell(Explained::reservation_found, subnet_id, found.host->address.value_or(Ipv4Address()),
           found.host->hostname);
    q.hosts.push_back(std::move(found));
    co_return true;
  }
  co_return false;
}

/// Makes `reserved_block` the addresses from `first` on.
Task<bool> ask_stores(Context4& q, const Subnet4& subnet, Ipv4Address first) {
  ReservedBlock4 block;
  block.begin(subnet.id, first, subnet.prefix.range().last);
  for (HostStore4* store : q.shared->parts.hosts) {
    ReservedLookup4 lookup{subnet.id, std::span(block.addresses).first(block.size),
                           std::span(block.reserved).first(block.size)};
    const bool answered = co_await ask(q, *store, lookup);
    if (!answered) co_return false;
  }
  q.reserved_block = block;
  co_return true;
}

/// The address of a global reservation counts where it fits, which may be nowhere.
void report_unsuitable_address(const Context4& q) {
  const Host4* host = q.host;
  if (!host || host->subnet_id != 0 || !host->address) return;
  if (std::ranges::none_of(q.network(),
                           [&](const Subnet4* subnet) { return subnet->prefix.contains(*host->address); }))
    q.log(messages4::unsuitable_global_address, q.label(), *host->address);
}

}  // namespace

std::optional<Ipv4Address> reserved_address(const Context4& q, const Subnet4& subnet) {
  const Host4* host = q.host_in(subnet);
  if (!host || !host->address) return std::nullopt;
  const Ipv4Address address = *host->address;
  // A global reservation's address counts where it fits.
  if (host->subnet_id == 0 && !subnet.prefix.contains(address)) return std::nullopt;
  if (subnet.reservations_out_of_pool && subnet.pool_of(address)) return std::nullopt;
  return address;
}

Task<bool> reserved_for_other(Context4& q, const Subnet4& subnet, Ipv4Address address) {
  if (!subnet.reservations_in_subnet) co_return false;
  if (subnet.reservations_out_of_pool && subnet.pool_of(address)) co_return false;
  const Host4* own = q.host_in(subnet);
  if (own && own->subnet_id == subnet.id && own->address == address) co_return false;
  bool reserved = subnet.hosts.find(address) != nullptr;
  if (!reserved && !q.shared->parts.hosts.empty() && subnet.prefix.contains(address)) {
    bool known = q.reserved_block.knows(subnet.id, address);
    if (!known && !q.lost) known = co_await ask_stores(q, subnet, address);
    if (!known) co_return true;
    reserved = q.reserved_block.is_reserved(address);
  }
  if (reserved) q.tell(Explained::address_refused, address, reserved_for_another);
  co_return reserved;
}

namespace stage4 {

Task<bool> find_global_host(Context4& q) {
  const bool found = co_await find_in(q, 0, q.snapshot().hosts);
  if (found) q.early_host = q.hosts.back().host;
  co_return !q.lost;
}

Task<bool> find_host(Context4& q) {
  if (!q.subnet) co_return true;
  const bool stores = !q.shared->parts.hosts.empty();
  bool global_counts = false;
  for (const Subnet4* subnet : q.network()) {
    bool found = false;
    if (subnet->reservations_in_subnet && (stores || !subnet->hosts.empty()))
      found = co_await find_in(q, subnet->id, subnet->hosts);
    if (q.lost) co_return false;
    global_counts |= !found && subnet->reservations_global;
  }
  if (global_counts && !q.snapshot().early_global_reservations_lookup)
    co_await find_in(q, 0, q.snapshot().hosts);
  q.host = q.host_in(*q.subnet);
  report_unsuitable_address(q);
  co_return !q.lost;
}

}  // namespace stage4
}  // namespace dhcp
