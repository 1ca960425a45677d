/// @file
/// Leases in memory only: for tests, simulations, and `"persist": false`.
#pragma once

#include <memory>
#include <string>

#include "dhcpcore/file.hpp"
#include "dhcpcore/lease_store.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpcore/result.hpp"
#include "dhcpstore/export.hpp"

namespace dhcp::store {

/// An empty store without a file. A commit is published and its wait completed inside the call; `flush` has
/// nothing to do; it is always writable. Reads and `next_free` complete without suspending.
DHCPSTORE_API std::unique_ptr<LeaseStore4> make_memory_store4();

/// Such a store with the leases of a lease file and its older neighbours (see lease_file_store.hpp). Reads
/// the files once and changes nothing beside them; bad rows are logged and left out. Errors: there is no such
/// file, one cannot be read, or is no lease file.
DHCPSTORE_API Result<std::unique_ptr<LeaseStore4>> copy_lease_file4(const std::string& path,
                                                                    FileSystem& files, Log& log);

}  // namespace dhcp::store
