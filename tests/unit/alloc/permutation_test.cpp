#include "alloc/permutation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace dhcp {
namespace {

TEST_CASE("a permutation has each number once, whatever the size") {
  for (std::uint64_t size = 1; size < 300; ++size) {
    CAPTURE(size);
    const Permutation permutation(size * 77, size);
    std::set<std::uint64_t> found;
    for (std::uint64_t i = 0; i < size; ++i) found.insert(permutation(i));
    REQUIRE(found.size() == size);
    REQUIRE(*found.rbegin() == size - 1);
  }
}

TEST_CASE("a permutation of all IPv4 addresses stays among them and repeats none") {
  constexpr std::uint64_t size = std::uint64_t{1} << 32;
  const Permutation permutation(5, size);
  std::set<std::uint64_t> found;
  for (std::uint64_t i = 0; i < 10000; ++i) {
    const std::uint64_t number = permutation(size - 1 - i * 1001);
    REQUIRE(number < size);
    REQUIRE(found.insert(number).second);
  }
}

TEST_CASE("keys give different orders, one key the same each time") {
  std::vector<std::uint64_t> orders[3];
  for (std::uint64_t i = 0; i < 100; ++i) {
    orders[0].push_back(Permutation(1, 100)(i));
    orders[1].push_back(Permutation(2, 100)(i));
    orders[2].push_back(Permutation(1, 100)(i));
  }
  CHECK(orders[0] != orders[1]);
  CHECK(orders[0] == orders[2]);
}

TEST_CASE("over many keys each number comes first about as often as each other, and after each other") {
  constexpr std::uint64_t size = 12;
  constexpr int rounds = 24000;
  int first[size] = {};
  int follows[size][size] = {};
  for (std::uint64_t key = 0; key < rounds; ++key) {
    const Permutation permutation(key, size);
    ++first[permutation(0)];
    ++follows[permutation(0)][permutation(1)];
  }
  for (const int times : first) CHECK(std::abs(times - rounds / 12) < 250);  // over five deviations
  for (std::uint64_t a = 0; a < size; ++a)
    for (std::uint64_t b = 0; b < size; ++b)
      if (a != b) CHECK(std::abs(follows[a][b] - rounds / 132) < 100);
}

}  // namespace
}  // namespace dhcp
