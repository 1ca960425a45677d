/// @file
/// Reads the terms that ask something of the query: `option[61].hex`, `pkt4.mac`, `vendor[*].exists`.
/// @floor classify
#pragma once

#include <optional>

#include "classify/program.hpp"
#include "classify/token_reader.hpp"

namespace dhcp {

/// A term: what it asks for, and how the answer is pushed (`value`, `exists` or `option_text`).
struct LookupTerm {
  Lookup lookup;
  Opcode opcode;
};

/// The term that begins here; nullopt, with nothing taken, when another kind of expression does. Throws
/// `ExpressionRefused` when it is not finished as it should, or not for the context's protocol.
std::optional<LookupTerm> read_lookup(TokenReader& tokens, const ExpressionContext& context);

}  // namespace dhcp
