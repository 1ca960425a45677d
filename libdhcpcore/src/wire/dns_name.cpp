#include "dhcpcore/dns_name.hpp"

#include <optional>

namespace dhcp {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes one octet of a label from the front of `text`, undoing an escape.
Result<std::uint8_t, DnsNameError> take_octet(std::string_view& text) {
  const char c = text[0];
  if (c != '\\') {
    if (c <= ' ' || c > '~') return DnsNameError::bad_character;
    text.remove_prefix(1);
    return static_cast<std::uint8_t>(c);
  }
  if (text.size() < 2) return DnsNameError::bad_escape;
  if (!is_digit(text[1])) {
    const auto octet = static_cast<std::uint8_t>(text[1]);
    text.remove_prefix(2);
    return octet;
  }
  if (text.size() < 4 || !is_digit(text[2]) || !is_digit(text[3])) return DnsNameError::bad_escape;
  const int value = (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
  if (value > 255) return DnsNameError::bad_escape;
  text.remove_prefix(4);
  return static_cast<std::uint8_t>(value);
}

// Writes the label in front of `text` and takes it with its dot.
std::optional<DnsNameError> take_label(std::string_view& text, ByteWriter& wire) {
  std::uint8_t label[max_dns_label_size];
  std::size_t size = 0;
  while (!text.empty() && text[0] != '.') {
    const auto octet = take_octet(text);
    if (!octet) return octet.error();
    if (size == max_dns_label_size) return DnsNameError::label_too_long;
    label[size++] = *octet;
  }
  if (size == 0) return DnsNameError::empty_label;
  if (!text.empty()) text.remove_prefix(1);
  wire.u8(static_cast<std::uint8_t>(size));
  wire.bytes({label, size});
  return std::nullopt;
}

void write_escaped(std::uint8_t octet, ByteWriter& text) {
  if (octet == '.' || octet == '\\') {
    text.u8('\\');
    text.u8(octet);
  } else if (octet > ' ' && octet <= '~') {
    text.u8(octet);
  } else {
    text.u8('\\');
    text.u8(static_cast<std::uint8_t>('0' + octet / 100));
    text.u8(static_cast<std::uint8_t>('0' + octet / 10 % 10));
    text.u8(static_cast<std::uint8_t>('0' + octet % 10));
  }
}

}  // namespace

std::string_view dns_name_error_text(DnsNameError error) {
  switch (error) {
    case DnsNameError::empty:
      return "is empty";
    case DnsNameError::empty_label:
      return "has an empty label";
    case DnsNameError::label_too_long:
      return "has a label longer than 63 octets";
    case DnsNameError::name_too_long:
      return "is longer than 255 octets on the wire";
    case DnsNameError::bad_character:
      return "has a character that must be escaped";
    case DnsNameError::bad_escape:
      return "has a backslash without a character or three digits (000 to 255) behind it";
    case DnsNameError::truncated:
      return "ends within a label";
    case DnsNameError::bad_label:
      return "has a label of unknown kind";
    case DnsNameError::bad_pointer:
      return "has a compression pointer that does not point backwards";
    case DnsNameError::trailing:
      return "has bytes behind its end";
    case DnsNameError::no_room:
      return "does not fit the buffer";
  }
  return "is not a name";
}

Result<void, DnsNameError> encode_dns_name(std::string_view text, ByteWriter& out) {
  if (text.empty()) return DnsNameError::empty;
  std::uint8_t buffer[max_dns_name_size];
  ByteWriter wire(buffer);
  if (text != ".") {
    while (!text.empty()) {
      if (const auto error = take_label(text, wire)) return *error;
      if (!wire.ok()) return DnsNameError::name_too_long;
    }
  }
  wire.u8(0);
  if (!wire.ok()) return DnsNameError::name_too_long;
  if (out.room() < wire.size()) return DnsNameError::no_room;
  out.bytes(wire.written());
  return {};
}

Result<void, DnsNameError> decode_dns_name(ByteView message, std::size_t& offset, ByteWriter& out) {
  std::size_t at = offset;
  std::size_t part = offset;         // where the labels being read began
  std::optional<std::size_t> after;  // behind the first pointer
  std::size_t size = 1;              // on the wire, uncompressed
  for (;;) {
    if (at >= message.size()) return DnsNameError::truncated;
    const std::uint8_t length = message[at++];
    if (length == 0) break;
    if (length >= 0xc0) {
      if (at >= message.size()) return DnsNameError::truncated;
      const std::size_t target = (std::size_t{length} & 0x3f) << 8 | message[at++];
      if (!after) after = at;
      if (target >= part) return DnsNameError::bad_pointer;
      at = part = target;
      continue;
    }
    if (length > max_dns_label_size) return DnsNameError::bad_label;
    if (length > message.size() - at) return DnsNameError::truncated;
    size += length + 1u;
    if (size > max_dns_name_size) return DnsNameError::name_too_long;
    for (const std::uint8_t octet : message.subspan(at, length)) write_escaped(octet, out);
    out.u8('.');
    at += length;
  }
  if (size == 1) out.u8('.');
  if (!out.ok()) return DnsNameError::no_room;
  offset = after.value_or(at);
  return {};
}

Result<std::string, DnsNameError> decode_dns_name(ByteView message, std::size_t& offset) {
  std::uint8_t room[max_dns_text_size];
  ByteWriter text(room);
  if (const auto decoded = decode_dns_name(message, offset, text); !decoded) return decoded.error();
  return std::string(as_text(text.written()));
}

Result<bool, DnsNameError> decode_dns_labels(ByteView labels, ByteWriter& out) {
  std::size_t size = 1;
  for (std::size_t at = 0; at < labels.size();) {
    const std::uint8_t length = labels[at++];
    if (length == 0) {
      if (at != labels.size()) return DnsNameError::trailing;
      out.u8('.');
      if (!out.ok()) return DnsNameError::no_room;
      return true;
    }
    if (length > max_dns_label_size) return DnsNameError::bad_label;
    if (length > labels.size() - at) return DnsNameError::truncated;
    size += length + 1u;
    if (size > max_dns_name_size) return DnsNameError::name_too_long;
    if (at > 1) out.u8('.');
    for (const std::uint8_t octet : labels.subspan(at, length)) write_escaped(octet, out);
    at += length;
  }
  if (!out.ok()) return DnsNameError::no_room;
  return false;
}

}  // namespace dhcp
