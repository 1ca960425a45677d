#include "util/name_map.hpp"

#include <doctest/doctest.h>

#include <map>

#include "dhcpcore/random.hpp"

namespace dhcp {
namespace {

TEST_CASE("a map of names holds what was put in last, and its older versions what they held") {
  SeededRandom random(7);
  NameMap<int> map;
  std::map<std::string, int> model;
  NameMap<int> kept;
  for (int i = 0; i < 500; ++i) {
    if (i == 250) kept = map;
    const std::string name = "n" + std::to_string(random.below(100));
    if (random.below(3) == 0) {
      map = map.without(name);
      model.erase(name);
    } else {
      map = map.with(name, i);
      model[name] = i;
    }
    const int* const found = map.find(name);
    REQUIRE((found != nullptr) == (model.count(name) == 1));
    if (found) CHECK(*found == i);
  }
  for (int n = 0; n < 100; ++n) {
    const std::string name = "n" + std::to_string(n);
    CHECK(map.contains(name) == (model.count(name) == 1));
    map = map.without(name);
    if (const int* const old = kept.find(name)) CHECK(*old < 250);
  }
  CHECK(map.empty());
  CHECK_FALSE(kept.empty());
}

}  // namespace
}  // namespace dhcp
