#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "classify/arena.hpp"
#include "classify/messages.hpp"
#include "classify/program.hpp"
#include "dhcpcore/address.hpp"

namespace dhcp {

// Values made while evaluating live in an arena that is taken back when the next evaluation begins.
struct EvalScratch::Memory {
  struct Operand {
    ByteView bytes;
    bool truth = false;
  };

  void reset() {
    arena.reset();
    stack.clear();
    if (text.capacity() > Arena::kept) text = {};
  }

  Arena arena;
  std::vector<Operand> stack;
  std::string text;  // of an option
};

EvalScratch::EvalScratch() : memory_(std::make_unique<Memory>()) {}
EvalScratch::~EvalScratch() = default;

namespace {

namespace messages = eval_messages;

// Functions multiply what clients send (a separator between every two bytes); this ends it.
constexpr std::size_t max_value = std::size_t{1} << 20;

const LogMessage& integer_text_message(const Instruction& instruction) {
  const bool is_signed = instruction.first != 0;
  switch (instruction.operand) {
    case 1:
      return is_signed ? messages::int8_to_text : messages::uint8_to_text;
    case 2:
      return is_signed ? messages::int16_to_text : messages::uint16_to_text;
    default:
      return is_signed ? messages::int32_to_text : messages::uint32_to_text;
  }
}

const LogMessage& literal_message(Literal::Form form) {
  switch (form) {
    case Literal::Form::hex:
      return messages::hex_string;
    case Literal::Form::address:
      return messages::address;
    default:
      return messages::string;
  }
}

std::uint8_t lower(std::uint8_t c) {
  return static_cast<std::uint8_t>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}
std::uint8_t upper(std::uint8_t c) {
  return static_cast<std::uint8_t>(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
}

// A start below zero counts from the end, a length below zero takes what stands before the start. nullopt
// when the start is outside.
std::optional<ByteView> substring(ByteView text, std::int64_t start, std::int32_t length) {
  const auto size = static_cast<std::int64_t>(text.size());
  if (start < 0) start += size;
  if (start < 0 || start >= size) return std::nullopt;
  std::int64_t end = start;
  if (length == substring_all)
    end = size;
  else if (length >= 0)
    end = std::min(size, start + length);
  else
    start = std::max<std::int64_t>(0, start + length);
  return text.subspan(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start));
}

// The `number`-th field, from 1, of a text cut at each character of `delimiters`; nullopt when it has fewer.
std::optional<ByteView> field(ByteView text, ByteView delimiters, std::int32_t number) {
  if (delimiters.empty()) return text;
  if (number < 1) return std::nullopt;
  const auto cut = [&](std::uint8_t c) { return std::ranges::find(delimiters, c) != delimiters.end(); };
  for (;;) {
    const auto end = std::ranges::find_if(text, cut);
    const auto length = static_cast<std::size_t>(end - text.begin());
    if (number == 1) return text.first(length);
    if (end == text.end()) return std::nullopt;
    text = text.subspan(length + 1);
    --number;
  }
}

}  // namespace

// One evaluation: the stack machine, and the trace when somebody listens.
class ExpressionEvaluator {
 public:
  ExpressionEvaluator(const Expression::Program& program, const EvalInput& input, EvalScratch& scratch,
                      EvalTrace* trace)
      : program_(program), input_(input), memory_(*scratch.memory_), stack_(memory_.stack), trace_(trace) {
    memory_.reset();
  }

  EvalResult run() {
    const std::size_t count = program_.instructions.size();
    for (std::size_t at = 0; at < count;) {
      at = step(program_.instructions[at], at + 1);
      if (error_ != nullptr) return {.error = error_};
    }
    return {.truth = stack_.back().truth, .text = stack_.back().bytes};
  }

 private:
  using Operand = EvalScratch::Memory::Operand;
  enum class Shown : std::uint8_t { hex, text };

