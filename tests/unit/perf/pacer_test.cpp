#include "perf/pacer.hpp"

#include <doctest/doctest.h>

namespace dhcp::perf {
namespace {

using namespace std::chrono_literals;
constexpr SteadyTime start{1000s};

TEST_CASE("events are spread evenly, the first at once") {
  Pacer pacer(4, start);
  CHECK(pacer.next() == start);
  CHECK(pacer.due(start) == 1);
  pacer.take();
  CHECK(pacer.due(start + 249ms) == 0);
  CHECK(pacer.next() == start + 250ms);
  CHECK(pacer.due(start + 250ms) == 1);
}

TEST_CASE("an event is due exactly when next() says, for rates that do not divide a second") {
  for (const std::uint64_t rate : {1ull, 3ull, 7ull, 999ull, 33333ull, 1000003ull}) {
    Pacer pacer(rate, start);
    for (int i = 0; i < 1000; ++i) {
      const SteadyTime next = pacer.next();
      CHECK(pacer.due(next - 1ns) == 0);
      CHECK(pacer.due(next) == 1);
      pacer.take();
    }
  }
}

TEST_CASE("a rate is kept without drift over days") {
  Pacer pacer(300000, start);
  std::uint64_t taken = 0;
  const SteadyTime day = start + 24h;
  // Walk in steps below the catch-up limit near the end only: the day before is given up.
  const std::uint64_t burst = pacer.due(day);
  CHECK(burst == 15000);
  for (; taken < burst; ++taken) pacer.take();
  CHECK(pacer.given_up() == 24ull * 3600 * 300000 + 1 - 15000);
  CHECK(pacer.due(day + 10ms) == 3000);
}

TEST_CASE("after a stall only a twentieth of a second is caught up") {
  Pacer pacer(1000, start);
  CHECK(pacer.due(start + 2s) == 50);
  CHECK(pacer.given_up() == 1951);
  for (int i = 0; i < 50; ++i) pacer.take();
  CHECK(pacer.due(start + 2s) == 0);
  CHECK(pacer.due(start + 2s + 3ms) == 3);
}

TEST_CASE("a rate of zero is never due") {
  Pacer pacer(0, start);
  CHECK(pacer.due(start + 1h) == 0);
  CHECK(pacer.next() == SteadyTime::max());
}

}  // namespace
}  // namespace dhcp::perf
