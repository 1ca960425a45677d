#include "config/diagnostics.hpp"

#include <utility>

namespace dhcp {

namespace {

// Calls `visit(value, path)` for each value of the tree, in the order of the text, until it returns false.
template <class Visit>
bool walk(const Value& value, std::string& path, const Visit& visit) {
  if (!visit(value, std::as_const(path))) return false;
  const std::size_t length = path.size();
  if (value.is_map())
    for (const Member& member : value.as_map()) {
      path.append(length == 0 ? "" : "/").append(member.key);
      if (!walk(member.value, path, visit)) return false;
      path.resize(length);
    }
  if (value.is_list())
    for (std::size_t i = 0; i < value.as_list().size(); ++i) {
      path.append("[").append(std::to_string(i)).append("]");
      if (!walk(value.as_list()[i], path, visit)) return false;
      path.resize(length);
    }
  return true;
}

std::string line_about(const SourcePosition& position, const std::string& path, std::string_view text) {
  std::string line = position.to_string();
  for (const std::string_view part : {std::string_view(path), text}) {
    if (part.empty()) continue;
    if (!line.empty()) line += ": ";
    line += part;
  }
  return line;
}

std::string join(std::string path, std::string_view key) {
  if (!path.empty()) path += '/';
  return path.append(key);
}

}  // namespace

std::string Diagnostics::path_of(const Value& value) const {
  std::string path = root_path_;
  walk(root_, path, [&](const Value& candidate, const std::string&) { return &candidate != &value; });
  return path;
}

void Diagnostics::error(const Value& where, std::string_view text) {
  if (!failed()) error_ = line_about(where.position(), path_of(where), text);
}

void Diagnostics::warning(const Value& where, std::string text) {
  warnings_.emplace(&where, std::move(text));
}

std::vector<std::string> Diagnostics::warnings() const {
  std::vector<std::string> lines;
  if (warnings_.empty()) return lines;
  std::string path = root_path_;
  walk(root_, path, [&](const Value& value, const std::string& at) {
    const auto [first, last] = warnings_.equal_range(&value);
    for (auto warning = first; warning != last; ++warning)
      lines.push_back(line_about(value.position(), at, warning->second));
    return true;
  });
  return lines;
}

void Diagnostics::error(const Value& map, std::string_view key, std::string_view text) {
  if (const Value* const member = map.find(key)) return error(*member, text);
  if (!failed()) error_ = line_about(map.position(), join(path_of(map), key), text);
}

void Diagnostics::unknown_key(const Value& map, const Member& member, std::string_view text) {
  if (!failed()) error_ = line_about(member.key_position, join(path_of(map), member.key), text);
}

std::string shown(const Value& value) {
  constexpr std::size_t enough = 80;
  if (value.is_map() || value.is_list()) return "a " + std::string(Value::kind_name(value.kind()));
  if (!value.is_string() || value.as_string().size() <= enough) return to_json(value);
  return to_json(value.as_string().substr(0, enough)) + "...";
}

std::string place_of(const Value& other) {
  const std::string place = other.position().to_string();
  return place.empty() ? std::string("another place") : place;
}

}  // namespace dhcp
