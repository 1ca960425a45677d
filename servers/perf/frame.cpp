#include "perf/frame.hpp"

#include <bit>
#include <cstring>

namespace dhcp::perf {
namespace {

constexpr std::uint16_t ethertype_ipv4 = 0x0800;
constexpr std::uint8_t protocol_udp = 17;
constexpr std::size_t ethernet_size = 14;
constexpr std::size_t ip_size = 20;
constexpr std::size_t udp_size = 8;

void put_u16(std::span<std::uint8_t> bytes, std::size_t at, std::uint16_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

}  // namespace

std::uint16_t internet_checksum(ByteView bytes, std::uint64_t sum) {
  // RFC 1071 section 2 (C): wider words may be added, the sum is folded afterwards.
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4)
    sum += std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 |
           std::uint32_t{bytes[at + 2]} << 8 | bytes[at + 3];
  for (; at + 2 <= bytes.size(); at += 2) sum += std::uint32_t{bytes[at]} << 8 | bytes[at + 1];
  if (at < bytes.size()) sum += std::uint32_t{bytes[at]} << 8;
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

void write_headers(std::span<std::uint8_t> frame, const Endpoints& endpoints) {
  const auto ip_length = static_cast<std::uint16_t>(frame.size() - ethernet_size);
  const auto udp_length = static_cast<std::uint16_t>(ip_length - ip_size);
  ByteWriter out(frame);
  out.bytes(endpoints.to_mac);
  out.bytes(endpoints.from_mac);
  out.u16(ethertype_ipv4);

  out.u8(0x45);  // version 4, five words
  out.u8(0x10);  // low delay, as clients mark DHCP
  out.u16(ip_length);
  out.u16(0);  // identification
  out.u16(0);  // not fragmented
  out.u8(64);
  out.u8(protocol_udp);
  out.u16(0);  // checksum
  out.ipv4(endpoints.from);
  out.ipv4(endpoints.to);

  out.u16(endpoints.from_port);
  out.u16(endpoints.to_port);
  out.u16(udp_length);
  out.u16(0);  // checksum

  const auto ip = frame.subspan(ethernet_size);
  put_u16(ip, 10, internet_checksum(ip.first(ip_size)));
  // RFC 768: over a pseudo header too; a checksum of zero is sent as all ones.
  const std::uint64_t pseudo =
      std::uint64_t{endpoints.from.value()} + endpoints.to.value() + protocol_udp + udp_length;
  const std::uint16_t sum = internet_checksum(ip.subspan(ip_size), pseudo);
  put_u16(ip, ip_size + 6, sum == 0 ? 0xffff : sum);
}

std::optional<ParsedFrame> parse_frame(ByteView frame, std::uint16_t port) {
  ByteReader in(frame);
  ParsedFrame parsed;
  in.take(6);
  const ByteView from = in.take(6);
  if (in.u16() != ethertype_ipv4) return std::nullopt;
  const std::uint8_t version_and_length = in.u8();
  const std::size_t header_length = (version_and_length & 15u) * 4u;
  in.u8();
  const std::uint16_t ip_length = in.u16();
  in.u16();
  const std::uint16_t fragment = in.u16();
  in.u8();
  const std::uint8_t protocol = in.u8();
  if (!in.ok() || version_and_length >> 4 != 4 || header_length < ip_size || (fragment & 0x3fff) != 0 ||
      protocol != protocol_udp)
    return std::nullopt;
  if (ip_length < header_length + udp_size || ip_length > frame.size() - ethernet_size) return std::nullopt;

  // Short frames are padded to the link's least size, so the packet's own length counts.
  ByteReader udp(frame.subspan(ethernet_size + header_length, ip_length - header_length));
  udp.u16();
  if (udp.u16() != port) return std::nullopt;
  const std::uint16_t udp_length = udp.u16();
  udp.u16();
  if (udp_length < udp_size || udp_length - udp_size > udp.remaining()) return std::nullopt;
  std::memcpy(parsed.from_mac.data(), from.data(), from.size());
  parsed.payload = udp.take(udp_length - udp_size);
  return parsed;
}

}  // namespace dhcp::perf
