/// @file
/// What `sanity-checks` demands of DHCPv4 leases that are read from a lease file: that they belong to the
/// subnet they name, and that what they remember of relays can be understood.
/// @floor config
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "dhcpcore/config4.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/lease.hpp"
#include "dhcpcore/log.hpp"

namespace dhcp {

enum class LeaseVerdict : std::uint8_t {
  keep,       ///< as it is
  corrected,  ///< the lease was changed, and is to be kept as it is now
  reject,     ///< it is not to be there
};

/// Judges a lease that has been read, and may change it.
using LeaseCheck4 = std::function<LeaseVerdict(Lease4& lease)>;

/// The checks that a configuration wants. Each complaint goes to the log, a hundred at most: a subnet that
/// was taken out for a while may have had a million leases. One thread at a time.
class DHCPCORE_API LeaseChecks4 {
 public:
  /// `log` outlives the checks.
  LeaseChecks4(std::shared_ptr<const Config4> config, Log& log);
  ~LeaseChecks4();
  LeaseChecks4(const LeaseChecks4&) = delete;
  LeaseChecks4& operator=(const LeaseChecks4&) = delete;

  /// Whether there is anything to be checked at all.
  bool needed() const;
  LeaseVerdict check(Lease4& lease);
  /// Says how many complaints were not shown.
  void finish();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace dhcp
