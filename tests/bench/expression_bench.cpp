// How long a classification expression takes over a query: expression-bench [EVALUATIONS]
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/support/measure.hpp"
#include "bench/support/report.hpp"
#include "dhcpcore/eval_input4.hpp"

namespace {

using namespace dhcp;

// Expressions of the manual.
constexpr const char* expressions[] = {
    "substring(option[61].hex,0,3) == 'foo'",
    "option[82].option[2].hex == pkt4.mac",
    "pkt4.msgtype == 1",
    "relay4[1].exists",
    "member('VENDOR_CLASS_docsis3.0')",
    "vendor[4491].option[1].exists",
    "match('foo.*', lcase(option[12].hex))",
    "hexstring(pkt4.mac, ':') == '02:00:00:00:00:01'",
    "split(option[12].text, '.', 2) == 'example'",
    "ifelse(option[230].exists, option[230].hex, 'none') == 'none'",
};

std::vector<std::uint8_t> query() {
  std::vector<std::uint8_t> message(240);
  message[0] = message[1] = 1;
  message[2] = 6;
  message[28] = 2;
  message[33] = 1;
  ByteWriter(std::span(message).last(4)).u32(0x63825363);
  const auto option = [&](std::uint8_t code, std::string_view value) {
    message.push_back(code);
    message.push_back(static_cast<std::uint8_t>(value.size()));
    message.insert(message.end(), value.begin(), value.end());
  };
  option(53, "\1");
  option(61, "foobar");
  option(12, "FooHost.example.org");
  option(55, "\1\3\6\17\52\66\103");
  option(60, "docsis3.0");
  option(125, {"\0\0\x11\x8b\5\1\3abc", 10});
  option(82, {"\1\7circuit\2\6\2\0\0\0\0\1", 17});
  message.push_back(255);
  return message;
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t evaluations = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 200'000;
  const auto message = query();
  Packet4 packet;
  if (evaluations == 0 || !packet.parse(message)) return 2;
  Datagram4 datagram;
  const ClassDictionary dictionary;
  ClassSet classes;
  classes.begin(dictionary);
  add_builtin_classes(packet, classes);
  const EvalInput4 input(packet, datagram, "eth0", classes);
  EvalScratch scratch;

  bench::heading("Classification expressions", "One evaluation of expressions of the manual over a query.");
  bench::Table table({"expression", "is", "ns", "allocations"});
  for (const char* text : expressions) {
    const auto expression = Expression::parse(text, ExpressionKind::boolean, {});
    if (!expression) return 2;
    const auto cost = bench::measure(
        evaluations, [&](std::size_t) { bench::keep(expression->evaluate(input, scratch).truth); });
    table.row({"`" + std::string(text) + "`", expression->evaluate(input, scratch).truth ? "true" : "false",
               bench::number(cost.nanoseconds), bench::number(cost.allocations)});
  }
  table.print();
}
