/// @file
/// A lease store that hands everything on to another one: to be derived from by those that get in the way.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "dhcpcore/lease_store.hpp"

namespace dhcp::test {

class ForwardingLeaseStore4 : public LeaseStore4 {
 public:
  explicit ForwardingLeaseStore4(std::unique_ptr<LeaseStore4> inner) : inner_(std::move(inner)) {}

  Task<bool> find(Ipv4Address address, Lease4& lease) override { return inner_->find(address, lease); }
  Task<bool> find_by_client_id(const ClientId& id, SubnetId subnet, Lease4& lease) override {
    return inner_->find_by_client_id(id, subnet, lease);
  }
  Task<bool> find_by_hardware_address(const HardwareAddress& address, SubnetId subnet,
                                      Lease4& lease) override {
    return inner_->find_by_hardware_address(address, subnet, lease);
  }
  Task<std::vector<Lease4>> list_by_client_id(const ClientId& id) override {
    return inner_->list_by_client_id(id);
  }
  Task<std::vector<Lease4>> list_by_hardware_address(const HardwareAddress& address) override {
    return inner_->list_by_hardware_address(address);
  }
  Task<std::vector<Lease4>> list_by_hostname(const Hostname& name) override {
    return inner_->list_by_hostname(name);
  }
  Task<std::vector<Lease4>> list_by_hardware_address(const HardwareAddress& address,
                                                     SubnetId subnet) override {
    return inner_->list_by_hardware_address(address, subnet);
  }
  Task<std::vector<Lease4>> list_page(const LeasePage4& page) override { return inner_->list_page(page); }
  Task<std::vector<Lease4>> expired(WallTime now, std::size_t limit) override {
    return inner_->expired(now, limit);
  }
  Task<std::vector<Lease4>> reclaimed(WallTime ended, std::size_t limit) override {
    return inner_->reclaimed(ended, limit);
  }
  Task<std::optional<Ipv4Address>> next_free(Ipv4Range range, Ipv4Address start, WallTime now,
                                             SkipAddress skip, const void* context) override {
    return inner_->next_free(range, start, now, skip, context);
  }
  Task<std::optional<Ipv4Address>> any_free(Ipv4Range range, std::uint64_t random, SkipAddress skip,
                                            const void* context) override {
    return inner_->any_free(range, random, skip, context);
  }
  void expect_client(SubnetId subnet, const ClientId& id, const HardwareAddress& address) noexcept override {
    inner_->expect_client(subnet, id, address);
  }
  void expect_address(Ipv4Address address) noexcept override { inner_->expect_address(address); }
  void commit(std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token) override {
    inner_->commit(changes, waits, token);
  }
  void flush(WorkerId worker) override { inner_->flush(worker); }
  std::vector<LeaseCount4> counts() const override { return inner_->counts(); }
  std::size_t size() const override { return inner_->size(); }
  bool writable() const override { return inner_->writable(); }

 protected:
  std::unique_ptr<LeaseStore4> inner_;
};

}  // namespace dhcp::test
