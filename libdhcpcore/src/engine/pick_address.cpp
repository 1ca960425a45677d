#include "dhcpcore/eval_input4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {

/// How often a race with other workers, or an address reserved in a store, makes the search go on.
constexpr unsigned max_tries = 4096;

struct Search {
  const Context4& q;
  const Subnet4& subnet;
  const Pool4& pool;
  bool mind_reservations;
};

bool skip(const void* context, Ipv4Address address) {
  const auto& search = *static_cast<const Search*>(context);
  if (search.q.shared->claims.claimed(address)) return true;
  if (!search.mind_reservations || !search.subnet.hosts.find(address)) return false;
  search.q.tell(Explained::address_refused, address, "it is reserved");
  return true;
}

/// The iterative allocator: each address after the one given last, through the pool and round again.
Task<std::optional<Ipv4Address>> pick_from(Context4& q, const Subnet4& subnet, const Pool4& pool,
                                           bool claim) {
  const Search search{
      q, subnet, pool,
      !subnet.hosts.empty() && subnet.reservations_in_subnet && !subnet.reservations_out_of_pool};
  PoolCursor& cursor = q.setup->runtimes().cursor(subnet, pool);
  for (unsigned tries = 0; tries < max_tries; ++tries) {
    std::uint32_t next = cursor.next.load(std::memory_order_relaxed);
    const Ipv4Address start = pool.range.contains(Ipv4Address(next)) ? Ipv4Address(next) : pool.range.first;
    const std::optional<Ipv4Address> found =
        co_await q.leases().next_free(pool.range, start, q.now.wall, skip, &search);
    q.tell(Explained::pool_searched, pool.range, subnet.id, start, found.value_or(Ipv4Address()));
    if (!found) co_return std::nullopt;
    // Another worker that moved the cursor from here has found the same address.
    const std::uint32_t after = *found == pool.range.last ? 0 : found->value() + 1;
    if (!cursor.next.compare_exchange_strong(next, after, std::memory_order_relaxed)) continue;
    if (claim) {
      q.claim = q.shared->claims.claim(*found);
      if (!q.claim) continue;
    }
    const bool reserved = co_await reserved_for_other(q, subnet, *found);
    if (!reserved) {
      const bool free = co_await available(q, subnet, *found);
      if (free) co_return found;
    }
    q.claim.release();
  }
  co_return std::nullopt;
}

void report_failure(Context4& q) {
  if (const SharedNetwork4* network = q.subnet->network) {
    q.log(messages4::alloc_fail_shared_network, q.label(), network->name, q.members.size());
    q.count(Statistic4::v4_allocation_fail_shared_network);
  } else {
    q.log(messages4::alloc_fail_subnet, q.label(), q.subnet->id, q.subnet->prefix.address,
          q.subnet->prefix.length);
    q.count(Statistic4::v4_allocation_fail_subnet);
  }
  if (q.pools_tried == 0) {
    q.log(messages4::alloc_fail_no_pools, q.label());
    q.count(Statistic4::v4_allocation_fail_no_pools);
  } else {
    q.log(messages4::alloc_fail, q.label(), q.pools_tried);
    q.count(Statistic4::v4_allocation_fail);
  }
  // Those of the message are not in the set yet where nothing but this asks for them.
  add_builtin_classes(q.query, q.classes);
  q.log(messages4::alloc_fail_classes, q.label(), ClassNames{q.classes});
  q.count(Statistic4::v4_allocation_fail_classes);
}

}  // namespace

Task<std::optional<Picked>> pick_address(Context4& q, bool claim) {
  q.pools_tried = 0;
  for (const Subnet4* subnet : q.network()) {
    for (const Pool4& pool : subnet->pools) {
      if (!q.may_use(pool)) {
        q.tell(Explained::pool_refused, pool.range, subnet->id);
        continue;
      }
      ++q.pools_tried;
      const std::optional<Ipv4Address> address = co_await pick_from(q, *subnet, pool, claim);
      if (address) co_return Picked{subnet, *address};
    }
  }
  report_failure(q);
  co_return std::nullopt;
}

}  // namespace dhcp
