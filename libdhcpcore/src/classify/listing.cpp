// Programs and values as people read them.

#include <fmt/format.h>

#include <algorithm>

#include "classify/program.hpp"

namespace dhcp {

std::string shown_hex(ByteView bytes) {
  return fmt::format("0x{:02X}", fmt::join(bytes, ""));
}

std::string shown_text(ByteView bytes) {
  const bool printable = std::ranges::all_of(bytes, [](std::uint8_t c) { return c >= 0x20 && c < 0x7f; });
  return printable ? fmt::format("'{}'", as_text(bytes)) : shown_hex(bytes);
}

namespace {

std::string listed(const Instruction& instruction, const auto& program) {
  switch (instruction.opcode) {
    case Opcode::literal: {
      const Literal& literal = program.literals[instruction.operand];
      return literal.form == Literal::Form::text ? shown_text(literal.bytes) : shown_hex(literal.bytes);
    }
    case Opcode::value:
      return describe(program.lookups[instruction.operand], program.protocol) + ".hex";
    case Opcode::exists:
      return describe(program.lookups[instruction.operand], program.protocol) + ".exists";
    case Opcode::option_text:
      return describe(program.lookups[instruction.operand], program.protocol) + ".text";
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
