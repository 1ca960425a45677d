/// @file
/// Time as an argument. Nothing in libdhcpcore reads a clock; who receives a datagram says when it came.
/// @floor util
#pragma once

#include <chrono>
#include <cstdint>

namespace dhcp {

/// Seconds since 1970-01-01 UTC. Lease arithmetic uses these.
using WallTime = std::int64_t;
/// A point on a clock that never jumps. Timeouts, rates and delays use these.
using SteadyTime = std::chrono::steady_clock::time_point;

/// Both clocks, read once when a datagram is received and fixed for the whole query.
struct Now {
  WallTime wall = 0;
  SteadyTime steady{};
  std::uint32_t microseconds = 0;  ///< of the second `wall`, for those who show time to people
};

/// Where a server that owns time gets it; tests hand in one that they turn by hand. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Now now() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
 public:
  Now now() const override {
    const auto wall = std::chrono::duration_cast<std::chrono::microseconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count();
    return {wall / 1'000'000, std::chrono::steady_clock::now(), static_cast<std::uint32_t>(wall % 1'000'000)};
  }
};

}  // namespace dhcp
