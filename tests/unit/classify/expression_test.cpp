#include "dhcpcore/expression.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <set>

namespace dhcp {
namespace {

using Protocol = ExpressionContext::Protocol;

// A query made of tables: what is not set is not there.
class FakeQuery : public EvalInput {
 public:
  std::map<int, std::string> options;
  std::map<std::pair<int, int>, std::string> sub_options;
  std::set<std::string> classes;

  bool lookup(const Lookup& what, std::span<std::uint8_t, 16> scratch, ByteView& value) const override {
    switch (what.what) {
      case Lookup::What::option:
        return find(options, int{what.code}, value);
      case Lookup::What::relay4_option:
        return find(sub_options, std::pair<int, int>(82, what.code), value);
      case Lookup::What::sub_option:
        return find(sub_options, std::pair<int, int>(what.code, what.sub_code), value);
      case Lookup::What::message_type: {
        ByteWriter writer(scratch);
        writer.u32(3);
        value = writer.written();
        return true;
      }
      case Lookup::What::hardware_address:
        value = as_bytes("\x01\x02\x03\x04\x05\x06");
        return true;
      default:
        return false;
    }
  }
  void option_text(const Lookup& what, std::string& text) const override {
    text = fmt::format("text of {}", what.code);
  }
  bool member(std::string_view name, std::uint32_t) const override {
    return classes.contains(std::string(name));
  }

 private:
  template <class Table, class Key>
  static bool find(const Table& table, const Key& key, ByteView& value) {
    const auto at = table.find(key);
    if (at == table.end()) return false;
    value = as_bytes(at->second);
    return true;
  }
};

ExpressionContext context(Protocol protocol = Protocol::v4) {
  ExpressionContext context;
  context.protocol = protocol;
  context.option_code = [](std::string_view name) -> std::optional<std::uint16_t> {
    if (name == "host-name") return 12;
    return std::nullopt;
  };
  return context;
}

Expression parse(std::string_view text, ExpressionKind kind, Protocol protocol = Protocol::v4) {
  auto expression = Expression::parse(text, kind, context(protocol));
  REQUIRE_MESSAGE(expression.has_value(), text << ": " << expression.error().message);
  return *std::move(expression);
}

std::string error(std::string_view text, ExpressionKind kind = ExpressionKind::boolean,
                  Protocol protocol = Protocol::v4) {
  auto expression = Expression::parse(text, kind, context(protocol));
  REQUIRE_MESSAGE(!expression.has_value(), text);
  return expression.error().message;
}

EvalScratch& scratch() {
  static EvalScratch memory;
  return memory;
}

bool holds(std::string_view text, const FakeQuery& query = {}) {
  const Expression expression = parse(text, ExpressionKind::boolean);
  const EvalResult result = expression.evaluate(query, scratch());
  REQUIRE_MESSAGE(result.error == nullptr, text << ": " << result.error);
  return result.truth;
}

std::string value(std::string_view text, const FakeQuery& query = {}) {
  const Expression expression = parse(text, ExpressionKind::string);
  const EvalResult result = expression.evaluate(query, scratch());
  REQUIRE_MESSAGE(result.error == nullptr, text << ": " << result.error);
  return std::string(as_text(result.text));
}

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int v : values) text += static_cast<char>(v);
  return text;
}

TEST_CASE("literals are byte strings") {
  CHECK(value("'example'") == "example");
  CHECK(value("0x5a7d") == bytes({0x5a, 0x7d}));
  CHECK(value("0X123") == bytes({0x01, 0x23}));
  CHECK(value("10.0.0.1") == bytes({10, 0, 0, 1}));
  CHECK(value("2001:db8::1").size() == 16);
  CHECK(value("::ffff:10.0.0.1").substr(12) == bytes({10, 0, 0, 1}));
  CHECK(value("fe80::1")[0] == '\xfe');
  CHECK(value("123") == bytes({0, 0, 0, 123}));
  CHECK(value("4294967295") == bytes({255, 255, 255, 255}));
}

