/// @file
/// What DHCPv4 has of its own when settings are compiled to a snapshot: see compiler.hpp.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "config/resolve.hpp"
#include "config/settings4.hpp"
#include "dhcpcore/option_source.hpp"

namespace dhcp {

struct Protocol4 {
  using Settings = Settings4;
  using NetworkSettings = NetworkSettings4;
  using SubnetSettings = SubnetSettings4;
  using SharedNetworkSettings = SharedNetworkSettings4;
  using Snapshot = Snapshot4;
  using Subnet = Subnet4;
  using SharedNetwork = SharedNetwork4;
  using Class = Class4;
  using ReservationSettings = ReservationSettings4;
  using Prefix = Ipv4Prefix;

  static constexpr DhcpVersion version = DhcpVersion::v4;
  static constexpr std::string_view key = "Dhcp4";
  static constexpr std::string_view subnets_key = "subnet4";
  static constexpr std::string_view option_space = "dhcp4";
  static constexpr std::string_view example_prefix = "192.0.2.0/24";
  static constexpr const Scope& scope = dhcp4_scope;
  static constexpr std::span<const Field> inherited_settings = inherited_fields;

  /// The settings of a scope with everything that it inherits.
  struct Resolved : ResolvedScope {
    InheritedSettings4 inherited4;
    ScopeOptions own_options;  // of all scopes but the global one
    /// Of this scope alone, when one between it and the global scope has options too.
    std::optional<ScopeOptions> innermost_options;
    std::vector<Ipv4Address> relay_addresses;
  };

  static void resolve_globals(const Settings& settings, const Value& source, Diagnostics& diagnostics,
                              Resolved& global);
  static void fill_globals(const Settings& settings, const Resolved& global, Snapshot& snapshot);
  /// `options` are those of `own`.
  static void inherit(const NetworkSettings& own, const ScopeOptions& options, const Resolved& parent,
                      const Value& source, Diagnostics& diagnostics, Resolved& resolved);
  static void compile_subnet(const SubnetSettings& settings, Resolved&& resolved, Subnet& subnet);
  /// The last subnet of a network agrees with those before it in what belongs to the link; `source` is its
  /// map.
  static void check_member(const SharedNetwork& network, const Value& source, Diagnostics& diagnostics);
  /// When all else is there.
  static void finish(Snapshot& snapshot);
  /// When a subnet has been put in after that, or is taken out.
  static void note_added(const Subnet& subnet, Snapshot& snapshot);
  static void note_removed(const Subnet& subnet, Snapshot& snapshot);

  /// About what is in `source` and has no effect.
  static void warn(const Value& source, Diagnostics& diagnostics);
  /// Writes out what a written configuration leaves open at its global scope.
  static void complete(Settings& settings);
};

}  // namespace dhcp
