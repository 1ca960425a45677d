#include "dhcpcore/duid.hpp"

namespace dhcp {

namespace {

constexpr std::size_t shortest_duid = 3;

// A type followed by up to 128 bytes.
class DuidBuilder {
 public:
  explicit DuidBuilder(DuidType type) { writer_.u16(static_cast<std::uint16_t>(type)); }
  ByteWriter& content() { return writer_; }
  Duid duid() const { return Duid(writer_.written()); }

 private:
  std::uint8_t room_[Duid::capacity];
  ByteWriter writer_{room_};
};

}  // namespace

std::optional<DuidType> duid_type(ByteView duid) {
  if (duid.size() < 2) return std::nullopt;
  return static_cast<DuidType>(duid[0] << 8 | duid[1]);
}

std::optional<HardwareAddress> duid_hardware_address(ByteView duid) {
  const auto type = duid_type(duid);
  if (type != DuidType::llt && type != DuidType::ll) return std::nullopt;
  ByteReader reader(duid);
  reader.take(2);
  const std::uint16_t hardware_type = reader.u16();
  if (type == DuidType::llt) reader.take(4);
  const ByteView address = reader.rest();
  if (!reader.ok() || address.empty() || hardware_type > 0xff) return std::nullopt;
  return HardwareAddress{static_cast<std::uint8_t>(hardware_type), BoundedBytes<20>(address)};
}

Duid make_duid_llt(const HardwareAddress& address, std::uint32_t time) {
  DuidBuilder builder(DuidType::llt);
  builder.content().u16(address.type);
  builder.content().u32(time);
  builder.content().bytes(address.bytes.view());
  return builder.duid();
}

Duid make_duid_ll(const HardwareAddress& address) {
  DuidBuilder builder(DuidType::ll);
  builder.content().u16(address.type);
  builder.content().bytes(address.bytes.view());
  return builder.duid();
}

Duid make_duid_en(std::uint32_t enterprise, ByteView identifier) {
  DuidBuilder builder(DuidType::en);
  builder.content().u32(enterprise);
  builder.content().bytes(identifier.first(std::min<std::size_t>(identifier.size(), Duid::capacity - 6)));
  return builder.duid();
}

Duid make_duid_uuid(ByteView uuid) {
  DuidBuilder builder(DuidType::uuid);
  builder.content().bytes(uuid.first(std::min<std::size_t>(uuid.size(), 16)));
  return builder.duid();
}

std::optional<Duid> parse_duid(std::string_view text) {
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() < shortest_duid || bytes->size() > Duid::capacity) return std::nullopt;
  return Duid(*bytes);
}

}  // namespace dhcp
