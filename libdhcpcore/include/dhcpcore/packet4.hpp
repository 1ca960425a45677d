/// @file
/// DHCPv4 messages (RFC 2131, RFC 2132): a view over received bytes, and a writer that builds a message once
/// into a caller's buffer. Behind them nothing but bytes: no sockets, no policy.
/// @floor wire
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/bytes.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/identifier.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

/// The codes of option 53 (RFC 2132 section 9.6, RFC 4388, RFC 6926, RFC 7724).
enum class MessageType4 : std::uint8_t {
  none = 0,  ///< no option 53: BOOTP
  discover = 1,
  offer = 2,
  request = 3,
  decline = 4,
  ack = 5,
  nak = 6,
  release = 7,
  inform = 8,
  lease_query = 10,
  lease_unassigned = 11,
  lease_unknown = 12,
  lease_active = 13,
  bulk_lease_query = 14,
  lease_query_done = 15,
  active_lease_query = 16,
  lease_query_status = 17,
  tls = 18,
};
/// "DHCPDISCOVER"; "BOOTP" for none; "UNKNOWN" otherwise.
DHCPCORE_API std::string_view message_type_name(MessageType4 type);

/// Codes of the options that the engines treat by name. All others are known by the option tables.
namespace option4 {
enum Code : std::uint8_t {
  pad = 0,
  subnet_mask = 1,
  routers = 3,
  domain_name_servers = 6,
  host_name = 12,
  domain_name = 15,
  vendor_encapsulated = 43,
  requested_address = 50,
  lease_time = 51,
  overload = 52,
  message_type = 53,
  server_identifier = 54,
  parameter_request_list = 55,
  message = 56,
  max_message_size = 57,
  renewal_time = 58,
  rebinding_time = 59,
  vendor_class = 60,
  client_identifier = 61,
  user_class = 77,
  client_fqdn = 81,
  relay_agent_information = 82,
  client_last_transaction_time = 91,
  associated_ip = 92,
  v6_only_preferred = 108,
  subnet_selection = 118,
  vendor_identifying_class = 124,
  vendor_identifying_options = 125,
  status_code = 151,
  base_time = 152,
  start_time_of_state = 153,
  query_start_time = 154,
  query_end_time = 155,
  dhcp_state = 156,
  data_source = 157,
  virtual_subnet_selection = 221,
  end = 255,
};
}  // namespace option4

/// Sub-options of option 82 (RFC 3046, 3256, 3527, 3993, 4243, 5010, 5107, 6607, 6925, 8357).
namespace relay4 {
enum Code : std::uint8_t {
  circuit_id = 1,
  remote_id = 2,
  docsis_device_class = 4,
  link_selection = 5,
  subscriber_id = 6,
  vendor_specific = 9,  ///< `VendorData4`
  relay_flags = 10,
  server_id_override = 11,
  relay_id = 12,
  relay_port = 19,
  virtual_subnet_selection = 151,
};
}  // namespace relay4

/// Why received bytes are not a DHCPv4 message, or where its options stop making sense.
struct ParseError4 {
  enum class Reason : std::uint8_t {
    too_short,            ///< fewer than 236 header bytes
    bad_op,               ///< `op` is neither BOOTREQUEST nor BOOTREPLY
    bad_hardware_length,  ///< `hlen` over 16
    bad_cookie,           ///< other bytes than the magic cookie where options should begin
    truncated_option,     ///< an option's length runs past its field
    bad_option_length,    ///< an option of fixed length has another
    bad_option_value,     ///< option 52 is not 1 to 3, or option 53 is 0
  };
  Reason reason{};
  std::uint8_t option = 0;  ///< the option at fault, 0 when none
  /// The sub-option at fault, of option 82.
  std::optional<std::uint8_t> sub_option{};
  std::uint16_t offset = 0;    ///< where in the message; 0 when joined from several places
  std::uint16_t expected = 0;  ///< bytes needed (0: no length octet); the greatest allowed value
  std::uint16_t actual = 0;    ///< bytes there; the value found
  /// "option 53 at offset 240: 1 byte expected, 0 found"; "option 82, sub-option 9 at offset 251: …".
  DHCPCORE_API std::string to_string() const;
};

struct Header4;

