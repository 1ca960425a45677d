#include "capture.hpp"

#include <fmt/format.h>

namespace {

using dhcp::ByteReader;
using dhcp::ByteView;

constexpr std::uint32_t pcapng_magic = 0x0a0d0d0a;
constexpr std::uint32_t interface_description = 1, enhanced_packet = 6;
constexpr std::uint16_t ipv4 = 0x0800, vlan = 0x8100, service_vlan = 0x88a8;

struct Frame {
  unsigned link_type;
  ByteView bytes;
};

// Numbers of a capture file are in the byte order of the machine that wrote it.
struct CaptureReader : ByteReader {
  CaptureReader(ByteView bytes, bool is_little) : ByteReader(bytes), little(is_little) {}
  std::uint16_t number16() { return little ? __builtin_bswap16(u16()) : u16(); }
  std::uint32_t number32() { return little ? __builtin_bswap32(u32()) : u32(); }
  bool little;
};

std::vector<Frame> pcap_frames(ByteView file) {
  std::vector<Frame> frames;
  CaptureReader reader(file, file[0] != 0xa1);
  reader.take(20);
  const unsigned link_type = reader.number32() & 0xffff;
  while (reader.remaining() > 0) {
    reader.take(8);  // time
    const std::uint32_t length = reader.number32();
    reader.take(4);  // length on the wire
    const ByteView frame = reader.take(length);
    if (!reader.ok()) break;
    frames.push_back({link_type, frame});
  }
  return frames;
}

std::vector<Frame> pcapng_frames(ByteView file) {
  std::vector<Frame> frames;
  std::vector<unsigned> link_types;
  CaptureReader reader(file, false);
  while (reader.remaining() >= 12) {
    const ByteView block = file.subspan(reader.offset());
    const bool section = ByteReader(block).u32() == pcapng_magic;
    if (section) {
      reader.little = block[8] == 0x4d;  // of the byte-order magic 1a2b3c4d
      link_types.clear();
    }
    const std::uint32_t type = reader.number32();
    const std::uint32_t length = reader.number32();
    if (length < 12) break;
    CaptureReader body(reader.take(length - 8), reader.little);
    if (!reader.ok()) break;
    if (section) continue;
    if (type == interface_description) link_types.push_back(body.number16());
    if (type != enhanced_packet) continue;
    const std::uint32_t interface = body.number32();
    body.take(8);  // time
    const std::uint32_t captured = body.number32();
    body.take(4);  // length on the wire
    const ByteView frame = body.take(captured);
    if (body.ok() && interface < link_types.size()) frames.push_back({link_types[interface], frame});
  }
  return frames;
}

// The IPv4 packet in a frame; empty when there is none.
ByteView ip_packet(const Frame& frame) {
  ByteReader reader(frame.bytes);
  std::uint16_t ethertype = 0;
  switch (frame.link_type) {
    case 1:  // Ethernet, with or without VLAN tags
      reader.take(12);
      while ((ethertype = reader.u16()) == vlan || ethertype == service_vlan) reader.take(2);
      break;
    case 113:  // Linux cooked
      reader.take(14);
      ethertype = reader.u16();
      break;
    case 12:   // raw IP: the systems do not agree
    case 101:  // on its number
    case 228:
      ethertype = ipv4;
      break;
    default:
      break;
  }
  return ethertype == ipv4 ? reader.rest() : ByteView();
}

// The message in an IPv4 packet; nullopt unless it is one whole UDP datagram to a DHCP port.
std::optional<CapturedMessage> message_in(ByteView packet) {
  ByteReader ip(packet);
  const unsigned version_and_length = ip.u8();
  ip.take(1);
  const std::size_t total = ip.u16();
  ip.take(2);
  const bool fragment = (ip.u16() & 0x3fff) != 0;
  ip.take(1);
  const unsigned protocol = ip.u8();
  ip.take(2);
  const auto source = ip.ipv4(), destination = ip.ipv4();
  const std::size_t header = (version_and_length & 0xf) * 4;
  if (!ip.ok() || version_and_length >> 4 != 4 || fragment || protocol != 17 || header < 20)
    return std::nullopt;

  ByteReader udp(packet.first(std::min(packet.size(), total)));
  udp.take(header);
  const unsigned from = udp.u16(), to = udp.u16();
  udp.take(4);  // length, checksum
  if (!udp.ok() || (to != 67 && to != 68)) return std::nullopt;
  return CapturedMessage{fmt::format("{}:{} -> {}:{}", source.to_string(), from, destination.to_string(), to),
                         udp.rest()};
}

}  // namespace

std::optional<std::vector<CapturedMessage>> read_capture(ByteView file) {
  const std::uint32_t magic = ByteReader(file).u32();
  std::vector<Frame> frames;
  switch (magic) {
    case 0xa1b2c3d4:  // microseconds
    case 0xd4c3b2a1:
    case 0xa1b23c4d:  // nanoseconds
    case 0x4d3cb2a1:
      frames = pcap_frames(file);
      break;
    case pcapng_magic:
      frames = pcapng_frames(file);
      break;
    default:
      return std::nullopt;
  }
  std::vector<CapturedMessage> messages;
  for (const Frame& frame : frames)
    if (auto message = message_in(ip_packet(frame))) messages.push_back(std::move(*message));
  return messages;
}
