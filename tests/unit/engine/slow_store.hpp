/// @file
/// A lease store that takes its time: commits and reads may be held until the test lets them go, or fail.
#pragma once

#include <deque>
#include <memory>
#include <stdexcept>

#include "dhcpcore/lease_store.hpp"
#include "dhcpstore/memory_store.hpp"

namespace dhcp::engine_test {

class SlowStore final : public LeaseStore4 {
 public:
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
  Task<bool> find_by_client_id(const ClientId& id, SubnetId subnet, Lease4& lease) override {
    return inner_->find_by_client_id(id, subnet, lease);
  }
  Task<bool> find_by_hardware_address(const HardwareAddress& address, SubnetId subnet,
                                      Lease4& lease) override {
    return inner_->find_by_hardware_address(address, subnet, lease);
  }
  Task<std::vector<Lease4>> list_by_client_id(const ClientId& id) override {
    return inner_->list_by_client_id(id);
  }
  Task<std::vector<Lease4>> list_by_hardware_address(const HardwareAddress& address) override {
    return inner_->list_by_hardware_address(address);
  }
  Task<std::vector<Lease4>> list_by_hostname(const Hostname& name) override {
    return inner_->list_by_hostname(name);
  }
  Task<std::vector<Lease4>> list_page(const LeasePage4& page) override { return inner_->list_page(page); }
  Task<std::vector<Lease4>> expired(WallTime now, std::size_t limit) override {
    if (broken) throw std::runtime_error("a page is missing");
    return inner_->expired(now, limit);
  }
  Task<std::vector<Lease4>> reclaimed(WallTime ended, std::size_t limit) override {
    return inner_->reclaimed(ended, limit);
  }
  Task<std::optional<Ipv4Address>> any_free(Ipv4Range range, std::uint64_t random, SkipAddress skip,
                                            const void* context) override {
    return inner_->any_free(range, random, skip, context);
  }
  std::vector<LeaseCount4> counts() const override { return inner_->counts(); }
  Task<std::optional<Ipv4Address>> next_free(Ipv4Range range, Ipv4Address start, WallTime now,
                                             SkipAddress skip, const void* context) override {
    return inner_->next_free(range, start, now, skip, context);
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
  void flush(WorkerId worker) override { inner_->flush(worker); }
  std::size_t size() const override { return inner_->size(); }
  bool writable() const override { return commits != Commits::fail; }

 private:
  struct Held {
    std::span<LeaseChange4> changes;
    WaitTable* waits;
    WaitToken token;
  };
  std::unique_ptr<LeaseStore4> inner_ = store::make_memory_store4();
  WaitTable waits_{0, 16};
  std::deque<WaitToken> finds_;
  std::deque<Held> held_;
};

}  // namespace dhcp::engine_test
