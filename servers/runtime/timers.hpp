/// @file
/// Things to do later on a control thread's loop. Few, coarse, and allowed to allocate.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "dhcpcore/clock.hpp"

namespace dhcp::server {

/// Used by one thread.
class Timers {
 public:
  using Id = std::uint64_t;

  /// Calls `action` once, at `when` or soon after.
  Id call_at(SteadyTime when, std::function<void()> action) {
    pending_.push_back({++last_, when, std::move(action)});
    return last_;
  }
  /// Forgets a call; harmless when it has been made.
  void cancel(Id id) {
    std::erase_if(pending_, [id](const Pending& p) { return p.id == id; });
  }
  /// When `run_due` is needed next; `SteadyTime::max()` when nothing is pending.
  SteadyTime next() const {
    SteadyTime earliest = SteadyTime::max();
    for (const Pending& p : pending_) earliest = std::min(earliest, p.when);
    return earliest;
  }
  /// Makes the calls whose time has come, earliest first. An action may add and cancel.
  void run_due(SteadyTime now) {
    for (;;) {
      const auto due = std::min_element(pending_.begin(), pending_.end(),
                                        [](const Pending& a, const Pending& b) { return a.when < b.when; });
      if (due == pending_.end() || due->when > now) return;
      const std::function<void()> action = std::move(due->action);
      pending_.erase(due);
      action();
    }
  }

 private:
  struct Pending {
    Id id;
    SteadyTime when;
    std::function<void()> action;
  };
  std::vector<Pending> pending_;
  Id last_ = 0;
};

}  // namespace dhcp::server
