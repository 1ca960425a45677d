#include "dhcpcore/client_identifier.hpp"

namespace dhcp {

namespace {

constexpr std::uint8_t type_with_duid = 255;  // RFC 4361 section 6.1
constexpr std::size_t shortest_duid = 3;

ClientId built(std::uint8_t type, std::optional<std::uint32_t> iaid, ByteView identifier) {
  std::uint8_t room[ClientId::capacity];
  ByteWriter writer(room);
  writer.u8(type);
  if (iaid) writer.u32(*iaid);
  writer.bytes(identifier);
  return ClientId(writer.written());
}

}  // namespace

std::optional<ClientIdentifier> ClientIdentifier::read(ByteView option) {
  if (option.size() < 2) return std::nullopt;
  ByteReader reader(option);
  ClientIdentifier id;
  id.type = reader.u8();
  id.identifier = option.subspan(1);
  if (id.type == type_with_duid) {
    const std::uint32_t iaid = reader.u32();
    const ByteView duid = reader.rest();
    if (duid.size() < shortest_duid || duid.size() > Duid::capacity) return id;
    id.kind = Kind::duid;
    id.iaid = iaid;
    id.identifier = duid;
  } else if (id.type != 0 && id.identifier.size() <= decltype(HardwareAddress::bytes)::capacity) {
    id.kind = Kind::hardware_address;
  }
  return id;
}

ClientId make_client_id(std::uint32_t iaid, const Duid& duid) {
  return built(type_with_duid, iaid, duid.view());
}

ClientId make_client_id(const HardwareAddress& address) {
  return built(address.type, std::nullopt, address.bytes.view());
}

}  // namespace dhcp
