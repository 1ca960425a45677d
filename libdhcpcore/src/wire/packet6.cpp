#include "dhcpcore/packet6.hpp"

#include <fmt/format.h>

#include <utility>

namespace dhcp {

namespace {

using Reason = ParseError6::Reason;

constexpr std::size_t message_header = 4;
constexpr std::size_t relay_header = 34;
constexpr std::size_t longest_datagram = 65535;

bool is_relay(MessageType6 type) {
  return type == MessageType6::relay_forward || type == MessageType6::relay_reply;
}
bool carries_dhcpv4(MessageType6 type) {
  return type == MessageType6::dhcpv4_query || type == MessageType6::dhcpv4_response;
}

// What engines read from an option without asking again: its shortest and longest content.
struct TrustedLength {
  std::uint16_t code;
  std::uint16_t shortest;
  std::uint16_t longest;
};

constexpr TrustedLength trusted_lengths[] = {
    {option6::client_id, 3, 130},         {option6::server_id, 3, 130},
    {option6::ia_na, 12, 0xffff},         {option6::ia_ta, 4, 0xffff},
    {option6::preference, 1, 1},          {option6::elapsed_time, 2, 2},
    {option6::unicast, 16, 16},           {option6::status_code, 2, 0xffff},
    {option6::rapid_commit, 0, 0},        {option6::vendor_class, 4, 0xffff},
    {option6::vendor_options, 4, 0xffff}, {option6::reconfigure_accept, 0, 0},
    {option6::ia_pd, 12, 0xffff},         {option6::client_fqdn, 1, 0xffff},
    {option6::relay_port, 2, 2},          {option6::client_link_layer_address, 2, 0xffff},
};

bool may_stand_once(std::uint16_t code) {
  return code == option6::client_id || code == option6::server_id;
}

// Walks a run of options and says what is wrong with it. `base` is where the run begins in the datagram.
std::optional<ParseError6> check_options(ByteView run, std::size_t base) {
  const auto error = [&](Reason reason, std::uint16_t code, std::size_t at, std::size_t expected,
                         std::size_t actual) {
    return ParseError6{reason, code, static_cast<std::uint32_t>(base + at),
                       static_cast<std::uint32_t>(expected), static_cast<std::uint32_t>(actual)};
  };
  bool seen[3] = {};
  for (std::size_t at = 0; at < run.size();) {
    if (run.size() - at < 4) return error(Reason::truncated_option, 0, at, 4, run.size() - at);
    const auto code = static_cast<std::uint16_t>(run[at] << 8 | run[at + 1]);
    const std::size_t length = static_cast<std::size_t>(run[at + 2]) << 8 | run[at + 3];
    if (run.size() - at - 4 < length)
      return error(Reason::truncated_option, code, at, length, run.size() - at - 4);
    for (const TrustedLength& trusted : trusted_lengths) {
      if (trusted.code != code || (length >= trusted.shortest && length <= trusted.longest)) continue;
      return error(Reason::bad_option_length, code, at,
                   length < trusted.shortest ? trusted.shortest : trusted.longest, length);
    }
    if (code == option6::option_request && length % 2 != 0)
      return error(Reason::bad_option_length, code, at, length + 1, length);
    if (may_stand_once(code) && std::exchange(seen[code], true))
      return error(Reason::duplicate_option, code, at, 1, 2);
    at += 4 + length;
  }
  return std::nullopt;
}

Ipv6Address ipv6(ByteReader& reader) {
  std::array<std::uint8_t, 16> bytes{};
  std::ranges::copy(reader.take(16), bytes.begin());
  return Ipv6Address(bytes);
}

}  // namespace

std::string_view message_type_name(MessageType6 type) {
  static constexpr std::string_view names[] = {
      "",
      "SOLICIT",
      "ADVERTISE",
      "REQUEST",
      "CONFIRM",
      "RENEW",
      "REBIND",
      "REPLY",
      "RELEASE",
      "DECLINE",
      "RECONFIGURE",
      "INFORMATION_REQUEST",
      "RELAY_FORWARD",
      "RELAY_REPLY",
      "LEASEQUERY",
      "LEASEQUERY_REPLY",
      "LEASEQUERY_DONE",
      "LEASEQUERY_DATA",
      "RECONFIGURE_REQUEST",
      "RECONFIGURE_REPLY",
      "DHCPV4_QUERY",
      "DHCPV4_RESPONSE",
  };
  const auto index = static_cast<std::size_t>(type);
  return index == 0 || index >= std::size(names) ? "UNKNOWN" : names[index];
}

std::string ParseError6::to_string() const {
  switch (reason) {
    case Reason::too_short:
      return fmt::format("a message of {} bytes at offset {}, {} expected", actual, offset, expected);
    case Reason::truncated_option:
      return fmt::format("option {} at offset {}: {} bytes expected, {} found", option, offset, expected,
                         actual);
    case Reason::bad_option_length:
      return fmt::format("option {} at offset {}: {} bytes expected, {} found", option, offset, expected,
                         actual);
    case Reason::too_many_relays:
      return fmt::format("more than {} relay layers", expected);
    case Reason::no_relay_message:
      return fmt::format("the relay layer at offset {} holds no message", offset);
    case Reason::duplicate_option:
      return fmt::format("option {} at offset {} stands there twice", option, offset);
  }
  return "malformed";
}

std::optional<ByteView> Options6::find(std::uint16_t code) const {
  for (const Option6& option : *this)
    if (option.code == code) return option.value;
  return std::nullopt;
}

bool Options6::whole() const {
  std::size_t end = 0;
  for (const Option6& option : *this) end += 4 + option.value.size();
  return end == bytes_.size();
}

std::optional<IdentityAssociation> IdentityAssociation::read(const Option6& option) {
  ByteReader reader(option.value);
  IdentityAssociation ia;
  ia.code = option.code;
  ia.iaid = reader.u32();
  if (option.code != option6::ia_ta) {
    ia.t1 = reader.u32();
    ia.t2 = reader.u32();
  }
  ia.options = Options6(reader.rest());
  if (!reader.ok() || !ia.options.whole()) return std::nullopt;
  return ia;
}

std::optional<IaAddress> IaAddress::read(ByteView value) {
  ByteReader reader(value);
  IaAddress result;
  if (reader.remaining() < 24) return std::nullopt;
  result.address = ipv6(reader);
  result.preferred_lifetime = reader.u32();
  result.valid_lifetime = reader.u32();
  result.options = Options6(reader.rest());
  if (!result.options.whole()) return std::nullopt;
  return result;
}

std::optional<IaPrefix> IaPrefix::read(ByteView value) {
  ByteReader reader(value);
  IaPrefix result;
  if (reader.remaining() < 25) return std::nullopt;
  result.preferred_lifetime = reader.u32();
  result.valid_lifetime = reader.u32();
  result.prefix.length = reader.u8();
  result.prefix.address = ipv6(reader);
  result.options = Options6(reader.rest());
  if (result.prefix.length > 128 || !result.options.whole()) return std::nullopt;
  return result;
}

Result<void, ParseError6> Packet6::parse(ByteView datagram) {
  bytes_ = {};
  type_ = MessageType6::none;
  transaction_id_ = flags_ = 0;
  options_ = Options6();
  relay_count_ = 0;

  const ByteView whole = datagram.first(std::min(datagram.size(), longest_datagram));
  ByteView message = whole;
  const auto offset = [&] { return static_cast<std::size_t>(message.data() - whole.data()); };
  const auto error = [&](Reason reason, std::size_t expected, std::size_t actual) {
    relay_count_ = 0;
    return ParseError6{reason, 0, static_cast<std::uint32_t>(offset()), static_cast<std::uint32_t>(expected),
                       static_cast<std::uint32_t>(actual)};
  };

  while (!message.empty() && is_relay(static_cast<MessageType6>(message[0]))) {
    if (message.size() < relay_header) return error(Reason::too_short, relay_header, message.size());
    if (relay_count_ == max_relays) return error(Reason::too_many_relays, max_relays, max_relays + 1);
    ByteReader reader(message);
    RelayLayer6& layer = relays_[relay_count_++];
    layer.type = static_cast<MessageType6>(reader.u8());
    layer.hop_count = reader.u8();
    layer.link_address = ipv6(reader);
    layer.peer_address = ipv6(reader);
    layer.options = Options6(reader.rest());
    if (const auto wrong = check_options(layer.options.bytes(), offset() + relay_header)) {
      relay_count_ = 0;
      return *wrong;
    }
    const auto inner = layer.options.find(option6::relay_message);
    if (!inner) return error(Reason::no_relay_message, 1, 0);
    message = *inner;
  }

  if (message.size() < message_header) return error(Reason::too_short, message_header, message.size());
  const auto type = static_cast<MessageType6>(message[0]);
  const std::uint32_t word = std::uint32_t{message[1]} << 16 | std::uint32_t{message[2]} << 8 | message[3];
  const ByteView options = message.subspan(message_header);
  if (const auto wrong = check_options(options, offset() + message_header)) {
    relay_count_ = 0;
    return *wrong;
  }
  bytes_ = whole;
  type_ = type;
  (carries_dhcpv4(type) ? flags_ : transaction_id_) = word;
  options_ = Options6(options);
  return {};
}

Duid Packet6::client_id() const {
  return Duid(option(option6::client_id).value_or(ByteView()));
}
Duid Packet6::server_id() const {
  return Duid(option(option6::server_id).value_or(ByteView()));
}

bool Packet6::requests(std::uint16_t code) const {
  const auto requested = option(option6::option_request);
  if (!requested) return false;
  ByteReader reader(*requested);
  while (reader.remaining() >= 2)
    if (reader.u16() == code) return true;
  return false;
}

const RelayLayer6* Packet6::relay(int nest) const {
  const int count = static_cast<int>(relay_count_);
  const int index = nest < 0 ? count + nest : nest;
  return index < 0 || index >= count ? nullptr : &relays_[static_cast<std::size_t>(index)];
}

void Writer6::message(MessageType6 type, std::uint32_t transaction_id) {
  out_.u32(std::uint32_t{static_cast<std::uint8_t>(type)} << 24 | (transaction_id & 0xffffff));
}

void Writer6::relay(MessageType6 type, std::uint8_t hop_count, const Ipv6Address& link,
                    const Ipv6Address& peer) {
  out_.u8(static_cast<std::uint8_t>(type));
  out_.u8(hop_count);
  out_.bytes(link.bytes());
  out_.bytes(peer.bytes());
}

void Writer6::option(std::uint16_t code, ByteView value) {
  begin(code);
  out_.bytes(value);
  end();
}

void Writer6::begin(std::uint16_t code) {
  if (depth_ == max_depth) {
    overflow_ = true;
    return;
  }
  out_.u16(code);
  out_.u16(0);
  open_[depth_++] = out_.size();
}

void Writer6::end() {
  if (overflow_ || depth_ == 0) return;
  const std::size_t begin = open_[--depth_];
  if (!out_.ok()) return;
  const std::size_t length = out_.size() - begin;
  if (length > 0xffff) {
    overflow_ = true;
    return;
  }
  out_.overwrite_u16(begin - 2, static_cast<std::uint16_t>(length));
}

void Writer6::begin_ia(std::uint16_t code, std::uint32_t iaid, std::uint32_t t1, std::uint32_t t2) {
  begin(code);
  out_.u32(iaid);
  if (code == option6::ia_ta) return;
  out_.u32(t1);
  out_.u32(t2);
}

void Writer6::begin_address(const Ipv6Address& address, std::uint32_t preferred, std::uint32_t valid) {
  begin(option6::ia_address);
  out_.bytes(address.bytes());
  out_.u32(preferred);
  out_.u32(valid);
}

void Writer6::begin_prefix(const Ipv6Prefix& prefix, std::uint32_t preferred, std::uint32_t valid) {
  begin(option6::ia_prefix);
  out_.u32(preferred);
  out_.u32(valid);
  out_.u8(prefix.length);
  out_.bytes(prefix.address.bytes());
}

void Writer6::status(std::uint16_t code, std::string_view text) {
  begin(option6::status_code);
  out_.u16(code);
  out_.bytes(as_bytes(text));
  end();
}

ByteView Writer6::finish() const {
  return ok() && depth_ == 0 ? out_.written() : ByteView();
}

}  // namespace dhcp