  std::size_t step(const Instruction& instruction, std::size_t next) {
    switch (instruction.opcode) {
      case Opcode::literal:
        push_literal(program_.literals[instruction.operand]);
        return next;
      case Opcode::value:
        push_value(program_.lookups[instruction.operand]);
        return next;
      case Opcode::exists:
        push_exists(program_.lookups[instruction.operand]);
        return next;
      case Opcode::option_text:
        push_option_text(program_.lookups[instruction.operand]);
        return next;
      case Opcode::member:
        push_member(program_.members[instruction.operand]);
        return next;
      case Opcode::equal: {
        const ByteView right = pop(Shown::hex), left = pop(Shown::hex);
        return push_truth(messages::equal, std::ranges::equal(left, right)), next;
      }
      case Opcode::negate:
        return push_truth(messages::negation, !pop_truth()), next;
      case Opcode::and_branch:
        return keep_and_branch(false, instruction, next);
      case Opcode::or_branch:
        return keep_and_branch(true, instruction, next);
      case Opcode::pop_branch:
        if (pop_truth()) {
          taken_.clear();
          return next;
        }
        tell_branch(messages::branch_if_false, instruction);
        return instruction.operand;
      case Opcode::branch:
        tell_branch(messages::branch, instruction);
        return instruction.operand;
      case Opcode::substring:
        return apply_substring(instruction), next;
      case Opcode::concat:
        return apply_concat(), next;
      case Opcode::split:
        return apply_split(instruction), next;
      case Opcode::lower:
        return map(messages::lower_case, lower), next;
      case Opcode::upper:
        return map(messages::upper_case, upper), next;
      case Opcode::hexstring:
        return apply_hexstring(), next;
      case Opcode::address_text:
        return apply_address_text(), next;
      case Opcode::integer_text:
        return apply_integer_text(instruction), next;
      case Opcode::match:
        return apply_match(*program_.regexes[instruction.operand]), next;
    }
    return next;
  }

  // ---- pushing what the query holds

  void push_literal(const Literal& literal) {
    push(literal_message(literal.form), literal.bytes,
         literal.form == Literal::Form::text ? Shown::text : Shown::hex);
  }

  void push_value(const Lookup& what) {
    ByteView value;
    const bool found = input_.lookup(what, memory_.arena.allocate(16).first<16>(), value);
    if (!found) value = {};
    stack_.push_back({.bytes = value});
    if (trace_ == nullptr) return;
    const bool is_name = what.what == Lookup::What::interface_name;
    tell(lookup_message(what, found), is_name ? shown_text(value) : shown_hex(value), subject(what));
  }

  void push_exists(const Lookup& what) {
    std::uint8_t room[16];
    ByteView value;
    const bool found = input_.lookup(what, room, value);
    stack_.push_back({.truth = found});
    if (trace_ != nullptr) tell(lookup_message(what, found), truth_text(found), subject(what));
  }

  void push_option_text(const Lookup& what) {
    input_.option_text(what, memory_.text);
    stack_.push_back({.bytes = copy(memory_.text)});
    if (trace_ != nullptr) tell(lookup_message(what, true), shown_text(stack_.back().bytes), subject(what));
  }

  void push_member(const MemberReference& reference) {
    push_truth(messages::member, input_.member(reference.name, reference.class_id), reference.name);
  }

  // ---- functions

  std::size_t keep_and_branch(bool on, const Instruction& instruction, std::size_t next) {
    if (stack_.back().truth == on) {
      tell_branch(on ? messages::keep_true : messages::keep_false, instruction);
      return instruction.operand;
    }
    stack_.pop_back();
    return next;
  }

  void apply_substring(const Instruction& instruction) {
    tell_number(instruction.first);
    tell_number(instruction.second);
    const ByteView text = pop(Shown::hex);
    const std::optional<ByteView> part = substring(text, instruction.first, instruction.second);
    push(text.empty() ? messages::substring_empty
         : part       ? messages::substring
                      : messages::substring_range,
         part.value_or(ByteView()), Shown::hex);
  }

  void apply_split(const Instruction& instruction) {
    tell_number(instruction.first);
    const ByteView delimiters = pop(Shown::text), text = pop(Shown::text);
    const std::optional<ByteView> part = field(text, delimiters, instruction.first);
    push(text.empty()         ? messages::split_empty
         : delimiters.empty() ? messages::split_delimiters_empty
         : part               ? messages::split
                              : messages::split_range,
         part.value_or(ByteView()), Shown::hex);
  }

