#include "dhcpcore/fqdn_option.hpp"

#include "dhcpcore/packet4.hpp"
#include "dhcpcore/packet6.hpp"

namespace dhcp {

namespace {

// Where the flags stand: E exists in DHCPv4 only, and N moves up for it (RFC 4702 section 2.1, RFC 4704
// section 4.1).
constexpr std::uint8_t flag_s = 1, flag_o = 2;
constexpr std::uint8_t flag_e4 = 4, flag_n4 = 8, flag_n6 = 4;
constexpr std::size_t name_at4 = 3, name_at6 = 1;

OptionError too_short(std::uint16_t option, std::size_t expected, std::size_t actual) {
  return {OptionError::Reason::too_short,     option, 0, static_cast<std::uint32_t>(expected),
          static_cast<std::uint32_t>(actual), {}};
}

OptionError bad_name(std::uint16_t option, std::size_t offset, ByteView name, DnsNameError error) {
  return {OptionError::Reason::bad_name,           option, static_cast<std::uint32_t>(offset), 0,
          static_cast<std::uint32_t>(name.size()), error};
}

// ASCII names are cut into labels at their dots; there are no escapes in them. Whether they are full is not
// in the labels.
Result<void, DnsNameError> cut_into_labels(std::string_view text, ByteWriter& labels) {
  while (!text.empty()) {
    const std::string_view label = text.substr(0, text.find('.'));
    if (label.empty()) return DnsNameError::empty_label;
    if (label.size() > max_dns_label_size) return DnsNameError::label_too_long;
    labels.u8(static_cast<std::uint8_t>(label.size()));
    labels.bytes(as_bytes(label));
    text.remove_prefix(std::min(label.size() + 1, text.size()));
  }
  labels.u8(0);
  if (!labels.ok()) return DnsNameError::name_too_long;
  return {};
}

Result<FqdnOption::Form, DnsNameError> form_of_labels(ByteView labels) {
  std::uint8_t room[max_dns_text_size];
  ByteWriter text(room);
  const auto whole = decode_dns_labels(labels, text);
  if (!whole) return whole.error();
  if (labels.size() <= 1) return FqdnOption::Form::none;
  return *whole ? FqdnOption::Form::full : FqdnOption::Form::partial;
}

Result<FqdnOption::Form, DnsNameError> form_of_text(std::string_view text) {
  if (text.empty() || text == ".") return FqdnOption::Form::none;
  std::uint8_t room[max_dns_name_size];
  ByteWriter labels(room);
  if (const auto cut = cut_into_labels(text, labels); !cut) return cut.error();
  return text.find('.') == text.npos ? FqdnOption::Form::partial : FqdnOption::Form::full;
}

ByteView without_trailing_nuls(ByteView text) {
  while (!text.empty() && text.back() == 0) text = text.first(text.size() - 1);
  return text;
}

// Takes the name of `option` that begins at `offset`.
Result<FqdnOption, OptionError> with_name(FqdnOption fqdn, std::uint16_t option, ByteView value,
                                          std::size_t offset) {
  const ByteView name = value.subspan(offset);
  fqdn.name = fqdn.flags.canonical ? name : without_trailing_nuls(name);
  const auto form = fqdn.flags.canonical ? form_of_labels(fqdn.name) : form_of_text(as_text(fqdn.name));
  if (!form) return bad_name(option, offset, name, form.error());
  fqdn.form = *form;
  if (fqdn.form == FqdnOption::Form::none) fqdn.name = {};
  return fqdn;
}

// Whether the text ends with a dot that is not escaped.
bool is_full(std::string_view name) {
  if (!name.ends_with('.')) return false;
  name.remove_suffix(1);
  std::size_t backslashes = 0;
  for (; name.ends_with('\\'); name.remove_suffix(1)) ++backslashes;
  return backslashes % 2 == 0;
}

// Writes the fields `head` and the name behind them.
Result<void, DnsNameError> write(ByteView head, bool canonical, std::string_view name, ByteWriter& out) {
  std::uint8_t room[max_dns_name_size];
  ByteWriter labels(room);
  if (!name.empty())
    if (const auto encoded = encode_dns_name(name, labels); !encoded) return encoded.error();
  ByteView wire = labels.written();
  if (!canonical)
    wire = as_bytes(name);
  else if (!name.empty() && !is_full(name))
    wire = wire.first(wire.size() - 1);
  if (out.room() < head.size() + wire.size()) return DnsNameError::no_room;
  out.bytes(head);
  out.bytes(wire);
  return {};
}

std::uint8_t flag_bits(const FqdnFlags& flags, std::uint8_t n, std::uint8_t e) {
  return static_cast<std::uint8_t>((flags.server_updates ? flag_s : 0) | (flags.overridden ? flag_o : 0) |
                                   (flags.no_updates ? n : 0) | (flags.canonical ? e : 0));
}

}  // namespace

Result<FqdnOption, OptionError> FqdnOption::read4(ByteView value) {
  if (value.size() < name_at4) return too_short(option4::client_fqdn, name_at4, value.size());
  FqdnOption fqdn;
  fqdn.flags = {(value[0] & flag_s) != 0, (value[0] & flag_o) != 0, (value[0] & flag_n4) != 0,
                (value[0] & flag_e4) != 0};
  fqdn.rcode1 = value[1];
  fqdn.rcode2 = value[2];
  return with_name(fqdn, option4::client_fqdn, value, name_at4);
}

Result<FqdnOption, OptionError> FqdnOption::read6(ByteView value) {
  if (value.size() < name_at6) return too_short(option6::client_fqdn, name_at6, value.size());
  FqdnOption fqdn;
  fqdn.flags = {(value[0] & flag_s) != 0, (value[0] & flag_o) != 0, (value[0] & flag_n6) != 0, true};
  return with_name(fqdn, option6::client_fqdn, value, name_at6);
}

void FqdnOption::write_name(ByteWriter& out) const {
  if (form == Form::none) return;
  std::uint8_t room[max_dns_name_size];
  ByteWriter labels(room);
  ByteView wire = name;
  if (!flags.canonical) {
    if (!cut_into_labels(as_text(name), labels)) return;
    wire = labels.written().first(labels.size() - (form == Form::full ? 0 : 1));
  }
  static_cast<void>(decode_dns_labels(wire, out));  // `read` has checked the name
}

std::string FqdnOption::to_string() const {
  std::string text = "flags ";
  if (flags.server_updates) text += 'S';
  if (flags.overridden) text += 'O';
  if (flags.no_updates) text += 'N';
  if (text.ends_with(' ')) text += '-';
  if (!flags.canonical) text += ", ASCII";
  std::uint8_t room[max_dns_text_size];
  ByteWriter written(room);
  write_name(written);
  if (form == Form::none) return text + ", no name";
  return text + (form == Form::full ? ", name " : ", partial name ") +
         std::string(as_text(written.written()));
}

Result<void, DnsNameError> write_fqdn4(const FqdnFlags& flags, std::uint8_t rcode, std::string_view name,
                                       ByteWriter& out) {
  const std::uint8_t head[] = {flag_bits(flags, flag_n4, flag_e4), rcode, rcode};
  return write(head, flags.canonical, name, out);
}

Result<void, DnsNameError> write_fqdn6(const FqdnFlags& flags, std::string_view name, ByteWriter& out) {
  const std::uint8_t head[] = {flag_bits(flags, flag_n6, 0)};
  return write(head, true, name, out);
}

}  // namespace dhcp
