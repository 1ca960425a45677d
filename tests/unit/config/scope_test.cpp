#include <doctest/doctest.h>

#include "config/field_types.hpp"

namespace dhcp {
namespace {

// A scope with a member of each type.
struct Inner {
  int depth = 1;
  UserContext context;
};

enum class Colour : std::uint8_t { red, green };

struct Sample {
  bool flag = true;
  std::uint8_t small = 7;
  std::optional<std::uint32_t> number;
  double part = 0.5;
  std::string text = "t";
  std::optional<Ipv4Address> address;
  Colour colour = Colour::green;
  std::vector<Colour> colours;
  std::vector<std::string> words;
  Inner inner;
  std::vector<Inner> inners;
  std::optional<bool> inherited;
  Value others;
};

constexpr Field inner_fields[] = {
    field<&Inner::depth>("depth", "Depth."),
    field<&Inner::context>("user-context", field_types::user_context, "Context."),
    field<&Inner::context>("comment", field_types::comment, "Comment."),
};
constexpr FieldGroup inner_groups[] = {own(inner_fields)};
constexpr Scope inner_scope = scope<Inner>("inner", "Inner.", inner_groups);

constexpr std::string_view colours[] = {"red", "green"};
constexpr Field sample_fields[] = {
    field<&Sample::flag>("flag", "Flag."),
    field<&Sample::small>("small", "Small.").also("little"),
    field<&Sample::number>("number", "Number.").range(10, 20),
    field<&Sample::part>("part", "Part.").range(0, 1),
    field<&Sample::text>("text", "Text.").at_most(5),
    field<&Sample::address>("address", "Address.").unset_if_empty(),
    field<&Sample::colour>("colour", "Colour.").one_of(colours),
    field<&Sample::colours>("colours", "Colours.").one_of(colours),
    field<&Sample::words>("words", "Words."),
    field<&Sample::inner>("inner", "Inner.").of(inner_scope),
    field<&Sample::inners>("inners", "Inners.").of(inner_scope),
    field<&Sample::inherited>("inherited", "Inherited.").or_else("true"),
};
constexpr FieldGroup sample_groups[] = {own(sample_fields)};
constexpr Scope sample_scope = scope<Sample>("sample", "Sample.", sample_groups);

struct Reading {
  Sample sample;
  std::string error;
};

Reading read(std::string_view json, const Scope& with = sample_scope) {
  const auto text = parse_json(json, "f", config_file_syntax);
  REQUIRE_MESSAGE(text, text.error().message);
  Diagnostics diagnostics(text->value);
  Reading reading;
  read_scope(with, text->value, &reading.sample, diagnostics);
  reading.error = diagnostics.take_error().message;
  return reading;
}

TEST_CASE("what is not written keeps the default of the struct") {
  const Reading reading = read("{}");
  CHECK(reading.error.empty());
  CHECK(reading.sample.small == 7);
  CHECK_FALSE(reading.sample.number);
  CHECK(reading.sample.colour == Colour::green);
}

TEST_CASE("every type is read, written, and read again") {
  constexpr std::string_view json =
      R"({"flag": false, "small": 255, "number": 20, "part": 0.25, "text": "five!", "address": "192.0.2.1", )"
      R"("colour": "red", "colours": ["green", "red"], "words": ["a", ""], "inner": {"depth": -3}, )"
      R"("inners": [{"depth": 1, "user-context": {"x": 1}}, {"depth": 2}], "inherited": false})";
  const Reading reading = read(json);
  REQUIRE_MESSAGE(reading.error.empty(), reading.error);
  CHECK(reading.sample.colours == std::vector{Colour::green, Colour::red});
  CHECK(reading.sample.inner.depth == -3);
  CHECK(reading.sample.inners[1].depth == 2);
  CHECK(to_json(write_scope(sample_scope, &reading.sample)) == json);
}

TEST_CASE("members that are not set are left out when written") {
  const Sample sample;
  const Value written = write_scope(sample_scope, &sample);
  CHECK(written.find("number") == nullptr);
  CHECK(written.find("address") == nullptr);
  CHECK(written.find("inherited") == nullptr);
  CHECK(written.find("words")->as_list().empty());
  CHECK(written == sample_scope.defaults(sample_scope));
}

TEST_CASE("limits hold at their ends") {
  CHECK(read(R"({"number": 10})").error.empty());
  CHECK(read(R"({"number": 9})").error == "f:1:12: number: 9 is out of range; allowed are 10 to 20");
  CHECK(read(R"({"number": 21})").error == "f:1:12: number: 21 is out of range; allowed are 10 to 20");
  CHECK(read(R"({"small": 256})").error == "f:1:11: small: 256 is out of range; allowed are 0 to 255");
  CHECK(read(R"({"inner": {"depth": 2147483648}})").error ==
        "f:1:21: inner/depth: 2147483648 is out of range; allowed are -2147483648 to 2147483647");
  CHECK(read(R"({"part": 0})").error.find("greater than 0 and less than 1") != std::string::npos);
  CHECK(read(R"({"text": "123456"})").error == "f:1:10: text: too long with 6 bytes; at most 5 are allowed");
  CHECK(read(R"({"colours": ["red", "blue"]})").error ==
        "f:1:21: colours[1]: \"blue\" is not known here; allowed are \"red\", \"green\"");
  CHECK(read(R"({"inners": [{}, 3]})").error ==
        "f:1:17: inners[1]: expected a map, found a value of kind integer");
}

TEST_CASE("an error quotes a long value in part, a map not at all") {
  const std::string error = read("{\"address\": \"" + std::string(100000, 'x') + "\"}").error;
  CHECK(error.size() < 300);
  CHECK(error.find("xxx\"...") != std::string::npos);
  CHECK(read(R"({"address": {"a": [1, 2, 3]}})").error.find("a map is no IPv4 address") != std::string::npos);
}

TEST_CASE("an empty string may stand for nothing") {
  const Reading reading = read(R"({"address": ""})");
  CHECK(reading.error.empty());
  CHECK_FALSE(reading.sample.address);
}

TEST_CASE("a key may have an older spelling, but not both at once") {
  CHECK(read(R"({"little": 3})").sample.small == 3);
  CHECK(read(R"({"little": 3, "small": 3})").error ==
        "f:1:12: little: this is another spelling of \"small\", which is given too; only one of them is "
        "allowed");
}

TEST_CASE("a closed scope refuses unknown keys, an open one keeps them") {
  CHECK(read(R"({"flag": true, "flg": true})").error == "f:1:16: flg: unknown key; did you mean \"flag\"?");
  const Scope open =
      sample_scope.open([](void* object) -> Value& { return static_cast<Sample*>(object)->others; });
  const Reading reading = read(R"({"flg": true, "small": 3})", open);
  CHECK(reading.error.empty());
  CHECK(reading.sample.small == 3);
  CHECK(to_json(*write_scope(open, &reading.sample).find("flg")) == "true");
}

TEST_CASE("inheriting fills only what is not set; fallbacks come last") {
  Sample parent;
  parent.number = 11;
  Sample child;
  inherit(sample_fields, &child, &parent);
  CHECK(child.number == 11);
  CHECK_FALSE(child.inherited);
  fall_back(sample_fields, &child);
  CHECK(child.inherited == true);
  parent.inherited = false;
  parent.number = 12;
  inherit(sample_fields, &child, &parent);
  CHECK(child.inherited == true);
  CHECK(child.number == 11);
}

TEST_CASE("a comment is a part of the user context, once") {
  CHECK(to_json(*read(R"({"inner": {"comment": "c"}})").sample.inner.context.map) == R"({"comment": "c"})");
  CHECK(to_json(*read(R"({"inner": {"comment": "c", "user-context": {"a": 1}}})").sample.inner.context.map) ==
        R"({"a": 1, "comment": "c"})");
  CHECK(read(R"({"inner": {"comment": "c", "user-context": {"comment": 1}}})").error ==
        "f:1:44: inner/user-context: has a comment, and the scope has one too; only one is allowed");
  CHECK(read(R"({"inner": {"user-context": {"comment": 1}, "comment": "c"}})").error ==
        "f:1:55: inner/comment: \"user-context\" has a comment too; only one is allowed");
}

TEST_CASE("only the first error is kept; warnings come in the order of the text") {
  const auto text = parse_json(R"({"a": [1, 2], "b": {"c": 3}})", "f", config_file_syntax);
  Diagnostics diagnostics(text->value);
  diagnostics.warning(*text->value.find("b")->find("c"), "third");
  diagnostics.warning(text->value.find("a")->as_list()[1], "second");
  diagnostics.warning(text->value, "first");
  diagnostics.error(text->value, "b", "wrong");
  diagnostics.error(text->value, "a", "also wrong");
  CHECK(diagnostics.failed());
  CHECK(diagnostics.take_error().message == "f:1:20: b: wrong");
  CHECK(diagnostics.warnings() ==
        std::vector<std::string>{"f:1:1: first", "f:1:11: a[1]: second", "f:1:26: b/c: third"});
}

}  // namespace
}  // namespace dhcp
