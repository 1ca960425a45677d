// Options, their definitions, and classes.
#include "both_protocols.hpp"

namespace dhcp::both_protocols {
namespace {

TEST_CASE("an option of a reservation has 4096 bytes at most, in both protocols") {
  const auto with = [](DhcpVersion version, std::size_t size) {
    return answer(version, R"("reservations": [{"duid": "01", "option-data": [{"code": 224, "data": ")" +
                               std::string(size * 2, 'a') + "\"}]}]");
  };
  for (const DhcpVersion version : {DhcpVersion::v4, DhcpVersion::v6}) {
    CHECK(with(version, 4096) == "fine");
    CHECK(with(version, 4097)
              .ends_with("option 224 has 4097 bytes; at most 4096 are allowed in a reservation"));
  }
}

TEST_CASE("mistakes in options have the same answer in both protocols") {
  const Case cases[] = {
      {R"("option-data": [{}])",
       "Dhcp@/option-data[0]: neither \"name\" nor \"code\" is given; one of them is needed"},
      {R"("option-data": [{"name": "nonsense", "data": "1"}])",
       "Dhcp@/option-data[0]/name: \"nonsense\" is no option of space \"dhcp@\"*"},
      {R"("option-data": [{"name": "<name>", "code": 77, "data": "<address>"}])",
       "Dhcp@/option-data[0]/code: \"<name>\" has code <code>, not 77"},
      {R"("option-data": [{"name": "<name>", "data": "<of the other>"}])",
       "Dhcp@/option-data[0]/data: field 1: \"<of the other>\" is not an ipv@-address*"},
      {R"("option-data": [{"name": "<name>", "space": "mine", "data": "<address>"}])",
       "Dhcp@/option-data[0]/name: \"<name>\" is no option of space \"mine\"*"},
      {R"("option-data": [{"code": 1, "space": "-x", "data": "00"}])",
       "Dhcp@/option-data[0]/space: \"-x\" is no name of an option or space*"},
      {R"("option-data": [{"code": 1, "space": "dhcp<other @>", "data": "00"}])",
       "Dhcp@/option-data[0]/space: \"dhcp<other @>\" holds the options of another protocol*"},
      {R"("option-data": [{"code": 0, "data": "00"}])", "Dhcp@/option-data[0]/code: 0 is no option*"},
      {R"("option-data": [{"code": 70000, "data": "00"}])", "Dhcp@/option-data[0]/code: 70000 is out of*"},
      {R"("option-data": [{"code": "224", "data": "01"}])",
       "Dhcp@/option-data[0]/code: expected an integer*"},
      {R"("option-data": [{"code": 224, "data": "hello"}])",
       "Dhcp@/option-data[0]/data: \"hello\" is neither hexadecimal digits nor text between single quotes"},
      {R"("option-data": [{"code": 224, "csv-format": true, "data": "01"}])",
       "Dhcp@/option-data[0]/csv-format: true needs a definition, and option 224 has none"},
      {R"("option-data": [{"code": 224, "data": "01", "always-send": 1}])",
       "Dhcp@/option-data[0]/always-send: expected true or false*"},
      {R"("option-data": [{"code": 224, "data": "01", "never-send": 1}])",
       "Dhcp@/option-data[0]/never-send: expected true or false*"},
      {R"("option-def": [{"name": "a", "code": 224, "type": "uint8"}], "option-data": [{"name": "a"}])",
       "Dhcp@/option-data[0]/data: field 1: a value of type uint8 is missing"},
      {R"("option-def": [{"name": "a", "code": 224, "type": "record", "record-types": "uint8, boolean"}],
          "option-data": [{"name": "a", "data": "1"}])",
       "Dhcp@/option-data[0]/data: field 2: a value of type boolean is missing"},
      {R"("option-def": [{"name": "a", "code": 224, "type": "record", "record-types": "uint8, boolean"}],
          "option-data": [{"name": "a", "data": "1, maybe"}])",
       "Dhcp@/option-data[0]/data: field 2: \"maybe\" is not a boolean*"},
      {R"("option-data": [{"name": "<name>"}])", "fine"},
      {R"("option-data": [{"code": 224}])", "fine"},
      {R"("option-data": [{"code": 224, "csv-format": false, "data": "'text'"}])", "fine"},
      {R"("option-data": [{"name": "<name>", "always-send": true, "never-send": true}])", "fine"},
  };
  check_both(cases);
}

