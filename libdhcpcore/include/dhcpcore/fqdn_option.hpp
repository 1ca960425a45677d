/// @file
/// The client FQDN options: 81 of DHCPv4 (RFC 4702) and 39 of DHCPv6 (RFC 4704). By them client and server
/// agree on the client's name and on who tells the DNS.
/// @floor wire
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/dns_name.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/option_error.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

/// The bits of the flags field; those that must be zero are not looked at.
struct FqdnFlags {
  bool server_updates = false;  ///< S: the server updates the name's address record
  bool overridden = false;      ///< O: the server set S otherwise than the client asked
  bool no_updates = false;      ///< N: the server updates nothing
  bool canonical = true;        ///< E: the name is labels, not ASCII text; DHCPv6 knows only labels

  friend bool operator==(const FqdnFlags&, const FqdnFlags&) = default;
};

/// A received option: a view into its value, which must outlive it. Reading allocates nothing.
struct FqdnOption {
  enum class Form : std::uint8_t {
    none,     ///< no name: the server is to find one (also the root alone)
    partial,  ///< labels to be completed with a domain
    full,     ///< fully qualified
  };

  FqdnFlags flags;
  std::uint8_t rcode1 = 0, rcode2 = 0;  ///< DHCPv4 only, without meaning (RFC 4702 section 2.2)
  Form form = Form::none;
  ByteView name;  ///< checked; labels or ASCII as `flags` says, NULs at the end of ASCII taken off

  /// Labels must not be compressed. ASCII names are full when they have a dot (RFC 4702 section 2.3.1).
  DHCPCORE_API static Result<FqdnOption, OptionError> read4(ByteView value);
  DHCPCORE_API static Result<FqdnOption, OptionError> read6(ByteView value);

  /// Writes the name as text with the escapes of `decode_dns_name`, the final dot only when it is full;
  /// nothing when there is none. `out` needs at most `max_dns_text_size`.
  DHCPCORE_API void write_name(ByteWriter& out) const;
  /// "flags SO, name laptop.example.org." for people. Allocates.
  DHCPCORE_API std::string to_string() const;
};

/// The value of option 81. `name` is text as of `encode_dns_name`: full with a final dot, partial without,
/// none when empty; in ASCII it goes out as it is given. `rcode` fills both RCODE fields: 0 from clients, 255
/// from servers. Nothing is written on error.
DHCPCORE_API Result<void, DnsNameError> write_fqdn4(const FqdnFlags& flags, std::uint8_t rcode,
                                                    std::string_view name, ByteWriter& out);
/// The value of option 39; always labels.
DHCPCORE_API Result<void, DnsNameError> write_fqdn6(const FqdnFlags& flags, std::string_view name,
                                                    ByteWriter& out);

}  // namespace dhcp
