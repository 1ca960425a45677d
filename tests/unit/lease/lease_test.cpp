#include "dhcpcore/lease.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <limits>
#include <vector>

namespace dhcp {
namespace {

ClientId id(std::initializer_list<std::uint8_t> bytes) {
  return ClientId(std::vector<std::uint8_t>(bytes));
}
HardwareAddress hardware(std::uint8_t last, std::uint8_t type = HardwareAddress::ethernet) {
  return {type, BoundedBytes<20>(std::vector<std::uint8_t>{2, 0, 0, 0, 0, last})};
}

TEST_CASE("a lease ends in the second its lifetime is over, an infinite one never") {
  Lease4 lease;
  lease.client_last_transaction = 1000;
  lease.valid_lifetime = 60;
  CHECK_FALSE(lease.expired(1059));
  CHECK(lease.active(1059));
  CHECK(lease.expired(1060));
  CHECK_FALSE(lease.active(1060));
  lease.valid_lifetime = infinite_lifetime;
  CHECK_FALSE(lease.expired(std::numeric_limits<WallTime>::max()));
}

TEST_CASE("lifetimes near the limit do not wrap") {
  Lease4 lease;
  lease.client_last_transaction = 1'700'000'000;
  lease.valid_lifetime = infinite_lifetime - 1;
  CHECK(lease.expires() == 1'700'000'000 + WallTime{0xfffffffe});
  CHECK_FALSE(lease.expired(1'700'000'001));
}

TEST_CASE("a lease is its client's by client identifier; by hardware address when a side has none") {
  Lease4 lease;
  lease.client_id = id({1, 2});
  lease.hardware_address = hardware(1);
  CHECK(belongs_to(lease, id({1, 2}), hardware(9)));
  CHECK_FALSE(belongs_to(lease, id({3, 4}), hardware(1)));
  CHECK(belongs_to(lease, {}, hardware(1)));
  CHECK_FALSE(belongs_to(lease, {}, hardware(9)));
  CHECK_FALSE(belongs_to(lease, {}, hardware(1, 6)));
  lease.client_id.clear();
  CHECK(belongs_to(lease, id({1, 2}), hardware(1)));
}

TEST_CASE("a lease without any identifier, as a declined one is, belongs to nobody") {
  const Lease4 lease{};
  CHECK_FALSE(belongs_to(lease, {}, {}));
  CHECK_FALSE(belongs_to(lease, id({1, 2}), hardware(1)));
}

}  // namespace
}  // namespace dhcp
