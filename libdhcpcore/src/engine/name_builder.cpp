#include "engine/name_builder.hpp"

#include <algorithm>

namespace dhcp {

namespace {

constexpr std::uint8_t lower(std::uint8_t c) {
  return c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c + ('a' - 'A')) : c;
}

void write_scrubbed(ByteView octets, const DdnsParameters& ddns, ByteWriter& out) {
  for (const std::uint8_t octet : octets) {
    if (ddns.invalid_in_names.test(octet))
      out.bytes(as_bytes(ddns.hostname_char_replacement));
    else
      out.u8(octet);
  }
}

/// What is in front of the first dot, taken off `text` with the dot.
ByteView take_until_dot(ByteView& text) {
  const auto length = static_cast<std::size_t>(std::ranges::find(text, '.') - text.begin());
  const ByteView label = text.first(length);
  text = text.subspan(std::min(length + 1, text.size()));
  return label;
}

/// The next label in wire form; empty for the root's.
ByteView take_label(ByteView& labels) {
  const std::size_t length = labels[0];
  const ByteView label = labels.subspan(1, length);
  labels = labels.subspan(1 + length);
  return label;
}

}  // namespace

void NameBuilder::label(ByteView octets) {
  if (octets.empty()) return fail(DnsNameError::empty_label);
  if (octets.size() > max_dns_label_size) return fail(DnsNameError::label_too_long);
  labels_.u8(static_cast<std::uint8_t>(octets.size()));
  labels_.bytes(octets);
}

void NameBuilder::text(std::string_view labels) {
  if (labels.empty() || labels == ".") return;
  std::array<std::uint8_t, max_dns_name_size> room;
  ByteWriter encoded(room);
  if (const auto done = encode_dns_name(labels, encoded); !done) return fail(done.error());
  labels_.bytes(encoded.written().first(encoded.size() - 1));
}

bool NameBuilder::client_labels(const FqdnOption& option, const DdnsParameters& ddns) {
  const bool ascii = !option.flags.canonical;
  ByteView rest = option.name;
  while (!rest.empty()) {
    const ByteView sent = ascii ? take_until_dot(rest) : take_label(rest);
    if (sent.empty()) break;  // the root
    std::array<std::uint8_t, max_dns_name_size> room;
    ByteWriter scrubbed(room);
    write_scrubbed(sent, ddns, scrubbed);
    if (!scrubbed.ok()) fail(DnsNameError::label_too_long);
    label(scrubbed.written());
  }
  return ascii ? option.name.back() == '.' : option.form == FqdnOption::Form::full;
}

bool NameBuilder::client_labels(ByteView host_name, const DdnsParameters& ddns) {
  std::array<std::uint8_t, 2 * max_dns_name_size> room;
  ByteWriter scrubbed(room);
  write_scrubbed(host_name, ddns, scrubbed);
  if (!scrubbed.ok()) fail(DnsNameError::name_too_long);
  if (scrubbed.size() == 0) fail(DnsNameError::empty);
  ByteView rest = scrubbed.written();
  while (!rest.empty()) label(take_until_dot(rest));
  return std::ranges::find(scrubbed.written(), '.') != scrubbed.written().end();
}

Result<Hostname, DnsNameError> NameBuilder::finish() {
  labels_.u8(0);
  if (!labels_.ok()) fail(DnsNameError::name_too_long);
  if (labels_.size() == 1) fail(DnsNameError::empty);
  if (error_) return *error_;
  // No length octet looks like a letter.
  std::transform(room_.begin(), room_.begin() + labels_.size(), room_.begin(), lower);
  std::array<std::uint8_t, max_dns_text_size> text_room;
  ByteWriter text(text_room);
  if (const auto decoded = decode_dns_labels(labels_.written(), text); !decoded) return decoded.error();
  const ByteView name = text.written().first(text.size() - 1);
  if (name.size() > Hostname::capacity) return DnsNameError::name_too_long;
  return Hostname(name);
}

void write_host_name(const Hostname& name, ByteWriter& out) {
  if (name.text().find('\\') == std::string_view::npos) return out.bytes(name.view());
  std::array<std::uint8_t, max_dns_name_size> room;
  ByteWriter labels(room);
  if (!encode_dns_name(name.text(), labels)) return;
  ByteView rest = labels.written();
  for (ByteView label = take_label(rest); !label.empty(); label = take_label(rest)) {
    if (out.size() != 0) out.u8('.');
    out.bytes(label);
  }
}

}  // namespace dhcp