/// A received DHCPv4 message. `parse` indexes the bytes and copies none, except the options that RFC 3396
/// splits, which are fused in a buffer of the object. Reused for message after message without allocating.
/// The bytes parsed must outlive what the getters return. Before the first `parse` and after a failed one the
/// object is an empty message: every header field zero, no options. What modules change is kept beside the
/// bytes (copy on write), which stay as they came. Not thread-safe.
class DHCPCORE_API Packet4 {
 public:
  static constexpr std::size_t header_size = 236;
  static constexpr std::uint8_t boot_request = 1;
  static constexpr std::uint8_t boot_reply = 2;
  static constexpr std::uint16_t broadcast_flag = 0x8000;

  Packet4();
  Packet4(Packet4&&) noexcept;
  Packet4& operator=(Packet4&&) noexcept;
  ~Packet4();

  /// Reads `bytes` as a DHCPv4 message: header, cookie, options, and `file`/`sname` as far as option 52 says.
  /// Options after END and after the first one that does not fit are not there; in the latter case
  /// `skipped()` tells why and the message is still usable. The same holds for the sub-options of option 82.
  /// A message that ends with its header, or has zeros where the cookie should be, is plain BOOTP (RFC 951)
  /// and has no options. An option that engines trust (50 to 54, 57) and
  /// that has a wrong length fails the whole message. A failure leaves the object empty. Bytes past 65535,
  /// which no UDP datagram has, are not read.
  Result<void, ParseError4> parse(ByteView bytes);

  /// Why the rest of the options, or of the sub-options of option 82, was skipped, if it was.
  const std::optional<ParseError4>& skipped() const { return skipped_; }

  /// Whether the message has the magic cookie of RFC 1497 and with it an options field. One without is BOOTP
  /// as in RFC 951.
  bool has_options_field() const { return has_options_field_; }

  /// Forgets the message: empty, as before the first `parse`.
  void clear();

  // Changes, as a module makes them. They last until the next `parse` or `clear`; what the getters returned
  // before stays valid as long.

  /// Adds an option or replaces its value, which is copied. False, and nothing changed, for what has no
  /// value (0 and 255) or belongs to the encoding (52), for a message type (53) that is not one octet above
  /// 0, and when more than 250 values were changed.
  bool set_option(std::uint8_t code, ByteView value);
  /// False when it is not there.
  bool remove_option(std::uint8_t code);
  /// Replaces the header; option 52 no longer counts. False, and nothing changed, when `hlen` is over 16.
  bool set_header(const Header4& header);

  /// The bytes parsed, without changes; 240 zeros when the message is empty.
  ByteView bytes() const { return bytes_; }
  std::uint8_t op() const { return header_[0]; }
  std::uint8_t htype() const { return header_[1]; }
  std::uint8_t hlen() const { return header_[2]; }
  std::uint8_t hops() const { return header_[3]; }
  std::uint32_t xid() const { return u32(4); }
  std::uint16_t secs() const { return static_cast<std::uint16_t>(header_[8] << 8 | header_[9]); }
  std::uint16_t flags() const { return static_cast<std::uint16_t>(header_[10] << 8 | header_[11]); }
  bool broadcast() const { return (flags() & broadcast_flag) != 0; }
  Ipv4Address ciaddr() const { return Ipv4Address(u32(12)); }
  Ipv4Address yiaddr() const { return Ipv4Address(u32(16)); }
  Ipv4Address siaddr() const { return Ipv4Address(u32(20)); }
  Ipv4Address giaddr() const { return Ipv4Address(u32(24)); }
  bool relayed() const { return !giaddr().is_any(); }
  /// The first `hlen` bytes of `chaddr` with the type `htype`.
  HardwareAddress hardware_address() const;
  /// All 16 bytes of the field.
  ByteView chaddr() const { return ByteView(header_ + 28, 16); }
  /// The fields up to their first NUL; empty when option 52 gave them to options.
  ByteView sname() const;
  ByteView file() const;

  /// The value of option 53, which may be none of the enumerators; `none` only when there is no option 53.
  MessageType4 type() const { return type_; }

  bool has(std::uint8_t code) const { return index_[code] != absent; }
  /// The whole value of an option, fragments joined (RFC 3396). nullopt when it is not there.
  std::optional<ByteView> option(std::uint8_t code) const {
    if (!has(code)) return std::nullopt;
    return value(entries_[index_[code]]);
  }
  /// The value of an option of four bytes; nullopt when absent or of another length.
  std::optional<Ipv4Address> option_address(std::uint8_t code) const;
  std::optional<std::uint32_t> option_u32(std::uint8_t code) const;
  /// The codes that are there, in order of first appearance.
  std::span<const std::uint8_t> option_codes() const { return {codes_.data(), codes_.size()}; }

