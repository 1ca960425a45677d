// A server's message for the tests: the fields of Reply in wire form.
#pragma once

#include <vector>

#include "perf/reply.hpp"

namespace dhcp::perf {

inline std::vector<std::uint8_t> sample_reply(const Reply& reply) {
  std::vector<std::uint8_t> bytes(300);
  ByteWriter out(bytes);
  out.u8(2);
  out.u8(1);
  out.u8(6);
  out.u8(0);
  out.u32(reply.xid);
  out.zeros(8);
  out.ipv4(reply.yiaddr);
  out.zeros(8);
  out.u16(static_cast<std::uint16_t>(reply.mac >> 32));
  out.u32(static_cast<std::uint32_t>(reply.mac));
  out.zeros(236 - out.size());
  out.u32(0x63825363);
  out.u8(53);
  out.u8(1);
  out.u8(static_cast<std::uint8_t>(reply.type));
  if (!reply.server_identifier.is_any()) {
    out.u8(54);
    out.u8(4);
    out.ipv4(reply.server_identifier);
  }
  out.u8(255);
  return bytes;
}

}  // namespace dhcp::perf
