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
  const auto cursors = runtime.bind(first->snapshot());
  REQUIRE(cursors.size() == 3);
  CHECK(runtime.bind(first->snapshot()) == cursors);
  const Pool4& kept = first->snapshot().subnets[1]->pools[1];
  cursors[kept.cursor_index]->next = 77;

  const auto rebound = runtime.bind(second->snapshot());
  REQUIRE(rebound.size() == 3);
  const auto& again = second->snapshot().subnets;
  CHECK(rebound[again[0]->pools[1].cursor_index]->next == 77);
  CHECK(rebound[again[0]->pools[0].cursor_index]->next == 0);
  CHECK(rebound[again[1]->pools[0].cursor_index] !=
        cursors[first->snapshot().subnets[0]->pools[0].cursor_index]);
}

TEST_CASE("cursors of pools that are gone begin anew when the pools come back") {
  const auto with =
      subnets(R"({"id": 1, "subnet": "10.0.0.0/24", "pools": [{"pool": "10.0.0.1-10.0.0.9"}]})");
  const auto without = subnets(R"({"id": 1, "subnet": "10.0.0.0/24"})");
  Runtime4 runtime;
  const auto cursors = runtime.bind(with->snapshot());
  cursors[0]->next = 77;
  CHECK(runtime.bind(without->snapshot()).empty());
  CHECK(runtime.bind(with->snapshot())[0]->next == 0);
  CHECK(cursors[0]->next == 77);
}

}  // namespace
}  // namespace dhcp
