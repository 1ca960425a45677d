/// @file
/// Requests to change the DNS for a lease, and where the engines put them.
/// @floor lease
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dhcpcore/clock.hpp"
#include "dhcpcore/dhcid.hpp"
#include "dhcpcore/export.hpp"

namespace dhcp {

/// What becomes of entries that a name has in the DNS already, maybe of another client
/// (`ddns-conflict-resolution-mode`).
enum class ConflictResolution : std::uint8_t {
  check_with_dhcid,         ///< RFC 4703: only the client's own are replaced
  no_check_with_dhcid,      ///< any are replaced
  check_exists_with_dhcid,  ///< any that have a DHCID record are replaced
  no_check_without_dhcid    ///< any are replaced, and new ones get no DHCID record
};
/// The modes as users write them, in the order of the enumeration.
inline constexpr std::array<std::string_view, 4> conflict_resolution_names{
    "check-with-dhcid", "no-check-with-dhcid", "check-exists-with-dhcid", "no-check-without-dhcid"};

/// What the DNS should say, or no longer say, of one lease.
struct NameChangeRequest {
  enum class Kind : std::uint8_t { add = 0, remove = 1 };
  Kind kind = Kind::add;
  bool forward = false;  ///< the name's address record
  bool reverse = false;  ///< the address's PTR record; one of both at least
  std::string fqdn;      ///< lower case, with the final dot and the escapes of `decode_dns_name`
  std::string address;   ///< IPv4 or IPv6, as text
  Dhcid dhcid{};
  WallTime lease_expires = 0;      ///< when the lease ends
  std::uint32_t lease_length = 0;  ///< seconds: the time to live of the records, see `ddns_ttl`
  ConflictResolution conflict_resolution = ConflictResolution::check_with_dhcid;

  /// The text that travels to the server that updates the DNS, a map of one line:
  /// change-type, forward-change, reverse-change, fqdn, ip-address, dhcid, lease-expires-on, lease-length and
  /// conflict-resolution-mode.
  DHCPCORE_API std::string to_json() const;

  friend bool operator==(const NameChangeRequest&, const NameChangeRequest&) = default;
};

/// How long, in seconds, records of a lease of `lifetime` seconds may be held: a third of it, but ten minutes
/// at least (RFC 4702 section 5); with `percent` that part of it. nullopt: that part is less than a second.
/// What would be beyond the greatest time to live there is (RFC 2181 section 8) is that one.
DHCPCORE_API std::optional<std::uint32_t> ddns_ttl(std::uint32_t lifetime, std::optional<double> percent);

/// Takes name change requests after the lease has been committed. Must neither block nor throw. Thread-safe.
class NameChangeSink {
 public:
  virtual ~NameChangeSink() = default;
  virtual void submit(NameChangeRequest request) = 0;
};

}  // namespace dhcp
