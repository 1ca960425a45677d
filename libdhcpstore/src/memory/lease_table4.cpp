#include "memory/lease_table4.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <queue>
#include <thread>
#include <tuple>

namespace dhcp::store {

namespace {

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

bool equal(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

EndTime end_of(const Record4& record) {
  return record.infinite() ? never : to_end_time(record.expires());
}

constexpr std::size_t number(Key4 key) {
  return static_cast<std::size_t>(key);
}

}  // namespace

LeaseTable4::LeaseTable4(std::uint64_t seed)
    : seed_(seed),
      indexes_{{{records_, Key4::client_in_subnet},
                {records_, Key4::hardware_in_subnet},
                {records_, Key4::hostname}}} {
  subnets_.add(0);  // which no leaf notices
}

std::uint64_t LeaseTable4::in_subnet(std::uint64_t key, SubnetId subnet_id) {
  return mix(key + 0x9e3779b97f4a7c15ull * (std::uint64_t{subnet_id} + 1));
}

std::uint64_t LeaseTable4::hash(ByteView key) const {
  return mix(hash_bytes(key, seed_));
}

std::optional<std::uint64_t> LeaseTable4::key_hash(const Record4& record, Key4 key) const {
  const ByteView bytes = key == Key4::hostname           ? record.hostname()
                         : key == Key4::client_in_subnet ? record.client_id()
                                                         : record.hardware_address();
  if (bytes.empty()) return std::nullopt;
  return key == Key4::hostname ? hash(bytes) : in_subnet(hash(bytes), record.subnet_id());
}

void LeaseTable4::add_to_indexes(Handle handle) {
  for (std::size_t i = 0; i < key4_count; ++i)
    if (const auto found = key_hash(records_[handle], static_cast<Key4>(i))) indexes_[i].add(*found, handle);
}

void LeaseTable4::remove_from_indexes(Handle handle) {
  for (std::size_t i = 0; i < key4_count; ++i)
    if (const auto found = key_hash(records_[handle], static_cast<Key4>(i)))
      indexes_[i].remove(*found, handle);
}

bool LeaseTable4::same_keys(const Record4& record, const Lease4& lease) {
  return record.subnet_id() == lease.subnet_id &&
         equal(record.hardware_address(), lease.hardware_address.bytes.view()) &&
         equal(record.client_id(), lease.client_id.view()) && equal(record.hostname(), lease.hostname.view());
}

bool LeaseTable4::find(Ipv4Address address, Lease4& lease) const {
  Leaf* leaf = map_.find(address.value());
  if (leaf == nullptr) return false;
  const std::lock_guard guard(leaf->lock);
  const Handle handle = leaf->records[AddressMap4::slot(address.value())];
  if (handle == 0) return false;
  records_[handle].copy_to(lease);
  return true;
}

// An index names addresses whose record had the key a moment ago; what counts is the record as it is now.
template <class Matches>
bool LeaseTable4::latest(Key4 key, std::uint64_t hashed, Lease4& lease, const Matches& matches) const {
  CandidateAddresses candidates;
  indexes_[number(key)].candidates(hashed, candidates);
  bool found = false;
  const auto ends_later = [&lease](const Record4& record) {
    if (lease.infinite()) return false;
    return record.infinite() || record.expires() > lease.expires();
  };
  for (const std::uint32_t address : candidates) {
    Leaf* leaf = map_.find(address);
    const Handle& here = leaf->records[AddressMap4::slot(address)];
    __builtin_prefetch(&here);  // while the lock is taken, which is elsewhere
    const std::lock_guard guard(leaf->lock);
    const Handle handle = here;
    if (handle == 0) continue;
    const Record4& record = records_[handle];
    if (!matches(record) || (found && !ends_later(record))) continue;
    record.copy_to(lease);
    found = true;
  }
  return found;
}

void LeaseTable4::find_in_any_subnet(Key4 key, ByteView bytes, CandidateAddresses& candidates) const {
  constexpr std::size_t ahead = 16;
  const KeyIndex& index = indexes_[number(key)];
  const std::uint64_t hashed = hash(bytes);
  const std::vector<SubnetId> subnets = subnets_.list();
  for (std::size_t i = 0; i < subnets.size() + ahead; ++i) {
    if (i < subnets.size()) index.prefetch(in_subnet(hashed, subnets[i]));
    if (i >= ahead) index.candidates(in_subnet(hashed, subnets[i - ahead]), candidates);
  }
}

template <class Matches>
std::vector<Lease4> LeaseTable4::all(CandidateAddresses& candidates, const Matches& matches) const {
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  std::vector<Lease4> leases;
  for (const std::uint32_t address : candidates) {
    Leaf* leaf = map_.find(address);
    const std::lock_guard guard(leaf->lock);
    const Handle handle = leaf->records[AddressMap4::slot(address)];
    if (handle != 0 && matches(records_[handle])) records_[handle].copy_to(leases.emplace_back());
  }
  return leases;
}

void LeaseTable4::expect_client(SubnetId subnet_id, const ClientId& client_id,
                                const HardwareAddress& address) const noexcept {
  const auto expect = [&](Key4 key, ByteView bytes) {
    if (!bytes.empty()) indexes_[number(key)].prefetch(in_subnet(hash(bytes), subnet_id));
  };
  expect(Key4::client_in_subnet, client_id.view());
  expect(Key4::hardware_in_subnet, address.bytes.view());
}

bool LeaseTable4::find_by_client_id(const ClientId& client_id, SubnetId subnet_id, Lease4& lease) const {
  if (client_id.empty()) return false;
  const std::uint64_t key = in_subnet(hash(client_id.view()), subnet_id);
  return latest(Key4::client_in_subnet, key, lease, [&](const Record4& record) {
    return record.subnet_id() == subnet_id && equal(record.client_id(), client_id.view());
  });
}

bool LeaseTable4::find_by_hardware_address(const HardwareAddress& address, SubnetId subnet_id,
                                           Lease4& lease) const {
  if (address.empty()) return false;
  const std::uint64_t key = in_subnet(hash(address.bytes.view()), subnet_id);
  return latest(Key4::hardware_in_subnet, key, lease, [&](const Record4& record) {
    return record.subnet_id() == subnet_id && equal(record.hardware_address(), address.bytes.view());
  });
}

std::vector<Lease4> LeaseTable4::list_by_client_id(const ClientId& client_id) const {
  CandidateAddresses candidates;
  find_in_any_subnet(Key4::client_in_subnet, client_id.view(), candidates);
  return all(candidates, [&](const Record4& record) { return equal(record.client_id(), client_id.view()); });
}

std::vector<Lease4> LeaseTable4::list_by_hardware_address(const HardwareAddress& address) const {
  CandidateAddresses candidates;
  find_in_any_subnet(Key4::hardware_in_subnet, address.bytes.view(), candidates);
  return all(candidates,
             [&](const Record4& record) { return equal(record.hardware_address(), address.bytes.view()); });
}

std::vector<Lease4> LeaseTable4::list_by_hardware_address(const HardwareAddress& address,
                                                          SubnetId subnet_id) const {
  CandidateAddresses candidates;
  indexes_[number(Key4::hardware_in_subnet)].candidates(in_subnet(hash(address.bytes.view()), subnet_id),
                                                        candidates);
  return all(candidates, [&](const Record4& record) {
    return record.subnet_id() == subnet_id && equal(record.hardware_address(), address.bytes.view());
  });
}

std::vector<Lease4> LeaseTable4::list_by_hostname(const Hostname& hostname) const {
  CandidateAddresses candidates;
  indexes_[number(Key4::hostname)].candidates(hash(hostname.view()), candidates);
  return all(candidates, [&](const Record4& record) { return equal(record.hostname(), hostname.view()); });
}

std::vector<Lease4> LeaseTable4::list_page(const LeasePage4& page) const {
  std::vector<Lease4> leases;
  std::uint64_t from = std::uint64_t{page.after.value()} + 1;
  while (from <= UINT32_MAX && leases.size() < page.limit) {
    Leaf* leaf = map_.first_at(static_cast<std::uint32_t>(from));
    if (leaf == nullptr) break;
    const std::lock_guard guard(leaf->lock);
    const bool worth_a_look = page.subnet_id == 0 || leaf->mixed || leaf->subnet == page.subnet_id;
    const unsigned first = from > leaf->first ? AddressMap4::slot(static_cast<std::uint32_t>(from)) : 0;
    for (unsigned i = first; worth_a_look && i < AddressMap4::fanout && leases.size() < page.limit; ++i) {
      if (leaf->records[i] == 0) continue;
      const Record4& record = records_[leaf->records[i]];
      if (page.subnet_id == 0 || record.subnet_id() == page.subnet_id) record.copy_to(leases.emplace_back());
    }
    from = std::uint64_t{leaf->first} + AddressMap4::fanout;
  }
  return leases;
}

namespace {

/// Something below which leases may have ended, and the earliest time at which one can have.
struct EndCandidate {
  EndTime end;
  const AddressMap4::Inner* node;
  AddressMap4::Leaf* leaf;  ///< when `node` is null
  // The greatest comes out of a queue first: the earliest end, and of equal ends a leaf, so that no more
  // nodes than needed are opened.
  bool operator<(const EndCandidate& other) const {
    return std::tuple(other.end, other.node != nullptr) < std::tuple(end, node != nullptr);
  }
};
using EndQueue = std::priority_queue<EndCandidate>;

void open_node(const AddressMap4::Inner& node, EndKind kind, EndTime until, EndQueue& queue) {
  for (unsigned i = 0; i < AddressMap4::fanout; ++i) {
    const EndTime bound = node.earliest[static_cast<std::size_t>(kind)][i].load(std::memory_order_acquire);
    if (bound > until) continue;
    void* child = node.children[i].load(std::memory_order_acquire);
    if (node.shift == AddressMap4::fanout_bits)
      queue.push({bound, nullptr, static_cast<AddressMap4::Leaf*>(child)});
    else
      queue.push({bound, static_cast<AddressMap4::Inner*>(child), nullptr});
  }
}

}  // namespace

// When a million leases have ended, nearly every leaf holds some of them, but only a few hold those that
// ended first. So ever longer times from the earliest end on are looked at, until they have as many as
// wanted.
std::vector<Lease4> LeaseTable4::ended(EndKind kind, WallTime now, std::size_t limit) {
  const EndTime last = std::min(to_end_time(now), never - 1);
  std::vector<Lease4> leases;
  for (EndTime span = 0;; span = 2 * span + 1) {
    const EndTime earliest = map_.earliest(kind);
    if (earliest > last) break;
    const EndTime until = last - earliest < span ? last : earliest + span;
    leases = ended_until(kind, until, limit);
    if (leases.size() >= limit || until == last) break;
  }
  return leases;
}

// Best first: what is looked at next is whatever may hold the earliest end. A leaf gives the leases of one
// second at a time and goes back into the queue with its next.
std::vector<Lease4> LeaseTable4::ended_until(EndKind kind, EndTime until, std::size_t limit) {
  EndQueue queue;
  queue.push({0, &map_.root(), nullptr});
  std::vector<Lease4> leases;
  while (!queue.empty() && leases.size() < limit) {
    const EndCandidate next = queue.top();
    queue.pop();
    if (next.node != nullptr) {
      open_node(*next.node, kind, until, queue);
      continue;
    }
    Leaf& leaf = *next.leaf;
    const std::lock_guard guard(leaf.lock);
    EndTime later = never;
    bool bound_was_right = false;
    for (unsigned i = 0; i < AddressMap4::fanout; ++i) {
      if (Leaf::has(leaf.reclaimed, i) != (kind == EndKind::reclaimed)) continue;
      if (leaf.ends[i] > next.end) later = std::min(later, leaf.ends[i]);
      if (leaf.ends[i] <= next.end) bound_was_right = true;
      if (leaf.ends[i] == next.end && leases.size() < limit)
        records_[leaf.records[i]].copy_to(leases.emplace_back());
    }
    if (!bound_was_right) map_.tighten(leaf, kind);
    if (later <= until) queue.push({later, nullptr, &leaf});
  }
  return leases;
}

std::vector<LeaseCount4> LeaseTable4::counts() const {
  std::map<std::tuple<SubnetId, std::uint32_t, LeaseState>, std::uint64_t> found;
  for (std::uint64_t from = 0; from <= UINT32_MAX;) {
    Leaf* leaf = map_.first_at(static_cast<std::uint32_t>(from));
    if (leaf == nullptr) break;
    const std::lock_guard guard(leaf->lock);
    for (const Handle handle : leaf->records) {
      if (handle == 0) continue;
      const Record4& record = records_[handle];
      ++found[{record.subnet_id(), record.pool_id(), record.state()}];
    }
    from = std::uint64_t{leaf->first} + AddressMap4::fanout;
  }
  std::vector<LeaseCount4> counts;
  for (const auto& [key, leases] : found)
    counts.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), leases});
  return counts;
}

