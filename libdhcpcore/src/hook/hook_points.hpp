/// @file
/// The hook points of a DHCPv4 server: where each lies, what functions of modules may look at and change
/// there, and what their answers do. docs/design/hook-points.md says the same to people; a test holds it to
/// this table.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace dhcp {

/// In the order in which a query meets them; those that no query meets come last.
enum class HookPoint4 : std::uint8_t {
  context_create,
  buffer4_receive,
  pkt4_receive,
  host4_identifier,
  subnet4_select,
  ddns4_update,
  lease4_select,
  lease4_renew,
  lease4_release,
  lease4_decline,
  lease4_offer,
  lease4_server_decline,
  leases4_committed,
  pkt4_send,
  buffer4_send,
  context_destroy,
  lease4_expire,
  lease4_recover,
  dhcp4_srv_configured,
  cb4_updated,
  command_processed,
};

/// What a point has to show, as bits.
using HookArguments = std::uint16_t;
namespace hook_argument {
inline constexpr HookArguments datagram = 1 << 0;  ///< where the message came from, or goes to
inline constexpr HookArguments query = 1 << 1;     ///< header and options
inline constexpr HookArguments classes = 1 << 2;
inline constexpr HookArguments subnet = 1 << 3;
inline constexpr HookArguments identifier = 1 << 4;  ///< by which a reservation is looked for
inline constexpr HookArguments names = 1 << 5;       ///< host name, and whether the DNS is to know
inline constexpr HookArguments lease = 1 << 6;
inline constexpr HookArguments old_lease = 1 << 7;  ///< what the address or the client had before
inline constexpr HookArguments deleted = 1 << 8;    ///< the lease that went with a commit
inline constexpr HookArguments response = 1 << 9;   ///< header and options
inline constexpr HookArguments bytes = 1 << 10;     ///< of the message: received, or to be sent
inline constexpr HookArguments event = 1 << 11;     ///< JSON
/// The names of the bits, lowest first.
inline constexpr std::array<std::string_view, 12> names_of{
    "datagram", "query",     "classes",       "subnet",   "identifier", "names",
    "lease",    "old lease", "deleted lease", "response", "bytes",      "event"};
}  // namespace hook_argument

struct HookPointInfo {
  unsigned number;  ///< of its enumerator
  std::string_view name;
  std::string_view place;
  HookArguments reads = 0;  ///< besides what may be changed
  HookArguments changes = 0;
  std::string_view skip;  ///< what SKIP does; empty: as CONTINUE
  std::string_view drop;  ///< what DROP does; empty: as CONTINUE
  bool waits = false;     ///< whether functions may park the query
};

constexpr unsigned number(HookPoint4 point) {
  return static_cast<unsigned>(point);
}

