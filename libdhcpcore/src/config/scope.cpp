#include <algorithm>

#include "config/field.hpp"

namespace dhcp {

namespace {

void* mutable_object(const void* object) {
  return const_cast<void*>(object);  // accessors only compute addresses
}

// A field, and the group that it is in.
std::pair<const Field*, const FieldGroup*> search(const Scope& scope, std::string_view key) {
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields)
      if (field.key == key || (!field.alias.empty() && field.alias == key)) return {&field, &group};
  return {};
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
  std::string_view nearest;
  std::size_t distance = key.size() < 256 ? std::max<std::size_t>(key.size() / 3, 2) + 1 : 0;
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields) {
      if (distance == 0) break;
      if (const std::size_t d = edit_distance(key, field.key); d < distance) {
        distance = d;
        nearest = field.key;
      }
    }
  std::string text = "unknown key";
  if (!nearest.empty()) text.append("; did you mean \"").append(nearest).append("\"?");
  return text;
}

void check_presence(const Scope& scope, const Value& source, Diagnostics& diagnostics) {
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields) {
      if (!field.mandatory && field.alias.empty() && field.rival.empty()) continue;
      const bool given = source.find(field.key) != nullptr;
      const bool by_alias = !field.alias.empty() && source.find(field.alias);
      if (field.mandatory && !given && !by_alias)
        diagnostics.error(source, field.key, "missing, but mandatory");
      if (given && by_alias)
        diagnostics.error(source, field.alias,
                          "this is another spelling of \"" + std::string(field.key) +
                              "\", which is given too; only one of them is allowed");
      if (given && !field.rival.empty() && source.find(field.rival))
        diagnostics.error(source, field.key,
                          "\"" + std::string(field.rival) + "\" is given too; only one of them is allowed");
    }
}

void read_member(const Scope& scope, const Member& member, const Value& source, void* object,
                 Diagnostics& diagnostics) {
  if (const auto [field, group] = search(scope, member.key); field) {
    field->type->read(*field, member.value, field->member(group->object(object)), diagnostics);
    if (!field->successor.empty())
      diagnostics.warning(
          member.value, "\"" + member.key + "\" is going out of use; write " + std::string(field->successor));
  } else if (scope.others) {
    scope.others(object).set(member.key, member.value);
  } else {
    diagnostics.unknown_key(source, member, unknown_key_text(scope, member.key));
  }
}

}  // namespace

const Field* find_field(const Scope& scope, std::string_view key) {
  return search(scope, key).first;
}

void read_scope(const Scope& scope, const Value& source, void* object, Diagnostics& diagnostics) {
  if (!source.is_map()) {
    diagnostics.error(
        source, "expected a map, found a value of kind " + std::string(Value::kind_name(source.kind())));
    return;
  }
  for (const Member& member : source.as_map()) {
    read_member(scope, member, source, object, diagnostics);
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
  if (scope.others)
    if (const Value& others = scope.others(mutable_object(object)); others.is_map())
      map.insert(map.end(), others.as_map().begin(), others.as_map().end());
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
