/// Counts what `operator new` gives to the calling thread, in programs that compile allocations.cpp in.
#pragma once

#include <cstddef>

namespace dhcp::test {

struct Allocations {
  std::size_t count = 0;
  std::size_t largest = 0;  ///< bytes
};
extern thread_local Allocations allocations;

}  // namespace dhcp::test