TEST_CASE("definitions that could not work are refused in both protocols") {
  const Case cases[] = {
      {R"({"code": 224, "type": "uint8"})", "/name: missing, but mandatory"},
      {R"({"name": "a", "type": "uint8"})", "/code: missing, but mandatory"},
      {R"({"name": "a", "code": 224})", "/type: missing, but mandatory"},
      {R"({"name": "a", "code": 0, "type": "uint8"})", "/code: 0 is no option of space \"dhcp@\""},
      {R"({"name": "a", "code": <code>, "type": "uint8"})", "/code: \"a\" (code <code>) is defined by the *"},
      {R"({"name": "<name>", "code": 224, "type": "uint8"})", "/code: \"<name>\" (code 224) is defined by *"},
      {R"({"name": "a_", "code": 224, "type": "uint8"})", "/name: \"a_\" is no name of an option or space*"},
      {R"({"name": "a", "code": 1, "space": "x.y", "type": "uint8"})", "/space: \"x.y\" is no name of*"},
      {R"({"name": "a", "code": 1, "space": "dhcp<other @>", "type": "uint8"})",
       "/space: \"dhcp<other @>\" holds the options of another protocol*"},
      {R"({"name": "a", "code": 224, "type": "empty", "encapsulate": "-x"})", "/encapsulate: \"-x\" is no*"},
      {R"({"name": "a", "code": 224, "type": "text"})", "/type: \"text\" is no type of an option"},
      {R"({"name": "a", "code": 224, "type": "internal"})", "/type: \"internal\" is no type of an option"},
      {R"({"name": "a", "code": 224, "type": "record"})", "/record-types: a record has two fields at least"},
      {R"({"name": "a", "code": 224, "type": "record", "record-types": "uint8"})",
       "/record-types: a record*"},
      {R"({"name": "a", "code": 224, "type": "record", "record-types": "uint8, text"})",
       "/record-types: \"text\" is no type of a record's field"},
      {R"({"name": "a", "code": 224, "type": "record", "record-types": "string, uint8"})",
       "/record-types: only the last field may be a string or binary*"},
      {R"({"name": "a", "code": 224, "type": "uint8", "record-types": "uint8"})",
       "/record-types: only an option of type \"record\" has fields"},
      {R"({"name": "a", "code": 224, "type": "string", "array": true})",
       "/array: values of type \"string\"*"},
      {R"({"name": "a", "code": 224, "type": "empty", "array": true})", "/array: values of type \"empty\"*"},
      {R"({"name": "a", "code": 224, "type": "empty", "encapsulate": "dhcp@"})",
       "/encapsulate: an option cannot hold its own space"},
      {R"({"name": "a", "code": 1, "space": "x", "type": "empty", "encapsulate": "x"})",
       "/encapsulate: an option cannot hold its own space"},
      {R"({"name": "a", "code": 224, "type": "uint8", "array": true, "encapsulate": "x"})",
       "/encapsulate: an array leaves no room for sub-options"},
  };
  for (const auto& [definition, expected] : cases) {
    const std::string body = "\"option-def\": [" + std::string(definition) + "]";
    const std::string error = "Dhcp@/option-def[0]" + std::string(expected);
    const Case one[] = {{body.c_str(), error.c_str()}};
    check_both(one);
  }
  const Case pairs[] = {
      {R"("option-def": [{"name": "a", "code": 224, "type": "uint8"}, {"name": "b", "code": 224, "type": "uint8"}])",
       "Dhcp@/option-def[1]/code: 224 is defined twice in space \"dhcp@\""},
      {R"("option-def": [{"name": "a", "code": 224, "type": "uint8"}, {"name": "a", "code": 225, "type": "uint8"}])",
       "Dhcp@/option-def[1]/name: \"a\" is defined twice in space \"dhcp@\""},
      // Another space has other codes and names.
      {R"("option-def": [{"name": "a", "code": 224, "type": "uint8"}, {"name": "a", "code": 224, "space": "x", "type": "uint8"},
                         {"name": "<name>", "code": <code>, "space": "x", "type": "uint8"}])",
       "fine"},
  };
  check_both(pairs);
}

TEST_CASE("mistakes in classes have the same answer in both protocols") {
  const Case cases[] = {
      {R"("client-classes": [{}])", "Dhcp@/client-classes[0]/name: missing, but mandatory"},
      {R"("client-classes": [{"name": ""}])", "Dhcp@/client-classes[0]/name: a class needs a name"},
      {R"("client-classes": [{"name": "a"}, {"name": "a"}])",
       "Dhcp@/client-classes[1]/name: class 'a' is defined twice"},
      {R"x("client-classes": [{"name": "a", "test": "member("}])x",
       "Dhcp@/client-classes[0]/test: column 8: found the end of the expression*"},
      {R"x("client-classes": [{"name": "a", "test": "member('b')"}])x",
       "Dhcp@/client-classes[0]/test: column 8: class 'b' is not defined before it is used here"},
      {R"("client-classes": [{"name": "a", "test": "option[nonsense].exists"}])",
       "Dhcp@/client-classes[0]/test: column 8: there is no option named 'nonsense'"},
      {R"x("client-classes": [{"name": "a", "test": "member('ALL')", "template-test": "'x'"}])x",
       "Dhcp@/client-classes[0]/template-test: a class has either a test or a template-test"},
      {R"x("client-classes": [{"name": "KNOWN", "test": "member('ALL')"}])x",
       "Dhcp@/client-classes[0]/test: class 'KNOWN' is set by the server and takes no test"},
      {R"("client-classes": [{"name": "a", "only-if-required": 1}])",
       "Dhcp@/client-classes[0]/only-if-required: expected true or false*"},
      {R"("client-classes": [{"name": "a", "option-data": [{"name": "nonsense", "data": "1"}]}])",
       "Dhcp@/client-classes[0]/option-data[0]/name: \"nonsense\" is no option of space \"dhcp@\"*"},
  };
  check_both(cases);
}

}  // namespace
}  // namespace dhcp::both_protocols
