#include "config/schema.hpp"

#include <algorithm>
#include <vector>

namespace dhcp {

namespace {

using S = std::string_view;

Value map_of(std::initializer_list<std::pair<S, Value>> members) {
  Value::Map map;
  for (const auto& [key, value] : members) map.push_back({std::string(key), value, {}});
  return map;
}

Value number_schema(const Field& field) {
  Value schema = map_of({{"type", "integer"}});
  if (field.least != std::numeric_limits<std::int64_t>::min()) schema.set("minimum", field.least);
  if (field.most != std::numeric_limits<std::int64_t>::max()) schema.set("maximum", field.most);
  return schema;
}

Value real_schema(const Field& field) {
  Value schema = map_of({{"type", "number"}});
  if (field.least != std::numeric_limits<std::int64_t>::min()) schema.set("exclusiveMinimum", field.least);
  if (field.most != std::numeric_limits<std::int64_t>::max()) schema.set("exclusiveMaximum", field.most);
  return schema;
}

// The limit of an identifier is in bytes, which are written in several ways.
Value string_schema(S type, const Field& field) {
  Value schema = map_of({{"type", "string"}});
  if (type.starts_with("string") && field.most != std::numeric_limits<std::int64_t>::max())
    schema.set("maxLength", field.most);
  return schema;
}

Value word_schema(const Field& field) {
  Value::List words;
  for (const S name : field.names) words.push_back(name);
  return map_of({{"enum", words}});
}

// Of one value, whether it stands by itself or in a list. `type` is a name of a FieldType, in the singular.
Value schema_of(S type, const Field& field) {
  if (field.scope) return map_of({{"$ref", "#/$defs/" + std::string(field.scope->name)}});
  if (type.starts_with("boolean")) return map_of({{"type", "boolean"}});
  if (type.starts_with("integer")) return number_schema(field);
  if (type.starts_with("real")) return real_schema(field);
  if (type.starts_with("word")) return word_schema(field);
  if (type.starts_with("map")) return map_of({{"type", "object"}});
  if (type.starts_with("IPv4 address") && !field.empty_is_unset)
    return map_of({{"type", "string"}, {"format", "ipv4"}});
  if (type.starts_with("IPv6 address") && !field.empty_is_unset)
    return map_of({{"type", "string"}, {"format", "ipv6"}});
  return string_schema(type, field);
}

Value property(const Field& field, const FieldGroup& group, const Value& defaults) {
  constexpr S list = "list of ";
  const S type = field.type->name;
  Value schema = type.starts_with(list)
                     ? map_of({{"type", "array"}, {"items", schema_of(type.substr(list.size()), field)}})
                     : schema_of(type, field);
  schema.set("description", field.summary);
  if (const Value* const value = defaults.find(field.key);
      value && !field.mandatory && !group.inherited && !value->is_map())
    schema.set("default", *value);
  else if (!field.fallback.empty() && !group.inherited)
    schema.set("default", parse_json(field.fallback, "default", command_syntax)->value);
  if (!field.successor.empty()) schema.set("deprecated", true);
  return schema;
}

Value scope_schema(const Scope& scope) {
  Value properties{Value::Map{}};
  Value::List mandatory, rivals;
  const Value defaults = scope.defaults(scope);
  const auto not_both = [&](S a, S b) {
    rivals.push_back(map_of({{"not", map_of({{"required", Value::List{a, b}}})}}));
  };
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields) {
      Value schema = property(field, group, defaults);
      if (!field.alias.empty()) {
        properties.set(field.alias, schema);
        not_both(field.key, field.alias);
      }
      properties.set(field.key, std::move(schema));
      if (field.mandatory) mandatory.push_back(field.key);
      if (!field.rival.empty()) not_both(field.key, field.rival);
    }
  Value schema = map_of({{"type", "object"},
                         {"description", scope.summary},
                         {"properties", properties},
                         {"additionalProperties", scope.others != nullptr}});
  if (!mandatory.empty()) schema.set("required", mandatory);
  if (!rivals.empty()) schema.set("allOf", rivals);
  return schema;
}

void define(const Scope& scope, Value& definitions) {
  if (definitions.find(scope.name)) return;
  definitions.set(scope.name, scope_schema(scope));
  for (const FieldGroup& group : scope.groups)
    for (const Field& field : group.fields)
      if (field.scope) define(*field.scope, definitions);
}

}  // namespace

Value configuration_schema(const Scope& root) {
  Value definitions{Value::Map{}};
  define(root, definitions);
  const Value top = map_of({{"$ref", "#/$defs/" + std::string(root.name)}});
  return map_of({{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "Configuration of the server " + std::string(root.name)},
                 {"type", "object"},
                 {"properties", map_of({{root.name, top}})},
                 {"required", Value::List{root.name}},
                 {"additionalProperties", false},
                 {"$defs", definitions}});
}

}  // namespace dhcp
