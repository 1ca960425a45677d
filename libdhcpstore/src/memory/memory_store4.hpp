/// @file
/// The store in memory behind `make_memory_store4`.
#pragma once

#include "memory/table_store4.hpp"

namespace dhcp::store {

class MemoryStore4 final : public TableStore4<LeaseStore4> {
 public:
  MemoryStore4() : TableStore4(random_seed()) {}

  void commit(std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token) override;
  void flush(WorkerId) override {}
  bool writable() const override { return true; }

  /// For who fills the store before anybody else knows it.
  LeaseTable4& table() { return table_; }

 private:
  ChangeOutcome apply(const LeaseChange4& change);
};

}  // namespace dhcp::store
