#include <algorithm>

#include "engine/stages4.hpp"

namespace dhcp {

std::uint32_t lifetime_for(const Context4& q, const Subnet4& subnet) {
  if (q.classes.contains(builtin_class::bootp)) return infinite_lifetime;  // BOOTP knows no lifetimes
  const Lifetime* of_class =
      q.from_classes([](const Class4& c) { return c.valid_lifetime ? &*c.valid_lifetime : nullptr; });
  const Lifetime& configured = of_class ? *of_class : subnet.valid_lifetime;
  const auto asked = q.query.option_u32(option4::lease_time);
  return asked ? std::clamp(*asked, configured.minimum, configured.maximum) : configured.preferred;
}

TeeTimes tee_times(const Subnet4& subnet, std::uint32_t lifetime) {
  const auto part = [&](double percent) -> std::optional<std::uint32_t> {
    if (!subnet.calculate_tee_times) return std::nullopt;
    return static_cast<std::uint32_t>(percent * lifetime + 0.5);
  };
  TeeTimes times;
  times.t2 = subnet.rebind_timer ? subnet.rebind_timer : part(subnet.t2_percent);
  if (times.t2 && *times.t2 >= lifetime) times.t2.reset();
  times.t1 = subnet.renew_timer ? subnet.renew_timer : part(subnet.t1_percent);
  if (times.t1 && *times.t1 >= times.t2.value_or(lifetime)) times.t1.reset();
  return times;
}

void serve_from(Context4& q, const Subnet4& subnet) {
  if (&subnet == q.subnet) return;
  q.log(messages4::subnet_dynamically_changed, q.label(), subnet.id, q.subnet->id, subnet.network->name);
  q.subnet = &subnet;
  q.host = q.host_in(subnet);
  q.tell(Explained::subnet_changed, subnet.id, subnet.prefix, subnet.network->name);
}

void write_lease(Context4& q, const Subnet4& subnet, Ipv4Address address) {
  LeaseChange4& change = q.changes[0];
  change.kind = ChangeKind::put;
  change.expected = q.occupied ? std::optional(stamp(q.current)) : std::nullopt;
  Lease4& lease = change.lease;
  lease.address = address;
  lease.hardware_address = q.hardware_address;
  lease.client_id = q.matching_client_id(subnet);
  lease.valid_lifetime = lifetime_for(q, subnet);
  lease.client_last_transaction = q.now.wall;
  lease.subnet_id = subnet.id;
  const Pool4* pool = subnet.pool_of(address);
  lease.pool_id = pool ? pool->id : 0;
  lease.state = LeaseState::assigned;
  settle_name(q, subnet, address);
  lease.fqdn_forward = q.name.forward;
  lease.fqdn_reverse = q.name.reverse;
  lease.hostname = q.name.name;
  lease.user_context.clear();
  if (q.occupied && q.owns(q.current, subnet)) lease.user_context = q.current.user_context;
  q.told_lifetime.reset();
  q.change_count = 1;
  q.tell(Explained::address_chosen, address, subnet.id, lease.valid_lifetime);
}

void remove_former_lease(Context4& q) {
  if (!q.holds || q.held.address == q.granted().address) return;
  q.log(messages4::request_remove, q.label(), q.held.address);
  LeaseChange4& change = q.changes[q.change_count++];
  change.kind = ChangeKind::erase;
  change.lease = q.held;
  change.expected = stamp(q.held);
}

bool renews(const Context4& q) {
  return q.occupied && q.owns(q.current, *q.subnet) && q.current.active(q.now.wall);
}

}  // namespace dhcp
