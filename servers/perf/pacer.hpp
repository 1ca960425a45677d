/// @file
/// When the next of a steady series is due.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "dhcpcore/clock.hpp"

namespace dhcp::perf {

/// Spreads `rate` events a second evenly: event n is due n/rate seconds after the start, without drift. After
/// a stall at most a twentieth of a second is caught up in a burst; what was missed before that is given up,
/// so that a stall of ours does not become a flood at the server. A rate of 0 is never due.
class Pacer {
 public:
  Pacer(std::uint64_t rate, SteadyTime start) : rate_(rate), start_(start) {}

  /// How many events are due and not yet taken, catch-up limit applied; `given_up()` grows by those over it.
  std::uint64_t due(SteadyTime now) {
    const std::uint64_t waiting = due_by(now) - taken_;
    const std::uint64_t limit = std::max<std::uint64_t>(1, rate_ / 20);
    if (waiting <= limit) return waiting;
    given_up_ += waiting - limit;
    taken_ += waiting - limit;
    return limit;
  }
  /// One of the due events happened.
  void take() { ++taken_; }

  /// When the first event not yet taken is due; the end of time for rate 0.
  SteadyTime next() const {
    if (rate_ == 0) return SteadyTime::max();
    const std::uint64_t rest = taken_ % rate_ * second;
    return start_ + std::chrono::seconds(taken_ / rate_) +
           std::chrono::nanoseconds(rest / rate_ + (rest % rate_ != 0));
  }

  std::uint64_t given_up() const { return given_up_; }

 private:
  static constexpr std::uint64_t second = 1'000'000'000;

  std::uint64_t due_by(SteadyTime now) const {
    if (rate_ == 0 || now < start_) return 0;
    const auto elapsed = static_cast<std::uint64_t>(std::chrono::nanoseconds(now - start_).count());
    // Whole seconds apart, so that no product overflows; the first event is due at once.
    return elapsed / second * rate_ + elapsed % second * rate_ / second + 1;
  }

  std::uint64_t rate_;
  SteadyTime start_;
  std::uint64_t taken_ = 0;
  std::uint64_t given_up_ = 0;
};

}  // namespace dhcp::perf