std::optional<Ipv4Address> LeaseTable4::next_free(Ipv4Range range, Ipv4Address start, WallTime now,
                                                  SkipAddress skip, const void* context) {
  const std::uint32_t first = range.first.value();
  const std::uint32_t last = range.last.value();
  const std::uint32_t from = range.contains(start) ? start.value() : first;
  const EndTime until = std::min(to_end_time(now), never - 1);
  std::optional<std::uint32_t> address = free_between(from, last, skip, context);
  if (!address && from > first) address = free_between(first, from - 1, skip, context);
  if (!address) address = ended_between(from, last, until, skip, context);
  if (!address && from > first) address = ended_between(first, from - 1, until, skip, context);
  if (!address) return std::nullopt;
  return Ipv4Address(*address);
}

std::optional<Ipv4Address> LeaseTable4::any_free(Ipv4Range range, std::uint64_t random, SkipAddress skip,
                                                 const void* context) const {
  const std::optional<std::uint32_t> address =
      map_.any_free({range.first.value(), range.last.value(), random, skip, context});
  if (!address) return std::nullopt;
  return Ipv4Address(*address);
}

std::optional<std::uint32_t> LeaseTable4::free_between(std::uint32_t first, std::uint32_t last,
                                                       SkipAddress skip, const void* context) const {
  while (true) {
    const std::optional<std::uint32_t> address = map_.first_free(first, last);
    if (!address || skip == nullptr || !skip(context, Ipv4Address(*address))) return address;
    if (*address == last) return std::nullopt;
    first = *address + 1;
  }
}

