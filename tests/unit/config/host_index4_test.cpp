#include "config/host_index4.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

#include "dhcpcore/random.hpp"

namespace dhcp {
namespace {

Host4 host(SubnetId subnet_id, HostIdentifierType type, std::vector<std::uint8_t> identifier,
           std::optional<Ipv4Address> address = {}, std::string hostname = {}) {
  Host4 made;
  made.subnet_id = subnet_id;
  made.identifier_type = type;
  made.identifier = std::move(identifier);
  made.address = address;
  made.hostname = std::move(hostname);
  return made;
}

constexpr std::uint8_t mac[] = {1, 2, 3, 4, 5, 6};
const std::vector<std::uint8_t> mac_bytes(std::begin(mac), std::end(mac));

TEST_CASE("a reservation is found by subnet, identifier type and bytes together") {
  const auto index = make_host_index4({
      host(1, HostIdentifierType::hw_address, mac_bytes, {}, "one"),
      host(1, HostIdentifierType::client_id, mac_bytes, {}, "client"),
      host(0, HostIdentifierType::hw_address, mac_bytes, {}, "global"),
  });
  CHECK(index->size() == 3);
  REQUIRE(index->find(1, {HostIdentifierType::hw_address, mac}));
  CHECK(index->find(1, {HostIdentifierType::hw_address, mac})->hostname == "one");
  CHECK(index->find(1, {HostIdentifierType::client_id, mac})->hostname == "client");
  CHECK(index->find(0, {HostIdentifierType::hw_address, mac})->hostname == "global");
  CHECK(index->find(2, {HostIdentifierType::hw_address, mac}) == nullptr);
  CHECK(index->find(1, {HostIdentifierType::duid, mac}) == nullptr);
  CHECK(index->find(1, {HostIdentifierType::hw_address, ByteView(mac).first(5)}) == nullptr);
  CHECK(index->find(1, {HostIdentifierType::hw_address, {}}) == nullptr);
}

TEST_CASE("a reservation is found by its address within its subnet") {
  const Ipv4Address address(192, 0, 2, 9);
  const auto index = make_host_index4({
      host(1, HostIdentifierType::hw_address, mac_bytes),
      host(1, HostIdentifierType::client_id, mac_bytes, address, "here"),
      host(2, HostIdentifierType::client_id, mac_bytes, address, "there"),
  });
  REQUIRE(index->find(1, address));
  CHECK(index->find(1, address)->hostname == "here");
  CHECK(index->find(2, address)->hostname == "there");
  CHECK(index->find(3, address) == nullptr);
  CHECK(index->find(1, Ipv4Address::any()) == nullptr);
}

TEST_CASE("the first of several reservations with one key answers") {
  const Ipv4Address address(192, 0, 2, 9);
  const auto index = make_host_index4({
      host(1, HostIdentifierType::hw_address, mac_bytes, address, "first"),
      host(1, HostIdentifierType::hw_address, mac_bytes, address, "second"),
  });
  CHECK(index->find(1, {HostIdentifierType::hw_address, mac})->hostname == "first");
  CHECK(index->find(1, address)->hostname == "first");
}

TEST_CASE("an empty index has no answers") {
  const auto index = make_host_index4({});
  CHECK(index->size() == 0);
  CHECK(index->find(1, {HostIdentifierType::hw_address, mac}) == nullptr);
  CHECK(index->find(1, Ipv4Address(192, 0, 2, 9)) == nullptr);
}

std::vector<Host4> random_hosts(Random& random) {
  std::vector<Host4> hosts;
  for (std::uint64_t count = random.below(200); count > 0; --count) {
    std::vector<std::uint8_t> identifier(random.below(4));
    for (auto& byte : identifier) byte = static_cast<std::uint8_t>(random.below(3));
    std::optional<Ipv4Address> address;
    if (random.below(3) != 0) address = Ipv4Address(static_cast<std::uint32_t>(random.below(20)));
    hosts.push_back(host(static_cast<SubnetId>(random.below(3)),
                         static_cast<HostIdentifierType>(random.below(5)), std::move(identifier), address,
                         std::to_string(count)));
  }
  return hosts;
}

TEST_CASE("the host index answers as a scan does, whatever the reservations") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    const std::vector<Host4> hosts = random_hosts(random);
    const auto index = make_host_index4(hosts);
    for (const Host4& wanted : hosts) {
      const auto by_identifier = std::ranges::find_if(hosts, [&](const Host4& h) {
        return h.subnet_id == wanted.subnet_id && h.identifier_type == wanted.identifier_type &&
               h.identifier == wanted.identifier;
      });
      const Host4* found = index->find(wanted.subnet_id, {wanted.identifier_type, wanted.identifier});
      REQUIRE(found);
      CHECK(found->hostname == by_identifier->hostname);
    }
    for (SubnetId subnet_id = 0; subnet_id < 4; ++subnet_id) {
      for (std::uint32_t address = 0; address < 21; ++address) {
        const auto scanned = std::ranges::find_if(hosts, [&](const Host4& h) {
          return h.subnet_id == subnet_id && h.address == Ipv4Address(address);
        });
        const Host4* found = index->find(subnet_id, Ipv4Address(address));
        CHECK((found != nullptr) == (scanned != hosts.end()));
        if (found && scanned != hosts.end()) CHECK(found->hostname == scanned->hostname);
      }
    }
  }
}

}  // namespace
}  // namespace dhcp
