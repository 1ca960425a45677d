/// @file
/// Walks over the tokens of an expression and says, with its column, what it did not expect.
/// @floor classify
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "classify/lexer.hpp"

namespace dhcp {

/// Why an expression is refused. Such errors unwind many levels, at start-up only, so they travel as an
/// exception inside the parser.
struct ExpressionRefused {
  std::string message;
};

struct IntegerRange {
  std::int64_t minimum;
  std::int64_t maximum;
};
inline constexpr IntegerRange range_i32{std::numeric_limits<std::int32_t>::min(),
                                        std::numeric_limits<std::int32_t>::max() - 1};
inline constexpr IntegerRange range_u32{0, std::numeric_limits<std::uint32_t>::max()};

/// Every function that takes a token throws `ExpressionRefused` when another one stands there.
class TokenReader {
 public:
  /// `tokens` are closed by one of kind `end`.
  explicit TokenReader(std::vector<ExpressionToken> tokens) : tokens_(std::move(tokens)) {}

  const ExpressionToken& current() const { return tokens_[at_]; }
  void advance() {
    if (at_ + 1 < tokens_.size()) ++at_;
  }
  /// Takes the symbol, or the word, if it stands here.
  bool skip_symbol(std::string_view symbol);
  bool skip_word(std::string_view word);

  void symbol(std::string_view expected);
  /// Takes `word`; `expected` names all that could stand there.
  void keyword(std::string_view word, std::string_view expected);
  std::int64_t integer(IntegerRange range);
  /// A text literal; `expected` says of what.
  ExpressionToken literal_text(std::string_view expected);

  [[noreturn]] static void refuse(const ExpressionToken& token, std::string_view expected);

 private:
  std::vector<ExpressionToken> tokens_;
  std::size_t at_ = 0;
};

}  // namespace dhcp
