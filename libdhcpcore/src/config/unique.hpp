/// @file
/// What stands once in a configuration, and what is the same all over a shared network.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <string>
#include <string_view>

#include "config/diagnostics.hpp"
#include "dhcpcore/bytes.hpp"
#include "dhcpcore/lease.hpp"

namespace dhcp {

/// Remembers where what must be unique was written first. Lives as long as the configuration is compiled: it
/// points into its text.
template <class Snapshot, class Prefix>
class UniqueKeys {
 public:
  /// `others`, which may be null, is compiled already.
  UniqueKeys(const Snapshot* others, Diagnostics& diagnostics) : others_(others), diagnostics_(diagnostics) {}

  /// Prefixes count with their host bits: "192.0.2.1/24" and "192.0.2.0/24" may stand together. `source` is
  /// the map of the subnet, below of the network.
  void check_subnet(SubnetId id, const Prefix& prefix, const Value& source) {
    if (const auto [at, fresh] = ids_.try_emplace(id, &source); !fresh)
      report("id", source, "the subnet at " + place_of(*at->second));
    if (const auto [at, fresh] = prefixes_.try_emplace(prefix, &source); !fresh)
      report("subnet", source, "the subnet at " + place_of(*at->second));
    if (others_) check_others(id, prefix, source);
  }

  void check_network(std::string_view name, const Value& source) {
    if (name.empty()) return diagnostics_.error(source, "name", "a shared network needs a name");
    if (const auto [at, fresh] = network_names_.try_emplace(name, &source); !fresh)
      report("name", source, "the shared network at " + place_of(*at->second));
    if (others_ && others_->network_ordinals.contains(name)) report("name", source, "another shared network");
  }

 private:
  void report(std::string_view key, const Value& source, const std::string& owner) {
    diagnostics_.error(source, key,
                       shown(*source.find(key)) + " is that of " + owner + "; it must be unique");
  }

  void check_others(SubnetId id, const Prefix& prefix, const Value& source) {
    if (const auto* const other = others_->subnet_index.find(id))
      report("id", source, "subnet " + other->prefix.to_string());
    typename decltype(others_->subnet_index)::List around;
    others_->subnet_index.containing(prefix.address, around);
    for (const auto* const other : around)
      if (other->prefix == prefix) report("subnet", source, "subnet " + std::to_string(other->id));
  }

  struct Hash {
    using is_avalanching = void;
    std::size_t operator()(const Prefix& prefix) const {
      return hash_bytes(prefix.address.bytes(), prefix.length);
    }
  };

  const Snapshot* others_;
  Diagnostics& diagnostics_;
  boost::unordered_flat_map<SubnetId, const Value*> ids_;
  boost::unordered_flat_map<Prefix, const Value*, Hash> prefixes_;
  boost::unordered_flat_map<std::string_view, const Value*> network_names_;
};

/// Reports that the last subnet of `network` and `other`, one before it, do not agree in what belongs to the
/// link. `source` is the map of the last subnet.
template <class Network, class Subnet, class T>
void disagree(std::string_view key, const T& here, const T& there, const Subnet& other,
              const Network& network, const Value& source, Diagnostics& diagnostics) {
  diagnostics.error(source, key,
                    shown(here) + " differs from " + shown(there) + " of subnet " + other.prefix.to_string() +
                        "; it must be the same in all subnets of shared network \"" + network.name + "\"");
}

/// The interface is the same in all subnets of a network that have one. A subnet without is on any.
template <class Network>
void check_interface(const Network& network, const Value& source, Diagnostics& diagnostics) {
  const auto& last = *network.subnets.back();
  const auto bound =
      std::ranges::find_if(network.subnets, [](const auto* subnet) { return !subnet->interface.empty(); });
  if (bound != network.subnets.end() && !last.interface.empty() && (*bound)->interface != last.interface)
    disagree("interface", last.interface, (*bound)->interface, **bound, network, source, diagnostics);
}

}  // namespace dhcp
