/// @file
/// Fetches what the queries of a batch are going to read, before the first of them is handled.
/// @floor engine
#pragma once

#include <span>

#include "dhcpcore/datagram.hpp"
#include "dhcpcore/executor.hpp"
#include "engine/context4.hpp"

namespace dhcp {

/// More at a time would push out of the nearest caches what came first.
inline constexpr std::size_t most_looked_at = 32;

/// Where a server has many subnets or many leases, most of what a query reads is in no cache: one thing leads
/// to the next, and each is waited for. Here all queries of a batch take one such step after the other
/// together, so that their waits overlap. It is guesswork: a wrong guess costs a little time and changes
/// nothing. Of `batch` the first `most_looked_at`.
void look_ahead(const Shared4& shared, const Setup4& setup, Scratch4& scratch, WorkerId worker,
                std::span<const Datagram4> batch);

}  // namespace dhcp
