/// @file
/// An array that grows without moving.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace dhcp::store {

/// Elements stay where they are, so that threads may use some while others come into being, and growing costs
/// no more than the new element. Each segment is as long as all before it together, and gets memory from the
/// system only where it is touched. One thread at a time calls `make`; others use only elements that have
/// been made, and need to be told so. Destroys no elements: that is up to who knows which were made.
template <class T, unsigned first_bits>
class GrowingArray {
 public:
  GrowingArray() = default;
  ~GrowingArray() {
    for (auto& segment : segments_) std::free(segment.load(std::memory_order_relaxed));
  }
  GrowingArray(const GrowingArray&) = delete;
  GrowingArray& operator=(const GrowingArray&) = delete;

  T& operator[](std::uint32_t i) const {
    return segments_[segment_of(i)].load(std::memory_order_relaxed)[i - first_of(i)];
  }
  /// Begins element `i`; those before it have been made. Throws std::bad_alloc when there is no memory.
  T& make(std::uint32_t i) {
    std::atomic<T*>& segment = segments_[segment_of(i)];
    if (segment.load(std::memory_order_relaxed) == nullptr) {
      const std::size_t length = std::max<std::size_t>(first_of(i), first_length);
      void* const memory = std::aligned_alloc(alignof(T), length * sizeof(T));
      if (memory == nullptr) throw std::bad_alloc();
      segment.store(static_cast<T*>(memory), std::memory_order_relaxed);
    }
    return *::new (static_cast<void*>(&(*this)[i])) T();
  }

 private:
  static constexpr std::uint32_t first_length = std::uint32_t{1} << first_bits;

  static unsigned segment_of(std::uint32_t i) {
    return static_cast<unsigned>(std::bit_width(i >> first_bits));
  }
  static std::uint32_t first_of(std::uint32_t i) { return i < first_length ? 0 : std::bit_floor(i); }

  std::array<std::atomic<T*>, 33 - first_bits> segments_{};
};

}  // namespace dhcp::store
