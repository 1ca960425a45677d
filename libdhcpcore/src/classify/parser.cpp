// Recursive descent over the tokens of an expression; emits instructions as it goes. A parenthesis may open a
// boolean or a string expression, so every production says which of the two it has read.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "classify/lexer.hpp"
#include "classify/program.hpp"
#include "dhcpcore/address.hpp"

namespace dhcp {

namespace {

using Kind = ExpressionToken::Kind;
using What = Lookup::What;
using Protocol = ExpressionContext::Protocol;

// Parse errors unwind many levels at start-up only, so they travel as an exception inside this file.
struct Refused {
  std::string message;
};

struct PacketField {
  std::string_view scope;
  std::string_view name;
  What what;
};

constexpr PacketField packet_fields[] = {
    {"pkt", "iface", What::interface_name},    {"pkt", "src", What::source_address},
    {"pkt", "dst", What::destination_address}, {"pkt", "len", What::length},
    {"pkt4", "mac", What::hardware_address},   {"pkt4", "hlen", What::hardware_length},
    {"pkt4", "htype", What::hardware_type},    {"pkt4", "ciaddr", What::ciaddr},
    {"pkt4", "giaddr", What::giaddr},          {"pkt4", "yiaddr", What::yiaddr},
    {"pkt4", "siaddr", What::siaddr},          {"pkt4", "msgtype", What::message_type},
    {"pkt4", "transid", What::transaction_id}, {"pkt6", "msgtype", What::message_type},
    {"pkt6", "transid", What::transaction_id},
};

struct TextConversion {
  std::string_view name;
  std::uint32_t width;  // bytes
  bool is_signed;
};

constexpr TextConversion text_conversions[] = {
    {"int8totext", 1, true},   {"int16totext", 2, true},   {"int32totext", 4, true},
    {"uint8totext", 1, false}, {"uint16totext", 2, false}, {"uint32totext", 4, false},
};

struct OneArgument {
  std::string_view name;
  Opcode opcode;
};

constexpr OneArgument one_argument_functions[] = {
    {"lcase", Opcode::lower},
    {"ucase", Opcode::upper},
    {"addrtostring", Opcode::address_text},
    {"addrtotext", Opcode::address_text},  // as legal_log and older servers write it
};

std::string shown(const ExpressionToken& token) {
  if (token.kind == Kind::end) return "the end of the expression";
  return fmt::format("{}'{}'", token.kind == Kind::text ? "text " : "", token.text);
}

std::vector<std::uint8_t> network_order(std::int64_t value, std::uint32_t width) {
  std::vector<std::uint8_t> bytes(width);
  for (std::uint32_t i = width; i-- > 0; value >>= 8) bytes[i] = static_cast<std::uint8_t>(value);
  return bytes;
}

}  // namespace

std::string describe(const Lookup& lookup, Protocol protocol) {
  const auto enterprise = [&] { return lookup.enterprise == 0 ? "*" : std::to_string(lookup.enterprise); };
  switch (lookup.what) {
    case What::option:
      return fmt::format("option[{}]", lookup.code);
    case What::sub_option:
      return fmt::format("option[{}].option[{}]", lookup.code, lookup.sub_code);
    case What::relay4_option:
      return fmt::format("relay4[{}]", lookup.code);
    case What::relay6_option:
      return fmt::format("relay6[{}].option[{}]", lookup.nest, lookup.code);
    case What::relay6_peer_address:
      return fmt::format("relay6[{}].peeraddr", lookup.nest);
    case What::relay6_link_address:
      return fmt::format("relay6[{}].linkaddr", lookup.nest);
    case What::vendor:
      return fmt::format("vendor[{}]", enterprise());
    case What::vendor_enterprise:
      return "vendor.enterprise";
    case What::vendor_option:
      return fmt::format("vendor[{}].option[{}]", enterprise(), lookup.code);
    case What::vendor_class:
      return fmt::format("vendor-class[{}]", enterprise());
    case What::vendor_class_enterprise:
      return "vendor-class.enterprise";
    case What::vendor_class_data:
      return fmt::format("vendor-class[{}].data[{}]", enterprise(), lookup.index);
    default:
      break;
  }
  const std::string_view other = protocol == Protocol::v4 ? "pkt6" : "pkt4";
  for (const PacketField& field : packet_fields)
    if (field.what == lookup.what && field.scope != other)
      return fmt::format("{}.{}", field.scope, field.name);
  return "?";
}

class ExpressionParser {
 public:
  ExpressionParser(std::vector<ExpressionToken> tokens, const ExpressionContext& context)
      : tokens_(std::move(tokens)), context_(context) {}

