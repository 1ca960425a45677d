#include <array>

#include "dhcpcore/statistics.hpp"

namespace dhcp {

namespace {

using Kind = StatisticScope::Kind;
using enum StatisticDescription::Value;

constexpr std::uint8_t server = StatisticDescription::bit(Kind::global);
constexpr std::uint8_t subnets = StatisticDescription::bit(Kind::subnet);
constexpr std::uint8_t pools = subnets | StatisticDescription::bit(Kind::pool);
constexpr bool rare = true;

constexpr auto table = std::to_array<StatisticDescription>({
    {"pkt4-received", "Messages received, also bad ones.", events, server},
    {"pkt4-discover-received", "DHCPDISCOVER received.", events, server},
    {"pkt4-offer-received", "DHCPOFFER received, which is for clients.", events, server},
    {"pkt4-request-received", "DHCPREQUEST received.", events, server},
    {"pkt4-ack-received", "DHCPACK received, which is for clients.", events, server},
    {"pkt4-nak-received", "DHCPNAK received, which is for clients.", events, server},
    {"pkt4-release-received", "DHCPRELEASE received.", events, server},
    {"pkt4-decline-received", "DHCPDECLINE received.", events, server},
    {"pkt4-inform-received", "DHCPINFORM received.", events, server},
    {"pkt4-unknown-received", "Messages received of an unknown type, or of none.", events, server},
    {"pkt4-sent", "Messages sent.", events, server},
    {"pkt4-offer-sent", "DHCPOFFER sent.", events, server},
    {"pkt4-ack-sent", "DHCPACK sent.", events, server},
    {"pkt4-nak-sent", "DHCPNAK sent.", events, server},
    {"pkt4-parse-failed", "Messages that could not be read.", events, server},
    {"pkt4-receive-drop", "Messages that were dropped, for any reason.", events, server},
    {"v4-allocation-fail", "Clients that got no address because none of those they may have was free.",
     events, server | subnets, rare},
    {"v4-allocation-fail-shared-network", "Clients in a shared network that got no address.", events,
     server | subnets, rare},
    {"v4-allocation-fail-subnet", "Clients in a subnet outside of shared networks that got no address.",
     events, server | subnets, rare},
    {"v4-allocation-fail-no-pools", "Clients that got no address because there is no pool for them.", events,
     server | subnets, rare},
    {"v4-allocation-fail-classes", "Clients with classes that got no address.", events, server | subnets,
     rare},
    {"v4-lease-reuses", "Leases given again as they are (`cache-threshold`).", events, server | subnets},
    {"v4-reservation-conflicts", "DHCPDISCOVER of clients whose reserved address another client has.", events,
     server | subnets},
    {"total-addresses", "Addresses in the pools, reserved ones included.", total, pools},
    {"assigned-addresses", "Addresses that have a lease, declined ones included.", current, pools},
    {"cumulative-assigned-addresses", "New leases.", events, server | pools},
    {"declined-addresses", "Addresses that are declined now.", current, server | pools},
    {"reclaimed-leases", "Leases that ended and were taken back.", events, server | pools},
    {"reclaimed-declined-addresses", "Declined addresses that were taken back.", events, server | pools},
});
static_assert(table.size() == static_cast<std::size_t>(Statistic4::count_));

}  // namespace

Statistics::Table statistic_table(Statistic4) {
  return table;
}

std::string_view statistic_name(Statistic4 statistic) {
  return table[static_cast<std::size_t>(statistic)].name;
}

}  // namespace dhcp