namespace detail {
using namespace hook_argument;
inline constexpr HookArguments received = datagram | query | classes;
inline constexpr HookArguments selected = received | subnet;
inline constexpr std::string_view dropped = "the query is dropped";
inline constexpr std::string_view not_given = "the client does not get it";
inline constexpr std::string_view not_extended = "nothing is stored; the client keeps what it has";
inline constexpr std::string_view unchanged = "the lease stays as it is";
inline constexpr std::string_view not_sent = "nothing is sent; what was stored stays";

// clang-format off
inline constexpr std::array hook_points4{
  HookPointInfo{number(HookPoint4::context_create), "context_create",
    "a datagram has a query slot",
    datagram | bytes, 0, {}, {}},
  HookPointInfo{number(HookPoint4::buffer4_receive), "buffer4_receive",
    "before the message is read",
    datagram, bytes | query | classes, "the bytes are not read: the message is what modules have set", dropped},
  HookPointInfo{number(HookPoint4::pkt4_receive), "pkt4_receive",
    "after the classes of the first pass",
    datagram | bytes, query | classes, dropped, dropped},
  HookPointInfo{number(HookPoint4::host4_identifier), "host4_identifier",
    "a reservation is looked for by `flex-id`; once a query",
    received, identifier, "no identifier", "no identifier"},
  HookPointInfo{number(HookPoint4::subnet4_select), "subnet4_select",
    "after the subnet was selected",
    datagram | bytes, query | classes | subnet, "no subnet", dropped, true},
  HookPointInfo{number(HookPoint4::ddns4_update), "ddns4_update",
    "the lease is chosen and the name formed, nothing is stored",
    selected | lease, names, {}, {}},
  HookPointInfo{number(HookPoint4::lease4_select), "lease4_select",
    "a new lease, or one to be offered, before it is stored",
    selected | old_lease, lease | classes, not_given, not_given},
  HookPointInfo{number(HookPoint4::lease4_renew), "lease4_renew",
    "the client's own lease, extended, before it is stored",
    selected | old_lease, lease | classes, not_extended, not_extended},
  HookPointInfo{number(HookPoint4::lease4_release), "lease4_release",
    "a DHCPRELEASE of the client's own lease",
    selected | lease, 0, unchanged, unchanged},
  HookPointInfo{number(HookPoint4::lease4_decline), "lease4_decline",
    "a DHCPDECLINE of the client's own lease",
    selected | lease, 0, unchanged, unchanged},
  HookPointInfo{number(HookPoint4::lease4_offer), "lease4_offer",
    "a DHCPOFFER is decided, not yet sent",
    selected | lease | old_lease, 0, "the address is in use: no offer, the server declines it", "no offer", true},
  HookPointInfo{number(HookPoint4::lease4_server_decline), "lease4_server_decline",
    "the server has declined an address",
    selected | lease, 0, {}, {}},
  HookPointInfo{number(HookPoint4::leases4_committed), "leases4_committed",
    "what a DHCPREQUEST, DHCPRELEASE or DHCPDECLINE changed is stored",
    selected | lease | old_lease | deleted, 0, {}, "no answer; what was stored stays", true},
  HookPointInfo{number(HookPoint4::pkt4_send), "pkt4_send",
    "the answer is complete, not yet encoded",
    selected | lease, response | bytes, "the bytes that a module gave are sent as they are; without, nothing is sent",
    not_sent},
  HookPointInfo{number(HookPoint4::buffer4_send), "buffer4_send",
    "the answer is encoded",
    selected, bytes, not_sent, not_sent},
  HookPointInfo{number(HookPoint4::context_destroy), "context_destroy",
    "the query has ended, however",
    0, 0, {}, {}},
  HookPointInfo{number(HookPoint4::lease4_expire), "lease4_expire",
    "a lease that has ended is about to be reclaimed: by timer, without a query, or because its address is granted",
    0, lease, "the module has reclaimed it: nothing is changed or counted; who is granted its address gets it, its names are left to the module", {}},
  HookPointInfo{number(HookPoint4::lease4_recover), "lease4_recover",
    "the same for a declined lease, after `lease4_expire`",
    lease, 0, "it stays declined until the next time; who asks for its address does not get it", {}},
  HookPointInfo{number(HookPoint4::dhcp4_srv_configured), "dhcp4_srv_configured",
    "all modules of a new configuration exist; it serves nobody yet",
    0, event, {}, "the configuration is refused; an event that is a string says why"},
  HookPointInfo{number(HookPoint4::cb4_updated), "cb4_updated",
    "a configuration backend has brought changes",
    event, 0, {}, {}},
  HookPointInfo{number(HookPoint4::command_processed), "command_processed",
    "after a command; a new event is the response",
    0, event, {}, {}},
};
// clang-format on

constexpr bool in_order() {
  for (std::size_t i = 0; i < hook_points4.size(); ++i)
    if (hook_points4[i].number != i) return false;
  return hook_points4.size() == number(HookPoint4::command_processed) + 1;
}
static_assert(in_order(), "a row a point, in the order of the enumeration");
}  // namespace detail

inline constexpr const auto& hook_points4 = detail::hook_points4;

constexpr const HookPointInfo& info(HookPoint4 point) {
  return hook_points4[number(point)];
}
/// The point as one bit of a set of points.
using HookPointSet = std::uint32_t;
constexpr HookPointSet bit(HookPoint4 point) {
  return HookPointSet{1} << number(point);
}
static_assert(hook_points4.size() <= 32);

}  // namespace dhcp