std::optional<std::uint32_t> LeaseTable4::ended_between(std::uint32_t first, std::uint32_t last, EndTime now,
                                                        SkipAddress skip, const void* context) {
  std::uint64_t from = first;
  while (from <= last) {
    Leaf* leaf = map_.first_ended(static_cast<std::uint32_t>(from), last, EndKind::waiting, now);
    if (leaf == nullptr) return std::nullopt;
    for (std::uint64_t ended = ended_in(*leaf, first, last, now); ended != 0; ended &= ended - 1) {
      const std::uint32_t address = leaf->first + static_cast<unsigned>(std::countr_zero(ended));
      if (skip == nullptr || !skip(context, Ipv4Address(address))) return address;
    }
    from = std::uint64_t{leaf->first} + AddressMap4::fanout;
  }
  return std::nullopt;
}

/// The addresses of a leaf in [first, last] whose lease has ended and is not being changed, as bits.
std::uint64_t LeaseTable4::ended_in(Leaf& leaf, std::uint32_t first, std::uint32_t last, EndTime now) {
  const std::lock_guard guard(leaf.lock);
  std::uint64_t ended = 0;
  for (unsigned i = 0; i < AddressMap4::fanout; ++i) {
    const std::uint32_t address = leaf.first + i;
    const bool fits = address >= first && address <= last && leaf.ends[i] <= now;
    ended = Leaf::with(ended, i, fits);
  }
  map_.tighten(leaf, EndKind::waiting);
  return ended & ~leaf.busy & ~leaf.reclaimed;
}

