#include "dhcpcore/eval_input6.hpp"

#include "classify/eval_fields.hpp"

namespace dhcp {

namespace {

// How many bytes stand before the sub-options of an option (RFC 8415 section 21, RFC 5007).
std::size_t fixed_part(std::uint16_t code) {
  switch (code) {
    case option6::ia_na:
    case option6::ia_pd:
      return 12;
    case option6::ia_ta:
    case option6::vendor_options:
      return 4;
    case option6::ia_address:
      return 24;
    case option6::ia_prefix:
      return 25;
    case option6::lease_query:
      return 17;
    default:
      return 0;
  }
}

bool sub_option(const Packet6& packet, const Lookup& what, ByteView& value) {
  const auto option = packet.option(what.code);
  if (!option) return false;
  const std::size_t before = fixed_part(what.code);
  return before <= option->size() && found(Options6(option->subspan(before)).find(what.sub_code), value);
}

// Options 16 and 17 alike: an enterprise number, then data fields or sub-options.
std::optional<VendorInstance> vendor(const Packet6& packet, std::uint16_t code) {
  const auto option = packet.option(code);
  if (!option || option->size() < 4) return std::nullopt;
  return VendorInstance{option->first(4), option->subspan(4)};
}

// The data fields of option 16 (RFC 8415 section 21.16), each behind its length.
bool find_chunk(ByteView chunks, std::uint32_t index, ByteView& value) {
  ByteReader reader(chunks);
  while (reader.remaining() > 0) {
    const ByteView chunk = reader.take(reader.u16());
    if (!reader.ok()) return false;
    if (index-- != 0) continue;
    value = chunk;
    return true;
  }
  return false;
}

bool address(const Ipv6Address& address, std::span<std::uint8_t, 16> scratch, ByteView& value) {
  std::ranges::copy(address.bytes(), scratch.begin());
  value = scratch;
  return true;
}

}  // namespace

bool EvalInput6::lookup(const Lookup& what, std::span<std::uint8_t, 16> scratch, ByteView& value) const {
  using What = Lookup::What;
  const auto give = [&](std::uint32_t n) {
    value = number(n, scratch);
    return true;
  };
  switch (what.what) {
    case What::option:
      return found(packet_.option(what.code), value);
    case What::sub_option:
      return sub_option(packet_, what, value);
    case What::relay6_option:
    case What::relay6_peer_address:
    case What::relay6_link_address: {
      const RelayLayer6* layer = packet_.relay(what.nest);
      if (layer == nullptr) return false;
      if (what.what == What::relay6_option)
        return what.code != option6::relay_message && found(layer->options.find(what.code), value);
      return address(what.what == What::relay6_peer_address ? layer->peer_address : layer->link_address,
                     scratch, value);
    }
    case What::vendor:
    case What::vendor_enterprise:
    case What::vendor_option:
      return look_up_vendor(
          what, vendor(packet_, option6::vendor_options), value,
          [&](ByteView content, ByteView& sub) { return found(Options6(content).find(what.code), sub); });
    case What::vendor_class:
    case What::vendor_class_enterprise:
    case What::vendor_class_data:
      return look_up_vendor(
          what, vendor(packet_, option6::vendor_class), value,
          [&](ByteView content, ByteView& chunk) { return find_chunk(content, what.index, chunk); });
    case What::interface_name:
      value = as_bytes(interface_name());
      return true;
    case What::source_address:
      return address(datagram_.source, scratch, value);
    case What::destination_address:
      return address(datagram_.destination, scratch, value);
    case What::length:
      return give(static_cast<std::uint32_t>(packet_.bytes().size()));
    case What::message_type:
      return give(static_cast<std::uint32_t>(packet_.type()));
    case What::transaction_id:
      return give(packet_.transaction_id());
    case What::relay4_option:
    case What::hardware_address:
    case What::hardware_length:
    case What::hardware_type:
    case What::ciaddr:
    case What::giaddr:
    case What::yiaddr:
    case What::siaddr:
      return false;
  }
  return false;
}

void add_builtin_classes(const Packet6& packet, ClassSet& classes) {
  classes.add(builtin_class::all);
  ByteView data;
  if (const auto instance = vendor(packet, option6::vendor_class);
      instance && find_chunk(instance->content, 0, data))
    classes.add_vendor_class(as_text(data));
}

}  // namespace dhcp
