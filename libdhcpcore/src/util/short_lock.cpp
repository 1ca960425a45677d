#include "dhcpcore/short_lock.hpp"

namespace dhcp {

// Who has slept takes the lock as one that is waited for: others may sleep, too.
void ShortLock::wait() noexcept {
  for (int look = 0; look < 100; ++look)
    if (state_.load(std::memory_order_relaxed) == free && try_lock()) return;
  while (state_.exchange(awaited, std::memory_order_acquire) != free)
    state_.wait(awaited, std::memory_order_relaxed);
}

}  // namespace dhcp
