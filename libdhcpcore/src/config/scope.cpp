#include <algorithm>

#include "config/field.hpp"
#include "config/grammar.hpp"

namespace dhcp {

namespace {

void* mutable_object(const void* object) {
  return const_cast<void*>(object);  // accessors only compute addresses
}

const Field* find_field(const Scope& scope, std::string_view key, const FieldGroup*& group) {
  for (const FieldGroup& candidate : scope.groups)
    for (const Field& field : candidate.fields)
      if (field.key == key || (!field.alias.empty() && field.alias == key)) {
        group = &candidate;
        return &field;
      }
  return nullptr;
}

// Levenshtein's distance: how many letters to change, add or drop.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string unknown_key_text(const Scope& scope, std::string_view key) {
  const auto grammar = grammar_keys4(scope.name);
  if (std::ranges::find(grammar, key) != grammar.end()) return "not supported yet";

  std::string_view nearest;
  std::size_t distance = key.size() < 256 ? std::max<std::size_t>(key.size() / 3, 2) + 1 : 0;
  const auto consider = [&](std::string_view candidate) {
    if (distance == 0) return;
    if (const std::size_t d = edit_distance(key, candidate); d < distance) {
      distance = d;
      nearest = candidate;
    }
  };
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields) consider(field.key);
  for (const std::string_view candidate : grammar) consider(candidate);
  std::string text = "unknown key";
  if (!nearest.empty()) text.append("; did you mean \"").append(nearest).append("\"?");
  return text;
}

void check_presence(const Scope& scope, const Value& source, Diagnostics& diagnostics) {
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields) {
      if (field.mandatory && !source.find(field.key))
        diagnostics.error(source, field.key, "missing, but mandatory");
      if (!field.alias.empty() && source.find(field.key) && source.find(field.alias))
        diagnostics.error(source, field.alias,
                          "this is another spelling of \"" + std::string(field.key) +
                              "\", which is given too; only one of them is allowed");
    }
}

}  // namespace

void read_scope(const Scope& scope, const Value& source, void* object, Diagnostics& diagnostics) {
  if (!source.is_map()) {
    diagnostics.error(
        source, "expected a map, found a value of kind " + std::string(Value::kind_name(source.kind())));
    return;
  }
  for (const Member& member : source.as_map()) {
    const FieldGroup* group = nullptr;
    if (const Field* const field = find_field(scope, member.key, group))
      field->type->read(*field, member.value, field->member(group->object(object)), diagnostics);
    else if (scope.unknown == UnknownKeys::refused)
      diagnostics.unknown_key(source, member, unknown_key_text(scope, member.key));
    if (diagnostics.failed()) return;
  }
  check_presence(scope, source, diagnostics);
  if (scope.check && !diagnostics.failed()) scope.check(object, source, diagnostics);
}

Value write_scope(const Scope& scope, const void* object) {
  Value::Map map;
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields) {
      Value value = field.type->write(field, field.member(group.object(mutable_object(object))));
      if (!value.is_null()) map.push_back({std::string(field.key), std::move(value), {}});
    }
  return map;
}

void inherit(std::span<const Field> fields, void* object, const void* parent) {
  for (const Field& field : fields)
    field.type->inherit(field.member(object), field.member(mutable_object(parent)));
}

void fall_back(std::span<const Field> fields, void* object) {
  for (const Field& field : fields) {
    void* const member = field.member(object);
    if (field.fallback.empty() || !field.type->write(field, member).is_null()) continue;
    const auto text = parse_json(field.fallback, "default", command_syntax);
    Diagnostics diagnostics(text->value);
    field.type->read(field, text->value, member, diagnostics);
  }
}

}  // namespace dhcp
