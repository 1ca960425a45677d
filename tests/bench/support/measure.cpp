#include "bench/support/measure.hpp"

#include <algorithm>
#include <ctime>

#include "support/allocations.hpp"

namespace dhcp::bench {

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

void Rounds::begin() {
  allocations_before_ = test::allocations.count;
  began_ = processor_seconds();
}

void Rounds::end(std::size_t operations) {
  const double seconds = processor_seconds() - began_;
  allocations_ += test::allocations.count - allocations_before_;
  operations_ += operations;
  nanoseconds_.push_back(seconds * 1e9 / static_cast<double>(operations));
}

Cost Rounds::cost() const {
  std::vector<double> sorted = nanoseconds_;
  std::ranges::sort(sorted);
  return {sorted[sorted.size() / 2], static_cast<double>(allocations_) / static_cast<double>(operations_)};
}

}  // namespace dhcp::bench
