/// @file
/// Configuration described as data. A scope (a JSON map of known keys) is a plain struct and one table of its
/// fields; reading, defaults, inheritance, errors, `config-get` and the reference documentation all come from
/// the table. A new key is a member and one line.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "config/diagnostics.hpp"
#include "dhcpcore/value.hpp"

namespace dhcp {

struct Field;
struct Scope;

/// How members of one C++ type are read and written.
struct FieldType {
  /// In the words of the documentation: "integer", "list of strings", …
  std::string_view name;
  void (*read)(const Field& field, const Value& value, void* member, Diagnostics& diagnostics);
  /// Null when the member is not set.
  Value (*write)(const Field& field, const void* member);
  /// Sets `member` to `other` when it is not set itself.
  void (*inherit)(void* member, const void* other);
};

/// One key of a scope.
struct Field {
  std::string_view key;
  void* (*member)(void* object);
  const FieldType* type;
  std::string_view summary;
  /// Integers: the range, both ends included; reals: the range, both ends excluded; strings: `most` bytes.
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  /// The allowed words, by enumerator.
  std::span<const std::string_view> names{};
  /// What the keys of the map, or of each map of the list, are.
  const Scope* scope = nullptr;
  /// The default, as JSON text, of a member that can be inherited; other members have the defaults of their
  /// struct.
  std::string_view fallback{};
  /// Another spelling of the key.
  std::string_view alias{};
  /// A key that may not stand beside this one.
  std::string_view rival{};
  /// What to write instead of a key that goes out of use.
  std::string_view successor{};
  bool mandatory = false;
  bool empty_is_unset = false;  ///< an empty string counts as not written
  bool terse = false;           ///< not written out when it is false, zero or empty
  std::uint8_t tag = 0;         ///< for types that several keys share

 private:
  // Before its users: clang wants a template defined where a constant expression calls it.
  template <class T>
  constexpr Field with(T Field::*what, std::type_identity_t<T> value) const {
    Field copy = *this;
    copy.*what = value;
    return copy;
  }

 public:
  constexpr Field range(std::int64_t from, std::int64_t to) const {
    return with(&Field::least, from).with(&Field::most, to);
  }
  constexpr Field at_most(std::int64_t limit) const { return with(&Field::most, limit); }
  constexpr Field one_of(std::span<const std::string_view> words) const { return with(&Field::names, words); }
  constexpr Field of(const Scope& inner) const { return with(&Field::scope, &inner); }
  constexpr Field or_else(std::string_view json) const { return with(&Field::fallback, json); }
  constexpr Field also(std::string_view spelling) const { return with(&Field::alias, spelling); }
  constexpr Field required() const { return with(&Field::mandatory, true); }
  constexpr Field unset_if_empty() const { return with(&Field::empty_is_unset, true); }
  constexpr Field not_with(std::string_view other) const { return with(&Field::rival, other); }
  constexpr Field replaced_by(std::string_view other) const { return with(&Field::successor, other); }
  constexpr Field tersely() const { return with(&Field::terse, true); }
};

/// Fields of a scope that live in one struct: the scope's own, or one that it shares with others.
struct FieldGroup {
  void* (*object)(void* scope_object);
  std::span<const Field> fields;
  bool inherited = false;  ///< what is not set here is taken from the enclosing scope
};

struct Scope {
  /// As in the grammar of the reference ("subnet4", "option-data", …).
  std::string_view name;
  std::string_view summary;
  std::span<const FieldGroup> groups;
  /// The map of a default-constructed object.
  Value (*defaults)(const Scope& scope);
  /// What the table cannot say; called when the fields have been read. May be null.
  void (*check)(void* object, const Value& source, Diagnostics& diagnostics) = nullptr;
  /// Where an open scope keeps the keys that its table does not know. Null: they are refused.
  Value& (*others)(void* object) = nullptr;

  constexpr Scope open(Value& (*keep)(void*)) const {
    Scope copy = *this;
    copy.others = keep;
    return copy;
  }
};

/// The field of a scope with that key or alias, or null.
const Field* find_field(const Scope& scope, std::string_view key);
/// Reads a map into a default-constructed object of the scope's struct.
void read_scope(const Scope& scope, const Value& source, void* object, Diagnostics& diagnostics);
/// The map that reads back as the same object. Members that are not set are left out.
Value write_scope(const Scope& scope, const void* object);
/// Gives members that are not set the value they have in `parent`.
void inherit(std::span<const Field> fields, void* object, const void* parent);
/// Gives members that are not set their fallback.
void fall_back(std::span<const Field> fields, void* object);

}  // namespace dhcp
