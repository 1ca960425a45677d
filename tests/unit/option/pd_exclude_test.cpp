#include "option/pd_exclude.hpp"

#include <doctest/doctest.h>

namespace dhcp {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes value(const char* delegated, const char* excluded) {
  return pd_exclude_value(*Ipv6Prefix::parse(delegated), *Ipv6Prefix::parse(excluded));
}

TEST_CASE("an excluded prefix is written as the bits behind those of the delegated one") {
  CHECK(value("2001:db8:1:8000::/64", "2001:db8:1:8000:cafe:80::/72") == Bytes{72, 0xca});
  CHECK(value("2001:db8:1:8000::/64", "2001:db8:1:8000:cafe:80::/80") == Bytes{80, 0xca, 0xfe});
  CHECK(value("2001:db8::/48", "2001:db8:0:1::/64") == Bytes{64, 0, 1});
  // Bits that do not begin at an octet begin one, and zeros fill the last.
  CHECK(value("2001:db8:0:10::/60", "2001:db8:0:1f::/64") == Bytes{64, 0xf0});
  CHECK(value("2001:db8:0:10::/59", "2001:db8:0:15::/64") == Bytes{64, 0xa8});
  CHECK(value("::/1", "::/128") == Bytes{128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  CHECK(value("2001:db8::/127", "2001:db8::1/128") == Bytes{128, 0x80});
}

}  // namespace
}  // namespace dhcp
