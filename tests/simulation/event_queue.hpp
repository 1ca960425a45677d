/// @file
/// Virtual time: things that are due, in order.
#pragma once

#include <chrono>
#include <cstdint>
#include <queue>
#include <vector>

namespace dhcp::simulation {

/// Since the simulation began; nothing sets this clock back.
using Time = std::chrono::microseconds;

/// What is due together comes in the order in which it was scheduled, so that a seed replays exactly.
template <class Event>
class EventQueue {
 public:
  void at(Time time, Event event) { queue_.push({time, ++scheduled_, event}); }
  bool empty() const { return queue_.empty(); }
  Time next() const { return queue_.empty() ? Time::max() : queue_.top().time; }
  Event pop() {
    const Event event = queue_.top().event;
    queue_.pop();
    return event;
  }

 private:
  struct Due {
    Time time;
    std::uint64_t number;
    Event event;
    bool operator<(const Due& other) const {
      return time != other.time ? time > other.time : number > other.number;  // the earliest on top
    }
  };
  std::priority_queue<Due> queue_;
  std::uint64_t scheduled_ = 0;
};

}  // namespace dhcp::simulation
