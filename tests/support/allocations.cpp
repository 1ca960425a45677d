// A file of its own: where these operators could be inlined, g++ takes the malloc and free in them for
// mismatched pairs.
#include "support/allocations.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace dhcp::test {
thread_local Allocations allocations;
}  // namespace dhcp::test

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++dhcp::test::allocations.count;
  dhcp::test::allocations.largest = std::max(dhcp::test::allocations.largest, size);
  return std::malloc(size);
}
void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
