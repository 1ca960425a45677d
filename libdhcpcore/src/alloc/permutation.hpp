/// @file
/// The numbers below a bound in an order that looks like chance, each once, without remembering any.
/// @floor alloc
#pragma once

#include <bit>
#include <cstdint>

namespace dhcp {

/// A permutation of [0, size), 0 < size <= 2^32, chosen by `key`. A Feistel network over the next power of
/// four; what falls beyond `size` is put in again until it does not, less than four times on average.
class Permutation {
 public:
  Permutation(std::uint64_t key, std::uint64_t size)
      : key_(key),
        size_(size),
        half_bits_((static_cast<unsigned>(std::bit_width(size - 1)) + 1) / 2),
        mask_((std::uint64_t{1} << half_bits_) - 1) {}

  /// `index` < size.
  std::uint64_t operator()(std::uint64_t index) const {
    do {
      index = encipher(index);
    } while (index >= size_);
    return index;
  }

 private:
  std::uint64_t encipher(std::uint64_t block) const {
    std::uint64_t left = block >> half_bits_;
    std::uint64_t right = block & mask_;
    for (std::uint64_t round = 0; round < 6; ++round) {
      const std::uint64_t mixed = left ^ (mix(right + key_ + (round << 32)) & mask_);
      left = right;
      right = mixed;
    }
    return left << half_bits_ | right;
  }
  static std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
  }

  std::uint64_t key_;
  std::uint64_t size_;
  unsigned half_bits_;
  std::uint64_t mask_;
};

}  // namespace dhcp