  Result<Expression> parse(ExpressionKind kind) {
    try {
      program_->kind = kind;
      program_->protocol = context_.protocol;
      const ExpressionToken first = current();
      expect_kind(either(), kind, first);
      if (current().kind != Kind::end) refuse(current(), "an operator or the end of the expression");
    } catch (Refused& refused) {
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
    const ExpressionToken token = current();
    advance();
    if (token.text == "known") return member("KNOWN", false, token);
    if (token.text == "unknown") return member("KNOWN", true, token);
    if (token.text == "member") return member_function();
    if (token.text == "match") return match_function();
    if (token.text == "option") return option();
    if (token.text == "relay4") return relay4(token);
    if (token.text == "relay6") return relay6(token);
    if (token.text == "vendor") return vendor();
    if (token.text == "vendor-class") return vendor_class();
    if (token.text.starts_with("pkt")) return packet(token);
    if (token.text == "substring") return substring();
    if (token.text == "concat") return two_strings(Opcode::concat);
    if (token.text == "hexstring") return two_strings(Opcode::hexstring);
    if (token.text == "split") return split();
    if (token.text == "ifelse") return if_else();
    for (const OneArgument& function : one_argument_functions)
      if (token.text == function.name) return one_string(function.opcode);
    for (const TextConversion& conversion : text_conversions)
      if (token.text == conversion.name) return to_text(conversion);
    refuse(token, "an expression");
  }

  // ---- classes

  ExpressionKind member(std::string name, bool negated, const ExpressionToken& at) {
    MemberReference reference{name, no_class_id};
    if (context_.class_id) {
      auto id = context_.class_id(name);
      if (!id) throw Refused{fmt::format("column {}: {}", at.column, id.error().message)};
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
      throw Refused{fmt::format("column {}: '{}' is no regular expression: {}", pattern.column, pattern.text,
                                regex->error())};
    program_->regexes.push_back(std::move(regex));
    const std::uint32_t index = last_index(program_->regexes);
    symbol(",");
    string_argument();
    symbol(")");
    emit({Opcode::match, index});
    return ExpressionKind::boolean;
  }

  // ---- what the query holds

  ExpressionKind option() {
    Lookup lookup{.what = What::option, .code = option_code()};
    symbol(".");
    if (current().is_word("option")) {
      advance();
      lookup.what = What::sub_option;
      lookup.sub_code = option_code();
      symbol(".");
    }
    return representation(lookup);
  }

  ExpressionKind relay4(const ExpressionToken& token) {
    require(Protocol::v4, token);
    const Lookup lookup{.what = What::relay4_option, .code = option_code()};
    symbol(".");
    return representation(lookup);
  }

  ExpressionKind relay6(const ExpressionToken& token) {
    require(Protocol::v6, token);
    symbol("[");
    Lookup lookup{.what = What::relay6_option, .nest = static_cast<std::int8_t>(integer({-32, 31}))};
    symbol("]");
    symbol(".");
    const ExpressionToken part = current();
    if (part.is_word("peeraddr") || part.is_word("linkaddr")) {
      advance();
      lookup.what = part.text == "peeraddr" ? What::relay6_peer_address : What::relay6_link_address;
      return value(lookup);
    }
    keyword("option", "option, peeraddr or linkaddr");
    lookup.code = option_code();
    symbol(".");
    return representation(lookup);
  }

  ExpressionKind vendor() {
    if (current().is_symbol(".")) {
      advance();
      keyword("enterprise", "enterprise");
      return value({.what = What::vendor_enterprise});
    }
    Lookup lookup{.what = What::vendor, .enterprise = enterprise()};
    symbol(".");
    if (current().is_word("exists")) {
      advance();
      return exists(lookup);
    }
    keyword("option", "exists or option");
    lookup.what = What::vendor_option;
    lookup.code = option_code();
    symbol(".");
    return representation(lookup);
  }

  ExpressionKind vendor_class() {
    if (current().is_symbol(".")) {
      advance();
      keyword("enterprise", "enterprise");
      return value({.what = What::vendor_class_enterprise});
    }
    Lookup lookup{.what = What::vendor_class, .enterprise = enterprise()};
    symbol(".");
    if (current().is_word("exists")) {
      advance();
      return exists(lookup);
    }
    keyword("data", "exists or data");
    lookup.what = What::vendor_class_data;
    if (current().is_symbol("[")) {
      advance();
      lookup.index = static_cast<std::uint32_t>(integer(range_u32));
      symbol("]");
    }
    return value(lookup);
  }

  ExpressionKind packet(const ExpressionToken& scope) {
    if (scope.text == "pkt4") require(Protocol::v4, scope);
    if (scope.text == "pkt6") require(Protocol::v6, scope);
    symbol(".");
    const ExpressionToken name = current();
    for (const PacketField& field : packet_fields) {
      if (field.scope != scope.text || !name.is_word(field.name)) continue;
      advance();
      return value({.what = field.what});
    }
    std::string known;
    for (const PacketField& field : packet_fields)
      if (field.scope == scope.text) known += (known.empty() ? "" : ", ") + std::string(field.name);
    refuse(name, known.empty() ? "an expression" : "one of " + known);
  }

  ExpressionKind representation(const Lookup& lookup) {
    const ExpressionToken word = current();
    advance();
    if (word.is_word("hex")) return value(lookup);
    if (word.is_word("exists")) return exists(lookup);
    if (word.is_word("text")) {
      program_->lookups.push_back(lookup);
      emit({Opcode::option_text, last_index(program_->lookups)});
      return ExpressionKind::string;
    }
    refuse(word, "hex, text, exists or option");
  }

  ExpressionKind value(const Lookup& lookup) {
    program_->lookups.push_back(lookup);
    emit({Opcode::value, last_index(program_->lookups)});
    return ExpressionKind::string;
  }

  ExpressionKind exists(const Lookup& lookup) {
    program_->lookups.push_back(lookup);
    emit({Opcode::exists, last_index(program_->lookups)});
    return ExpressionKind::boolean;
  }

  // "[code]": a number within the protocol's range, or a name that the context knows.
  std::uint16_t option_code() {
    symbol("[");
    const ExpressionToken token = current();
    std::uint16_t code = 0;
    if (token.kind == Kind::word) {
      advance();
      const auto known = context_.option_code ? context_.option_code(token.text) : std::nullopt;
      if (!known)
        throw Refused{fmt::format("column {}: there is no option named '{}'", token.column, token.text)};
      code = *known;
    } else {
      code = static_cast<std::uint16_t>(integer({0, context_.protocol == Protocol::v4 ? 255 : 65535}));
    }
    symbol("]");
    return code;
  }

  // "[4491]" or "[*]".
  std::uint32_t enterprise() {
    symbol("[");
    std::uint32_t number = 0;
    if (current().is_symbol("*"))
      advance();
    else
      number = static_cast<std::uint32_t>(integer(range_u32));
    symbol("]");
    return number;
  }

  // ---- functions that give a string

  ExpressionKind substring() {
    symbol("(");
    string_argument();
    symbol(",");
    Instruction instruction{Opcode::substring};
    instruction.first = static_cast<std::int32_t>(integer(range_i32));
    symbol(",");
    if (current().is_word("all")) {
      advance();
      instruction.second = substring_all;
    } else {
      instruction.second = static_cast<std::int32_t>(integer(range_i32));
    }
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

  ExpressionKind one_string(Opcode opcode) {
    symbol("(");
    string_argument();
    symbol(")");
    emit({opcode});
    return ExpressionKind::string;
  }

  ExpressionKind two_strings(Opcode opcode) {
    symbol("(");
    string_argument();
    symbol(",");
    string_argument();
    symbol(")");
    emit({opcode});
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

  // ---- tokens

  struct IntegerRange {
    std::int64_t minimum;
    std::int64_t maximum;
  };
  static constexpr IntegerRange range_i32{std::numeric_limits<std::int32_t>::min(),
                                          std::numeric_limits<std::int32_t>::max() - 1};
  static constexpr IntegerRange range_u32{0, std::numeric_limits<std::uint32_t>::max()};

  std::int64_t integer(IntegerRange range) {
    const ExpressionToken token = current();
    if (token.kind != Kind::integer) refuse(token, "a number");
    advance();
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(token.text.data(), token.text.data() + token.text.size(), value);
    if (error != std::errc() || value < range.minimum || value > range.maximum)
      throw Refused{fmt::format("column {}: {} is not between {} and {}", token.column, token.text,
                                range.minimum, range.maximum)};
    return value;
  }

  ExpressionToken literal_text(std::string_view expected) {
    const ExpressionToken token = current();
    if (token.kind != Kind::text) refuse(token, expected);
    advance();
    return token;
  }

  ExpressionKind literal(Literal value) {
    program_->literals.push_back(std::move(value));
    emit({Opcode::literal, last_index(program_->literals)});
    return ExpressionKind::string;
  }

  const ExpressionToken& current() const { return tokens_[at_]; }
  void advance() {
    if (at_ + 1 < tokens_.size()) ++at_;
  }
  void symbol(std::string_view expected) {
    if (!current().is_symbol(expected)) refuse(current(), fmt::format("'{}'", expected));
    advance();
  }
  void keyword(std::string_view word, std::string_view expected) {
    if (!current().is_word(word)) refuse(current(), expected);
    advance();
  }
  void require(Protocol protocol, const ExpressionToken& token) const {
    if (context_.protocol != protocol)
      throw Refused{fmt::format("column {}: '{}' is for DHCPv{} only", token.column, token.text,
                                protocol == Protocol::v4 ? 4 : 6)};
  }

  static void expect_kind(ExpressionKind actual, ExpressionKind expected, const ExpressionToken& at) {
    if (actual == expected) return;
    throw Refused{fmt::format("column {}: a {} expression begins here, expected a {} expression", at.column,
                              actual == ExpressionKind::boolean ? "boolean" : "string",
                              expected == ExpressionKind::boolean ? "boolean" : "string")};
  }
  [[noreturn]] static void refuse(const ExpressionToken& token, std::string_view expected) {
    throw Refused{fmt::format("column {}: found {}, expected {}", token.column, shown(token), expected)};
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

  std::vector<ExpressionToken> tokens_;
  const ExpressionContext& context_;
  std::unique_ptr<Expression::Program> program_ = std::make_unique<Expression::Program>();
  std::size_t at_ = 0;
  int depth_ = 0;
};

Result<Expression> Expression::parse(std::string_view text, ExpressionKind kind,
                                     const ExpressionContext& context) {
  auto tokens = tokenize_expression(text);
  if (!tokens) return std::move(tokens).error();
  return ExpressionParser(*std::move(tokens), context).parse(kind);
}

}  // namespace dhcp
