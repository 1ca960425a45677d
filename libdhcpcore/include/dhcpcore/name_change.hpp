/// @file
/// Requests to change DNS for a lease, and where the engines put them.
/// @floor lease
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/clock.hpp"

namespace dhcp {

/// What the DNS should say, or no longer say, of one lease.
struct NameChangeRequest {
  enum class Kind : std::uint8_t { add, remove };
  Kind kind = Kind::add;
  bool forward = false;
  bool reverse = false;
  std::string fqdn;
  std::string address;              ///< IPv4 or IPv6, as text
  std::vector<std::uint8_t> dhcid;  ///< RFC 4701
  WallTime lease_expires = 0;
  std::uint32_t lease_lifetime = 0;
};

/// Takes name change requests after the lease has been committed. Must not block. Thread-safe.
class NameChangeSink {
 public:
  virtual ~NameChangeSink() = default;
  virtual void submit(NameChangeRequest request) = 0;
};

}  // namespace dhcp
