/// @file
/// Leases in memory with a lease file behind them: the embedded database of a DHCPv4 server.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "dhcpcore/executor.hpp"
#include "dhcpcore/file.hpp"
#include "dhcpcore/lease_checks4.hpp"
#include "dhcpcore/lease_store.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpcore/result.hpp"
#include "dhcpstore/export.hpp"

namespace dhcp::store {

struct LeaseFileOptions {
  /// The lease file; its neighbours `.1`, `.2`, `.output`, `.completed`, `.rejected` and `.rewrite` belong to
  /// it.
  std::string path;
  /// Whether a commit waits until the disk has it (fdatasync). Without it a commit survives the end of the
  /// process, not a loss of power.
  bool sync = false;
  /// How many bad rows loading tolerates; 0 = any number.
  std::uint32_t max_row_errors = 0;
};

/// What loading found.
struct LeaseFileReport {
  std::uint64_t rows = 0;    ///< complete rows in all files, good and bad
  std::uint64_t leases = 0;  ///< leases that they come to
  std::uint64_t errors = 0;  ///< bad rows; they are kept in `<path>.rejected`
  bool torn_tail = false;    ///< a file ended in the middle of a row
  double seconds = 0;
};

/// How an attempt to move the lease file aside ended.
enum class Rotation {
  moved,    ///< it is now what a cleanup works on
  waiting,  ///< what was moved before is still there: it wants its cleanup first
  failed,   ///< nothing has changed; the log says why
};

/// A `LeaseStore4` that appends every change to a lease file. See docs/design/lease-file.md for the format,
/// the commit protocol, and what happens when the disk is full or broken.
///
/// Reads and `next_free` complete without suspending. A commit's wait is completed during the `flush` that
/// follows it, or by a job posted to its worker; with `sync` always by a posted job, while the worker goes
/// on. Nothing is allocated per commit in the steady state.
class DHCPSTORE_API LeaseFileStore4 : public LeaseStore4 {
 public:
  /// Loads the files and opens the lease file for appending; makes it when there is none. `workers` is one
  /// more than the highest WorkerId that will commit. Files, executor and log outlive the store; and before
  /// the store is destroyed the workers have stopped and every job posted has run. Changes that were never
  /// flushed are dropped then: nobody was told that they had been made.
  /// `check` judges what was loaded: what it corrects or rejects is so in memory, while the files stay as
  /// they are. Errors: a file cannot be read or is not a lease file, too many bad rows, no file can be made.
  static Result<std::unique_ptr<LeaseFileStore4>> open(LeaseFileOptions options, FileSystem& files,
                                                       Executor& executor, Log& log, unsigned workers,
                                                       const LeaseCheck4& check = {});

  virtual const LeaseFileReport& load_report() const = 0;

  /// Moves the lease file to where `clean_lease_files4` expects its input, and goes on in a new one. May be
  /// called on any thread. `done` is called once, inside this call or by a thread that writes, which it must
  /// not hold up, nor call the store; it is not called when the store is destroyed before.
  virtual void rotate(std::function<void(Rotation)> done) = 0;
};

}  // namespace dhcp::store
