#include "lease/extended_info4.hpp"

#include "dhcpcore/option_run.hpp"
#include "dhcpcore/packet4.hpp"

namespace dhcp {

namespace {

void append_hex(std::string& text, ByteView bytes) {
  static constexpr char digits[] = "0123456789ABCDEF";
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 0xf];
  }
}

/// Calls out(key, "0x" or nothing, bytes) for each entry of the map.
template <class Out>
void each_entry(ByteView information, const Out& out) {
  const SubOptions4 run(information);
  out(sub_options_key, "0x", information);
  if (const auto id = run.find(relay4::remote_id)) out(remote_id_key, "", *id);
  if (const auto id = run.find(relay4::relay_id)) out(relay_id_key, "", *id);
}

/// The whole user context of a lease that has no other.
void write_context(std::string& text, ByteView information) {
  text = R"({"ISC": {"relay-agent-info": {)";
  std::string_view separator = "\"";
  each_entry(information, [&](std::string_view key, std::string_view prefix, ByteView bytes) {
    text.append(separator).append(key).append("\": \"").append(prefix);
    append_hex(text, bytes);
    text += '"';
    separator = ", \"";
  });
  text += "}}}";
}

}  // namespace

Value relay_information_map(ByteView information) {
  Value map{Value::Map()};
  each_entry(information, [&](std::string_view key, std::string_view prefix, ByteView bytes) {
    std::string text(prefix);
    append_hex(text, bytes);
    map.set(key, std::move(text));
  });
  return map;
}

std::optional<std::vector<std::uint8_t>> relay_information_bytes(const Value& text) {
  if (!text.is_string() || text.as_string().size() % 2 != 0) return std::nullopt;
  auto bytes = from_hex(text.as_string());
  if (!bytes || bytes->empty()) return std::nullopt;
  return bytes;
}

void store_relay_information(std::string& user_context, ByteView information, std::string& scratch) {
  write_context(scratch, information);
  if (user_context == scratch) return;
  if (user_context.empty()) {
    user_context = scratch;
    return;
  }
  auto json = parse_json(user_context, "user context", {});
  if (!json || !json->value.is_map()) return;
  Value& context = json->value;
  Value* isc = context.find(isc_key);
  if (isc == nullptr || !isc->is_map()) isc = &context.set(isc_key, Value::Map());
  isc->set(relay_information_key, relay_information_map(information));
  user_context = to_json(context);
}

std::vector<std::uint8_t> stored_relay_information(std::string_view user_context) {
  if (user_context.empty()) return {};
  const auto json = parse_json(user_context, "user context", {});
  if (!json) return {};
  const Value* const isc = json->value.find(isc_key);
  const Value* const kept = isc != nullptr ? isc->find(relay_information_key) : nullptr;
  if (kept == nullptr) return {};
  const Value* const text = kept->is_map() ? kept->find(sub_options_key) : kept;
  if (text == nullptr) return {};
  return relay_information_bytes(*text).value_or(std::vector<std::uint8_t>());
}

}  // namespace dhcp
