/// Options 43 and 224 to 254 of a query, which are read when its classes are known.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

/// Option 43 holds sub-options of space "APC" for class "APC", octets for "raw", else those of the last
/// resort; 230 is a number and sub-options of "own" for class "own", else a text. What is asked of them later
/// gives a class.
const std::string global = R"j("option-def": [
    {"name": "cookie", "code": 1, "type": "string", "space": "APC"},
    {"name": "end", "code": 255, "type": "uint8", "space": "APC"},
    {"name": "mine", "code": 230, "type": "string"}],
  "client-classes": [
    {"name": "APC", "test": "option[60].text == 'APC'",
     "option-def": [{"name": "vendor-encapsulated-options", "code": 43, "type": "empty", "encapsulate": "APC"}]},
    {"name": "APC-too", "test": "member('APC')",
     "option-def": [{"name": "vendor-encapsulated-options", "code": 43, "type": "binary"}]},
    {"name": "raw", "test": "option[60].text == 'raw'",
     "option-def": [{"name": "vendor-encapsulated-options", "code": 43, "type": "binary"}]},
    {"name": "own", "test": "option[60].text == 'own'",
     "option-def": [{"name": "mine", "code": 230, "type": "uint16", "encapsulate": "own"}]},
    {"name": "early", "test": "option[43].option[1].exists or option[230].option[1].exists"},
    {"name": "early-text", "test": "option[230].text == 'abc'"},
    {"name": "late", "test": "unknown and option[43].option[1].hex == 'xyz'"},
    {"name": "behind-end", "test": "unknown and option[43].option[3].exists"},
    {"name": "typed", "test": "unknown and option[43].option[1].text == 'type=001, len=003: \"xyz\" (string)'"},
    {"name": "late-own", "test": "unknown and option[230].option[1].hex == 'q'"},
    {"name": "late-text", "test": "unknown and option[230].text == 'abc'"}], )j";

/// The classes of client 1, without ALL, its vendor class and UNKNOWN, as the log has them in the end.
std::string classes_of(Server& server, std::string_view vendor, std::uint8_t code, const Bytes& value) {
  Query query = discover(1).option(code, value);
  if (!vendor.empty()) query.option(option4::vendor_class, text(vendor));
  REQUIRE(server.ask(query));
  const auto line = std::ranges::find(server.book.lines, "DHCP4_CLASSES_ASSIGNED_AFTER_SUBNET_SELECTION",
                                      &LogBook::Line::id);
  REQUIRE(line != server.book.lines.end());
  const auto begin = line->text.find("UNKNOWN");
  std::string classes = line->text.substr(begin, line->text.find(" now that") - begin);
  server.book.lines.clear();
  return classes;
}

TEST_CASE(
    "sub-options of option 43 are found after the first pass, as the first class that defines it says") {
  Server server(one_subnet("", global));
  const Bytes value = {0, 1, 3, 'x', 'y', 'z', 255, 1, 7, 3, 1, 9};
  CHECK(classes_of(server, "", 43, value) == "UNKNOWN, late");
  CHECK(classes_of(server, "raw", 43, value) == "UNKNOWN");
  CHECK(classes_of(server, "APC", 43, value) == "UNKNOWN, late, behind-end, typed");
}

TEST_CASE("private options are what a class or the configuration defines") {
  Server server(one_subnet("", global));
  CHECK(classes_of(server, "own", 230, {0, 7, 1, 1, 'q'}) == "UNKNOWN, late-own");
  CHECK(classes_of(server, "", 230, {0, 7, 1, 1, 'q'}) == "UNKNOWN");
  CHECK(classes_of(server, "", 230, text("abc")) == "UNKNOWN, late-text");
}

TEST_CASE("a private option that does not fit its definition is told, and the query served") {
  Server server(one_subnet("", global));
  CHECK(server.ask(discover(1).option(230, {7}).option(option4::vendor_class, text("own"))));
  CHECK(server.book.count("DHCP4_DEFERRED_OPTION_UNPACK_FAIL") == 1);
  CHECK(server.ask(discover(1).option(230, {7})));
  CHECK(server.book.count("DHCP4_DEFERRED_OPTION_UNPACK_FAIL") == 1);
}

}  // namespace
}  // namespace dhcp::engine_test
