#include "config/subnet_index.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <string>

#include "dhcpcore/random.hpp"

namespace dhcp {
namespace {

template <class Address>
struct PlainSubnet {
  SubnetId id = 0;
  Prefix<Address> prefix;
  std::uint64_t ordinal = 0;
  std::vector<Address> relay_addresses = {};
  std::string interface = {};
  std::string interface_id = {};
};

using Plain4 = PlainSubnet<Ipv4Address>;
using List = std::vector<const Plain4*>;

Plain4 subnet(SubnetId id, const char* prefix, std::uint64_t ordinal) {
  return {id, Ipv4Prefix::parse(prefix).value(), ordinal};
}

template <class Subnets>
auto pointers(const Subnets& subnets) {
  std::vector<const typename Subnets::value_type*> all;
  for (const auto& subnet : subnets) all.push_back(&subnet);
  return all;
}
SubnetIndex<Plain4> index_of(const std::vector<Plain4>& subnets) {
  return SubnetIndex<Plain4>(pointers(subnets));
}

std::vector<SubnetId> ids(const List& list) {
  std::vector<SubnetId> result;
  for (const Plain4* subnet : list) result.push_back(subnet->id);
  return result;
}

TEST_CASE("all subnets around an address are found, in configuration order") {
  const std::vector subnets{subnet(10, "192.0.2.0/24", 0), subnet(20, "192.0.0.0/16", 1),
                            subnet(30, "192.0.2.128/25", 2), subnet(40, "192.0.2.0/24", 3),
                            subnet(50, "10.0.0.0/8", 4)};
  const auto index = index_of(subnets);
  List found;
  index.containing(Ipv4Address(192, 0, 2, 129), found);
  CHECK(ids(found) == std::vector<SubnetId>{10, 20, 30, 40});
  index.containing(Ipv4Address(192, 0, 2, 127), found);
  CHECK(ids(found) == std::vector<SubnetId>{10, 20, 40});
  index.containing(Ipv4Address(192, 0, 3, 0), found);
  CHECK(ids(found) == std::vector<SubnetId>{20});
  index.containing(Ipv4Address(10, 255, 255, 255), found);
  CHECK(ids(found) == std::vector<SubnetId>{50});
  index.containing(Ipv4Address(11, 0, 0, 0), found);
  CHECK(found.empty());
}

TEST_CASE("a prefix written with host bits holds its whole network") {
  const std::vector subnets{subnet(1, "192.0.2.77/26", 0)};
  const auto index = index_of(subnets);
  List found;
  index.containing(Ipv4Address(192, 0, 2, 64), found);
  CHECK(ids(found) == std::vector<SubnetId>{1});
  index.containing(Ipv4Address(192, 0, 2, 63), found);
  CHECK(found.empty());
}

TEST_CASE("the ends of the address space belong to the subnets that touch them") {
  const std::vector subnets{subnet(1, "0.0.0.0/0", 0), subnet(2, "255.255.255.255/32", 1),
                            subnet(3, "0.0.0.0/32", 2)};
  const auto index = index_of(subnets);
  List found;
  index.containing(Ipv4Address::broadcast(), found);
  CHECK(ids(found) == std::vector<SubnetId>{1, 2});
  index.containing(Ipv4Address::any(), found);
  CHECK(ids(found) == std::vector<SubnetId>{1, 3});
  index.containing(Ipv4Address(0, 0, 0, 1), found);
  CHECK(ids(found) == std::vector<SubnetId>{1});
}

TEST_CASE("no subnets, no answers") {
  const SubnetIndex<Plain4> index;
  List found(3);
  index.containing(Ipv4Address(192, 0, 2, 1), found);
  CHECK(found.empty());
  index.with_relay(Ipv4Address(192, 0, 2, 1), found);
  CHECK(found.empty());
  index.on_interface("eth0", found);
  CHECK(found.empty());
  CHECK(index.find(1) == nullptr);
}

TEST_CASE("subnets are found by relay address, interface name, interface id and number") {
  std::vector subnets{subnet(7, "192.0.2.0/24", 0), subnet(3, "198.51.100.0/24", 1),
                      subnet(5, "203.0.113.0/24", 2)};
  subnets[0].relay_addresses = {Ipv4Address(10, 0, 0, 1), Ipv4Address(10, 0, 0, 2), Ipv4Address(10, 0, 0, 1)};
  subnets[0].interface = "eth0";
  subnets[1].relay_addresses = {Ipv4Address(10, 0, 0, 2)};
  subnets[1].interface = "eth0";
  subnets[1].interface_id = "eth0";
  const auto index = index_of(subnets);
  List found;
  index.with_relay(Ipv4Address(10, 0, 0, 1), found);
  CHECK(ids(found) == std::vector<SubnetId>{7});
  index.with_relay(Ipv4Address(10, 0, 0, 2), found);
  CHECK(ids(found) == std::vector<SubnetId>{7, 3});
  index.with_relay(Ipv4Address(10, 0, 0, 3), found);
  CHECK(found.empty());
  index.on_interface("eth0", found);
  CHECK(ids(found) == std::vector<SubnetId>{7, 3});
  index.on_interface("eth1", found);
  CHECK(found.empty());
  index.on_interface("", found);
  CHECK(found.empty());
  index.with_interface_id("eth0", found);
  CHECK(ids(found) == std::vector<SubnetId>{3});
  REQUIRE(index.find(3));
  CHECK(index.find(3)->id == 3);
  CHECK(index.find(4) == nullptr);
}

TEST_CASE("what comes over DHCPv6 finds the subnets that name its source, interface or interface id") {
  struct OverSix : Plain4 {
    struct {
      std::optional<Ipv6Prefix> subnet;
      std::string interface;
      std::string interface_id;
    } four_over_six;
  };
  std::vector<OverSix> subnets(5);
  for (std::size_t i = 0; i < subnets.size(); ++i) {
    subnets[i].id = static_cast<SubnetId>(i + 1);
    subnets[i].ordinal = i;
  }
  subnets[1].four_over_six = {Ipv6Prefix::parse("2001:db8:1::/64").value(), "eth1", ""};
  subnets[2].four_over_six = {Ipv6Prefix::parse("2001:db8::/32").value(), "", "port"};
  subnets[3].four_over_six = {std::nullopt, "eth1", ""};
  const SubnetIndex<OverSix> index(pointers(subnets));
  const auto found = [](const SubnetIndex<OverSix>& in, const char* source, const char* interface,
                        const char* id) {
    std::vector<const OverSix*> list;
    in.over_six(Ipv6Address::parse(source).value(), interface, id, list);
    std::vector<SubnetId> all;
    for (const OverSix* subnet : list) all.push_back(subnet->id);
    return all;
  };
  CHECK(found(index, "2001:db8:1::7", "eth1", "port") == std::vector<SubnetId>{2, 3, 4});
  CHECK(found(index, "2001:db8:2::7", "eth0", "") == std::vector<SubnetId>{3});
  CHECK(found(index, "fe80::1", "eth1", "other") == std::vector<SubnetId>{2, 4});
  CHECK(found(index, "fe80::1", "eth0", "port") == std::vector<SubnetId>{3});
  CHECK(found(index, "fe80::1", "", "").empty());
  CHECK(found(index.without(subnets[1]), "2001:db8:1::7", "eth1", "") == std::vector<SubnetId>{3, 4});
}

TEST_CASE("a lookup leaves the caller's vector its memory") {
  std::vector<Plain4> subnets;
  for (std::uint32_t i = 0; i < 8; ++i) subnets.push_back(subnet(i + 1, "192.0.2.0/24", i));
  const auto index = index_of(subnets);
  List found;
  found.reserve(16);
  const auto* memory = found.data();
  index.containing(Ipv4Address(192, 0, 2, 1), found);
  CHECK(found.size() == 8);
  index.containing(Ipv4Address(192, 0, 3, 1), found);
  index.with_relay(Ipv4Address(192, 0, 3, 1), found);
  CHECK(found.data() == memory);
  CHECK(found.capacity() == 16);
}

TEST_CASE("many copies of an outer prefix around many inner ones stay affordable") {
  // With one candidate list a piece of address space this would be 4 * 10^8 entries.
  constexpr std::uint32_t copies = 20000;
  std::vector<Plain4> subnets;
  for (std::uint32_t i = 0; i < copies; ++i) {
    subnets.push_back(subnet(2 * i + 1, "10.0.0.0/8", 2 * i));
    const Ipv4Address inner(Ipv4Address(10, 0, 0, 0).value() + i * 256);
    subnets.push_back({2 * i + 2, {inner, 24}, 2 * i + 1});
  }
  const auto index = index_of(subnets);
  List found;
  index.containing(Ipv4Address(10, 0, 5, 9), found);
  REQUIRE(found.size() == copies + 1);
  CHECK(std::ranges::is_sorted(found, {}, &Plain4::ordinal));
  CHECK(found[5]->id == 11);
  CHECK(found[6]->id == 12);
  CHECK(found[7]->id == 13);
}

// ---- index and scan, for the addresses of both protocols

Ipv4Address random_address(Random& random, const Ipv4Address&) {
  return Ipv4Address(static_cast<std::uint32_t>(random.next()));
}
Ipv6Address random_address(Random& random, const Ipv6Address&) {
  std::array<std::uint8_t, 16> bytes;
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
  return Ipv6Address(bytes);
}

Ipv4Address made_of(std::span<const std::uint8_t> bytes, const Ipv4Address&) {
  return Ipv4Address::from_bytes(bytes.data());
}
Ipv6Address made_of(std::span<const std::uint8_t> bytes, const Ipv6Address&) {
  std::array<std::uint8_t, 16> copy;
  std::ranges::copy(bytes, copy.begin());
  return Ipv6Address(copy);
}

// The neighbour above or below, round the ends.
template <class Address>
Address neighbour(const Address& address, bool above) {
  auto bytes = address.bytes();
  for (std::size_t i = bytes.size(); i-- > 0;) {
    bytes[i] = static_cast<std::uint8_t>(bytes[i] + (above ? 1 : -1));
    if (bytes[i] != (above ? 0 : 255)) break;
  }
  return made_of(bytes, address);
}

// Addresses that agree with `base` but for some bits, so that prefixes nest, repeat and touch.
template <class Address>
Address near(const Address& base, unsigned differing_bits, Random& random) {
  auto bytes = base.bytes();
  const auto noise = random_address(random, base).bytes();
  for (unsigned bit = Address::bits - differing_bits; bit < Address::bits; ++bit)
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (noise[bit / 8] & (0x80 >> bit % 8)));
  return made_of(bytes, base);
}

template <class Address>
class Scene {
 public:
  using Subnet = PlainSubnet<Address>;

