/// @file
/// A counter that remembers its latest changes and when they were, and how the memories of several workers
/// become one history.
/// @floor stats
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dhcpcore/clock.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/value.hpp"

namespace dhcp {

/// Microseconds since 1970-01-01 UTC.
using SampleTime = std::int64_t;
constexpr SampleTime sample_time(const Now& now) {
  return now.wall * 1'000'000 + now.microseconds;
}
/// "2026-01-31 17:59:00.000001", in local time.
DHCPCORE_API std::string sample_time_text(SampleTime time);

/// What a statistic was from that time on.
struct Sample {
  Int128 value = 0;
  SampleTime time = 0;
  friend bool operator==(const Sample&, const Sample&) = default;
};

/// Which samples are kept: the newest `count`; when that is 0, those of the last `age` seconds and in any
/// case the newest one. Never more than `most_samples`.
struct SampleLimit {
  static constexpr std::uint32_t most_samples = 65536;

  std::uint32_t count = 20;
  std::uint32_t age = 0;
  friend bool operator==(const SampleLimit&, const SampleLimit&) = default;

  /// No more than that are shown.
  constexpr std::uint32_t most() const { return count == 0 ? most_samples : std::min(count, most_samples); }
  constexpr std::uint64_t packed() const { return std::uint64_t{count} << 32 | age; }
  static constexpr SampleLimit unpack(std::uint64_t packed) {
    return {static_cast<std::uint32_t>(packed >> 32), static_cast<std::uint32_t>(packed)};
  }
};

/// One worker's part of a statistic: a sum, and the sums before. Only the worker adds; any thread may read
/// meanwhile, and nobody ever waits. Memory comes with the first change, and grows to what the limit needs.
class DHCPCORE_API SampledCounter {
 public:
  /// The sum after a change.
  struct Entry {
    std::int64_t sum = 0;
    SampleTime time = 0;
  };
  /// The newest entries, newest first; the first one is that of change number `changes`. Entry 0 is what
  /// there was before the first change.
  struct View {
    std::uint64_t changes = 0;
    std::vector<Entry> entries;
  };

  SampledCounter() = default;
  ~SampledCounter();
  SampledCounter(const SampledCounter&) = delete;
  SampledCounter& operator=(const SampledCounter&) = delete;

  /// One more change. `limit` holds unless the counter has its own.
  void add(std::int64_t delta, SampleTime time, SampleLimit limit) {
    const std::uint64_t next = changes_.load(std::memory_order_relaxed) + 1;
    if (next + 1 >= size_ && must_grow(next, time, limit)) grow(next);
    sum_ += delta;
    slots_[next & (size_ - 1)].set({sum_, time});
    changes_.store(next, std::memory_order_release);
  }
  /// Fetches from memory where `add` is going to write. For who adds.
  void expect() const {
    if (size_ != 0)
      __builtin_prefetch(&slots_[(changes_.load(std::memory_order_relaxed) + 1) & (size_ - 1)], 1);
  }
  /// What there is before the first change. Not while others use the counter.
  void start_from(std::int64_t sum);
  /// The limit of this counter alone; nullopt: that of all. Any thread.
  void set_limit(std::optional<SampleLimit> limit) {
    limit_.store(limit ? limit->packed() : no_limit, std::memory_order_relaxed);
  }
  std::optional<SampleLimit> limit() const {
    const std::uint64_t packed = limit_.load(std::memory_order_relaxed);
    return packed == no_limit ? std::nullopt : std::optional(SampleLimit::unpack(packed));
  }

  /// As it is at one moment: at most `most` entries, at least one.
  View read(std::size_t most) const;

 private:
  // A reader that sees a part of what is set must also see how far the counter had come before. (No fence:
  // thread sanitizers do not know them.)
  struct Slot {
    std::atomic<std::int64_t> sum{0};
    std::atomic<SampleTime> time{0};
    void set(const Entry& entry) {
      sum.store(entry.sum, std::memory_order_release);
      time.store(entry.time, std::memory_order_release);
    }
    Entry get() const { return {sum.load(std::memory_order_acquire), time.load(std::memory_order_acquire)}; }
  };
  struct Ring {
    explicit Ring(std::size_t size) : slots(std::make_unique<Slot[]>(size)), mask(size - 1) {}
    std::size_t size() const { return mask + 1; }
    Slot& at(std::uint64_t index) const { return slots[index & mask]; }

    std::unique_ptr<Slot[]> slots;
    std::size_t mask;                // the size is a power of two
    std::unique_ptr<Ring> replaced;  // somebody may be reading it
  };
  // No limit has a count and an age.
  static constexpr std::uint64_t no_limit = ~std::uint64_t{0};

  bool must_grow(std::uint64_t next, SampleTime time, SampleLimit limit) const;
  void grow(std::uint64_t next);

  std::atomic<std::uint64_t> changes_{0};
  std::atomic<Ring*> ring_{nullptr};
  std::atomic<std::uint64_t> limit_{no_limit};
  // The worker's own: adding reads nothing but the counter itself, wherever its ring is.
  std::int64_t sum_ = 0;
  Slot* slots_ = nullptr;
  std::uint64_t size_ = 0;
};

/// Where the history of a statistic begins.
struct SampleOrigin {
  /// What is to be added to the sum of all counters.
  Int128 offset = 0;
  /// When the statistic got its first value; none: it begins with the first change.
  std::optional<SampleTime> time;
  /// The number of changes of each counter that were before; empty: none.
  std::vector<std::uint64_t> before;

  std::uint64_t before_of(std::size_t counter) const { return before.empty() ? 0 : before[counter]; }
};

/// The history of what the counters behind `views` count together, newest first. Exact, as long as the views
/// have one more entry than `limit` asks for. Empty: nothing has happened since the origin.
DHCPCORE_API std::vector<Sample> merge_samples(std::span<const SampledCounter::View> views,
                                               const SampleOrigin& origin, SampleLimit limit, SampleTime now);

}  // namespace dhcp
