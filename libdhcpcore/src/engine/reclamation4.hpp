/// @file
/// Takes back leases that have ended, and removes those that were held for their client long enough
/// (`expired-leases-processing`). Works in small pieces between queries, so that nobody waits for it.
/// @floor engine
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "dhcpcore/clock.hpp"
#include "dhcpcore/config.hpp"
#include "dhcpcore/task.hpp"
#include "engine/context4.hpp"

namespace dhcp {

/// Two jobs, each a cycle of pieces and then a pause: to reclaim what has ended, and to flush what was
/// reclaimed. Belongs to one worker of an engine, whose waits it uses.
class Reclamation4 {
 public:
  Reclamation4(Shared4& shared, WaitTable& waits) : shared_(shared), waits_(waits) {}
  Reclamation4(const Reclamation4&) = delete;
  Reclamation4& operator=(const Reclamation4&) = delete;

  /// When `advance` is needed next: at once when the configuration is new.
  SteadyTime next() const;
  /// Does one piece of what is due, unless the last one still waits for the store. `busy`: queries have come
  /// since the last call, so the next piece takes its time.
  void advance(const Now& now, bool busy);
  /// Ends what waits; nothing is done any more.
  void cancel() { piece_.reset(); }

 private:
  struct Job {
    SteadyTime due = SteadyTime::max();  ///< of the next piece
    bool running = false;                ///< in a cycle
    SteadyTime began{};
    std::uint64_t done = 0;  ///< leases in this cycle

    bool is_due(const Now& now) const { return due <= now.steady; }
  };
  enum class Outcome {
    more,   ///< there may be more to do
    done,   ///< there is nothing left
    stuck,  ///< nothing could be changed: try again after the pause
  };

  void configure(const Now& now);
  Task<void> reclaim(Now now);
  Task<Outcome> reclaim_piece(Now now);
  void end_reclaiming(const Now& now, bool complete);
  Task<void> flush(Now now);
  Task<Outcome> commit(std::span<const Lease4> leases, Now now, Job& job);
  LeaseChange4 change_of(const Lease4& lease) const;
  bool is_for_us(const Lease4& ended, LeaseChange4& change) const;
  void account(const Lease4& ended, WallTime now);

  Shared4& shared_;
  WaitTable& waits_;
  std::uint64_t generation_ = 0;  // of `setup_`
  std::shared_ptr<const Setup4> setup_;
  ExpiredLeasesConfig settings_;
  Job reclaiming_;
  Job flushing_;
  SteadyTime rests_until_ = SteadyTime::min();
  std::uint32_t unfinished_cycles_ = 0;
  std::size_t kept_ = 0;               // leases that modules would not have reclaimed in this cycle
  std::vector<LeaseChange4> changes_;  // of the piece that waits
  Task<void> piece_;
};

}  // namespace dhcp
