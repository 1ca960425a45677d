#include <utility>

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

/// The first identifier that has a reservation decides; for each, the configuration is asked before the
/// stores.
Task<bool> find_in(Context4& q, SubnetId subnet_id, const HostIndex4& configured) {
  const auto& stores = q.shared->parts.hosts;
  for (const HostIdentifierType type : q.snapshot().host_identifiers) {
    const HostIdentifier wanted = identifier(q, type);
    if (wanted.value.empty()) continue;
    q.tell(Explained::reservation_sought, subnet_id, type, wanted.value);
    q.host = configured.find(wanted);
    for (std::size_t i = 0; !q.host && i < stores.size(); ++i) {
      q.host_owner = co_await stores[i]->find(subnet_id, wanted);
      q.host = q.host_owner.get();
    }
    if (!q.host) continue;
    q.tell(Explained::reservation_found, subnet_id, q.host->address.value_or(Ipv4Address()),
           q.host->hostname);
    co_return true;
  }
  co_return false;
}

}  // namespace

std::optional<Ipv4Address> reserved_address(const Context4& q, const Subnet4& subnet) {
  if (!q.host || !q.host->address) return std::nullopt;
  const Ipv4Address address = *q.host->address;
  // A global reservation's address counts where it fits; one made for a subnet counts there only.
  if (q.host->subnet_id == 0) {
    if (!subnet.prefix.contains(address)) return std::nullopt;
  } else if (q.host->subnet_id != subnet.id) {
    return std::nullopt;
  }
  if (subnet.reservations_out_of_pool && subnet.pool_of(address)) return std::nullopt;
  return address;
}

Task<bool> reserved_for_other(Context4& q, const Subnet4& subnet, Ipv4Address address) {
  if (!subnet.reservations_in_subnet) co_return false;
  if (subnet.reservations_out_of_pool && subnet.pool_of(address)) co_return false;
  if (q.host && q.host->subnet_id == subnet.id && q.host->address == address) co_return false;
  if (subnet.hosts.find(address)) {
    q.tell(Explained::address_refused, address, reserved_for_another);
    co_return true;
  }
  for (HostStore4* store : q.shared->parts.hosts) {
    const HostPointer4 other = co_await store->find(subnet.id, address);
    if (!other) continue;
    q.tell(Explained::address_refused, address, reserved_for_another);
    co_return true;
  }
  co_return false;
}

namespace stage4 {

Task<void> find_global_host(Context4& q) {
  co_await find_in(q, 0, q.snapshot().hosts);
  q.early_host = std::exchange(q.host, nullptr);
  q.early_host_owner = std::move(q.host_owner);
}

Task<void> find_host(Context4& q) {
  if (!q.subnet) co_return;
  const bool stores = !q.shared->parts.hosts.empty();
  for (const Subnet4* subnet : q.network()) {
    if (!subnet->reservations_in_subnet || (subnet->hosts.empty() && !stores)) continue;
    const bool found = co_await find_in(q, subnet->id, subnet->hosts);
    if (found) co_return;
  }
  if (!q.subnet->reservations_global) co_return;
  if (q.snapshot().early_global_reservations_lookup)
    q.host = q.early_host;
  else
    co_await find_in(q, 0, q.snapshot().hosts);
}

}  // namespace stage4
}  // namespace dhcp
