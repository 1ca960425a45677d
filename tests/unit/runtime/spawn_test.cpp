#include "runtime/spawn.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>
#include <optional>

using namespace dhcp;
using namespace dhcp::server;

namespace {

struct Run {
  EventLoop loop;
  std::optional<ChildProcess::Ended> ended;
  std::unique_ptr<ChildProcess> child;

  explicit Run(const std::vector<std::string>& arguments) {
    auto started = ChildProcess::start(loop, arguments, [this](ChildProcess::Ended how) {
      ended = how;
      child.reset();
    });
    REQUIRE_MESSAGE(started, (started ? "" : started.error().message));
    child = *std::move(started);
  }
  void wait() {
    while (!ended) loop.wait(SteadyTime::max());
  }
};

}  // namespace

TEST_CASE("who started a process is told its exit code, and whether a signal ended it") {
  Run good({"/bin/sh", "-c", "exit 0"});
  good.wait();
  CHECK(good.ended->well());

  Run bad({"/bin/sh", "-c", "exit 7"});
  bad.wait();
  CHECK_FALSE(bad.ended->well());
  CHECK_FALSE(bad.ended->signalled);
  CHECK(bad.ended->code == 7);

  Run killed({"/bin/sh", "-c", "kill -9 $$"});
  killed.wait();
  CHECK_FALSE(killed.ended->well());
  CHECK(killed.ended->signalled);
  CHECK(killed.ended->code == SIGKILL);
}

TEST_CASE("a program that is not there is an error at once") {
  EventLoop loop;
  const auto started = ChildProcess::start(loop, {"/nonexistent/program"}, [](ChildProcess::Ended) {});
  REQUIRE_FALSE(started);
  CHECK(started.error().message == "cannot start /nonexistent/program: No such file or directory");
}

TEST_CASE("a process gets its arguments as they are, no descriptors and no blocked signals") {
  const Descriptor inheritable(::dup2(STDERR_FILENO, 9));
  REQUIRE(inheritable.get() == 9);
  sigset_t blocked, before;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
  Run run(
      {"/bin/sh", "-c", "[ \"$1\" = 'a b$c' ] && [ ! -e /proc/self/fd/9 ] && kill -TERM $$", "sh", "a b$c"});
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  run.wait();
  CHECK(run.ended->signalled);
  CHECK(run.ended->code == SIGTERM);
}

TEST_CASE("a process that nobody waits for any more is left alone") {
  EventLoop loop;
  bool told = false;
  {
    const auto child =
        ChildProcess::start(loop, {"/bin/sleep", "0"}, [&](ChildProcess::Ended) { told = true; });
    REQUIRE(child);
  }
  loop.wait(std::chrono::steady_clock::now());
  CHECK_FALSE(told);
}
