/// @file
/// The reservations of one scope of the configuration.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "dhcpcore/host.hpp"

namespace dhcp {

/// Finds reservations by identifier and by what they reserve. Where several share a key, the first one
/// answers. Immutable; copies share what they hold; safe to share between threads. A lookup does not
/// allocate. What it returns lives as long as one of the copies. Costs a pointer when it is empty.
template <class Host, class Reserved>
class HostIndex {
 public:
  HostIndex() = default;
  explicit HostIndex(std::vector<Host> hosts);

  /// Null when there is none, here and below.
  const Host* find(const HostIdentifier& identifier) const;
  const Host* find(const Reserved& reserved) const;
  std::span<const Host> all() const;
  std::size_t size() const { return all().size(); }
  bool empty() const { return !table_; }

 private:
  struct Table;
  std::shared_ptr<const Table> table_;
};

using HostIndex4 = HostIndex<Host4, Ipv4Address>;
/// An address is looked for as the prefix that it alone is in. Prefixes have no host bits.
using HostIndex6 = HostIndex<Host6, Ipv6Prefix>;

}  // namespace dhcp
