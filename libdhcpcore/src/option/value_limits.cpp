#include "option/value_limits.hpp"

#include <fmt/format.h>

#include "dhcpcore/address.hpp"

namespace dhcp {

namespace {

constexpr std::uint16_t s46_rule = 89;

bool is_softwire_rule(const OptionDefinition& definition) {
  return definition.version == DhcpVersion::v6 && definition.code == s46_rule &&
         (definition.space == "s46-cont-mape-options" || definition.space == "s46-cont-mapt-options");
}

Error out_of_range(int field, std::string_view name, unsigned value, std::string_view allowed) {
  return Error{fmt::format("field {}: {} {} is not allowed ({})", field, name, value, allowed)};
}

// RFC 7598 section 4.1: flags, ea-len, prefix4-len, ipv4-prefix, ipv6-prefix.
Result<void> limit_softwire_rule(std::span<std::uint8_t> value) {
  constexpr std::uint8_t forwarding = 0x80;
  constexpr std::uint8_t longest_ea = 48;
  constexpr std::size_t ipv4_at = 3;
  if ((value[0] & ~forwarding) != 0) return out_of_range(1, "flags", value[0], "0 or 128");
  if (value[1] > longest_ea) return out_of_range(2, "ea-len", value[1], "0 to 48");
  if (value[2] > Ipv4Address::bits) return out_of_range(3, "prefix4-len", value[2], "0 to 32");
  const Ipv4Prefix prefix{Ipv4Address::from_bytes(&value[ipv4_at]), value[2]};
  std::ranges::copy(prefix.network().bytes(), &value[ipv4_at]);
  return {};
}

}  // namespace

Result<void> apply_limits(const OptionDefinition& definition, std::span<std::uint8_t> value) {
  return is_softwire_rule(definition) ? limit_softwire_rule(value) : Result<void>();
}

}  // namespace dhcp
