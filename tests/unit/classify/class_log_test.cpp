#include "dhcpcore/class_log.hpp"

#include "query.hpp"

namespace dhcp::classify_test {
namespace {

struct Lines final : LogSink {
  void write(const LogMessage& message, std::string_view line) noexcept override {
    lines.push_back(std::string(message.id) + ' ' + std::string(line));
  }
  std::vector<std::string> lines;
};

// Evaluates definitions of the first phase for the DISCOVER and gives what was logged.
std::vector<std::string> logged(std::initializer_list<ClassDefinition> definitions, Verbosity verbosity,
                                int* labels = nullptr) {
  auto dictionary = ClassDictionary::compile({definitions.begin(), definitions.size()}, {});
  REQUIRE(dictionary.has_value());
  Query4 query(discover());
  query.classes.begin(*dictionary);
  Lines sink;
  Log log(sink, verbosity);
  int made = 0;
  ClassLog observer(log, [&made] {
    ++made;
    return std::string("Q");
  });
  EvalScratch scratch;
  dictionary->evaluate(ClassPhase::first, query.input(), query.classes, scratch, &observer);
  if (labels != nullptr) *labels = made;
  query.classes.begin(query.dictionary);
  return sink.lines;
}

TEST_CASE("the result of each class is logged at debug level 50, errors always") {
  const std::initializer_list<ClassDefinition> classes = {
      {.name = "yes", .test = "option[12].exists"},
      {.name = "no", .test = "option[13].exists"},
      {.name = "host", .template_test = "option[15].hex"},
      {.name = "bad", .test = "uint8totext('ab') == ''"},
      {.name = "worse", .template_test = "addrtostring('a')"}};
  const std::vector<std::string> errors = {
      "DHCPSRV_EVAL_ERROR Q: class 'bad' could not be evaluated: a conversion to text got a value of another "
      "width",
      "DHCPSRV_TEMPLATE_EVAL_ERROR Q: template 'worse' could not be evaluated: addrtostring() takes 4 or 16 "
      "bytes"};
  int labels = 0;
  CHECK(logged(classes, log_info, &labels) == errors);
  CHECK(labels == 1);
  CHECK(logged(classes, log_debug(49)) == errors);
  CHECK(logged(classes, log_debug(54)) ==
        std::vector<std::string>{
            "DHCPSRV_EVAL_RESULT Q: class 'yes' is true", "DHCPSRV_EVAL_RESULT Q: class 'no' is false",
            "DHCPSRV_TEMPLATE_EVAL_RESULT Q: template 'host' gives 'example.org'", errors[0], errors[1]});
}

TEST_CASE("a query that nothing is logged of is not even named") {
  int labels = -1;
  CHECK(logged({{.name = "yes", .test = "option[12].exists"}}, log_info, &labels).empty());
  CHECK(labels == 0);
}

TEST_CASE("debug level 55 tells every step in reverse Polish order") {
  CHECK(logged({{.name = "foo", .test = "substring(option[61].hex,1,3) == 'foo'"}}, log_debug(55)) ==
        std::vector<std::string>{
            "EVAL_DEBUG_OPTION Q: option[61] is 0x01666F6F626172",
            "EVAL_DEBUG_STRING Q: literal '1'",
            "EVAL_DEBUG_STRING Q: literal '3'",
            "EVAL_DEBUG_SUBSTRING Q: part (length, start, of) 3 and 1 and 0x01666F6F626172: 0x666F6F",
            "EVAL_DEBUG_STRING Q: literal 'foo'",
            "EVAL_DEBUG_EQUAL Q: 0x666F6F and 0x666F6F compared: 'true'",
            "DHCPSRV_EVAL_RESULT Q: class 'foo' is true",
        });
}

struct Identifiers final : EvalTrace {
  void step(const Step& step) override {
    CHECK(step.message.component == LogComponent::eval);
    CHECK(step.message.verbosity == log_debug(55));
    ids.emplace_back(step.message.id.substr(std::string_view("EVAL_DEBUG_").size()));
  }
  std::vector<std::string> ids;
};

struct Steps {
  std::string_view expression;
  std::vector<std::string> ids;
};

template <class Query>
void check_steps(Query& query, const std::vector<Steps>& rows) {
  for (const auto& [expression, expected] : rows) {
    Identifiers trace;
    query.evaluate(expression, &trace);
    CHECK_MESSAGE(trace.ids == expected, expression);
  }
}

TEST_CASE("each kind of step has its message") {
  Query4 query(discover());
  check_steps(query, {
                         {"option[12].exists", {"OPTION"}},
                         {"option[13].hex", {"OPTION"}},
                         {"option[12].text", {"OPTION"}},
                         {"relay4[1].hex", {"OPTION"}},
                         {"option[82].option[1].hex", {"SUB_OPTION"}},
                         {"option[82].option[77].exists", {"SUB_OPTION"}},
                         {"option[13].option[1].hex", {"SUB_OPTION_NO_OPTION"}},
                         {"0x1234", {"HEXSTRING"}},
                         {"10.0.0.1", {"IPADDRESS"}},
                         {"123", {"STRING"}},
                         {"pkt.iface", {"PKT"}},
                         {"pkt4.mac", {"PKT4"}},
                         {"pkt4.msgtype", {"PKT4"}},
                         {"vendor[*].exists", {"VENDOR_EXISTS"}},
                         {"vendor[9].exists", {"VENDOR_ENTERPRISE_ID_MISMATCH"}},
                         {"vendor.enterprise", {"VENDOR_ENTERPRISE_ID"}},
                         {"vendor[4491].option[1].hex", {"OPTION"}},
                         {"vendor[4491].option[99].exists", {"OPTION"}},
                         {"vendor[9].option[1].hex", {"VENDOR_ENTERPRISE_ID_MISMATCH"}},
                         {"vendor-class[4491].exists", {"VENDOR_CLASS_EXISTS"}},
                         {"vendor-class[9].exists", {"VENDOR_CLASS_ENTERPRISE_ID_MISMATCH"}},
                         {"vendor-class.enterprise", {"VENDOR_CLASS_ENTERPRISE_ID"}},
                         {"vendor-class[4491].data[1]", {"VENDOR_CLASS_DATA"}},
                         {"vendor-class[4491].data[5]", {"VENDOR_CLASS_DATA_NOT_FOUND"}},
                         {"vendor-class[9].data", {"VENDOR_CLASS_ENTERPRISE_ID_MISMATCH"}},
                         {"member('x')", {"MEMBER"}},
                         {"not member('x')", {"MEMBER", "NOT"}},
                         {"substring('', 0, 2)", {"STRING", "STRING", "STRING", "SUBSTRING_EMPTY"}},
                         {"substring('foobar', 10, 2)", {"STRING", "STRING", "STRING", "SUBSTRING_RANGE"}},
                         {"split('a.b', '.', 1)", {"STRING", "STRING", "STRING", "SPLIT"}},
                         {"split('a.b', '.', 3)", {"STRING", "STRING", "STRING", "SPLIT_FIELD_OUT_OF_RANGE"}},
                         {"split('a.b', '.', 0)", {"STRING", "STRING", "STRING", "SPLIT_FIELD_OUT_OF_RANGE"}},
                         {"split('', '.', 1)", {"STRING", "STRING", "STRING", "SPLIT_EMPTY"}},
                         {"split('a', '', 1)", {"STRING", "STRING", "STRING", "SPLIT_DELIM_EMPTY"}},
                         {"concat('a', 'b')", {"STRING", "STRING", "CONCAT"}},
                         {"'a' + 'b'", {"STRING", "STRING", "CONCAT"}},
                         {"lcase('A')", {"STRING", "LCASE"}},
                         {"ucase('a')", {"STRING", "UCASE"}},
                         {"hexstring('a', ':')", {"STRING", "STRING", "TOHEXSTRING"}},
                         {"addrtostring(10.0.0.1)", {"IPADDRESS", "IPADDRESSTOTEXT"}},
                         {"int8totext(0xff)", {"HEXSTRING", "INT8TOTEXT"}},
                         {"int16totext(0xffff)", {"HEXSTRING", "INT16TOTEXT"}},
                         {"int32totext(0xffffffff)", {"HEXSTRING", "INT32TOTEXT"}},
                         {"uint8totext(0xff)", {"HEXSTRING", "UINT8TOTEXT"}},
                         {"uint16totext(0xffff)", {"HEXSTRING", "UINT16TOTEXT"}},
                         {"uint32totext(0xffffffff)", {"HEXSTRING", "UINT32TOTEXT"}},
                         {"match('a', 'b')", {"STRING", "MATCH"}},
                         {"member('x') and member('y')", {"MEMBER", "POP_OR_BRANCH_FALSE"}},
                         {"member('ALL') and member('y')", {"MEMBER", "MEMBER"}},
                         {"member('ALL') or member('y')", {"MEMBER", "POP_OR_BRANCH_TRUE"}},
                         {"ifelse(member('ALL'), 'a', 'b')", {"MEMBER", "STRING", "BRANCH"}},
                         {"ifelse(member('x'), 'a', 'b')", {"MEMBER", "POP_AND_BRANCH_FALSE", "STRING"}},
                     });
  Query4 plain(hex("01010600") + Bytes(232) + hex("63825363350101ff"));
  check_steps(plain, {
                         {"vendor[*].exists", {"VENDOR_NO_OPTION"}},
                         {"vendor.enterprise", {"VENDOR_NO_OPTION"}},
                         {"vendor[1].option[1].hex", {"VENDOR_NO_OPTION"}},
                         {"vendor-class[*].exists", {"VENDOR_CLASS_NO_OPTION"}},
                         {"vendor-class.enterprise", {"VENDOR_CLASS_NO_OPTION"}},
                         {"vendor-class[1].data", {"VENDOR_CLASS_NO_OPTION"}},
                     });
  Query6 relayed(relayed_solicit());
  check_steps(relayed, {
                           {"relay6[0].peeraddr", {"RELAY6"}},
                           {"relay6[2].linkaddr", {"RELAY6_RANGE"}},
                           {"relay6[0].option[18].hex", {"OPTION"}},
                           {"pkt6.transid", {"PKT6"}},
                       });
}

TEST_CASE("what strangers send is logged in hexadecimal unless it is printable") {
  struct Left final : EvalTrace {
    void step(const Step& step) override { left = step.left; }
    std::string left;
  } trace;
  Query4 query(hex("01010600") + Bytes(232) + hex("63825363350101") + option(12, text("a\nb")) + Bytes{255});
  query.evaluate("option[12].text", &trace);
  CHECK(trace.left == "0x610A62");
}

}  // namespace
}  // namespace dhcp::classify_test
