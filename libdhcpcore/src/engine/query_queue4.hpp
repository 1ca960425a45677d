/// @file
/// Queries of one worker that wait for a slot, not even decoded. When there are too many, the oldest goes:
/// its client has given up on it first.
/// @floor engine
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "engine/kept_datagram4.hpp"

namespace dhcp {

/// A ring that grows as load demands and keeps its memory. Used by one thread.
class QueryQueue4 {
 public:
  struct Query {
    KeptDatagram4 received;
    Now now;
    ReplySink4* sink = nullptr;
  };

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  const Query& front() const { return *ring_[first_]; }
  void pop() {
    first_ = (first_ + 1) % ring_.size();
    --count_;
  }
  void push(const Datagram4& datagram, const Now& now, ReplySink4& sink) {
    if (count_ == ring_.size()) grow();
    Query& query = *ring_[(first_ + count_++) % ring_.size()];
    query.received.keep(datagram);
    query.now = now;
    query.sink = &sink;
  }
  void clear() { count_ = 0; }

 private:
  void grow() {
    std::rotate(ring_.begin(), ring_.begin() + static_cast<std::ptrdiff_t>(first_), ring_.end());
    first_ = 0;
    for (std::size_t i = std::max<std::size_t>(ring_.size(), 8); i > 0; --i)
      ring_.push_back(std::make_unique<Query>());
  }

  std::vector<std::unique_ptr<Query>> ring_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
};

}  // namespace dhcp
