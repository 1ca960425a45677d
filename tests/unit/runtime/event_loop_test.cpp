#include "runtime/event_loop.hpp"

#include <doctest/doctest.h>
#include <sys/eventfd.h>

#include <csignal>
#include <thread>

#include "runtime/signals.hpp"
#include "runtime/timers.hpp"

using namespace dhcp;
using namespace dhcp::server;

namespace {

struct Counting final : EventHandler {
  Counting() : fd(::eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  void ready() override {
    ++calls;
    if (other != nullptr) loop->remove(other->fd.get(), *other);
  }
  Descriptor fd;
  int calls = 0;
  EventLoop* loop = nullptr;
  Counting* other = nullptr;
};

constexpr SteadyTime never = SteadyTime::max();

}  // namespace

TEST_CASE("a loop calls the handler of a readable descriptor until it is removed") {
  EventLoop loop;
  Counting handler;
  REQUIRE(loop.add(handler.fd.get(), handler));
  loop.wait(never);
  loop.wait(never);
  CHECK(handler.calls == 2);
  loop.remove(handler.fd.get(), handler);
  loop.wait(SteadyTime{});
  CHECK(handler.calls == 2);
}

TEST_CASE("a handler removed by another one of the same round is not called") {
  EventLoop loop;
  Counting one, two;
  one.loop = two.loop = &loop;
  one.other = &two;
  two.other = &one;
  REQUIRE(loop.add(one.fd.get(), one));
  REQUIRE(loop.add(two.fd.get(), two));
  loop.wait(never);
  CHECK(one.calls + two.calls == 1);
}

TEST_CASE("jobs of another thread wake the loop and run in their order") {
  EventLoop loop;
  struct Seen {
    int next = 0;
    bool ordered = true;
  } seen;
  struct Numbered {
    Seen* seen;
    int number;
  };
  constexpr int count = 10000;
  std::vector<Numbered> jobs;
  for (int i = 0; i < count; ++i) jobs.push_back({&seen, i});
  std::thread poster([&] {
    for (Numbered& job : jobs)
      loop.post({[](void* context) noexcept {
                   auto* j = static_cast<Numbered*>(context);
                   j->seen->ordered &= j->seen->next++ == j->number;
                 },
                 &job});
  });
  while (seen.next < count) loop.wait(never);
  poster.join();
  CHECK(seen.ordered);
}

TEST_CASE("a job may post the next one, which runs in a later round") {
  EventLoop loop;
  struct Context {
    EventLoop* loop;
    int runs = 0;
  } context{&loop};
  const Job again{[](void* c) noexcept {
                    auto* self = static_cast<Context*>(c);
                    if (++self->runs < 3)
                      self->loop->post({[](void* d) noexcept { ++static_cast<Context*>(d)->runs; }, c});
                  },
                  &context};
  loop.post(again);
  loop.wait(never);
  CHECK(context.runs == 1);
  loop.wait(never);
  CHECK(context.runs == 2);
}

TEST_CASE("a wait ends at its time when nothing happens") {
  EventLoop loop;
  const SteadyTime until = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
  loop.wait(until);
  CHECK(std::chrono::steady_clock::now() >= until);
}

TEST_CASE("timers run when they are due, earliest first, and not when cancelled") {
  Timers timers;
  std::string order;
  const auto at = [](int seconds) { return SteadyTime(std::chrono::seconds(seconds)); };
  CHECK(timers.next() == never);
  timers.call_at(at(3), [&] { order += 'c'; });
  const Timers::Id cancelled = timers.call_at(at(2), [&] { order += 'x'; });
  timers.call_at(at(1), [&] {
    order += 'a';
    timers.cancel(cancelled);
    timers.call_at(at(2), [&] { order += 'b'; });
  });
  CHECK(timers.next() == at(1));
  timers.run_due(at(2));
  CHECK(order == "ab");
  timers.run_due(at(9));
  CHECK(order == "abc");
  CHECK(timers.next() == never);
}

TEST_CASE("signals arrive as events") {
  EventLoop loop;
  std::vector<int> seen;
  // On a thread of its own, so that the mask of the test program stays as it is.
  std::thread([&] {
    const Signals signals(loop, {SIGUSR1, SIGUSR2}, [&](int number) { seen.push_back(number); });
    ::pthread_kill(::pthread_self(), SIGUSR2);
    loop.wait(never);
    ::pthread_kill(::pthread_self(), SIGUSR1);
    loop.wait(never);
  }).join();
  CHECK(seen == std::vector{SIGUSR2, SIGUSR1});
}
