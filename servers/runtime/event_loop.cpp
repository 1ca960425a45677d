#include "runtime/event_loop.hpp"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>

namespace dhcp::server {
namespace {

/// Milliseconds from now to `until`, rounded up so that the loop never wakes too early; -1 = for ever.
int timeout_to(SteadyTime until) {
  if (until == SteadyTime::max()) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

}  // namespace

EventLoop::EventLoop()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;  // the wake-up is the one event without a handler
  if (!epoll_ || !wake_ || ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot make an event loop");
}

bool EventLoop::add(int fd, EventHandler& handler) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = &handler;
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void EventLoop::remove(int fd, EventHandler& handler) {
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
  for (std::size_t i = 0; i < fetched_; ++i)
    if (events_[i].data.ptr == &handler) events_[i].events = 0;
}

void EventLoop::post(Job job) {
  bool first;
  {
    const std::lock_guard lock(mutex_);
    first = posted_.empty();
    posted_.push_back(job);
  }
  if (!first) return;  // the loop has been woken and will find this one too
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the loop is awake anyway.
  [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &one, sizeof one);
}

void EventLoop::wait(SteadyTime until) {
  const int count =
      ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), timeout_to(until));
  fetched_ = static_cast<std::size_t>(std::max(count, 0));
  bool woken = false;
  for (std::size_t i = 0; i < fetched_; ++i) {
    if (events_[i].events == 0) continue;  // removed by a handler of this round
    if (events_[i].data.ptr == nullptr)
      woken = true;
    else
      static_cast<EventHandler*>(events_[i].data.ptr)->ready();
  }
  fetched_ = 0;
  if (woken) run_jobs();
}

void EventLoop::run_jobs() {
  std::uint64_t ignored;
  [[maybe_unused]] const ssize_t got = ::read(wake_.get(), &ignored, sizeof ignored);
  {
    const std::lock_guard lock(mutex_);
    posted_.swap(running_);
  }
  for (const Job& job : running_) job.run(job.context);
  running_.clear();
}

}  // namespace dhcp::server
