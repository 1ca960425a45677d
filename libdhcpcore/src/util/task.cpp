#include "dhcpcore/task.hpp"

#include <new>

namespace dhcp::detail {

namespace {

// Frames are handed out in multiples of 64 bytes; those up to `pooled_size` are kept for reuse.
constexpr std::size_t grain = 64;
constexpr std::size_t pooled_size = 4096;
constexpr std::size_t class_count = pooled_size / grain;

struct FreeFrame {
  FreeFrame* next;
};

struct FramePool {
  FreeFrame* free[class_count] = {};

  ~FramePool() {
    for (FreeFrame* list : free)
      while (list != nullptr) ::operator delete(std::exchange(list, list->next));
  }
};

// Found without a call, though this is a library: a frame comes and goes a dozen times a query.
[[gnu::tls_model("initial-exec")]] thread_local FramePool pool;

std::size_t size_class(std::size_t size) {
  return (size + grain - 1) / grain - 1;
}

}  // namespace

void* allocate_frame(std::size_t size) {
  if (size > pooled_size) return ::operator new(size);
  FreeFrame*& list = pool.free[size_class(size)];
  if (list != nullptr) return std::exchange(list, list->next);
  return ::operator new((size_class(size) + 1) * grain);
}

void release_frame(void* frame, std::size_t size) noexcept {
  if (size > pooled_size) return ::operator delete(frame);
  FreeFrame*& list = pool.free[size_class(size)];
  list = ::new (frame) FreeFrame{list};
}

}  // namespace dhcp::detail
