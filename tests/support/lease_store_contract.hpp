/// @file
/// What every store of DHCPv4 leases must do, as test cases over a *rig*: a default-constructible type with
///   LeaseStore4& store();
///   void pump();   // flushes worker 0 and runs what was posted to it meanwhile
/// Instantiate with `LEASE_STORE_CONTRACT(Rig)` in one file of a test program.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "dhcpcore/lease_store.hpp"
#include "support/run.hpp"

namespace dhcp::test {

inline Ipv4Address ip(const char* text) {
  const auto address = Ipv4Address::parse(text);
  REQUIRE(address);
  return *address;
}

inline HardwareAddress hardware(std::uint64_t number) {
  std::uint8_t bytes[6];
  for (std::size_t i = 6; i-- > 0; number >>= 8) bytes[i] = static_cast<std::uint8_t>(number);
  return {HardwareAddress::ethernet, BoundedBytes<20>(ByteView(bytes))};
}

inline ClientId client(std::string_view text) {
  return ClientId(as_bytes(text));
}

/// A plain lease of subnet 1 that began at second 1000 and lasts 3600.
inline Lease4 lease(Ipv4Address address, std::uint64_t number) {
  Lease4 l;
  l.address = address;
  l.hardware_address = hardware(number);
  l.client_id = client("c" + std::to_string(number));
  l.valid_lifetime = 3600;
  l.client_last_transaction = 1000;
  l.subnet_id = 1;
  l.hostname = Hostname(as_bytes("h" + std::to_string(number)));
  return l;
}

inline LeaseChange4 put(const Lease4& l, std::optional<LeaseStamp> expected = std::nullopt) {
  LeaseChange4 change;
  change.lease = l;
  change.expected = expected;
  return change;
}
inline LeaseChange4 replace(const Lease4& before, const Lease4& after) {
  return put(after, stamp(before));
}
inline LeaseChange4 erase(const Lease4& l) {
  LeaseChange4 change = put(l, stamp(l));
  change.kind = ChangeKind::erase;
  return change;
}

/// A rig with one worker's waits.
template <class Rig>
class Bench {
 public:
  Rig rig;
  WaitTable waits{0, 4096};

