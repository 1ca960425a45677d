#include <algorithm>
#include <set>
#include <utility>

#include "config/settings4.hpp"
#include "config/settings6.hpp"
#include "dhcpcore/config6.hpp"
#include "sample_config.hpp"

namespace dhcp {
namespace {

using ScopeAndKey = std::pair<std::string, std::string>;

// Keys that are printed under the name of what has taken their place.
constexpr std::pair<std::string_view, std::string_view> replaced_keys[] = {
    {"control-socket", "control-sockets"},
    {"ddns-use-conflict-resolution", "ddns-conflict-resolution-mode"},
    {"hosts-database", "hosts-databases"},
};

// Keys that have one value only.
const std::set<ScopeAndKey> constants{
    {"authentication", "type"}, {"dhcp-ddns", "ncr-format"}, {"dhcp-ddns", "ncr-protocol"}};

// What is printed of `key`: comments become members of contexts.
const Value* printed_member(const Value& printed, std::string_view key) {
  if (key != "comment") return printed.find(key);
  const Value* const context = printed.find("user-context");
  return context ? context->find("comment") : nullptr;
}

// Contexts may have got a comment from beside them.
bool same(const Value& written, const Value& printed) {
  if (!written.is_map() || !printed.is_map()) return written == printed;
  return std::ranges::all_of(written.as_map(), [&](const Member& member) {
    const Value* const value = printed.find(member.key);
    return value && *value == member.value;
  });
}

// Which keys of `source` are printed with the value that was written, and it is not the default.
class KeptKeys {
 public:
  void add(const Scope& scope, const Value& source, const Value& printed) {
    const Value defaults = scope.defaults(scope);
    for (const Member& member : source.as_map()) {
      const auto replaced =
          std::ranges::find(replaced_keys, member.key, [](auto pair) { return pair.first; });
      const bool renamed = replaced != std::end(replaced_keys);
      const std::string_view key = renamed ? replaced->second : member.key;
      const Field* const field = find_field(scope, key);
      const Value* const value = field ? printed_member(printed, key) : nullptr;
      if (!value || is_default(*field, *value, defaults)) continue;
      if (!renamed && field->scope)
        add_inner(*field, member.value, *value);
      else if (!renamed && !same(member.value, *value))
        continue;
      keys_.emplace(scope.name, member.key);
    }
  }

  bool contains(const ScopeAndKey& key) const { return keys_.contains(key); }

 private:
  void add_inner(const Field& field, const Value& source, const Value& printed) {
    if (source.is_map()) return add(*field.scope, source, printed);
    const Value::List &written = source.as_list(), &read = printed.as_list();
    REQUIRE(written.size() == read.size());
    for (std::size_t i = 0; i < written.size(); ++i) add(*field.scope, written[i], read[i]);
  }

  static bool is_default(const Field& field, const Value& value, const Value& defaults) {
    const Value* const by_struct = defaults.find(field.key);
    return to_json(value) == field.fallback || (by_struct && *by_struct == value);
  }

  std::set<ScopeAndKey> keys_;
};

template <class Config>
KeptKeys keys_kept(const Scope& root, std::initializer_list<const char*> folders) {
  KeptKeys kept;
  for (const char* const folder : folders)
    for (const std::string& path : samples_in(folder)) {
      CAPTURE(path);
      const auto text = read_sample(path);
      REQUIRE(text);
      const auto source = parse_json(*text, path, config_file_syntax, read_sample);
      REQUIRE_MESSAGE(source, source.error().message);
      const auto config = Config::from_value(source->value);
      REQUIRE_MESSAGE(config, config.error().message);
      const auto again = Config::from_value((*config)->to_value());
      REQUIRE_MESSAGE(again, again.error().message);
      const Value printed = (*again)->to_value();
      kept.add(root, *source->value.find(root.name), *printed.find(root.name));
    }
  return kept;
}

// The keys of tests/data/grammar/`file_name`.
std::set<ScopeAndKey> grammar(const std::string& file_name) {
  const auto text = read_sample("../grammar/" + file_name);
  REQUIRE(text);
  const auto json = parse_json(*text, file_name, command_syntax);
  REQUIRE_MESSAGE(json, json.error().message);
  std::set<ScopeAndKey> keys;
  for (const Member& scope : json->value.find("scopes")->as_map())
    for (const Value& key : scope.value.as_list()) keys.emplace(scope.key, key.as_string());
  return keys;
}

void check_all_kept(const KeptKeys& kept, const std::string& grammar_name) {
  for (const ScopeAndKey& key : grammar(grammar_name))
    if (!constants.contains(key)) CHECK_MESSAGE(kept.contains(key), key.first, ": ", key.second);
}

TEST_CASE("every key of DHCPv4 keeps what was written, in one sample at least") {
  check_all_kept(keys_kept<Config4>(dhcp4_scope, {".", "manual"}), "dhcp4.json");
}

TEST_CASE("every key of DHCPv6 keeps what was written, in one sample at least") {
  check_all_kept(keys_kept<Config6>(dhcp6_scope, {"../configs6", "../configs6/manual"}), "dhcp6.json");
}

}  // namespace
}  // namespace dhcp
