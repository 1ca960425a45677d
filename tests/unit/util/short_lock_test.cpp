#include "dhcpcore/short_lock.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

using namespace dhcp;

TEST_CASE("a short lock has one holder at a time") {
  ShortLock lock;
  unsigned count = 0;
  constexpr unsigned each = 20'000;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (unsigned n = 0; n < each; ++n) {
          const std::lock_guard guard(lock);
          ++count;
        }
      });
  }
  CHECK(count == 4 * each);
}

TEST_CASE("a short lock that is held cannot be taken") {
  ShortLock lock;
  lock.lock();
  CHECK_FALSE(lock.try_lock());
  lock.unlock();
  CHECK(lock.try_lock());
}

TEST_CASE("who waits long for a short lock gets it in the end, and so do others who wait") {
  ShortLock lock;
  std::vector<std::jthread> threads;
  unsigned count = 0;
  {
    const std::lock_guard guard(lock);
    for (int i = 0; i < 3; ++i)
      threads.emplace_back([&] {
        const std::lock_guard inside(lock);
        ++count;
      });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // they sleep by now, more likely than not
  }
  threads.clear();
  CHECK(count == 3);
}
