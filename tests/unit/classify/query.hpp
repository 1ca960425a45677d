/// The two queries that the tests of classification ask about, one of each protocol. A server in use was
/// asked about the same bytes; the values expected in these tests are those that it gave.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/eval_input4.hpp"
#include "dhcpcore/eval_input6.hpp"
#include "dhcpcore/option_definition.hpp"

namespace dhcp::classify_test {

using Bytes = std::vector<std::uint8_t>;

inline Bytes hex(std::string_view text) {
  return *from_hex(text);
}

inline Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
inline Bytes text(std::string_view value) {
  return {as_bytes(value).begin(), as_bytes(value).end()};
}
inline Bytes option(std::uint8_t code, const Bytes& value) {
  return Bytes{code, static_cast<std::uint8_t>(value.size())} + value;
}

/// A DHCPDISCOVER with options of every kind.
inline Bytes discover() {
  Bytes message = hex("01010600123456780000800000000000000000000000000000000000020000000001") + Bytes(202);
  message = message + hex("63825363350101");
  using namespace std::string_view_literals;
  message = message + option(12, text("a,b c\\d'e\0\0"sv)) + option(60, text(" edge docsis3.0 ")) +
            option(51, hex("00000e10")) + option(50, hex("c0000232")) + option(57, hex("05dc")) +
            option(6, hex("0102030405060708")) + option(61, hex("01666f6f626172")) + option(19, hex("01")) +
            option(55, hex("010306")) + option(77, text("\3abc")) + option(43, text("\1\3xyz")) +
            option(124, hex("0000118b04") + text("doc1") + hex("0000000903") + text("abc")) +
            option(125, hex("0000118b050103") + text("abc") + hex("0000000904010278") + text("x")) +
            option(80, {}) + option(15, text("example.org")) + option(33, hex("0102030405060708")) +
            option(119, text("\7example\3org\0"sv)) + option(2, hex("fffffffb")) +
            option(200, text("hello")) + option(249, hex("dead")) + option(82, text("\1\3cir\2\3rem")) +
            Bytes{255};
  return message;
}

inline Bytes option6(std::uint16_t code, const Bytes& value) {
  const auto size = static_cast<std::uint16_t>(value.size());
  return Bytes{static_cast<std::uint8_t>(code >> 8), static_cast<std::uint8_t>(code),
               static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)} +
         value;
}
inline Bytes address(std::string_view value) {
  const auto bytes = Ipv6Address::parse(value)->bytes();
  return {bytes.begin(), bytes.end()};
}

/// A SOLICIT with options of every kind.
inline Bytes solicit() {
  using namespace std::string_view_literals;
  return hex("01123456") + option6(1, hex("00030001020000000001")) + option6(8, hex("0007")) +
         option6(6, hex("001700180011")) +
         option6(3, hex("000000010000000a00000014") +
                        option6(5, address("2001:db8::15") + hex("00000064000000c8"))) +
         option6(25, hex("000000020000000a00000014") +
                         option6(26, hex("00000064000000c838") + address("2001:db8:1::"))) +
         option6(16, hex("0000118b0009") + text("docsis3.0") + hex("0002") + text("zz")) +
         option6(16, hex("000000090006") + text("second")) +
         option6(17, hex("0000118b") + option6(1, hex("0020")) + option6(2, text("ECM"))) +
         option6(17, hex("00000009") + option6(1, text("xx"))) + option6(15, hex("0003") + text("abc")) +
         option6(24, text("\7example\3org\0"sv)) +
         option6(23, address("2001:db8::53") + address("2001:db8::54")) + option6(41, text("EST5EDT")) +
         option6(14, {}) + option6(200, text("hello")) + option6(38, text("sub\0"sv)) +
         option6(94, option6(89, hex("000818c000020030") + hex("20010db80002")));
}

/// The SOLICIT as two relays forward it.
inline Bytes relayed_solicit() {
  const Bytes inner = hex("0c00") + address("2001:db8::1") + address("fe80::99") +
                      option6(18, text("inner")) + option6(9, solicit());
  return hex("0c01") + address("2001:db8::2") + address("fe80::98") + option6(18, text("outer")) +
         option6(9, inner);
}

/// What differs between the protocols in the tests below.
struct Version4 {
  using Packet = Packet4;
  using Datagram = Datagram4;
  using Input = EvalInput4;
  static constexpr auto protocol = ExpressionContext::Protocol::v4;
  static constexpr auto version = DhcpVersion::v4;
  static constexpr std::string_view space = "dhcp4";
};
struct Version6 {
  using Packet = Packet6;
  using Datagram = Datagram6;
  using Input = EvalInput6;
  static constexpr auto protocol = ExpressionContext::Protocol::v6;
  static constexpr auto version = DhcpVersion::v6;
  static constexpr std::string_view space = "dhcp6";
};

template <class Version>
ExpressionContext context_of() {
  ExpressionContext context;
  context.protocol = Version::protocol;
  context.option_code = [](std::string_view name) -> std::optional<std::uint16_t> {
    const OptionDefinition* definition = find_definition(Version::space, name, Version::version);
    if (definition == nullptr) return std::nullopt;
    return definition->code;
  };
  return context;
}

/// Compiles an expression of either kind.
template <class Version>
Expression compile(std::string_view expression) {
  auto parsed = Expression::parse(expression, ExpressionKind::boolean, context_of<Version>());
  if (!parsed) parsed = Expression::parse(expression, ExpressionKind::string, context_of<Version>());
  REQUIRE_MESSAGE(parsed.has_value(), expression << ": " << parsed.error().message);
  return *std::move(parsed);
}

/// One query that expressions are asked about.
template <class Version>
class Query {
 public:
  explicit Query(Bytes message) : message_(std::move(message)) {
    REQUIRE(packet_.parse(message_).has_value());
    datagram_.payload = message_;
    datagram_.source =
        *decltype(datagram_.source)::parse(Version::space == "dhcp4" ? "10.1.2.3" : "fe80::99");
    datagram_.destination =
        *decltype(datagram_.destination)::parse(Version::space == "dhcp4" ? "10.0.0.1" : "ff02::1:2");
    classes.begin(dictionary);
    add_builtin_classes(packet_, classes);
  }

  const typename Version::Packet& packet() const { return packet_; }
  typename Version::Input input() const { return {packet_, datagram_, "eth0", classes}; }

  EvalResult evaluate(std::string_view expression, EvalTrace* trace = nullptr) {
    return compile<Version>(expression).evaluate(input(), scratch_, trace);
  }
  bool holds(std::string_view expression) {
    const EvalResult result = evaluate(expression);
    REQUIRE_MESSAGE(result.error == nullptr, expression << ": " << result.error);
    return result.truth;
  }
  std::string value(std::string_view expression) {
    const EvalResult result = evaluate(expression);
    REQUIRE_MESSAGE(result.error == nullptr, expression << ": " << result.error);
    return std::string(as_text(result.text));
  }

  ClassDictionary dictionary;
  ClassSet classes;

 private:
  Bytes message_;
  typename Version::Packet packet_;
  typename Version::Datagram datagram_;
  EvalScratch scratch_;
};

using Query4 = Query<Version4>;
using Query6 = Query<Version6>;

}  // namespace dhcp::classify_test