bool LeaseTable4::claim(Ipv4Address address, const std::optional<LeaseStamp>& expected) {
  Leaf& leaf = map_.make(address.value());
  const unsigned slot = AddressMap4::slot(address.value());
  const std::lock_guard guard(leaf.lock);
  if (Leaf::has(leaf.busy, slot)) return false;
  const Handle handle = leaf.records[slot];
  if ((handle != 0) != expected.has_value()) return false;
  if (handle != 0) {
    const Record4& record = records_[handle];
    const LeaseStamp current{record.client_last_transaction(), record.valid_lifetime(), record.state()};
    if (current != *expected) return false;
  }
  leaf.busy = Leaf::with(leaf.busy, slot, true);
  map_.set_taken(leaf, slot, true);
  return true;
}

void LeaseTable4::settle(Leaf& leaf, unsigned slot) {
  const Handle handle = leaf.records[slot];
  const bool busy = Leaf::has(leaf.busy, slot);
  if (handle == 0) {
    map_.set_end(leaf, slot, EndKind::waiting, never);
    map_.set_taken(leaf, slot, busy);
    return;
  }
  const Record4& record = records_[handle];
  const bool reclaimed = record.state() == LeaseState::expired_reclaimed;
  map_.set_end(leaf, slot, reclaimed ? EndKind::reclaimed : EndKind::waiting, end_of(record));
  map_.set_taken(leaf, slot, busy || (!reclaimed && record.state() != LeaseState::released));
  if (leaf.subnet == record.subnet_id()) return;
  leaf.mixed |= leaf.subnet != 0;
  leaf.subnet = record.subnet_id();
  subnets_.add(leaf.subnet);
}

