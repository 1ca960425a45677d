/// @file
/// A source of reservations that takes its time, as a database does: a lookup waits until an executor's job
/// of its worker brings the answer.
#pragma once

#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "dhcpcore/executor.hpp"
#include "dhcpcore/host.hpp"

namespace dhcp::test {

/// Serves one worker. Answers when the executor runs, in the order of the questions.
class WaitingHostStore final : public HostStore4 {
 public:
  explicit WaitingHostStore(Executor& executor, std::vector<Host4> hosts = {}) : executor_(executor) {
    for (Host4& host : hosts) hosts_.push_back(std::make_shared<const Host4>(std::move(host)));
  }

  Task<HostPointer4> find(SubnetId subnet_id, HostIdentifier identifier) override {
    const std::vector<std::uint8_t> value(identifier.value.begin(), identifier.value.end());
    const HostIdentifierType type = identifier.type;
    co_await answered(identifier_lookups);
    for (const HostPointer4& host : hosts_)
      if (host->subnet_id == subnet_id && host->identifier_type == type && host->identifier == value)
        co_return host;
    co_return nullptr;
  }
  Task<HostPointer4> find(SubnetId subnet_id, Ipv4Address address) override {
    co_await answered(address_lookups);
    for (const HostPointer4& host : hosts_)
      if (host->subnet_id == subnet_id && host->address == address) co_return host;
    co_return nullptr;
  }
  Task<void> reserved(SubnetId subnet_id, std::span<const Ipv4Address> addresses,
                      std::span<bool> reserved) override {
    largest_block = std::max(largest_block, addresses.size());
    co_await answered(block_lookups);
    for (const HostPointer4& host : hosts_)
      for (std::size_t i = 0; i < addresses.size(); ++i)
        if (host->subnet_id == subnet_id && host->address == addresses[i]) reserved[i] = true;
  }

  std::size_t waiting() const { return waiting_.size(); }

  std::size_t identifier_lookups = 0;
  std::size_t address_lookups = 0;
  std::size_t block_lookups = 0;
  std::size_t largest_block = 0;

 private:
  Task<void> answered(std::size_t& count) {
    ++count;
    WaitToken token;
    if (!waits_.open(SteadyTime::max(), token)) co_return;
    waiting_.push_back(token);
    executor_.post(waits_.worker(),
                   {[](void* store) noexcept { static_cast<WaitingHostStore*>(store)->answer(); }, this});
    co_await waits_.wait(token);
  }
  void answer() {
    const WaitToken token = waiting_.front();
    waiting_.pop_front();
    waits_.complete(token);
  }

  Executor& executor_;
  std::vector<HostPointer4> hosts_;
  WaitTable waits_{0, 1024};
  std::deque<WaitToken> waiting_;
};

}  // namespace dhcp::test
