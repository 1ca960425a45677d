/// @file
/// A histogram of durations in constant memory, whatever their range: buckets grow with the value, so that
/// the relative error is bounded (the idea of HdrHistogram).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dhcp::perf {

/// Counts durations from 0 to 2^42 ns (73 minutes; longer ones count as that). Values below 128 ns are exact,
/// others are off by less than 1/128. Minimum, maximum and mean are exact. Not thread-safe.
class Histogram {
 public:
  using Duration = std::chrono::nanoseconds;

  void add(Duration duration) {
    const auto value = static_cast<std::uint64_t>(std::max<Duration::rep>(duration.count(), 0));
    ++buckets_[bucket_of(std::min(value, largest))];
    ++count_;
    sum_ += value;
    minimum_ = std::min(minimum_, value);
    maximum_ = std::max(maximum_, value);
  }

  std::uint64_t count() const { return count_; }
  Duration min() const { return Duration(count_ == 0 ? 0 : minimum_); }
  Duration max() const { return Duration(maximum_); }
  Duration mean() const { return Duration(count_ == 0 ? 0 : sum_ / count_); }

  /// The smallest duration that at least `percent` (over 0, to 100) of the values do not exceed, rounded up
  /// to its bucket's end but never beyond `max()`. Zero when nothing was added.
  Duration percentile(double percent) const {
    const double exact = percent / 100 * static_cast<double>(count_);
    auto rank = static_cast<std::uint64_t>(exact);
    if (static_cast<double>(rank) < exact) ++rank;
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
      seen += buckets_[i];
      if (seen >= rank && seen > 0) return Duration(std::min(end_of(i), maximum_));
    }
    return Duration(0);
  }

 private:
  static constexpr unsigned bits = 7;  // sub-buckets per power of two: 2^bits
  static constexpr std::uint64_t linear = 1u << bits;
  static constexpr unsigned magnitudes = 42 - bits;
  static constexpr std::uint64_t largest = (std::uint64_t{1} << 42) - 1;

  static constexpr std::size_t bucket_of(std::uint64_t value) {
    if (value < linear) return static_cast<std::size_t>(value);
    const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - bits - 1;
    return static_cast<std::size_t>((shift + 1) * linear + ((value >> shift) - linear));
  }
  static constexpr std::uint64_t end_of(std::size_t bucket) {
    if (bucket < linear) return bucket;
    const std::size_t shift = bucket / linear - 1;
    return ((bucket % linear + linear + 1) << shift) - 1;
  }

  std::array<std::uint64_t, (magnitudes + 1) * linear> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t minimum_ = ~std::uint64_t{0};
  std::uint64_t maximum_ = 0;
};

}  // namespace dhcp::perf