TEST_CASE("substring follows every example of the manual") {
  const std::pair<const char*, const char*> examples[] = {
      {"0,6", "foobar"}, {"3,3", "bar"}, {"3,all", "bar"}, {"1,4", "ooba"}, {"-5,4", "ooba"},
      {"-1,-3", "oba"},  {"4,-2", "ob"}, {"10,2", ""},     {"-7,2", ""},    {"0,100", "foobar"},
      {"2,-5", "fo"},    {"-1,1", "r"},  {"6,1", ""},      {"0,0", ""},
  };
  for (const auto& [arguments, expected] : examples)
    CHECK_MESSAGE(value(fmt::format("substring('foobar',{})", arguments)) == expected, arguments);
  CHECK(value("substring(option[99].hex, 0, 4)") == "");
}

TEST_CASE("split gives the n-th field, empty ones included") {
  const std::string list = "'one.two..four', '.'";
  const char* expected[] = {"", "one", "two", "", "four", ""};
  for (int n = 0; n <= 5; ++n) CHECK(value(fmt::format("split({}, {})", list, n)) == expected[n]);
  CHECK(value("split('', '.', 1)") == "");
  CHECK(value("split('abc', '', 2)") == "abc");
  CHECK(value("split('a,b;c', ',;', 3)") == "c");
  CHECK(value("split('it', 0x27, 1)") == "it");
}

TEST_CASE("strings are joined, compared, and change their case") {
  CHECK(value("concat('ab', 'cd')") == "abcd");
  CHECK(value("'a' + 'b' + 'c'") == "abc");
  CHECK(value("lcase('LoWeR') + ucase('uPpEr')") == "lowerUPPER");
  CHECK(holds("'a' + 'b' == 'ab'"));
  CHECK_FALSE(holds("'a' == 'b'"));
  CHECK(value("hexstring('foo', '-')") == "66-6f-6f");
  CHECK(value("hexstring('foo', '')") == "666f6f");
  CHECK(value("hexstring('', ':')") == "");
}

TEST_CASE("numbers and addresses turn into text") {
  CHECK(value("addrtostring(10.0.0.1)") == "10.0.0.1");
  CHECK(value("addrtostring (0x20010db8000000000000000000000001)") == "2001:db8::1");
  CHECK(value("addrtostring('')") == "");
  CHECK(value("int8totext (-1)") == "-1");
  CHECK(value("int16totext(0x8000)") == "-32768");
  CHECK(value("int32totext(-1)") == "-1");
  CHECK(value("addrtotext(192.10.0.1)") == "192.10.0.1");
  CHECK(error("-1 == 'a'") == "column 1: -1 is not between 0 and 4294967295");
  CHECK(value("uint8totext(0xff)") == "255");
  CHECK(value("uint16totext(256)") == "256");
  CHECK(value("uint32totext(4294967295)") == "4294967295");
  CHECK(value("uint8totext('')") == "");
}

TEST_CASE("a conversion of the wrong width is an evaluation error, not a crash") {
  for (const char* text : {"uint8totext('ab')", "int32totext(0x01)", "addrtostring('abc')"}) {
    const Expression expression = parse(text, ExpressionKind::string);
    CHECK_MESSAGE(expression.evaluate(FakeQuery(), scratch()).error != nullptr, text);
  }
  CHECK(error("uint8totext(256)", ExpressionKind::string).find("between 0 and 255") != std::string::npos);
}

