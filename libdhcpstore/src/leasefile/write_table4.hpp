/// @file
/// Writes a table of leases as a lease file.
#pragma once

#include <optional>

#include "dhcpcore/file.hpp"
#include "memory/lease_table4.hpp"

namespace dhcp::store {

/// How many bytes went in, and why no more.
struct Written {
  std::size_t bytes = 0;
  std::optional<IoError> error;
};
/// Writes all of it, unless an error stops it. A write may be short without an error.
Written write_all(File& file, ByteView bytes);

/// Appends the header and one row for each lease, ascending by address.
Result<void, IoError> write_table4(File& file, const LeaseTable4& table);

}  // namespace dhcp::store
