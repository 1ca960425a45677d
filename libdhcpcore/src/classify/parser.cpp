// Recursive descent over the tokens of an expression; emits instructions as it goes. A parenthesis may open a
// boolean or a string expression, so every production says which of the two it has read.

#include <fmt/format.h>

#include <algorithm>

#include "classify/lookup_reader.hpp"
#include "classify/program.hpp"
#include "classify/token_reader.hpp"
#include "dhcpcore/address.hpp"

namespace dhcp {

namespace {

using Kind = ExpressionToken::Kind;

struct TextConversion {
  std::string_view name;
  std::uint32_t width;  // bytes
  bool is_signed;
};

constexpr TextConversion text_conversions[] = {
    {"int8totext", 1, true},   {"int16totext", 2, true},   {"int32totext", 4, true},
    {"uint8totext", 1, false}, {"uint16totext", 2, false}, {"uint32totext", 4, false},
};

// A function of strings alone.
struct StringFunction {
  std::string_view name;
  int arguments;
  Opcode opcode;
};

constexpr StringFunction string_functions[] = {
    {"concat", 2, Opcode::concat},
    {"hexstring", 2, Opcode::hexstring},
    {"lcase", 1, Opcode::lower},
    {"ucase", 1, Opcode::upper},
    {"addrtostring", 1, Opcode::address_text},
    {"addrtotext", 1, Opcode::address_text},  // as legal_log and older servers write it
};

std::vector<std::uint8_t> network_order(std::int64_t value, std::uint32_t width) {
  std::vector<std::uint8_t> bytes(width);
  for (std::uint32_t i = width; i-- > 0; value >>= 8) bytes[i] = static_cast<std::uint8_t>(value);
  return bytes;
}

}  // namespace

class ExpressionParser : private TokenReader {
 public:
  ExpressionParser(std::vector<ExpressionToken> tokens, const ExpressionContext& context)
      : TokenReader(std::move(tokens)), context_(context) {}

  Result<Expression> parse(ExpressionKind kind) {
    try {
      program_->kind = kind;
      program_->protocol = context_.protocol;
      const ExpressionToken first = current();
      expect_kind(either(), kind, first);
      if (current().kind != Kind::end) refuse(current(), "an operator or the end of the expression");
    } catch (ExpressionRefused& refused) {
      return Error{std::move(refused.message)};
    }
    return Expression(std::move(program_));
  }

 private:
  // ---- productions, loosest binding first; each returns what it has read

  ExpressionKind either() { return disjunction(); }

  ExpressionKind disjunction() {
    return branching("or", Opcode::or_branch, [this] { return conjunction(); });
  }
  ExpressionKind conjunction() {
    return branching("and", Opcode::and_branch, [this] { return negation(); });
  }

  template <class Operand>
  ExpressionKind branching(std::string_view word, Opcode opcode, Operand operand) {
    const DepthGuard guard(*this);
    const ExpressionToken first = current();
    const ExpressionKind kind = operand();
    while (current().is_word(word)) {
      expect_kind(kind, ExpressionKind::boolean, first);
      advance();
      const std::size_t jump = emit({opcode});
      const ExpressionToken right = current();
      expect_kind(operand(), ExpressionKind::boolean, right);
      land(jump);
    }
    return kind;
  }

  ExpressionKind negation() {
    const DepthGuard guard(*this);
    if (!current().is_word("not")) return comparison();
    advance();
    const ExpressionToken operand = current();
    expect_kind(negation(), ExpressionKind::boolean, operand);
    emit({Opcode::negate});
    return ExpressionKind::boolean;
  }

  ExpressionKind comparison() {
    const ExpressionToken left = current();
    const ExpressionKind kind = sum();
    if (!current().is_symbol("==")) return kind;
    expect_kind(kind, ExpressionKind::string, left);
    advance();
    const ExpressionToken right = current();
    expect_kind(sum(), ExpressionKind::string, right);
    emit({Opcode::equal});
    return ExpressionKind::boolean;
  }

  ExpressionKind sum() {
    const ExpressionToken first = current();
    const ExpressionKind kind = primary();
    while (current().is_symbol("+")) {
      expect_kind(kind, ExpressionKind::string, first);
      advance();
      const ExpressionToken next = current();
      expect_kind(primary(), ExpressionKind::string, next);
      emit({Opcode::concat});
    }
    return kind;
  }

