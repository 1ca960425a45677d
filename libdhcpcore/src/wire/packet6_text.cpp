// A person's view of a DHCPv6 message. For dumps and logs at the highest level; speed does not matter here.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "dhcpcore/packet6.hpp"

namespace dhcp {

namespace {

bool is_printable(ByteView bytes) {
  return !bytes.empty() && std::ranges::all_of(bytes, [](std::uint8_t c) { return std::isprint(c) != 0; });
}

// Options that hold options, and how many bytes stand before these.
std::optional<std::size_t> nested_at(std::uint16_t code) {
  switch (code) {
    case option6::ia_na:
    case option6::ia_pd:
      return 12;
    case option6::ia_ta:
      return 4;
    case option6::ia_address:
      return 24;
    case option6::ia_prefix:
      return 25;
    default:
      return std::nullopt;
  }
}

std::string head(const Option6& option) {
  switch (option.code) {
    case option6::ia_na:
    case option6::ia_pd:
    case option6::ia_ta:
      if (const auto ia = IdentityAssociation::read(option))
        return fmt::format("IA {} iaid {} t1 {} t2 {}", option.code, ia->iaid, ia->t1, ia->t2);
      break;
    case option6::ia_address:
      if (const auto address = IaAddress::read(option.value))
        return fmt::format("address {} preferred {} valid {}", address->address.to_string(),
                           address->preferred_lifetime, address->valid_lifetime);
      break;
    case option6::ia_prefix:
      if (const auto prefix = IaPrefix::read(option.value))
        return fmt::format("prefix {} preferred {} valid {}", prefix->prefix.to_string(),
                           prefix->preferred_lifetime, prefix->valid_lifetime);
      break;
    case option6::client_id:
      return "client-id " + to_hex(option.value, ':');
    case option6::server_id:
      return "server-id " + to_hex(option.value, ':');
    case option6::option_request: {
      std::string text = "requests";
      for (ByteReader reader(option.value); reader.remaining() >= 2;)
        text += fmt::format(" {}", reader.u16());
      return text;
    }
    case option6::status_code: {
      ByteReader reader(option.value);
      const std::uint16_t code = reader.u16();
      return fmt::format("status {} '{}'", code, as_text(reader.rest()));
    }
    default:
      break;
  }
  return fmt::format(
      "option {} ({} bytes) {}", option.code, option.value.size(),
      is_printable(option.value) ? fmt::format("'{}'", as_text(option.value)) : to_hex(option.value, ':'));
}

void append_options(std::string& text, const Options6& options, std::size_t indent) {
  for (const Option6& option : options) {
    if (option.code == option6::relay_message) continue;
    text += fmt::format("{:{}}{}\n", "", indent, head(option));
    const auto begin = nested_at(option.code);
    if (begin && option.value.size() >= *begin)
      append_options(text, Options6(option.value.subspan(*begin)), indent + 2);
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
  text += fmt::format("{:{}}{} (type {}) transaction 0x{:06x}\n", "", indent, message_type_name(type_),
                      static_cast<unsigned>(type_), transaction_id_ | flags_);
  append_options(text, options_, indent + 2);
  return text;
}

}  // namespace dhcp
