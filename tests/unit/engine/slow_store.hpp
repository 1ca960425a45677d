/// @file
/// A lease store that takes its time: commits and reads may be held until the test lets them go, or fail.
#pragma once

#include <deque>
#include <stdexcept>

#include "dhcpstore/memory_store.hpp"
#include "support/forwarding_lease_store.hpp"

namespace dhcp::engine_test {

class SlowStore final : public test::ForwardingLeaseStore4 {
 public:
  SlowStore() : ForwardingLeaseStore4(store::make_memory_store4()) {}

  enum class Commits { pass, hold, conflict, fail };

  Commits commits = Commits::pass;
  unsigned conflicts_left = 0;  ///< with `conflict`: how many before commits pass again
  bool hold_finds = false;
  bool broken = false;  ///< reads throw
  std::vector<LeaseChange4> submitted;

  std::size_t held() const { return held_.size(); }
  /// Lets the oldest held commit go: stored, or as told.
  void complete(ChangeOutcome outcome = ChangeOutcome::stored) {
    const Held held = held_.front();
    held_.pop_front();
    if (!held.waits->is_open(held.token)) {
      held.waits->complete(held.token);  // stale: counted there, nothing else
    } else if (outcome == ChangeOutcome::stored) {
      inner_->commit(held.changes, *held.waits, held.token);
    } else {
      for (LeaseChange4& change : held.changes) change.outcome = outcome;
      held.waits->complete(held.token);
    }
  }
  /// Lets every held read go.
  void complete_finds() {
    hold_finds = false;
    while (!finds_.empty()) {
      const WaitToken token = finds_.front();
      finds_.pop_front();
      waits_.complete(token);
    }
  }

  Task<bool> find(Ipv4Address address, Lease4& lease) override {
    if (broken) throw std::runtime_error("a page is missing");
    if (hold_finds) {
      WaitToken token;
      waits_.open(SteadyTime::max(), token);
      finds_.push_back(token);
      co_await waits_.wait(token);
    }
    const bool found = co_await inner_->find(address, lease);
    co_return found;
  }
  Task<std::vector<Lease4>> expired(WallTime now, std::size_t limit) override {
    if (broken) throw std::runtime_error("a page is missing");
    return inner_->expired(now, limit);
  }
  Task<std::vector<Lease4>> reclaimed(WallTime ended, std::size_t limit) override {
    if (broken) throw std::runtime_error("a page is missing");
    return inner_->reclaimed(ended, limit);
  }
  void commit(std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token) override {
    submitted.assign(changes.begin(), changes.end());
    switch (commits) {
      case Commits::hold:
        held_.push_back({changes, &waits, token});
        return;
      case Commits::conflict:
        if (conflicts_left == 0) break;
        --conflicts_left;
        for (LeaseChange4& change : changes) change.outcome = ChangeOutcome::conflict;
        return waits.complete(token);
      case Commits::fail:
        for (LeaseChange4& change : changes) change.outcome = ChangeOutcome::failed;
        return waits.complete(token);
      case Commits::pass:
        break;
    }
    inner_->commit(changes, waits, token);
  }
  bool writable() const override { return commits != Commits::fail; }

 private:
  struct Held {
    std::span<LeaseChange4> changes;
    WaitTable* waits;
    WaitToken token;
  };
  WaitTable waits_{0, 16};
  std::deque<WaitToken> finds_;
  std::deque<Held> held_;
};

}  // namespace dhcp::engine_test
