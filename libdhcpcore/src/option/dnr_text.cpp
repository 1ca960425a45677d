#include "option/dnr_text.hpp"

#include <fmt/format.h>

#include <map>

#include "dhcpcore/dns_name.hpp"
#include "option/field_list.hpp"

namespace dhcp {

namespace {

// Keys of service parameters (IANA "Service Parameter Keys"); RFC 9463 section 3.1.7 leaves these three.
constexpr std::uint16_t alpn_key = 1;
constexpr std::uint16_t port_key = 3;
constexpr std::uint16_t dohpath_key = 7;

OptionType address_type(DhcpVersion version) {
  return version == DhcpVersion::v4 ? OptionType::ipv4_address : OptionType::ipv6_address;
}

std::size_t address_size(DhcpVersion version) {
  return version == DhcpVersion::v4 ? Ipv4Address::size : Ipv6Address::size;
}

// Lengths of name and addresses are one octet in DHCPv4, two in DHCPv6.
std::size_t length_size(DhcpVersion version) {
  return version == DhcpVersion::v4 ? 1 : 2;
}

// Writes `part` with its length before it.
Result<void> append_sized(std::string_view what, ByteView part, std::size_t size_octets, Bytes& out) {
  const std::size_t greatest = size_octets == 1 ? UINT8_MAX : UINT16_MAX;
  if (part.size() > greatest)
    return Error{fmt::format("{} take {} octets, more than {}", what, part.size(), greatest)};
  if (size_octets == 2) out.push_back(static_cast<std::uint8_t>(part.size() >> 8));
  out.push_back(static_cast<std::uint8_t>(part.size()));
  out.insert(out.end(), part.begin(), part.end());
  return {};
}

Result<Bytes> alpn_value(std::string_view ids) {
  Bytes value;
  for (;;) {
    const auto comma = ids.find(',');
    const std::string_view id = trim(ids.substr(0, comma));
    if (id.empty() || id.size() > UINT8_MAX)
      return Error{fmt::format("\"{}\" is not a protocol id (1 to 255 octets)", id)};
    value.push_back(static_cast<std::uint8_t>(id.size()));
    value.insert(value.end(), id.begin(), id.end());
    if (comma == ids.npos) return value;
    ids.remove_prefix(comma + 1);
  }
}

Result<Bytes> port_value(std::string_view port) {
  Bytes value;
  if (auto appended = append_field(OptionType::uint16, port, 0, value); !appended) return appended.error();
  return value;
}

// RFC 9461 section 5: a relative URI template with the variable "dns".
Result<Bytes> dohpath_value(std::string_view path) {
  const auto open = path.find('{');
  if (!path.starts_with('/') || open == path.npos || path.find("dns", open) == path.npos)
    return Error{fmt::format("\"{}\" is not a URI template with the variable dns (as /q{{?dns}})", path)};
  const ByteView value = as_bytes(path);
  return Bytes(value.begin(), value.end());
}

using Parameters = std::map<std::uint16_t, Bytes>;

Result<void> add_parameter(std::string_view text, Parameters& parameters) {
  const auto equals = text.find('=');
  const std::string_view key = text.substr(0, equals);
  const std::string_view argument = equals == text.npos ? std::string_view() : text.substr(equals + 1);
  struct Known {
    std::string_view key;
    std::uint16_t code;
    Result<Bytes> (*value)(std::string_view);
  };
  static constexpr Known known[] = {{"alpn", alpn_key, alpn_value},
                                    {"port", port_key, port_value},
                                    {"dohpath", dohpath_key, dohpath_value}};
  const auto at = std::ranges::find(known, key, &Known::key);
  if (at == std::end(known))
    return Error{fmt::format("\"{}\" is not a service parameter for resolvers (alpn, port or dohpath)", key)};
  auto value = at->value(argument);
  if (!value) return Error{fmt::format("{}: {}", key, value.error().message)};
  if (!parameters.try_emplace(at->code, std::move(*value)).second)
    return Error{fmt::format("{} is given twice", key)};
  return {};
}

Result<Bytes> addresses_wire(DhcpVersion version, std::string_view text) {
  Bytes addresses;
  for (const std::string& address : split_fields(text, ' ')) {
    if (auto appended = append_field(address_type(version), address, 0, addresses); !appended)
      return appended.error();
  }
  return addresses;
}

Result<Bytes> parameters_wire(std::string_view text) {
  Parameters parameters;
  for (const std::string& parameter : split_fields(text, ' ')) {
    if (auto added = add_parameter(parameter, parameters); !added) return added.error();
  }
  Bytes wire;
  for (const auto& [code, value] : parameters) {
    wire.push_back(static_cast<std::uint8_t>(code >> 8));
    wire.push_back(static_cast<std::uint8_t>(code));
    if (auto appended = append_sized("the parameter's value", value, 2, wire); !appended)
      return appended.error();
  }
  return wire;
}

Result<Bytes> encode_resolver(DhcpVersion version, std::string_view text) {
  const auto fields = split_fields(text, ',');
  const auto in_field = [](int number, const Error& error) {
    return Error{fmt::format("field {}: {}", number, error.message)};
  };
  if (fields.empty()) return Error{"field 1: the service priority is missing (0 to 65535)"};
  if (fields.size() < 2) return Error{"field 2: the name of the resolver is missing"};
  if (fields.size() > 4)
    return Error{
        fmt::format("field 5: \"{}\" is too many; a comma within a field is written \\,", fields[4])};
  Bytes out;
  if (auto priority = append_field(OptionType::uint16, fields[0], 0, out); !priority)
    return in_field(1, priority.error());
  Bytes name;
  if (auto appended = append_domain_name(fields[1], name); !appended) return in_field(2, appended.error());
  if (auto sized = append_sized("the name's labels", name, length_size(version), out); !sized)
    return in_field(2, sized.error());
  const auto addresses = addresses_wire(version, fields.size() > 2 ? std::string_view(fields[2]) : "");
  if (!addresses) return in_field(3, addresses.error());
  const auto parameters = parameters_wire(fields.size() > 3 ? std::string_view(fields[3]) : "");
  if (!parameters) return in_field(4, parameters.error());
  // RFC 9463 section 3.1.6: a name alone has neither addresses nor parameters behind it.
  if (addresses->empty() && parameters->empty()) return out;
  if (addresses->empty()) return Error{"field 3: service parameters need an address before them"};
  if (auto sized = append_sized("the addresses", *addresses, length_size(version), out); !sized)
    return in_field(3, sized.error());
  out.insert(out.end(), parameters->begin(), parameters->end());
  return out;
}

// Splits at unescaped `|`, leaves the other escapes to `encode_resolver`.
std::vector<std::string> resolver_texts(DhcpVersion version, std::string_view text) {
  if (version == DhcpVersion::v4) return split_fields(text, '|');
  std::string one;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("\\|")) ++i;
    one += text[i];
  }
  return {one};
}

