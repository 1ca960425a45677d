/// @file
/// The types of fields, and `field<&Struct::member>("key", "summary")`, from which tables are written.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "config/field.hpp"
#include "dhcpcore/address.hpp"
#include "dhcpcore/config.hpp"

namespace dhcp {

namespace field_types {

// The conversions, one function a JSON kind. They report what does not fit and return false.
bool read_boolean(const Value& value, bool& out, Diagnostics& diagnostics);
bool read_integer(const Field& field, const Value& value, std::int64_t& out, Diagnostics& diagnostics);
bool read_real(const Field& field, const Value& value, double& out, Diagnostics& diagnostics);
bool read_text(const Field& field, const Value& value, std::string& out, Diagnostics& diagnostics);
bool read_name(const Field& field, const Value& value, std::size_t& index, Diagnostics& diagnostics);
bool read_address(const Value& value, Ipv4Address& out, Diagnostics& diagnostics);
bool read_address(const Value& value, Ipv6Address& out, Diagnostics& diagnostics);
bool read_prefix(const Value& value, Ipv6Prefix& out, Diagnostics& diagnostics);
bool is_list(const Value& value, Diagnostics& diagnostics);

/// Reads and writes values of type T; the general case is the struct of a scope.
template <class T>
struct Codec {
  static constexpr std::string_view name = "map";
  static constexpr std::string_view list_name = "list of maps";
  static bool read(const Field& field, const Value& value, T& out, Diagnostics& diagnostics) {
    read_scope(*field.scope, value, &out, diagnostics);
    return true;
  }
  static Value write(const Field& field, const T& v) { return write_scope(*field.scope, &v); }
};

template <>
struct Codec<bool> {
  static constexpr std::string_view name = "boolean";
  static constexpr std::string_view list_name = "list of booleans";
  static bool read(const Field&, const Value& value, bool& out, Diagnostics& diagnostics) {
    return read_boolean(value, out, diagnostics);
  }
  static Value write(const Field&, bool v) { return v; }
};

template <std::integral T>
struct Codec<T> {
  static constexpr std::string_view name = "integer";
  static constexpr std::string_view list_name = "list of integers";
  static bool read(const Field& field, const Value& value, T& out, Diagnostics& diagnostics) {
    std::int64_t number = 0;
    if (!read_integer(field, value, number, diagnostics)) return false;
    out = static_cast<T>(number);
    return true;
  }
  static Value write(const Field&, T v) { return v; }
};

template <>
struct Codec<double> {
  static constexpr std::string_view name = "real";
  static constexpr std::string_view list_name = "list of reals";
  static bool read(const Field& field, const Value& value, double& out, Diagnostics& diagnostics) {
    return read_real(field, value, out, diagnostics);
  }
  static Value write(const Field&, double v) { return v; }
};

template <>
struct Codec<std::string> {
  static constexpr std::string_view name = "string";
  static constexpr std::string_view list_name = "list of strings";
  static bool read(const Field& field, const Value& value, std::string& out, Diagnostics& diagnostics) {
    return read_text(field, value, out, diagnostics);
  }
  static Value write(const Field&, const std::string& v) { return v; }
};

template <>
struct Codec<Ipv4Address> {
  static constexpr std::string_view name = "IPv4 address";
  static constexpr std::string_view list_name = "list of IPv4 addresses";
  static bool read(const Field&, const Value& value, Ipv4Address& out, Diagnostics& diagnostics) {
    return read_address(value, out, diagnostics);
  }
  static Value write(const Field&, Ipv4Address v) { return v.to_string(); }
};

template <>
struct Codec<Ipv6Address> {
  static constexpr std::string_view name = "IPv6 address";
  static constexpr std::string_view list_name = "list of IPv6 addresses";
  static bool read(const Field&, const Value& value, Ipv6Address& out, Diagnostics& diagnostics) {
    return read_address(value, out, diagnostics);
  }
  static Value write(const Field&, const Ipv6Address& v) { return v.to_string(); }
};

template <>
struct Codec<Ipv6Prefix> {
  static constexpr std::string_view name = "IPv6 prefix";
  static constexpr std::string_view list_name = "list of IPv6 prefixes";
  static bool read(const Field&, const Value& value, Ipv6Prefix& out, Diagnostics& diagnostics) {
    return read_prefix(value, out, diagnostics);
  }
  static Value write(const Field&, const Ipv6Prefix& v) { return v.to_string(); }
};

template <class T>
requires std::is_enum_v<T>
struct Codec<T> {
  static constexpr std::string_view name = "word";
  static constexpr std::string_view list_name = "list of words";
  static bool read(const Field& field, const Value& value, T& out, Diagnostics& diagnostics) {
    std::size_t index = 0;
    if (!read_name(field, value, index, diagnostics)) return false;
    out = static_cast<T>(index);
    return true;
  }
  static Value write(const Field& field, T v) { return field.names[static_cast<std::size_t>(v)]; }
};

/// A member as it stands in a struct: a value, one that may be unset, or a list.
template <class T>
struct Holder {
  using Element = T;
  static constexpr std::string_view name = Codec<T>::name;
  static void read(const Field& field, const Value& value, void* member, Diagnostics& diagnostics) {
    Codec<T>::read(field, value, *static_cast<T*>(member), diagnostics);
  }
  static Value write(const Field& field, const void* member) {
    const T& value = *static_cast<const T*>(member);
    if constexpr (std::equality_comparable<T>)
      if (field.terse && value == T{}) return {};
    return Codec<T>::write(field, value);
  }
  static void inherit(void*, const void*) {}
};

template <class T>
struct Holder<std::optional<T>> {
  using Element = T;
  static constexpr std::string_view name = Codec<T>::name;
  static void read(const Field& field, const Value& value, void* member, Diagnostics& diagnostics) {
    if (field.empty_is_unset && value.is_string() && value.as_string().empty()) return;
    T read_value{};
    if (Codec<T>::read(field, value, read_value, diagnostics))
      *static_cast<std::optional<T>*>(member) = std::move(read_value);
  }
  static Value write(const Field& field, const void* member) {
    const auto& setting = *static_cast<const std::optional<T>*>(member);
    return setting ? Codec<T>::write(field, *setting) : Value();
  }
  static void inherit(void* member, const void* other) {
    auto& setting = *static_cast<std::optional<T>*>(member);
    if (!setting) setting = *static_cast<const std::optional<T>*>(other);
  }
};

template <class T>
struct Holder<std::vector<T>> {
  using Element = T;
  static constexpr std::string_view name = Codec<T>::list_name;
  static void read(const Field& field, const Value& value, void* member, Diagnostics& diagnostics) {
    if (!is_list(value, diagnostics)) return;
    auto& list = *static_cast<std::vector<T>*>(member);
    list.clear();
    list.reserve(value.as_list().size());
    for (const Value& element : value.as_list())
      if (!Codec<T>::read(field, element, list.emplace_back(), diagnostics)) list.pop_back();
  }
  static Value write(const Field& field, const void* member) {
    const auto& elements = *static_cast<const std::vector<T>*>(member);
    if (field.terse && elements.empty()) return {};
    Value::List list;
    for (const T& element : elements) list.push_back(Codec<T>::write(field, element));
    return list;
  }
  static void inherit(void*, const void*) {}
};

/// The older form of a list: one of its elements, without the list around it.
template <class T>
struct SingleElement {
  static void read(const Field& field, const Value& value, void* member, Diagnostics& diagnostics) {
    Codec<T>::read(field, value, static_cast<std::vector<T>*>(member)->emplace_back(), diagnostics);
  }
  static Value write(const Field&, const void*) { return {}; }
  static void inherit(void*, const void*) {}
};
template <class T>
inline constexpr FieldType single_element{Codec<T>::name, &SingleElement<T>::read, &SingleElement<T>::write,
                                          &SingleElement<T>::inherit};

template <class Member>
inline constexpr FieldType type_of{Holder<Member>::name, &Holder<Member>::read, &Holder<Member>::write,
                                   &Holder<Member>::inherit};

/// A map of the operator's own, kept as it is.
extern const FieldType user_context;
/// A text that becomes the member "comment" of the user context.
extern const FieldType comment;
/// A map whose keys only its reader knows, kept as it is.
extern const FieldType free_map;

template <auto M>
struct MemberPointer;
template <class S, class T, T S::*M>
struct MemberPointer<M> {
  using Type = T;
  static void* at(void* object) { return &(static_cast<S*>(object)->*M); }
};

template <class T>
constexpr Field limited_to(Field field) {
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    field.least = std::numeric_limits<T>::min();
    field.most = std::is_same_v<T, std::uint64_t> ? std::numeric_limits<std::int64_t>::max()
                                                  : static_cast<std::int64_t>(std::numeric_limits<T>::max());
  }
  return field;
}

}  // namespace field_types