  ExpressionKind primary() {
    const ExpressionToken token = current();
    switch (token.kind) {
      case Kind::symbol:
        if (!token.is_symbol("(")) break;
        return parenthesised();
      case Kind::text:
        advance();
        return literal({{token.text.begin(), token.text.end()}, Literal::Form::text});
      case Kind::hex:
        advance();
        return literal({*from_hex(token.text), Literal::Form::hex});
      case Kind::integer:
        return literal({network_order(integer(range_u32), 4), Literal::Form::number});
      case Kind::ipv4: {
        advance();
        const auto bytes = Ipv4Address::parse(token.text)->bytes();
        return literal({{bytes.begin(), bytes.end()}, Literal::Form::address});
      }
      case Kind::ipv6: {
        advance();
        const auto bytes = Ipv6Address::parse(token.text)->bytes();
        return literal({{bytes.begin(), bytes.end()}, Literal::Form::address});
      }
      case Kind::word:
        return word();
      case Kind::end:
        break;
    }
    refuse(token, "an expression");
  }

  ExpressionKind parenthesised() {
    advance();
    const ExpressionKind kind = either();
    symbol(")");
    return kind;
  }

  ExpressionKind word() {
    if (const auto term = read_lookup(*this, context_)) return lookup(*term);
    const ExpressionToken token = current();
    advance();
    if (token.text == "known") return member("KNOWN", false, token);
    if (token.text == "unknown") return member("KNOWN", true, token);
    if (token.text == "member") return member_function();
    if (token.text == "match") return match_function();
    if (token.text == "substring") return substring();
    if (token.text == "split") return split();
    if (token.text == "ifelse") return if_else();
    for (const StringFunction& function : string_functions)
      if (token.text == function.name) return string_function(function);
    for (const TextConversion& conversion : text_conversions)
      if (token.text == conversion.name) return to_text(conversion);
    refuse(token, "an expression");
  }

  ExpressionKind lookup(const LookupTerm& term) {
    program_->lookups.push_back(term.lookup);
    emit({term.opcode, last_index(program_->lookups)});
    return term.opcode == Opcode::exists ? ExpressionKind::boolean : ExpressionKind::string;
  }

  // ---- classes

  ExpressionKind member(std::string name, bool negated, const ExpressionToken& at) {
    MemberReference reference{name, no_class_id};
    if (context_.class_id) {
      auto id = context_.class_id(name);
      if (!id) throw ExpressionRefused{fmt::format("column {}: {}", at.column, id.error().message)};
      reference.class_id = *id;
    }
    program_->members.push_back(std::move(reference));
    if (std::ranges::find(program_->classes, name) == program_->classes.end())
      program_->classes.push_back(std::move(name));
    emit({Opcode::member, last_index(program_->members)});
    if (negated) emit({Opcode::negate});
    return ExpressionKind::boolean;
  }

  ExpressionKind member_function() {
    symbol("(");
    const ExpressionToken name = literal_text("the name of a class in quotes");
    symbol(")");
    return member(std::string(name.text), false, name);
  }

  ExpressionKind match_function() {
    symbol("(");
    const ExpressionToken pattern = literal_text("a regular expression in quotes");
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    options.set_log_errors(false);
    auto regex =
        std::make_unique<re2::RE2>(re2::StringPiece(pattern.text.data(), pattern.text.size()), options);
    if (!regex->ok())
      throw ExpressionRefused{fmt::format("column {}: '{}' is no regular expression: {}", pattern.column,
                                          pattern.text, regex->error())};
    program_->regexes.push_back(std::move(regex));
    const std::uint32_t index = last_index(program_->regexes);
    symbol(",");
    string_argument();
    symbol(")");
    emit({Opcode::match, index});
    return ExpressionKind::boolean;
  }

  // ---- functions that give a string

  ExpressionKind substring() {
    symbol("(");
    string_argument();
    symbol(",");
    Instruction instruction{Opcode::substring};
    instruction.first = static_cast<std::int32_t>(integer(range_i32));
    symbol(",");
    instruction.second = skip_word("all") ? substring_all : static_cast<std::int32_t>(integer(range_i32));
    symbol(")");
    emit(instruction);
    return ExpressionKind::string;
  }

