#include "dhcpcore/task.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "dhcpcore/executor.hpp"
#include "support/allocations.hpp"

namespace dhcp {
namespace {

Task<int> twice(int value) {
  co_return value * 2;
}

Task<long> sum_of_awaits(int count) {
  long sum = 0;
  for (int i = 0; i < count; ++i) sum += co_await twice(1);
  co_return sum;
}

Task<int> fails() {
  throw std::runtime_error("boom");
  co_return 0;
}

Task<void> wait_for(WaitTable& waits, WaitToken token, WaitOutcome& outcome, int& order) {
  outcome = co_await waits.wait(token);
  ++order;
}

Task<void> nested_wait(WaitTable& waits, WaitToken token, WaitOutcome& outcome, int& order) {
  co_await wait_for(waits, token, outcome, order);
  ++order;
}

Task<long> waits_in_a_loop(WaitTable& waits, int count, WaitToken& current) {
  long completed = 0;
  for (int i = 0; i < count; ++i) {
    WaitToken token;
    waits.open(SteadyTime::max(), token);
    current = token;
    const WaitOutcome outcome = co_await waits.wait(token);
    if (outcome == WaitOutcome::completed) ++completed;
  }
  co_return completed;
}

TEST_CASE("a million synchronous awaits in one loop need no stack and no heap") {
  // Twice the same code: the first time fills the pool. (clang places some frames on the stack, so that other
  // code would not fill it alike; and the assertions may allocate, too.)
  std::size_t made = 0;
  for (const int count : {1, 1'000'000}) {
    const std::size_t before = test::allocations.count;
    auto task = sum_of_awaits(count);
    task.start();
    made = test::allocations.count - before;
    REQUIRE(task.done());
    CHECK(task.take() == 2L * count);
  }
  CHECK(made == 0);
}

TEST_CASE("a suspended task goes on where it was when its wait is completed") {
  WaitTable waits(0, 4);
  WaitToken token;
  REQUIRE(waits.open(SteadyTime::max(), token));
  WaitOutcome outcome = WaitOutcome::cancelled;
  int order = 0;
  auto task = nested_wait(waits, token, outcome, order);
  task.start();
  CHECK_FALSE(task.done());
  CHECK(waits.open_count() == 1);
  waits.complete(token);
  CHECK(task.done());
  CHECK(outcome == WaitOutcome::completed);
  CHECK(order == 2);
  CHECK(waits.open_count() == 0);
}

TEST_CASE("a hundred thousand true suspensions in one loop need no stack") {
  WaitTable waits(0, 1);
  WaitToken current;
  auto task = waits_in_a_loop(waits, 100'000, current);
  task.start();
  while (!task.done()) waits.complete(current);
  CHECK(task.take() == 100'000);
}

TEST_CASE("a wait that was completed before it is awaited does not suspend") {
  WaitTable waits(0, 1);
  WaitToken token;
  REQUIRE(waits.open(SteadyTime::max(), token));
  waits.complete(token);
  WaitOutcome outcome = WaitOutcome::cancelled;
  int order = 0;
  auto task = wait_for(waits, token, outcome, order);
  task.start();
  CHECK(task.done());
  CHECK(outcome == WaitOutcome::completed);
}

TEST_CASE("a wait ends by its deadline, and a late completion is dropped and counted") {
  WaitTable waits(0, 1);
  const SteadyTime start{};
  WaitToken token;
  REQUIRE(waits.open(start + std::chrono::seconds(5), token));
  CHECK(waits.next_deadline() == start + std::chrono::seconds(5));
  WaitOutcome outcome = WaitOutcome::completed;
  int order = 0;
  auto task = wait_for(waits, token, outcome, order);
  task.start();
  waits.expire(start + std::chrono::seconds(4));
  CHECK_FALSE(task.done());
  waits.expire(start + std::chrono::seconds(5));
  CHECK(task.done());
  CHECK(outcome == WaitOutcome::timed_out);
  CHECK_FALSE(waits.is_open(token));
  waits.complete(token);
  CHECK(waits.stale() == 1);

  WaitToken next;
  REQUIRE(waits.open(SteadyTime::max(), next));
  CHECK(next.slot == token.slot);
  CHECK(next.generation != token.generation);
  waits.complete(token);
  CHECK(waits.is_open(next));
  CHECK(waits.stale() == 2);
}

Task<void> wait_twice(WaitTable& waits, WaitToken token, SteadyTime later,
                      std::vector<WaitOutcome>& outcomes) {
  auto wait = waits.wait(token);
  outcomes.push_back(co_await wait);
  waits.prolong(token, later);
  outcomes.push_back(co_await wait);
}

TEST_CASE("a wait that has timed out may be prolonged, and then be completed after all") {
  WaitTable waits(0, 1);
  const SteadyTime start{};
  WaitToken token;
  REQUIRE(waits.open(start + std::chrono::seconds(5), token));
  std::vector<WaitOutcome> outcomes;
  auto task = wait_twice(waits, token, start + std::chrono::seconds(50), outcomes);
  task.start();
  waits.expire(start + std::chrono::seconds(5));
  CHECK(outcomes == std::vector{WaitOutcome::timed_out});
  CHECK(waits.is_open(token));
  CHECK(waits.next_deadline() == start + std::chrono::seconds(50));
  waits.expire(start + std::chrono::seconds(49));
  CHECK_FALSE(task.done());
  waits.complete(token);
  CHECK(task.done());
  CHECK(outcomes == std::vector{WaitOutcome::timed_out, WaitOutcome::completed});
  CHECK(waits.stale() == 0);
}

TEST_CASE("destroying a suspended task frees its wait") {
  WaitTable waits(0, 1);
  WaitToken token;
  REQUIRE(waits.open(SteadyTime::max(), token));
  WaitOutcome outcome = WaitOutcome::cancelled;
  int order = 0;
  {
    auto task = nested_wait(waits, token, outcome, order);
    task.start();
  }
  CHECK(waits.open_count() == 0);
  CHECK(order == 0);
  waits.complete(token);
  CHECK(waits.stale() == 1);
}

TEST_CASE("no more waits are opened than the table has slots") {
  WaitTable waits(0, 2);
  WaitToken a, b, c;
  CHECK(waits.open(SteadyTime::max(), a));
  CHECK(waits.open(SteadyTime::max(), b));
  CHECK_FALSE(waits.open(SteadyTime::max(), c));
  waits.close(a);
  CHECK(waits.open(SteadyTime::max(), c));
}

TEST_CASE("an exception inside a task surfaces where it is taken") {
  auto task = fails();
  task.start();
  REQUIRE(task.done());
  CHECK_THROWS_AS(task.take(), std::runtime_error);
}

}  // namespace
}  // namespace dhcp
