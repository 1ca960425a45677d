/// @file
/// DHCPv6 messages (RFC 8415): views over received bytes, relay layers included, and a writer that builds a
/// message once into a caller's buffer, nested options and all.
/// @floor wire
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/bytes.hpp"
#include "dhcpcore/duid.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/option_run.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

/// Message types (RFC 8415 section 7.3, RFC 5007, 5460, 6977, 7341, 7653).
enum class MessageType6 : std::uint8_t {
  none = 0,
  solicit = 1,
  advertise = 2,
  request = 3,
  confirm = 4,
  renew = 5,
  rebind = 6,
  reply = 7,
  release = 8,
  decline = 9,
  reconfigure = 10,
  information_request = 11,
  relay_forward = 12,
  relay_reply = 13,
  lease_query = 14,
  lease_query_reply = 15,
  lease_query_done = 16,
  lease_query_data = 17,
  reconfigure_request = 18,
  reconfigure_reply = 19,
  dhcpv4_query = 20,
  dhcpv4_response = 21,
  active_lease_query = 22,
  start_tls = 23,
};
/// "SOLICIT", …; "UNKNOWN" otherwise.
DHCPCORE_API std::string_view message_type_name(MessageType6 type);

/// Codes of the options that the engines treat by name.
namespace option6 {
enum Code : std::uint16_t {
  client_id = 1,
  server_id = 2,
  ia_na = 3,
  ia_ta = 4,
  ia_address = 5,
  option_request = 6,
  preference = 7,
  elapsed_time = 8,
  relay_message = 9,
  authentication = 11,
  unicast = 12,
  status_code = 13,
  rapid_commit = 14,
  user_class = 15,
  vendor_class = 16,
  vendor_options = 17,
  interface_id = 18,
  reconfigure_message = 19,
  reconfigure_accept = 20,
  ia_pd = 25,
  ia_prefix = 26,
  information_refresh_time = 32,
  remote_id = 37,
  subscriber_id = 38,
  client_fqdn = 39,
  lease_query = 44,
  client_data = 45,
  client_last_transaction_time = 46,
  relay_data = 47,
  lease_query_client_link = 48,
  relay_id = 53,
  relay_supplied_options = 66,
  pd_exclude = 67,
  client_link_layer_address = 79,
  sol_max_rt = 82,
  inf_max_rt = 83,
  dhcpv4_message = 87,
  dhcp4o6_server_address = 88,
  relay_port = 135,
};
}  // namespace option6

/// Why received bytes are not a DHCPv6 message.
struct ParseError6 {
  enum class Reason : std::uint8_t {
    too_short,          ///< no whole header
    truncated_option,   ///< an option's length runs past what holds it
    bad_option_length,  ///< an option of fixed length, or with fixed leading fields, has another
    too_many_relays,    ///< more than 32 layers
    no_relay_message,   ///< a relay layer without option 9
    duplicate_option,   ///< an option that may stand once stands twice (client id, server id)
  };
  Reason reason{};
  std::uint16_t option = 0;    ///< the option at fault, 0 when none
  std::uint32_t offset = 0;    ///< where in the received bytes
  std::uint32_t expected = 0;  ///< bytes needed
  std::uint32_t actual = 0;    ///< bytes there
  DHCPCORE_API std::string to_string() const;
};

/// IA_NA or IA_PD (RFC 8415 sections 21.4, 21.21), or IA_TA (21.5) with both times 0.
struct IdentityAssociation {
  std::uint16_t code = 0;
  std::uint32_t iaid = 0;
  std::uint32_t t1 = 0, t2 = 0;
  Options6 options;
  /// nullopt when the value is too short or its options do not fit.
  DHCPCORE_API static std::optional<IdentityAssociation> read(const Option6& option);
};

/// IAADDR (section 21.6).
struct IaAddress {
  Ipv6Address address;
  std::uint32_t preferred_lifetime = 0, valid_lifetime = 0;
  Options6 options;
  DHCPCORE_API static std::optional<IaAddress> read(ByteView value);
};

/// IAPREFIX (section 21.22); host bits of the prefix are kept as sent.
struct IaPrefix {
  Ipv6Prefix prefix;
  std::uint32_t preferred_lifetime = 0, valid_lifetime = 0;
  Options6 options;
  DHCPCORE_API static std::optional<IaPrefix> read(ByteView value);
};

