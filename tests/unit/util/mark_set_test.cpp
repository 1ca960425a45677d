#include "util/mark_set.hpp"

#include <doctest/doctest.h>

using namespace dhcp;

TEST_CASE("a key is marked once, until its mark is taken away") {
  MarkSet set;
  CHECK_FALSE(set.marked(7));
  CHECK(set.mark(7));
  CHECK_FALSE(set.mark(7));
  CHECK(set.marked(7));
  CHECK_FALSE(set.marked(8));
  set.unmark(7);
  CHECK_FALSE(set.marked(7));
  CHECK(set.mark(7));
}

TEST_CASE("as many keys as there are may be marked, in one place of the set and in all") {
  MarkSet set;
  for (std::uint64_t key = 0; key < 20'000; ++key) REQUIRE(set.mark(key));
  for (std::uint64_t key = 0; key < 20'000; key += 2) set.unmark(key);
  for (std::uint64_t key = 0; key < 20'000; ++key) REQUIRE(set.marked(key) == (key % 2 == 1));
}

TEST_CASE("taking away a mark that is not there does nothing") {
  MarkSet set;
  set.mark(1);
  set.unmark(2);
  CHECK(set.marked(1));
}
