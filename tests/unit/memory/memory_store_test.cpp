#include "dhcpstore/memory_store.hpp"

#include <doctest/doctest.h>

#include "support/lease_store_contract.hpp"

namespace {

class MemoryRig {
 public:
  dhcp::LeaseStore4& store() { return *store_; }
  void pump() { store_->flush(0); }

 private:
  std::unique_ptr<dhcp::LeaseStore4> store_ = dhcp::store::make_memory_store4();
};

LEASE_STORE_CONTRACT(MemoryRig)

}  // namespace
