/// @file
/// `Result<T>`: a value, or an error a caller can handle. Exceptions are left for programming errors and
/// start-up.
/// @floor util
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace dhcp {

/// What went wrong, in words for an operator. Paths that meet hostile input use an enumeration instead.
struct Error {
  std::string message;
};

/// Either a `T` or an `E`. Reading the side that is not there is a programming error (checked in debug
/// builds).
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return *get<0>(); }
  const T& value() const& { return *get<0>(); }
  T&& value() && { return std::move(*get<0>()); }
  T* operator->() { return get<0>(); }
  const T* operator->() const { return get<0>(); }
  T& operator*() & { return *get<0>(); }
  const T& operator*() const& { return *get<0>(); }
  T&& operator*() && { return std::move(*get<0>()); }

  const E& error() const& { return *get<1>(); }
  E&& error() && { return std::move(*get<1>()); }

 private:
  template <std::size_t I>
  auto* get() {
    assert(state_.index() == I);
    return std::get_if<I>(&state_);
  }
  template <std::size_t I>
  const auto* get() const {
    assert(state_.index() == I);
    return std::get_if<I>(&state_);
  }

  std::variant<T, E> state_;
};

/// Success without a value, or an error.
template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  Result() = default;
  Result(E error) : error_(std::move(error)) {}

  bool has_value() const { return !error_; }
  explicit operator bool() const { return has_value(); }
  const E& error() const& { return *error_; }
  E&& error() && { return std::move(*error_); }

 private:
  std::optional<E> error_;
};

}  // namespace dhcp
