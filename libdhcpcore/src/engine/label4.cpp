#include "engine/label4.hpp"

#include <fmt/format.h>

#include <charconv>

namespace dhcp {

namespace {

// Every line at INFO has a label, and most have an address: these are written by hand, in one piece.
using Output = fmt::format_context::iterator;

constexpr std::string_view no_octets = "no info";
constexpr std::size_t label_overhead = 64;  // the words around the octets, and the numbers

/// Room that `write_octets` needs.
constexpr std::size_t octets_size(ByteView bytes) {
  return std::max(3 * bytes.size(), no_octets.size());
}

char* write_text(char* out, std::string_view text) {
  return std::ranges::copy(text, out).out;
}

char* write_number(char* out, std::uint32_t number, int base = 10) {
  return std::to_chars(out, out + 10, number, base).ptr;
}

char* write_octets(char* out, ByteView bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  if (bytes.empty()) return write_text(out, no_octets);
  for (const std::uint8_t byte : bytes) {
    *out++ = digits[byte >> 4];
    *out++ = digits[byte & 0xf];
    *out++ = ':';
  }
  return out - 1;
}

/// What queries and leases are named by.
char* write_client(char* out, const HardwareAddress& hardware_address, const ClientId& client_id) {
  out = write_number(write_text(out, "[hwtype="), hardware_address.type);
  *out++ = ' ';
  out = write_octets(out, hardware_address.bytes.view());
  out = write_octets(write_text(out, "], cid=["), client_id.view());
  *out++ = ']';
  return out;
}

/// A text that `write` makes in a buffer of `size` bytes.
template <class Write>
Output append(fmt::format_context& context, std::size_t size, Write write) {
  fmt::basic_memory_buffer<char, 256> text;
  text.resize(size);
  const char* const end = write(text.data());
  return fmt::formatter<std::string_view>().format({text.data(), end}, context);
}

template <class Write>
Output append_label(fmt::format_context& context, const HardwareAddress& hardware_address,
                    const ClientId& client_id, Write write_rest) {
  const std::size_t size =
      label_overhead + octets_size(hardware_address.bytes.view()) + octets_size(client_id.view());
  return append(context, size,
                [&](char* out) { return write_rest(write_client(out, hardware_address, client_id)); });
}

}  // namespace

template <>
Output PlainFormatter<Ipv4Address>::format(const Ipv4Address& address, fmt::format_context& context) const {
  char text[15];
  return fmt::formatter<std::string_view>().format({text, address.format_to(text)}, context);
}

template <>
Output PlainFormatter<Octets>::format(const Octets& octets, fmt::format_context& context) const {
  return append(context, octets_size(octets.bytes),
                [&](char* out) { return write_octets(out, octets.bytes); });
}

template <>
Output PlainFormatter<Label4>::format(const Label4& label, fmt::format_context& context) const {
  return append_label(context, label.hardware_address, label.client_id,
                      [&](char* out) { return write_number(write_text(out, ", tid=0x"), label.xid, 16); });
}

template <>
Output PlainFormatter<LeaseLabel>::format(const LeaseLabel& label, fmt::format_context& context) const {
  return append_label(context, label.lease.hardware_address, label.lease.client_id,
                      [](char* out) { return out; });
}

template <>
Output PlainFormatter<NameChangeRequest>::format(const NameChangeRequest& request,
                                                 fmt::format_context& context) const {
  return fmt::format_to(context.out(), "{}", request.to_json());
}

template <>
Output PlainFormatter<ClassNames>::format(const ClassNames& names, fmt::format_context& context) const {
  auto out = context.out();
  std::string_view separator;
  for (const ClassSet::Entry& entry : names.classes.in_order()) {
    out = fmt::format_to(out, "{}{}", separator, entry.name);
    separator = ", ";
  }
  return out;
}

template <>
Output PlainFormatter<FqdnOption>::format(const FqdnOption& option, fmt::format_context& context) const {
  return fmt::format_to(context.out(), "{}", option.to_string());
}

template <>
Output PlainFormatter<OptionError>::format(const OptionError& error, fmt::format_context& context) const {
  return fmt::format_to(context.out(), "{}", error.to_string());
}

template <>
Output PlainFormatter<Printable>::format(const Printable& printable, fmt::format_context& context) const {
  auto out = context.out();
  for (const std::uint8_t c : printable.text)
    out = c >= ' ' && c <= '~' && c != '\\' ? fmt::format_to(out, "{:c}", c)
                                            : fmt::format_to(out, "\\x{:02x}", c);
  return out;
}

template <>
Output PlainFormatter<ParseError4>::format(const ParseError4& error, fmt::format_context& context) const {
  return fmt::format_to(context.out(), "{}", error.to_string());
}

template <>
Output PlainFormatter<Packet4>::format(const Packet4& packet, fmt::format_context& context) const {
  return fmt::format_to(context.out(), "{}", packet.summary());
}

}  // namespace dhcp
