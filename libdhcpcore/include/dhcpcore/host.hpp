/// @file
/// Host reservations.
/// @floor lease
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/bytes.hpp"
#include "dhcpcore/lease.hpp"
#include "dhcpcore/option_value.hpp"

namespace dhcp {

/// The kinds of identifier a reservation may be made by, numbered as in the SQL schema.
enum class HostIdentifierType : std::uint8_t {
  hw_address = 0,
  duid = 1,
  circuit_id = 2,
  client_id = 3,
  flex_id = 4,
};

/// An identifier to look a reservation up by; a view, valid as long as what it points to.
struct HostIdentifier {
  HostIdentifierType type = HostIdentifierType::hw_address;
  ByteView value;
};

/// What reservations of both protocols have.
struct Host {
  HostIdentifierType identifier_type = HostIdentifierType::hw_address;
  std::vector<std::uint8_t> identifier;
  SubnetId subnet_id = 0;  ///< 0: global
  std::string hostname;
  OptionSet options;
  std::vector<std::string> client_classes;
  std::vector<VendorOptions> vendors;
};

/// A DHCPv4 reservation.
struct Host4 : Host {
  std::optional<Ipv4Address> address;
  Ipv4Address next_server;
  std::string server_hostname;
  std::string boot_file_name;
};

/// A reserved prefix, and what of it is not delegated (RFC 6603).
struct ReservedPrefix {
  Ipv6Prefix prefix;
  std::optional<Ipv6Prefix> excluded;

  friend bool operator==(const ReservedPrefix&, const ReservedPrefix&) = default;
};

/// A DHCPv6 reservation.
struct Host6 : Host {
  std::vector<Ipv6Address> addresses;
  std::vector<ReservedPrefix> prefixes;
};

using HostPointer4 = std::shared_ptr<const Host4>;

}  // namespace dhcp
