#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>

#include "classify/program.hpp"
#include "dhcpcore/address.hpp"

namespace dhcp {

// Values made while evaluating live in chunks that are kept from one evaluation to the next.
struct EvalScratch::Memory {
  struct Operand {
    ByteView bytes;
    bool truth = false;
    bool boolean = false;
    bool text = false;  // shown in quotes by a trace
  };

  std::span<std::uint8_t> allocate(std::size_t size) {
    while (chunk_ < chunks_.size() && chunks_[chunk_].size() - used_ < size) {
      ++chunk_;
      used_ = 0;
    }
    if (chunk_ == chunks_.size()) chunks_.emplace_back(std::max<std::size_t>(size, 4096));
    const std::span<std::uint8_t> piece(chunks_[chunk_].data() + used_, size);
    used_ += size;
    return piece;
  }
  void reset() {
    chunk_ = used_ = 0;
    stack.clear();
  }

  std::vector<Operand> stack;

 private:
  std::vector<std::vector<std::uint8_t>> chunks_;
  std::size_t chunk_ = 0;
  std::size_t used_ = 0;
};

EvalScratch::EvalScratch() : memory_(std::make_unique<Memory>()) {}
EvalScratch::~EvalScratch() = default;

namespace {

// The message identifier of each step; those of lookups depend on what is looked up.
std::string_view lookup_id(const Lookup& lookup, bool found) {
  using What = Lookup::What;
  switch (lookup.what) {
    case What::option:
      return "EVAL_DEBUG_OPTION";
    case What::sub_option:
      return found ? "EVAL_DEBUG_SUB_OPTION" : "EVAL_DEBUG_SUB_OPTION_NO_OPTION";
    case What::relay6_option:
    case What::relay6_peer_address:
    case What::relay6_link_address:
      return found ? "EVAL_DEBUG_RELAY6" : "EVAL_DEBUG_RELAY6_RANGE";
    case What::vendor:
      return found ? "EVAL_DEBUG_VENDOR_EXISTS" : "EVAL_DEBUG_VENDOR_NO_OPTION";
    case What::vendor_enterprise:
      return found ? "EVAL_DEBUG_VENDOR_ENTERPRISE_ID" : "EVAL_DEBUG_VENDOR_NO_OPTION";
    case What::vendor_option:
      return found ? "EVAL_DEBUG_VENDOR_EXISTS" : "EVAL_DEBUG_VENDOR_ENTERPRISE_ID_MISMATCH";
    case What::vendor_class:
      return found ? "EVAL_DEBUG_VENDOR_CLASS_EXISTS" : "EVAL_DEBUG_VENDOR_CLASS_NO_OPTION";
    case What::vendor_class_enterprise:
      return found ? "EVAL_DEBUG_VENDOR_CLASS_ENTERPRISE_ID" : "EVAL_DEBUG_VENDOR_CLASS_NO_OPTION";
    case What::vendor_class_data:
      return found ? "EVAL_DEBUG_VENDOR_CLASS_DATA" : "EVAL_DEBUG_VENDOR_CLASS_DATA_NOT_FOUND";
    case What::interface_name:
    case What::source_address:
    case What::destination_address:
    case What::length:
      return "EVAL_DEBUG_PKT";
    default:
      return "EVAL_DEBUG_PKT4";
  }
}

std::string_view integer_text_id(const Instruction& instruction) {
  const bool is_signed = instruction.first != 0;
  switch (instruction.operand) {
    case 1:
      return is_signed ? "EVAL_DEBUG_INT8TOTEXT" : "EVAL_DEBUG_UINT8TOTEXT";
    case 2:
      return is_signed ? "EVAL_DEBUG_INT16TOTEXT" : "EVAL_DEBUG_UINT16TOTEXT";
    default:
      return is_signed ? "EVAL_DEBUG_INT32TOTEXT" : "EVAL_DEBUG_UINT32TOTEXT";
  }
}

char lower(std::uint8_t c) {
  return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}
char upper(std::uint8_t c) {
  return static_cast<char>(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
}

// Section 15.3.3: a start below zero counts from the end, a length below zero takes what stands before the
// start.
ByteView substring(ByteView text, std::int64_t start, std::int32_t length) {
  const auto size = static_cast<std::int64_t>(text.size());
  if (start < 0) start += size;
  if (start < 0 || start >= size) return {};
  std::int64_t end = start;
  if (length == substring_all)
    end = size;
  else if (length >= 0)
    end = std::min(size, start + length);
  else
    start = std::max<std::int64_t>(0, start + length);
  return text.subspan(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start));
}

// The `number`-th field, from 1, of a text cut at each character of `delimiters`.
ByteView field(ByteView text, ByteView delimiters, std::int32_t number) {
  if (number < 1) return {};
  if (delimiters.empty()) return text;
  const auto cut = [&](std::uint8_t c) { return std::ranges::find(delimiters, c) != delimiters.end(); };
  for (;;) {
    const auto end = std::ranges::find_if(text, cut);
    const auto length = static_cast<std::size_t>(end - text.begin());
    if (number == 1) return text.first(length);
    if (end == text.end()) return {};
    text = text.subspan(length + 1);
    --number;
  }
}

std::string shown(ByteView bytes, bool text) {
  if (text) return fmt::format("'{}'", as_text(bytes));
  std::string hex = to_hex(bytes);
  std::ranges::transform(hex, hex.begin(), [](char c) { return upper(static_cast<std::uint8_t>(c)); });
  return "0x" + hex;
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
        const Operand right = pop(), left = pop();
        return push_truth("EVAL_DEBUG_EQUAL", std::ranges::equal(left.bytes, right.bytes)), next;
      }
      case Opcode::negate:
        return push_truth("EVAL_DEBUG_NOT", !pop().truth), next;
      case Opcode::and_branch:
        return branch_unless_dropped("EVAL_DEBUG_POP_AND_BRANCH_FALSE", false, instruction, next);
      case Opcode::or_branch:
        return branch_unless_dropped("EVAL_DEBUG_POP_OR_BRANCH_TRUE", true, instruction, next);
      case Opcode::pop_branch: {
        const bool truth = pop().truth;
        tell(truth ? "EVAL_DEBUG_IFELSE_TRUE" : "EVAL_DEBUG_IFELSE_FALSE", "", {});
        return truth ? next : instruction.operand;
      }
      case Opcode::branch:
        return tell("EVAL_DEBUG_BRANCH", "", {}), instruction.operand;
      case Opcode::substring:
        return apply_substring(instruction), next;
      case Opcode::concat:
        return apply_concat(), next;
      case Opcode::split:
        return apply_split(instruction), next;
      case Opcode::lower:
        return map("EVAL_DEBUG_LCASE", lower), next;
      case Opcode::upper:
        return map("EVAL_DEBUG_UCASE", upper), next;
      case Opcode::hexstring:
        return apply_hexstring(), next;
      case Opcode::address_text:
        return apply_address_text(), next;
      case Opcode::integer_text:
        return apply_integer_text(instruction), next;
      case Opcode::match: {
        const ByteView text = pop().bytes;
        const bool matched = re2::RE2::FullMatch(re2::StringPiece(as_text(text).data(), text.size()),
                                                 *program_.regexes[instruction.operand]);
        return push_truth("EVAL_DEBUG_MATCH", matched, program_.regexes[instruction.operand]->pattern()),
               next;
      }
    }
    return next;
  }

  // ---- pushing what the query holds

  void push_literal(const Literal& literal) {
    push_bytes(literal.text ? "EVAL_DEBUG_STRING" : "EVAL_DEBUG_HEXSTRING", literal.bytes, literal.text);
  }

  void push_value(const Lookup& what) {
    std::uint8_t room[16];
    ByteView value;
    const bool found = input_.lookup(what, room, value);
    if (!found) value = {};
    if (value.data() >= room && value.data() < room + sizeof room) value = copy(value);
    if (trace_ != nullptr) subject_ = describe(what);
    push_bytes(lookup_id(what, found), value, what.what == Lookup::What::interface_name);
  }

  void push_exists(const Lookup& what) {
    std::uint8_t room[16];
    ByteView value;
    const bool found = input_.lookup(what, room, value);
    push_truth(lookup_id(what, found), found, trace_ != nullptr ? describe(what) : std::string());
  }

  void push_option_text(const Lookup& what) {
    const std::string text = input_.option_text(what);
    if (trace_ != nullptr) subject_ = describe(what);
    push_bytes(lookup_id(what, true), copy(as_bytes(text)), true);
  }

  void push_member(const MemberReference& reference) {
    push_truth("EVAL_DEBUG_MEMBER", input_.member(reference.name, reference.class_id), reference.name);
  }

  // ---- functions

  std::size_t branch_unless_dropped(std::string_view id, bool on, const Instruction& instruction,
                                    std::size_t next) {
    const bool truth = stack_.back().truth;
    tell(id, "", truth ? "true" : "false");
    if (truth == on) return instruction.operand;
    stack_.pop_back();
    return next;
  }

  void apply_substring(const Instruction& instruction) {
    const Operand text = pop();
    const ByteView part = substring(text.bytes, instruction.first, instruction.second);
    const std::string_view id = text.bytes.empty() ? "EVAL_DEBUG_SUBSTRING_EMPTY"
                                : part.empty()     ? "EVAL_DEBUG_SUBSTRING_RANGE"
                                                   : "EVAL_DEBUG_SUBSTRING";
    if (trace_ != nullptr)
      subject_ =
          fmt::format("{},{}", instruction.first,
                      instruction.second == substring_all ? "all" : std::to_string(instruction.second));
    push_bytes(id, part, text.text);
  }

  void apply_concat() {
    const Operand right = pop(), left = pop();
    const auto out = memory_.allocate(left.bytes.size() + right.bytes.size());
    std::ranges::copy(right.bytes, std::ranges::copy(left.bytes, out.begin()).out);
    push_bytes("EVAL_DEBUG_CONCAT", out, left.text && right.text);
  }

  void apply_split(const Instruction& instruction) {
    const Operand delimiters = pop(), text = pop();
    const ByteView part = field(text.bytes, delimiters.bytes, instruction.first);
    const std::string_view id = text.bytes.empty()         ? "EVAL_DEBUG_SPLIT_EMPTY"
                                : delimiters.bytes.empty() ? "EVAL_DEBUG_SPLIT_DELIM_EMPTY"
                                                           : "EVAL_DEBUG_SPLIT";
    push_bytes(id, part, text.text);
  }

  template <class Character>
  void map(std::string_view id, Character character) {
    const Operand text = pop();
    const auto out = memory_.allocate(text.bytes.size());
    std::ranges::transform(text.bytes, out.begin(),
                           [&](std::uint8_t c) { return static_cast<std::uint8_t>(character(c)); });
    push_bytes(id, out, true);
  }

  void apply_hexstring() {
    static constexpr char digits[] = "0123456789abcdef";
    const ByteView separator = pop().bytes, binary = pop().bytes;
    if (binary.empty()) return push_bytes("EVAL_DEBUG_TOHEXSTRING", {}, true);
    const auto out = memory_.allocate(binary.size() * 2 + (binary.size() - 1) * separator.size());
    auto at = out.begin();
    for (std::size_t i = 0; i < binary.size(); ++i) {
      if (i != 0) at = std::ranges::copy(separator, at).out;
      *at++ = static_cast<std::uint8_t>(digits[binary[i] >> 4]);
      *at++ = static_cast<std::uint8_t>(digits[binary[i] & 0xf]);
    }
    push_bytes("EVAL_DEBUG_TOHEXSTRING", out, true);
  }

  void apply_address_text() {
    const ByteView address = pop().bytes;
    if (address.empty()) return push_bytes("EVAL_DEBUG_IPADDRESSTOTEXT", {}, true);
    if (address.size() == 4) {
      char text[15];
      const char* end = Ipv4Address::from_bytes(address.data()).format_to(text);
      return push_text("EVAL_DEBUG_IPADDRESSTOTEXT", {text, static_cast<std::size_t>(end - text)});
    }
    if (address.size() != 16) return fail("addrtostring() takes 4 or 16 bytes");
    std::array<std::uint8_t, 16> bytes;
    std::ranges::copy(address, bytes.begin());
    push_text("EVAL_DEBUG_IPADDRESSTOTEXT", Ipv6Address(bytes).to_string());
  }

  void apply_integer_text(const Instruction& instruction) {
    const ByteView bytes = pop().bytes;
    const std::string_view id = integer_text_id(instruction);
    if (bytes.empty()) return push_bytes(id, {}, true);
    if (bytes.size() != instruction.operand) return fail("a conversion to text got a value of another width");
    std::int64_t value = instruction.first != 0 && (bytes[0] & 0x80) != 0 ? -1 : 0;
    for (const std::uint8_t byte : bytes) value = value * 256 + byte;
    char text[24];
    const char* end = std::to_chars(text, text + sizeof text, value).ptr;
    push_text(id, {text, static_cast<std::size_t>(end - text)});
  }

  // ---- the stack and the trace

  void fail(const char* error) {
    error_ = error;
    stack_.push_back({});
  }

  Operand pop() {
    const Operand top = stack_.back();
    stack_.pop_back();
    if (trace_ != nullptr)
      taken_.push_back(top.boolean ? (top.truth ? "'true'" : "'false'") : shown(top.bytes, top.text));
    return top;
  }
  ByteView copy(ByteView bytes) {
    const auto out = memory_.allocate(bytes.size());
    std::ranges::copy(bytes, out.begin());
    return out;
  }
  void push_bytes(std::string_view id, ByteView bytes, bool text) {
    stack_.push_back({.bytes = bytes, .text = text});
    if (trace_ != nullptr) tell(id, std::exchange(subject_, {}), shown(bytes, text));
  }
  void push_text(std::string_view id, std::string_view text) { push_bytes(id, copy(as_bytes(text)), true); }
  void push_truth(std::string_view id, bool truth, std::string_view subject = {}) {
    stack_.push_back({.truth = truth, .boolean = true});
    tell(id, subject, truth ? "'true'" : "'false'");
  }
  void tell(std::string_view id, std::string_view subject, std::string_view left) {
    if (trace_ == nullptr) return;
    trace_->step({id, subject, taken_, left});
    taken_.clear();
  }

  const Expression::Program& program_;
  const EvalInput& input_;
  EvalScratch::Memory& memory_;
  std::vector<Operand>& stack_;
  EvalTrace* trace_;
  const char* error_ = nullptr;
  std::string subject_;
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

