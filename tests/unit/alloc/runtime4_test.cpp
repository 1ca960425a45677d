#include "alloc/runtime4.hpp"

#include <doctest/doctest.h>

#include "dhcpcore/config4.hpp"

namespace dhcp {
namespace {

std::shared_ptr<const Config4> subnets(std::string_view list) {
  auto config = Config4::parse(R"({"Dhcp4": {"subnet4": [)" + std::string(list) + "]}}", "test");
  REQUIRE(config);
  return *config;
}

TEST_CASE("a cursor is kept as long as subnet id and range of its pool stay") {
  const auto first = subnets(R"({"id": 1, "subnet": "10.0.0.0/24", "pools": [{"pool": "10.0.0.1-10.0.0.9"}]},
    {"id": 2, "subnet": "10.0.1.0/24", "pools": [{"pool": "10.0.1.1-10.0.1.9"}, {"pool": "10.0.1.20-10.0.1.29"}]})");
  // Subnet 2 comes first, its first pool is another, its second one the same; subnet 1 has another number.
  const auto second = subnets(R"({"id": 2, "subnet": "10.0.1.0/24",
     "pools": [{"pool": "10.0.1.1-10.0.1.8"}, {"pool": "10.0.1.20-10.0.1.29"}]},
    {"id": 3, "subnet": "10.0.0.0/24", "pools": [{"pool": "10.0.0.1-10.0.0.9"}]})");
  Runtime4 runtime;
  const SubnetRuntimes4 runtimes = runtime.bind(first->snapshot());
  const auto& subnets_then = first->snapshot().subnets;
  CHECK(&runtime.bind(first->snapshot()).of(*subnets_then[0]) == &runtimes.of(*subnets_then[0]));
  runtimes.cursor(*subnets_then[1], subnets_then[1]->pools[1]).next = 77;

  const SubnetRuntimes4 rebound = runtime.bind(second->snapshot());
  const auto& subnets_now = second->snapshot().subnets;
  CHECK(rebound.cursor(*subnets_now[0], subnets_now[0]->pools[1]).next == 77);
  CHECK(rebound.cursor(*subnets_now[0], subnets_now[0]->pools[0]).next == 0);
  CHECK(&rebound.cursor(*subnets_now[1], subnets_now[1]->pools[0]) !=
        &runtimes.cursor(*subnets_then[0], subnets_then[0]->pools[0]));
}

TEST_CASE("what belongs to a subnet goes on where a change leaves it as it is") {
  const auto before = subnets(R"({"id": 1, "subnet": "10.0.0.0/24", "pools": [{"pool": "10.0.0.1-10.0.0.9"}]},
    {"id": 2, "subnet": "10.0.1.0/24", "pools": [{"pool": "10.0.1.1-10.0.1.9"}]})");
  Runtime4 runtime;
  const SubnetRuntimes4 runtimes = runtime.bind(before->snapshot());
  for (const auto& subnet : before->snapshot().subnets)
    runtimes.cursor(*subnet, subnet->pools[0]).next = subnet->id;
  ConfigChange change;
  change.element = parse_json(R"({"id": 2, "subnet": "10.0.1.0/24", "valid-lifetime": 9,
    "pools": [{"pool": "10.0.1.10-10.0.1.19"}, {"pool": "10.0.1.1-10.0.1.9"}]})",
                              "test", command_syntax)
                       ->value;
  const auto after = before->with({&change, 1});
  REQUIRE(after);
  const SubnetRuntimes4 rebound = runtime.bind((*after)->snapshot());
  const Subnet4& kept = *(*after)->snapshot().subnets[0];
  const Subnet4& changed = *(*after)->snapshot().subnets[1];
  CHECK(&rebound.of(kept) == &runtimes.of(kept));
  CHECK(rebound.cursor(changed, changed.pools[0]).next == 0);
  CHECK(rebound.cursor(changed, changed.pools[1]).next == 2);
}

TEST_CASE("cursors of pools that are gone begin anew when the pools come back") {
  const auto with =
      subnets(R"({"id": 1, "subnet": "10.0.0.0/24", "pools": [{"pool": "10.0.0.1-10.0.0.9"}]})");
  const auto without = subnets(R"({"id": 1, "subnet": "10.0.0.0/24"})");
  const Subnet4& subnet = *with->snapshot().subnets[0];
  Runtime4 runtime;
  const SubnetRuntimes4 runtimes = runtime.bind(with->snapshot());
  runtimes.cursor(subnet, subnet.pools[0]).next = 77;
  CHECK(runtime.bind(without->snapshot()).of(subnet).pools.empty());
  CHECK(runtime.bind(with->snapshot()).cursor(subnet, subnet.pools[0]).next == 0);
  CHECK(runtimes.cursor(subnet, subnet.pools[0]).next == 77);
}

}  // namespace
}  // namespace dhcp
