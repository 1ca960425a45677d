/// @file
/// What leasequery adds to the messages: RFC 4388, 6926 and 7724 (DHCPv4), RFC 5007, 5460 and 7653 (DHCPv6).
/// Numbers and views; who may ask and what is answered is not decided here.
/// @floor wire
#pragma once

#include <cstdint>
#include <string_view>

#include "dhcpcore/address.hpp"
#include "dhcpcore/bytes.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/option_error.hpp"
#include "dhcpcore/option_run.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

/// Option 151 of DHCPv4 (RFC 6926 section 6.2.2, RFC 7724 section 5.2.2).
struct LeaseQueryStatus4 {
  enum Code : std::uint8_t {
    success = 0,
    unspecified_failure = 1,
    query_terminated = 2,
    malformed_query = 3,
    not_allowed = 4,
    data_missing = 5,
    connection_active = 6,
    catch_up_complete = 7,
    tls_connection_refused = 8,
  };
  std::uint8_t code = success;
  std::string_view text;  ///< for people; may be empty

  DHCPCORE_API static Result<LeaseQueryStatus4, OptionError> read(ByteView value);
};

/// Option 156 of DHCPv4 (RFC 6926 section 6.2.7).
enum class BindingState4 : std::uint8_t {
  available = 1,
  active = 2,
  expired = 3,
  released = 4,
  abandoned = 5,
  reset = 6,
  remote = 7,
  transitioning = 8,
};

/// Option 44 of DHCPv6: what a LEASEQUERY asks for (RFC 5007 section 4.1.2.1, RFC 5460 section 5.4).
struct LeaseQuery6 {
  enum Type : std::uint8_t {
    by_address = 1,
    by_client_id = 2,
    by_relay_id = 3,
    by_link_address = 4,
    by_remote_id = 5,
  };
  std::uint8_t type = 0;     ///< may be none of the enumerators: answered with status UnknownQueryType
  Ipv6Address link_address;  ///< any: not limited to a link
  Options6 options;

  DHCPCORE_API static Result<LeaseQuery6, OptionError> read(ByteView value);
};

/// Option 47 of DHCPv6: how the client's last message came (RFC 5007 section 4.1.2.4).
struct RelayData6 {
  Ipv6Address peer_address;
  ByteView message;  ///< Relay-forward layers, without the client's message in the innermost

  DHCPCORE_API static Result<RelayData6, OptionError> read(ByteView value);
};

/// The status codes of DHCPv6 that leasequery has (RFC 5007 section 4.1.3, RFC 5460 section 5.5, RFC 7653).
namespace lease_query_status6 {
enum Code : std::uint16_t {
  unknown_query_type = 7,
  malformed_query = 8,
  not_configured = 9,
  not_allowed = 10,
  query_terminated = 11,
  data_missing = 12,
  catch_up_complete = 13,
  not_supported = 14,
  tls_connection_refused = 15,
};
}  // namespace lease_query_status6

}  // namespace dhcp
