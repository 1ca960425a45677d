#include "classify/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "dhcpcore/address.hpp"

namespace dhcp {

namespace {

using Kind = ExpressionToken::Kind;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}
bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool is_word_character(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '_';
}

template <class Predicate>
std::string_view run(std::string_view text, Predicate holds) {
  const auto end = std::ranges::find_if_not(text, holds);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<ExpressionToken>> tokens() {
    std::vector<ExpressionToken> tokens;
    for (;;) {
      at_ += run(text_.substr(at_), [](char c) {
               return std::isspace(static_cast<unsigned char>(c)) != 0;
             }).size();
      auto token = next();
      if (!token) return std::move(token).error();
      tokens.push_back(*token);
      if (token->kind == Kind::end) return tokens;
    }
  }

 private:
  Result<ExpressionToken> next() {
    const std::string_view rest = text_.substr(at_);
    if (rest.empty()) return take(Kind::end, 0);
    if (rest[0] == '\'') return literal(rest);
    if (rest.starts_with("==")) return take(Kind::symbol, 2);
    if (std::string_view("()[],.+*").find(rest[0]) != std::string_view::npos) return take(Kind::symbol, 1);
    if (rest.starts_with("0x") || rest.starts_with("0X")) return hexadecimal(rest);
    if (const auto address = run(rest, [](char c) { return is_hex(c) || c == ':' || c == '.'; });
        address.find(':') != std::string_view::npos && Ipv6Address::parse(address))
      return take(Kind::ipv6, address.size());
    if (const auto address = run(rest, [](char c) { return is_digit(c) || c == '.'; });
        Ipv4Address::parse(address))
      return take(Kind::ipv4, address.size());
    if (is_digit(rest[0]) || (rest[0] == '-' && rest.size() > 1 && is_digit(rest[1])))
      return take(Kind::integer, 1 + run(rest.substr(1), is_digit).size());
    if (is_letter(rest[0])) return take(Kind::word, run(rest, is_word_character).size());
    return Error{fmt::format("column {}: '{}' cannot begin anything here", at_ + 1, rest[0])};
  }

  Result<ExpressionToken> literal(std::string_view rest) {
    const auto close = rest.find('\'', 1);
    if (close == std::string_view::npos)
      return Error{fmt::format("column {}: the text literal has no closing quote", at_ + 1)};
    const ExpressionToken token{Kind::text, rest.substr(1, close - 1), at_ + 1};
    at_ += close + 1;
    return token;
  }

  Result<ExpressionToken> hexadecimal(std::string_view rest) {
    const auto digits = run(rest.substr(2), is_hex);
    if (digits.empty()) return Error{fmt::format("column {}: no hexadecimal digits after 0x", at_ + 1)};
    return take(Kind::hex, 2 + digits.size());
  }

  ExpressionToken take(Kind kind, std::size_t length) {
    const ExpressionToken token{kind, text_.substr(at_, length), at_ + 1};
    at_ += length;
    return token;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<ExpressionToken>> tokenize_expression(std::string_view text) {
  return Lexer(text).tokens();
}

}  // namespace dhcp
