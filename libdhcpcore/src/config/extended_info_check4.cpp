#include "config/extended_info_check4.hpp"

#include <algorithm>

#include "lease/extended_info4.hpp"

namespace dhcp {

namespace {

using Level = SanityChecks::ExtendedInfo;
constexpr std::string_view comment_key = "comment";

/// One user context, with an element "ISC".
class Check {
 public:
  Check(Level level, Value& isc) : level_(level), isc_(isc) {}

  ExtendedInfo4 run() {
    if (!isc_.is_map()) return fault("ISC is no map");
    if (level_ == Level::pedantic && !only(isc_, {relay_information_key}))
      return fault("ISC holds what nobody knows");
    Value* const information = isc_.find(relay_information_key);
    if (information == nullptr) return ExtendedInfo4::good;
    if (information->is_string()) return convert(*information);
    if (!information->is_map()) return fault("relay-agent-info is neither a map nor a string");
    return check(*information);
  }
  std::string_view problem() const { return problem_; }

 private:
  ExtendedInfo4 fault(std::string_view problem) {
    problem_ = problem;
    return ExtendedInfo4::removed;
  }

  static bool only(const Value& map, std::initializer_list<std::string_view> keys) {
    return std::ranges::all_of(map.as_map(), [&](const Member& member) {
      return member.key == comment_key || std::ranges::find(keys, member.key) != keys.end();
    });
  }

  ExtendedInfo4 convert(Value& text) {
    const auto bytes = relay_information_bytes(text);
    if (!bytes) return fault("relay-agent-info is not hexadecimal");
    text = relay_information_map(*bytes);
    return ExtendedInfo4::upgraded;
  }

  ExtendedInfo4 check(Value& information) {
    const Value* const text = information.find(sub_options_key);
    if (text == nullptr) return fault("relay-agent-info has no sub-options");
    const auto bytes = relay_information_bytes(*text);
    if (!bytes) return fault("sub-options are not hexadecimal");
    if (level_ == Level::fix) return ExtendedInfo4::good;
    if (level_ == Level::pedantic && !only(information, {sub_options_key, remote_id_key, relay_id_key}))
      return fault("relay-agent-info holds what nobody knows");
    return agree(information, relay_information_map(*bytes));
  }

  /// Makes the entries that follow from the sub-options what they are to be.
  static ExtendedInfo4 agree(Value& information, const Value& wanted) {
    ExtendedInfo4 outcome = ExtendedInfo4::good;
    for (const std::string_view key : {sub_options_key, remote_id_key, relay_id_key}) {
      const Value* const there = information.find(key);
      const Value* const right = wanted.find(key);
      if (there == nullptr && right == nullptr) continue;
      if (there != nullptr && right != nullptr && *there == *right) continue;
      outcome = ExtendedInfo4::upgraded;
      if (right != nullptr)
        information.set(key, *right);
      else
        std::erase_if(information.as_map(), [&](const Member& member) { return member.key == key; });
    }
    return outcome;
  }

  Level level_;
  Value& isc_;
  std::string_view problem_;
};

}  // namespace

ExtendedInfo4 check_extended_info4(Level level, std::string& user_context, std::string_view& problem) {
  // Most leases have no user context, or one that is somebody else's.
  if (level == Level::none || user_context.find("\"ISC\"") == std::string::npos) return ExtendedInfo4::good;
  auto json = parse_json(user_context, "user context", {});
  if (!json || !json->value.is_map()) return ExtendedInfo4::good;
  Value& context = json->value;
  Value* const isc = context.find(isc_key);
  if (isc == nullptr) return ExtendedInfo4::good;
  Check check(level, *isc);
  const ExtendedInfo4 outcome = check.run();
  if (outcome == ExtendedInfo4::good) return outcome;
  problem = check.problem();
  if (outcome == ExtendedInfo4::removed)
    std::erase_if(context.as_map(), [](const Member& member) { return member.key == isc_key; });
  user_context = context.as_map().empty() ? std::string() : to_json(context);
  return outcome;
}

}  // namespace dhcp
