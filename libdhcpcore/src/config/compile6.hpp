/// @file
/// What DHCPv6 has of its own when settings are compiled to a snapshot: see compiler.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/resolve.hpp"
#include "config/settings6.hpp"
#include "dhcpcore/option_source.hpp"

namespace dhcp {

struct Protocol6 {
  using Settings = Settings6;
  using NetworkSettings = NetworkSettings6;
  using SubnetSettings = SubnetSettings6;
  using SharedNetworkSettings = SharedNetworkSettings6;
  using Snapshot = Snapshot6;
  using Subnet = Subnet6;
  using SharedNetwork = SharedNetwork6;
  using Class = Class6;
  using ReservationSettings = ReservationSettings6;
  using Prefix = Ipv6Prefix;

  static constexpr DhcpVersion version = DhcpVersion::v6;
  static constexpr std::string_view key = "Dhcp6";
  static constexpr std::string_view subnets_key = "subnet6";
  static constexpr std::string_view option_space = "dhcp6";
  static constexpr std::string_view example_prefix = "2001:db8:1::/64";
  static constexpr const Scope& scope = dhcp6_scope;
  static constexpr std::span<const Field> inherited_settings = inherited_fields6;

  /// The settings of a scope with everything that it inherits.
  struct Resolved : ResolvedScope {
    LifetimeSettings preferred_settings;
    std::optional<Lifetime> preferred_lifetime;
    Allocator pd_allocator = Allocator::iterative;
    bool rapid_commit = false;
    std::vector<std::uint16_t> own_codes;  // of all scopes but the global one, ascending
    std::string interface_id;
    std::vector<Ipv6Address> relay_addresses;
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
  static void finish(Snapshot&) {}
  static void note_added(const Subnet&, Snapshot&) {}
  static void note_removed(const Subnet&, Snapshot&) {}

  static void warn(const Value&, Diagnostics&) {}
  /// Writes out what a written configuration leaves open at its global scope. A preferred lifetime that is
  /// not given stays so: it follows from the valid one of each scope.
  static void complete(Settings& settings);
};

}  // namespace dhcp
