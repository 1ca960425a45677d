#include "engine/label4.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace dhcp {

namespace {

// Every line at INFO has a label: it is written in one piece.
constexpr std::string_view no_octets = "no info";
constexpr std::size_t label_overhead = 64;  // the words around the octets, and the numbers

/// Room that `write_octets` needs.
constexpr std::size_t octets_size(ByteView bytes) {
  return std::max(3 * bytes.size(), no_octets.size());
}

/// "00:" to "ff:", with a fourth character that is written over: four are copied faster than three.
constexpr auto octet_texts = [] {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::array<char, 4>, 256> texts{};
  for (std::size_t byte = 0; byte < texts.size(); ++byte)
    texts[byte] = {digits[byte >> 4], digits[byte & 0xf], ':', ' '};
  return texts;
}();

char* write_text(char* out, std::string_view text) {
  return std::ranges::copy(text, out).out;
}

char* write_number(char* out, std::uint32_t number, int base = 10) {
  return std::to_chars(out, out + 10, number, base).ptr;
}

char* write_octets(char* out, ByteView bytes) {
  if (bytes.empty()) return write_text(out, no_octets);
  for (const std::uint8_t byte : bytes) {
    std::memcpy(out, octet_texts[byte].data(), 4);
    out += 3;
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

std::size_t label_size(const HardwareAddress& hardware_address, const ClientId& client_id) {
  return label_overhead + octets_size(hardware_address.bytes.view()) + octets_size(client_id.view());
}

}  // namespace

void append_to(LogText& out, Ipv4Address address) {
  constexpr std::size_t longest = 15;
  out.end_at(address.format_to(out.room(longest)));
}

void append_to(LogText& out, const Label4& label) {
  char* at = out.room(label_size(label.hardware_address, label.client_id));
  at = write_client(at, label.hardware_address, label.client_id);
  out.end_at(write_number(write_text(at, ", tid=0x"), label.xid, 16));
}

void append_to(LogText& out, const LeaseLabel& label) {
  const Lease4& lease = label.lease;
  out.end_at(write_client(out.room(label_size(lease.hardware_address, lease.client_id)),
                          lease.hardware_address, lease.client_id));
}

void append_to(LogText& out, const Octets& octets) {
  constexpr std::size_t copied_too_much = 1;
  out.end_at(write_octets(out.room(octets_size(octets.bytes) + copied_too_much), octets.bytes));
}

void append_to(LogText& out, const Printable& printable) {
  for (const std::uint8_t c : printable.text) {
    if (c >= ' ' && c <= '~' && c != '\\') {
      append_to(out, static_cast<char>(c));
    } else {
      out.append("\\x");
      out.append({octet_texts[c].data(), 2});
    }
  }
}

void append_to(LogText& out, const ClassNames& names) {
  std::string_view separator;
  for (const ClassSet::Entry& entry : names.classes.in_order()) {
    out.append(separator);
    out.append(entry.name);
    separator = ", ";
  }
}

void append_to(LogText& out, const FqdnOption& option) {
  out.append(option.to_string());
}

void append_to(LogText& out, const NameChangeRequest& request) {
  out.append(request.to_json());
}

void append_to(LogText& out, const OptionError& error) {
  out.append(error.to_string());
}

void append_to(LogText& out, const ParseError4& error) {
  out.append(error.to_string());
}

void append_to(LogText& out, const Packet4& packet) {
  out.append(packet.summary());
}

std::string to_string(const Label4& label) {
  LogText text;
  append_to(text, label);
  return std::string(text.view());
}

}  // namespace dhcp
