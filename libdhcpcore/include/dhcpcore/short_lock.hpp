/// @file
/// A lock for a handful of instructions.
/// @floor util
#pragma once

#include <atomic>
#include <cstdint>

#include "dhcpcore/export.hpp"

namespace dhcp {

/// What `std::mutex` does, in four bytes instead of forty, and without a call when nobody else holds it: so
/// that a lock and what it guards share a cache line, which is what goes to and fro between cores. For what
/// is held so briefly that waiting mostly means to look again; who waits longer sleeps. Not recursive. Meets
/// the requirements of `std::lock_guard` and `std::unique_lock`.
class ShortLock {
 public:
  ShortLock() = default;
  ShortLock(const ShortLock&) = delete;
  ShortLock& operator=(const ShortLock&) = delete;

  void lock() noexcept {
    if (!try_lock()) [[unlikely]]
      wait();
  }
  bool try_lock() noexcept {
    std::uint32_t expected = free;
    return state_.compare_exchange_strong(expected, held, std::memory_order_acquire,
                                          std::memory_order_relaxed);
  }
  void unlock() noexcept {
    if (state_.exchange(free, std::memory_order_release) == awaited) [[unlikely]]
      state_.notify_one();
  }

 private:
  static constexpr std::uint32_t free = 0, held = 1, awaited = 2;
  DHCPCORE_API void wait() noexcept;

  std::atomic<std::uint32_t> state_{free};
};

}  // namespace dhcp
