/// @file
/// A lease store with a mind of its own: commits are made at a flush or seconds later, or fail, reads may
/// suspend, and now and then nothing can be stored for a while. What it says it has stored, it has.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "profile.hpp"
#include "support/forwarding_lease_store.hpp"

namespace dhcp::simulation {

/// One change of a commit that has become visible.
struct Stored {
  const std::optional<Lease4>& before;
  const LeaseChange4& change;
  const LeaseChange4* first;    ///< the first change of the same commit; null when this is it
  bool by_reclamation = false;  ///< not by a query
  WallTime submitted = 0;       ///< the wall clock when it was submitted
};

class FaultyStore final : public test::ForwardingLeaseStore4 {
 public:
  FaultyStore(const Profile& profile, Random& random);

  // How the simulation drives it.
  /// Told of each change right after it has become visible.
  std::function<void(const Stored&)> on_stored;
  /// Asks to be woken with `number` after so many milliseconds.
  std::function<void(std::uint64_t number, std::uint64_t milliseconds)> wake_later;
  void wake(std::uint64_t number);
  void set_wall(WallTime wall) { wall_ = wall; }
  void set_reclaiming(bool reclaiming) { reclaiming_ = reclaiming; }
  void set_broken(bool broken) { broken_ = broken; }
  bool has_unflushed(WorkerId worker) const;
  std::size_t under_way() const { return unflushed_.size() + held_.size(); }

  /// What is visible, without suspending.
  std::optional<Lease4> now_at(Ipv4Address address);
  std::vector<Lease4> all();

  Task<bool> find(Ipv4Address address, Lease4& lease) override;
  Task<std::optional<Ipv4Address>> next_free(Ipv4Range range, Ipv4Address start, WallTime now,
                                             SkipAddress skip, const void* context) override;
  Task<std::optional<Ipv4Address>> any_free(Ipv4Range range, std::uint64_t random, SkipAddress skip,
                                            const void* context) override;
  void commit(std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token) override;
  void flush(WorkerId worker) override;
  bool writable() const override { return !broken_; }

 private:
  struct Commit {
    std::uint64_t number = 0;
    std::vector<LeaseChange4> copies;
    std::span<LeaseChange4> changes;  ///< the submitter's, while it waits
    WaitTable* waits = nullptr;
    WaitToken token;
    WallTime submitted = 0;
    bool by_reclamation = false;
  };
  struct Read {
    std::uint64_t number;
    WaitToken token;
  };
  Task<bool> find_later(Ipv4Address address, Lease4& lease);
  void finish(Commit& commit, bool works);
  void publish(Commit& commit, LeaseChange4& change);

  const Profile& profile_;
  Random& random_;
  WaitTable own_waits_{0, 4096};
  std::set<Ipv4Address> busy_;  ///< addresses with a change under way
  std::vector<Commit> unflushed_;
  std::vector<Commit> held_;
  std::vector<Read> reads_;
  std::uint64_t last_number_ = 0;
  WallTime wall_ = 0;
  bool reclaiming_ = false;
  bool broken_ = false;
};

}  // namespace dhcp::simulation