  ExpressionKind split() {
    symbol("(");
    string_argument();
    symbol(",");
    string_argument();
    symbol(",");
    Instruction instruction{Opcode::split};
    instruction.first = static_cast<std::int32_t>(integer(range_i32));
    symbol(")");
    emit(instruction);
    return ExpressionKind::string;
  }

  ExpressionKind if_else() {
    symbol("(");
    const ExpressionToken condition = current();
    expect_kind(either(), ExpressionKind::boolean, condition);
    const std::size_t to_else = emit({Opcode::pop_branch});
    symbol(",");
    string_argument();
    const std::size_t to_end = emit({Opcode::branch});
    land(to_else);
    symbol(",");
    string_argument();
    land(to_end);
    symbol(")");
    return ExpressionKind::string;
  }

  ExpressionKind string_function(const StringFunction& function) {
    for (int argument = 0; argument < function.arguments; ++argument) {
      symbol(argument == 0 ? "(" : ",");
      string_argument();
    }
    symbol(")");
    emit({function.opcode});
    return ExpressionKind::string;
  }

  // A number written as the argument has the width that the function reads, not the four bytes it has
  // elsewhere.
  ExpressionKind to_text(const TextConversion& conversion) {
    symbol("(");
    if (current().kind == Kind::integer) {
      const std::int64_t span = std::int64_t{1} << (8 * conversion.width);
      const IntegerRange range =
          conversion.is_signed ? IntegerRange{-span / 2, span / 2 - 1} : IntegerRange{0, span - 1};
      literal({network_order(integer(range), conversion.width), Literal::Form::number});
    } else {
      string_argument();
    }
    symbol(")");
    emit({Opcode::integer_text, conversion.width, conversion.is_signed ? 1 : 0});
    return ExpressionKind::string;
  }

  void string_argument() {
    const ExpressionToken first = current();
    expect_kind(either(), ExpressionKind::string, first);
  }

  ExpressionKind literal(Literal value) {
    program_->literals.push_back(std::move(value));
    emit({Opcode::literal, last_index(program_->literals)});
    return ExpressionKind::string;
  }

  static void expect_kind(ExpressionKind actual, ExpressionKind expected, const ExpressionToken& at) {
    if (actual == expected) return;
    throw ExpressionRefused{fmt::format("column {}: a {} expression begins here, expected a {} expression",
                                        at.column, actual == ExpressionKind::boolean ? "boolean" : "string",
                                        expected == ExpressionKind::boolean ? "boolean" : "string")};
  }

  // Nesting is bounded so that a hostile expression cannot exhaust the stack; users never come near.
  struct DepthGuard {
    explicit DepthGuard(ExpressionParser& p) : parser(p) {
      if (++parser.depth_ > 3000) refuse(parser.current(), "fewer levels of nesting");
    }
    ~DepthGuard() { --parser.depth_; }
    DepthGuard(const DepthGuard&) = delete;
    DepthGuard& operator=(const DepthGuard&) = delete;
    ExpressionParser& parser;
  };

  // ---- instructions

  std::size_t emit(Instruction instruction) {
    program_->instructions.push_back(instruction);
    return program_->instructions.size() - 1;
  }
  // Makes the jump at `instruction` go to what comes next.
  void land(std::size_t instruction) {
    program_->instructions[instruction].operand = static_cast<std::uint32_t>(program_->instructions.size());
  }
  template <class Container>
  static std::uint32_t last_index(const Container& container) {
    return static_cast<std::uint32_t>(container.size() - 1);
  }

  const ExpressionContext& context_;
  std::unique_ptr<Expression::Program> program_ = std::make_unique<Expression::Program>();
  int depth_ = 0;
};

Result<Expression> Expression::parse(std::string_view text, ExpressionKind kind,
                                     const ExpressionContext& context) {
  auto tokens = tokenize_expression(text);
  if (!tokens) return std::move(tokens).error();
  return ExpressionParser(*std::move(tokens), context).parse(kind);
}

}  // namespace dhcp
