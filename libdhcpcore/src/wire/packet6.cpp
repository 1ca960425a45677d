#include "dhcpcore/packet6.hpp"

#include <fmt/format.h>

#include <algorithm>
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
    {option6::client_id, 3, 130},
    {option6::server_id, 3, 130},
    {option6::ia_na, 12, 0xffff},
    {option6::ia_ta, 4, 0xffff},
    {option6::preference, 1, 1},
    {option6::elapsed_time, 2, 2},
    {option6::unicast, 16, 16},
    {option6::status_code, 2, 0xffff},
    {option6::rapid_commit, 0, 0},
    {option6::vendor_class, 4, 0xffff},
    {option6::vendor_options, 4, 0xffff},
    {option6::reconfigure_accept, 0, 0},
    {option6::ia_pd, 12, 0xffff},
    {option6::client_fqdn, 1, 0xffff},
    {option6::relay_port, 2, 2},
    {option6::client_link_layer_address, 2, 0xffff},
    {option6::ia_address, 24, 0xffff},
    {option6::ia_prefix, 25, 0xffff},
    {option6::client_last_transaction_time, 4, 4},
    {option6::relay_data, 16, 0xffff},
};

// Options that hold options, and how many bytes stand before these.
struct Container {
  std::uint16_t code;
  std::uint16_t fixed;
};

constexpr Container containers[] = {
    {option6::ia_na, 12},      {option6::ia_ta, 4},      {option6::ia_pd, 12},
    {option6::ia_address, 24}, {option6::ia_prefix, 25}, {option6::client_data, 0},
};
// Client data, association, address, its options: what lies deeper is not what engines read.
constexpr int deepest_container = 4;

// Lists of numbers or addresses, each so many bytes.
std::size_t element_size(std::uint16_t code) {
  if (code == option6::option_request) return 2;
  return code == option6::lease_query_client_link ? Ipv6Address::size : 1;
}

bool may_stand_once(std::uint16_t code) {
  return code == option6::client_id || code == option6::server_id;
}

// The length that `option` should have had, if it has another.
std::optional<std::size_t> better_length(const Option6& option) {
  const std::size_t length = option.value.size();
  for (const TrustedLength& trusted : trusted_lengths) {
    if (trusted.code != option.code) continue;
    if (length < trusted.shortest) return trusted.shortest;
    if (length > trusted.longest) return trusted.longest;
  }
  const std::size_t over = length % element_size(option.code);
  if (over != 0) return length - over + element_size(option.code);
  return std::nullopt;
}

// Walks a run of options and says what is wrong with it. `base` is where the run begins in the datagram.
std::optional<ParseError6> check_options(const Options6& run, std::size_t base, int depth = 0) {
  const auto error = [&](Reason reason, std::uint16_t code, std::size_t at, std::size_t expected,
                         std::size_t actual) {
    return ParseError6{reason, code, static_cast<std::uint32_t>(base + at),
                       static_cast<std::uint32_t>(expected), static_cast<std::uint32_t>(actual)};
  };
  bool seen[3] = {};
  std::size_t at = 0;
  for (const Option6& option : run) {
    if (const auto expected = better_length(option))
      return error(Reason::bad_option_length, option.code, at, *expected, option.value.size());
    if (may_stand_once(option.code) && std::exchange(seen[option.code], true))
      return error(Reason::duplicate_option, option.code, at, 1, 2);
    const auto container = std::ranges::find(containers, option.code, &Container::code);
    if (container != std::end(containers) && depth < deepest_container) {
      const Options6 inner(option.value.subspan(container->fixed));
      const std::size_t inner_base = base + at + Options6::header_size + container->fixed;
      if (const auto wrong = check_options(inner, inner_base, depth + 1)) return wrong;
    }
    at += Options6::header_size + option.value.size();
  }
  if (const auto misfit = run.misfit())
    return error(Reason::truncated_option, misfit->code, misfit->offset, misfit->expected, misfit->actual);
  return std::nullopt;
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
      "ACTIVELEASEQUERY",
      "STARTTLS",
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
  result.address = reader.ipv6();
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
  result.prefix.address = reader.ipv6();
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
    layer.link_address = reader.ipv6();
    layer.peer_address = reader.ipv6();
    layer.options = Options6(reader.rest());
    if (const auto wrong = check_options(layer.options, offset() + relay_header)) {
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
  const Options6 options(message.subspan(message_header));
  if (const auto wrong = check_options(options, offset() + message_header)) {
    relay_count_ = 0;
    return *wrong;
  }
  bytes_ = whole;
  type_ = type;
  (carries_dhcpv4(type) ? flags_ : transaction_id_) = word;
  options_ = options;
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

void Writer6::begin_lease_query(std::uint8_t query_type, const Ipv6Address& link) {
  begin(option6::lease_query);
  out_.u8(query_type);
  out_.bytes(link.bytes());
}

void Writer6::begin_relay_data(const Ipv6Address& peer) {
  begin(option6::relay_data);
  out_.bytes(peer.bytes());
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
