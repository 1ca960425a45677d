/// @file
/// Client classes: the dictionary of a configuration, and the classes of one query in the order they were
/// given.
/// @floor classify
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/export.hpp"
#include "dhcpcore/expression.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

/// The number of a class in its dictionary. The built-in classes come first, then those configured, in their
/// order.
using ClassId = std::uint32_t;

namespace builtin_class {
inline constexpr ClassId all = 0;
inline constexpr ClassId known = 1;
inline constexpr ClassId unknown = 2;
inline constexpr ClassId drop = 3;
inline constexpr ClassId bootp = 4;
inline constexpr ClassId count = 5;
}  // namespace builtin_class

/// Whether a name needs no definition: ALL, KNOWN, UNKNOWN, BOOTP, and all that begin with VENDOR_CLASS_,
/// HA_, AFTER_, EXTERNAL_ or SKIP_DDNS (SPAWN_… and DROP are referred to only after a definition).
DHCPCORE_API bool is_builtin_class(std::string_view name);

/// The classes of one query, without duplicates, in the order they were associated: the first has the highest
/// priority. Names that the configuration does not know cost memory only while the query lasts. Reused from
/// query to query without allocating; what it keeps is bounded by the largest query, and by 128 KB for names.
class DHCPCORE_API ClassSet {
 public:
  struct Entry {
    ClassId id;             ///< `no_class_id` for a name that the dictionary does not know
    std::string_view name;  ///< valid until the set is cleared
  };

  ClassSet();
  ~ClassSet();
  ClassSet(const ClassSet&) = delete;
  ClassSet& operator=(const ClassSet&) = delete;

  /// Empties the set for a query under `dictionary`, which must outlive it.
  void begin(const class ClassDictionary& dictionary);
  /// Adds a class at the end; false when the query was in it already.
  bool add(ClassId id);
  bool add(std::string_view name);
  /// Adds SPAWN_<template_name>_<value>.
  bool add_spawned(std::string_view template_name, std::string_view value);
  /// Adds VENDOR_CLASS_<value>, unless the value is empty.
  bool add_vendor_class(std::string_view value);
  bool contains(ClassId id) const;
  bool contains(std::string_view name) const;
  std::span<const Entry> in_order() const { return {entries_.data(), entries_.size()}; }

 private:
  bool add_joined(std::initializer_list<std::string_view> parts);

  const ClassDictionary* dictionary_ = nullptr;
  std::vector<Entry> entries_;
  std::vector<std::uint64_t> bits_;  // by ClassId
  std::unique_ptr<class Arena> names_;
};

/// When a class is evaluated.
enum class ClassPhase : std::uint8_t {
  first,     ///< before the subnet is chosen
  second,    ///< after the reservation lookup: depends on KNOWN or UNKNOWN
  required,  ///< only where a scope requires it
  never,     ///< has no expression
};

/// One entry of `client-classes`, as far as evaluation is concerned.
struct ClassDefinition {
  std::string name = {};
  std::string test = {};           ///< empty = none
  std::string template_test = {};  ///< empty = none
  bool only_if_required = false;
};

/// Why definitions were refused: which entry, which of its keys, and the reason.
struct ClassError {
  std::size_t index = 0;
  std::string_view key;
  std::string message;
};

/// Told of each class that was evaluated.
class ClassObserver {
 public:
  virtual ~ClassObserver() = default;
  /// The trace for the expression of the class that comes next, or null.
  virtual EvalTrace* trace(std::string_view) { return nullptr; }
  virtual void evaluated(std::string_view name, const EvalResult& result, bool is_template) = 0;
};

/// The compiled classes of a configuration. Immutable; any number of threads may evaluate it.
class DHCPCORE_API ClassDictionary {
 public:
  /// Compiles definitions in configuration order. Refuses: duplicate names, `test` beside `template-test`, a
  /// class that refers to one that is neither defined earlier nor built-in, or to one that is evaluated only
  /// in a later phase, tests on ALL, KNOWN, UNKNOWN and BOOTP, and `only-if-required` on them and on DROP.
  static Result<ClassDictionary, ClassError> compile(std::span<const ClassDefinition> definitions,
                                                     const ExpressionContext& context);
  ClassDictionary();
  ClassDictionary(ClassDictionary&&) noexcept;
  ClassDictionary& operator=(ClassDictionary&&) noexcept;
  ~ClassDictionary();

  /// The number of a class that is referred to, defined or not: modules, reservations and vendor class
  /// options put queries into classes that have no definition. Not while others use the dictionary.
  ClassId intern(std::string_view name);

  std::size_t size() const;
  std::optional<ClassId> find(std::string_view name) const;
  std::string_view name(ClassId id) const;
  ClassPhase phase(ClassId id) const;
  /// Whether it is one of those that were compiled.
  bool is_defined(ClassId id) const;

  /// Evaluates the classes of `phase` (`first` or `second`) in configuration order and adds those that hold;
  /// a template adds SPAWN_<name>_<value> and then itself. A class whose evaluation fails is not added.
  void evaluate(ClassPhase phase, const EvalInput& input, ClassSet& classes, EvalScratch& scratch,
                ClassObserver* observer = nullptr) const;
  /// Evaluates one class that a scope requires, whatever its phase. False when it has no expression.
  bool evaluate(ClassId id, const EvalInput& input, ClassSet& classes, EvalScratch& scratch,
                ClassObserver* observer = nullptr) const;

 private:
  struct Entry;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace dhcp
