/// @file
/// What would become of the leases: a store over another one, which it reads and never changes.
/// @floor lease
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "dhcpcore/export.hpp"
#include "dhcpcore/lease_store.hpp"

namespace dhcp {

/// Reads come from `base` as far as nothing was committed here; commits stay in memory and are gone with the
/// object. A commit is published and its wait completed inside the call. Meant for a query, or a few
/// thousand: a search by client looks at all that was committed here. Reads suspend where those of `base` do.
/// `base` outlives it. Thread-safe.
class DHCPCORE_API OverlayLeaseStore4 final : public LeaseStore4 {
 public:
  explicit OverlayLeaseStore4(LeaseStore4& base) : base_(base) {}

  Task<bool> find(Ipv4Address address, Lease4& lease) override;
  Task<bool> find_by_client_id(const ClientId& client_id, SubnetId subnet_id, Lease4& lease) override;
  Task<bool> find_by_hardware_address(const HardwareAddress& hardware_address, SubnetId subnet_id,
                                      Lease4& lease) override;
  Task<std::vector<Lease4>> list_by_client_id(const ClientId& client_id) override;
  Task<std::vector<Lease4>> list_by_hardware_address(const HardwareAddress& hardware_address) override;
  Task<std::vector<Lease4>> list_by_hostname(const Hostname& hostname) override;
  Task<std::vector<Lease4>> list_by_hardware_address(const HardwareAddress& hardware_address,
                                                     SubnetId subnet_id) override;
  Task<std::vector<Lease4>> list_page(const LeasePage4& page) override;
  Task<std::vector<Lease4>> expired(WallTime now, std::size_t limit) override;
  Task<std::vector<Lease4>> reclaimed(WallTime ended, std::size_t limit) override;
  Task<std::optional<Ipv4Address>> next_free(Ipv4Range range, Ipv4Address start, WallTime now,
                                             SkipAddress skip, const void* context) override;
  Task<std::optional<Ipv4Address>> any_free(Ipv4Range range, std::uint64_t random, SkipAddress skip,
                                            const void* context) override;
  void expect_client(SubnetId subnet, const ClientId& client_id,
                     const HardwareAddress& hardware_address) noexcept override {
    base_.expect_client(subnet, client_id, hardware_address);
  }
  void expect_address(Ipv4Address address) noexcept override { base_.expect_address(address); }
  void commit(std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token) override;
  void flush(WorkerId) override {}
  std::vector<LeaseCount4> counts() const override;
  std::size_t size() const override;
  bool writable() const override { return true; }

 private:
  /// What an address holds instead of what `base` says: nothing, or a lease.
  using Changed = std::map<Ipv4Address, std::optional<Lease4>>;

  bool is_changed(Ipv4Address address) const;
  static bool is_hidden(const void* context, Ipv4Address address);
  template <class Matches>
  void merge(std::vector<Lease4>& leases, Matches matches) const;
  Task<void> apply_all(std::vector<LeaseChange4> copies, std::span<LeaseChange4> changes, WaitTable& waits,
                       WaitToken token);
  Task<ChangeOutcome> apply(const LeaseChange4& change);

  LeaseStore4& base_;
  mutable std::mutex mutex_;
  Changed changed_;
  /// How many leases more than in `base` there are of a subnet, pool number and state.
  std::map<std::tuple<SubnetId, std::uint32_t, LeaseState>, std::ptrdiff_t> grown_;
  std::vector<Task<void>> committing_;  ///< where reads of `base` suspend
};

}  // namespace dhcp
