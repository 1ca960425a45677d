#include "dhcpcore/overlay_lease_store.hpp"

#include <doctest/doctest.h>

#include "dhcpstore/memory_store.hpp"
#include "support/lease_store_contract.hpp"

namespace {

using namespace dhcp;
using dhcp::test::ip;
using dhcp::test::run;

class OverlayRig {
 public:
  LeaseStore4& store() { return overlay_; }
  void pump() { overlay_.flush(0); }

 private:
  std::unique_ptr<LeaseStore4> base_ = store::make_memory_store4();
  OverlayLeaseStore4 overlay_{*base_};
};

LEASE_STORE_CONTRACT(OverlayRig)

class Layers {
 public:
  Layers() : plain(store::make_memory_store4()), base(store::make_memory_store4()), overlay(*base) {}

  ChangeOutcome commit(LeaseStore4& in, LeaseChange4 change) {
    WaitToken token;
    REQUIRE(waits.open(SteadyTime::max(), token));
    in.commit({&change, 1}, waits, token);
    waits.close(token);
    return change.outcome;
  }

  std::unique_ptr<LeaseStore4> plain;  ///< has everything
  std::unique_ptr<LeaseStore4> base;   ///< has what came first
  OverlayLeaseStore4 overlay;          ///< has the rest
  WaitTable waits{0, 4};
};

/// A change that the store will take, more often than not; on 32 addresses, of 8 clients in 2 subnets.
LeaseChange4 random_change(std::mt19937& random, LeaseStore4& in, WallTime now) {
  const auto below = [&](std::uint32_t bound) { return static_cast<std::uint32_t>(random() % bound); };
  LeaseChange4 change;
  change.lease = test::lease(Ipv4Address(ip("192.0.2.0").value() + below(32)), below(8));
  change.lease.subnet_id = 1 + below(2);
  change.lease.state = static_cast<LeaseState>(below(4));
  change.lease.valid_lifetime = below(8) == 0 ? infinite_lifetime : 1 + below(50);
  change.lease.client_last_transaction = now - 25;
  change.kind = below(4) == 0 ? ChangeKind::erase : ChangeKind::put;
  Lease4 current;
  if (run(in.find(change.lease.address, current)) && below(10) != 0) change.expected = stamp(current);
  return change;
}

bool is_odd(const void*, Ipv4Address address) {
  return address.value() % 2 == 1;
}

void check_equal(LeaseStore4& a, LeaseStore4& b, WallTime now, std::uint32_t some) {
  CHECK(a.size() == b.size());
  for (const std::size_t limit : {3u, 1000u}) {
    CHECK(run(a.list_page({some % 3, ip("192.0.2.5"), limit})) ==
          run(b.list_page({some % 3, ip("192.0.2.5"), limit})));
    CHECK(run(a.expired(now, limit)).size() == run(b.expired(now, limit)).size());
    CHECK(run(a.reclaimed(now, limit)).size() == run(b.reclaimed(now, limit)).size());
  }
  const Lease4 key = test::lease({}, some % 8);
  CHECK(run(a.list_by_client_id(key.client_id)) == run(b.list_by_client_id(key.client_id)));
  CHECK(run(a.list_by_hardware_address(key.hardware_address)) ==
        run(b.list_by_hardware_address(key.hardware_address)));
  CHECK(run(a.list_by_hostname(key.hostname)) == run(b.list_by_hostname(key.hostname)));
  Lease4 in_a, in_b;
  const bool found = run(a.find_by_client_id(key.client_id, 1, in_a));
  CHECK(found == run(b.find_by_client_id(key.client_id, 1, in_b)));
  if (found) CHECK(in_a.infinite() == in_b.infinite());
  if (found && !in_a.infinite()) CHECK(in_a.expires() == in_b.expires());

  const Ipv4Range range{ip("192.0.2.3"), ip("192.0.2.12")};
  const Ipv4Address start(range.first.value() + some % 12);
  CHECK(run(a.next_free(range, start, now, is_odd, nullptr)) ==
        run(b.next_free(range, start, now, is_odd, nullptr)));
  CHECK(run(a.next_free(range, start, 0, nullptr, nullptr)) ==
        run(b.next_free(range, start, 0, nullptr, nullptr)));
}

TEST_CASE("a store with an overlay reads like one store that has had all changes") {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    Layers layers;
    WallTime now = 1000;
    for (unsigned round = 0; round < 60; ++round, ++now) {
      LeaseStore4& second = round < 30 ? *layers.base : layers.overlay;
      const LeaseChange4 change = random_change(random, *layers.plain, now);
      REQUIRE(layers.commit(*layers.plain, change) == layers.commit(second, change));
      if (round >= 30) check_equal(*layers.plain, layers.overlay, now, static_cast<std::uint32_t>(random()));
    }
  }
}

TEST_CASE("an overlay leaves what is under it as it is") {
  Layers layers;
  const Lease4 one = test::lease(ip("192.0.2.1"), 1);
  REQUIRE(layers.commit(*layers.base, test::put(one)) == ChangeOutcome::stored);
  Lease4 moved = one;
  moved.valid_lifetime = 7;
  CHECK(layers.commit(layers.overlay, test::replace(one, moved)) == ChangeOutcome::stored);
  CHECK(layers.commit(layers.overlay, test::put(test::lease(ip("192.0.2.2"), 2))) == ChangeOutcome::stored);
  CHECK(layers.overlay.size() == 2);
  CHECK(layers.base->size() == 1);
  Lease4 found;
  REQUIRE(run(layers.base->find(one.address, found)));
  CHECK(found == one);
}

}  // namespace
