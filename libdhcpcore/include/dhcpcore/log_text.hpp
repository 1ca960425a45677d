/// @file
/// How the text of a log message is made: its words with the arguments in their places. Nothing here takes
/// memory for a text of usual length, nor looks at the words again once the message is declared.
/// @floor log
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string_view>

#include "dhcpcore/export.hpp"

namespace dhcp {

/// Text that values append themselves to. It takes memory only when it becomes long. Not thread-safe.
class LogText {
 public:
  LogText() = default;
  LogText(const LogText&) = delete;
  LogText& operator=(const LogText&) = delete;
  ~LogText() {
    if (begin_ != first_) delete[] begin_;
  }

  std::string_view view() const { return {begin_, end_}; }
  std::size_t size() const { return view().size(); }
  void clear() { end_ = begin_; }

  void append(std::string_view text) { end_ = std::copy_n(text.data(), text.size(), room(text.size())); }
  /// Where the next `size` characters may be written; `end_at` then says where they really end.
  char* room(std::size_t size) {
    if (size > static_cast<std::size_t>(limit_ - end_)) grow(size);
    return end_;
  }
  void end_at(char* end) { end_ = end; }

 private:
  DHCPCORE_API void grow(std::size_t size);

  char first_[512];
  char* begin_ = first_;
  char* end_ = first_;
  char* limit_ = first_ + sizeof first_;
};

/// How arguments are written: text as it is, numbers in decimal, truth as "true" and "false". A type of your
/// own becomes an argument by a function `append_to(LogText&, const Type&)` beside it.
inline void append_to(LogText& out, std::string_view text) {
  out.append(text);
}
template <std::integral Number>
void append_to(LogText& out, Number number) {
  constexpr std::size_t longest = std::numeric_limits<Number>::digits10 + 2;  // a last digit, a sign
  if constexpr (std::same_as<Number, bool>)
    out.append(number ? "true" : "false");
  else if constexpr (std::same_as<Number, char>)
    out.append({&number, 1});
  else {
    char* const at = out.room(longest);
    out.end_at(std::to_chars(at, at + longest, number).ptr);
  }
}

/// An argument of a message, whatever its type. A view: the value outlives it.
class LogArgument {
 public:
  template <class Value>
  LogArgument(const Value& value)  // NOLINT(google-explicit-constructor): every value is an argument
      : value_(&value), append_to_([](LogText& out, const void* the_value) {
          append_to(out, *static_cast<const Value*>(the_value));
        }) {}

  void write_to(LogText& out) const { append_to_(out, value_); }

 private:
  const void* value_;
  void (*append_to_)(LogText&, const void*);
};

/// The words of a message. "{}" stands for the next argument, "{2}" for the third; there are no other braces.
/// They are found once, by the compiler where the message is a constant. A view of the text.
class LogFormat {
 public:
  static constexpr std::size_t most_fields = 12;

  /// Throws `std::logic_error` for braces that are no field, and for too many fields: as part of a constant,
  /// an error of the compiler.
  constexpr LogFormat(std::string_view text) : text_(text) {  // NOLINT(google-explicit-constructor)
    std::uint8_t next = 0;
    for (std::size_t at = 0; (at = text.find_first_of("{}", at)) != std::string_view::npos;) {
      const std::size_t begin = at;
      const bool numbered = begin + 1 < text.size() && text[begin + 1] >= '0' && text[begin + 1] <= '9';
      at += numbered ? 3 : 2;
      if (text[begin] != '{' || at > text.size() || text[at - 1] != '}' || count_ == most_fields)
        throw std::logic_error("a log message with braces that are no field, or with too many of them");
      const auto argument = static_cast<std::uint8_t>(numbered ? text[begin + 1] - '0' : next++);
      arguments_ = std::max<std::size_t>(arguments_, argument + 1u);
      fields_[count_++] = {static_cast<std::uint16_t>(begin), static_cast<std::uint16_t>(at), argument};
    }
  }
  constexpr LogFormat(const char* text) : LogFormat(std::string_view(text)) {}  // NOLINT

  constexpr std::string_view text() const { return text_; }
  /// Appends the words with the arguments in their places; where some lack, says so beside the bare words.
  DHCPCORE_API void write_to(LogText& out, std::initializer_list<LogArgument> arguments) const;

 private:
  struct Field {
    std::uint16_t begin = 0, end = 0;  ///< where it is in the text
    std::uint8_t argument = 0;
  };
  std::string_view text_;
  std::array<Field, most_fields> fields_{};
  std::size_t count_ = 0;
  std::size_t arguments_ = 0;  ///< how many there must be
};

}  // namespace dhcp
