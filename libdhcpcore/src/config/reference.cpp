#include "config/reference.hpp"

#include <algorithm>
#include <vector>

namespace dhcp {

namespace {

std::string code(std::string_view text) {
  return '`' + std::string(text) + '`';
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

// The scopes under `scope`, outer ones first, each once.
void collect(const Scope& scope, std::vector<const Scope*>& scopes) {
  // A scope that is checked in two ways has one description.
  if (std::ranges::find(scopes, scope.name, &Scope::name) != scopes.end()) return;
  scopes.push_back(&scope);
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields)
      if (field.scope) collect(*field.scope, scopes);
}

std::string type_of(const Field& field) {
  std::string text(field.type->name);
  if (field.scope)
    text.append(" [").append(field.scope->name).append("](#").append(field.scope->name).append(")");
  return text;
}

std::string allowed(const Field& field) {
  std::vector<std::string> words;
  for (const std::string_view name : field.names) words.push_back(code(name));
  if (!words.empty()) return join(words);
  using Limits = std::numeric_limits<std::int64_t>;
  constexpr auto unlimited = Limits::max();
  const std::string most = std::to_string(field.most);
  if (field.type->name == "integer")
    return std::to_string(field.least) + " to " + (field.most == unlimited ? "2^63 - 1" : most);
  if (field.type->name == "real" && field.least != Limits::min())
    return "between " + std::to_string(field.least) + " and " + most + ", both excluded";
  if ((field.type->name == "string" || field.type->name == "identifier") && field.most != unlimited)
    return "at most " + most + " bytes";
  return {};
}

std::string default_of(const Field& field, const FieldGroup& group, const Value& defaults) {
  if (field.mandatory) return "mandatory";
  if (group.inherited) return "inherited";
  if (!field.fallback.empty()) return code(field.fallback);
  const Value* const value = defaults.find(field.key);
  return value && !value->is_map() ? code(to_json(*value)) : std::string();
}

void describe_field(const Field& field, const FieldGroup& group, const Value& defaults, std::string& page) {
  page.append("| ").append(code(field.key));
  if (!field.alias.empty()) page.append(" (also ").append(code(field.alias)).append(")");
  for (const std::string& cell : {type_of(field), default_of(field, group, defaults), allowed(field)})
    page.append(cell.empty() ? " |" : " | ").append(cell);
  page.append(" | ").append(field.summary);
  if (!field.successor.empty()) page.append(" Going out of use; write ").append(field.successor).append(".");
  page.append(" |\n");
}

void describe_scope(const Scope& scope, std::string& page) {
  page.append("\n## ").append(scope.name).append("\n\n").append(scope.summary);
  page.append("\n\n| key | type | default | allowed | meaning |\n|---|---|---|---|---|\n");
  const Value defaults = scope.defaults(scope);
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields) describe_field(field, group, defaults, page);
  if (scope.others) page.append("\nAny other key is kept as it is.\n");
}

}  // namespace

std::string configuration_reference(const Scope& root) {
  const std::string name = code(root.name);
  std::string page = "# Configuration of the server " + name;
  page.append(
      "\n\n<!-- Made from the tables of libdhcpcore/src/config by `./dev docs`. Do not edit. -->\n\n");
  page.append("A file holds one map with the one key ").append(name);
  page.append(
      ". It is JSON, and may also hold comments (`#`, `//`, `/* */`),\n"
      "`<?include \"file\"?>` (relative to the working directory of the server) and superfluous commas. What "
      "a scope\n"
      "below does not set and calls *inherited* is taken from the enclosing one.\n");
  std::vector<const Scope*> scopes;
  collect(root, scopes);
  for (const Scope* const scope : scopes) describe_scope(*scope, page);
  return page;
}

}  // namespace dhcp
