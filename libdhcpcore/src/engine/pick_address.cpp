#include <algorithm>

#include "alloc/allocators4.hpp"
#include "dhcpcore/eval_input4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {

/// How often a race with other workers, or an address reserved in a store, makes the search go on.
constexpr unsigned max_tries = 4096;

/// Who must not be given an address of a pool to, by other reasons than leases.
struct Search {
  const Context4& q;
  const Subnet4& subnet;
  bool mind_reservations;
  bool mind_last_octet;
};

bool skip(const void* context, Ipv4Address address) {
  const auto& search = *static_cast<const Search*>(context);
  if (search.q.shared->claims.claimed(address)) return true;
  const std::uint8_t last_octet = address.bytes()[3];
  if (search.mind_last_octet && (last_octet == 0 || last_octet == 255)) return true;
  if (!search.mind_reservations || !search.subnet.hosts.find(address)) return false;
  search.q.tell(Explained::address_refused, address, "it is reserved");
  return true;
}

/// The order in which the random allocator tries addresses: by chance, but the same for all workers.
std::uint64_t order_key(const Context4& q, Ipv4Range range) {
  return q.shared->limits.random_seed ^
         (std::uint64_t{range.first.value()} << 32 | range.last.value()) * 0x9e3779b97f4a7c15ull;
}

std::string_view name_of(Allocator allocator) {
  static constexpr std::string_view names[] = {"iterative", "random", "flq"};
  return names[static_cast<std::size_t>(allocator)];
}

Task<std::optional<Ipv4Address>> pick_from(Context4& q, const Subnet4& subnet, const Pool4& pool,
                                           bool claim) {
  const Search search{
      q, subnet, !subnet.hosts.empty() && subnet.reservations_in_subnet && !subnet.reservations_out_of_pool,
      q.snapshot().compatibility.exclude_first_last_24 && subnet.prefix.length <= 24};
  const PoolSearch4 in_pool{q.leases(),
                            subnet.allocator,
                            pool.range,
                            q.cursor(subnet, pool),
                            q.worker,
                            q.scratch->random,
                            order_key(q, pool.range),
                            q.now.wall,
                            skip,
                            &search};
  for (unsigned tries = 0; tries < max_tries; ++tries) {
    const std::optional<Ipv4Address> found = co_await next_candidate(in_pool);
    q.tell(Explained::pool_searched, pool.range, subnet.id, name_of(subnet.allocator),
           found.value_or(Ipv4Address()));
    if (!found) co_return std::nullopt;
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
    if (q.lost) break;
  }
  co_return std::nullopt;
}

/// The pool that is searched first: where addresses are given in order, the first one; where by chance, the
/// larger ones more often. Its position in the subnet.
std::size_t first_pool(Context4& q, const Subnet4& subnet) {
  if (subnet.allocator == Allocator::iterative) return 0;
  std::uint64_t total = 0;
  for (const Pool4& pool : subnet.pools)
    if (q.may_use(pool)) total += range_size(pool.range);
  if (total == 0) return 0;
  std::uint64_t left = q.scratch->random.below(total);
  for (std::size_t i = 0; i < subnet.pools.size(); ++i) {
    if (!q.may_use(subnet.pools[i])) continue;
    const std::uint64_t size = range_size(subnet.pools[i].range);
    if (left < size) return i;
    left -= size;
  }
  return 0;
}

void note_use(const Context4& q, const Subnet4& subnet, const Pool4& pool) {
  const SteadyTime::rep now = q.now.steady.time_since_epoch().count();
  PoolCursor& cursor = q.cursor(subnet, pool);
  cursor.used.store(std::max<SteadyTime::rep>(now, 1), std::memory_order_relaxed);
}

Task<std::optional<Picked>> pick_in(Context4& q, const Subnet4& subnet, bool claim) {
  const std::size_t first = first_pool(q, subnet);
  for (std::size_t i = 0; i < subnet.pools.size(); ++i) {
    const Pool4& pool = subnet.pools[(first + i) % subnet.pools.size()];
    if (!q.may_use(pool)) {
      q.tell(Explained::pool_refused, pool.range, subnet.id);
      continue;
    }
    ++q.pools_tried;
    const std::optional<Ipv4Address> address = co_await pick_from(q, subnet, pool, claim);
    if (!address) continue;
    if (subnet.network) note_use(q, subnet, pool);
    co_return Picked{&subnet, *address};
  }
  co_return std::nullopt;
}

/// The subnet of a shared network that gave an address last: one that is full is not asked again and again.
/// Null when none did.
const Subnet4* most_recently_used(const Context4& q) {
  if (!q.subnet->network) return nullptr;
  const Subnet4* recent = nullptr;
  SteadyTime::rep latest = 0;
  for (const Subnet4* subnet : q.network()) {
    for (const Pool4& pool : subnet->pools) {
      const auto used = q.cursor(*subnet, pool).used.load(std::memory_order_relaxed);
      if (used <= latest) continue;
      latest = used;
      recent = subnet;
    }
  }
  return recent;
}

void report_failure(Context4& q) {
  if (const SharedNetwork4* network = q.subnet->network) {
    q.log(messages4::alloc_fail_shared_network, q.label(), network->name, q.members.size());
    q.count_in_subnet(Statistic4::v4_allocation_fail_shared_network);
  } else {
    q.log(messages4::alloc_fail_subnet, q.label(), q.subnet->id, q.subnet->prefix.address,
          q.subnet->prefix.length);
    q.count_in_subnet(Statistic4::v4_allocation_fail_subnet);
  }
  if (q.pools_tried == 0) {
    q.log(messages4::alloc_fail_no_pools, q.label());
    q.count_in_subnet(Statistic4::v4_allocation_fail_no_pools);
  } else {
    q.log(messages4::alloc_fail, q.label(), q.pools_tried);
    q.count_in_subnet(Statistic4::v4_allocation_fail);
  }
  // Those of the message are not in the set yet where nothing but this asks for them.
  add_builtin_classes(q.query, q.classes);
  q.log(messages4::alloc_fail_classes, q.label(), ClassNames{q.classes});
  q.count_in_subnet(Statistic4::v4_allocation_fail_classes);
}

}  // namespace

Task<std::optional<Picked>> pick_address(Context4& q, bool claim) {
  q.pools_tried = 0;
  const Subnet4* const recent = most_recently_used(q);
  if (recent) {
    const std::optional<Picked> picked = co_await pick_in(q, *recent, claim);
    if (picked) co_return picked;
  }
  for (const Subnet4* subnet : q.network()) {
    if (subnet == recent) continue;
    const std::optional<Picked> picked = co_await pick_in(q, *subnet, claim);
    if (picked) co_return picked;
  }
  if (!q.lost) report_failure(q);
  co_return std::nullopt;
}

}  // namespace dhcp
