#include <doctest/doctest.h>

#include "dhcpcore/client_class.hpp"

namespace dhcp {
namespace {

// Answers `option[n].exists` for the options it has, `option[12].hex`, and membership.
class FakeQuery : public EvalInput {
 public:
  explicit FakeQuery(const ClassSet& classes) : classes_(classes) {}
  std::string host_name;
  std::vector<int> options;

  bool lookup(const Lookup& what, std::span<std::uint8_t, 16>, ByteView& value) const override {
    if (what.code == 12 && !host_name.empty()) {
      value = as_bytes(host_name);
      return true;
    }
    return std::ranges::find(options, int{what.code}) != options.end();
  }
  void option_text(const Lookup&, std::string& text) const override { text.clear(); }
  bool member(std::string_view name, std::uint32_t id) const override {
    return id == no_class_id ? classes_.contains(name) : classes_.contains(ClassId{id});
  }

 private:
  const ClassSet& classes_;
};

std::vector<std::string> names(const ClassSet& classes) {
  std::vector<std::string> result;
  for (const ClassSet::Entry& entry : classes.in_order()) result.emplace_back(entry.name);
  return result;
}

ClassDictionary compile(std::initializer_list<ClassDefinition> definitions) {
  auto dictionary = ClassDictionary::compile({definitions.begin(), definitions.size()}, {});
  REQUIRE_MESSAGE(dictionary.has_value(), dictionary.error().message);
  return *std::move(dictionary);
}

ClassError refused(std::initializer_list<ClassDefinition> definitions) {
  auto dictionary = ClassDictionary::compile({definitions.begin(), definitions.size()}, {});
  REQUIRE(!dictionary.has_value());
  return dictionary.error();
}

TEST_CASE("classes are evaluated in configuration order and kept in the order they were given") {
  const auto dictionary = compile({{.name = "b", .test = "option[1].exists"},
                                   {.name = "a", .test = "option[1].exists"},
                                   {.name = "c", .test = "option[2].exists"},
                                   {.name = "d", .test = "member('a') and not member('c')"}});
  ClassSet classes;
  classes.begin(dictionary);
  classes.add(builtin_class::all);
  FakeQuery query(classes);
  query.options = {1};
  EvalScratch scratch;
  dictionary.evaluate(ClassPhase::first, query, classes, scratch);
  CHECK(names(classes) == std::vector<std::string>{"ALL", "b", "a", "d"});
}

TEST_CASE("a class that needs KNOWN, itself or through another, waits for the second pass") {
  const auto dictionary = compile({{.name = "direct", .test = "known"},
                                   {.name = "indirect", .test = "member('direct')"},
                                   {.name = "negative", .test = "unknown"},
                                   {.name = "early", .test = "option[1].exists"}});
  CHECK(dictionary.phase(*dictionary.find("direct")) == ClassPhase::second);
  CHECK(dictionary.phase(*dictionary.find("indirect")) == ClassPhase::second);
  CHECK(dictionary.phase(*dictionary.find("early")) == ClassPhase::first);
  ClassSet classes;
  classes.begin(dictionary);
  FakeQuery query(classes);
  query.options = {1};
  EvalScratch scratch;
  dictionary.evaluate(ClassPhase::first, query, classes, scratch);
  CHECK(names(classes) == std::vector<std::string>{"early"});
  classes.add(builtin_class::known);
  dictionary.evaluate(ClassPhase::second, query, classes, scratch);
  CHECK(names(classes) == std::vector<std::string>{"early", "KNOWN", "direct", "indirect"});
}

TEST_CASE("a class evaluated only if required is left alone until a scope asks for it") {
  const auto dictionary =
      compile({{.name = "later", .test = "option[1].exists", .only_if_required = true}, {.name = "plain"}});
  ClassSet classes;
  classes.begin(dictionary);
  FakeQuery query(classes);
  query.options = {1};
  EvalScratch scratch;
  dictionary.evaluate(ClassPhase::first, query, classes, scratch);
  CHECK(names(classes).empty());
  CHECK(dictionary.evaluate(*dictionary.find("later"), query, classes, scratch));
  CHECK(names(classes) == std::vector<std::string>{"later"});
  CHECK_FALSE(dictionary.evaluate(*dictionary.find("plain"), query, classes, scratch));
}

TEST_CASE("a template spawns a class of its value before itself, and none of an empty value") {
  const auto dictionary = compile(
      {{.name = "host", .template_test = "option[12].hex"}, {.name = "SPAWN_host_known", .test = ""}});
  ClassSet classes;
  FakeQuery query(classes);
  EvalScratch scratch;

  classes.begin(dictionary);
  query.host_name = "abc";
  dictionary.evaluate(ClassPhase::first, query, classes, scratch);
  CHECK(names(classes) == std::vector<std::string>{"SPAWN_host_abc", "host"});
  CHECK(classes.in_order()[0].id == no_class_id);

  classes.begin(dictionary);
  query.host_name = "known";
  dictionary.evaluate(ClassPhase::first, query, classes, scratch);
  CHECK(classes.in_order()[0].id == *dictionary.find("SPAWN_host_known"));

  classes.begin(dictionary);
  query.host_name.clear();
  dictionary.evaluate(ClassPhase::first, query, classes, scratch);
  CHECK(names(classes).empty());
}

TEST_CASE("templates are evaluated when other classes would be: with KNOWN later, else as required") {
  const auto dictionary =
      compile({{.name = "late", .template_test = "ifelse(known, option[12].hex, '')"},
               {.name = "asked", .template_test = "option[12].hex", .only_if_required = true}});
  ClassSet classes;
  classes.begin(dictionary);
  FakeQuery query(classes);
  query.host_name = "abc";
  EvalScratch scratch;
  dictionary.evaluate(ClassPhase::first, query, classes, scratch);
  CHECK(names(classes).empty());
  classes.add(builtin_class::known);
  dictionary.evaluate(ClassPhase::second, query, classes, scratch);
  CHECK(names(classes) == std::vector<std::string>{"KNOWN", "SPAWN_late_abc", "late"});
  CHECK(dictionary.evaluate(*dictionary.find("asked"), query, classes, scratch));
  CHECK(names(classes).back() == "asked");
}

TEST_CASE("names of classes are compared case sensitively") {
  const auto dictionary = compile({{.name = "a"}, {.name = "A"}, {.name = "all", .test = "member('A')"}});
  ClassSet classes;
  classes.begin(dictionary);
  FakeQuery query(classes);
  EvalScratch scratch;
  classes.add("a");
  dictionary.evaluate(ClassPhase::first, query, classes, scratch);
  CHECK(names(classes) == std::vector<std::string>{"a"});
  CHECK(refused({{.name = "b", .test = "member('known')"}}).key == "test");
}

TEST_CASE("definitions that cannot work are refused by entry and key") {
  CHECK(refused({{.name = ""}}).key == "name");
  CHECK(refused({{.name = "a"}, {.name = "a"}}).index == 1);
  CHECK(refused({{.name = "a", .test = "known", .template_test = "'x'"}}).key == "template-test");
  CHECK(refused({{.name = "a", .test = "member('b')"}, {.name = "b"}}).message ==
        "column 8: class 'b' is not defined before it is used here");
  CHECK(refused({{.name = "a", .test = "member('a')"}}).key == "test");
  CHECK(refused({{.name = "KNOWN", .test = "option[1].exists"}}).key == "test");
  CHECK(refused({{.name = "ALL", .only_if_required = true}}).key == "only-if-required");
  CHECK(refused({{.name = "DROP", .test = "option[1].exists", .only_if_required = true}}).key ==
        "only-if-required");
  CHECK(refused({{.name = "r", .test = "option[1].exists", .only_if_required = true},
                 {.name = "a", .test = "member('r')"}})
            .message.find("only if required") != std::string::npos);
  CHECK(refused({{.name = "a", .test = "'string'"}}).message.find("boolean") != std::string::npos);
  CHECK(refused({{.name = "a", .template_test = "known"}}).message.find("string") != std::string::npos);
  CHECK(refused({{.name = "a", .test = "member('SPAWN_x_y')"}}).key == "test");
}

TEST_CASE("built-in names may be referred to and defined") {
  const auto dictionary =
      compile({{.name = "KNOWN"},
               {.name = "VENDOR_CLASS_docsis3.0"},
               {.name = "DROP", .test = "member('VENDOR_CLASS_bad') or member('HA_x')"},
               {.name = "a", .test = "member('ALL') and member('EXTERNAL_y') or member('DROP')"}});
  CHECK(dictionary.find("KNOWN") == builtin_class::known);
  ClassSet classes;
  classes.begin(dictionary);
  FakeQuery query(classes);
  EvalScratch scratch;
  CHECK(classes.add("VENDOR_CLASS_bad"));
  CHECK_FALSE(classes.add("VENDOR_CLASS_bad"));
  dictionary.evaluate(ClassPhase::first, query, classes, scratch);
  CHECK(names(classes) == std::vector<std::string>{"VENDOR_CLASS_bad", "DROP", "a"});
  CHECK(classes.add("VENDOR_CLASS_docsis3.0"));
  CHECK(classes.contains(*dictionary.find("VENDOR_CLASS_docsis3.0")));
}

TEST_CASE("an evaluation error keeps the query out of the class and is told") {
  struct Observer : ClassObserver {
    std::string failed;
    void evaluated(std::string_view name, const EvalResult& result, bool) override {
      if (result.error != nullptr) failed = name;
    }
  } observer;
  const auto dictionary =
      compile({{.name = "bad", .test = "uint8totext('ab') == ''"}, {.name = "good", .test = "'a' == 'a'"}});
  ClassSet classes;
  classes.begin(dictionary);
  FakeQuery query(classes);
  EvalScratch scratch;
  dictionary.evaluate(ClassPhase::first, query, classes, scratch, &observer);
  CHECK(names(classes) == std::vector<std::string>{"good"});
  CHECK(observer.failed == "bad");
}

}  // namespace
}  // namespace dhcp
