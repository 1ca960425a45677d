/// @file
/// Reservations: from settings to the hosts of a snapshot.
#pragma once

#include <vector>

#include "config/diagnostics.hpp"
#include "config/option_dictionary.hpp"
#include "config/options.hpp"
#include "config/settings4.hpp"
#include "config/settings6.hpp"

namespace dhcp {

/// Where a list of reservations stands.
template <class Address>
struct HostsScope {
  SubnetId subnet_id = 0;                   ///< 0: global
  const Prefix<Address>* prefix = nullptr;  ///< reserved addresses lie in it; null: anywhere
  const ScopeOptions& options;              ///< of the scope and those around it
  bool addresses_unique = true;
};

/// The reservations of one scope. `source` is the map that holds the list. Empty when `diagnostics` has got
/// an error already.
HostIndex4 compile_hosts(const std::vector<ReservationSettings4>& reservations,
                         const HostsScope<Ipv4Address>& scope, const OptionDictionary& dictionary,
                         const Value& source, Diagnostics& diagnostics);
HostIndex6 compile_hosts(const std::vector<ReservationSettings6>& reservations,
                         const HostsScope<Ipv6Address>& scope, const OptionDictionary& dictionary,
                         const Value& source, Diagnostics& diagnostics);

}  // namespace dhcp