/// One relay agent's envelope (section 9), the outermost (closest to the server) first.
struct RelayLayer6 {
  MessageType6 type = MessageType6::none;
  std::uint8_t hop_count = 0;
  Ipv6Address link_address;
  Ipv6Address peer_address;
  Options6 options;
};

/// A received DHCPv6 message: the client's (or server's) message and the relay layers around it. Views into
/// the bytes, which must outlive them; reused without allocating. Not thread-safe.
class DHCPCORE_API Packet6 {
 public:
  static constexpr std::size_t max_relays = 32;
  /// The U flag of DHCPv4-query: the DHCPv4 message would have gone to a server's address (RFC 7341 section
  /// 6.2).
  static constexpr std::uint32_t unicast_flag = 0x800000;

  /// Reads UDP payload. Checks every option of the message and of its relay layers for fitting, those within
  /// identity associations and client data too, and the lengths that engines rely on. A failure leaves the
  /// object empty.
  Result<void, ParseError6> parse(ByteView bytes);

  ByteView bytes() const { return bytes_; }
  MessageType6 type() const { return type_; }
  /// 24 bits; 0 in DHCPv4-query/-response (RFC 7341), which have `flags()` in their place and a DHCPv4
  /// message in option 87.
  std::uint32_t transaction_id() const { return transaction_id_; }
  std::uint32_t flags() const { return flags_; }
  /// The options of the innermost message.
  const Options6& options() const { return options_; }
  std::optional<ByteView> option(std::uint16_t code) const { return options_.find(code); }
  Duid client_id() const;
  Duid server_id() const;
  /// Whether the option request option (code 6) names `code`.
  bool requests(std::uint16_t code) const;

  std::span<const RelayLayer6> relays() const { return {relays_.data(), relay_count_}; }
  /// The layer that an expression calls relay6[nest]: 0 = closest to the server, -1 = closest to the client.
  const RelayLayer6* relay(int nest) const;

  /// A person's view of the whole message, a line an option. Allocates.
  std::string summary() const;

 private:
  ByteView bytes_;
  MessageType6 type_ = MessageType6::none;
  std::uint32_t transaction_id_ = 0;
  std::uint32_t flags_ = 0;
  Options6 options_;
  std::array<RelayLayer6, max_relays> relays_;
  std::size_t relay_count_ = 0;
};

/// Builds a DHCPv6 message into a caller's buffer, front to back; options nest. A write past the end makes
/// `ok()` false for good and the message empty.
class DHCPCORE_API Writer6 {
 public:
  explicit Writer6(std::span<std::uint8_t> out) : out_(out) {}

  /// The second argument is 24 bits: the transaction id, or the flags of DHCPv4-query and -response.
  void message(MessageType6 type, std::uint32_t transaction_id);
  void relay(MessageType6 type, std::uint8_t hop_count, const Ipv6Address& link, const Ipv6Address& peer);
  /// A whole option.
  void option(std::uint16_t code, ByteView value);
  /// Opens an option whose content follows; its length is filled in by the matching `end`.
  void begin(std::uint16_t code);
  void end();
  ByteWriter& content() { return out_; }

  /// IA_NA/IA_PD and IA_TA headers, IAADDR and IAPREFIX: opened, for their sub-options; close with `end`.
  void begin_ia(std::uint16_t code, std::uint32_t iaid, std::uint32_t t1, std::uint32_t t2);
  void begin_address(const Ipv6Address& address, std::uint32_t preferred, std::uint32_t valid);
  void begin_prefix(const Ipv6Prefix& prefix, std::uint32_t preferred, std::uint32_t valid);
  /// Option 44, opened for its query options, and option 47, for the relay layers of the message (RFC 5007).
  void begin_lease_query(std::uint8_t query_type, const Ipv6Address& link);
  void begin_relay_data(const Ipv6Address& peer);
  /// A status code option (section 21.13).
  void status(std::uint16_t code, std::string_view text);

  bool ok() const { return out_.ok() && !overflow_; }
  /// The finished message; empty unless `ok()` and everything opened is closed.
  ByteView finish() const;

 private:
  static constexpr std::size_t max_depth = 80;  // 32 relays, each within its option 9, and the tree inside
  ByteWriter out_;
  std::array<std::size_t, max_depth> open_{};
  std::size_t depth_ = 0;
  bool overflow_ = false;
};

}  // namespace dhcp
