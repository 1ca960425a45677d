/// @file
/// Signals as events of a loop.
#pragma once

#include <functional>
#include <initializer_list>

#include "runtime/event_loop.hpp"

namespace dhcp::server {

/// Takes signals away from their default action and reports them on a loop. Make it before any thread is
/// started, so that all threads inherit the mask.
class Signals final : private EventHandler {
 public:
  /// Throws std::system_error when the system refuses.
  Signals(EventLoop& loop, std::initializer_list<int> numbers, std::function<void(int)> arrived);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  void ready() override;

  EventLoop& loop_;
  std::function<void(int)> arrived_;
  Descriptor descriptor_;
};

}  // namespace dhcp::server
