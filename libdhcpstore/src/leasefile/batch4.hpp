/// @file
/// Changes of one worker on their way to the lease file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dhcpcore/lease_store.hpp"
#include "memory/lease_table4.hpp"

namespace dhcp::store {

class FileStore4;

/// What one worker submitted between two flushes: the rows as text, the leases as they will be published, and
/// who waits for them. Used again and again; keeps its memory.
/// Until it is queued it belongs to its worker; then to whoever writes; then to its worker again.
class Batch4 {
 public:
  Batch4(FileStore4& store, WorkerId worker) : store_(store), worker_(worker) {}

  /// Takes what can be claimed of one query's changes. Conflicts are answered at once; a query of which
  /// nothing is left to write is completed at once.
  void add(LeaseTable4& table, std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token);

  bool empty() const { return queries_.empty(); }
  const std::string& rows() const { return rows_; }

  /// Ends the claims: the changes become visible, or are dropped.
  void publish(LeaseTable4& table, bool stored);
  /// On the worker's thread: tells every query that still waits what became of its changes. Afterwards the
  /// batch is empty.
  void complete();

  FileStore4& store() const { return store_; }
  WorkerId worker() const { return worker_; }

  Batch4* next = nullptr;  ///< in whatever list it stands

 private:
  struct Change {
    ChangeKind kind;
    std::uint32_t index;  // among the query's changes
    Lease4 lease;
  };
  struct Query {
    WaitTable* waits;
    WaitToken token;
    LeaseChange4* changes;
    std::size_t end;  // of its part of `changes_`
  };
  void keep(const LeaseChange4& change, std::uint32_t index);

  FileStore4& store_;
  WorkerId worker_;
  bool stored_ = false;
  std::string rows_;
  std::vector<Change> changes_;  // those in use come first
  std::size_t used_ = 0;
  std::vector<Query> queries_;
};

/// A queue of batches that allocates nothing.
class BatchList4 {
 public:
  bool empty() const { return first_ == nullptr; }
  Batch4* front() const { return first_; }
  void push(Batch4& batch) {
    batch.next = nullptr;
    (first_ == nullptr ? first_ : last_->next) = &batch;
    last_ = &batch;
  }
  Batch4& pop() {
    Batch4& batch = *first_;
    first_ = batch.next;
    return batch;
  }

 private:
  Batch4* first_ = nullptr;
  Batch4* last_ = nullptr;
};

}  // namespace dhcp::store
