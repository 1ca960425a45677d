/// @file
/// Counts what is taken from the heap in this test program.
#pragma once

#include <cstddef>

/// Heap allocations of the calling thread so far.
std::size_t allocations_of_this_thread();
