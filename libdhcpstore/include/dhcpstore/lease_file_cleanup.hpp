/// @file
/// Lease file cleanup: a lease file grows by a row a change; this leaves one row a lease. A server moves its
/// lease file aside and goes on in a new one, while another process cleans up what was moved. See
/// docs/design/lease-file.md.
#pragma once

#include <string>

#include "dhcpcore/file.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpcore/result.hpp"
#include "dhcpstore/export.hpp"
#include "dhcpstore/lease_file_store.hpp"

namespace dhcp::store {

/// The files that one cleanup works on.
struct CleanupFiles {
  std::string previous;  ///< what the cleanup before made, if anything; in the end, what this one made
  std::string input;     ///< the lease file that was moved aside
  std::string output;    ///< what is being written; of an interrupted cleanup it is worth nothing
  std::string finish;    ///< what was written, when it is complete: from then on it stands for the others

  /// Those that belong to a server's lease file.
  static CleanupFiles of(const std::string& lease_file) {
    return {lease_file + ".2", lease_file + ".1", lease_file + ".output", lease_file + ".completed"};
  }
};

/// Makes one file `previous` of `previous` and `input`, with the newest row of each lease; goes on where an
/// earlier cleanup was interrupted. Whenever it stops, by an error or a loss of power, the files that are
/// left hold every lease. Bad rows are logged and kept in `<input>.rejected`. One cleanup of the same files
/// at a time, which is the caller's business. A server may move its file to `input` meanwhile. Reports what
/// was read; zeros when there was no input, or that had been done before. Errors: a file cannot be read or is
/// no DHCPv4 lease file, or the result cannot be written.
DHCPSTORE_API Result<LeaseFileReport> clean_lease_files4(const CleanupFiles& names, FileSystem& files,
                                                         Log& log);

}  // namespace dhcp::store