  void apply_concat() {
    const ByteView right = pop(Shown::hex), left = pop(Shown::hex);
    const std::size_t size = left.size() + right.size();
    if (size > max_value) return fail_too_long();
    const auto out = memory_.arena.allocate(size);
    std::ranges::copy(right, std::ranges::copy(left, out.begin()).out);
    push(messages::concat, out, Shown::hex);
  }

  template <class Character>
  void map(const LogMessage& message, Character character) {
    const ByteView text = pop(Shown::text);
    const auto out = memory_.arena.allocate(text.size());
    std::ranges::transform(text, out.begin(), character);
    push(message, out, Shown::text);
  }

  // Lower case, as a server was seen to write it; the manual prints 66-6F-6F in one example.
  void apply_hexstring() {
    static constexpr char digits[] = "0123456789abcdef";
    const ByteView separator = pop(Shown::text), binary = pop(Shown::hex);
    if (binary.empty()) return push(messages::to_hex_string, {}, Shown::text);
    const std::size_t size = binary.size() * 2 + (binary.size() - 1) * separator.size();
    if (size > max_value) return fail_too_long();
    const auto out = memory_.arena.allocate(size);
    auto at = out.begin();
    for (std::size_t i = 0; i < binary.size(); ++i) {
      if (i != 0) at = std::ranges::copy(separator, at).out;
      *at++ = static_cast<std::uint8_t>(digits[binary[i] >> 4]);
      *at++ = static_cast<std::uint8_t>(digits[binary[i] & 0xf]);
    }
    push(messages::to_hex_string, out, Shown::text);
  }

  void apply_address_text() {
    const ByteView address = pop(Shown::hex);
    if (address.empty()) return push(messages::address_to_text, {}, Shown::text);
    char text[46];
    const char* end = text;
    if (address.size() == Ipv4Address::size) {
      end = Ipv4Address::from_bytes(address.data()).format_to(text);
    } else if (address.size() == Ipv6Address::size) {
      std::array<std::uint8_t, Ipv6Address::size> bytes;
      std::ranges::copy(address, bytes.begin());
      end = Ipv6Address(bytes).format_to(text);
    } else {
      return fail("addrtostring() takes 4 or 16 bytes");
    }
    push(messages::address_to_text, copy({text, end}), Shown::text);
  }

  void apply_integer_text(const Instruction& instruction) {
    const LogMessage& message = integer_text_message(instruction);
    const ByteView bytes = pop(Shown::hex);
    if (bytes.empty()) return push(message, {}, Shown::text);
    if (bytes.size() != instruction.operand) return fail("a conversion to text got a value of another width");
    std::int64_t value = instruction.first != 0 && (bytes[0] & 0x80) != 0 ? -1 : 0;
    for (const std::uint8_t byte : bytes) value = value * 256 + byte;
    char text[24];
    const char* end = std::to_chars(text, text + sizeof text, value).ptr;
    push(message, copy({text, end}), Shown::text);
  }

