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
    return {
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
            .count(),
        std::chrono::steady_clock::now()};
  }
};

}  // namespace dhcp
