/// @file
/// Where randomness comes from. Engines are handed a source, so that one seed replays a run.
/// @floor util
#pragma once

#include <cstdint>

namespace dhcp {

/// A source of random numbers. One per worker; not thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  /// Sixty-four random bits. Not for secrets.
  virtual std::uint64_t next() = 0;
  /// A number in [0, bound), `bound` > 0, without the bias of a plain remainder.
  std::uint64_t below(std::uint64_t bound) {
    // Lemire's multiply-shift: the loop runs once but with probability bound / 2^64.
    const std::uint64_t threshold = (0 - bound) % bound;
    for (;;) {
      __extension__ using Wide = unsigned __int128;
      const Wide product = Wide{next()} * bound;
      if (static_cast<std::uint64_t>(product) >= threshold) return static_cast<std::uint64_t>(product >> 64);
    }
  }
};

/// xoshiro256** seeded by splitmix64: fast, and the same sequence everywhere for the same seed.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) {
    for (auto& word : state_) {
      seed += 0x9e3779b97f4a7c15ull;
      std::uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
      word = z ^ (z >> 31);
    }
  }
  std::uint64_t next() override {
    const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotate(state_[3], 45);
    return result;
  }

 private:
  static constexpr std::uint64_t rotate(std::uint64_t v, int by) { return (v << by) | (v >> (64 - by)); }
  std::uint64_t state_[4];
};

}  // namespace dhcp
