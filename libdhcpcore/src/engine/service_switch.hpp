/// @file
/// Whether queries are answered at all: not while anybody wants them not to be.
/// @floor engine
#pragma once

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

#include "dhcpcore/engine4.hpp"

namespace dhcp {

/// Thread-safe; asking is one load.
class ServiceSwitch {
 public:
  bool on() const { return on_.load(std::memory_order_relaxed); }
  void disable(ServiceOrigin origin) {
    const std::lock_guard lock(mutex_);
    if (std::ranges::find(disabled_by_, origin) == disabled_by_.end()) disabled_by_.push_back(origin);
    on_.store(false, std::memory_order_relaxed);
  }
  void enable(ServiceOrigin origin) {
    const std::lock_guard lock(mutex_);
    std::erase(disabled_by_, origin);
    on_.store(disabled_by_.empty(), std::memory_order_relaxed);
  }

 private:
  std::atomic<bool> on_{true};
  std::mutex mutex_;
  std::vector<ServiceOrigin> disabled_by_;
};

}  // namespace dhcp
