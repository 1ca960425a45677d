#include "config/subnet_index4.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

#include "dhcpcore/random.hpp"

namespace dhcp {
namespace {

using Subnets = std::vector<std::unique_ptr<const Subnet4>>;

std::unique_ptr<Subnet4> subnet(SubnetId id, const char* prefix, std::uint32_t ordinal) {
  auto made = std::make_unique<Subnet4>();
  made->id = id;
  made->prefix = Ipv4Prefix::parse(prefix).value();
  made->ordinal = ordinal;
  return made;
}

std::vector<SubnetId> ids(const SubnetList& list) {
  std::vector<SubnetId> result;
  for (const Subnet4* subnet : list) result.push_back(subnet->id);
  return result;
}

// The documented answer: a scan in configuration order.
template <class Predicate>
SubnetList scan(const Subnets& subnets, Predicate admits) {
  SubnetList found;
  for (const auto& subnet : subnets)
    if (admits(*subnet)) found.push_back(subnet.get());
  std::ranges::sort(found, {}, &Subnet4::ordinal);
  return found;
}

TEST_CASE("all subnets around an address are found, in configuration order") {
  Subnets subnets;
  subnets.push_back(subnet(10, "192.0.2.0/24", 0));
  subnets.push_back(subnet(20, "192.0.0.0/16", 1));
  subnets.push_back(subnet(30, "192.0.2.128/25", 2));
  subnets.push_back(subnet(40, "192.0.2.0/24", 3));
  subnets.push_back(subnet(50, "10.0.0.0/8", 4));
  const auto index = make_subnet_index4(subnets);
  SubnetList found;
  index->containing(Ipv4Address(192, 0, 2, 129), found);
  CHECK(ids(found) == std::vector<SubnetId>{10, 20, 30, 40});
  index->containing(Ipv4Address(192, 0, 2, 127), found);
  CHECK(ids(found) == std::vector<SubnetId>{10, 20, 40});
  index->containing(Ipv4Address(192, 0, 3, 0), found);
  CHECK(ids(found) == std::vector<SubnetId>{20});
  index->containing(Ipv4Address(10, 255, 255, 255), found);
  CHECK(ids(found) == std::vector<SubnetId>{50});
  index->containing(Ipv4Address(11, 0, 0, 0), found);
  CHECK(found.empty());
}

TEST_CASE("a prefix written with host bits holds its whole network") {
  Subnets subnets;
  subnets.push_back(subnet(1, "192.0.2.77/26", 0));
  const auto index = make_subnet_index4(subnets);
  SubnetList found;
  index->containing(Ipv4Address(192, 0, 2, 64), found);
  CHECK(ids(found) == std::vector<SubnetId>{1});
  index->containing(Ipv4Address(192, 0, 2, 63), found);
  CHECK(found.empty());
}

TEST_CASE("the ends of the address space belong to the subnets that touch them") {
  Subnets subnets;
  subnets.push_back(subnet(1, "0.0.0.0/0", 0));
  subnets.push_back(subnet(2, "255.255.255.255/32", 1));
  subnets.push_back(subnet(3, "0.0.0.0/32", 2));
  const auto index = make_subnet_index4(subnets);
  SubnetList found;
  index->containing(Ipv4Address::broadcast(), found);
  CHECK(ids(found) == std::vector<SubnetId>{1, 2});
  index->containing(Ipv4Address::any(), found);
  CHECK(ids(found) == std::vector<SubnetId>{1, 3});
  index->containing(Ipv4Address(0, 0, 0, 1), found);
  CHECK(ids(found) == std::vector<SubnetId>{1});
}

TEST_CASE("no subnets, no answers") {
  const auto index = make_subnet_index4({});
  SubnetList found(3);
  index->containing(Ipv4Address(192, 0, 2, 1), found);
  CHECK(found.empty());
  index->with_relay(Ipv4Address(192, 0, 2, 1), found);
  CHECK(found.empty());
  index->on_interface("eth0", found);
  CHECK(found.empty());
  CHECK(index->find(1) == nullptr);
}

TEST_CASE("subnets are found by relay address, interface name and id") {
  Subnets subnets;
  auto first = subnet(7, "192.0.2.0/24", 0);
  first->relay_addresses = {Ipv4Address(10, 0, 0, 1), Ipv4Address(10, 0, 0, 2), Ipv4Address(10, 0, 0, 1)};
  first->interface = "eth0";
  auto second = subnet(3, "198.51.100.0/24", 1);
  second->relay_addresses = {Ipv4Address(10, 0, 0, 2)};
  second->interface = "eth0";
  subnets.push_back(std::move(first));
  subnets.push_back(std::move(second));
  subnets.push_back(subnet(5, "203.0.113.0/24", 2));
  const auto index = make_subnet_index4(subnets);
  SubnetList found;
  index->with_relay(Ipv4Address(10, 0, 0, 1), found);
  CHECK(ids(found) == std::vector<SubnetId>{7});
  index->with_relay(Ipv4Address(10, 0, 0, 2), found);
  CHECK(ids(found) == std::vector<SubnetId>{7, 3});
  index->with_relay(Ipv4Address(10, 0, 0, 3), found);
  CHECK(found.empty());
  index->on_interface("eth0", found);
  CHECK(ids(found) == std::vector<SubnetId>{7, 3});
  index->on_interface("eth1", found);
  CHECK(found.empty());
  index->on_interface("", found);
  CHECK(found.empty());
  REQUIRE(index->find(3));
  CHECK(index->find(3)->id == 3);
  CHECK(index->find(4) == nullptr);
}

TEST_CASE("a lookup leaves the caller's vector its memory") {
  Subnets subnets;
  for (std::uint32_t i = 0; i < 8; ++i) subnets.push_back(subnet(i + 1, "192.0.2.0/24", i));
  const auto index = make_subnet_index4(subnets);
  SubnetList found;
  found.reserve(16);
  const auto* memory = found.data();
  index->containing(Ipv4Address(192, 0, 2, 1), found);
  CHECK(found.size() == 8);
  index->containing(Ipv4Address(192, 0, 3, 1), found);
  index->with_relay(Ipv4Address(192, 0, 3, 1), found);
  CHECK(found.data() == memory);
  CHECK(found.capacity() == 16);
}

TEST_CASE("many copies of an outer prefix around many inner ones stay affordable") {
  // With one candidate list a piece of address space this would be 4 * 10^8 entries.
  constexpr std::uint32_t copies = 20000;
  Subnets subnets;
  for (std::uint32_t i = 0; i < copies; ++i) {
    subnets.push_back(subnet(2 * i + 1, "10.0.0.0/8", 2 * i));
    auto inner = std::make_unique<Subnet4>();
    inner->id = 2 * i + 2;
    inner->prefix = {Ipv4Address(Ipv4Address(10, 0, 0, 0).value() + i * 256), 24};
    inner->ordinal = 2 * i + 1;
    subnets.push_back(std::move(inner));
  }
  const auto index = make_subnet_index4(subnets);
  SubnetList found;
  index->containing(Ipv4Address(10, 0, 5, 9), found);
  REQUIRE(found.size() == copies + 1);
  CHECK(std::ranges::is_sorted(found, {}, &Subnet4::ordinal));
  CHECK(found[5]->id == 11);
  CHECK(found[6]->id == 12);
  CHECK(found[7]->id == 13);
}

// A configuration whose prefixes crowd into few bits, so that they nest, repeat and touch.
Subnets random_subnets(Random& random) {
  const unsigned crowd = static_cast<unsigned>(random.below(31)) + 2;
  const std::uint32_t base = static_cast<std::uint32_t>(random.next());
  Subnets subnets;
  const std::uint32_t count = static_cast<std::uint32_t>(random.below(60));
  for (std::uint32_t i = 0; i < count; ++i) {
    auto made = std::make_unique<Subnet4>();
    made->id = static_cast<SubnetId>(random.below(1000) + 1);
    const std::uint32_t noise = static_cast<std::uint32_t>(random.next()) >> (32 - crowd);
    made->prefix.address = Ipv4Address(random.below(8) == 0 ? noise : base ^ noise);
    made->prefix.length = static_cast<std::uint8_t>(random.below(33));
    made->ordinal = i;
    for (std::uint64_t relays = random.below(3); relays > 0; --relays)
      made->relay_addresses.push_back(Ipv4Address(static_cast<std::uint32_t>(random.below(8))));
    if (random.below(2) == 0) made->interface = "eth" + std::to_string(random.below(4));
    subnets.push_back(std::move(made));
  }
  return subnets;
}

void check_equals_scan(const SubnetIndex4& index, const Subnets& subnets, Random& random) {
  SubnetList found;
  const auto check_address = [&](Ipv4Address address) {
    index.containing(address, found);
    CHECK_MESSAGE(found == scan(subnets, [&](const Subnet4& s) { return s.prefix.contains(address); }),
                  address.to_string());
  };
  check_address(Ipv4Address::any());
  check_address(Ipv4Address::broadcast());
  for (const auto& subnet : subnets) {
    const Ipv4Range range = subnet->prefix.range();
    const auto inside = static_cast<std::uint32_t>(random.below(range_size(range)));
    check_address(range.first);
    check_address(range.last);
    check_address(Ipv4Address(range.first.value() - 1));
    check_address(Ipv4Address(range.last.value() + 1));
    check_address(Ipv4Address(range.first.value() + inside));
  }
  for (std::uint32_t relay = 0; relay < 9; ++relay) {
    index.with_relay(Ipv4Address(relay), found);
    CHECK(found == scan(subnets, [&](const Subnet4& s) {
            return std::ranges::count(s.relay_addresses, Ipv4Address(relay)) > 0;
          }));
  }
  for (int i = 0; i < 5; ++i) {
    const std::string name = "eth" + std::to_string(i);
    index.on_interface(name, found);
    CHECK(found == scan(subnets, [&](const Subnet4& s) { return s.interface == name; }));
  }
  for (SubnetId id = 0; id <= 1001; ++id) {
    const SubnetList all = scan(subnets, [&](const Subnet4& s) { return s.id == id; });
    CHECK(index.find(id) == (all.empty() ? nullptr : all.front()));
  }
}

TEST_CASE("the index answers as the scan does, whatever the configuration") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    const Subnets subnets = random_subnets(random);
    check_equals_scan(*make_subnet_index4(subnets), subnets, random);
  }
}

TEST_CASE("the order of answers is by ordinal even if the vector is not") {
  Subnets subnets;
  subnets.push_back(subnet(1, "10.0.0.0/8", 2));
  subnets.push_back(subnet(2, "10.0.0.0/16", 0));
  subnets.push_back(subnet(3, "10.0.0.0/8", 1));
  SubnetList found;
  make_subnet_index4(subnets)->containing(Ipv4Address(10, 0, 0, 1), found);
  CHECK(ids(found) == std::vector<SubnetId>{2, 3, 1});
}

}  // namespace
}  // namespace dhcp
