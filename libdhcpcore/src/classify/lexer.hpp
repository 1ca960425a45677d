/// @file
/// Splits the text of an expression into tokens with their columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/result.hpp"

namespace dhcp {

struct ExpressionToken {
  enum class Kind : std::uint8_t {
    word,     ///< option, pkt4, member, and, vendor-class, hex, …
    text,     ///< 'a literal'
    hex,      ///< 0x5a7d
    integer,  ///< 12, -1
    ipv4,
    ipv6,
    symbol,  ///< ( ) [ ] , . + * or ==
    end,
  };
  Kind kind = Kind::end;
  std::string_view text;   ///< as written, without the quotes of a literal
  std::size_t column = 1;  ///< of its first character, from 1

  bool is_symbol(std::string_view s) const { return kind == Kind::symbol && text == s; }
  bool is_word(std::string_view s) const { return kind == Kind::word && text == s; }
};

/// The tokens of `text`, which must outlive them, closed by one of kind `end`.
Result<std::vector<ExpressionToken>> tokenize_expression(std::string_view text);

}  // namespace dhcp
