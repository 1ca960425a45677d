#include "dhcp4/frame4.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace dhcp::server {
namespace {

constexpr std::uint16_t ethertype_ipv4 = 0x0800;
constexpr std::uint8_t protocol_udp = 17;
constexpr std::size_t ip_header_size = 20;
constexpr std::size_t udp_header_size = 8;

/// The running sum of RFC 1071 over 16-bit words; folded by `checksum`.
std::uint64_t sum(ByteView bytes, std::uint64_t start = 0) {
  // Wide words in the machine's order give the same sum but for the order of its bytes (section 2 (B)).
  std::uint64_t native = 0;
  for (std::uint32_t word; bytes.size() >= sizeof word; bytes = bytes.subspan(sizeof word)) {
    std::memcpy(&word, bytes.data(), sizeof word);
    native += word;
  }
  while (native >> 16 != 0) native = (native & 0xffff) + (native >> 16);
  start += ntohs(static_cast<std::uint16_t>(native));
  for (std::size_t i = 0; i < bytes.size(); ++i) start += std::uint64_t{bytes[i]} << (i % 2 == 0 ? 8 : 0);
  return start;
}

std::uint16_t checksum(std::uint64_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

/// The pseudo header of RFC 768.
std::uint64_t pseudo_header(Ipv4Address source, Ipv4Address destination, std::size_t udp_length) {
  return sum(destination.bytes(), sum(source.bytes())) + protocol_udp + udp_length;
}

void put16(std::span<std::uint8_t> out, std::size_t at, std::uint16_t value) {
  out[at] = static_cast<std::uint8_t>(value >> 8);
  out[at + 1] = static_cast<std::uint8_t>(value);
}

FrameFault parse_udp(ByteView udp, bool verify, Datagram4& datagram) {
  ByteReader reader(udp);
  datagram.source_port = reader.u16();
  datagram.destination_port = reader.u16();
  const std::size_t length = reader.u16();
  const std::uint16_t sent_checksum = reader.u16();
  if (!reader.ok() || length < udp_header_size || length > udp.size()) return FrameFault::truncated;
  // A checksum of zero says that the sender computed none (RFC 768).
  if (verify && sent_checksum != 0 &&
      checksum(sum(udp.first(length), pseudo_header(datagram.source, datagram.destination, length))) != 0)
    return FrameFault::udp_checksum;
  datagram.payload = udp.subspan(udp_header_size, length - udp_header_size);
  return FrameFault::none;
}

}  // namespace

FrameFault parse_frame4(ByteView frame, bool verify_udp, Datagram4& datagram) {
  if (frame.size() < ethernet_header_size + ip_header_size) return FrameFault::truncated;
  if (frame[12] != ethertype_ipv4 >> 8 || frame[13] != (ethertype_ipv4 & 0xff)) return FrameFault::not_udp;
  const ByteView packet = frame.subspan(ethernet_header_size);
  if (packet[0] >> 4 != 4) return FrameFault::not_udp;
  const std::size_t header_length = std::size_t{4} * (packet[0] & 0xf);
  const std::size_t total_length = (std::size_t{packet[2]} << 8) | packet[3];
  // Short frames are padded, so the packet may end before the frame does.
  if (header_length < ip_header_size || total_length < header_length || total_length > packet.size())
    return FrameFault::truncated;
  if (checksum(sum(packet.first(header_length))) != 0) return FrameFault::ip_checksum;
  if (packet[9] != protocol_udp) return FrameFault::not_udp;
  // More fragments, or not the first one.
  if ((packet[6] & 0x3f) != 0 || packet[7] != 0) return FrameFault::fragment;
  datagram.source = Ipv4Address::from_bytes(packet.data() + 12);
  datagram.destination = Ipv4Address::from_bytes(packet.data() + 16);
  return parse_udp(packet.subspan(header_length, total_length - header_length), verify_udp, datagram);
}

std::size_t build_frame4(const Reply4& reply, const EthernetAddress& source,
                         const EthernetAddress& destination, std::span<std::uint8_t> out) {
  const std::size_t udp_length = udp_header_size + reply.payload.size();
  ByteWriter writer(out);
  writer.bytes(destination);
  writer.bytes(source);
  writer.u16(ethertype_ipv4);

  writer.u16(0x4510);  // version 4, five words, low delay
  writer.u16(static_cast<std::uint16_t>(ip_header_size + udp_length));
  // "Don't fragment" makes the datagram atomic, so that it needs no identification (RFC 6864 section 4.1).
  writer.u32(0x00004000);
  writer.u16(128 << 8 | protocol_udp);
  writer.u16(0);
  writer.ipv4(reply.source);
  writer.ipv4(reply.destination);

  writer.u16(reply.source_port);
  writer.u16(reply.destination_port);
  writer.u16(static_cast<std::uint16_t>(udp_length));
  writer.u16(0);
  writer.bytes(reply.payload);

  const ByteView ip = writer.written().subspan(ethernet_header_size, ip_header_size);
  put16(out, ethernet_header_size + 10, checksum(sum(ip)));
  const ByteView udp = writer.written().subspan(ethernet_header_size + ip_header_size);
  const std::uint16_t udp_sum =
      checksum(sum(udp, pseudo_header(reply.source, reply.destination, udp_length)));
  // Zero would say "not computed"; its complement stands for the same sum (RFC 768).
  put16(out, ethernet_header_size + ip_header_size + 6, udp_sum == 0 ? 0xffff : udp_sum);
  return writer.size();
}

}  // namespace dhcp::server
