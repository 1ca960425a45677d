/// @file
/// Client classes: from settings to the dictionary and the classes of a snapshot.
#pragma once

#include "config/diagnostics.hpp"
#include "config/options.hpp"
#include "config/settings4.hpp"
#include "config/settings6.hpp"

namespace dhcp {

/// Fills `dictionary` and `classes`, the latter by ClassId. `global` are the global options, `source` is the
/// map of the global scope.
void compile_classes(const std::vector<ClientClassSettings4>& settings, const ScopeOptions& global,
                     const Value& source, const OptionDictionary& definitions, Diagnostics& diagnostics,
                     ClassDictionary& dictionary, std::vector<Class4>& classes);
void compile_classes(const std::vector<ClientClassSettings6>& settings, const ScopeOptions& global,
                     const Value& source, const OptionDictionary& definitions, Diagnostics& diagnostics,
                     ClassDictionary& dictionary, std::vector<Class6>& classes);

/// The classes that scopes refer to.
class ClassNumbers {
 public:
  /// Names that are new to `dictionary` are added to it.
  explicit ClassNumbers(ClassDictionary& dictionary) : dictionary_(dictionary), growing_(&dictionary) {}
  /// Of a dictionary in use, which cannot grow.
  explicit ClassNumbers(const ClassDictionary& dictionary) : dictionary_(dictionary) {}

  /// The numbers of `names`, defined or not.
  std::vector<ClassId> of(const std::vector<std::string>& names);
  /// Whether all names had a number, or got one.
  bool complete() const { return complete_; }
  /// Says of classes that a scope requires which of them can never be evaluated.
  void warn_of_undefined(const std::vector<std::string>& required, const Value& source,
                         Diagnostics& diagnostics) const;

 private:
  const ClassDictionary& dictionary_;
  ClassDictionary* growing_ = nullptr;
  bool complete_ = true;
};

/// What every scope is compiled with.
struct CompileContext {
  const OptionDictionary& definitions;
  ClassNumbers& classes;
  Diagnostics& diagnostics;
};

}  // namespace dhcp
