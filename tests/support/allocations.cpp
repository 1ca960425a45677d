#include "support/allocations.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace dhcp::test {
thread_local Allocations allocations;
}  // namespace dhcp::test

void* operator new(std::size_t size) {
  ++dhcp::test::allocations.count;
  dhcp::test::allocations.largest = std::max(dhcp::test::allocations.largest, size);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
