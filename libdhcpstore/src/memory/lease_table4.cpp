#include "memory/lease_table4.hpp"

#include <algorithm>
#include <bit>
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
                {records_, Key4::client},
                {records_, Key4::hardware_in_subnet},
                {records_, Key4::hardware},
                {records_, Key4::hostname}}} {}

std::uint64_t LeaseTable4::in_subnet(std::uint64_t hash, SubnetId subnet_id) const {
  return mix(hash + 0x9e3779b97f4a7c15ull * (std::uint64_t{subnet_id} + 1));
}

LeaseTable4::Keys LeaseTable4::keys(ByteView hardware_address, ByteView client_id, ByteView hostname,
                                    SubnetId subnet_id) const {
  const std::uint64_t hardware = mix(hash_bytes(hardware_address, seed_));
  const std::uint64_t client = mix(hash_bytes(client_id, seed_));
  Keys result;
  result.hash = {in_subnet(client, subnet_id), client, in_subnet(hardware, subnet_id), hardware,
                 mix(hash_bytes(hostname, seed_))};
  result.present = {!client_id.empty(), !client_id.empty(), !hardware_address.empty(),
                    !hardware_address.empty(), !hostname.empty()};
  return result;
}

LeaseTable4::Keys LeaseTable4::keys(const Record4& record) const {
  return keys(record.hardware_address(), record.client_id(), record.hostname(), record.subnet_id());
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
bool LeaseTable4::latest(Key4 key, std::uint64_t hash, Lease4& lease, const Matches& matches) const {
  CandidateAddresses candidates;
  indexes_[number(key)].candidates(hash, candidates);
  bool found = false;
  const auto ends_later = [&lease](const Record4& record) {
    if (lease.infinite()) return false;
    return record.infinite() || record.expires() > lease.expires();
  };
  for (const std::uint32_t address : candidates) {
    Leaf* leaf = map_.find(address);
    const std::lock_guard guard(leaf->lock);
    const Handle handle = leaf->records[AddressMap4::slot(address)];
    if (handle == 0) continue;
    const Record4& record = records_[handle];
    if (!matches(record) || (found && !ends_later(record))) continue;
    record.copy_to(lease);
    found = true;
  }
  return found;
}

template <class Matches>
std::vector<Lease4> LeaseTable4::all(Key4 key, std::uint64_t hash, const Matches& matches) const {
  CandidateAddresses candidates;
  indexes_[number(key)].candidates(hash, candidates);
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

bool LeaseTable4::find_by_client_id(const ClientId& client_id, SubnetId subnet_id, Lease4& lease) const {
  if (client_id.empty()) return false;
  const std::uint64_t hash = in_subnet(mix(hash_bytes(client_id.view(), seed_)), subnet_id);
  return latest(Key4::client_in_subnet, hash, lease, [&](const Record4& record) {
    return record.subnet_id() == subnet_id && equal(record.client_id(), client_id.view());
  });
}

bool LeaseTable4::find_by_hardware_address(const HardwareAddress& address, SubnetId subnet_id,
                                           Lease4& lease) const {
  if (address.empty()) return false;
  const std::uint64_t hash = in_subnet(mix(hash_bytes(address.bytes.view(), seed_)), subnet_id);
  return latest(Key4::hardware_in_subnet, hash, lease, [&](const Record4& record) {
    return record.subnet_id() == subnet_id && equal(record.hardware_address(), address.bytes.view());
  });
}

std::vector<Lease4> LeaseTable4::list_by_client_id(const ClientId& client_id) const {
  return all(Key4::client, mix(hash_bytes(client_id.view(), seed_)),
             [&](const Record4& record) { return equal(record.client_id(), client_id.view()); });
}

std::vector<Lease4> LeaseTable4::list_by_hardware_address(const HardwareAddress& address) const {
  return all(Key4::hardware, mix(hash_bytes(address.bytes.view(), seed_)),
             [&](const Record4& record) { return equal(record.hardware_address(), address.bytes.view()); });
}

std::vector<Lease4> LeaseTable4::list_by_hostname(const Hostname& hostname) const {
  return all(Key4::hostname, mix(hash_bytes(hostname.view(), seed_)),
             [&](const Record4& record) { return equal(record.hostname(), hostname.view()); });
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

// Best first: what is looked at next is whatever may hold the earliest end. Nodes stand in the queue with
// their bounds, leases with their true ends; a lease that comes out on top ends before everything else.
std::vector<Lease4> LeaseTable4::ended(EndKind kind, WallTime now, std::size_t limit) {
  struct Item {
    EndTime end;
    std::uint32_t address;  // of the lease
    const AddressMap4::Inner* node;
    Leaf* leaf;
    // The greatest comes out first. Of equal ends a lease comes before a node, which need not be opened
    // then if the limit is reached.
    bool operator<(const Item& other) const {
      const bool mine = node == nullptr && leaf == nullptr;
      const bool theirs = other.node == nullptr && other.leaf == nullptr;
      return std::tuple(other.end, mine) < std::tuple(end, theirs);
    }
  };
  const EndTime until = std::min(to_end_time(now), never - 1);
  std::priority_queue<Item> queue;
  queue.push({0, 0, &map_.root(), nullptr});
  std::vector<Lease4> leases;
  while (!queue.empty() && leases.size() < limit) {
    const Item item = queue.top();
    queue.pop();
    if (item.node != nullptr) {
      for (unsigned i = 0; i < AddressMap4::fanout; ++i) {
        const EndTime bound =
            item.node->earliest[static_cast<std::size_t>(kind)][i].load(std::memory_order_acquire);
        if (bound > until) continue;
        void* child = item.node->children[i].load(std::memory_order_acquire);
        if (item.node->shift == AddressMap4::fanout_bits)
          queue.push({bound, 0, nullptr, static_cast<Leaf*>(child)});
        else
          queue.push({bound, 0, static_cast<AddressMap4::Inner*>(child), nullptr});
      }
    } else if (item.leaf != nullptr) {
      const std::lock_guard guard(item.leaf->lock);
      for (unsigned i = 0; i < AddressMap4::fanout; ++i)
        if (Leaf::has(item.leaf->reclaimed, i) == (kind == EndKind::reclaimed) && item.leaf->ends[i] <= until)
          queue.push({item.leaf->ends[i], item.leaf->first + i, nullptr, nullptr});
      map_.tighten(*item.leaf, kind);
    } else {
      Lease4& lease = leases.emplace_back();
      const bool still = find(Ipv4Address(item.address), lease) && lease.expired(now) &&
                         (lease.state == LeaseState::expired_reclaimed) == (kind == EndKind::reclaimed);
      if (!still) leases.pop_back();
    }
  }
  return leases;
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
  if (leaf.subnet == 0)
    leaf.subnet = record.subnet_id();
  else if (leaf.subnet != record.subnet_id())
    leaf.mixed = true;
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
    const Keys added = keys(records_[handle]);
    for (std::size_t i = 0; i < key4_count; ++i)
      if (added.present[i]) indexes_[i].add(added.hash[i], handle);
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
  const Keys removed = keys(records_[old]);
  for (std::size_t i = 0; i < key4_count; ++i)
    if (removed.present[i]) indexes_[i].remove(removed.hash[i], old);
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
  const Keys removed = keys(records_[old]);
  for (std::size_t i = 0; i < key4_count; ++i)
    if (removed.present[i]) indexes_[i].remove(removed.hash[i], old);
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

// The indexes do not touch each other, so each is built by a thread of its own.
void LeaseTable4::index_loaded() {
  constexpr std::size_t worth_threads = 10000;
  if (size() < worth_threads) {
    for (std::size_t i = 0; i < key4_count; ++i) index_loaded_by(indexes_[i], static_cast<Key4>(i));
    return;
  }
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < key4_count; ++i)
    threads.emplace_back([this, i] { index_loaded_by(indexes_[i], static_cast<Key4>(i)); });
}

// Hashes run a few records ahead of the table, so that its memory is there when it is needed.
void LeaseTable4::index_loaded_by(KeyIndex& index, Key4 key) {
  constexpr std::size_t ahead = 32;
  struct Pending {
    std::uint64_t hash;
    Handle handle;
  };
  std::array<Pending, ahead> pending;
  std::size_t count = 0;
  const auto drain = [&] {
    for (std::size_t i = 0; i < count; ++i) index.add(pending[i].hash, pending[i].handle);
    count = 0;
  };
  const Handle end = records_.end();
  for (Handle handle = 1; handle < end; ++handle) {
    const Record4& record = records_[handle];
    if (!record.in_use()) continue;
    const Keys found = keys(record);
    if (!found.present[number(key)]) continue;
    const std::uint64_t hash = found.hash[number(key)];
    index.prefetch(hash);
    pending[count++] = {hash, handle};
    if (count == ahead) drain();
  }
  drain();
}

}  // namespace dhcp::store
