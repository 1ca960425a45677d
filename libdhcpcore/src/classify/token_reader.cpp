#include "classify/token_reader.hpp"

#include <fmt/format.h>

#include <charconv>

namespace dhcp {

namespace {

using Kind = ExpressionToken::Kind;

std::string shown(const ExpressionToken& token) {
  if (token.kind == Kind::end) return "the end of the expression";
  return fmt::format("{}'{}'", token.kind == Kind::text ? "text " : "", token.text);
}

}  // namespace

bool TokenReader::skip_symbol(std::string_view symbol) {
  const bool here = current().is_symbol(symbol);
  if (here) advance();
  return here;
}

bool TokenReader::skip_word(std::string_view word) {
  const bool here = current().is_word(word);
  if (here) advance();
  return here;
}

void TokenReader::symbol(std::string_view expected) {
  if (!skip_symbol(expected)) refuse(current(), fmt::format("'{}'", expected));
}

void TokenReader::keyword(std::string_view word, std::string_view expected) {
  if (!skip_word(word)) refuse(current(), expected);
}

std::int64_t TokenReader::integer(IntegerRange range) {
  const ExpressionToken token = current();
  if (token.kind != Kind::integer) refuse(token, "a number");
  advance();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(token.text.data(), token.text.data() + token.text.size(), value);
  if (error != std::errc() || value < range.minimum || value > range.maximum)
    throw ExpressionRefused{fmt::format("column {}: {} is not between {} and {}", token.column, token.text,
                                        range.minimum, range.maximum)};
  return value;
}

ExpressionToken TokenReader::literal_text(std::string_view expected) {
  const ExpressionToken token = current();
  if (token.kind != Kind::text) refuse(token, expected);
  advance();
  return token;
}

void TokenReader::refuse(const ExpressionToken& token, std::string_view expected) {
  throw ExpressionRefused{
      fmt::format("column {}: found {}, expected {}", token.column, shown(token), expected)};
}

}  // namespace dhcp
