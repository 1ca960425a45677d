/// Every example that the administrator's manual gives of the language, row by row of the feature checklist.
#include "query.hpp"

namespace dhcp::classify_test {
namespace {

enum class In { v4, v6 };

struct Row {
  std::string_view feature;
  std::string_view expression;
  std::string_view expected;  // of a boolean expression "true" or "false", of a string 0x… or its text
  In in = In::v4;
};

constexpr Row rows[] = {
    // literals
    {"CL-056", "'example'", "example"},
    {"CL-057", "0x5a7d", "Z}"},
    {"CL-057", "0X5a7d", "Z}"},
    {"CL-057", "0x123", "0x0123"},
    {"CL-058", "10.0.0.1", "0x0a000001"},
    {"CL-058", "2003:db8::", "0x20030db8000000000000000000000000", In::v6},
    {"CL-058", "::ffff:10.0.0.1", "0x00000000000000000000ffff0a000001"},
    {"CL-059", "123", "0x0000007b"},
    {"CL-060", "pkt6.msgtype == 0x00000001", "true", In::v6},
    {"CL-060", "pkt6.msgtype == 0x1", "false", In::v6},
    {"CL-061", "4294967295", "0xffffffff"},
    // options
    {"CL-062", "option[123].hex", ""},
    {"CL-062", "option[200].hex", "hello"},
    {"CL-063", "option[123].exists", "false"},
    {"CL-063", "option[80].exists", "true"},
    {"CL-064", "option[15].text", "example.org"},
    {"CL-065", "option[host-name].exists", "true"},
    {"CL-065", "option[dns-servers].exists", "true", In::v6},
    {"CL-066", "option[12].option[34].hex", ""},
    {"CL-066", "option[82].option[1].hex", "cir"},
    {"CL-067", "option[12].option[34].exists", "false"},
    {"CL-067", "option[99].option[1].exists", "false"},
    {"CL-068", "relay4[123].hex", ""},
    {"CL-068", "relay4[2].hex == option[82].option[2].hex", "true"},
    {"CL-069", "relay4[1].exists", "true"},
    {"CL-070", "relay6[0].option[18].hex", "outer", In::v6},
    {"CL-070", "relay6[5].option[18].hex", "", In::v6},
    {"CL-071", "relay6[0].option[18].exists", "true", In::v6},
    {"CL-072", "relay6[1].peeraddr == fe80::99", "true", In::v6},
    {"CL-072", "relay6[2].peeraddr", "", In::v6},
    {"CL-073", "relay6[0].linkaddr == 2001:DB8::2", "true", In::v6},
    {"CL-074", "relay6[-1].option[18].hex", "inner", In::v6},
    {"CL-074", "relay6[-2].option[18].hex", "outer", In::v6},
    // classes
    {"CL-075", "member('foobar')", "false"},
    {"CL-075", "member('ALL')", "true"},
    {"CL-076", "known", "false"},
    {"CL-077", "unknown", "true"},
    {"CL-077", "unknown == 'x' or known", "refused"},
    // packets
    {"CL-079", "pkt.iface", "eth0"},
    {"CL-080", "pkt.src == 10.1.2.3", "true"},
    {"CL-080", "pkt.src == fe80::99", "true", In::v6},
    {"CL-081", "pkt.dst == 10.0.0.1", "true"},
    {"CL-082", "hexstring(substring(pkt.len, 0, 2), '')", "0000"},
    {"CL-083", "pkt4.mac == 0x020000000001", "true"},
    {"CL-084", "pkt4.hlen == 6", "true"},
    {"CL-085", "pkt4.htype == 1", "true"},
    {"CL-086", "pkt4.ciaddr == 0.0.0.0", "true"},
    {"CL-087", "pkt4.giaddr == 192.0.2.1", "false"},
    {"CL-088", "pkt4.yiaddr == 192.0.2.1", "false"},
    {"CL-089", "pkt4.siaddr == 0.0.0.0", "true"},
    {"CL-090", "pkt4.msgtype == 1", "true"},
    {"CL-091", "pkt4.transid == 305419896", "true"},
    {"CL-092", "pkt6.msgtype == 1", "true", In::v6},
    {"CL-093", "pkt6.transid == 1193046", "true", In::v6},
    {"CL-094", "pkt4.hlen == 0x00000006", "true"},
    {"CL-054", "pkt4.msgtype == 1", "refused", In::v6},
    {"CL-054", "pkt6.msgtype == 1", "refused"},
    {"CL-054", "relay4[1].exists", "refused", In::v6},
    {"CL-054", "relay6[0].peeraddr == ::", "refused"},
    // vendors
    {"CL-096", "vendor[*].exists", "true"},
    {"CL-097", "vendor[4491].exists", "true", In::v6},
    {"CL-098", "vendor.enterprise == 4491", "true"},
    {"CL-099", "vendor[4491].option[1].exists", "true", In::v6},
    {"CL-100", "vendor[4491].option[1].hex", "abc"},
    {"CL-100", "vendor[9].option[1].hex", ""},
    {"CL-101", "vendor-class[*].exists", "true"},
    {"CL-102", "vendor-class[4491].exists", "true", In::v6},
    {"CL-103", "vendor-class.enterprise == 4491", "true", In::v6},
    {"CL-104", "vendor-class[4491].data", "docsis3.0", In::v6},
    {"CL-105", "vendor-class[4491].data[3]", "", In::v6},
    {"CL-105", "vendor-class[4491].data[1]", "zz", In::v6},
    {"CL-106", "vendor[0].option[1].hex", "abc"},
    {"CL-106", "vendor-class[*].data", "docsis3.0", In::v6},
    {"CL-107", "vendor[9].exists or vendor-class[9].exists", "false", In::v6},
    // operators
    {"CL-108", "'foo' == 'bar'", "false"},
    {"CL-108", "'foo' != 'bar'", "refused"},
    {"CL-108", "not (substring('foobar', 3, 3) == 'bar')", "false"},
    {"CL-109", "match('foo.*', 'foobar')", "true"},
    {"CL-109", "match('foo', 'foobar')", "false"},
    {"CL-109", "match('.*foo.*', 'is it foo or bar')", "true"},
    {"CL-109", "match('^.*foo.*$', 'is it foo or bar')", "true"},
    {"CL-109", "match('[', 'foobar')", "refused"},
    {"CL-110", "match('foo.*', lcase('FooBar'))", "true"},
    {"CL-111", "not ('foo' == 'bar')", "true"},
    {"CL-112", "('foo' == 'bar') and ('bar' == 'foo')", "false"},
    {"CL-113", "('foo' == 'bar') or ('bar' == 'foo')", "false"},
    {"CL-113", "'a' == 'b' and 'a' == 'b' or 'a' == 'a'", "true"},
    {"CL-115", "'a' == 'b' and ('a' == 'b' or 'a' == 'a')", "false"},
    {"CL-116", "substring('foobar',0,3)", "foo"},
    {"CL-118", "substring('foobar', 0, 6) == 'foobar'", "true"},
    {"CL-118", "substring('foobar', 3, 3) == 'bar'", "true"},
    {"CL-118", "substring('foobar', 3, all) == 'bar'", "true"},
    {"CL-118", "substring('foobar', 1, 4) == 'ooba'", "true"},
    {"CL-118", "substring('foobar', -5, 4) == 'ooba'", "true"},
    {"CL-118", "substring('foobar', -1, -3) == 'oba'", "true"},
    {"CL-118", "substring('foobar', 4, -2) == 'ob'", "true"},
    {"CL-118", "substring('foobar', 10, 2) == ''", "true"},
    {"CL-119", "concat('foo', 'bar') == 'foobar'", "true"},
    {"CL-119", "concat('foo', 'bar', 'x')", "refused"},
    {"CL-120", "'abc' + 'def' + 'ghi' + 'jkl' + '...'", "abcdefghijkl..."},
    {"CL-120", "concat(concat(concat(concat('abc', 'def'), 'ghi'), 'jkl'), '...')", "abcdefghijkl..."},
    {"CL-120", "concat('abc', concat('def', concat('ghi', concat('jkl', '...'))))", "abcdefghijkl..."},
    {"CL-121", "split('foo.bar', '.', 2)", "bar"},
    {"CL-121", "split('', '.', 1)", ""},
    {"CL-121", "split('foo.bar', '', 2)", "foo.bar"},
    {"CL-121", "split('foo.bar', '.', 0)", ""},
    {"CL-122", "split ('one.two..four', '.', 1) == 'one'", "true"},
    {"CL-122", "split ('one.two..four', '.', 2) == 'two'", "true"},
    {"CL-122", "split ('one.two..four', '.', 3) == ''", "true"},
    {"CL-122", "split ('one.two..four', '.', 4) == 'four'", "true"},
    {"CL-122", "split ('one.two..four', '.', 5) == ''", "true"},
    {"CL-123", "split(option[12].text, 0x27, 1)", "a,b c\\d"},
    {"CL-124", "ifelse('foo' == 'bar', 'us', 'them')", "them"},
    {"CL-124", "ifelse(option[230].exists, option[230].hex, 'none')", "none"},
    {"CL-125", "hexstring('foo', '-')", "66-6f-6f"},
    {"CL-125", "hexstring(pkt4.mac, ':')", "02:00:00:00:00:01"},
    {"CL-126", "lcase('LoWeR')", "lower"},
    {"CL-127", "ucase('uPpEr')", "UPPER"},
    // text of numbers and addresses
    {"CL-128", "addrtostring (192.10.0.1)", "192.10.0.1"},
    {"CL-128", "addrtostring (2003:db8::)", "2003:db8::"},
    {"CL-128", "addrtostring ('')", ""},
    {"CL-128", "addrtostring ('abc')", "error"},
    {"CL-129", "int8totext (-1)", "-1"},
    {"CL-130", "int16totext (-1)", "-1"},
    {"CL-131", "int32totext (-1)", "-1"},
    {"CL-132", "uint8totext (255)", "255"},
    {"CL-133", "uint16totext (65535)", "65535"},
    {"CL-134", "uint32totext (4294967295)", "4294967295"},
    {"CL-135", "uint16totext('')", ""},
    {"CL-135", "uint16totext('abc')", "error"},
    {"CL-136", "int8totext (128)", "refused"},
    {"CL-137", "substring (option [61] . hex , 1 , 3)", "foo"},
    // class definitions
    {"CL-152", "substring(option[61].hex,0,3) == 'foo'", "false"},
    {"CL-153", "substring(option[1].hex,0,6) == 0x0002AABBCCDD", "false", In::v6},
    {"CL-153", "substring(option[1].hex,0,6) == 0x000300010200", "true", In::v6},
    {"CL-154", "option[82].option[2].hex == pkt4.mac", "false"},
    {"CL-155", "substring(option[61].hex,1,3)", "foo"},
    {"CL-161", "ifelse(substring(option[61].hex,4,3) == 'foo', substring(option[12].hex,0,12), '')", ""},
    {"CL-161", "ifelse(substring(option[61].hex,1,3) == 'foo', substring(option[12].hex,0,3), '')", "a,b"},
    // what a value cannot be
    {"CL-045", "(((('a')))) + (('b'))", "ab"},
    {"CL-052", "option[1].exists == 'true'", "refused"},
    {"CL-052", "'a' and 'b'", "refused"},
    {"CL-055", "\"double\"", "refused"},
};

// Both kinds of literals in the table mean bytes.
Bytes bytes_of(std::string_view expected) {
  return expected.starts_with("0x") ? hex(expected.substr(2)) : text(expected);
}

template <class Version>
void check(Query<Version>& query, const Row& row) {
  INFO(row.feature, " ", row.expression);
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
