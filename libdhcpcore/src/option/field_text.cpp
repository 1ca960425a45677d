#include "option/field_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "dhcpcore/dns_name.hpp"
#include "option/field_list.hpp"

namespace dhcp {

namespace {

struct IntegerFormat {
  std::int64_t least;
  std::int64_t greatest;
  std::size_t size;
};

std::optional<IntegerFormat> integer_format(OptionType type) {
  switch (type) {
    case OptionType::uint8:
      return IntegerFormat{0, UINT8_MAX, 1};
    case OptionType::uint16:
      return IntegerFormat{0, UINT16_MAX, 2};
    case OptionType::uint32:
      return IntegerFormat{0, UINT32_MAX, 4};
    case OptionType::int8:
      return IntegerFormat{INT8_MIN, INT8_MAX, 1};
    case OptionType::int16:
      return IntegerFormat{INT16_MIN, INT16_MAX, 2};
    case OptionType::int32:
      return IntegerFormat{INT32_MIN, INT32_MAX, 4};
    default:
      return std::nullopt;
  }
}

std::optional<std::int64_t> parse_digits(std::string_view digits, int base) {
  std::int64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, value, base);
  if (digits.empty() || digits[0] == '-' || parsed.ec != std::errc() || parsed.ptr != end)
    return std::nullopt;
  return value;
}

// Decimal, else hexadecimal with or without 0x; "010" is ten.
std::optional<std::int64_t> parse_integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const bool marked = text.starts_with("0x") || text.starts_with("0X");
  auto value = marked ? parse_digits(text.substr(2), 16) : parse_digits(text, 10);
  if (!value && !marked) value = parse_digits(text, 16);
  if (value && negative) value = -*value;
  return value;
}

void append_integer(std::uint64_t value, std::size_t size, Bytes& out) {
  while (size-- > 0) out.push_back(static_cast<std::uint8_t>(value >> (8 * size)));
}

