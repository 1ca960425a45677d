#include "dhcpcore/config4.hpp"

#include <doctest/doctest.h>

#include "config/snapshot4.hpp"

namespace dhcp {
namespace {

TEST_CASE("the first example of the DHCPv4 chapter of the manual loads") {
  const auto config = Config4::parse(R"({
# DHCPv4 configuration starts on the next line
"Dhcp4": {
    "valid-lifetime": 4000,
    "renew-timer": 1000,
    "rebind-timer": 2000,
    "interfaces-config": { "interfaces": [ "eth0" ] },
    "lease-database": { "type": "memfile", "persist": true, "name": "/var/lib/kea/dhcp4.leases" },
    "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "pools": [ { "pool": "192.0.2.1 - 192.0.2.200" } ] } ]
}
})",
                                     "dhcp4.conf");
  REQUIRE_MESSAGE(config, config.error().message);
  const Snapshot4& snapshot = (*config)->snapshot();
  REQUIRE(snapshot.subnets.size() == 1);
  CHECK(snapshot.subnets[0]->pools[0].range == Ipv4Range{Ipv4Address(192, 0, 2, 1), Ipv4Address(192, 0, 2, 200)});
  CHECK(snapshot.subnets[0]->valid_lifetime.maximum == 4000);
  CHECK(snapshot.subnets[0]->renew_timer == 1000);
  CHECK((*config)->interfaces().interfaces == std::vector<std::string>{"eth0"});
}

}  // namespace
}  // namespace dhcp
