#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>

#include "hook/module_set.hpp"

// The part of the module interface that needs no query. Nothing here throws.

namespace dhcp {

namespace {

const Value& value_of(const dhcp_value* value) {
  return *reinterpret_cast<const Value*>(value);
}
const dhcp_value* handle_of(const Value* value) {
  return reinterpret_cast<const dhcp_value*>(value);
}
dhcp_bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

dhcp_value_kind kind(const dhcp_value* value) {
  switch (value_of(value).kind()) {
    case Value::Kind::null:
      return DHCP_VALUE_NULL;
    case Value::Kind::boolean:
      return DHCP_VALUE_BOOLEAN;
    case Value::Kind::integer:
      return DHCP_VALUE_INTEGER;
    case Value::Kind::real:
      return DHCP_VALUE_REAL;
    case Value::Kind::string:
      return DHCP_VALUE_STRING;
    case Value::Kind::list:
      return DHCP_VALUE_LIST;
    case Value::Kind::map:
      return DHCP_VALUE_MAP;
  }
  return DHCP_VALUE_NULL;
}

std::int64_t integer(const dhcp_value* value) {
  const Value& v = value_of(value);
  if (v.is_boolean()) return v.as_boolean() ? 1 : 0;
  if (!v.is_integer()) return 0;
  constexpr Int128 least = std::numeric_limits<std::int64_t>::min();
  constexpr Int128 greatest = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::clamp(v.as_integer(), least, greatest));
}

double real(const dhcp_value* value) {
  const Value& v = value_of(value);
  return v.is_real() || v.is_integer() ? v.as_real() : 0;
}

dhcp_bytes text(const dhcp_value* value) {
  const Value& v = value_of(value);
  return v.is_string() ? bytes_of(v.as_string()) : dhcp_bytes{nullptr, 0};
}

std::size_t size(const dhcp_value* value) {
  const Value& v = value_of(value);
  if (v.is_list()) return v.as_list().size();
  return v.is_map() ? v.as_map().size() : 0;
}

const dhcp_value* at(const dhcp_value* value, std::size_t index, dhcp_bytes* key) {
  if (index >= size(value)) return nullptr;
  const Value& v = value_of(value);
  if (v.is_list()) return handle_of(&v.as_list()[index]);
  const Member& member = v.as_map()[index];
  if (key) *key = bytes_of(member.key);
  return handle_of(&member.value);
}

const dhcp_value* find(const dhcp_value* map, const char* key) {
  return handle_of(value_of(map).find(key));
}

LogMessage message(int verbosity, std::string_view id) {
  constexpr int least = log_fatal, greatest = 99;
  return {id, LogComponent::hooks, static_cast<Verbosity>(std::clamp(verbosity, least, greatest)), "{}"};
}

void log(dhcp_module* module, int verbosity, const char* id, const char* line) {
  module->host->log()(message(verbosity, id), std::string_view(line));
}

int logs(dhcp_module* module, int verbosity) {
  return module->host->log().enabled(message(verbosity, {})) ? 1 : 0;
}

void resume(dhcp_module* module, dhcp_park_token token, dhcp_next_step step) {
  module->host->resume(token, step);
}

}  // namespace

void add_module_functions(dhcp_host_table& functions) {
  functions.size = sizeof(functions);
  functions.abi = DHCP_MODULE_ABI;
  functions.resume = resume;
  functions.value_kind = kind;
  functions.value_integer = integer;
  functions.value_real = real;
  functions.value_text = text;
  functions.value_size = size;
  functions.value_at = at;
  functions.value_find = find;
  functions.log = log;
  functions.logs = logs;
}

}  // namespace dhcp
