#include "config/reference.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "config/schema.hpp"
#include "config/settings4.hpp"
#include "config/settings6.hpp"
#include "config/tables.hpp"
#include "test_data.hpp"

namespace dhcp {
namespace {

void visit_scopes(const Scope& scope, std::set<const Scope*>& seen) {
  if (!seen.insert(&scope).second) return;
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields)
      if (field.scope) visit_scopes(*field.scope, seen);
}

std::string checked_in(const std::string& file_name) {
  std::ifstream file(TEST_DATA_DIR "/../../docs/reference/" + file_name);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("the checked-in reference is that of the tables; ./dev docs makes it anew") {
  CHECK(checked_in("configuration4.md") == configuration_reference(dhcp4_scope));
  CHECK(checked_in("configuration6.md") == configuration_reference(dhcp6_scope));
}

TEST_CASE("the checked-in schema is that of the tables; ./dev docs makes it anew") {
  CHECK(checked_in("dhcp4.schema.json") == to_json(configuration_schema(dhcp4_scope), 2) + "\n");
  CHECK(checked_in("dhcp6.schema.json") == to_json(configuration_schema(dhcp6_scope), 2) + "\n");
}

TEST_CASE("the schema says types, limits, words and what must be there") {
  const Value schema = configuration_schema(dhcp4_scope);
  const Value& subnet = *schema.find("$defs")->find("subnet4");
  CHECK_FALSE(subnet.find("additionalProperties")->as_boolean());
  CHECK(to_json(*subnet.find("required")) == R"(["id", "subnet"])");
  const Value& properties = *subnet.find("properties");
  CHECK(properties.find("id")->find("maximum")->as_integer() == 4294967294);
  CHECK(to_json(*properties.find("allocator")->find("enum")) == R"(["iterative", "random", "flq"])");
  CHECK(to_json(*properties.find("pools")->find("items")) == R"({"$ref": "#/$defs/pool"})");
  CHECK(properties.find("t1-percent")->find("exclusiveMaximum")->as_integer() == 1);
  CHECK(properties.find("ddns-use-conflict-resolution")->find("deprecated")->as_boolean());
  CHECK(schema.find("$defs")->find("dhcp-queue-control")->find("additionalProperties")->as_boolean());
  CHECK(schema.find("$defs")->as_map().size() == 24);
}

Value grammar_of(const std::string& file_name) {
  std::ifstream file(TEST_DATA_DIR "/grammar/" + file_name);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  auto json = parse_json(text, file_name, command_syntax);
  REQUIRE_MESSAGE(json, json.error().message);
  return *json->value.find("scopes");
}

std::set<std::string> keys_of(const Scope& scope) {
  std::set<std::string> keys;
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields) {
      CHECK_MESSAGE(keys.insert(std::string(field.key)).second, field.key);
      CHECK_MESSAGE(field.summary.ends_with('.'), field.key);
    }
  return keys;
}

struct GrammarSize {
  std::size_t scopes;
  std::size_t keys;
};

// Every key of the grammar is in a table, and besides them our own extensions only.
void check_grammar(const Scope& root, const std::string& file_name, GrammarSize size) {
  const std::set<std::string> ours{"sync", "client-classes"};
  const Value grammar = grammar_of(file_name);
  std::set<const Scope*> scopes;
  visit_scopes(root, scopes);
  std::set<std::string> names;
  std::size_t lines = 0;
  for (const Scope* scope : scopes) {
    const Value* const expected = grammar.find(scope->name);
    REQUIRE_MESSAGE(expected, scope->name);
    const std::set<std::string> keys = keys_of(*scope);
    if (names.insert(std::string(scope->name)).second) lines += expected->as_list().size();
    std::set<std::string> known;
    for (const Value& key : expected->as_list()) {
      CHECK_MESSAGE(keys.contains(key.as_string()), scope->name, ": ", key.as_string());
      known.insert(key.as_string());
    }
    for (const std::string& key : keys)
      CHECK_MESSAGE((known.contains(key) || ours.contains(key)), scope->name, ": ", key);
  }
  CHECK(names.size() == grammar.as_map().size());
  CHECK(names.size() == size.scopes);
  CHECK(lines == size.keys);
}

TEST_CASE("the tables hold every key of the grammars") {
  check_grammar(dhcp4_scope, "dhcp4.json", {24, 313});
  check_grammar(dhcp6_scope, "dhcp6.json", {26, 320});
}

template <class Settings>
void check_fallbacks(std::span<const Field> fields) {
  Settings settings;
  fall_back(fields, &settings);
  for (const Field& field : fields) {
    const Value value = field.type->write(field, field.member(&settings));
    CHECK_MESSAGE(value.is_null() == field.fallback.empty(), field.key);
    if (!value.is_null()) CHECK(to_json(value) == field.fallback);
  }
}

TEST_CASE("every fallback reads as a value of its field") {
  check_fallbacks<InheritedSettings>(inherited_fields);
  check_fallbacks<InheritedSettings4>(inherited_fields4);
  check_fallbacks<InheritedSettings>(inherited_fields6);
  check_fallbacks<DdnsSettings>(ddns_fields);
}

}  // namespace
}  // namespace dhcp