  LeaseStore4& store() { return rig.store(); }
  WaitToken open() {
    WaitToken token;
    REQUIRE(waits.open(SteadyTime::max(), token));
    return token;
  }
  std::vector<ChangeOutcome> commit(std::vector<LeaseChange4> changes) {
    const WaitToken token = open();
    store().commit(changes, waits, token);
    while (waits.is_open(token)) rig.pump();
    waits.close(token);
    std::vector<ChangeOutcome> outcomes;
    for (const LeaseChange4& change : changes) outcomes.push_back(change.outcome);
    return outcomes;
  }
  ChangeOutcome commit(const LeaseChange4& change) { return commit(std::vector{change}).front(); }
  void add(const Lease4& l) { REQUIRE(commit(put(l)) == ChangeOutcome::stored); }
  std::optional<Lease4> find(Ipv4Address address) {
    Lease4 found;
    if (!run(store().find(address, found))) return std::nullopt;
    return found;
  }
  std::optional<Ipv4Address> next_free(Ipv4Range range, Ipv4Address start, WallTime now = 1000,
                                       SkipAddress skip = nullptr, const void* context = nullptr) {
    return run(store().next_free(range, start, now, skip, context));
  }
};

inline std::vector<Ipv4Address> addresses(const std::vector<Lease4>& leases) {
  std::vector<Ipv4Address> result;
  for (const Lease4& l : leases) result.push_back(l.address);
  return result;
}

template <class Rig>
void a_lease_comes_back_as_it_was_put() {
  Bench<Rig> bench;
  Lease4 full = lease(ip("192.0.2.7"), 7);
  full.pool_id = 9;
  full.fqdn_forward = true;
  full.fqdn_reverse = true;
  full.state = LeaseState::declined;
  full.hostname = Hostname(as_bytes(std::string(250, 'h')));
  full.client_id = ClientId(as_bytes(std::string(255, '\xff')));
  full.user_context = R"({ "a": [ 1, 2 ], "b": "x,y" })";
  Lease4 bare;
  bare.address = ip("192.0.2.8");
  bare.valid_lifetime = infinite_lifetime;
  bare.client_last_transaction = 5;
  bare.subnet_id = 4294967294u;
  bench.add(full);
  bench.add(bare);
  CHECK(bench.find(full.address) == full);
  CHECK(bench.find(bare.address) == bare);
  CHECK(bench.store().size() == 2);

  Lease4 shrunk = lease(full.address, 7);
  CHECK(bench.commit(replace(full, shrunk)) == ChangeOutcome::stored);
  CHECK(bench.find(full.address) == shrunk);
  CHECK_FALSE(bench.find(ip("192.0.2.9")));
}

template <class Rig>
void a_change_needs_the_address_as_expected() {
  Bench<Rig> bench;
  const Lease4 first = lease(ip("192.0.2.7"), 7);
  Lease4 renewed = first;
  renewed.client_last_transaction += 60;
  CHECK(bench.commit(replace(first, renewed)) == ChangeOutcome::conflict);  // nothing there
  CHECK(bench.commit(put(first)) == ChangeOutcome::stored);
  CHECK(bench.commit(put(lease(first.address, 8))) == ChangeOutcome::conflict);  // somebody's
  CHECK(bench.commit(replace(renewed, first)) == ChangeOutcome::conflict);       // another version
  CHECK(bench.find(first.address) == first);
  CHECK(bench.commit(replace(first, renewed)) == ChangeOutcome::stored);
  CHECK(bench.commit(erase(first)) == ChangeOutcome::conflict);
  CHECK(bench.commit(erase(renewed)) == ChangeOutcome::stored);
  CHECK_FALSE(bench.find(first.address));
  CHECK(bench.store().size() == 0);
}

template <class Rig>
void each_change_has_its_own_outcome() {
  Bench<Rig> bench;
  const Lease4 there = lease(ip("192.0.2.1"), 1);
  bench.add(there);
  const auto outcomes = bench.commit(
      {put(lease(ip("192.0.2.2"), 2)), put(lease(ip("192.0.2.1"), 3)), put(lease(ip("192.0.2.4"), 4))});
  CHECK(outcomes == std::vector{ChangeOutcome::stored, ChangeOutcome::conflict, ChangeOutcome::stored});
  CHECK(bench.find(ip("192.0.2.1")) == there);
  CHECK(bench.find(ip("192.0.2.4")));
}

template <class Rig>
void a_client_is_found_in_its_subnet_by_the_lease_that_ends_last() {
  Bench<Rig> bench;
  Lease4 early = lease(ip("192.0.2.1"), 1);
  Lease4 late = lease(ip("192.0.2.2"), 1);
  late.valid_lifetime = 7200;
  Lease4 elsewhere = lease(ip("198.51.100.1"), 1);
  elsewhere.subnet_id = 2;
  elsewhere.valid_lifetime = infinite_lifetime;
  for (const Lease4& l : {early, late, elsewhere}) bench.add(l);

  Lease4 found;
  CHECK(run(bench.store().find_by_client_id(client("c1"), 1, found)));
  CHECK(found == late);
  CHECK(run(bench.store().find_by_hardware_address(hardware(1), 2, found)));
  CHECK(found == elsewhere);
  CHECK_FALSE(run(bench.store().find_by_client_id(client("c1"), 3, found)));
  CHECK_FALSE(run(bench.store().find_by_client_id(client("c2"), 1, found)));
  CHECK_FALSE(run(bench.store().find_by_client_id(ClientId(), 1, found)));
  CHECK_FALSE(run(bench.store().find_by_hardware_address(HardwareAddress(), 1, found)));

  const std::vector everywhere{early.address, late.address, elsewhere.address};
  CHECK(addresses(run(bench.store().list_by_client_id(client("c1")))) == everywhere);
  CHECK(addresses(run(bench.store().list_by_hardware_address(hardware(1)))) == everywhere);
  CHECK(addresses(run(bench.store().list_by_hostname(Hostname(as_bytes("h1"))))) == everywhere);
  const std::vector in_one{early.address, late.address};
  CHECK(addresses(run(bench.store().list_by_hardware_address(hardware(1), 1))) == in_one);
  CHECK(run(bench.store().list_by_hardware_address(hardware(1), 3)).empty());
}

template <class Rig>
void what_is_expected_is_not_changed_by_it() {
  Bench<Rig> bench;
  const Lease4 there = lease(ip("192.0.2.1"), 1);
  bench.store().expect_client(1, there.client_id, there.hardware_address);
  bench.store().expect_address(there.address);
  CHECK(bench.store().size() == 0);
  bench.add(there);
  bench.store().expect_client(1, there.client_id, {});
  bench.store().expect_client(2, {}, there.hardware_address);
  for (const char* const address : {"192.0.2.1", "192.0.2.2", "0.0.0.0", "255.255.255.255"})
    bench.store().expect_address(ip(address));
  CHECK(bench.store().size() == 1);
  CHECK(bench.find(there.address) == there);
}

template <class Rig>
void a_lease_that_changes_hands_is_found_under_its_new_keys_only() {
  Bench<Rig> bench;
  const Lease4 before = lease(ip("192.0.2.1"), 1);
  Lease4 after = lease(ip("192.0.2.1"), 2);
  after.subnet_id = 5;
  bench.add(before);
  REQUIRE(bench.commit(replace(before, after)) == ChangeOutcome::stored);
  Lease4 found;
  CHECK_FALSE(run(bench.store().find_by_client_id(client("c1"), 1, found)));
  CHECK_FALSE(run(bench.store().find_by_hardware_address(hardware(1), 1, found)));
  CHECK(run(bench.store().list_by_hostname(Hostname(as_bytes("h1")))).empty());
  CHECK(run(bench.store().find_by_client_id(client("c2"), 5, found)));
  CHECK(found == after);
  REQUIRE(bench.commit(erase(after)) == ChangeOutcome::stored);
  CHECK_FALSE(run(bench.store().find_by_client_id(client("c2"), 5, found)));
  CHECK(run(bench.store().list_by_client_id(client("c2"))).empty());
}

template <class Rig>
void pages_run_through_all_leases_in_order() {
  Bench<Rig> bench;
  std::vector<Ipv4Address> all;
  std::vector<Ipv4Address> odd;
  for (std::uint32_t i = 0; i < 500; ++i) {
    Lease4 l = lease(Ipv4Address(0x0a000000u + i * 37), i);
    l.subnet_id = i % 2 + 1;
    bench.add(l);
    all.push_back(l.address);
    if (l.subnet_id == 2) odd.push_back(l.address);
  }
  bench.add(lease(Ipv4Address::broadcast(), 999));
  all.push_back(Ipv4Address::broadcast());
  const auto walk = [&](SubnetId subnet_id) {
    std::vector<Ipv4Address> seen;
    LeasePage4 page{subnet_id, Ipv4Address(), 7};
    while (true) {
      const auto leases = run(bench.store().list_page(page));
      if (leases.empty()) return seen;
      CHECK(leases.size() <= 7);
      for (const Lease4& l : leases) seen.push_back(l.address);
      page.after = seen.back();
    }
  };
  CHECK(walk(0) == all);
  CHECK(walk(2) == odd);
  CHECK(walk(3).empty());
}

template <class Rig>
void expired_leases_come_longest_ended_first() {
  Bench<Rig> bench;
  std::mt19937 random(7);
  std::map<std::pair<WallTime, Ipv4Address>, Lease4> waiting;
  for (std::uint32_t i = 0; i < 400; ++i) {
    Lease4 l = lease(Ipv4Address(0x0a000000u + i * 91), i);
    l.valid_lifetime = i % 10 == 0 ? infinite_lifetime : static_cast<std::uint32_t>(random() % 50 + 1);
    l.state = static_cast<LeaseState>(random() % 4);
    bench.add(l);
    if (!l.infinite() && l.state != LeaseState::expired_reclaimed) waiting[{l.expires(), l.address}] = l;
  }
  // Renewals move some away, and the order must hold for those that are left.
  for (auto it = waiting.begin(); it != waiting.end();) {
    if (random() % 3 != 0) {
      ++it;
      continue;
    }
    Lease4 renewed = it->second;
    renewed.client_last_transaction += static_cast<WallTime>(random() % 100);
    REQUIRE(bench.commit(replace(it->second, renewed)) == ChangeOutcome::stored);
    it = waiting.erase(it);
    if (renewed.expires() <= 1030) waiting[{renewed.expires(), renewed.address}] = renewed;
  }
  std::set<std::pair<WallTime, Ipv4Address>> expected;
  for (const auto& [key, l] : waiting)
    if (l.expires() <= 1030) expected.insert(key);
  std::set<std::pair<WallTime, Ipv4Address>> seen;
  WallTime before = 0;
  for (const Lease4& l : run(bench.store().expired(1030, 1000))) {
    CHECK(l.expires() >= before);
    before = l.expires();
    seen.insert({l.expires(), l.address});
  }
  CHECK(seen == expected);
  CHECK(expected.size() > 50);
  CHECK(run(bench.store().expired(1030, 3)).size() == 3);
  CHECK(run(bench.store().expired(1000, 1000)).empty());
}

template <class Rig>
void reclaimed_leases_are_listed_apart_from_those_that_wait() {
  Bench<Rig> bench;
  const Lease4 held = lease(ip("192.0.2.1"), 1);
  bench.add(held);
  CHECK(addresses(run(bench.store().expired(10000, 10))) == std::vector{held.address});
  CHECK(run(bench.store().reclaimed(10000, 10)).empty());
  Lease4 reclaimed = held;
  reclaimed.state = LeaseState::expired_reclaimed;
  REQUIRE(bench.commit(replace(held, reclaimed)) == ChangeOutcome::stored);
  CHECK(run(bench.store().expired(10000, 10)).empty());
  CHECK(addresses(run(bench.store().reclaimed(4600, 10))) == std::vector{held.address});
  CHECK(run(bench.store().reclaimed(4599, 10)).empty());
  REQUIRE(bench.commit(erase(reclaimed)) == ChangeOutcome::stored);
  CHECK(run(bench.store().reclaimed(10000, 10)).empty());
}

template <class Rig>
void leases_are_counted_by_subnet_pool_and_state() {
  Bench<Rig> bench;
  using Key = std::tuple<SubnetId, std::uint32_t, LeaseState>;
  const auto counts = [&] {
    std::map<Key, std::uint64_t> found;
    for (const LeaseCount4& c : bench.store().counts()) {
      CHECK(c.leases != 0);
      CHECK(found.emplace(Key{c.subnet_id, c.pool_id, c.state}, c.leases).second);
    }
    return found;
  };
  CHECK(counts().empty());
  for (std::uint32_t i = 0; i < 300; ++i) {
    Lease4 l = lease(Ipv4Address(0x0a000000u + i), i);
    l.subnet_id = 1 + i % 2;
    l.pool_id = i % 3;
    bench.add(l);
  }
  Lease4 declined = *bench.find(Ipv4Address(0x0a000000u));
  declined.state = LeaseState::declined;
  REQUIRE(bench.commit(replace(*bench.find(declined.address), declined)) == ChangeOutcome::stored);
  REQUIRE(bench.commit(erase(*bench.find(Ipv4Address(0x0a000001u)))) == ChangeOutcome::stored);
  std::map<Key, std::uint64_t> expected;
  for (std::uint32_t i = 2; i < 300; ++i) ++expected[{1 + i % 2, i % 3, LeaseState::assigned}];
  expected[{1, 0, LeaseState::declined}] = 1;
  CHECK(counts() == expected);
}

template <class Rig>
void next_free_prefers_the_start_then_wraps_then_takes_what_has_ended() {
  Bench<Rig> bench;
  const Ipv4Range range{ip("192.0.2.10"), ip("192.0.2.12")};
  CHECK(bench.next_free(range, ip("192.0.2.11")) == ip("192.0.2.11"));
  CHECK(bench.next_free(range, ip("192.0.2.99")) == ip("192.0.2.10"));
  Lease4 eleven = lease(ip("192.0.2.11"), 11);
  Lease4 twelve = lease(ip("192.0.2.12"), 12);
  bench.add(eleven);
  bench.add(twelve);
  CHECK(bench.next_free(range, ip("192.0.2.11")) == ip("192.0.2.10"));
  const auto is_ten = [](const void*, Ipv4Address a) { return a == Ipv4Address(192, 0, 2, 10); };
  CHECK_FALSE(bench.next_free(range, ip("192.0.2.11"), 1000, is_ten));
  CHECK(bench.next_free(range, ip("192.0.2.12"), 4600, is_ten) == ip("192.0.2.12"));

  bench.add(lease(ip("192.0.2.10"), 10));
  CHECK_FALSE(bench.next_free(range, ip("192.0.2.10"), 4599));
  Lease4 released = eleven;
  released.state = LeaseState::released;
  REQUIRE(bench.commit(replace(eleven, released)) == ChangeOutcome::stored);
  CHECK(bench.next_free(range, ip("192.0.2.12"), 4600) == ip("192.0.2.11"));  // free beats ended
  Lease4 reclaimed = twelve;
  reclaimed.state = LeaseState::expired_reclaimed;
  REQUIRE(bench.commit(replace(twelve, reclaimed)) == ChangeOutcome::stored);
  CHECK(bench.next_free(range, ip("192.0.2.12")) == ip("192.0.2.12"));
}

template <class Rig>
void any_free_finds_each_free_address_by_chance_and_no_other() {
  Bench<Rig> bench;
  const Ipv4Range range{Ipv4Address(0x0a00ffd5u), Ipv4Address(0x0a010037u)};  // 99 addresses
  std::set<std::uint32_t> free;
  const auto open = [&](std::uint32_t address, LeaseState state) {
    const Lease4 before = *bench.find(Ipv4Address(address));
    Lease4 after = before;
    after.state = state;
    REQUIRE(bench.commit(replace(before, after)) == ChangeOutcome::stored);
    free.insert(address);
  };
  for (std::uint32_t address = 0x0a00ff00u; address <= 0x0a0100ffu; ++address)
    if (address != 0x0a010000u) bench.add(lease(Ipv4Address(address), address));
  free.insert(0x0a010000u);
  open(0x0a00ffd5u, LeaseState::released);
  open(0x0a010037u, LeaseState::expired_reclaimed);
  open(0x0a00fff0u, LeaseState::released);
  std::mt19937_64 random(7);
  const auto pick = [&](SkipAddress skip = nullptr) {
    return run(bench.store().any_free(range, random(), skip, nullptr));
  };
  std::map<std::uint32_t, int> found;
  for (int i = 0; i < 400; ++i) ++found[pick().value().value()];
  CHECK(found.size() == free.size());
  for (const auto& [address, times] : found) {
    CHECK(free.contains(address));
    CHECK(times > 10);
  }
  const SkipAddress below = [](const void*, Ipv4Address a) { return a < Ipv4Address(0x0a010001u); };
  for (int i = 0; i < 50; ++i) CHECK(pick(below) == Ipv4Address(0x0a010037u));
  CHECK_FALSE(pick([](const void*, Ipv4Address) { return true; }));
  // Leases that have ended are not free.
  CHECK_FALSE(
      run(bench.store().any_free({Ipv4Address(0x0a00ff00u), Ipv4Address(0x0a00ff0fu)}, 1, nullptr, nullptr)));
  // Addresses that nobody ever had are.
  CHECK(run(bench.store().any_free({Ipv4Address(0), Ipv4Address(0xffffffffu)}, random(), nullptr, nullptr)));
}

template <class Rig>
void next_free_agrees_with_a_naive_search() {
  Bench<Rig> bench;
  std::mt19937 random(42);
  const std::uint32_t base = 0x0a00ff80u;  // crosses a boundary of the tree at every level below a /8
  constexpr std::uint32_t span = 300;
  std::map<std::uint32_t, Lease4> model;
  const auto skips = [](const void* context, Ipv4Address a) {
    return static_cast<const std::set<std::uint32_t>*>(context)->contains(a.value());
  };
  for (int round = 0; round < 1500; ++round) {
    const std::uint32_t address = base + static_cast<std::uint32_t>(random() % span);
    const auto there = model.find(address);
    Lease4 next = lease(Ipv4Address(address), address);
    next.valid_lifetime = static_cast<std::uint32_t>(1 + random() % 1000);
    next.state = random() % 8 == 0 ? static_cast<LeaseState>(random() % 4) : LeaseState::assigned;
    const auto expected = there == model.end() ? std::nullopt : std::optional(stamp(there->second));
    if (random() % 10 == 0 && there != model.end()) {
      REQUIRE(bench.commit(erase(there->second)) == ChangeOutcome::stored);
      model.erase(there);
    } else {
      REQUIRE(bench.commit(put(next, expected)) == ChangeOutcome::stored);
      model[address] = next;
    }
    const std::uint32_t first = base + static_cast<std::uint32_t>(random() % (span - 1));
    const std::uint32_t last = first + static_cast<std::uint32_t>(random() % (base + span - first));
    const std::uint32_t start = first + static_cast<std::uint32_t>(random() % (last - first + 1));
    const WallTime now = 1000 + static_cast<WallTime>(random() % 900);
    std::set<std::uint32_t> skipped;
    for (unsigned i = 0; i < random() % 20; ++i)
      skipped.insert(base + static_cast<std::uint32_t>(random() % span));

    const auto naive = [&]() -> std::optional<Ipv4Address> {
      for (const bool ended : {false, true})
        for (std::uint64_t i = 0; i <= last - first; ++i) {
          std::uint32_t a = start + static_cast<std::uint32_t>(i);
          if (a > last) a = first + (a - last - 1);
          if (skipped.contains(a)) continue;
          const auto at = model.find(a);
          const bool open = at == model.end() || at->second.state == LeaseState::expired_reclaimed ||
                            at->second.state == LeaseState::released;
          if (open || (ended && at->second.expired(now))) return Ipv4Address(a);
        }
      return std::nullopt;
    };
    const Ipv4Range range{Ipv4Address(first), Ipv4Address(last)};
    REQUIRE(bench.next_free(range, Ipv4Address(start), now, skips, &skipped) == naive());
  }
}

template <class Rig>
void a_wait_that_was_given_up_is_left_alone() {
  Bench<Rig> bench;
  std::vector<LeaseChange4> changes{put(lease(ip("192.0.2.1"), 1))};
  const WaitToken token = bench.open();
  bench.waits.close(token);
  bench.store().commit(changes, bench.waits, token);
  while (bench.waits.stale() == 0) bench.rig.pump();
  CHECK(changes[0].outcome == ChangeOutcome::pending);
  CHECK(bench.find(ip("192.0.2.1")));
}

}  // namespace dhcp::test

