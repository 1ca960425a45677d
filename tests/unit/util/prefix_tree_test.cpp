#include "util/prefix_tree.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "dhcpcore/random.hpp"

namespace dhcp {
namespace {

using Tree = PrefixTree<std::uint64_t, int>;
using Key = Tree::Key;

constexpr Key key(std::uint64_t bits, unsigned length) {
  return {length == 0 ? 0 : bits << (64 - length), length};
}

TEST_CASE("a key is its bits and their number") {
  const Tree tree = Tree().with(key(0b10, 2), 1).with(key(0b100, 3), 2).with(key(0b10, 3), 3);
  CHECK(tree.size() == 3);
  CHECK(*tree.find(key(0b10, 2)) == 1);
  CHECK(*tree.find(key(0b100, 3)) == 2);
  CHECK(*tree.find(key(0b010, 3)) == 3);
  CHECK(tree.find(key(0b1000, 4)) == nullptr);
  CHECK(tree.find(key(0b1, 1)) == nullptr);
  CHECK(Tree().find(key(0, 0)) == nullptr);
}

TEST_CASE("the prefixes of a bit string are found, the shortest first") {
  const Tree tree =
      Tree().with(key(~0ull, 64), 64).with(key(0, 0), 0).with(key(0x7f, 7), 7).with(key(0x1f, 5), 5);
  std::vector<int> found;
  tree.containing(~0ull, [&](int value) { found.push_back(value); });
  CHECK(found == std::vector{0, 5, 7, 64});
}

TEST_CASE("a changed tree leaves the one it came from as it was") {
  const Tree first = Tree().with(key(1, 32), 1).with(key(2, 32), 2);
  const Tree second = first.with(key(1, 32), 10).with(key(3, 32), 3);
  const Tree third = second.without(key(2, 32)).without(key(77, 32));
  CHECK(std::vector(first.begin(), first.end()) == std::vector{1, 2});
  CHECK(std::vector(second.begin(), second.end()) == std::vector{10, 2, 3});
  CHECK(std::vector(third.begin(), third.end()) == std::vector{10, 3});
  CHECK(third.without(key(1, 32)).without(key(3, 32)).empty());
}

TEST_CASE("the rank of a key is the number of smaller ones, whether it is there or not") {
  SeededRandom random(5);
  Tree tree;
  std::map<std::uint64_t, int> model;
  for (int i = 0; i < 300; ++i) {
    const std::uint64_t bits = random.below(1000);
    tree = tree.with(key(bits, 64), i);
    model[bits] = i;
  }
  for (std::uint64_t bits = 0; bits <= 1000; ++bits)
    CHECK(tree.rank(key(bits, 64)) ==
          static_cast<std::size_t>(std::distance(model.begin(), model.lower_bound(bits))));
  CHECK(tree.rank(key(~0ull, 64)) == tree.size());
  CHECK(Tree().rank(key(1, 64)) == 0);
}

TEST_CASE("comparing two versions visits what differs, once") {
  const Tree first = Tree().with(key(1, 32), 1).with(key(2, 32), 2).with(key(300, 32), 3);
  const Tree second = first.with(key(2, 32), 20).with(key(4, 32), 4).without(key(300, 32));
  std::map<int, int> seen;
  Tree::compare(first, second, [&](const int* old, const int* now) {
    CHECK(seen.emplace(old ? *old : 0, now ? *now : 0).second);
  });
  CHECK(seen.size() == 2 + 1);
  CHECK(seen[2] == 20);
  CHECK(seen[0] == 4);
  CHECK(seen[3] == 0);
  Tree::compare(first, first, [&](const int*, const int*) { CHECK(false); });
}

// Keys of any length in few bits, so that they nest, or of one length, so that they have an order.
Key random_key(Random& random, bool one_length) {
  if (one_length) return key(random.below(500), 32);
  const auto length = static_cast<unsigned>(random.below(65));
  return key(random.below(2) == 0 ? 0 : random.next() & 0x3ff, length);
}

TEST_CASE("a tree is a map, whatever the changes, and made at once it is the same") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    const bool one_length = seed % 2 == 0;
    Tree tree;
    std::map<Key, int> map;
    for (int step = 0; step < 200; ++step) {
      const Key at = random_key(random, one_length);
      if (random.below(3) == 0) {
        tree = tree.without(at);
        map.erase(at);
      } else {
        tree = tree.with(at, step);
        map[at] = step;
      }
    }
    std::vector<Tree::Entry> entries(map.begin(), map.end());
    const Tree at_once{std::span(entries)};
    for (const Tree* same : std::initializer_list<const Tree*>{&tree, &at_once}) {
      REQUIRE(same->size() == map.size());
      for (const auto& [at, value] : map) {
        REQUIRE(same->find(at));
        CHECK(*same->find(at) == value);
      }
      for (int i = 0; i < 50; ++i) {
        const Key at = random_key(random, one_length);
        CHECK((same->find(at) != nullptr) == map.contains(at));
        std::vector<int> found, expected;
        same->containing(at.bits, [&](int value) { found.push_back(value); });
        for (unsigned length = 0; length <= 64; ++length)
          if (const auto of = map.find({length == 0 ? 0 : at.bits >> (64 - length) << (64 - length), length});
              of != map.end())
            expected.push_back(of->second);
        CHECK(found == expected);
      }
      std::vector<int> values(same->begin(), same->end()), expected;
      for (const auto& [at, value] : map) expected.push_back(value);
      if (!one_length) {
        std::ranges::sort(values);
        std::ranges::sort(expected);
      }
      CHECK(values == expected);
    }
    bool differs = false;
    Tree::compare(tree, at_once, [&](const int*, const int*) { differs = true; });
    CHECK_FALSE(differs);
  }
}

}  // namespace
}  // namespace dhcp
