#include "perf/reply.hpp"

namespace dhcp::perf {

Result<Reply, ReplyError> read_reply(ByteView bytes) {
  constexpr std::size_t cookie_size = 4;
  constexpr std::uint32_t magic_cookie = 0x63825363;
  if (bytes.size() < Packet4::header_size + cookie_size) return ReplyError::too_short;

  ByteReader options(bytes.subspan(Packet4::header_size));
  if (bytes[0] != Packet4::boot_reply || options.u32() != magic_cookie) return ReplyError::not_a_reply;

  Reply reply;
  ByteReader header(bytes);
  header.take(4);
  reply.xid = header.u32();
  reply.yiaddr = Ipv4Address::from_bytes(bytes.data() + 16);
  for (const std::uint8_t octet : bytes.subspan(28, 6)) reply.mac = reply.mac << 8 | octet;

  while (options.remaining() > 0) {
    const std::uint8_t code = options.u8();
    if (code == option4::pad) continue;
    if (code == option4::end) break;
    const ByteView value = options.take(options.u8());
    if (!options.ok()) break;
    if (code == option4::message_type && value.size() == 1) reply.type = static_cast<MessageType4>(value[0]);
    if (code == option4::server_identifier && value.size() == 4)
      reply.server_identifier = Ipv4Address::from_bytes(value.data());
  }
  return reply;
}

}  // namespace dhcp::perf
