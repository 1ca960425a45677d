#include "dhcpcore/value.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace dhcp {

namespace {

constexpr std::array<std::string_view, 7> kind_names{"null",   "boolean", "integer", "real",
                                                     "string", "list",    "map"};

template <class T, class Data>
auto& get(Data& data) {
  assert(std::holds_alternative<T>(data));
  return *std::get_if<T>(&data);
}

std::vector<const Member*> sorted_by_key(const Value::Map& map) {
  std::vector<const Member*> members;
  members.reserve(map.size());
  for (const Member& member : map) members.push_back(&member);
  std::ranges::sort(members, {}, [](const Member* m) -> const std::string& { return m->key; });
  return members;
}

bool equal_maps(const Value::Map& a, const Value::Map& b) {
  if (a.size() != b.size()) return false;
  return std::ranges::equal(sorted_by_key(a), sorted_by_key(b), [](const Member* x, const Member* y) {
    return x->key == y->key && x->value == y->value;
  });
}

}  // namespace

std::string SourcePosition::to_string() const {
  if (!file) return {};
  return *file + ':' + std::to_string(line) + ':' + std::to_string(column);
}

Value::Value() = default;
Value::Value(std::nullptr_t) {}
Value::Value(bool v) : data_(v) {}
Value::Value(Int128 v) : data_(v) {}
Value::Value(double v) : data_(v) {}
Value::Value(std::string v) : data_(std::move(v)) {}
Value::Value(std::string_view v) : data_(std::string(v)) {}
Value::Value(const char* v) : data_(std::string(v)) {}
Value::Value(List v) : data_(std::make_unique<List>(std::move(v))) {}
Value::Value(Map v) : data_(std::make_unique<Map>(std::move(v))) {}
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

Value::Value(const Value& other) : position_(other.position_) {
  switch (other.kind()) {
    case Kind::null:
      break;
    case Kind::boolean:
      data_ = other.as_boolean();
      break;
    case Kind::integer:
      data_ = other.as_integer();
      break;
    case Kind::real:
      data_ = other.as_real();
      break;
    case Kind::string:
      data_ = other.as_string();
      break;
    case Kind::list:
      data_ = std::make_unique<List>(other.as_list());
      break;
    case Kind::map:
      data_ = std::make_unique<Map>(other.as_map());
      break;
  }
}

Value& Value::operator=(const Value& other) {
  if (this != &other) *this = Value(other);
  return *this;
}

Value::Kind Value::kind() const {
  return static_cast<Kind>(data_.index());
}

std::string_view Value::kind_name(Kind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

bool Value::as_boolean() const {
  return get<bool>(data_);
}
Int128 Value::as_integer() const {
  return get<Int128>(data_);
}
double Value::as_real() const {
  return is_integer() ? static_cast<double>(as_integer()) : get<double>(data_);
}
const std::string& Value::as_string() const {
  return get<std::string>(data_);
}
const Value::List& Value::as_list() const {
  return *get<std::unique_ptr<List>>(data_);
}
Value::List& Value::as_list() {
  return *get<std::unique_ptr<List>>(data_);
}
const Value::Map& Value::as_map() const {
  return *get<std::unique_ptr<Map>>(data_);
}
Value::Map& Value::as_map() {
  return *get<std::unique_ptr<Map>>(data_);
}

const Value* Value::find(std::string_view key) const {
  if (!is_map()) return nullptr;
  const auto at = std::ranges::find(as_map(), key, &Member::key);
  return at == as_map().end() ? nullptr : &at->value;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

Value& Value::set(std::string_view key, Value value) {
  if (is_null()) data_ = std::make_unique<Map>();
  if (Value* const present = find(key)) return *present = std::move(value);
  return as_map().emplace_back(std::string(key), std::move(value), SourcePosition{}).value;
}

bool operator==(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Value::Kind::null:
      return true;
    case Value::Kind::boolean:
      return a.as_boolean() == b.as_boolean();
    case Value::Kind::integer:
      return a.as_integer() == b.as_integer();
    case Value::Kind::real:
      return a.as_real() == b.as_real();
    case Value::Kind::string:
      return a.as_string() == b.as_string();
    case Value::Kind::list:
      return a.as_list() == b.as_list();
    case Value::Kind::map:
      return equal_maps(a.as_map(), b.as_map());
  }
  return false;
}

}  // namespace dhcp