  explicit Scene(std::uint64_t seed)
      : random(seed),
        base(random_address(random, Address())),
        differing_bits(static_cast<unsigned>(random.below(Address::bits)) + 1) {}

  Subnet make() {
    Subnet fresh;
    fresh.id = static_cast<SubnetId>(random.below(1000) + 1);
    fresh.prefix.address = near(random.below(8) == 0 ? Address() : base, differing_bits, random);
    fresh.prefix.length = static_cast<std::uint8_t>(random.below(Address::bits + 1));
    fresh.ordinal = ordinals++;
    for (std::uint64_t relays = random.below(3); relays > 0; --relays)
      fresh.relay_addresses.push_back(near(Address(), 3, random));
    if (random.below(2) == 0) fresh.interface = "eth" + std::to_string(random.below(4));
    if (random.below(2) == 0) fresh.interface_id = "id" + std::to_string(random.below(4));
    return fresh;
  }

  // The documented answer: a scan in configuration order.
  template <class Predicate>
  std::vector<const Subnet*> scan(Predicate admits) const {
    auto found = present;
    std::erase_if(found, [&](const Subnet* subnet) { return !admits(*subnet); });
    std::ranges::sort(found, {}, &Subnet::ordinal);
    return found;
  }

  void check(const SubnetIndex<Subnet>& index) {
    std::vector<const Subnet*> found;
    const auto check_address = [&](const Address& address) {
      index.containing(address, found);
      CHECK_MESSAGE(found == scan([&](const Subnet& s) { return s.prefix.contains(address); }),
                    address.to_string());
    };
    check_address(Address());
    check_address(neighbour(Address(), false));
    for (const Subnet* subnet : present) {
      const auto range = subnet->prefix.range();
      check_address(range.first);
      check_address(range.last);
      check_address(neighbour(range.first, false));
      check_address(neighbour(range.last, true));
      check_address(near(range.first, Address::bits - subnet->prefix.length, random));
    }
    for (Address relay; relay.bytes().back() < 9; relay = neighbour(relay, true)) {
      index.with_relay(relay, found);
      CHECK(found == scan([&](const Subnet& s) { return std::ranges::count(s.relay_addresses, relay) > 0; }));
    }
    for (int i = 0; i < 5; ++i) {
      const std::string name = "eth" + std::to_string(i), id = "id" + std::to_string(i);
      index.on_interface(name, found);
      CHECK(found == scan([&](const Subnet& s) { return s.interface == name; }));
      index.with_interface_id(id, found);
      CHECK(found == scan([&](const Subnet& s) { return s.interface_id == id; }));
    }
    for (SubnetId id = 0; id <= 1001; ++id) {
      const auto all = scan([&](const Subnet& s) { return s.id == id; });
      CHECK(index.find(id) == (all.empty() ? nullptr : all.front()));
    }
  }

