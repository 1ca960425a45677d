#include "dhcpcore/sampled_counter.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <ostream>
#include <thread>

#include "dhcpcore/random.hpp"
#include "support/allocations.hpp"

namespace dhcp {
namespace {

constexpr SampleTime second = 1'000'000;
using Samples = std::vector<Sample>;

std::vector<SampledCounter::View> views(const std::deque<SampledCounter>& counters, std::size_t most) {
  std::vector<SampledCounter::View> all;
  for (const SampledCounter& counter : counters) all.push_back(counter.read(most));
  return all;
}

Samples history(const SampledCounter& counter, SampleLimit limit, SampleTime now = 0) {
  const SampledCounter::View view = counter.read(SampleLimit::most_samples + 1);
  return merge_samples({&view, 1}, {0, 0, {}}, limit, now);
}

TEST_CASE("a counter without a change has its first sample alone") {
  const SampledCounter counter;
  CHECK(history(counter, {}) == Samples{{0, 0}});
}

TEST_CASE("each change is a sample, newest first") {
  SampledCounter counter;
  counter.add(1, 5, {});
  counter.add(2, 7, {});
  counter.add(-1, 7, {});
  CHECK(history(counter, {}) == Samples{{2, 7}, {3, 7}, {1, 5}, {0, 0}});
}

TEST_CASE("no more samples are shown than the limit says, and at least one") {
  SampledCounter counter;
  for (int i = 1; i <= 50; ++i) counter.add(1, i, {});
  const Samples twenty = history(counter, {});
  REQUIRE(twenty.size() == 20);
  CHECK(twenty.front() == Sample{50, 50});
  CHECK(twenty.back() == Sample{31, 31});
  CHECK(history(counter, {1, 0}) == Samples{{50, 50}});
  CHECK(history(counter, {0, 0}, 99 * second) == Samples{{50, 50}});
}

TEST_CASE("a counter that starts from a number goes on from there") {
  SampledCounter counter;
  counter.start_from(40);
  counter.add(2, 9, {});
  CHECK(history(counter, {}) == Samples{{42, 9}, {40, 0}});
}

TEST_CASE("by age, all samples of that time are kept, however many, and the newest for ever") {
  constexpr SampleLimit ten_seconds{0, 10};
  SampledCounter counter;
  for (int i = 1; i <= 3000; ++i) counter.add(1, i * 10'000, ten_seconds);  // a hundred a second
  const Samples recent = history(counter, ten_seconds, 30 * second);
  REQUIRE(recent.size() == 1001);
  CHECK(recent.back() == Sample{2000, 20 * second});
  CHECK(history(counter, ten_seconds, 1000 * second) == Samples{{3000, 30 * second}});
}

TEST_CASE("a limit of its own counts more than that of all") {
  SampledCounter counter;
  counter.set_limit(SampleLimit{100, 0});
  CHECK(counter.limit() == SampleLimit{100, 0});
  for (int i = 1; i <= 200; ++i) counter.add(1, i, {20, 0});
  CHECK(history(counter, {100, 0}).size() == 100);
  counter.set_limit(std::nullopt);
  CHECK_FALSE(counter.limit());
}

TEST_CASE("a raised limit takes effect with the next change") {
  SampledCounter counter;
  for (int i = 1; i <= 100; ++i) counter.add(1, i, {20, 0});
  for (int i = 101; i <= 180; ++i) counter.add(1, i, {100, 0});
  const Samples samples = history(counter, {100, 0});
  REQUIRE(samples.size() == 100);
  CHECK(samples.back() == Sample{81, 81});
}

TEST_CASE("memory does not grow with traffic, whatever the limit says") {
  SampledCounter counter;
  constexpr SampleLimit for_ever{4294967295u, 0};
  for (int i = 0; i < 200'000; ++i) counter.add(1, i, for_ever);
  CHECK(history(counter, for_ever).size() == SampleLimit::most_samples);
  const std::size_t before = test::allocations.count;
  for (int i = 0; i < 200'000; ++i) counter.add(1, i, for_ever);
  CHECK(test::allocations.count == before);
}

TEST_CASE("the histories of workers become one, exactly as if one had counted") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    const bool by_age = random.below(2) == 0;
    const SampleLimit limit = by_age ? SampleLimit{0, static_cast<std::uint32_t>(random.below(20))}
                                     : SampleLimit{1 + static_cast<std::uint32_t>(random.below(40)), 0};
    std::deque<SampledCounter> counters(1 + random.below(4));
    SampleOrigin origin{static_cast<int>(random.below(9)), 3 * second, {}};
    Samples naive{{origin.offset, *origin.time}};
    SampleTime now = 3 * second;
    const auto count = [&](std::uint64_t changes) {
      for (std::uint64_t i = 0; i < changes; ++i) {
        now += static_cast<SampleTime>(random.below(second) + 1);
        const auto delta = static_cast<std::int64_t>(random.below(7)) - 3;
        counters[random.below(counters.size())].add(delta, now, limit);
        naive.insert(naive.begin(), {naive.front().value + delta, now});
      }
    };
    count(random.below(100));
    if (random.below(2) == 0) {  // a reset in between
      origin = {0, now, {}};
      for (const SampledCounter& counter : counters) {
        const auto view = counter.read(1);
        origin.offset -= view.entries.front().sum;
        origin.before.push_back(view.changes);
      }
      naive = {{0, now}};
      count(random.below(100));
    }
    const SampleTime cut = now - SampleTime{limit.age} * second;
    while (naive.size() > 1 && (by_age ? naive.back().time < cut : naive.size() > limit.count))
      naive.pop_back();
    REQUIRE(merge_samples(views(counters, by_age ? 1000 : limit.count + 1), origin, limit, now) == naive);
  }
}

TEST_CASE("what is read while a worker counts is a true history") {
  SampledCounter counter;
  std::atomic<bool> stop{false};
  std::jthread worker([&] {
    for (int i = 1; !stop; ++i) counter.add(1, i, {20, 0});
  });
  for (int round = 0; round < 20'000; ++round) {
    const SampledCounter::View view = counter.read(21);
    REQUIRE(!view.entries.empty());
    for (std::size_t i = 0; i < view.entries.size(); ++i) {
      // One more with each change, at the time that is as large as the sum.
      REQUIRE(view.entries[i].sum == static_cast<std::int64_t>(view.changes - i));
      REQUIRE(view.entries[i].time == view.entries[i].sum);
    }
  }
  stop = true;
}

TEST_CASE("times are shown in local time, with six digits of the second") {
  const char* const zone = std::getenv("TZ");
  const std::string before = zone ? zone : "";
  ::setenv("TZ", "Asia/Tokyo", 1);
  ::tzset();
  CHECK(sample_time_text(sample_time({1'769'846'340, {}, 42})) == "2026-01-31 16:59:00.000042");
  zone ? ::setenv("TZ", before.c_str(), 1) : ::unsetenv("TZ");
  ::tzset();
}

}  // namespace
}  // namespace dhcp
