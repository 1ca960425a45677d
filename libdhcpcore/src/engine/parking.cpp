#include "engine/parking.hpp"

#include <utility>

namespace dhcp {

void ResumptionInbox::open(void* reader, Read read) {
  const std::lock_guard lock(mutex_);
  reader_ = reader;
  read_ = read;
}

// One job is enough for all that arrives before it runs.
void ResumptionInbox::post(const Resumption& resumption) {
  {
    const std::lock_guard lock(mutex_);
    if (!read_) return;
    arrived_.push_back(resumption);
    if (held_) return;
    held_ = shared_from_this();
  }
  executor_.post(worker_,
                 {[](void* inbox) noexcept { static_cast<ResumptionInbox*>(inbox)->deliver(); }, this});
}

void ResumptionInbox::deliver() noexcept {
  std::shared_ptr<ResumptionInbox> self;
  void* reader = nullptr;
  Read read = nullptr;
  {
    const std::lock_guard lock(mutex_);
    self = std::move(held_);
    delivered_.clear();
    delivered_.swap(arrived_);
    reader = reader_;
    read = read_;
  }
  if (read) read(reader, delivered_);
}

ParkingLot::ParkingLot(Executor* executor, unsigned workers) {
  if (!executor) return;
  for (unsigned i = 0; i < workers; ++i)
    inboxes_.push_back(std::make_shared<ResumptionInbox>(*executor, static_cast<WorkerId>(i)));
}

bool ParkingLot::enter(std::uint32_t limit) {
  if (parked_.fetch_add(1, std::memory_order_relaxed) < limit) return true;
  leave();
  return false;
}

void ParkingLot::resume(const Resumption& resumption) {
  if (resumption.token.worker < inboxes_.size())
    inboxes_[resumption.token.worker]->post(resumption);
  else
    count_stale();
}

bool ParkedQueries::park(std::uint32_t limit, SteadyTime deadline, WaitToken& token) {
  if (!lot_.enter(limit)) return false;
  if (!waits_.open(deadline, token)) {
    lot_.leave();
    return false;
  }
  if (places_.size() <= token.slot) places_.resize(token.slot + 1);
  places_[token.slot] = {true, token.generation, DHCP_NEXT_CONTINUE};
  return true;
}

void ParkedQueries::leave(WaitToken token) {
  places_[token.slot].taken = false;
  lot_.leave();
}

void ParkedQueries::abandon(WaitToken token) {
  waits_.close(token);
  leave(token);
}

/// However a wait ends, its place is free again.
class ParkedQueries::Stay {
 public:
  Stay(ParkedQueries& queries, WaitToken token) : queries_(queries), token_(token) {}
  Stay(const Stay&) = delete;
  Stay& operator=(const Stay&) = delete;
  ~Stay() { queries_.leave(token_); }

 private:
  ParkedQueries& queries_;
  WaitToken token_;
};

Task<ParkedQueries::End> ParkedQueries::wait(WaitToken token) {
  const Stay stay(*this, token);
  auto ended = waits_.wait(token);
  End end;
  end.outcome = co_await ended;
  end.step = places_[token.slot].step;
  co_return end;
}

void ParkedQueries::resume(std::span<const Resumption> all) {
  for (const auto& [token, step] : all) {
    const bool known = token.slot < places_.size() && places_[token.slot].taken &&
                       places_[token.slot].generation == token.generation;
    if (!known || !waits_.is_open(token)) {
      lot_.count_stale();
      continue;
    }
    places_[token.slot].step = step;
    waits_.complete(token);
  }
}

}  // namespace dhcp
