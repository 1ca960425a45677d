#include "perf/histogram.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "dhcpcore/random.hpp"

namespace dhcp::perf {
namespace {

using std::chrono::nanoseconds;

TEST_CASE("an empty histogram answers zero") {
  const Histogram histogram;
  CHECK(histogram.count() == 0);
  CHECK(histogram.percentile(50) == nanoseconds(0));
  CHECK(histogram.min() == nanoseconds(0));
  CHECK(histogram.max() == nanoseconds(0));
  CHECK(histogram.mean() == nanoseconds(0));
}

TEST_CASE("small durations are counted exactly") {
  Histogram histogram;
  for (int i = 1; i <= 100; ++i) histogram.add(nanoseconds(i));
  CHECK(histogram.percentile(50) == nanoseconds(50));
  CHECK(histogram.percentile(95) == nanoseconds(95));
  CHECK(histogram.percentile(99) == nanoseconds(99));
  CHECK(histogram.percentile(100) == nanoseconds(100));
  CHECK(histogram.min() == nanoseconds(1));
  CHECK(histogram.mean() == nanoseconds(50));
}

TEST_CASE("a percentile is within 1/128 above the exact one, at any magnitude") {
  SeededRandom random(7);
  Histogram histogram;
  std::vector<std::int64_t> exact;
  for (int i = 0; i < 20000; ++i) {
    const auto value = static_cast<std::int64_t>(random.next() >> (23 + random.below(40)));
    exact.push_back(value);
    histogram.add(nanoseconds(value));
  }
  std::ranges::sort(exact);
  for (const double percent : {0.01, 10.0, 50.0, 90.0, 95.0, 99.0, 99.9, 100.0}) {
    const auto rank = static_cast<std::size_t>(percent / 100 * static_cast<double>(exact.size()) + 0.5);
    const std::int64_t truth = exact[std::max<std::size_t>(rank, 1) - 1];
    const std::int64_t answer = histogram.percentile(percent).count();
    CHECK(answer >= truth);
    CHECK(answer <= truth + truth / 128);
  }
  CHECK(histogram.min().count() == exact.front());
  CHECK(histogram.max().count() == exact.back());
}

TEST_CASE("a duration off the scale counts in the last bucket and keeps its maximum") {
  Histogram histogram;
  histogram.add(std::chrono::hours(24));
  histogram.add(nanoseconds(-5));
  CHECK(histogram.count() == 2);
  CHECK(histogram.max() == std::chrono::hours(24));
  CHECK(histogram.min() == nanoseconds(0));
  CHECK(histogram.percentile(50) == nanoseconds(0));
}

}  // namespace
}  // namespace dhcp::perf