/// A key whose value is kept in the member.
template <auto M>
constexpr Field field(std::string_view key, std::string_view summary) {
  using Pointer = field_types::MemberPointer<M>;
  using Type = typename Pointer::Type;
  return field_types::limited_to<typename field_types::Holder<Type>::Element>(
      Field{key, &Pointer::at, &field_types::type_of<Type>, summary});
}

/// A key whose value is kept in the member in a form of its own.
template <auto M>
constexpr Field field(std::string_view key, const FieldType& type, std::string_view summary) {
  return Field{key, &field_types::MemberPointer<M>::at, &type, summary};
}

/// The fields of a member that is a struct, as part of the scope itself.
template <auto M>
constexpr FieldGroup group(std::span<const Field> fields) {
  return {&field_types::MemberPointer<M>::at, fields};
}
/// The same of settings that are inherited from the enclosing scope.
template <auto M>
constexpr FieldGroup inheriting_group(std::span<const Field> fields) {
  return {&field_types::MemberPointer<M>::at, fields, true};
}
constexpr FieldGroup own(std::span<const Field> fields) {
  return {[](void* object) { return object; }, fields};
}
/// Settings in a member of a member.
template <auto Outer, auto Inner>
constexpr FieldGroup inner_group(std::span<const Field> fields, bool inherited = true) {
  return {[](void* object) {
            return field_types::MemberPointer<Inner>::at(field_types::MemberPointer<Outer>::at(object));
          },
          fields, inherited};
}
/// A scope's own fields before those that it shares with others.
template <std::size_t N>
constexpr std::array<FieldGroup, N + 1> with_own(std::span<const Field> fields,
                                                 const std::array<FieldGroup, N>& others) {
  std::array<FieldGroup, N + 1> groups{own(fields)};
  std::copy(others.begin(), others.end(), groups.begin() + 1);
  return groups;
}

template <auto M>
constexpr Field context_field() {
  return field<M>("user-context", field_types::user_context,
                  "A map of the operator's own; kept, given back, not looked into.");
}
template <auto M>
constexpr Field comment_field() {
  return field<M>("comment", field_types::comment, "Kept as the member \"comment\" of the user context.");
}

/// The scope that is kept in a struct S.
template <class S>
constexpr Scope scope(std::string_view name, std::string_view summary, std::span<const FieldGroup> groups,
                      void (*check)(void*, const Value&, Diagnostics&) = nullptr) {
  return {name, summary, groups,
          [](const Scope& self) {
            const S object{};
            return write_scope(self, &object);
          },
          check};
}

}  // namespace dhcp
