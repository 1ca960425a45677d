/// @file
/// The DHCID record (RFC 4701), which says in the DNS whose a name is.
/// @floor lease
#pragma once

#include <array>
#include <cstdint>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/lease.hpp"

namespace dhcp {

/// What a client is told apart by (the identifier type codes of RFC 4701 section 3.3).
enum class DhcidType : std::uint16_t {
  hardware_address = 0,  ///< `htype` and the octets of `chaddr` that count
  client_id = 1,         ///< the value of option 61
  duid = 2,              ///< of DHCPv6, or within option 61 (RFC 4361)
};

/// The record's data: type code, digest type 1 (SHA-256), digest. All digests are equally long.
using Dhcid = std::array<std::uint8_t, 2 + 1 + 32>;

/// The data for a client, whose identifier has at most 255 octets, and the fully qualified `name`, which is
/// given as labels, not compressed (`encode_dns_name`), in upper or lower case. Throws `std::runtime_error`
/// when OpenSSL lacks SHA-256.
DHCPCORE_API Dhcid make_dhcid(DhcidType type, ByteView identifier, ByteView name);
/// The same for the client of a lease: its DUID if its client identifier has one, else its client identifier,
/// else its hardware address.
DHCPCORE_API Dhcid make_dhcid(const Lease4& lease, ByteView name);

}  // namespace dhcp
