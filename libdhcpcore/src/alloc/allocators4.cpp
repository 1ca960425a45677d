#include "alloc/allocators4.hpp"

#include <algorithm>

#include "alloc/permutation.hpp"

namespace dhcp {

namespace {

/// How many addresses in order are tried before any other will do: with half of a pool free the chance that
/// they do not suffice is one in 65,536, with a tenth of it one in five.
constexpr std::uint64_t most_probes = 16;

/// The addresses that go to whoever comes to `first`: it, and those after it that are as good as its own.
Stretch stretch_from(Ipv4Address first, const PoolSearch4& search) {
  const std::uint32_t last =
      search.cursor.stretches.empty() ? first.value() : first.value() | (PoolCursor::stretch_length - 1);
  return {first.value(), std::uint64_t{std::min(last, search.range.last.value())} + 1};
}

Task<std::optional<Ipv4Address>> next_in_turn(PoolSearch4 search) {
  const Ipv4Range& range = search.range;
  Stretch lone;
  Stretch& own = search.cursor.stretches.empty() ? lone : search.cursor.stretches[search.worker];
  for (;;) {
    const Stretch before = own;
    std::uint32_t next = search.cursor.next.load(std::memory_order_relaxed);
    const Ipv4Address start = search.cursor.start(range, search.worker);
    const std::optional<Ipv4Address> found =
        co_await search.leases.next_free(range, start, search.now, search.skip, search.context);
    if (!found) co_return std::nullopt;
    // Another query of this worker that moved it from here has found the same address.
    if (own != before) continue;
    if (before.contains(*found)) {
      own.next = std::uint64_t{found->value()} + 1;
      co_return found;
    }
    own = {};
    if (!before.empty()) continue;
    // And so has another worker that moved the cursor.
    const Stretch taken = stretch_from(*found, search);
    const std::uint32_t after = taken.end > range.last.value() ? 0 : static_cast<std::uint32_t>(taken.end);
    if (!search.cursor.next.compare_exchange_strong(next, after, std::memory_order_relaxed)) continue;
    own = {taken.next + 1, taken.end};
    co_return found;
  }
}

Task<std::optional<Ipv4Address>> next_by_chance(PoolSearch4 search) {
  const Ipv4Range& range = search.range;
  const std::uint64_t size = range_size(range);
  const Permutation order(search.key, size);
  for (std::uint64_t probe = 0; probe < std::min(most_probes, size); ++probe) {
    const std::uint64_t turn = search.cursor.next.fetch_add(1, std::memory_order_relaxed) % size;
    const Ipv4Address address(static_cast<std::uint32_t>(range.first.value() + order(turn)));
    const std::optional<Ipv4Address> found = co_await search.leases.next_free(
        {address, address}, address, search.now, search.skip, search.context);
    if (found) co_return found;
  }
  std::optional<Ipv4Address> found =
      co_await search.leases.any_free(range, search.random.next(), search.skip, search.context);
  if (found) co_return found;
  // What is left are leases that have ended.
  const Ipv4Address start(static_cast<std::uint32_t>(range.first.value() + search.random.below(size)));
  found = co_await search.leases.next_free(range, start, search.now, search.skip, search.context);
  co_return found;
}

}  // namespace

Task<std::optional<Ipv4Address>> next_candidate(PoolSearch4 search) {
  switch (search.allocator) {
    case Allocator::random:
      return next_by_chance(search);
    case Allocator::flq:
      return search.leases.any_free(search.range, search.random.next(), search.skip, search.context);
    default:
      return next_in_turn(search);
  }
}

}  // namespace dhcp
