/// @file
/// A source of reservations that takes its time, as a database does: an executor's job of the asking worker
/// brings the answer, if it is to come at all.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "dhcpcore/host_store.hpp"

namespace dhcp::test {

/// Serves one worker. Answers when the executor runs, in the order of the questions.
class WaitingHostStore final : public HostStore4 {
 public:
  explicit WaitingHostStore(Executor& executor, std::vector<Host4> hosts = {}) : executor_(executor) {
    for (Host4& host : hosts) hosts_.push_back(std::make_shared<const Host4>(std::move(host)));
  }

  void look_up(HostLookup4& lookup, WaitTable& waits, WaitToken token) override {
    ++identifier_lookups;
    const std::vector<std::uint8_t> value(lookup.identifier.value.begin(), lookup.identifier.value.end());
    ask(waits, token, identifiers_fail, lookup, [this, value](HostLookup4& of) {
      for (const HostPointer4& host : hosts_)
        if (host->subnet_id == of.subnet_id && host->identifier_type == of.identifier.type &&
            host->identifier == value)
          of.host = host;
    });
  }
  void look_up(ReservedLookup4& lookup, WaitTable& waits, WaitToken token) override {
    ++block_lookups;
    largest_block = std::max(largest_block, lookup.addresses.size());
    ask(waits, token, blocks_fail, lookup, [this](ReservedLookup4& of) {
      for (const HostPointer4& host : hosts_)
        for (std::size_t i = 0; i < of.addresses.size(); ++i)
          if (host->subnet_id == of.subnet_id && host->address == of.addresses[i]) of.reserved[i] = true;
    });
  }

  std::size_t waiting() const { return questions_.size(); }

  bool identifiers_fail = false;
  bool blocks_fail = false;
  std::size_t identifier_lookups = 0;
  std::size_t block_lookups = 0;
  std::size_t largest_block = 0;

 private:
  struct Question {
    WaitTable* waits;
    WaitToken token;
    std::function<void()> answer;
  };

  template <class Lookup, class Find>
  void ask(WaitTable& waits, WaitToken token, const bool& fails, Lookup& lookup, Find find) {
    questions_.push_back({&waits, token, [&fails, &lookup, find] {
                            lookup.failed = fails;
                            if (!fails) find(lookup);
                          }});
    executor_.post(waits.worker(),
                   {[](void* store) noexcept { static_cast<WaitingHostStore*>(store)->answer(); }, this});
  }
  void answer() {
    const Question oldest = std::move(questions_.front());
    questions_.pop_front();
    if (oldest.waits->is_open(oldest.token)) oldest.answer();
    oldest.waits->complete(oldest.token);
  }

  Executor& executor_;
  std::vector<HostPointer4> hosts_;
  std::deque<Question> questions_;
};

}  // namespace dhcp::test