  void apply_match(const re2::RE2& regex) {
    const std::string_view text = as_text(pop(Shown::text));
    push_truth(messages::match, re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), regex),
               regex.pattern());
  }

  // ---- the stack

  void fail(const char* error) {
    error_ = error;
    stack_.push_back({});
  }
  void fail_too_long() { fail("a value grew beyond 1 MiB"); }

  ByteView pop(Shown shown) {
    const ByteView bytes = stack_.back().bytes;
    stack_.pop_back();
    if (trace_ != nullptr) taken_.push_back(shown == Shown::text ? shown_text(bytes) : shown_hex(bytes));
    return bytes;
  }
  bool pop_truth() {
    const bool truth = stack_.back().truth;
    stack_.pop_back();
    if (trace_ != nullptr) taken_.emplace_back(truth_text(truth));
    return truth;
  }
  ByteView copy(std::string_view text) {
    const auto out = memory_.arena.allocate(text.size());
    std::ranges::copy(as_bytes(text), out.begin());
    return out;
  }
  void push(const LogMessage& message, ByteView bytes, Shown shown) {
    stack_.push_back({.bytes = bytes});
    if (trace_ != nullptr) tell(message, shown == Shown::text ? shown_text(bytes) : shown_hex(bytes));
  }
  void push_truth(const LogMessage& message, bool truth, std::string_view subject = {}) {
    stack_.push_back({.truth = truth});
    if (trace_ != nullptr) tell(message, truth_text(truth), subject);
  }

  // ---- the trace; nothing below runs without one

  static std::string_view truth_text(bool truth) { return truth ? "'true'" : "'false'"; }

  std::string subject(const Lookup& what) const { return describe(what, program_.protocol); }

  void tell(const LogMessage& message, std::string_view left, std::string_view subject = {}) {
    trace_->step({message, subject, taken_, left});
    taken_.clear();
  }
  void tell_branch(const LogMessage& message, const Instruction& instruction) {
    if (trace_ == nullptr) return;
    taken_.clear();
    tell(message, {}, std::to_string(instruction.operand));
  }
  // The numbers of substring() and split() are part of the instruction; told, they are values like others.
  void tell_number(std::int32_t number) {
    if (trace_ == nullptr) return;
    const std::string text = number == substring_all ? "all" : std::to_string(number);
    trace_->step({messages::string, {}, {}, fmt::format("'{}'", text)});
    taken_.insert(taken_.begin(), text);
  }

  bool has(const Lookup& what) const {
    std::uint8_t room[16];
    ByteView value;
    return input_.lookup(what, room, value);
  }

  // What is said of a lookup depends on what was missing: the sub-option, the vendor or the whole option.
  const LogMessage& lookup_message(const Lookup& lookup, bool found) const {
    using What = Lookup::What;
    const bool v4 = program_.protocol == ExpressionContext::Protocol::v4;
    switch (lookup.what) {
      case What::option:
      case What::relay4_option:
      case What::relay6_option:
        return messages::option;
      case What::sub_option:
        return has({.what = What::option, .code = lookup.code}) ? messages::sub_option
                                                                : messages::sub_option_no_option;
      case What::relay6_peer_address:
      case What::relay6_link_address:
        return found ? messages::relay6 : messages::relay6_range;
      case What::vendor:
      case What::vendor_option:
        if (!has({.what = What::vendor})) return messages::vendor_no_option;
        if (!has({.what = What::vendor, .enterprise = lookup.enterprise})) return messages::vendor_mismatch;
        return lookup.what == What::vendor ? messages::vendor_exists : messages::option;
      case What::vendor_enterprise:
        return found ? messages::vendor_enterprise : messages::vendor_no_option;
      case What::vendor_class:
      case What::vendor_class_data:
        if (!has({.what = What::vendor_class})) return messages::vendor_class_no_option;
        if (!has({.what = What::vendor_class, .enterprise = lookup.enterprise}))
          return messages::vendor_class_mismatch;
        if (lookup.what == What::vendor_class) return messages::vendor_class_exists;
        return found ? messages::vendor_class_data : messages::vendor_class_data_not_found;
      case What::vendor_class_enterprise:
        return found ? messages::vendor_class_enterprise : messages::vendor_class_no_option;
      case What::interface_name:
      case What::source_address:
      case What::destination_address:
      case What::length:
        return messages::packet;
      default:
        return v4 ? messages::packet4 : messages::packet6;
    }
  }

  const Expression::Program& program_;
  const EvalInput& input_;
  EvalScratch::Memory& memory_;
  std::vector<Operand>& stack_;
  EvalTrace* trace_;
  const char* error_ = nullptr;
  std::vector<std::string> taken_;
};

EvalResult Expression::evaluate(const EvalInput& input, EvalScratch& scratch, EvalTrace* trace) const {
  return ExpressionEvaluator(*program_, input, scratch, trace).run();
}

Expression::Expression(std::unique_ptr<const Program> program) : program_(std::move(program)) {}
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

ExpressionKind Expression::kind() const {
  return program_->kind;
}
const std::vector<std::string>& Expression::classes() const {
  return program_->classes;
}

}  // namespace dhcp
