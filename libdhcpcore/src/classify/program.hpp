/// @file
/// What an expression compiles to: instructions for a stack of values.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dhcpcore/expression.hpp"

namespace dhcp {

enum class Opcode : std::uint8_t {
  literal,      // push literals[operand]
  value,        // push the value of lookups[operand], empty when absent
  exists,       // push whether lookups[operand] is there
  option_text,  // push the text of lookups[operand]
  member,       // push whether the query is in members[operand]
  equal,
  negate,
  and_branch,  // top false: jump to operand; else drop it
  or_branch,   // top true: jump to operand; else drop it
  pop_branch,  // drop top; was false: jump to operand
  branch,      // jump to operand
  substring,   // first = start, second = length (substring_all: to the end)
  concat,
  split,  // first = field number, from 1
  lower,
  upper,
  hexstring,
  address_text,
  integer_text,  // operand = width in bytes, first = 1 when signed
  match,         // regexes[operand]
};

inline constexpr std::int32_t substring_all = 0x7fffffff;

struct Instruction {
  Opcode opcode;
  std::uint32_t operand = 0;
  std::int32_t first = 0;
  std::int32_t second = 0;
};

struct MemberReference {
  std::string name;
  std::uint32_t class_id = no_class_id;
};

struct Literal {
  enum class Form : std::uint8_t { text, hex, number, address };  // how it was written
  std::vector<std::uint8_t> bytes;
  Form form = Form::text;
};

struct Expression::Program {
  ExpressionKind kind = ExpressionKind::boolean;
  ExpressionContext::Protocol protocol = ExpressionContext::Protocol::v4;
  std::vector<Instruction> instructions;
  std::vector<Literal> literals;
  std::vector<Lookup> lookups;
  std::vector<MemberReference> members;
  std::vector<std::string> classes;
  std::vector<std::unique_ptr<const re2::RE2>> regexes;
};

/// A lookup as it is written: "option[12].hex" without its last part.
std::string describe(const Lookup& lookup, ExpressionContext::Protocol protocol);
/// "0x666F6F".
std::string shown_hex(ByteView bytes);
/// "'foo'"; as `shown_hex` when a byte is not printable, for these are the words of strangers.
std::string shown_text(ByteView bytes);

}  // namespace dhcp
