/// @file
/// Leases in memory only: for tests, simulations, and `"persist": false`.
#pragma once

#include <memory>

#include "dhcpcore/lease_store.hpp"
#include "dhcpstore/export.hpp"

namespace dhcp::store {

/// An empty store without a file. A commit is published and its wait completed inside the call; `flush` has
/// nothing to do; it is always writable. Reads and `next_free` complete without suspending.
DHCPSTORE_API std::unique_ptr<LeaseStore4> make_memory_store4();

}  // namespace dhcp::store
