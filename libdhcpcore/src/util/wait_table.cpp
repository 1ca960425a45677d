#include <algorithm>
#include <utility>

#include "dhcpcore/executor.hpp"

namespace dhcp {

WaitTable::WaitTable(WorkerId worker, std::uint32_t capacity) : worker_(worker), slots_(capacity) {
  for (std::uint32_t i = 0; i < capacity; ++i) slots_[i].next_free = i + 1;
}

WaitTable::~WaitTable() = default;

bool WaitTable::open(SteadyTime deadline, WaitToken& token) {
  if (first_free_ == slots_.size()) return false;
  const std::uint32_t index = first_free_;
  Slot& slot = slots_[index];
  first_free_ = slot.next_free;
  slot.deadline = deadline;
  slot.waiter = nullptr;
  slot.open = true;
  slot.ended = false;
  ++open_;
  token = {worker_, index, slot.generation};
  return true;
}

void WaitTable::prolong(WaitToken token, SteadyTime deadline) {
  Slot& slot = slots_[token.slot];
  slot.ended = false;
  slot.deadline = deadline;
}

bool WaitTable::is_open(WaitToken token) const {
  const Slot& slot = slots_[token.slot];
  return slot.open && !slot.ended && slot.generation == token.generation;
}

void WaitTable::complete(WaitToken token) {
  if (is_open(token))
    finish(token.slot, WaitOutcome::completed);
  else
    ++stale_;
}

void WaitTable::close(WaitToken token) {
  Slot& slot = slots_[token.slot];
  if (!slot.open || slot.generation != token.generation) return;
  slot.open = false;
  ++slot.generation;
  slot.next_free = std::exchange(first_free_, token.slot);
  --open_;
}

// Deadlines are long and rare: they are looked at one by one, by whoever turns the clock.
void WaitTable::expire(SteadyTime now) {
  if (open_ == 0) return;
  for (std::uint32_t i = 0; i < slots_.size(); ++i)
    if (slots_[i].open && !slots_[i].ended && slots_[i].deadline <= now) finish(i, WaitOutcome::timed_out);
}

void WaitTable::cancel_all() {
  for (std::uint32_t i = 0; i < slots_.size(); ++i)
    if (slots_[i].open && !slots_[i].ended) finish(i, WaitOutcome::cancelled);
}

SteadyTime WaitTable::next_deadline() const {
  SteadyTime earliest = SteadyTime::max();
  if (open_ == 0) return earliest;
  for (const Slot& slot : slots_)
    if (slot.open && !slot.ended) earliest = std::min(earliest, slot.deadline);
  return earliest;
}

bool WaitTable::ended(WaitToken token) const {
  return slots_[token.slot].ended;
}

void WaitTable::suspend(WaitToken token, std::coroutine_handle<> waiter) {
  slots_[token.slot].waiter = waiter;
}

WaitOutcome WaitTable::outcome(WaitToken token) const {
  return slots_[token.slot].outcome;
}

void WaitTable::finish(std::uint32_t index, WaitOutcome outcome) {
  Slot& slot = slots_[index];
  slot.ended = true;
  slot.outcome = outcome;
  if (slot.waiter) std::exchange(slot.waiter, nullptr).resume();
}

}  // namespace dhcp
