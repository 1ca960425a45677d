// Whatever an operator writes as an expression and a client sends: reading the expression ends, and
// evaluating it over the query stays inside its bytes and its memory.
//
// The input is one line, "4" or "6", a blank and the expression, and then the options of the query. With `*`
// in place of the blank the query has one option 12 instead, of the greatest size, which repeats those bytes.
#include <cstdlib>
#include <string>
#include <vector>

#include "dhcpcore/eval_input4.hpp"
#include "dhcpcore/eval_input6.hpp"
#include "dhcpcore/option_definition.hpp"

namespace {

using namespace dhcp;

void require(bool condition) {
  if (!condition) std::abort();
}

constexpr std::size_t longest = 65535;  // what the length of an option of DHCPv6 can say
constexpr std::uint8_t long_option = 12;

struct Version4 {
  using Packet = Packet4;
  using Datagram = Datagram4;
  using Input = EvalInput4;
  static constexpr auto protocol = ExpressionContext::Protocol::v4;
  static std::vector<std::uint8_t> query(ByteView options) {
    std::vector<std::uint8_t> message(240);
    message[0] = message[1] = 1;
    message[2] = 6;
    ByteWriter(std::span(message).last(4)).u32(0x63825363);
    message.insert(message.end(), options.begin(), options.end());
    return message;
  }
  // In the pieces of RFC 3396.
  static std::vector<std::uint8_t> long_options(ByteView value) {
    std::vector<std::uint8_t> options;
    for (; !value.empty(); value = value.subspan(std::min<std::size_t>(value.size(), 255))) {
      const ByteView piece = value.first(std::min<std::size_t>(value.size(), 255));
      options.push_back(long_option);
      options.push_back(static_cast<std::uint8_t>(piece.size()));
      options.insert(options.end(), piece.begin(), piece.end());
    }
    return options;
  }
};

struct Version6 {
  using Packet = Packet6;
  using Datagram = Datagram6;
  using Input = EvalInput6;
  static constexpr auto protocol = ExpressionContext::Protocol::v6;
  static std::vector<std::uint8_t> query(ByteView options) {
    std::vector<std::uint8_t> message{1, 1, 2, 3};
    if (!options.empty() && options[0] == 12) message.clear();  // a relay's envelope
    message.insert(message.end(), options.begin(), options.end());
    return message;
  }
  static std::vector<std::uint8_t> long_options(ByteView value) {
    std::vector<std::uint8_t> options{0, long_option, 0xff, 0xff};
    options.insert(options.end(), value.begin(), value.end());
    return options;
  }
};

std::vector<std::uint8_t> stretched(ByteView bytes) {
  std::vector<std::uint8_t> value(longest, 'x');
  if (!bytes.empty())
    for (std::size_t i = 0; i < value.size(); ++i) value[i] = bytes[i % bytes.size()];
  return value;
}

struct Counter final : EvalTrace {
  void step(const Step& step) override {
    require(step.message.id.starts_with("EVAL_DEBUG_"));
    ++steps;
  }
  std::size_t steps = 0;
};

bool same(const EvalResult& a, const EvalResult& b) {
  return (a.error == nullptr) == (b.error == nullptr) && a.truth == b.truth &&
         std::ranges::equal(a.text, b.text);
}

template <class Version>
void evaluate(std::string_view text, ExpressionKind kind, ByteView options) {
  ExpressionContext context;
  context.protocol = Version::protocol;
  context.option_code = [](std::string_view name) -> std::optional<std::uint16_t> {
    const auto* definition = find_definition("dhcp4", name);
    if (definition == nullptr) return std::nullopt;
    return definition->code;
  };
  const auto expression = Expression::parse(text, kind, context);
  if (!expression) {
    require(expression.error().message.starts_with("column "));
    return;
  }
  require(expression->kind() == kind && !expression->listing().empty());

  const std::vector<std::uint8_t> message = Version::query(options);
  typename Version::Packet packet;
  if (!packet.parse(message)) return;
  typename Version::Datagram datagram;
  datagram.payload = message;
  static const ClassDictionary dictionary;
  static ClassSet classes;
  classes.begin(dictionary);
  add_builtin_classes(packet, classes);
  const typename Version::Input input(packet, datagram, "eth0", classes);

  static EvalScratch scratch, traced_scratch;
  Counter trace;
  const EvalResult result = expression->evaluate(input, scratch);
  const EvalResult traced = expression->evaluate(input, traced_scratch, &trace);
  require(same(result, traced));  // a trace changes nothing
  require(trace.steps > 0 || result.error != nullptr);
  require(result.text.size() <= 1 << 20);
}

template <class Version>
void evaluate(std::string_view text, ByteView options) {
  std::vector<std::uint8_t> long_options;
  if (text.starts_with('*')) {
    text.remove_prefix(1);
    long_options = Version::long_options(stretched(options));
    options = long_options;
  }
  for (const auto kind : {ExpressionKind::boolean, ExpressionKind::string})
    evaluate<Version>(text, kind, options);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find('\n'), size);
  const std::string_view text = input.substr(1, end - 1);
  const ByteView options = dhcp::as_bytes(input.substr(std::min(end + 1, size)));
  data[0] == '6' ? evaluate<Version6>(text, options) : evaluate<Version4>(text, options);
  return 0;
}
