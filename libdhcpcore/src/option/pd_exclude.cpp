#include "option/pd_exclude.hpp"

namespace dhcp {

std::vector<std::uint8_t> pd_exclude_value(const Ipv6Prefix& delegated, const Ipv6Prefix& excluded) {
  const auto bytes = excluded.network().bytes();
  std::vector<std::uint8_t> value((excluded.length - delegated.length + 7u) / 8u + 1u);
  value[0] = excluded.length;
  for (unsigned i = delegated.length; i < excluded.length; ++i) {
    const unsigned bit = bytes[i / 8u] >> (7u - i % 8u) & 1u;
    const unsigned to = i - delegated.length;
    value[1u + to / 8u] = static_cast<std::uint8_t>(value[1u + to / 8u] | bit << (7u - to % 8u));
  }
  return value;
}

}  // namespace dhcp
