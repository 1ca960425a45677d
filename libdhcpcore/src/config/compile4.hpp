/// @file
/// From settings to the snapshot that queries are answered from.
#pragma once

#include <memory>

#include "config/settings4.hpp"

namespace dhcp {

/// Checks what the tables cannot (addresses, ranges, conflicts), resolves inheritance and encodes options.
/// `source` is the map that `settings` were read from. Null when `diagnostics` has got an error.
std::unique_ptr<Snapshot4> compile4(const Settings4& settings, const Value& source, Diagnostics& diagnostics);

/// The triplet of a scope, with what is not given filled in; `parent` when the scope gives none of the three.
Lifetime resolve_lifetime(const LifetimeSettings& settings, const Lifetime& parent);

/// Encodes the options of a scope: ascending by code, one of each. `source` is the scope's map.
OptionSet compile_options4(const std::vector<OptionDataSettings>& settings, const Value& source,
                           Diagnostics& diagnostics);
/// The options of an inner scope over those of an outer one. The flags add up: what any scope of the chain
/// always or never sends, is always or never sent.
OptionSet merge_options(const OptionSet& inner, const OptionSet& outer);

}  // namespace dhcp