TEST_CASE("not binds tighter than and, and tighter than or") {
  FakeQuery query;
  query.classes = {"T"};
  const std::string t = "member('T')", f = "member('F')";
  CHECK(holds(t + " or " + f + " and " + f, query));
  CHECK_FALSE(holds("(" + t + " or " + f + ") and " + f, query));
  CHECK(holds("not " + f + " and " + t, query));
  CHECK_FALSE(holds("not (" + f + " or " + t + ")", query));
  CHECK(holds("not not " + t, query));
  CHECK(holds("not 'a' == 'b'"));
  for (int a = 0; a < 2; ++a)
    for (int b = 0; b < 2; ++b)
      for (int c = 0; c < 2; ++c) {
        const auto name = [&](int on) { return on != 0 ? t : f; };
        CHECK(holds(name(a) + " and " + name(b) + " or " + name(c), query) == ((a & b) | c));
        CHECK(holds(name(a) + " or " + name(b) + " and not " + name(c), query) == (a | (b & !c)));
      }
}

TEST_CASE("options are there or not, and an absent one is an empty string") {
  FakeQuery query;
  query.options = {{12, "host"}, {80, ""}};
  query.sub_options = {{{82, 2}, "remote"}, {{43, 1}, "x"}};
  CHECK(holds("option[12].exists and option[host-name].hex == 'host'", query));
  CHECK(holds("option[80].exists and option[80].hex == ''", query));
  CHECK(holds("not option[81].exists and option[81].hex == ''", query));
  CHECK(holds("relay4[2].exists and relay4[2].hex == option[82].option[2].hex", query));
  CHECK_FALSE(holds("relay4[3].exists or option[43].option[2].exists", query));
  CHECK(value("option[12].text", query) == "text of 12");
  CHECK(holds("pkt4.msgtype == 3 and pkt4.mac == 0x010203040506", query));
}

TEST_CASE("match needs the whole value to fit the expression") {
  CHECK(holds("match('foo.*', lcase('FooBar'))"));
  CHECK(holds("match('.*foo.*', 'a foo b')"));
  CHECK_FALSE(holds("match('foo', 'a foo b')"));
  CHECK(holds("match('^.*foo.*$', 'a foo b')"));
  CHECK(holds("match('[[:digit:]]+', '123')"));
  CHECK(error("match('(', 'a')").find("no regular expression") != std::string::npos);
  // A pattern that takes exponential time in backtracking matchers.
  CHECK_FALSE(holds("match('(a*)*b', '" + std::string(20000, 'a') + "')"));
}

TEST_CASE("ifelse evaluates only the branch it takes") {
  FakeQuery query;
  query.options = {{12, "x"}};
  CHECK(value("ifelse(option[12].exists, 'yes', uint8totext('ab'))", query) == "yes");
  CHECK(value("ifelse(option[13].exists, uint8totext('ab'), 'no')", query) == "no");
  CHECK(value("ifelse(option[12].exists and option[13].exists, 'a', ifelse(option[12].exists, 'b', 'c'))",
              query) == "b");
}

TEST_CASE("and and or skip what cannot change the result") {
  CHECK_FALSE(holds("option[1].exists and uint8totext('ab') == ''"));
  CHECK(holds("not option[1].exists or uint8totext('ab') == ''"));
}

TEST_CASE("errors name the column, what was found and what was expected") {
  CHECK(error("") == "column 1: found the end of the expression, expected an expression");
  CHECK(error("option[12].hex == ") == "column 19: found the end of the expression, expected an expression");
  CHECK(error("option[12].foo").starts_with("column 12: found 'foo', expected hex"));
  CHECK(error("option[256].exists") == "column 8: 256 is not between 0 and 255");
  CHECK(error("option[nosuch].exists") == "column 8: there is no option named 'nosuch'");
  CHECK(error("'a'") == "column 1: a string expression begins here, expected a boolean expression");
  CHECK(error("option[1].exists", ExpressionKind::string) ==
        "column 1: a boolean expression begins here, expected a string expression");
  CHECK(error("'a' == option[1].exists") ==
        "column 8: a boolean expression begins here, expected a string expression");
  CHECK(error("'a == 'b'").starts_with("column"));
  CHECK(error("'abc") == "column 1: the text literal has no closing quote");
  CHECK(error("'a' == 'b' 'c'") ==
        "column 12: found text 'c', expected an operator or the end of the expression");
  CHECK(error("member(foo)") == "column 8: found 'foo', expected the name of a class in quotes");
  CHECK(error("'a' $ 'b'") == "column 5: '$' cannot begin anything here");
  CHECK(error("0x == 'a'") == "column 1: no hexadecimal digits after 0x");
  CHECK(error("relay6[0].peeraddr == ''") == "column 1: 'relay6' is for DHCPv6 only");
  CHECK(error("pkt4.mac == ''", ExpressionKind::boolean, Protocol::v6) ==
        "column 1: 'pkt4' is for DHCPv4 only");
  CHECK(error("pkt4.foo == ''").find("one of mac, hlen") != std::string::npos);
}

