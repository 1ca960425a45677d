#include "config/reference.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "config/grammar.hpp"
#include "config/settings4.hpp"
#include "test_data.hpp"

namespace dhcp {
namespace {

void visit_scopes(const Scope& scope, std::set<const Scope*>& seen) {
  if (!seen.insert(&scope).second) return;
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields)
      if (field.scope) visit_scopes(*field.scope, seen);
}

TEST_CASE("the checked-in reference is that of the tables; ./dev docs makes it anew") {
  std::ifstream file(TEST_DATA_DIR "/../../docs/reference/configuration.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  CHECK(page == configuration_reference(dhcp4_scope));
}

TEST_CASE("every scope has a grammar, and no key but our own is outside it") {
  std::set<const Scope*> scopes;
  visit_scopes(dhcp4_scope, scopes);
  CHECK(scopes.size() == 11);
  for (const Scope* scope : scopes) {
    const auto grammar = grammar_keys4(scope->name);
    CHECK_MESSAGE(!grammar.empty(), scope->name);
    std::set<std::string_view> keys;
    for (const FieldGroup& group : scope->groups)
      for (const Field& field : group.fields) {
        CHECK_MESSAGE(keys.insert(field.key).second, field.key);
        const bool known = std::ranges::find(grammar, field.key) != grammar.end();
        CHECK_MESSAGE((known || field.key == "sync"), field.key);
        CHECK_MESSAGE(field.summary.ends_with('.'), field.key);
      }
  }
}

TEST_CASE("every fallback reads as a value of its field") {
  InheritedSettings4 settings;
  fall_back(inherited_fields4(), &settings);
  for (const Field& field : inherited_fields4()) {
    const Value value = field.type->write(field, field.member(&settings));
    CHECK_MESSAGE(value.is_null() == field.fallback.empty(), field.key);
    if (!value.is_null()) CHECK(to_json(value) == field.fallback);
  }
}

}  // namespace
}  // namespace dhcp
