/// @file
/// Configured options on their way from text to what a reply carries. Options of all spaces are read and
/// merged side by side; only then do sub-options move into the options that encapsulate their space, because
/// a container and its content may come from different scopes.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "config/diagnostics.hpp"
#include "config/option_dictionary.hpp"
#include "config/settings.hpp"
#include "dhcpcore/option_value.hpp"

namespace dhcp {

/// An option as one scope sets it.
struct ScopeOption {
  std::string_view space;        ///< of the settings or of a definition, which live longer
  std::uint32_t enterprise = 0;  ///< of options 124 and 125, or 16 and 17, which are told apart by it
  const OptionDefinition* definition = nullptr;
  OptionValue option;
};
/// Ascending by space, code and enterprise, each once.
using ScopeOptions = std::vector<ScopeOption>;

/// What of them goes into a snapshot.
struct CompiledOptions {
  OptionSet options;
  std::vector<VendorOptions> vendors;
};

/// The definitions of `option-def` of the global scope, whose map is `source`; with lenient tuples or not.
std::unique_ptr<const OptionDictionary> define_options(const std::vector<OptionDefinitionSettings>& settings,
                                                       DhcpVersion version, bool lenient, const Value& source,
                                                       Diagnostics& diagnostics);
/// Encodes the options of a scope. `settings` and `dictionary` must outlive the result; `source` is the map
/// of the scope.
ScopeOptions read_options(const std::vector<OptionDataSettings>& settings, const Value& source,
                          const OptionDictionary& dictionary, Diagnostics& diagnostics);
/// The options of an inner scope over those of an outer one. The flags add up: what any scope of the chain
/// always or never sends, is always or never sent.
ScopeOptions merge_options(const ScopeOptions& inner, const ScopeOptions& outer);
/// The options of `own` as they are sent, those that encapsulate a space with the sub-options that `visible`
/// has in it. `own` and `visible` may be one. Options 124 and 125 of DHCPv4, 16 and 17 of DHCPv6, stand among
/// the vendors only.
CompiledOptions encapsulate(const ScopeOptions& own, const ScopeOptions& visible, DhcpVersion version);
/// The same where what `own` does not have is seen in `outer`.
CompiledOptions encapsulate_over(const ScopeOptions& own, const ScopeOptions& outer, DhcpVersion version);

}  // namespace dhcp
