#include "dhcpcore/option_definition.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "option/option_tables.hpp"

namespace dhcp {

namespace {

// In the order of OptionType.
constexpr std::array<std::string_view, 18> type_names = {
    "binary",      "boolean", "empty",  "fqdn",   "ipv4-address", "ipv6-address",
    "ipv6-prefix", "psid",    "record", "string", "tuple",        "uint8",
    "uint16",      "uint32",  "int8",   "int16",  "int32",        "internal",
};

const StandardSpace* find_space(std::string_view name, DhcpVersion version) {
  const auto key = [](const StandardSpace& space) { return std::pair(space.version, space.name); };
  const auto spaces = standard_spaces();
  const auto at = std::ranges::lower_bound(spaces, std::pair(version, name), {}, key);
  return at != spaces.end() && key(*at) == std::pair(version, name) ? &*at : nullptr;
}

}  // namespace

std::string_view option_type_name(OptionType type) {
  return type_names[static_cast<std::size_t>(type)];
}

std::optional<OptionType> option_type(std::string_view name) {
  const auto at = std::ranges::find(type_names, name);
  if (at == type_names.end()) return std::nullopt;
  return static_cast<OptionType>(at - type_names.begin());
}

const OptionDefinition* find_definition(std::string_view space, std::uint16_t code, DhcpVersion version) {
  const auto definitions = standard_definitions(space, version);
  const auto at = std::ranges::lower_bound(definitions, code, {}, &OptionDefinition::code);
  return at != definitions.end() && at->code == code ? &*at : nullptr;
}

const OptionDefinition* find_definition(std::string_view space, std::string_view name, DhcpVersion version) {
  const StandardSpace* found = find_space(space, version);
  if (!found) return nullptr;
  const auto name_of = [found](std::uint16_t at) { return found->by_code[at].name; };
  const auto at = std::ranges::lower_bound(found->by_name, name, {}, name_of);
  return at != found->by_name.end() && name_of(*at) == name ? &found->by_code[*at] : nullptr;
}

std::span<const OptionDefinition> standard_definitions(std::string_view space, DhcpVersion version) {
  const StandardSpace* found = find_space(space, version);
  return found ? found->by_code : std::span<const OptionDefinition>();
}

}  // namespace dhcp