std::size_t read_length(ByteReader& reader, DhcpVersion version) {
  return version == DhcpVersion::v4 ? reader.u8() : reader.u16();
}

std::optional<std::string> alpn_text(ByteView value) {
  std::string text;
  ByteReader reader(value);
  do {
    const std::string_view id = as_text(reader.take(reader.u8()));
    if (!reader.ok() || id.empty() || id.find_first_of(", \\\t\r\n") != id.npos) return std::nullopt;
    if (!text.empty()) text += ',';
    text += id;
  } while (reader.remaining() > 0);
  return "alpn=" + text;
}

std::optional<std::string> parameter_text(std::uint16_t code, ByteView value) {
  if (code == alpn_key) return alpn_text(value);
  if (code == port_key && value.size() == 2) return fmt::format("port={}", value[0] << 8 | value[1]);
  const std::string_view path = as_text(value);
  if (code == dohpath_key && dohpath_value(path) && path.find_first_of(" \\\t\r\n") == path.npos)
    return fmt::format("dohpath={}", path);
  return std::nullopt;
}

// nullopt text when a parameter cannot be written.
Result<std::optional<std::string>> parameters_text(ByteReader& reader) {
  std::string text;
  bool writable = true;
  std::optional<std::uint16_t> last;
  while (reader.remaining() > 0) {
    const std::uint16_t code = reader.u16();
    const ByteView value = reader.take(reader.u16());
    if (!reader.ok()) return Error{"the bytes end within the service parameters"};
    const auto parameter = parameter_text(code, value);
    writable = writable && parameter && (!last || *last < code);
    last = code;
    if (!writable) continue;
    if (!text.empty()) text += ' ';
    text += *parameter;
  }
  return writable ? std::optional(std::move(text)) : std::nullopt;
}

