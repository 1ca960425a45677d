#include "replay/capture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "dhcpcore/packet4.hpp"

namespace dhcp::replay {

namespace {

constexpr std::uint16_t ethertype_ipv4 = 0x0800, ethertype_vlan = 0x8100, ethertype_service_vlan = 0x88a8;
constexpr std::uint16_t server_port = 67;

/// Numbers in the head of a file and of its records are in the byte order of the machine that wrote it.
class FileReader : public ByteReader {
 public:
  FileReader(ByteView bytes, bool little) : ByteReader(bytes), little_(little) {}
  std::uint32_t number() {
    const std::uint32_t big = u32();
    return little_ ? __builtin_bswap32(big) : big;
  }

 private:
  bool little_;
};

struct Format {
  std::uint32_t magic;  ///< as the first four bytes read in network order
  bool little;
  bool nanoseconds;
};
constexpr Format formats[] = {{0xa1b2c3d4, false, false},
                              {0xd4c3b2a1, true, false},
                              {0xa1b23c4d, false, true},
                              {0x4d3cb2a1, true, true}};
constexpr std::uint32_t pcapng_magic = 0x0a0d0d0a;

/// What a link puts before an IPv4 packet. The numbers are those of pcap files.
enum LinkType : std::uint32_t {
  ethernet = 1,
  raw_bsd = 12,  // the systems do not agree on the number of raw IP
  raw = 101,
  cooked = 113,
  raw_ipv4 = 228,
  cooked_2 = 276,
};

bool is_known(std::uint32_t link) {
  constexpr std::uint32_t known[] = {ethernet, raw_bsd, raw, cooked, raw_ipv4, cooked_2};
  return std::ranges::find(known, link) != std::end(known);
}

struct Packet {
  ByteView ip;
  HardwareAddress sender;
};

HardwareAddress sender_address(std::uint16_t type, ByteView bytes) {
  return {static_cast<std::uint8_t>(type), BoundedBytes<20>(bytes)};
}

/// Without the head of the link; nothing when it is no IPv4.
std::optional<Packet> strip_link(std::uint32_t link, ByteView frame) {
  ByteReader reader(frame);
  Packet packet;
  std::uint16_t protocol = ethertype_ipv4;
  if (link == ethernet) {
    reader.take(6);
    packet.sender = sender_address(HardwareAddress::ethernet, reader.take(6));
    protocol = reader.u16();
    while (protocol == ethertype_vlan || protocol == ethertype_service_vlan) {
      reader.take(2);
      protocol = reader.u16();
    }
  } else if (link == cooked) {
    reader.take(2);
    const std::uint16_t type = reader.u16();
    const std::size_t length = std::min<std::size_t>(reader.u16(), 8);
    packet.sender = sender_address(type, reader.take(8).first(reader.ok() ? length : 0));
    protocol = reader.u16();
  } else if (link == cooked_2) {
    protocol = reader.u16();
    reader.take(6);
    const std::uint16_t type = reader.u16();
    reader.take(1);
    const std::size_t length = std::min<std::size_t>(reader.u8(), 8);
    packet.sender = sender_address(type, reader.take(8).first(reader.ok() ? length : 0));
  }
  packet.ip = reader.rest();
  if (!reader.ok() || protocol != ethertype_ipv4) return std::nullopt;
  return packet;
}

/// The query in an IPv4 packet, if it is a whole one.
std::optional<Datagram4> query_in(const Packet& packet) {
  constexpr std::size_t smallest_ip_header = 20, udp_header = 8;
  constexpr std::uint8_t protocol_udp = 17;
  ByteReader ip(packet.ip);
  const std::uint8_t version_and_length = ip.u8();
  const std::size_t header = std::size_t{version_and_length & 0x0fu} * 4;
  ip.take(1);
  const std::size_t total = ip.u16();
  ip.take(2);
  const bool is_fragment = (ip.u16() & 0x3fff) != 0;
  ip.take(1);
  const std::uint8_t protocol = ip.u8();
  ip.take(2);
  Datagram4 datagram;
  datagram.source = ip.ipv4();
  datagram.destination = ip.ipv4();
  if (!ip.ok() || version_and_length >> 4 != 4 || header < smallest_ip_header || is_fragment ||
      protocol != protocol_udp || total < header || total > packet.ip.size())
    return std::nullopt;

  ByteReader udp(packet.ip.first(total).subspan(header));
  datagram.source_port = udp.u16();
  datagram.destination_port = udp.u16();
  const std::size_t length = udp.u16();
  udp.take(2);
  if (length < udp_header) return std::nullopt;
  datagram.payload = udp.take(length - udp_header);
  datagram.link_source = packet.sender;
  const bool asks = udp.ok() && datagram.destination_port == server_port && !datagram.payload.empty() &&
                    datagram.payload[0] == Packet4::boot_request;
  return asks ? std::optional(datagram) : std::nullopt;
}

}  // namespace

Result<std::vector<CapturedQuery>> read_capture(ByteView file) {
  const std::uint32_t magic = ByteReader(file).u32();
  const auto format = std::ranges::find(formats, magic, &Format::magic);
  if (magic == pcapng_magic) return Error{"this is pcapng; tcpdump -r FILE -w NEW.pcap makes pcap of it"};
  if (format == std::end(formats)) return Error{"this is no pcap file"};
  FileReader reader(file, format->little);
  reader.take(20);  // magic, version, time zone, accuracy, longest record
  const std::uint32_t link = reader.number() & 0x0fff'ffff;
  if (reader.ok() && !is_known(link)) return Error{fmt::format("links of type {} are not known", link)};

  std::vector<CapturedQuery> queries;
  while (reader.ok()) {
    const std::chrono::seconds seconds(reader.number());
    const std::uint32_t fraction = reader.number();
    const std::uint32_t length = reader.number();
    reader.number();  // on the link
    const ByteView frame = reader.take(length);
    if (!reader.ok()) break;
    const auto packet = strip_link(link, frame);
    const auto query = packet ? query_in(*packet) : std::nullopt;
    if (!query) continue;
    const std::chrono::nanoseconds part(format->nanoseconds ? fraction : std::uint64_t{fraction} * 1000);
    queries.push_back({seconds + part, *query});
  }
  return queries;
}

}  // namespace dhcp::replay
