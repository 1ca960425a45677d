#include <doctest/doctest.h>

#include <map>

#include "dhcpcore/value.hpp"

namespace dhcp {
namespace {

Value read(std::string_view text, const JsonSyntax& syntax = config_file_syntax) {
  auto json = parse_json(text, "f", syntax);
  REQUIRE_MESSAGE(json, json.error().message);
  return std::move(json->value);
}

std::string error_of(std::string_view text, const JsonSyntax& syntax = config_file_syntax,
                     const OpenInclude& open = {}) {
  const auto json = parse_json(text, "f", syntax, open);
  return json ? "no error" : json.error().message;
}

// Files that exist only for a test.
OpenInclude files(std::map<std::string, std::string> contents) {
  return [contents = std::move(contents)](const std::string& path) -> Result<std::string> {
    const auto at = contents.find(path);
    if (at == contents.end()) return Error{"no such file"};
    return at->second;
  };
}

TEST_CASE("every kind of JSON value is read") {
  const Value value = read(R"( {"n": null, "b": [true, false], "i": -12, "r": 2.5, "s": "x", "m": {}} )");
  CHECK(value.find("n")->is_null());
  CHECK(value.find("b")->as_list()[0].as_boolean());
  CHECK_FALSE(value.find("b")->as_list()[1].as_boolean());
  CHECK(value.find("i")->as_integer() == -12);
  CHECK(value.find("r")->as_real() == 2.5);
  CHECK(value.find("s")->as_string() == "x");
  CHECK(value.find("m")->as_map().empty());
  CHECK(value.find("absent") == nullptr);
  CHECK(value.as_map()[3].key == "r");
}

TEST_CASE("integers have 128 bits, and more is an error") {
  CHECK(to_json(read("170141183460469231731687303715884105727")) ==
        "170141183460469231731687303715884105727");
  CHECK(to_json(read("-170141183460469231731687303715884105728")) ==
        "-170141183460469231731687303715884105728");
  CHECK(error_of("170141183460469231731687303715884105728") == "f:1:1: this integer does not fit 128 bits");
  CHECK(error_of("-170141183460469231731687303715884105729") == "f:1:1: this integer does not fit 128 bits");
}

TEST_CASE("numbers are written as JSON allows and in no other way") {
  for (const char* good : {"0", "-0", "10", "0.25", "-1.5e+3", "1E2", "1e-2"})
    CHECK_MESSAGE(read(good).kind() != Value::Kind::null, good);
  for (const char* bad : {"01", "-", "+1", "1.", ".5", "1e", "1e+", "0x10", "1.2.3", "--1", "12abc", "1e999",
                          "Infinity", "NaN"})
    CHECK_MESSAGE(error_of(bad) != "no error", bad);
  CHECK(read("1e2").is_real());
  CHECK(read("100").is_integer());
}

TEST_CASE("true, false and null are lower case") {
  for (const char* bad : {"True", "FALSE", "Null", "tru", "truely", "yes"})
    CHECK_MESSAGE(error_of(bad) != "no error", bad);
  CHECK(error_of("{\"a\": True}") ==
        "f:1:7: found \"True\", expected a value: a string in double quotes, a number, true, false, null, "
        "'{' or '['");
}

TEST_CASE("strings are Latin-1 with JSON's escapes") {
  CHECK(read(R"("a\"\\\/\b\f\n\r\tz")").as_string() == "a\"\\/\b\f\n\r\tz");
  CHECK(read(R"("\u0041\u00e9\u00FF")").as_string() == "A\xe9\xff");
  CHECK(read(R"("\u0000")").as_string() == std::string(1, '\0'));
  CHECK(read("\"\xc3\xa9\"").as_string() == "\xc3\xa9");
  CHECK(error_of(R"(["\u0100"])") ==
        "f:1:3: characters above \\u00ff are not supported; strings are Latin-1");
  for (const char* bad : {R"("\x")", R"("\u00g0")", R"("\u00)", R"("\)", "\"", "\"a\nb\"", "\"a\tb\""})
    CHECK_MESSAGE(error_of(bad) != "no error", bad);
  CHECK(error_of("{\n \"abc") == "f:2:2: this string is never closed; expected '\"'");
}

TEST_CASE("values know where they begin") {
  const Value value = read("{\n  \"a\": [ 1,\n    22 ]\n}");
  CHECK(value.position().to_string() == "f:1:1");
  CHECK(value.as_map()[0].key_position.to_string() == "f:2:3");
  CHECK(value.find("a")->position().to_string() == "f:2:8");
  CHECK(value.find("a")->as_list()[1].position().to_string() == "f:3:5");
  CHECK(Value(1).position().to_string().empty());
}

TEST_CASE("comments of three kinds stand between tokens, not in strings") {
  CHECK(to_json(read("# shell\n{ // C++\n\"a#//\": /* block\nof two lines */ 1 } # end")) ==
        R"({"a#//": 1})");
  CHECK(to_json(read("/**/[/***/1/* * / */]")) == "[1]");
  CHECK(error_of("[1, /* no end ]\n\n") == "f:1:5: this comment is never closed; expected \"*/\"");
  CHECK(error_of("[1, / 2]") ==
        "f:1:5: found '/', expected a value: a string in double quotes, a number, true, "
        "false, null, '{' or '['");
  CHECK(to_json(read("# a command\n[]", command_syntax)) == "[]");
}

TEST_CASE("superfluous commas are accepted in files, each with a warning") {
  const auto json = parse_json("{\"a\": [1,,\n2,], \"b\": 3,,}", "f", config_file_syntax);
  REQUIRE(json);
  CHECK(to_json(json->value) == R"({"a": [1, 2], "b": 3})");
  CHECK(json->warnings == std::vector<std::string>{"f:1:9: superfluous comma", "f:2:2: superfluous comma",
                                                   "f:2:12: superfluous comma", "f:2:13: superfluous comma"});
  CHECK(error_of("[,1]") != "no error");
  CHECK(error_of("[,]") != "no error");
  CHECK(error_of("[1,]", command_syntax) != "no error");
  CHECK(error_of("[1,,2]", command_syntax) != "no error");
}

TEST_CASE("a key twice is an error in a file; in a command the last one wins") {
  CHECK(error_of("{\"a\": 1,\n \"b\": 2,\n \"a\": 3}") ==
        "f:3:2: \"a\" stands here a second time; the first is at f:1:2");
  CHECK(to_json(read(R"({"a": 1, "b": 2, "a": 3})", command_syntax)) == R"({"a": 3, "b": 2})");
}

TEST_CASE("duplicates are found in large maps, too") {
  std::string text = "{";
  for (int i = 0; i < 50; ++i) text += "\"k" + std::to_string(i) + "\": " + std::to_string(i) + ", ";
  CHECK(error_of(text + "\"k7\": 0}").ends_with("\"k7\" stands here a second time; the first is at f:1:65"));
  CHECK(error_of(text + "\"k49\": 0}") != "no error");
  const Value value = read(text + "\"k7\": \"last\", \"k49\": \"also\"}", command_syntax);
  CHECK(value.as_map().size() == 50);
  CHECK(value.find("k7")->as_string() == "last");
  CHECK(value.find("k49")->as_string() == "also");
}

TEST_CASE("an included file stands where its directive stands") {
  const auto open = files(
      {{"rest.json", "\"b\": 2,\n # more\n \"c\": <?include \"value.json\"?>"}, {"value.json", "[3]\n"}});
  const auto json =
      parse_json("{\"a\": 1, <?include \"rest.json\"?>,\n\"d\": 4}", "f", config_file_syntax, open);
  REQUIRE_MESSAGE(json, json.error().message);
  CHECK(to_json(json->value) == R"({"a": 1, "b": 2, "c": [3], "d": 4})");
  CHECK(json->value.find("c")->position().to_string() == "value.json:1:1");
  CHECK(json->value.find("d")->position().to_string() == "f:2:6");
}

TEST_CASE("errors in an included file name that file") {
  const auto open = files({{"bad.json", "1,\n  oops"}, {"open.json", "\"a"}, {"empty.json", ""}});
  CHECK(error_of("[<?include \"bad.json\"?>]", config_file_syntax, open)
            .starts_with("bad.json:2:3: found \"oops\""));
  CHECK(error_of("[<?include \"open.json\"?>\"]", config_file_syntax, open) ==
        "open.json:1:1: this string is never closed; expected '\"'");
  CHECK(error_of("[\n<?include \"none.json\"?>]", config_file_syntax, open) ==
        "f:2:1: cannot include \"none.json\": no such file");
  CHECK(error_of("[<?include \"empty.json\"?>", config_file_syntax, open) != "no error");
  CHECK(error_of("{\"a\": 1 <?include \"bad.json\"?>}", config_file_syntax, open) ==
        "bad.json:1:1: found \"1\", expected ',' or '}'");
}

TEST_CASE("a directive that is none, or stands where none is allowed, is an error") {
  for (const char* bad :
       {"<?", "<?include", "<?include x?>", "<?include \"x\" >", "<?include \"x", "<?includes \"x\"?>"})
    CHECK_MESSAGE(error_of(bad, config_file_syntax, files({{"x", "1"}})) ==
                      "f:1:1: this is no directive; expected <?include \"path\"?>",
                  bad);
  CHECK(error_of("<?include \"x\"?>") == "f:1:1: files cannot be included here");
  CHECK(error_of("<?include \"x\"?>", command_syntax, files({{"x", "1"}})) != "no error");
  CHECK(error_of("<?  include   \"x\"  ?>", config_file_syntax, files({{"x", "1"}})) == "no error");
}

TEST_CASE("includes go ten deep, and a file that includes itself is an error") {
  std::map<std::string, std::string> contents{{"10", "1"}};
  for (int i = 0; i < 10; ++i) contents[std::to_string(i)] = "<?include \"" + std::to_string(i + 1) + "\"?>";
  CHECK(error_of("<?include \"1\"?>", config_file_syntax, files(contents)) == "no error");
  CHECK(error_of("<?include \"0\"?>", config_file_syntax, files(contents)) ==
        "9:1:1: \"10\" is included too deeply; at most ten files may include each other");
  CHECK(error_of("<?include \"x\"?>", config_file_syntax, files({{"x", "<?include \"x\"?>"}})) != "no error");
}

TEST_CASE("values nest five hundred levels and no more") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(error_of(nested(500)) == "no error");
  CHECK(error_of(nested(501)) == "f:1:501: nested too deeply; at most 500 levels are allowed");
  CHECK(error_of(std::string(1000000, '[')) == "f:1:501: nested too deeply; at most 500 levels are allowed");
}

TEST_CASE("one value, and nothing after it") {
  CHECK(error_of("") == "f:1:1: the text ends here, expected a value");
  CHECK(error_of(" \n# only a comment") != "no error");
  CHECK(error_of("{} x") == "f:1:4: found \"x\", expected nothing more after the value");
  CHECK(error_of("{} ,") != "no error");
  CHECK(error_of("{1: 2}") == "f:1:2: found \"1\", expected a key in double quotes");
  CHECK(error_of("{\"a\" 2}") == "f:1:6: found \"2\", expected ':' after the key");
  CHECK(error_of("{\"a\": 1 \"b\": 2}") == "f:1:9: found '\"', expected ',' or '}'");
  CHECK(error_of("[1 2]") == "f:1:4: found \"2\", expected ',' or ']'");
  CHECK(error_of("[1}") == "f:1:3: found '}', expected ',' or ']'");
  CHECK(error_of("\xef\xbb\xbf{}").starts_with("f:1:1: found byte 0xef"));
}

TEST_CASE("what is written reads back the same") {
  for (const char* text : {R"({"a": [1, -2, 0.1, 1.0, 1e+300, true, null, {}], "b": []})",
                           R"("q\"\\\b\f\n\r\t\u0001\u007f")", R"("\u00e9 \u00ff\u00c3")"}) {
    const Value value = read(text);
    CHECK(to_json(value) == text);
    CHECK(read(to_json(value, 2)) == value);
  }
  CHECK(to_json(Value("caf\xc3\xa9")) == "\"caf\xc3\xa9\"");
  CHECK(to_json(read(R"({"a": [1], "b": {}})"), 2) == "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}");
}

TEST_CASE("maps are equal whatever the order of their keys; copies are deep") {
  const Value a = read(R"({"x": 1, "y": [1, 2]})");
  Value b = read(R"({"y": [1, 2], "x": 1})");
  CHECK(a == b);
  CHECK_FALSE(read("[1, 2]") == read("[2, 1]"));
  CHECK_FALSE(read("1") == read("1.0"));
  const Value copy = b;
  b.find("y")->as_list()[0] = Value(9);
  CHECK(copy == a);
  CHECK_FALSE(b == a);
  b.set("x", Value("new"));
  CHECK(b.find("x")->as_string() == "new");
  Value made;
  made.set("k", 1);
  CHECK(made == read(R"({"k": 1})"));
}

}  // namespace
}  // namespace dhcp
