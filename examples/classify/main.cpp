// Evaluates a classification expression over a query and shows every step: classify [-6] EXPRESSION QUERY
// QUERY is hexadecimal, or a file of it in which lines that begin with `#` are comments; -6 says that it is
// of DHCPv6. The exit code is 0 for a string or true, 1 for false, 2 when there is no value.
#include <fmt/format.h>

#include <dhcpcore/eval_input4.hpp>
#include <dhcpcore/eval_input6.hpp>
#include <dhcpcore/option_definition.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

namespace {

constexpr int no_value = 2;

std::optional<std::vector<std::uint8_t>> read_query(const std::string& argument) {
  std::ifstream file(argument);
  std::istringstream words(argument);
  std::istream& lines = file ? static_cast<std::istream&>(file) : words;
  std::string digits;
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with('#')) digits += line;
  std::erase_if(digits, [](char c) { return c == ' ' || c == ':' || c == '\r'; });
  return dhcp::from_hex(digits);
}

// One line a step: what it is, what it took from the stack, what it left there.
struct Printer final : dhcp::EvalTrace {
  void step(const Step& step) override {
    std::cout << fmt::format("  {:<32}{}{}{}\n", step.message.id.substr(prefix.size()), step.subject,
                             step.taken.empty() ? "" : fmt::format(" ({})", fmt::join(step.taken, ", ")),
                             step.left.empty() ? "" : fmt::format(" -> {}", step.left));
  }
  static constexpr std::string_view prefix = "EVAL_DEBUG_";
};

// Text when it is printable: queries are from strangers.
std::string shown(dhcp::ByteView value) {
  const bool printable = std::ranges::all_of(value, [](std::uint8_t c) { return c >= 0x20 && c < 0x7f; });
  return printable ? fmt::format("'{}'", dhcp::as_text(value)) : "0x" + dhcp::to_hex(value);
}

struct Version4 {
  using Packet = dhcp::Packet4;
  using Datagram = dhcp::Datagram4;
  using Input = dhcp::EvalInput4;
  static constexpr auto protocol = dhcp::ExpressionContext::Protocol::v4;
  static constexpr auto version = dhcp::DhcpVersion::v4;
  static constexpr std::string_view space = "dhcp4";
};
struct Version6 {
  using Packet = dhcp::Packet6;
  using Datagram = dhcp::Datagram6;
  using Input = dhcp::EvalInput6;
  static constexpr auto protocol = dhcp::ExpressionContext::Protocol::v6;
  static constexpr auto version = dhcp::DhcpVersion::v6;
  static constexpr std::string_view space = "dhcp6";
};

// An expression of either kind; the error is that of reading it as a boolean one.
template <class Version>
dhcp::Result<dhcp::Expression> parse(std::string_view text) {
  dhcp::ExpressionContext context;
  context.protocol = Version::protocol;
  context.option_code = [](std::string_view name) -> std::optional<std::uint16_t> {
    const auto* definition = dhcp::find_definition(Version::space, name, Version::version);
    if (definition == nullptr) return std::nullopt;
    return definition->code;
  };
  auto boolean = dhcp::Expression::parse(text, dhcp::ExpressionKind::boolean, context);
  if (boolean) return boolean;
  auto string = dhcp::Expression::parse(text, dhcp::ExpressionKind::string, context);
  return string ? std::move(string) : std::move(boolean);
}

template <class Version>
int classify(std::string_view text, dhcp::ByteView bytes) {
  const auto expression = parse<Version>(text);
  if (!expression) {
    std::cerr << expression.error().message << '\n';
    return no_value;
  }
  typename Version::Packet packet;
  if (const auto parsed = packet.parse(bytes); !parsed) {
    std::cerr << "the query cannot be read: " << parsed.error().to_string() << '\n';
    return no_value;
  }

  // A hexadecimal query has come in nowhere: addresses and interface are empty.
  typename Version::Datagram datagram;
  datagram.payload = bytes;
  const dhcp::ClassDictionary no_classes;
  dhcp::ClassSet classes;
  classes.begin(no_classes);
  add_builtin_classes(packet, classes);
  dhcp::EvalScratch scratch;
  Printer printer;

  std::cout << "program: " << expression->listing() << '\n';
  const auto result =
      expression->evaluate(typename Version::Input(packet, datagram, "", classes), scratch, &printer);
  if (result.error != nullptr) {
    std::cerr << "no value: " << result.error << '\n';
    return no_value;
  }
  if (expression->kind() == dhcp::ExpressionKind::string) {
    std::cout << "value: " << shown(result.text) << '\n';
    return 0;
  }
  std::cout << "value: " << (result.truth ? "true" : "false") << '\n';
  return result.truth ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  const bool v6 = count > 1 && std::string_view(arguments[1]) == "-6";
  const int first = v6 ? 2 : 1;
  if (count != first + 2) {
    std::cerr << "usage: classify [-6] EXPRESSION QUERY\n";
    return no_value;
  }
  const auto query = read_query(arguments[first + 1]);
  if (!query) {
    std::cerr << fmt::format("{}: neither a file nor hexadecimal\n", arguments[first + 1]);
    return no_value;
  }
  return v6 ? classify<Version6>(arguments[first], *query) : classify<Version4>(arguments[first], *query);
}