// The claim makes this thread the only one to change the address, so its record may be read without the
// lock. A renewal changes no key and is written in place. Any other change is a new record, which enters the
// indexes before the leaf shows it and whose predecessor leaves them afterwards: a reader finds the old lease
// or the new one, never neither.
void LeaseTable4::put(const Lease4& lease) {
  const std::uint32_t address = lease.address.value();
  Leaf& leaf = *map_.find(address);
  const unsigned slot = AddressMap4::slot(address);
  const Handle old = leaf.records[slot];
  const bool in_place = old != 0 && same_keys(records_[old], lease);
  const Handle handle = in_place ? old : records_.take(address);
  if (!in_place) {
    records_[handle].assign(lease);
    add_to_indexes(handle);
  }
  {
    const std::lock_guard guard(leaf.lock);
    if (in_place)
      records_[handle].assign(lease);
    else
      leaf.records[slot] = handle;
    leaf.busy = Leaf::with(leaf.busy, slot, false);
    settle(leaf, slot);
  }
  if (in_place || old == 0) return;
  remove_from_indexes(old);
  records_.give_back(address, old);
}

void LeaseTable4::erase(Ipv4Address address) {
  Leaf& leaf = *map_.find(address.value());
  const unsigned slot = AddressMap4::slot(address.value());
  const Handle old = leaf.records[slot];
  {
    const std::lock_guard guard(leaf.lock);
    leaf.records[slot] = 0;
    leaf.busy = Leaf::with(leaf.busy, slot, false);
    settle(leaf, slot);
  }
  if (old == 0) return;
  remove_from_indexes(old);
  records_.give_back(address.value(), old);
}

void LeaseTable4::release(Ipv4Address address) {
  Leaf& leaf = *map_.find(address.value());
  const unsigned slot = AddressMap4::slot(address.value());
  const std::lock_guard guard(leaf.lock);
  leaf.busy = Leaf::with(leaf.busy, slot, false);
  settle(leaf, slot);
}

void LeaseTable4::load(const Lease4& lease) {
  const std::uint32_t address = lease.address.value();
  Leaf& leaf = map_.make(address);
  const unsigned slot = AddressMap4::slot(address);
  const std::lock_guard guard(leaf.lock);
  if (leaf.records[slot] == 0) leaf.records[slot] = records_.take(address);
  records_[leaf.records[slot]].assign(lease);
  settle(leaf, slot);
}

void LeaseTable4::unload(Ipv4Address address) {
  Leaf* leaf = map_.find(address.value());
  if (leaf == nullptr) return;
  const unsigned slot = AddressMap4::slot(address.value());
  const std::lock_guard guard(leaf->lock);
  if (leaf->records[slot] == 0) return;
  records_.give_back(address.value(), leaf->records[slot]);
  leaf->records[slot] = 0;
  settle(*leaf, slot);
}

// The indexes do not touch each other, so they are built side by side, as many at a time as there are
// processors.
void LeaseTable4::index_loaded() {
  constexpr std::size_t worth_threads = 10000;
  const unsigned processors = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t builders = size() < worth_threads ? 1 : std::min<std::size_t>(processors, key4_count);
  std::atomic<std::size_t> next{0};
  const auto build = [&] {
    for (std::size_t i = next++; i < key4_count; i = next++) build_index(static_cast<Key4>(i));
  };
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < builders; ++i) helpers.emplace_back(build);
  build();
}

void LeaseTable4::build_index(Key4 key) {
  indexes_[number(key)].build(records_.end(), [this, key](Handle handle) -> std::optional<std::uint64_t> {
    const Record4& record = records_[handle];
    return record.in_use() ? key_hash(record, key) : std::nullopt;
  });
}

}  // namespace dhcp::store
