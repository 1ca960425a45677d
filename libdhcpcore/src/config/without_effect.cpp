#include "config/without_effect.hpp"

#include <algorithm>
#include <array>

namespace dhcp {

namespace {

struct KeyWithoutEffect {
  std::string_view key;
  std::string_view harmless{};  ///< a value, as JSON text, that asks for no more than the server does
};

// A line goes when its key begins to work.
constexpr KeyWithoutEffect keys_without_effect[] = {
    {"config-control"},          {"control-socket"},      {"control-sockets"},
    {"enable-updates", "false"}, {"hooks-libraries"},     {"hosts-database"},
    {"hosts-databases"},         {"parked-packet-limit"}, {"server-tag", "\"\""},
};
static_assert(std::ranges::is_sorted(keys_without_effect, {}, &KeyWithoutEffect::key));

bool asks_for_nothing(const Value& value, std::string_view harmless) {
  if (value.is_list()) return value.as_list().empty();
  if (value.is_map()) return value.as_map().empty();
  return !harmless.empty() && to_json(value) == harmless;
}

class Search {
 public:
  explicit Search(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void look_at(const Value& value) {
    if (value.is_list())
      for (const Value& element : value.as_list()) look_at(element);
    if (value.is_map())
      for (const Member& member : value.as_map()) look_at(member);
  }

 private:
  void look_at(const Member& member) {
    if (member.key == "user-context" || member.key == "parameters") return;  // the operator's own keys
    const auto at = std::ranges::lower_bound(keys_without_effect, member.key, {}, &KeyWithoutEffect::key);
    if (at == std::end(keys_without_effect) || at->key != member.key) return look_at(member.value);
    bool& told = told_[static_cast<std::size_t>(at - std::begin(keys_without_effect))];
    if (!told && !asks_for_nothing(member.value, at->harmless)) {
      told = true;
      diagnostics_.warning(member.value, "\"" + member.key + "\" is accepted but has no effect yet");
    }
    look_at(member.value);
  }

  Diagnostics& diagnostics_;
  std::array<bool, std::size(keys_without_effect)> told_{};
};

}  // namespace

void warn_without_effect(const Value& root, Diagnostics& diagnostics) {
  Search(diagnostics).look_at(root);
}

}  // namespace dhcp
