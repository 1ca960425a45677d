/// @file
/// What an operation costs.
#pragma once

#include <cstddef>
#include <vector>

namespace dhcp::bench {

/// Of this process so far, in seconds.
double processor_seconds();

struct Cost {
  double nanoseconds = 0;  ///< of processor time of the process
  double allocations = 0;  ///< of the thread that measures, by `operator new`
};

/// Rounds of one measurement.
class Rounds {
 public:
  void begin();
  void end(std::size_t operations);
  /// An operation of the median round; allocations are the mean of all rounds.
  Cost cost() const;

 private:
  double began_ = 0;
  std::size_t allocations_before_ = 0;
  std::size_t operations_ = 0;
  std::size_t allocations_ = 0;
  std::vector<double> nanoseconds_;  // an operation, by round
};

/// What one `work(i)` costs. Does `operations` of them in each of `rounds` rounds, and before these in one
/// that counts for nothing; `i` counts on over all rounds.
template <class Work>
Cost measure(std::size_t operations, const Work& work, unsigned rounds = 5) {
  Rounds measured;
  std::size_t i = 0;
  const auto once = [&] {
    for (const std::size_t end = i + operations; i < end; ++i) work(i);
  };
  once();
  for (unsigned round = 0; round < rounds; ++round) {
    measured.begin();
    once();
    measured.end(operations);
  }
  return measured.cost();
}

/// Makes the compiler believe that a result is used.
template <class T>
inline void keep(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

}  // namespace dhcp::bench