  /// Option 61, at most its first 255 bytes; empty when it is not there.
  ClientId client_id() const;
  /// A sub-option of option 82, repeated ones joined like options; nullopt when it, or option 82, is not
  /// there. Sub-options after one that does not fit are not there (`skipped()` says so).
  std::optional<ByteView> relay_option(std::uint8_t sub_code) const;

  /// Gives a message that has no option 82 one, as if it had been received; copies the bytes. Views that were
  /// taken of joined options before end with it.
  void supply_relay_information(ByteView information);

  /// A person's view of the whole message, a line a field. Allocates.
  std::string summary() const;

 private:
  struct Entry {
    std::uint32_t offset;  // into the bytes that `where` says
    std::uint16_t length;
    std::uint8_t code;
    std::uint8_t where;  // in_message, in_fused, or a changed value
  };
  static constexpr std::uint8_t in_message = 0, in_fused = 1, first_change = 2;
  struct Changes;

  static constexpr std::uint16_t absent = 0xffff;

  std::uint32_t u32(std::size_t at) const {
    return std::uint32_t{header_[at]} << 24 | std::uint32_t{header_[at + 1]} << 16 |
           std::uint32_t{header_[at + 2]} << 8 | header_[at + 3];
  }
  ByteView value(const Entry& e) const {
    if (e.where >= first_change) return changed_value(e);
    return (e.where == in_fused ? ByteView(fused_) : bytes_).subspan(e.offset, e.length);
  }
  ByteView changed_value(const Entry& e) const;
  Changes& changes();
  void note_change(std::uint8_t code);
  bool read_field(std::size_t begin, std::size_t end);
  void read_all_fields();
  void read_relay_options();
  void fuse(std::vector<Entry>& entries);
  std::optional<ParseError4> check_trusted_options() const;
  ParseError4 error(ParseError4::Reason reason, std::uint8_t code, std::size_t expected,
                    std::size_t actual) const;

  ByteView bytes_;
  const std::uint8_t* header_;  // bytes_, or what it was changed to
  MessageType4 type_ = MessageType4::none;
  std::uint8_t overload_ = 0;
  bool repeated_ = false;  // some code occurs more than once
  bool has_options_field_ = false;
  std::optional<ParseError4> skipped_;
  std::array<std::uint16_t, 256> index_;  // code -> its entry
  std::vector<std::uint8_t> codes_;
  std::vector<Entry> entries_;
  std::vector<Entry> relay_;  // the sub-options of option 82
  std::vector<std::uint8_t> fused_;
  std::unique_ptr<Changes> changes_;  // null: there never were any
};

/// The fixed part of a message to be built. `chaddr` is copied from the query byte for byte.
struct Header4 {
  std::uint8_t op = Packet4::boot_reply;
  std::uint8_t htype = HardwareAddress::ethernet;
  std::uint8_t hlen = 0;
  std::uint8_t hops = 0;
  std::uint32_t xid = 0;
  std::uint16_t secs = 0;
  std::uint16_t flags = 0;
  Ipv4Address ciaddr, yiaddr, siaddr, giaddr;
  std::array<std::uint8_t, 16> chaddr{};
  ByteView sname;  ///< at most 64 bytes are used
  ByteView file;   ///< at most 128 bytes are used
};

/// One option of a message to be built; the bytes belong to somebody else until the message is encoded.
struct OptionRef {
  std::uint8_t code = 0;
  ByteView value;
};

/// Builds a DHCPv4 message into `out` and returns its length, or 0 when it does not fit.
///  - Options go out in the order given; put 82 last (RFC 3046 section 2.1). A value over 255 bytes is split
///    into consecutive options of the same code (RFC 3396).
///  - When the options field would make the message longer than `max_size` (what the client can take: option
///    57 less IP and UDP headers; a smaller number than 548 counts as 548), options that do not fit go to
///    `file` and then `sname`, if those are empty, and option 52 says so (RFC 2132 section 9.3). Option 82
///    keeps its place at the end of the options field as long as it fits there.
///  - Codes 0, 52 and 255 belong to the encoder; options given with them are left out.
/// Padded with zeros to 300 bytes, the size that BOOTP relays and clients expect (RFC 1542 section 2.1).
DHCPCORE_API std::size_t encode4(const Header4& header, std::span<const OptionRef> options,
                                 std::span<std::uint8_t> out, std::size_t max_size);

}  // namespace dhcp
