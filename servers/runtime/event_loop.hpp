/// @file
/// A thread's loop: descriptors that become readable, jobs from other threads, and a time to wake up.
///
/// It is epoll and an eventfd in a hundred lines, so that a post allocates nothing, a wake-up costs one
/// system call, and no file has to compile an I/O framework.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <mutex>
#include <vector>

#include "dhcpcore/clock.hpp"
#include "dhcpcore/executor.hpp"
#include "runtime/descriptor.hpp"

namespace dhcp::server {

/// Told by a loop that its descriptor can be read.
class EventHandler {
 public:
  virtual void ready() = 0;

 protected:
  ~EventHandler() = default;
};

/// Only `post` may be called by other threads than the loop's own.
class EventLoop {
 public:
  /// Throws std::system_error when the system has no descriptors left.
  EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Calls `handler.ready()` whenever `fd` is readable (level-triggered), until removed. False (see errno)
  /// when the system refuses.
  bool add(int fd, EventHandler& handler);
  /// After this the handler is not called again, also not for an event that has been fetched already.
  void remove(int fd, EventHandler& handler);

  /// Runs the job soon on the loop's thread. Jobs run in the order posted.
  void post(Job job);

  /// Waits until something happens or `until` has come, then calls the handlers and jobs that are due.
  void wait(SteadyTime until);

 private:
  void run_jobs();

  Descriptor epoll_;
  Descriptor wake_;
  std::array<epoll_event, 64> events_{};
  std::size_t fetched_ = 0;
  std::mutex mutex_;  // held only to push to or swap `posted_`
  std::vector<Job> posted_;
  std::vector<Job> running_;
};

}  // namespace dhcp::server
