/// @file
/// Client messages written once at the start and patched for each use.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/bytes.hpp"
#include "dhcpcore/packet4.hpp"

namespace dhcp::perf {

/// What differs from message to message. A field that the kind of message lacks is not used.
struct Fields {
  std::uint32_t xid = 0;
  std::uint64_t mac = 0;  ///< the low 48 bits
  Ipv4Address giaddr{};
  Ipv4Address ciaddr{};
  Ipv4Address requested_address{};
  Ipv4Address server_identifier{};
};

/// What all messages of a run share.
struct TemplateStyle {
  bool relayed = false;    ///< `hops` is 1
  bool broadcast = false;  ///< the BROADCAST flag is set
  ByteView extra_options;  ///< encoded, appended before END; at most 512 bytes
};

/// The four messages a client sends (RFC 2131 section 4.4.1 and table 5).
enum class MessageKind : std::uint8_t {
  discover,
  request,  ///< in SELECTING: requested address and server identifier
  renew,    ///< REQUEST in RENEWING: ciaddr and neither of them
  release,  ///< ciaddr and server identifier
};
constexpr std::size_t message_kind_count = 4;

/// One message in wire form, padded to the 300 bytes that BOOTP relays expect (RFC 1542 section 2.1).
class MessageTemplate {
 public:
  MessageTemplate(MessageKind kind, const TemplateStyle& style);

  /// Writes the message with `fields` to `out` and returns its length; `out` has room for 1024 bytes.
  std::size_t render(const Fields& fields, std::span<std::uint8_t> out) const;

 private:
  std::vector<std::uint8_t> bytes_;
  std::size_t client_identifier_at_ = 0;  // offsets of the values; 0: not in this message
  std::size_t requested_address_at_ = 0;
  std::size_t server_identifier_at_ = 0;
};

}  // namespace dhcp::perf
