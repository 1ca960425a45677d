// Whatever bytes arrive: parsing ends, every getter stays inside them, and what is encoded again reads the
// same.
#include <cstdlib>

#include "dhcpcore/packet4.hpp"

namespace {

using dhcp::ByteView;
using dhcp::Packet4;

void require(bool condition) {
  if (!condition) std::abort();
}

// Reads every byte, so that the sanitizer sees views that point outside.
void touch(ByteView view) {
  [[maybe_unused]] volatile std::uint8_t sink = 0;
  for (const std::uint8_t byte : view) sink = byte;
}

void ask_everything(const Packet4& packet) {
  touch(packet.bytes());
  touch(packet.sname());
  touch(packet.file());
  touch(packet.chaddr());
  touch(packet.hardware_address().bytes.view());
  touch(packet.client_id().view());
  for (unsigned code = 0; code < 256; ++code) {
    const auto byte = static_cast<std::uint8_t>(code);
    const auto value = packet.option(byte);
    require(value.has_value() == packet.has(byte));
    if (value) touch(*value);
    if (const auto sub_value = packet.relay_option(byte)) touch(*sub_value);
    require(packet.option_address(byte).has_value() == packet.option_u32(byte).has_value());
  }
  require(!packet.summary().empty());
  if (packet.skipped()) require(!packet.skipped()->to_string().empty());
}

dhcp::Header4 header_of(const Packet4& packet) {
  dhcp::Header4 header{packet.op(),     packet.htype(),  packet.hlen(),   packet.hops(),
                       packet.xid(),    packet.secs(),   packet.flags(),  packet.ciaddr(),
                       packet.yiaddr(), packet.siaddr(), packet.giaddr(), {},
                       packet.sname(),  packet.file()};
  std::ranges::copy(packet.chaddr(), header.chaddr.begin());
  return header;
}

void encode_and_compare(const Packet4& packet, std::size_t max_size) {
  static std::uint8_t out[1 << 18];
  std::vector<dhcp::OptionRef> options;
  for (const std::uint8_t code : packet.option_codes())
    if (code != dhcp::option4::overload) options.push_back({code, *packet.option(code)});
  const std::size_t size = encode4(header_of(packet), options, out, max_size);
  // Splitting may need a little more than the reader takes; a full message need not fit its maximum.
  if (size == 0 || size > 65535) return;
  require(size <= std::max<std::size_t>(max_size, 548));

  Packet4 again;
  require(again.parse(ByteView(out, size)).has_value());
  require(!again.skipped() || again.skipped()->sub_option);
  require(again.type() == packet.type() && again.xid() == packet.xid());
  require(std::ranges::equal(again.chaddr(), packet.chaddr()));
  require(std::ranges::equal(again.sname(), packet.sname()));
  require(std::ranges::equal(again.file(), packet.file()));
  for (const auto& [code, value] : options) {
    require(again.has(code));
    require(std::ranges::equal(*again.option(code), value));
  }
  require(again.option_codes().size() == options.size() + (again.has(dhcp::option4::overload) ? 1 : 0));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Packet4 packet;  // reused, as a worker does
  const auto result = packet.parse({data, size});
  if (!result) {
    require(!result.error().to_string().empty());
    require(packet.option_codes().empty());
  }
  ask_everything(packet);
  if (!result) return 0;
  encode_and_compare(packet, 548);
  encode_and_compare(packet, 1 << 18);
  return 0;
}
