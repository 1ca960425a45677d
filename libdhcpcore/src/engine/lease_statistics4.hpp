/// @file
/// What a change of a lease means for the statistics of its pool, its subnet and the server. Whoever has
/// changed leases in the store says so here, so that what is counted is always what is stored.
/// @floor engine
#pragma once

#include "config/snapshot4.hpp"
#include "dhcpcore/executor.hpp"
#include "dhcpcore/lease_store.hpp"
#include "dhcpcore/statistics.hpp"

namespace dhcp {

/// How the statistics of one place change.
struct LeaseCounts {
  int assigned = 0;
  int cumulative = 0;  ///< new leases
  int declined = 0;
  int reclaimed = 0;  ///< leases that had ended
  int recovered = 0;  ///< of these, declined ones

  LeaseCounts& operator+=(const LeaseCounts& other);
  friend bool operator==(const LeaseCounts&, const LeaseCounts&) = default;
};

/// What it means at the place of a lease that it becomes `after` (null: none) at `now`, and at the place of
/// `after` that it comes from `before` (null: none). Where the place is the same, both are to be added.
LeaseCounts counts_of_former(const Lease4& before, const Lease4* after, WallTime now);
LeaseCounts counts_of_new(const Lease4* before, const Lease4& after, WallTime now);

/// Counts a change that was stored. Who reclaims a lease says that it has become a reclaimed one, even if it
/// is removed at once.
void count_change(Statistics4& statistics, WorkerId worker, const Lease4* before, const Lease4* after,
                  WallTime now);

/// Begins with what is in the store and the subnets of `snapshot`. Not while workers run.
void start_statistics(Statistics4& statistics, const LeaseStore4& leases, const Snapshot4& snapshot);
/// Goes on with the subnets of another configuration; those that both have, being the same object, are left
/// as they are.
void reconfigure_statistics(Statistics4& statistics, const Snapshot4& before, const Snapshot4& after,
                            SampleTime time);

}  // namespace dhcp
