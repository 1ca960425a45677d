#include "dhcpcore/eval_input4.hpp"

#include "dhcpcore/option_definition.hpp"

namespace dhcp {

namespace {

constexpr std::uint8_t vendor_class_option = 124;
constexpr std::uint8_t vendor_options_option = 125;

ByteView number(std::uint32_t value, std::span<std::uint8_t, 16> scratch) {
  ByteWriter writer(scratch);
  writer.u32(value);
  return writer.written();
}

// The first sub-option `code` in a run of (code, length, value).
bool find_sub_option(ByteView options, std::uint16_t code, ByteView& value) {
  ByteReader reader(options);
  while (reader.remaining() >= 2) {
    const std::uint8_t found = reader.u8();
    const ByteView content = reader.take(reader.u8());
    if (!reader.ok()) return false;
    if (found != code) continue;
    value = content;
    return true;
  }
  return false;
}

// The enterprise number and the content of the first instance in option 124 or 125 (RFC 3925).
bool first_instance(const Packet4& packet, std::uint8_t code, ByteView& enterprise, ByteView& content) {
  const auto option = packet.option(code);
  if (!option) return false;
  ByteReader reader(*option);
  enterprise = reader.take(4);
  content = reader.take(reader.u8());
  return reader.ok();
}

bool admits(std::uint32_t wanted, ByteView enterprise) {
  return wanted == 0 || ByteReader(enterprise).u32() == wanted;
}

}  // namespace

bool EvalInput4::lookup(const Lookup& what, std::span<std::uint8_t, 16> scratch, ByteView& value) const {
  using What = Lookup::What;
  switch (what.what) {
    case What::option: {
      const auto option = packet_.option(static_cast<std::uint8_t>(what.code));
      if (option) value = *option;
      return option.has_value();
    }
    case What::sub_option: {
      const auto option = packet_.option(static_cast<std::uint8_t>(what.code));
      return option && find_sub_option(*option, what.sub_code, value);
    }
    case What::vendor:
    case What::vendor_enterprise:
    case What::vendor_option:
      return vendor_lookup(what, value);
    case What::vendor_class:
    case What::vendor_class_enterprise:
    case What::vendor_class_data:
      return vendor_class_lookup(what, value);
    case What::interface_name:
      value = as_bytes(interface_name_);
      return true;
    case What::source_address:
      value = number(datagram_.source.value(), scratch);
      return true;
    case What::destination_address:
      value = number(datagram_.destination.value(), scratch);
      return true;
    case What::length:
      value = number(static_cast<std::uint32_t>(packet_.bytes().size()), scratch);
      return true;
    case What::hardware_address:
      value = packet_.chaddr().first(packet_.hlen());
      return true;
    case What::hardware_length:
      value = number(packet_.hlen(), scratch);
      return true;
    case What::hardware_type:
      value = number(packet_.htype(), scratch);
      return true;
    case What::ciaddr:
      value = number(packet_.ciaddr().value(), scratch);
      return true;
    case What::giaddr:
      value = number(packet_.giaddr().value(), scratch);
      return true;
    case What::yiaddr:
      value = number(packet_.yiaddr().value(), scratch);
      return true;
    case What::siaddr:
      value = number(packet_.siaddr().value(), scratch);
      return true;
    case What::message_type:
      value = number(static_cast<std::uint32_t>(packet_.type()), scratch);
      return true;
    case What::transaction_id:
      value = number(packet_.xid(), scratch);
      return true;
    case What::relay6_option:
    case What::relay6_peer_address:
    case What::relay6_link_address:
      return false;
  }
  return false;
}

std::string EvalInput4::option_text(const Lookup& what) const {
  std::uint8_t scratch[16];
  ByteView value;
  if (!lookup(what, scratch, value)) return {};
  const bool sub_option = what.what == Lookup::What::sub_option;
  const OptionDefinition* outer = find_definition("dhcp4", what.code);
  if (!sub_option) return dhcp::option_text(outer, value);
  const std::string_view space = what.code == option4::relay_agent_information ? "dhcp-agent-options-space"
                                 : outer != nullptr                            ? outer->encapsulates
                                                                               : std::string_view();
  return dhcp::option_text(find_definition(space, what.sub_code), value);
}

bool EvalInput4::member(std::string_view name, std::uint32_t class_id) const {
  return class_id == no_class_id ? classes_.contains(name) : classes_.contains(ClassId{class_id});
}

bool EvalInput4::vendor_lookup(const Lookup& what, ByteView& value) const {
  ByteView enterprise, content;
  if (!first_instance(packet_, vendor_options_option, enterprise, content)) return false;
  if (what.what == Lookup::What::vendor_enterprise) {
    value = enterprise;
    return true;
  }
  if (!admits(what.enterprise, enterprise)) return false;
  return what.what == Lookup::What::vendor || find_sub_option(content, what.code, value);
}

bool EvalInput4::vendor_class_lookup(const Lookup& what, ByteView& value) const {
  ByteView enterprise, content;
  if (!first_instance(packet_, vendor_class_option, enterprise, content)) return false;
  if (what.what == Lookup::What::vendor_class_enterprise) {
    value = enterprise;
    return true;
  }
  if (!admits(what.enterprise, enterprise)) return false;
  if (what.what == Lookup::What::vendor_class) return true;
  // RFC 3925 section 3: the instance's data is one opaque chunk after its length; further chunks follow
  // alike.
  ByteReader reader(*packet_.option(vendor_class_option));
  reader.take(4);
  for (std::uint32_t index = 0; reader.remaining() > 0; ++index) {
    const ByteView chunk = reader.take(reader.u8());
    if (!reader.ok()) return false;
    if (index != what.index) continue;
    value = chunk;
    return true;
  }
  return false;
}

}  // namespace dhcp
