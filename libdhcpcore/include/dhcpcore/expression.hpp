/// @file
/// The expression language of client classification (`test`, `template-test`, and the modules that compute a
/// string from a query): read once, compiled to a flat program, evaluated over anything that can answer for a
/// query.
/// @floor classify
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

/// What an expression yields.
enum class ExpressionKind : std::uint8_t { boolean, string };

/// One thing that an expression can ask of a query.
struct Lookup {
  enum class What : std::uint8_t {
    option,         ///< option `code`
    sub_option,     ///< sub-option `sub_code` of option `code`
    relay4_option,  ///< sub-option `code` of option 82
    relay6_option,
    relay6_peer_address,
    relay6_link_address,
    vendor,  ///< the vendor option (125 / 17) of `enterprise` (0 = any)
    vendor_enterprise,
    vendor_option,  ///< sub-option `code` in it
    vendor_class,   ///< the vendor class option (124 / 16)
    vendor_class_enterprise,
    vendor_class_data,  ///< its data chunk `index`
    interface_name,
    source_address,
    destination_address,
    length,
    hardware_address,
    hardware_length,
    hardware_type,
    ciaddr,
    giaddr,
    yiaddr,
    siaddr,
    message_type,
    transaction_id,
  };
  What what = What::option;
  std::int8_t nest = 0;  ///< relay6: 0 = closest to the server, -1 = closest to the client
  std::uint16_t code = 0;
  std::uint16_t sub_code = 0;
  std::uint32_t enterprise = 0;
  std::uint32_t index = 0;
};

/// A query as expressions see it. Implementations answer from views; `scratch` is for values that are
/// computed (numbers become four bytes in network order).
class EvalInput {
 public:
  virtual ~EvalInput() = default;
  /// True and the value when the query has it; an option without content is there and empty.
  virtual bool lookup(const Lookup& what, std::span<std::uint8_t, 16> scratch, ByteView& value) const = 0;
  /// Replaces `text` by the text form of an option (`option[12].text`); empty when it is not there.
  virtual void option_text(const Lookup& what, std::string& text) const = 0;
  /// Whether the query is in a class. `class_id` is what the expression's context gave the name, or
  /// `no_class_id`.
  virtual bool member(std::string_view name, std::uint32_t class_id) const = 0;
};

inline constexpr std::uint32_t no_class_id = 0xffffffffu;

/// What an expression may refer to.
struct ExpressionContext {
  enum class Protocol : std::uint8_t { v4, v6 } protocol = Protocol::v4;
  /// The code of an option name in the protocol's space; unset: names are refused.
  std::function<std::optional<std::uint16_t>(std::string_view name)> option_code;
  /// Called for each class the expression names; the number comes back in `EvalInput::member`. An error
  /// refuses the expression. Unset: any name is accepted.
  std::function<Result<std::uint32_t>(std::string_view name)> class_id;
};

/// Told of each step of an evaluation, in order: what it took from the stack (in the order taken) and what it
/// left there. Texts are shown in quotes when they are printable, bytes as 0x….
class EvalTrace {
 public:
  virtual ~EvalTrace() = default;
  struct Step {
    const LogMessage& message;  ///< its `id` names the step ("EVAL_DEBUG_EQUAL")
    std::string_view subject;   ///< what was looked up, the class name, regular expression …
    std::span<const std::string> taken;
    std::string_view left;
  };
  virtual void step(const Step& step) = 0;
};

/// Memory for values made while evaluating; one per worker, reused, so that evaluation does not allocate.
/// Keeps no more than about 256 KB, however long values were.
class DHCPCORE_API EvalScratch {
 public:
  EvalScratch();
  ~EvalScratch();
  EvalScratch(const EvalScratch&) = delete;
  EvalScratch& operator=(const EvalScratch&) = delete;

 private:
  friend class ExpressionEvaluator;
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

/// The value of an expression, or why it has none (a run-time error such as a conversion of the wrong length;
/// the query is then treated as not in the class).
struct EvalResult {
  bool truth = false;           ///< of a boolean expression
  ByteView text;                ///< of a string expression; lives until the scratch is used again
  const char* error = nullptr;  ///< null when it was evaluated
};

/// A compiled expression. Immutable; any number of threads may evaluate it, each with its own scratch.
class DHCPCORE_API Expression {
 public:
  /// Reads `text`. The error reads "column 12: found ')', expected a string expression".
  static Result<Expression> parse(std::string_view text, ExpressionKind kind,
                                  const ExpressionContext& context);

  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;
  ~Expression();

  ExpressionKind kind() const;
  /// With `trace` every step is told as it happens (and this allocates).
  EvalResult evaluate(const EvalInput& input, EvalScratch& scratch, EvalTrace* trace = nullptr) const;
  /// The classes named by `member()`, `known` and `unknown`, each once, in order of appearance.
  const std::vector<std::string>& classes() const;
  /// The program in reverse Polish order, one word a step: "option[61].hex substring(0,3) 'foo' ==".
  std::string listing() const;

 private:
  struct Program;
  friend class ExpressionParser;
  friend class ExpressionEvaluator;
  explicit Expression(std::unique_ptr<const Program> program);
  std::unique_ptr<const Program> program_;
};

}  // namespace dhcp