std::uint64_t read_integer(ByteView bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

Error not_a(std::string_view text, std::string_view what) {
  return Error{fmt::format("\"{}\" is not {}", text, what)};
}

Result<void> append_number(OptionType type, const IntegerFormat& format, std::string_view text, Bytes& out) {
  const auto value = parse_integer(text);
  if (!value || *value < format.least || *value > format.greatest) {
    const std::string_view article = format.least < 0 ? "an" : "a";
    return not_a(text, fmt::format("{} {} ({} to {})", article, option_type_name(type), format.least,
                                   format.greatest));
  }
  append_integer(static_cast<std::uint64_t>(*value), format.size, out);
  return {};
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, {},
                            [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
}

Result<void> append_boolean(std::string_view text, Bytes& out) {
  const bool yes = text == "1" || equals_ignoring_case(text, "true");
  if (!yes && text != "0" && !equals_ignoring_case(text, "false"))
    return not_a(text, "a boolean (true, false, 1 or 0)");
  out.push_back(yes);
  return {};
}

Result<void> append_tuple(std::string_view text, std::size_t tuple_length, Bytes& out) {
  const std::size_t greatest = tuple_length == 1 ? UINT8_MAX : UINT16_MAX;
  if (text.size() > greatest)
    return Error{fmt::format("a text of {} octets is too long for a tuple (0 to {})", text.size(), greatest)};
  append_integer(text.size(), tuple_length, out);
  out.insert(out.end(), text.begin(), text.end());
  return {};
}

Result<void> append_ipv6_prefix(std::string_view text, Bytes& out) {
  const auto prefix = Ipv6Prefix::parse(text);
  if (!prefix) return not_a(text, "an ipv6-prefix (as 2001:db8::/32)");
  const auto network = prefix->network().bytes();
  out.push_back(prefix->length);
  out.insert(out.end(), network.begin(), network.begin() + (prefix->length + 7) / 8);
  return {};
}

// RFC 7597 section 5.1: the PSID stands in the most significant bits.
Result<void> append_psid(std::string_view text, Bytes& out) {
  const auto slash = std::min(text.find('/'), text.size());
  const std::string_view length_text = text.substr(std::min(slash + 1, text.size()));
  const std::int64_t psid = parse_integer(trim(text.substr(0, slash))).value_or(-1);
  const std::int64_t length = parse_digits(trim(length_text), 10).value_or(-1);
  if (psid < 0 || length < 0 || length > 16) return not_a(text, "a psid (PSID/length, length 0 to 16)");
  const std::int64_t greatest = (std::int64_t{1} << length) - 1;
  if (length > 0 && psid > greatest)
    return not_a(text, fmt::format("a psid (0 to {} with length {})", greatest, length));
  out.push_back(static_cast<std::uint8_t>(length));
  append_integer(static_cast<std::uint64_t>(psid & greatest) << (16 - length), 2, out);
  return {};
}

Result<void> append_binary(std::string_view text, Bytes& out) {
  const auto bytes = from_hex(text);
  if (!bytes) return not_a(text, "hexadecimal digits");
  out.insert(out.end(), bytes->begin(), bytes->end());
  return {};
}

Error too_short(std::string_view what, std::size_t size, std::size_t left) {
  return Error{fmt::format("{} takes {} octet{}, {} {} left", what, size, size == 1 ? "" : "s", left,
                           left == 1 ? "is" : "are")};
}

// Octets of a known number.
Result<ByteView> take(std::string_view what, ByteView value, std::size_t size, std::size_t& offset) {
  const std::size_t left = value.size() - offset;
  if (left < size) return too_short(what, size, left);
  offset += size;
  return value.subspan(offset - size, size);
}

// A text can be written when splitting gives it back and it is harmless to show.
std::optional<std::string> plain_text(std::string_view text) {
  const auto is_control = [](char c) { return (c >= '\0' && c < ' ') || c == '\x7f'; };
  if (trim(text) != text || std::ranges::any_of(text, is_control)) return std::nullopt;
  return std::string(text);
}

std::string integer_text(const IntegerFormat& format, ByteView bytes) {
  const auto value = static_cast<std::int64_t>(read_integer(bytes));
  const bool negative = value > format.greatest;
  return std::to_string(negative ? value - (std::int64_t{1} << (8 * format.size)) : value);
}

std::optional<std::string> ipv6_prefix_text(std::uint8_t length, ByteView network) {
  if (length > Ipv6Address::bits) return std::nullopt;
  std::array<std::uint8_t, 16> address{};
  std::ranges::copy(network, address.begin());
  const Ipv6Prefix prefix{Ipv6Address(address), length};
  if (prefix.network() != prefix.address) return std::nullopt;
  return prefix.to_string();
}

std::optional<std::string> psid_text(ByteView bytes) {
  const unsigned length = bytes[0];
  const std::uint64_t aligned = read_integer(bytes.subspan(1));
  if (length > 16 || (aligned & (0xffffu >> length)) != 0) return std::nullopt;
  return fmt::format("{}/{}", aligned >> (16 - length), length);
}

using FieldText = Result<std::optional<std::string>>;

FieldText read_domain_name(ByteView value, std::size_t& offset) {
  auto name = decode_dns_name(value, offset);
  if (!name) return Error{fmt::format("the domain name {}", dns_name_error_text(name.error()))};
  return std::optional(std::move(*name));
}

FieldText read_tuple(ByteView value, TupleForm form, std::size_t& offset) {
  const auto octets = take("a tuple's length", value, form.length_size, offset);
  if (!octets) return octets.error();
  std::size_t length = read_integer(*octets);
  if (form.lenient) length = std::min(length, value.size() - offset);
  const auto text = take("a tuple", value, length, offset);
  if (!text) return text.error();
  return plain_text(as_text(*text));
}

FieldText read_ipv6_prefix(ByteView value, std::size_t& offset) {
  const auto length = take("an ipv6-prefix's length", value, 1, offset);
  if (!length) return length.error();
  const std::uint8_t bits = length->front();
  const auto network = take("an ipv6-prefix of this length", value, (bits + 7u) / 8u, offset);
  if (!network) return network.error();
  return ipv6_prefix_text(bits, *network);
}

FieldText read_string(ByteView value, std::size_t& offset) {
  const std::string_view text = without_trailing_nuls(as_text(value.subspan(offset)));
  offset += text.size();
  return plain_text(text);
}

}  // namespace

std::string_view without_trailing_nuls(std::string_view text) {
  while (text.ends_with('\0')) text.remove_suffix(1);
  return text;
}

std::size_t tuple_length_size(const OptionDefinition& definition) {
  const bool sztp_redirect = definition.space == "dhcp4" && definition.code == 143;
  return definition.version == DhcpVersion::v6 || sztp_redirect ? 2 : 1;
}

Result<void> append_domain_name(std::string_view text, Bytes& out) {
  std::uint8_t wire[max_dns_name_size];
  ByteWriter writer(wire);
  const auto written = encode_dns_name(text, writer);
  if (!written) return Error{fmt::format("\"{}\" {}", text, dns_name_error_text(written.error()))};
  const ByteView labels = writer.written();
  out.insert(out.end(), labels.begin(), labels.end());
  return {};
}

Result<void> append_field(OptionType type, std::string_view text, std::size_t tuple_length, Bytes& out) {
  if (const auto integer = integer_format(type)) return append_number(type, *integer, text, out);
  switch (type) {
    case OptionType::boolean:
      return append_boolean(text, out);
    case OptionType::ipv4_address: {
      const auto address = Ipv4Address::parse(text);
      if (!address) return not_a(text, "an ipv4-address (as 192.0.2.1)");
      append_integer(address->value(), Ipv4Address::size, out);
      return {};
    }
    case OptionType::ipv6_address: {
      const auto address = Ipv6Address::parse(text);
      if (!address) return not_a(text, "an ipv6-address (as 2001:db8::1)");
      out.insert(out.end(), address->bytes().begin(), address->bytes().end());
      return {};
    }
    case OptionType::ipv6_prefix:
      return append_ipv6_prefix(text, out);
    case OptionType::psid:
      return append_psid(text, out);
    case OptionType::fqdn:
      return append_domain_name(text, out);
    case OptionType::tuple:
      return append_tuple(text, tuple_length, out);
    case OptionType::string:
      text = without_trailing_nuls(text);
      out.insert(out.end(), text.begin(), text.end());
      return {};
    default:
      return append_binary(text, out);
  }
}

Result<std::optional<std::string>> read_field(OptionType type, ByteView value, TupleForm tuples,
                                              std::size_t& offset) {
  // The fields of a fixed size, and how their octets read.
  const auto fixed = [&](std::size_t size, auto text_of) -> FieldText {
    const auto bytes = take(fmt::format("the {}", option_type_name(type)), value, size, offset);
    if (!bytes) return bytes.error();
    return std::optional<std::string>(text_of(*bytes));
  };
  if (const auto integer = integer_format(type))
    return fixed(integer->size, [&](ByteView bytes) { return integer_text(*integer, bytes); });
  switch (type) {
    case OptionType::boolean:
      return fixed(1, [](ByteView bytes) -> std::optional<std::string> {
        if (bytes[0] > 1) return std::nullopt;
        return bytes[0] == 1 ? "true" : "false";
      });
    case OptionType::ipv4_address:
      return fixed(Ipv4Address::size,
                   [](ByteView bytes) { return Ipv4Address::from_bytes(bytes.data()).to_string(); });
    case OptionType::ipv6_address:
      return fixed(Ipv6Address::size, [](ByteView bytes) {
        std::array<std::uint8_t, Ipv6Address::size> address;
        std::ranges::copy(bytes, address.begin());
        return Ipv6Address(address).to_string();
      });
    case OptionType::psid:
      return fixed(3, psid_text);
    case OptionType::ipv6_prefix:
      return read_ipv6_prefix(value, offset);
    case OptionType::fqdn:
      return read_domain_name(value, offset);
    case OptionType::tuple:
      return read_tuple(value, tuples, offset);
    case OptionType::string:
      return read_string(value, offset);
    default: {
      const ByteView rest = value.subspan(offset);
      offset = value.size();
      return std::optional(to_hex(rest));
    }
  }
}

}  // namespace dhcp
