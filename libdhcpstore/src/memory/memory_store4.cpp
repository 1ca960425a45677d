#include "memory/memory_store4.hpp"

#include <random>

#include "dhcpstore/memory_store.hpp"

namespace dhcp::store {

void MemoryStore4::commit(std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token) {
  const bool open = waits.is_open(token);
  for (LeaseChange4& change : changes) {
    const ChangeOutcome outcome = apply(change);
    if (open) change.outcome = outcome;
  }
  waits.complete(token);
}

ChangeOutcome MemoryStore4::apply(const LeaseChange4& change) {
  if (!table_.claim(change.lease.address, change.expected)) return ChangeOutcome::conflict;
  if (change.kind == ChangeKind::put)
    table_.put(change.lease);
  else
    table_.erase(change.lease.address);
  return ChangeOutcome::stored;
}

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

std::unique_ptr<LeaseStore4> make_memory_store4() {
  return std::make_unique<MemoryStore4>();
}

}  // namespace dhcp::store
