#include "dhcpcore/address_claim.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace dhcp {
namespace {

constexpr Ipv4Address a(192, 0, 2, 1);
constexpr Ipv4Address b(192, 0, 2, 2);

TEST_CASE("an address is claimed once until the claim is given up") {
  AddressClaims4 claims;
  AddressClaim4 first = claims.claim(a);
  REQUIRE(first);
  CHECK(first.address() == a);
  CHECK(claims.claimed(a));
  CHECK_FALSE(claims.claim(a));
  CHECK(claims.claim(b));
  CHECK_FALSE(claims.claimed(b));  // that one was a temporary
  first.release();
  CHECK_FALSE(claims.claimed(a));
  first.release();
  CHECK(claims.claim(a));
}

TEST_CASE("a claim moves with its holder and ends what the new holder had") {
  AddressClaims4 claims;
  AddressClaim4 holder = claims.claim(a);
  {
    AddressClaim4 other = claims.claim(b);
    holder = std::move(other);
  }
  CHECK_FALSE(claims.claimed(a));
  CHECK(claims.claimed(b));
  AddressClaim4& self = holder;
  holder = std::move(self);
  CHECK(claims.claimed(b));
}

TEST_CASE("of threads that want the same addresses each gets what nobody else has") {
  AddressClaims4 claims;
  std::atomic<int> holders[64] = {};
  std::atomic<bool> shared{false};
  const auto work = [&](unsigned start) {
    for (unsigned i = 0; i < 20'000; ++i) {
      const unsigned n = (start + i * 7) % 64;
      const AddressClaim4 claim = claims.claim(Ipv4Address(0x0a000000u + n));
      if (!claim) continue;
      if (holders[n].fetch_add(1) != 0) shared = true;
      holders[n].fetch_sub(1);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 4; ++t) threads.emplace_back(work, t);
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(shared);
  for (unsigned n = 0; n < 64; ++n) CHECK_FALSE(claims.claimed(Ipv4Address(0x0a000000u + n)));
}

}  // namespace
}  // namespace dhcp
