/// @file
/// The ways to look for a free address in a pool.
/// @floor alloc
#pragma once

#include <cstdint>
#include <optional>

#include "alloc/runtime4.hpp"
#include "dhcpcore/address.hpp"
#include "dhcpcore/clock.hpp"
#include "dhcpcore/config.hpp"
#include "dhcpcore/executor.hpp"
#include "dhcpcore/lease_store.hpp"
#include "dhcpcore/random.hpp"
#include "dhcpcore/task.hpp"

namespace dhcp {

/// A search in one pool. What it refers to outlives it.
struct PoolSearch4 {
  LeaseStore4& leases;
  Allocator allocator;
  Ipv4Range range;
  PoolCursor& cursor;
  WorkerId worker;
  Random& random;     ///< the worker's
  std::uint64_t key;  ///< of the order in which `random` tries addresses; all workers have the same
  WallTime now;
  SkipAddress skip;
  const void* context;
};

/// An address that a new client may have, as far as the store and `skip` know; called again, another one, as
/// far as there is one. nullopt: there is none.
///
/// `iterative`: the next one that is free, after the one given last, to whichever worker; in a big pool each
/// of several workers goes through stretches of 64 addresses. `random`: one after the other in an order by
/// chance, in which all addresses come before any comes again; in a pool that is nearly full any that is
/// free. `flq`: any that is free, and has been taken back if somebody had it. The store knows the free ones,
/// so none of these has a list of its own to fill, and to keep right.
Task<std::optional<Ipv4Address>> next_candidate(PoolSearch4 search);

}  // namespace dhcp