// The resolver in `value`, as a list of fields.
Result<std::optional<std::string>> read_resolver(DhcpVersion version, ByteView value) {
  ByteReader reader(value);
  std::string text = std::to_string(reader.u16());
  const ByteView labels = reader.take(read_length(reader, version));
  if (!reader.ok()) return Error{"the bytes end within the resolver's name"};
  std::size_t end = 0;
  const auto name = decode_dns_name(labels, end);
  if (!name || end != labels.size()) return Error{"the resolver's name does not fill its length"};
  join_field(text, *name, ',');
  if (reader.remaining() == 0) return std::optional(std::move(text));

  const ByteView addresses = reader.take(read_length(reader, version));
  if (!reader.ok() || addresses.empty() || addresses.size() % address_size(version) != 0)
    return Error{
        fmt::format("the resolver's addresses do not fill a multiple of {} octets", address_size(version))};
  std::string list;
  for (std::size_t at = 0; at < addresses.size();) {
    const auto address = read_field(address_type(version), addresses, {}, at);
    if (!list.empty()) list += ' ';
    list += **address;
  }
  join_field(text, list, ',');
  const auto parameters = parameters_text(reader);
  if (!parameters) return parameters.error();
  if (!*parameters) return std::optional<std::string>();
  if (!(*parameters)->empty()) join_field(text, **parameters, ',');
  return std::optional(std::move(text));
}

}  // namespace

Result<Bytes> encode_resolvers(DhcpVersion version, std::string_view text) {
  Bytes out;
  const auto resolvers = resolver_texts(version, text);
  if (resolvers.empty()) return Error{"field 1: the service priority is missing (0 to 65535)"};
  for (std::size_t i = 0; i < resolvers.size(); ++i) {
    auto resolver = encode_resolver(version, resolvers[i]);
    if (resolver && version == DhcpVersion::v6) return resolver;
    auto sized = resolver ? append_sized("the fields of a resolver", *resolver, 2, out)
                          : Result<void>(resolver.error());
    if (!sized) {
      if (resolvers.size() == 1) return sized.error();
      return Error{fmt::format("resolver {}: {}", i + 1, sized.error().message)};
    }
  }
  return out;
}

Result<std::optional<std::string>> read_resolvers(DhcpVersion version, ByteView value) {
  std::string text;
  if (version == DhcpVersion::v6) {
    auto resolver = read_resolver(version, value);
    if (!resolver || !*resolver) return resolver;
    join_field(text, **resolver, '|');
    return std::optional(std::move(text));
  }
  bool writable = true;
  ByteReader reader(value);
  do {
    const ByteView instance = reader.take(reader.u16());
    if (!reader.ok()) return Error{"the bytes end within a resolver"};
    auto resolver = read_resolver(version, instance);
    if (!resolver) return resolver;
    writable = writable && *resolver;
    if (writable) join_field(text, **resolver, '|');
  } while (reader.remaining() > 0);
  return writable ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace dhcp
