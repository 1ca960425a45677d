#include "config/field_types.hpp"

namespace dhcp::field_types {

namespace {

void expected(const Value& value, std::string_view what, Diagnostics& diagnostics) {
  diagnostics.error(value, "expected " + std::string(what) + ", found a value of kind " +
                               std::string(Value::kind_name(value.kind())));
}

}  // namespace

bool read_boolean(const Value& value, bool& out, Diagnostics& diagnostics) {
  if (!value.is_boolean()) {
    expected(value, "true or false", diagnostics);
    return false;
  }
  out = value.as_boolean();
  return true;
}

bool read_integer(const Field& field, const Value& value, std::int64_t& out, Diagnostics& diagnostics) {
  if (!value.is_integer()) {
    expected(value, "an integer", diagnostics);
    return false;
  }
  const Int128 number = value.as_integer();
  if (number < field.least || number > field.most) {
    diagnostics.error(value, shown(value) + " is out of range; allowed are " + std::to_string(field.least) +
                                 " to " + std::to_string(field.most));
    return false;
  }
  out = static_cast<std::int64_t>(number);
  return true;
}

bool read_real(const Field& field, const Value& value, double& out, Diagnostics& diagnostics) {
  if (!value.is_real() && !value.is_integer()) {
    expected(value, "a number", diagnostics);
    return false;
  }
  out = value.as_real();
  if (out > static_cast<double>(field.least) && out < static_cast<double>(field.most)) return true;
  diagnostics.error(value, shown(value) + " is out of range; allowed is what is greater than " +
                               std::to_string(field.least) + " and less than " + std::to_string(field.most));
  return false;
}

bool read_text(const Field& field, const Value& value, std::string& out, Diagnostics& diagnostics) {
  if (!value.is_string()) {
    expected(value, "a string", diagnostics);
    return false;
  }
  out = value.as_string();
  if (static_cast<std::int64_t>(out.size()) <= field.most) return true;
  diagnostics.error(value, "too long with " + std::to_string(out.size()) + " bytes; at most " +
                               std::to_string(field.most) + " are allowed");
  return false;
}

bool read_name(const Field& field, const Value& value, std::size_t& index, Diagnostics& diagnostics) {
  if (!value.is_string()) {
    expected(value, "a string", diagnostics);
    return false;
  }
  std::string allowed;
  for (index = 0; index < field.names.size(); ++index) {
    if (field.names[index] == value.as_string()) return true;
    allowed.append(allowed.empty() ? "\"" : ", \"").append(field.names[index]).append("\"");
  }
  diagnostics.error(value, shown(value) + " is not known here; allowed are " + allowed);
  return false;
}

bool read_address(const Value& value, Ipv4Address& out, Diagnostics& diagnostics) {
  const auto address = value.is_string() ? Ipv4Address::parse(value.as_string()) : std::nullopt;
  if (!address) {
    diagnostics.error(value, shown(value) + " is no IPv4 address; expected a string such as \"192.0.2.1\"");
    return false;
  }
  out = *address;
  return true;
}

bool read_address(const Value& value, Ipv6Address& out, Diagnostics& diagnostics) {
  const auto address = value.is_string() ? Ipv6Address::parse(value.as_string()) : std::nullopt;
  if (!address) {
    diagnostics.error(value, shown(value) + " is no IPv6 address; expected a string such as \"2001:db8::1\"");
    return false;
  }
  out = *address;
  return true;
}

bool read_prefix(const Value& value, Ipv6Prefix& out, Diagnostics& diagnostics) {
  const auto prefix = value.is_string() ? Ipv6Prefix::parse(value.as_string()) : std::nullopt;
  if (!prefix) {
    diagnostics.error(value,
                      shown(value) + " is no IPv6 prefix; expected a string such as \"2001:db8::/32\"");
    return false;
  }
  out = *prefix;
  return true;
}

bool is_list(const Value& value, Diagnostics& diagnostics) {
  if (!value.is_list()) expected(value, "a list", diagnostics);
  return value.is_list();
}

// `comment` is kept as a member of the user context, which is where config-get shows it.
namespace {

Value context_of(const UserContext& context) {
  return context.map ? *context.map : Value(Value::Map{});
}

void read_user_context(const Field&, const Value& value, void* member, Diagnostics& diagnostics) {
  auto& context = *static_cast<UserContext*>(member);
  if (!value.is_map()) return expected(value, "a map", diagnostics);
  Value merged = value;
  if (const Value* const comment = context.map ? context.map->find("comment") : nullptr) {
    if (merged.find("comment"))
      return diagnostics.error(value, "has a comment, and the scope has one too; only one is allowed");
    merged.set("comment", *comment);
  }
  context.map = std::make_shared<const Value>(std::move(merged));
}

Value write_user_context(const Field&, const void* member) {
  const auto& context = *static_cast<const UserContext*>(member);
  return context.map ? *context.map : Value();
}

void read_comment(const Field&, const Value& value, void* member, Diagnostics& diagnostics) {
  auto& context = *static_cast<UserContext*>(member);
  if (!value.is_string()) return expected(value, "a string", diagnostics);
  Value merged = context_of(context);
  if (merged.find("comment"))
    return diagnostics.error(value, "\"user-context\" has a comment too; only one is allowed");
  merged.set("comment", value);
  context.map = std::make_shared<const Value>(std::move(merged));
}

void read_free_map(const Field&, const Value& value, void* member, Diagnostics& diagnostics) {
  if (!value.is_map()) return expected(value, "a map", diagnostics);
  static_cast<UserContext*>(member)->map = std::make_shared<const Value>(value);
}

Value write_nothing(const Field&, const void*) {
  return {};
}
void inherit_nothing(void*, const void*) {}

}  // namespace

const FieldType user_context{"map of any keys", &read_user_context, &write_user_context, &inherit_nothing};
const FieldType free_map{"map of any keys", &read_free_map, &write_user_context, &inherit_nothing};
const FieldType comment{"string", &read_comment, &write_nothing, &inherit_nothing};

}  // namespace dhcp::field_types
