#include "dhcpcore/eval_input4.hpp"

#include "classify/eval_fields.hpp"
#include "classify/option_display.hpp"
#include "dhcpcore/option_run.hpp"
#include "option/field_text.hpp"

namespace dhcp {

namespace {

constexpr std::uint8_t vendor_class_option = 124;
constexpr std::uint8_t vendor_options_option = 125;

// The codes that are no sub-options where they stand (RFC 2132 section 8.4).
struct Marks {
  bool pad = false;  // 0
  bool end = false;  // 255
};

// The first sub-option `code` in a run that may hold marks.
bool find_sub_option(ByteView options, std::uint16_t code, ByteView& value, Marks marks) {
  ByteReader reader(options);
  while (reader.remaining() > 0) {
    const std::uint8_t found = reader.u8();
    if (marks.pad && found == option4::pad) continue;
    if (marks.end && found == option4::end) return false;
    const ByteView content = reader.take(reader.u8());
    if (!reader.ok()) return false;
    if (found != code) continue;
    value = content;
    return true;
  }
  return false;
}

bool find_sub_option(ByteView options, std::uint16_t code, ByteView& value) {
  return found(SubOptions4(options).find(static_cast<std::uint8_t>(code)), value);
}

// What option 125 (RFC 3925 section 4) holds of its first enterprise.
std::optional<VendorInstance> vendor_options(const Packet4& packet) {
  const auto option = packet.option(vendor_options_option);
  if (!option) return std::nullopt;
  for (const auto& [enterprise, content] : VendorData4(*option))
    return VendorInstance{option->first(sizeof enterprise), content};
  return std::nullopt;
}

// Option 124 (RFC 3925 section 3) as one instance with the data of all enterprises.
std::optional<VendorInstance> vendor_class(const Packet4& packet) {
  const auto option = packet.option(vendor_class_option);
  if (!option || option->size() < VendorData4::header_size) return std::nullopt;
  return VendorInstance{option->first(4), *option};
}

bool find_chunk(ByteView chunks, std::uint32_t index, ByteView& value) {
  for (const auto& [enterprise, chunk] : VendorData4(chunks)) {
    if (index-- != 0) continue;
    value = chunk;
    return true;
  }
  return false;
}

}  // namespace

const OptionSource* EvalInput4::source_of(const Lookup& what) const {
  const bool waits = (what.what == Lookup::What::option || what.what == Lookup::What::sub_option) &&
                     QueryDefinitions4::waits(what.code);
  if (!definitions_) return waits ? nullptr : QueryInput::source_of(what);
  return definitions_->source_of(waits ? what.code : 0);
}

bool EvalInput4::sub_option(const Lookup& what, ByteView& value) const {
  if (QueryDefinitions4::waits(what.code)) return waiting_sub_option(what, value);
  const auto code = static_cast<std::uint8_t>(what.code);
  const auto sub_code = static_cast<std::uint8_t>(what.sub_code);
  if (code == option4::relay_agent_information) return found(packet_.relay_option(sub_code), value);
  if (code == vendor_options_option) {
    const auto instance = vendor_options(packet_);
    return instance && find_sub_option(instance->content, sub_code, value);
  }
  const auto option = packet_.option(code);
  return option && find_sub_option(*option, sub_code, value);
}

bool EvalInput4::waiting_sub_option(const Lookup& what, ByteView& value) const {
  const auto option = packet_.option(static_cast<std::uint8_t>(what.code));
  const OptionSource* source = source_of(what);
  const OptionDefinition* definition = source ? source->find("dhcp4", what.code) : nullptr;
  if (!option || !definition || definition->encapsulates.empty()) return false;
  const auto before = size_of_fields(*definition, *option);
  if (!before) return false;
  const std::string_view space = definition->encapsulates;
  const Marks marks{.pad = !source->find(space, option4::pad), .end = !source->find(space, option4::end)};
  return find_sub_option(option->subspan(*before), what.sub_code, value, marks);
}

bool EvalInput4::lookup(const Lookup& what, std::span<std::uint8_t, 16> scratch, ByteView& value) const {
  using What = Lookup::What;
  const auto give = [&](std::uint32_t n) {
    value = number(n, scratch);
    return true;
  };
  switch (what.what) {
    case What::option:
      return found(packet_.option(static_cast<std::uint8_t>(what.code)), value);
    case What::sub_option:
      return sub_option(what, value);
    case What::relay4_option:
      return found(packet_.relay_option(static_cast<std::uint8_t>(what.code)), value);
    case What::vendor:
    case What::vendor_enterprise:
    case What::vendor_option:
      return look_up_vendor(what, vendor_options(packet_), value,
                            [&](ByteView content, ByteView& sub_option) {
                              return find_sub_option(content, what.code, sub_option);
                            });
    case What::vendor_class:
    case What::vendor_class_enterprise:
    case What::vendor_class_data:
      return look_up_vendor(what, vendor_class(packet_), value, [&](ByteView content, ByteView& chunk) {
        return find_chunk(content, what.index, chunk);
      });
    case What::interface_name:
      value = as_bytes(interface_name());
      return true;
    case What::source_address:
      return give(datagram_.source.value());
    case What::destination_address:
      return give(datagram_.destination.value());
    case What::length:
      return give(static_cast<std::uint32_t>(packet_.bytes().size()));
    case What::hardware_address:
      value = packet_.chaddr().first(packet_.hlen());
      return true;
    case What::hardware_length:
      return give(packet_.hlen());
    case What::hardware_type:
      return give(packet_.htype());
    case What::ciaddr:
      return give(packet_.ciaddr().value());
    case What::giaddr:
      return give(packet_.giaddr().value());
    case What::yiaddr:
      return give(packet_.yiaddr().value());
    case What::siaddr:
      return give(packet_.siaddr().value());
    case What::message_type:
      return give(static_cast<std::uint32_t>(packet_.type()));
    case What::transaction_id:
      return give(packet_.xid());
    case What::relay6_option:
    case What::relay6_peer_address:
    case What::relay6_link_address:
      return false;
  }
  return false;
}

void add_builtin_classes(const Packet4& packet, ClassSet& classes) {
  classes.add(builtin_class::all);
  if (const auto identifier = packet.option(option4::vendor_class))
    classes.add_vendor_class(without_trailing_nuls(as_text(*identifier)));
}

}  // namespace dhcp