namespace {

std::string listed(const Instruction& instruction, const auto& program) {
  switch (instruction.opcode) {
    case Opcode::literal: {
      const Literal& literal = program.literals[instruction.operand];
      return shown(literal.bytes, literal.text);
    }
    case Opcode::value:
      return describe(program.lookups[instruction.operand]) + ".hex";
    case Opcode::exists:
      return describe(program.lookups[instruction.operand]) + ".exists";
    case Opcode::option_text:
      return describe(program.lookups[instruction.operand]) + ".text";
    case Opcode::member:
      return fmt::format("member('{}')", program.members[instruction.operand].name);
    case Opcode::equal:
      return "==";
    case Opcode::negate:
      return "not";
    case Opcode::and_branch:
      return fmt::format("and->{}", instruction.operand);
    case Opcode::or_branch:
      return fmt::format("or->{}", instruction.operand);
    case Opcode::pop_branch:
      return fmt::format("ifelse->{}", instruction.operand);
    case Opcode::branch:
      return fmt::format("->{}", instruction.operand);
    case Opcode::substring:
      return instruction.second == substring_all
                 ? fmt::format("substring({},all)", instruction.first)
                 : fmt::format("substring({},{})", instruction.first, instruction.second);
    case Opcode::concat:
      return "concat";
    case Opcode::split:
      return fmt::format("split({})", instruction.first);
    case Opcode::lower:
      return "lcase";
    case Opcode::upper:
      return "ucase";
    case Opcode::hexstring:
      return "hexstring";
    case Opcode::address_text:
      return "addrtostring";
    case Opcode::integer_text:
      return fmt::format("{}int{}totext", instruction.first != 0 ? "" : "u", instruction.operand * 8);
    case Opcode::match:
      return fmt::format("match('{}')", program.regexes[instruction.operand]->pattern());
  }
  return "?";
}

}  // namespace

std::string Expression::listing() const {
  std::string text;
  for (const Instruction& instruction : program_->instructions) {
    if (!text.empty()) text += ' ';
    text += listed(instruction, *program_);
  }
  return text;
}

}  // namespace dhcp
