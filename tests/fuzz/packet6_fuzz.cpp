// Whatever bytes arrive: parsing ends, every view stays inside them, and what is built again reads the same.
#include <cstdlib>

#include "dhcpcore/lease_query.hpp"
#include "dhcpcore/packet6.hpp"

namespace {

using dhcp::ByteView;
using dhcp::MessageType6;
using dhcp::Option6;
using dhcp::Options6;
using dhcp::Packet6;

void require(bool condition) {
  if (!condition) std::abort();
}

// Reads every byte, so that the sanitizer sees views that point outside.
void touch(ByteView view) {
  [[maybe_unused]] volatile std::uint8_t sink = 0;
  for (const std::uint8_t byte : view) sink = byte;
}

void read_association(const Option6& option) {
  const auto ia = dhcp::IdentityAssociation::read(option);
  if (!ia) return;
  for (const Option6& inner : ia->options) {
    touch(inner.value);
    if (const auto address = dhcp::IaAddress::read(inner.value)) touch(address->options.bytes());
    if (const auto prefix = dhcp::IaPrefix::read(inner.value)) touch(prefix->options.bytes());
  }
}

void ask_everything(const Packet6& packet) {
  touch(packet.bytes());
  touch(packet.client_id().view());
  touch(packet.server_id().view());
  for (const Option6& option : packet.options()) {
    touch(option.value);
    read_association(option);
    require(packet.option(option.code).has_value());
    if (const auto query = dhcp::LeaseQuery6::read(option.value)) touch(query->options.bytes());
    if (const auto relays = dhcp::RelayData6::read(option.value)) touch(relays->message);
    require(packet.requests(option.code) || !packet.requests(option.code));
  }
  for (const auto& layer : packet.relays()) touch(layer.options.bytes());
  require(packet.relay(0) == packet.relay(-static_cast<int>(packet.relays().size())));
  require(!packet.summary().empty());
}

// Layers and options one by one, in their order; what follows option 9 in a layer goes behind it again.
void build(const Packet6& packet, std::size_t layer, dhcp::Writer6& writer) {
  if (layer == packet.relays().size()) {
    writer.message(packet.type(), packet.transaction_id() | packet.flags());
    for (const Option6& option : packet.options()) writer.option(option.code, option.value);
    return;
  }
  const dhcp::RelayLayer6& relay = packet.relays()[layer];
  writer.relay(relay.type, relay.hop_count, relay.link_address, relay.peer_address);
  bool opened = false;
  for (const Option6& option : relay.options) {
    if (option.code != dhcp::option6::relay_message || opened) {
      writer.option(option.code, option.value);
      continue;
    }
    opened = true;
    writer.begin(option.code);
    build(packet, layer + 1, writer);
    writer.end();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Packet6 packet;  // reused, as a worker does
  const auto result = packet.parse({data, size});
  if (!result) {
    require(!result.error().to_string().empty());
    require(packet.type() == MessageType6::none && packet.relays().empty());
  }
  ask_everything(packet);
  if (!result) return 0;
  static std::uint8_t out[65536];
  dhcp::Writer6 writer(out);
  build(packet, 0, writer);
  require(std::ranges::equal(writer.finish(), packet.bytes()));
  return 0;
}