  SeededRandom random;
  Address base;
  unsigned differing_bits;
  std::uint64_t ordinals = 0;
  std::deque<Subnet> made;
  std::vector<const Subnet*> present;  // in any order
};

TEST_CASE_TEMPLATE("the index answers as the scan does, whatever the configuration", Address, Ipv4Address,
                   Ipv6Address) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    Scene<Address> scene(seed);
    for (std::uint64_t count = scene.random.below(60); count > 0; --count)
      scene.present.insert(
          scene.present.begin() + static_cast<std::ptrdiff_t>(scene.random.below(scene.present.size() + 1)),
          &scene.made.emplace_back(scene.make()));
    scene.check(SubnetIndex<PlainSubnet<Address>>(scene.present));
  }
}

TEST_CASE_TEMPLATE("a changed index answers as one that is made anew, and leaves the old one as it was",
                   Address, Ipv4Address, Ipv6Address) {
  using Subnet = PlainSubnet<Address>;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    Scene<Address> scene(seed);
    SubnetIndex<Subnet> index;
    std::optional<SubnetIndex<Subnet>> kept;
    std::vector<const Subnet*> kept_present;
    for (int step = 0; step < 80; ++step) {
      if (step == 40) {
        kept = index;
        kept_present = scene.present;
      }
      if (!scene.present.empty() && scene.random.below(5) < 2) {
        const auto at =
            scene.present.begin() + static_cast<std::ptrdiff_t>(scene.random.below(scene.present.size()));
        index = index.without(**at);
        scene.present.erase(at);
      } else {
        const Subnet& added = scene.made.emplace_back(scene.make());
        index = index.with(added);
        scene.present.push_back(&added);
      }
      if (step % 8 == 7) scene.check(index);
    }
    scene.present = kept_present;
    scene.check(*kept);
    for (const Subnet* subnet : kept_present) *kept = kept->without(*subnet);
    scene.present.clear();
    scene.check(*kept);
  }
}

}  // namespace
}  // namespace dhcp