#define LEASE_STORE_CONTRACT(Rig)                                                          \
  TEST_CASE(#Rig ": a lease comes back as it was put") {                                   \
    ::dhcp::test::a_lease_comes_back_as_it_was_put<Rig>();                                 \
  }                                                                                        \
  TEST_CASE(#Rig ": a change needs the address as expected") {                             \
    ::dhcp::test::a_change_needs_the_address_as_expected<Rig>();                           \
  }                                                                                        \
  TEST_CASE(#Rig ": each change has its own outcome") {                                    \
    ::dhcp::test::each_change_has_its_own_outcome<Rig>();                                  \
  }                                                                                        \
  TEST_CASE(#Rig ": a client is found in its subnet by the lease that ends last") {        \
    ::dhcp::test::a_client_is_found_in_its_subnet_by_the_lease_that_ends_last<Rig>();      \
  }                                                                                        \
  TEST_CASE(#Rig ": what is expected is not changed by it") {                              \
    ::dhcp::test::what_is_expected_is_not_changed_by_it<Rig>();                            \
  }                                                                                        \
  TEST_CASE(#Rig ": a lease that changes hands is found under its new keys only") {        \
    ::dhcp::test::a_lease_that_changes_hands_is_found_under_its_new_keys_only<Rig>();      \
  }                                                                                        \
  TEST_CASE(#Rig ": pages run through all leases in order") {                              \
    ::dhcp::test::pages_run_through_all_leases_in_order<Rig>();                            \
  }                                                                                        \
  TEST_CASE(#Rig ": expired leases come longest ended first") {                            \
    ::dhcp::test::expired_leases_come_longest_ended_first<Rig>();                          \
  }                                                                                        \
  TEST_CASE(#Rig ": reclaimed leases are listed apart from those that wait") {             \
    ::dhcp::test::reclaimed_leases_are_listed_apart_from_those_that_wait<Rig>();           \
  }                                                                                        \
  TEST_CASE(#Rig ": leases are counted by subnet, pool and state") {                       \
    ::dhcp::test::leases_are_counted_by_subnet_pool_and_state<Rig>();                      \
  }                                                                                        \
  TEST_CASE(#Rig ": next_free prefers the start, then wraps, then takes what has ended") { \
    ::dhcp::test::next_free_prefers_the_start_then_wraps_then_takes_what_has_ended<Rig>(); \
  }                                                                                        \
  TEST_CASE(#Rig ": any_free finds each free address by chance, and no other") {           \
    ::dhcp::test::any_free_finds_each_free_address_by_chance_and_no_other<Rig>();          \
  }                                                                                        \
  TEST_CASE(#Rig ": next_free agrees with a naive search") {                               \
    ::dhcp::test::next_free_agrees_with_a_naive_search<Rig>();                             \
  }                                                                                        \
  TEST_CASE(#Rig ": a wait that was given up is left alone") {                             \
    ::dhcp::test::a_wait_that_was_given_up_is_left_alone<Rig>();                           \
  }
