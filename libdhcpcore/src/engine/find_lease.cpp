#include <algorithm>

#include "engine/stages4.hpp"

namespace dhcp {

namespace {

/// The store's answer by hardware address may be the lease of another client of that address (a second
/// operating system with a client identifier of its own). Then its neighbours are looked through: rare, so
/// it may allocate.
Task<void> find_among_same_hardware(Context4& q, const Subnet4& subnet) {
  const std::vector<Lease4> leases =
      co_await q.leases().list_by_hardware_address(q.hardware_address, subnet.id);
  for (const Lease4& lease : leases) {
    if (!q.owns(lease, subnet)) continue;
    if (q.holds && lease.expires() <= q.held.expires()) continue;
    q.held = lease;
    q.holds = true;
  }
}

Task<void> find_held_in(Context4& q, const Subnet4& subnet) {
  const ClientId& client_id = q.matching_client_id(subnet);
  if (client_id.empty() && !q.client_id.empty()) q.log(messages4::client_id_ignored, q.label(), subnet.id);
  if (!client_id.empty()) {
    q.holds = co_await q.leases().find_by_client_id(client_id, subnet.id, q.held);
    if (q.holds) co_return;
  }
  if (q.hardware_address.empty()) co_return;
  const bool found = co_await q.leases().find_by_hardware_address(q.hardware_address, subnet.id, q.held);
  if (!found) co_return;
  q.holds = q.owns(q.held, subnet);
  if (!q.holds) co_await find_among_same_hardware(q, subnet);
}

}  // namespace

Task<void> find_held_lease(Context4& q) {
  q.holds = false;
  for (const Subnet4* subnet : q.network()) {
    co_await find_held_in(q, *subnet);
    if (q.holds) co_return;
  }
  if (!q.subnet->network) co_return;
  // What the client holds in a subnet that its classes no longer admit is to be refused, or replaced.
  for (const Subnet4* subnet : q.subnet->network->subnets) {
    if (q.may_use(*subnet)) continue;
    co_await find_held_in(q, *subnet);
    if (q.holds) co_return;
  }
}

Task<bool> available(Context4& q, const Subnet4& subnet, Ipv4Address address) {
  q.occupied = co_await q.leases().find(address, q.current);
  const bool free = !q.occupied || q.owns(q.current, subnet) || is_free(q.current, q.now.wall);
  if (!free) q.tell(Explained::address_refused, address, "it is leased to another client, or was declined");
  co_return free;
}

}  // namespace dhcp
