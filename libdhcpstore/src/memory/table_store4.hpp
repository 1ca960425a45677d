/// @file
/// What stores that keep all leases in memory have in common: everything but commits.
#pragma once

#include "dhcpcore/lease_store.hpp"
#include "memory/lease_table4.hpp"

namespace dhcp::store {

/// Reads of a `LeaseTable4`, as coroutines that never suspend.
template <class Base>
class TableStore4 : public Base {
 public:
  Task<bool> find(Ipv4Address address, Lease4& lease) override { co_return table_.find(address, lease); }
  Task<bool> find_by_client_id(const ClientId& client_id, SubnetId subnet_id, Lease4& lease) override {
    co_return table_.find_by_client_id(client_id, subnet_id, lease);
  }
  Task<bool> find_by_hardware_address(const HardwareAddress& address, SubnetId subnet_id,
                                      Lease4& lease) override {
    co_return table_.find_by_hardware_address(address, subnet_id, lease);
  }
  Task<std::vector<Lease4>> list_by_client_id(const ClientId& client_id) override {
    co_return table_.list_by_client_id(client_id);
  }
  Task<std::vector<Lease4>> list_by_hardware_address(const HardwareAddress& address) override {
    co_return table_.list_by_hardware_address(address);
  }
  Task<std::vector<Lease4>> list_by_hardware_address(const HardwareAddress& address,
                                                     SubnetId subnet_id) override {
    co_return table_.list_by_hardware_address(address, subnet_id);
  }
  Task<std::vector<Lease4>> list_by_hostname(const Hostname& hostname) override {
    co_return table_.list_by_hostname(hostname);
  }
  Task<std::vector<Lease4>> list_page(const LeasePage4& page) override { co_return table_.list_page(page); }
  Task<std::vector<Lease4>> expired(WallTime now, std::size_t limit) override {
    co_return table_.ended(EndKind::waiting, now, limit);
  }
  Task<std::vector<Lease4>> reclaimed(WallTime ended, std::size_t limit) override {
    co_return table_.ended(EndKind::reclaimed, ended, limit);
  }
  Task<std::optional<Ipv4Address>> next_free(Ipv4Range range, Ipv4Address start, WallTime now,
                                             SkipAddress skip, const void* context) override {
    co_return table_.next_free(range, start, now, skip, context);
  }
  Task<std::optional<Ipv4Address>> any_free(Ipv4Range range, std::uint64_t random, SkipAddress skip,
                                            const void* context) override {
    co_return table_.any_free(range, random, skip, context);
  }
  void expect_client(SubnetId subnet, const ClientId& client_id,
                     const HardwareAddress& hardware_address) noexcept override {
    table_.expect_client(subnet, client_id, hardware_address);
  }
  void expect_address(Ipv4Address address) noexcept override { table_.expect_address(address); }
  std::vector<LeaseCount4> counts() const override { return table_.counts(); }
  std::size_t size() const override { return table_.size(); }

 protected:
  explicit TableStore4(std::uint64_t seed) : table_(seed) {}

  LeaseTable4 table_;
};

/// A seed for the table's hashes that clients cannot know.
std::uint64_t random_seed();

}  // namespace dhcp::store
