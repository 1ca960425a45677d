/// @file
/// Telling the processor what memory is going to be read.
/// @floor util
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace dhcp {

/// A hint: everything from `begin` to `end` is needed soon. Does not wait, and any addresses will do.
inline void fetch(const void* begin, const void* end) {
  constexpr std::size_t line = 64;
  for (const char* at = static_cast<const char*>(begin); at < end; at += line) __builtin_prefetch(at);
}
template <class T>
void fetch(const T& object) {
  fetch(&object, &object + 1);
}
/// What a list holds, a few lines of it at most.
template <class T>
void fetch_list(const std::vector<T>& list) {
  constexpr std::size_t enough = 512 / sizeof(T) + 1;
  fetch(list.data(), list.data() + std::min(list.size(), enough));
}

}  // namespace dhcp
