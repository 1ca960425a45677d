/// @file
/// Client classes: from settings to the dictionary and the classes of a snapshot.
#pragma once

#include "config/diagnostics.hpp"
#include "config/options.hpp"
#include "config/settings4.hpp"
#include "config/settings6.hpp"

namespace dhcp {

/// Fills `class_dictionary` and `classes` of `snapshot`, which has its option definitions already. `global`
/// are the global options, `source` is the map of the global scope.
void compile_classes(const std::vector<ClientClassSettings4>& settings, const ScopeOptions& global,
                     const Value& source, Diagnostics& diagnostics, Snapshot4& snapshot);
void compile_classes(const std::vector<ClientClassSettings6>& settings, const ScopeOptions& global,
                     const Value& source, Diagnostics& diagnostics, Snapshot6& snapshot);

/// The numbers of classes that a scope refers to, known or not.
std::vector<ClassId> refer_to_classes(const std::vector<std::string>& names, ClassDictionary& dictionary);

/// Says of a class that a scope requires that it can never be evaluated.
void warn_of_undefined(const std::string& name, const Value& source, Diagnostics& diagnostics);

/// Says of classes that a scope requires which of them can never be evaluated.
template <class Snapshot>
void warn_of_undefined(const std::vector<std::string>& required, const Value& source,
                       const Snapshot& snapshot, Diagnostics& diagnostics) {
  for (const std::string& name : required) {
    const auto id = snapshot.class_dictionary.find(name);
    if (!id || *id >= snapshot.classes.size() || !snapshot.classes[*id].defined)
      warn_of_undefined(name, source, diagnostics);
  }
}

}  // namespace dhcp
