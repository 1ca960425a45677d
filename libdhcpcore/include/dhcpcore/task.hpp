/// @file
/// `Task<T>`: a lazily started coroutine that one other coroutine awaits. Stages of a query are tasks; a
/// query that must wait is a suspended task.
///
/// Contract:
///  - A task starts when it is awaited (or `start()`ed) and belongs to who holds the object; destroying it
///    destroys the coroutine wherever it is suspended, children first.
///  - A task is resumed and destroyed only on the worker that started it. Nothing here is thread-safe.
///  - Awaiting a task that completes without suspending costs no stack: the child is run inside
///  `await_suspend`,
///    which then answers "do not suspend". (Textbook symmetric transfer overflows the stack in unoptimised
///    builds after some ten thousand synchronous awaits in one loop.)
///  - Frames come from a per-thread pool; in the steady state an await does not touch the heap.
///  - An exception inside a task surfaces at the await; it means a programming error or exhausted memory.
///  - A coroutine's reference parameters must outlive it: never bind one to a temporary, never make a
///  capturing
///    lambda a coroutine, never `co_await` inside `?:` or a braced initialiser (g++ 12 miscompiles these).
/// @floor util
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

#include "dhcpcore/export.hpp"

namespace dhcp {

template <class T>
class Task;

namespace detail {

/// The per-thread pool of coroutine frames. A frame freed on another thread joins that thread's pool.
DHCPCORE_API void* allocate_frame(std::size_t size);
DHCPCORE_API void release_frame(void* frame, std::size_t size) noexcept;

class PromiseBase {
 public:
  static void* operator new(std::size_t size) { return allocate_frame(size); }
  static void operator delete(void* frame, std::size_t size) noexcept { release_frame(frame, size); }

  std::suspend_always initial_suspend() const noexcept { return {}; }
  auto final_suspend() const noexcept {
    struct Resume {
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept { return next; }
      void await_resume() const noexcept {}
      std::coroutine_handle<> next;
    };
    return Resume{continuation_};
  }
  void unhandled_exception() noexcept { failure_ = std::current_exception(); }

  /// Who goes on when this coroutine ends after having suspended. Unset while the parent itself is running
  /// the child: then nobody needs to be resumed.
  void set_continuation(std::coroutine_handle<> parent) noexcept { continuation_ = parent; }
  void rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::coroutine_handle<> continuation_ = std::noop_coroutine();
  std::exception_ptr failure_;
};

template <class T>
class Promise : public PromiseBase {
 public:
  Task<T> get_return_object() noexcept;
  template <class U>
  void return_value(U&& value) {
    value_.emplace(std::forward<U>(value));
  }
  T take() {
    rethrow_failure();
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
};

template <>
class Promise<void> : public PromiseBase {
 public:
  Task<void> get_return_object() noexcept;
  void return_void() const noexcept {}
  void take() const { rethrow_failure(); }
};

}  // namespace detail

template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  Task() = default;
  explicit Task(Handle handle) noexcept : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      reset();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  ~Task() { reset(); }

  bool valid() const noexcept { return handle_ != nullptr; }
  bool done() const noexcept { return handle_.done(); }
  /// Runs a top-level task until it suspends for the first time or ends. Call once, and not on an awaited
  /// task.
  void start() { handle_.resume(); }
  /// The value of a task that is done; rethrows what it threw.
  T take() { return handle_.promise().take(); }
  void reset() noexcept {
    if (handle_) std::exchange(handle_, nullptr).destroy();
  }

  auto operator co_await() && noexcept { return Awaiter{handle_}; }

 private:
  struct Awaiter {
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> parent) {
      child.resume();
      if (child.done()) return false;
      child.promise().set_continuation(parent);
      return true;
    }
    T await_resume() { return child.promise().take(); }
    Handle child;
  };

  Handle handle_;
};

namespace detail {
template <class T>
Task<T> Promise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}
}  // namespace detail

}  // namespace dhcp