TEST_CASE("deep nesting is refused before it exhausts the stack") {
  CHECK(holds(std::string(500, '(') + "'a' == 'a'" + std::string(500, ')')));
  CHECK(error(std::string(100000, '(')).find("nesting") != std::string::npos);
  std::string nots;
  for (int i = 0; i < 100000; ++i) nots += "not ";
  CHECK(error(nots + "known").find("nesting") != std::string::npos);
}

TEST_CASE("DHCPv6 expressions reach relay layers, vendors and their classes") {
  for (const char* text :
       {"relay6[0].option[18].exists", "relay6[-1].peeraddr == fe80::1", "relay6[31].linkaddr == 2001:db8::1",
        "pkt6.msgtype == 1", "pkt6.transid == 0x00000001", "vendor[*].exists",
        "vendor[4491].option[1].hex == 'a'", "vendor.enterprise == 4491", "vendor-class[4491].exists",
        "vendor-class[*].data == 'x'", "vendor-class[4491].data[3] == 'y'",
        "vendor-class.enterprise == 0x0000118b", "option[65535].exists",
        "pkt.iface == 'eth0' and pkt.src == fe80::1 and pkt.len == 200"})
    CHECK(parse(text, ExpressionKind::boolean, Protocol::v6).kind() == ExpressionKind::boolean);
  CHECK(error("relay6[32].peeraddr == ''", ExpressionKind::boolean, Protocol::v6) ==
        "column 8: 32 is not between -32 and 31");
}

TEST_CASE("the classes an expression names are known") {
  const Expression expression =
      parse("member('a') and (known or member('b') or not unknown)", ExpressionKind::boolean);
  CHECK(expression.classes() == std::vector<std::string>{"a", "KNOWN", "b"});
}

TEST_CASE("the listing is the program in reverse Polish order") {
  CHECK(parse("substring(option[61].hex,0,3) == 'foo'", ExpressionKind::boolean).listing() ==
        "option[61].hex substring(0,3) 'foo' ==");
}

TEST_CASE("a trace tells each step with what it took and what it left") {
  struct Recorder : EvalTrace {
    std::vector<std::string> lines;
    void step(const Step& step) override {
      std::string line = fmt::format("{} {}:", step.message.id, step.subject);
      for (const std::string& taken : step.taken) line += " " + taken;
      lines.push_back(fmt::format("{} -> {}", line, step.left));
    }
  } recorder;
  FakeQuery query;
  query.options = {{61, "foobar"}};
  const Expression expression = parse("substring(option[61].hex,0,3) == 'foo'", ExpressionKind::boolean);
  CHECK(expression.evaluate(query, scratch(), &recorder).truth);
  CHECK(recorder.lines == std::vector<std::string>{
                              "EVAL_DEBUG_OPTION option[61]: -> 0x666F6F626172",
                              "EVAL_DEBUG_STRING : -> '0'",
                              "EVAL_DEBUG_STRING : -> '3'",
                              "EVAL_DEBUG_SUBSTRING : 3 0 0x666F6F626172 -> 0x666F6F",
                              "EVAL_DEBUG_STRING : -> 'foo'",
                              "EVAL_DEBUG_EQUAL : 0x666F6F 0x666F6F -> 'true'",
                          });
}

}  // namespace
}  // namespace dhcp
