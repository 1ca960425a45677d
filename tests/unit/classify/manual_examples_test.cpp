/// Every example that the administrator's manual gives of the language.
#include "query.hpp"

namespace dhcp::classify_test {
namespace {

enum class In { v4, v6 };

struct Row {
  std::string_view expression;
  std::string_view expected;  // of a boolean expression "true" or "false", of a string 0x… or its text
  In in = In::v4;
};

constexpr Row rows[] = {
    // literals
    {"'example'", "example"},
    {"0x5a7d", "Z}"},
    {"0X5a7d", "Z}"},
    {"0x123", "0x0123"},
    {"10.0.0.1", "0x0a000001"},
    {"2003:db8::", "0x20030db8000000000000000000000000", In::v6},
    {"::ffff:10.0.0.1", "0x00000000000000000000ffff0a000001"},
    {"123", "0x0000007b"},
    {"pkt6.msgtype == 0x00000001", "true", In::v6},
    {"pkt6.msgtype == 0x1", "false", In::v6},
    {"4294967295", "0xffffffff"},
    // options
    {"option[123].hex", ""},
    {"option[200].hex", "hello"},
    {"option[123].exists", "false"},
    {"option[80].exists", "true"},
    {"option[15].text", "example.org"},
    {"option[host-name].exists", "true"},
    {"option[dns-servers].exists", "true", In::v6},
    {"option[12].option[34].hex", ""},
    {"option[82].option[1].hex", "cir"},
    {"option[12].option[34].exists", "false"},
    {"option[99].option[1].exists", "false"},
    {"relay4[123].hex", ""},
    {"relay4[2].hex == option[82].option[2].hex", "true"},
    {"relay4[1].exists", "true"},
    {"relay6[0].option[18].hex", "outer", In::v6},
    {"relay6[5].option[18].hex", "", In::v6},
    {"relay6[0].option[18].exists", "true", In::v6},
    {"relay6[1].peeraddr == fe80::99", "true", In::v6},
    {"relay6[2].peeraddr", "", In::v6},
    {"relay6[0].linkaddr == 2001:DB8::2", "true", In::v6},
    {"relay6[-1].option[18].hex", "inner", In::v6},
    {"relay6[-2].option[18].hex", "outer", In::v6},
    // classes
    {"member('foobar')", "false"},
    {"member('ALL')", "true"},
    {"known", "false"},
    {"unknown", "true"},
    {"unknown == 'x' or known", "refused"},
    // packets
    {"pkt.iface", "eth0"},
    {"pkt.src == 10.1.2.3", "true"},
    {"pkt.src == fe80::99", "true", In::v6},
    {"pkt.dst == 10.0.0.1", "true"},
    {"hexstring(substring(pkt.len, 0, 2), '')", "0000"},
    {"pkt4.mac == 0x020000000001", "true"},
    {"pkt4.hlen == 6", "true"},
    {"pkt4.htype == 1", "true"},
    {"pkt4.ciaddr == 0.0.0.0", "true"},
    {"pkt4.giaddr == 192.0.2.1", "false"},
    {"pkt4.yiaddr == 192.0.2.1", "false"},
    {"pkt4.siaddr == 0.0.0.0", "true"},
    {"pkt4.msgtype == 1", "true"},
    {"pkt4.transid == 305419896", "true"},
    {"pkt6.msgtype == 1", "true", In::v6},
    {"pkt6.transid == 1193046", "true", In::v6},
    {"pkt4.hlen == 0x00000006", "true"},
    {"pkt4.msgtype == 1", "refused", In::v6},
    {"pkt6.msgtype == 1", "refused"},
    {"relay4[1].exists", "refused", In::v6},
    {"relay6[0].peeraddr == ::", "refused"},
    // vendors
    {"vendor[*].exists", "true"},
    {"vendor[4491].exists", "true", In::v6},
    {"vendor.enterprise == 4491", "true"},
    {"vendor[4491].option[1].exists", "true", In::v6},
    {"vendor[4491].option[1].hex", "abc"},
    {"vendor[9].option[1].hex", ""},
    {"vendor-class[*].exists", "true"},
    {"vendor-class[4491].exists", "true", In::v6},
    {"vendor-class.enterprise == 4491", "true", In::v6},
    {"vendor-class[4491].data", "docsis3.0", In::v6},
    {"vendor-class[4491].data[3]", "", In::v6},
    {"vendor-class[4491].data[1]", "zz", In::v6},
    {"vendor[0].option[1].hex", "abc"},
    {"vendor-class[*].data", "docsis3.0", In::v6},
    {"vendor[9].exists or vendor-class[9].exists", "false", In::v6},
    // operators
    {"'foo' == 'bar'", "false"},
    {"'foo' != 'bar'", "refused"},
    {"not (substring('foobar', 3, 3) == 'bar')", "false"},
    {"match('foo.*', 'foobar')", "true"},
    {"match('foo', 'foobar')", "false"},
    {"match('.*foo.*', 'is it foo or bar')", "true"},
    {"match('^.*foo.*$', 'is it foo or bar')", "true"},
    {"match('[', 'foobar')", "refused"},
    {"match('foo.*', lcase('FooBar'))", "true"},
    {"not ('foo' == 'bar')", "true"},
    {"('foo' == 'bar') and ('bar' == 'foo')", "false"},
    {"('foo' == 'bar') or ('bar' == 'foo')", "false"},
    {"'a' == 'b' and 'a' == 'b' or 'a' == 'a'", "true"},
    {"'a' == 'b' and ('a' == 'b' or 'a' == 'a')", "false"},
    {"substring('foobar',0,3)", "foo"},
    {"substring('foobar', 0, 6) == 'foobar'", "true"},
    {"substring('foobar', 3, 3) == 'bar'", "true"},
    {"substring('foobar', 3, all) == 'bar'", "true"},
    {"substring('foobar', 1, 4) == 'ooba'", "true"},
    {"substring('foobar', -5, 4) == 'ooba'", "true"},
    {"substring('foobar', -1, -3) == 'oba'", "true"},
    {"substring('foobar', 4, -2) == 'ob'", "true"},
    {"substring('foobar', 10, 2) == ''", "true"},
    {"concat('foo', 'bar') == 'foobar'", "true"},
    {"concat('foo', 'bar', 'x')", "refused"},
    {"'abc' + 'def' + 'ghi' + 'jkl' + '...'", "abcdefghijkl..."},
    {"concat(concat(concat(concat('abc', 'def'), 'ghi'), 'jkl'), '...')", "abcdefghijkl..."},
    {"concat('abc', concat('def', concat('ghi', concat('jkl', '...'))))", "abcdefghijkl..."},
    {"split('foo.bar', '.', 2)", "bar"},
    {"split('', '.', 1)", ""},
    {"split('foo.bar', '', 2)", "foo.bar"},
    {"split('foo.bar', '.', 0)", ""},
    {"split ('one.two..four', '.', 1) == 'one'", "true"},
    {"split ('one.two..four', '.', 2) == 'two'", "true"},
    {"split ('one.two..four', '.', 3) == ''", "true"},
    {"split ('one.two..four', '.', 4) == 'four'", "true"},
    {"split ('one.two..four', '.', 5) == ''", "true"},
    {"split(option[12].text, 0x27, 1)", "a,b c\\d"},
    {"ifelse('foo' == 'bar', 'us', 'them')", "them"},
    {"ifelse(option[230].exists, option[230].hex, 'none')", "none"},
    {"hexstring('foo', '-')", "66-6f-6f"},
    {"hexstring(pkt4.mac, ':')", "02:00:00:00:00:01"},
    {"lcase('LoWeR')", "lower"},
    {"ucase('uPpEr')", "UPPER"},
    // text of numbers and addresses
    {"addrtostring (192.10.0.1)", "192.10.0.1"},
    {"addrtostring (2003:db8::)", "2003:db8::"},
    {"addrtostring ('')", ""},
    {"addrtostring ('abc')", "error"},
    {"int8totext (-1)", "-1"},
    {"int16totext (-1)", "-1"},
    {"int32totext (-1)", "-1"},
    {"uint8totext (255)", "255"},
    {"uint16totext (65535)", "65535"},
    {"uint32totext (4294967295)", "4294967295"},
    {"uint16totext('')", ""},
    {"uint16totext('abc')", "error"},
    {"int8totext (128)", "refused"},
    {"substring (option [61] . hex , 1 , 3)", "foo"},
    // class definitions
    {"substring(option[61].hex,0,3) == 'foo'", "false"},
    {"substring(option[1].hex,0,6) == 0x0002AABBCCDD", "false", In::v6},
    {"substring(option[1].hex,0,6) == 0x000300010200", "true", In::v6},
    {"option[82].option[2].hex == pkt4.mac", "false"},
    {"substring(option[61].hex,1,3)", "foo"},
    {"ifelse(substring(option[61].hex,4,3) == 'foo', substring(option[12].hex,0,12), '')", ""},
    {"ifelse(substring(option[61].hex,1,3) == 'foo', substring(option[12].hex,0,3), '')", "a,b"},
    // what a value cannot be
    {"(((('a')))) + (('b'))", "ab"},
    {"option[1].exists == 'true'", "refused"},
    {"'a' and 'b'", "refused"},
    {"\"double\"", "refused"},
};

// Both kinds of literals in the table mean bytes.
Bytes bytes_of(std::string_view expected) {
  return expected.starts_with("0x") ? hex(expected.substr(2)) : text(expected);
}

template <class Version>
void check(Query<Version>& query, const Row& row) {
  INFO(row.expression);
  auto context = context_of<Version>();
  auto expression = Expression::parse(row.expression, ExpressionKind::boolean, context);
  const bool boolean = expression.has_value();
  if (!boolean) expression = Expression::parse(row.expression, ExpressionKind::string, context);
  if (!expression) {
    CHECK_MESSAGE(row.expected == "refused", expression.error().message);
    CHECK(expression.error().message.starts_with("column "));
    return;
  }
  EvalScratch scratch;
  const EvalResult result = expression->evaluate(query.input(), scratch);
  if (result.error != nullptr)
    CHECK_MESSAGE(row.expected == "error", result.error);
  else if (boolean)
    CHECK(row.expected == (result.truth ? "true" : "false"));
  else
    CHECK(std::ranges::equal(result.text, bytes_of(row.expected)));
}

TEST_CASE("every example of the manual has the value that the manual gives") {
  Query4 query4(discover());
  Query6 query6(relayed_solicit());
  for (const Row& row : rows) row.in == In::v4 ? check(query4, row) : check(query6, row);
}

std::vector<std::string> classes_of(const ClassDictionary& dictionary, Query4& query) {
  EvalScratch scratch;
  query.classes.begin(dictionary);
  add_builtin_classes(query.packet(), query.classes);
  dictionary.evaluate(ClassPhase::first, query.input(), query.classes, scratch);
  std::vector<std::string> names;
  for (const ClassSet::Entry& entry : query.classes.in_order()) names.emplace_back(entry.name);
  query.classes.begin(query.dictionary);
  return names;
}

TEST_CASE("the template of the manual spawns SPAWN_Client-ID_foo, before the template and behind ALL") {
  Query4 query(discover());
  const ClassDefinition plain[] = {{.name = "Client-ID", .template_test = "substring(option[61].hex,1,3)"}};
  const auto dictionary = ClassDictionary::compile(plain, {});
  REQUIRE(dictionary.has_value());
  CHECK(classes_of(*dictionary, query) ==
        std::vector<std::string>{"ALL", "VENDOR_CLASS_ edge docsis3.0 ", "SPAWN_Client-ID_foo", "Client-ID"});
}

TEST_CASE("a class by the name of a spawned one is given by its test or by the template, once") {
  Query4 query(discover());
  const ClassDefinition definitions[] = {
      {.name = "SPAWN_Client-ID_foobar", .test = "option[12].exists"},
      {.name = "Client-ID", .template_test = "substring(option[61].hex,1,6)"}};
  const auto dictionary = ClassDictionary::compile(definitions, {});
  REQUIRE(dictionary.has_value());
  CHECK(classes_of(*dictionary, query) == std::vector<std::string>{"ALL", "VENDOR_CLASS_ edge docsis3.0 ",
                                                                   "SPAWN_Client-ID_foobar", "Client-ID"});
}

}  // namespace
}  // namespace dhcp::classify_test
