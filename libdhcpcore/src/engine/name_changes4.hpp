/// @file
/// What the DNS is told when leases have been committed.
/// @floor engine
#pragma once

#include "dhcpcore/name_change.hpp"
#include "engine/context4.hpp"

namespace dhcp {

/// Makes requests of leases and submits them. Does nothing where nobody takes them, or `enable-updates` is
/// off.
class NameChanges4 {
 public:
  /// Both outlive this object.
  NameChanges4(const Shared4& shared, const Setup4& setup);

  /// Whether there is anybody to tell.
  explicit operator bool() const { return sink_ != nullptr; }
  /// A lease is there no more, or not as it was: its entries go. Nothing is said of a lease without entries.
  void remove(const Lease4& before) const { submit(NameChangeRequest::Kind::remove, before); }
  /// A lease is there: its entries come. The same of a lease that is to have none.
  void add(const Lease4& after) const { submit(NameChangeRequest::Kind::add, after); }

 private:
  void submit(NameChangeRequest::Kind kind, const Lease4& lease) const;
  std::uint32_t ttl(const Lease4& lease, const DdnsParameters& ddns) const;
  const DdnsParameters& ddns_of(const Lease4& lease) const;

  const Shared4& shared_;
  const Setup4& setup_;
  NameChangeSink* sink_;
};

/// Tells the DNS what a query has changed, after its commit.
void submit_name_changes(const Context4& q);

}  // namespace dhcp
