// A person's view of a DHCPv6 message. For dumps and logs at the highest level; speed does not matter here.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>

#include "dhcpcore/fqdn_option.hpp"
#include "dhcpcore/lease_query.hpp"
#include "dhcpcore/packet4.hpp"
#include "dhcpcore/packet6.hpp"

namespace dhcp {

namespace {

bool is_printable(ByteView bytes) {
  return !bytes.empty() && std::ranges::all_of(bytes, [](std::uint8_t c) { return std::isprint(c) != 0; });
}

// Options that hold options, and how many bytes stand before these.
std::optional<std::size_t> nested_at(std::uint16_t code) {
  switch (code) {
    case option6::client_data:
    case option6::relay_supplied_options:
      return 0;
    case option6::ia_ta:
    case option6::vendor_options:
      return 4;
    case option6::ia_na:
    case option6::ia_pd:
      return 12;
    case option6::lease_query:
      return 17;
    case option6::ia_address:
      return 24;
    case option6::ia_prefix:
      return 25;
    default:
      return std::nullopt;
  }
}
// Deeper nesting than any RFC has is shown as bytes.
constexpr std::size_t deepest_nesting = 8;

std::string plain(ByteView value) {
  return is_printable(value) ? fmt::format("'{}'", as_text(value)) : to_hex(value, ':');
}

std::optional<std::string> association(const Option6& option) {
  const auto ia = IdentityAssociation::read(option);
  if (!ia) return std::nullopt;
  return fmt::format("IA {} iaid {} t1 {} t2 {}", option.code, ia->iaid, ia->t1, ia->t2);
}

std::optional<std::string> address(const Option6& option) {
  const auto address = IaAddress::read(option.value);
  if (!address) return std::nullopt;
  return fmt::format("address {} preferred {} valid {}", address->address.to_string(),
                     address->preferred_lifetime, address->valid_lifetime);
}

std::optional<std::string> prefix(const Option6& option) {
  const auto prefix = IaPrefix::read(option.value);
  if (!prefix) return std::nullopt;
  return fmt::format("prefix {} preferred {} valid {}", prefix->prefix.to_string(),
                     prefix->preferred_lifetime, prefix->valid_lifetime);
}

std::string requested(ByteView value) {
  std::string text = "requests";
  for (ByteReader reader(value); reader.remaining() >= 2;) text += fmt::format(" {}", reader.u16());
  return text;
}

std::optional<std::string> query(const Option6& option) {
  const auto query = LeaseQuery6::read(option.value);
  if (!query) return std::nullopt;
  return fmt::format("lease query type {} link {}", query->type, query->link_address.to_string());
}

std::optional<std::string> relay_data(const Option6& option) {
  const auto data = RelayData6::read(option.value);
  if (!data) return std::nullopt;
  return fmt::format("relay data peer {} message {}", data->peer_address.to_string(),
                     to_hex(data->message, ':'));
}

std::optional<std::string> dhcpv4_message(const Option6& option) {
  Packet4 message;
  if (!message.parse(option.value)) return std::nullopt;
  return fmt::format("DHCPv4 message {} xid {:#010x}", message_type_name(message.type()), message.xid());
}

// What an option says, as far as this floor knows.
std::optional<std::string> known(const Option6& option) {
  ByteReader reader(option.value);
  switch (option.code) {
    case option6::ia_na:
    case option6::ia_pd:
    case option6::ia_ta:
      return association(option);
    case option6::ia_address:
      return address(option);
    case option6::ia_prefix:
      return prefix(option);
    case option6::client_id:
      return "client-id " + to_hex(option.value, ':');
    case option6::server_id:
      return "server-id " + to_hex(option.value, ':');
    case option6::option_request:
      return requested(option.value);
    case option6::status_code: {
      const std::uint16_t code = reader.u16();
      return fmt::format("status {} '{}'", code, as_text(reader.rest()));
    }
    case option6::elapsed_time:
      return fmt::format("elapsed {} ms", reader.u16() * 10);
    case option6::preference:
      return fmt::format("preference {}", reader.u8());
    case option6::rapid_commit:
      return "rapid commit";
    case option6::vendor_options:
      return fmt::format("vendor options of {}", reader.u32());
    case option6::client_fqdn: {
      const auto fqdn = FqdnOption::read6(option.value);
      return "client-fqdn " + (fqdn ? fqdn->to_string() : fqdn.error().to_string());
    }
    case option6::interface_id:
      return "interface-id " + plain(option.value);
    case option6::lease_query:
      return query(option);
    case option6::client_data:
      return "client data";
    case option6::client_last_transaction_time:
      return fmt::format("last transaction {} s ago", reader.u32());
    case option6::relay_data:
      return relay_data(option);
    case option6::relay_supplied_options:
      return "relay-supplied options";
    case option6::dhcpv4_message:
      return dhcpv4_message(option);
    default:
      return std::nullopt;
  }
}

std::string unknown(const Option6& option) {
  return fmt::format("option {} ({} bytes) {}", option.code, option.value.size(), plain(option.value));
}

void append_line(std::string& text, std::size_t indent, std::string_view line) {
  fmt::format_to(std::back_inserter(text), "{:{}}{}\n", "", indent, line);
}

void append_options(std::string& text, const Options6& options, std::size_t indent, std::size_t nesting = 0) {
  for (const Option6& option : options) {
    if (option.code == option6::relay_message) continue;
    const auto line = known(option);
    append_line(text, indent, line ? *line : unknown(option));
    const auto begin = nested_at(option.code);
    if (!begin || option.value.size() < *begin || nesting == deepest_nesting) continue;
    const Options6 inner(option.value.subspan(*begin));
    if (option.code != option6::vendor_options) {
      append_options(text, inner, indent + 2, nesting + 1);
      continue;
    }
    // The codes there are the vendor's.
    for (const Option6& vendors : inner) append_line(text, indent + 2, unknown(vendors));
  }
}

}  // namespace

std::string Packet6::summary() const {
  std::string text;
  std::size_t indent = 0;
  for (const RelayLayer6& layer : relays()) {
    text += fmt::format("{:{}}{} hops {} link {} peer {}\n", "", indent, message_type_name(layer.type),
                        layer.hop_count, layer.link_address.to_string(), layer.peer_address.to_string());
    indent += 2;
    append_options(text, layer.options, indent);
  }
  const bool has_flags = type_ == MessageType6::dhcpv4_query || type_ == MessageType6::dhcpv4_response;
  text += fmt::format("{:{}}{} (type {}) {} 0x{:06x}\n", "", indent, message_type_name(type_),
                      static_cast<unsigned>(type_), has_flags ? "flags" : "transaction",
                      has_flags ? flags_ : transaction_id_);
  append_options(text, options_, indent + 2);
  return text;
}

}  // namespace dhcp
