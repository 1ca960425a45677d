/// @file
/// Where reservations live that are not in the configuration. Engines know only this interface; backends
/// implement it.
///
/// Contract of every backend:
///  - A lookup is answered inside the call (a store in memory) or later, by a job for the worker of `waits`
///    (`Executor::post`). The answer ends with `waits.complete(token)`, also when there is none.
///  - It is written before that, and only while the wait is open (`WaitTable::is_open`): a query that has
///    waited for too long is gone, and its lookup with it. So what is needed of the question is copied.
///  - Who waits does so until a deadline of its own. `waits` outlives what was asked.
/// @floor lease
#pragma once

#include <span>

#include "dhcpcore/executor.hpp"
#include "dhcpcore/host.hpp"

namespace dhcp {

/// The reservation of a client in a subnet.
struct HostLookup4 {
  SubnetId subnet_id = 0;  ///< 0: the global one
  HostIdentifier identifier;

  HostPointer4 host;    ///< null: it has none
  bool failed = false;  ///< that is not known, the source could not be asked
};

/// Which addresses are reserved for somebody in a subnet.
struct ReservedLookup4 {
  SubnetId subnet_id = 0;
  std::span<const Ipv4Address> addresses;

  std::span<bool> reserved;  ///< one for each address; those that are reserved become true
  bool failed = false;       ///< as above
};

/// A source of reservations. Thread-safe; a lookup is asked for on the worker of `waits`. Several sources are
/// asked in order; the first reservation that is found counts.
class HostStore4 {
 public:
  virtual ~HostStore4() = default;
  virtual void look_up(HostLookup4& lookup, WaitTable& waits, WaitToken token) = 0;
  virtual void look_up(ReservedLookup4& lookup, WaitTable& waits, WaitToken token) = 0;
};

}  // namespace dhcp
