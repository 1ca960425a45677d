/// @file
/// What option 61 says about a client: a hardware address (RFC 2132 section 9.14), an interface of a client
/// with a DUID (RFC 4361), or something of its own.
/// @floor wire
#pragma once

#include <cstdint>
#include <optional>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/duid.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/identifier.hpp"

namespace dhcp {

/// A view of a client identifier, whose bytes must outlive it.
struct ClientIdentifier {
  enum class Kind : std::uint8_t {
    opaque,            ///< type 0, or what its type promises is not there
    hardware_address,  ///< types 1 to 254
    duid,              ///< type 255 with an IAID and a DUID
  };
  Kind kind = Kind::opaque;
  std::uint8_t type = 0;   ///< the first octet; of a hardware address its type
  std::uint32_t iaid = 0;  ///< with a DUID only
  ByteView identifier;     ///< the hardware address, the DUID, or all that follows the type

  /// nullopt when there are fewer than the two octets that the option must have.
  DHCPCORE_API static std::optional<ClientIdentifier> read(ByteView option);
};

/// The client identifier of RFC 4361 section 6.1.
DHCPCORE_API ClientId make_client_id(std::uint32_t iaid, const Duid& duid);
/// The client identifier that is a hardware address.
DHCPCORE_API ClientId make_client_id(const HardwareAddress& address);

}  // namespace dhcp
