/// @file
/// Reservations: from settings to the hosts of a snapshot.
#pragma once

#include <vector>

#include "config/diagnostics.hpp"
#include "config/option_dictionary.hpp"
#include "config/options4.hpp"
#include "config/settings4.hpp"

namespace dhcp {

/// Where a list of reservations stands.
struct HostsScope4 {
  SubnetId subnet_id = 0;              ///< 0: global
  const Ipv4Prefix* prefix = nullptr;  ///< reserved addresses lie in it; null: anywhere
  const ScopeOptions& options;         ///< of the scope and those around it
  bool addresses_unique = true;
};

/// Appends the reservations of one scope to `hosts`. `source` is the map that holds the list.
void compile_hosts4(const std::vector<ReservationSettings4>& reservations, const HostsScope4& scope,
                    const OptionDictionary& dictionary, const Value& source, Diagnostics& diagnostics,
                    std::vector<Host4>& hosts);

}  // namespace dhcp
