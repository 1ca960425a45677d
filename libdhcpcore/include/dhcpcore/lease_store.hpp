/// @file
/// Where leases live. Engines know only this interface; backends implement it.
///
/// Contract of every backend:
///  - Reads see what has been published, and nothing else. Reads from memory complete without suspending.
///  - A commit is *claim → append → (sync) → publish → complete the wait*: when the wait has ended with
///    `completed` and the outcome is `stored`, the change is durable (as far as the backend is configured to
///    make it) and visible. A reply that says so leaves only then.
///  - From submission until completion an address with a change under way refuses further changes
///  (`conflict`).
///  - Each change has its own outcome; one that fails never fails its neighbours.
///  - Changes to one address are published in the order in which they were made durable.
/// @floor lease
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/executor.hpp"
#include "dhcpcore/lease.hpp"
#include "dhcpcore/task.hpp"

namespace dhcp {

enum class ChangeKind : std::uint8_t {
  put,    ///< the lease is there afterwards, as given
  erase,  ///< no lease of `lease.address` is there afterwards
};

enum class ChangeOutcome : std::uint8_t {
  pending,
  stored,
  conflict,  ///< the address is not as `expected` (or a change to it is under way); nothing was changed
  failed,    ///< the backend could not make it durable; nothing was changed and no reply may say otherwise
};

/// What identifies the version of a lease that a change was decided on.
struct LeaseStamp {
  WallTime client_last_transaction = 0;
  std::uint32_t valid_lifetime = 0;
  LeaseState state = LeaseState::assigned;
  friend bool operator==(const LeaseStamp&, const LeaseStamp&) = default;
};
inline LeaseStamp stamp(const Lease4& lease) {
  return {lease.client_last_transaction, lease.valid_lifetime, lease.state};
}

/// One change. `expected` is what the address must hold at submission: nothing (nullopt) or that version.
struct LeaseChange4 {
  ChangeKind kind = ChangeKind::put;
  Lease4 lease;
  std::optional<LeaseStamp> expected;
  ChangeOutcome outcome = ChangeOutcome::pending;
};
/// The lease that is there when the change is stored; null: none.
inline const Lease4* after(const LeaseChange4& change) {
  return change.kind == ChangeKind::put ? &change.lease : nullptr;
}

/// Which addresses an allocator must not be given: called without locks held, must not call back into the
/// store.
using SkipAddress = bool (*)(const void* context, Ipv4Address address);

/// One page of leases for commands: those with `subnet_id` (0 = all) and an address above `after`, ascending.
struct LeasePage4 {
  SubnetId subnet_id = 0;
  Ipv4Address after;
  std::size_t limit = 1000;
};

/// How many leases of one state there are in the pools of one number of a subnet.
struct LeaseCount4 {
  SubnetId subnet_id = 0;
  std::uint32_t pool_id = 0;
  LeaseState state = LeaseState::assigned;
  std::uint64_t leases = 0;
};

/// Leases of DHCPv4. Thread-safe; `commit` and `flush` are called on the worker they name.
class LeaseStore4 {
 public:
  virtual ~LeaseStore4() = default;

  /// The lease of an address, in whatever state. True when there is one.
  virtual Task<bool> find(Ipv4Address address, Lease4& lease) = 0;
  /// The client's lease in a subnet, found by client identifier; of several the one that ends last.
  virtual Task<bool> find_by_client_id(const ClientId& client_id, SubnetId subnet_id, Lease4& lease) = 0;
  /// The lease in a subnet found by hardware address; of several the one that ends last.
  virtual Task<bool> find_by_hardware_address(const HardwareAddress& hardware_address, SubnetId subnet_id,
                                              Lease4& lease) = 0;
  /// Every lease of a client identifier / hardware address / host name, over all subnets.
  virtual Task<std::vector<Lease4>> list_by_client_id(const ClientId& client_id) = 0;
  virtual Task<std::vector<Lease4>> list_by_hardware_address(const HardwareAddress& hardware_address) = 0;
  virtual Task<std::vector<Lease4>> list_by_hostname(const Hostname& hostname) = 0;
  /// Every lease of a hardware address in one subnet.
  virtual Task<std::vector<Lease4>> list_by_hardware_address(const HardwareAddress& hardware_address,
                                                             SubnetId subnet_id) = 0;
  virtual Task<std::vector<Lease4>> list_page(const LeasePage4& page) = 0;
  /// Up to `limit` leases that ended at or before `now` and still wait for reclamation, longest ended first.
  virtual Task<std::vector<Lease4>> expired(WallTime now, std::size_t limit) = 0;
  /// Up to `limit` reclaimed leases that ended at or before `ended`, longest ended first: those whose time of
  /// being held for their client is over.
  virtual Task<std::vector<Lease4>> reclaimed(WallTime ended, std::size_t limit) = 0;

  /// An address of `range` that a new client may have: the first one at or after `start` (wrapping round)
  /// that has no lease (or a reclaimed or released one), has no change under way and is not skipped; when
  /// there is none, one whose lease has ended at `now`. nullopt when the range is exhausted.
  virtual Task<std::optional<Ipv4Address>> next_free(Ipv4Range range, Ipv4Address start, WallTime now,
                                                     SkipAddress skip, const void* context) = 0;

  /// Any address of `range` that has no lease (or a reclaimed or released one), has no change under way and
  /// is not skipped: by chance, of which `random` is 64 bits. Finding it in a range that is nearly full takes
  /// no longer than in an empty one.
  virtual Task<std::optional<Ipv4Address>> any_free(Ipv4Range range, std::uint64_t random, SkipAddress skip,
                                                    const void* context) = 0;

  /// Hints: what will be asked for soon, or is about to be changed. A worker that tells it for all queries of
  /// a batch before it handles the first waits for memory less often. A store may ignore them; they change
  /// nothing that can be seen and never wait for anybody. Any thread. Identifiers may be empty.
  virtual void expect_client(SubnetId /*subnet*/, const ClientId& /*client_id*/,
                             const HardwareAddress& /*hardware_address*/) noexcept {}
  virtual void expect_address(Ipv4Address /*address*/) noexcept {}

  /// Submits changes of one query. Copies what it needs. The outcomes are written into `changes` on the
  /// worker's thread, if the wait is still open by then, right before it is completed. May complete inside
  /// this call (a store in memory) or at a later `flush`. `changes` must stay where it is while the wait is
  /// open.
  virtual void commit(std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token) = 0;
  /// End of a receive batch: everything that this worker submitted is now made durable together.
  virtual void flush(WorkerId worker) = 0;

  /// The leases by subnet, pool and state, in no order, none that are zero. May take as long as reading all
  /// leases; not for workers.
  virtual std::vector<LeaseCount4> counts() const = 0;
  /// How many leases there are, and whether changes are currently made durable (false: out of disk space,
  /// lost database; commits answer `failed`).
  virtual std::size_t size() const = 0;
  virtual bool writable() const = 0;
};

}  // namespace dhcp
