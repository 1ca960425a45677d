#include "dhcpcore/name_change.hpp"

#include <fmt/chrono.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "dhcpcore/value.hpp"

namespace dhcp {

namespace {

constexpr std::uint32_t least_ttl = 600;
constexpr std::uint32_t greatest_ttl = 0x7fffffff;

std::string upper_hex(ByteView bytes) {
  std::string text = to_hex(bytes);
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

}  // namespace

std::string NameChangeRequest::to_json() const {
  const auto expires = fmt::gmtime(static_cast<std::time_t>(lease_expires));
  Value::Map map;
  const auto add = [&](std::string_view key, Value value) {
    map.push_back({std::string(key), std::move(value), {}});
  };
  add("change-type", static_cast<int>(kind));
  add("forward-change", forward);
  add("reverse-change", reverse);
  add("fqdn", fqdn);
  add("ip-address", address);
  add("dhcid", upper_hex(dhcid));
  add("lease-expires-on", fmt::format("{:%Y%m%d%H%M%S}", expires));
  add("lease-length", lease_length);
  add("conflict-resolution-mode", conflict_resolution_names[static_cast<std::size_t>(conflict_resolution)]);
  return dhcp::to_json(map);
}

std::optional<std::uint32_t> ddns_ttl(std::uint32_t lifetime, std::optional<double> percent) {
  if (!percent) return std::max(lifetime / 3, least_ttl);
  const double part = std::floor(*percent * lifetime);
  if (part < 1) return std::nullopt;
  return static_cast<std::uint32_t>(std::min<double>(part, greatest_ttl));
}

}  // namespace dhcp
