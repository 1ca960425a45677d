/// @file
/// Claims: an address that one query is about to give away is busy for every other query, command and
/// partner.
/// @floor alloc
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "dhcpcore/address.hpp"
#include "dhcpcore/export.hpp"

namespace dhcp {

class AddressClaim4;

/// The claimed IPv4 addresses of one server. Thread-safe; locks are per shard and held for a table operation.
class DHCPCORE_API AddressClaims4 {
 public:
  AddressClaims4();
  ~AddressClaims4();
  AddressClaims4(const AddressClaims4&) = delete;
  AddressClaims4& operator=(const AddressClaims4&) = delete;

  /// Claims an address; the claim is empty when somebody else holds it.
  AddressClaim4 claim(Ipv4Address address);
  bool claimed(Ipv4Address address) const;

 private:
  friend class AddressClaim4;
  void release(Ipv4Address address) noexcept;
  struct Marks;
  std::unique_ptr<Marks> marks_;
};

/// Holds one claimed address until destroyed. Must not outlive its `AddressClaims4`.
class AddressClaim4 {
 public:
  AddressClaim4() = default;
  AddressClaim4(AddressClaim4&& other) noexcept
      : claims_(std::exchange(other.claims_, nullptr)), address_(other.address_) {}
  AddressClaim4& operator=(AddressClaim4&& other) noexcept {
    if (this != &other) {
      release();
      claims_ = std::exchange(other.claims_, nullptr);
      address_ = other.address_;
    }
    return *this;
  }
  ~AddressClaim4() { release(); }

  explicit operator bool() const { return claims_ != nullptr; }
  Ipv4Address address() const { return address_; }
  void release() noexcept {
    if (claims_) std::exchange(claims_, nullptr)->release(address_);
  }

 private:
  friend class AddressClaims4;
  AddressClaim4(AddressClaims4& claims, Ipv4Address address) : claims_(&claims), address_(address) {}
  AddressClaims4* claims_ = nullptr;
  Ipv4Address address_;
};

}  // namespace dhcp
