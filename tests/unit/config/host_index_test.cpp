#include "config/host_index.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

#include "dhcpcore/random.hpp"

namespace dhcp {
namespace {

Host4 host(HostIdentifierType type, std::vector<std::uint8_t> identifier,
           std::optional<Ipv4Address> address = {}, std::string hostname = {}) {
  Host4 made;
  made.identifier_type = type;
  made.identifier = std::move(identifier);
  made.address = address;
  made.hostname = std::move(hostname);
  return made;
}

constexpr std::uint8_t mac[] = {1, 2, 3, 4, 5, 6};
const std::vector<std::uint8_t> mac_bytes(std::begin(mac), std::end(mac));

TEST_CASE("a reservation is found by the type and the bytes of its identifier together") {
  const HostIndex4 index({
      host(HostIdentifierType::hw_address, mac_bytes, {}, "one"),
      host(HostIdentifierType::client_id, mac_bytes, {}, "client"),
  });
  CHECK(index.size() == 2);
  REQUIRE(index.find({HostIdentifierType::hw_address, mac}));
  CHECK(index.find({HostIdentifierType::hw_address, mac})->hostname == "one");
  CHECK(index.find({HostIdentifierType::client_id, mac})->hostname == "client");
  CHECK(index.find({HostIdentifierType::duid, mac}) == nullptr);
  CHECK(index.find({HostIdentifierType::hw_address, ByteView(mac).first(5)}) == nullptr);
  CHECK(index.find({HostIdentifierType::hw_address, {}}) == nullptr);
}

TEST_CASE("a reservation is found by its address") {
  const Ipv4Address address(192, 0, 2, 9);
  const HostIndex4 index({
      host(HostIdentifierType::hw_address, mac_bytes),
      host(HostIdentifierType::client_id, mac_bytes, address, "here"),
  });
  REQUIRE(index.find(address));
  CHECK(index.find(address)->hostname == "here");
  CHECK(index.find(Ipv4Address(192, 0, 2, 10)) == nullptr);
  CHECK(index.find(Ipv4Address::any()) == nullptr);
}

TEST_CASE("the first of several reservations with one key answers") {
  const Ipv4Address address(192, 0, 2, 9);
  const HostIndex4 index({
      host(HostIdentifierType::hw_address, mac_bytes, address, "first"),
      host(HostIdentifierType::hw_address, mac_bytes, address, "second"),
  });
  CHECK(index.find({HostIdentifierType::hw_address, mac})->hostname == "first");
  CHECK(index.find(address)->hostname == "first");
}

TEST_CASE("an empty index has no answers and no size") {
  const HostIndex4 index;
  CHECK(index.empty());
  CHECK(index.size() == 0);
  CHECK(HostIndex4(std::vector<Host4>()).empty());
  CHECK(sizeof(index) == sizeof(std::shared_ptr<void>));
  CHECK(index.find({HostIdentifierType::hw_address, mac}) == nullptr);
  CHECK(index.find(Ipv4Address(192, 0, 2, 9)) == nullptr);
}

TEST_CASE("copies share the reservations") {
  HostIndex4 first({host(HostIdentifierType::hw_address, mac_bytes)});
  const HostIndex4 second = first;
  const Host4* const found = first.find({HostIdentifierType::hw_address, mac});
  first = HostIndex4();
  CHECK(second.find({HostIdentifierType::hw_address, mac}) == found);
}

std::vector<Host4> random_hosts(Random& random) {
  std::vector<Host4> hosts;
  for (std::uint64_t count = random.below(200); count > 0; --count) {
    std::vector<std::uint8_t> identifier(random.below(4));
    for (auto& byte : identifier) byte = static_cast<std::uint8_t>(random.below(3));
    std::optional<Ipv4Address> address;
    if (random.below(3) != 0) address = Ipv4Address(static_cast<std::uint32_t>(random.below(20)));
    hosts.push_back(host(static_cast<HostIdentifierType>(random.below(5)), std::move(identifier), address,
                         std::to_string(count)));
  }
  return hosts;
}

TEST_CASE("the host index answers as a scan does, whatever the reservations") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    const std::vector<Host4> hosts = random_hosts(random);
    const HostIndex4 index(hosts);
    for (const Host4& wanted : hosts) {
      const auto by_identifier = std::ranges::find_if(hosts, [&](const Host4& h) {
        return h.identifier_type == wanted.identifier_type && h.identifier == wanted.identifier;
      });
      const Host4* found = index.find({wanted.identifier_type, wanted.identifier});
      REQUIRE(found);
      CHECK(found->hostname == by_identifier->hostname);
    }
    for (std::uint32_t address = 0; address < 21; ++address) {
      const auto scanned =
          std::ranges::find_if(hosts, [&](const Host4& h) { return h.address == Ipv4Address(address); });
      const Host4* found = index.find(Ipv4Address(address));
      CHECK((found != nullptr) == (scanned != hosts.end()));
      if (found && scanned != hosts.end()) CHECK(found->hostname == scanned->hostname);
    }
  }
}

}  // namespace
}  // namespace dhcp
