// What the tests look at in a message of a client.
#pragma once

#include <map>
#include <vector>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/packet4.hpp"

namespace dhcp::perf {

struct SampleQuery {
  std::uint8_t op = 0, hops = 0;
  std::uint16_t flags = 0;
  std::uint32_t xid = 0;
  std::uint64_t mac = 0;
  Ipv4Address ciaddr, giaddr;
  std::map<int, std::vector<std::uint8_t>> options;

  explicit SampleQuery(ByteView bytes) {
    ByteReader in(bytes);
    op = in.u8();
    in.take(2);
    hops = in.u8();
    xid = in.u32();
    in.u16();
    flags = in.u16();
    ciaddr = in.ipv4();
    in.take(8);
    giaddr = in.ipv4();
    mac = std::uint64_t{in.u16()} << 32;
    mac |= in.u32();
    in.take(236 - in.offset() + 4);
    for (std::uint8_t code; (code = in.u8()) != 255 && in.ok();) {
      const ByteView value = in.take(in.u8());
      options[code] = {value.begin(), value.end()};
    }
  }
  MessageType4 type() const { return static_cast<MessageType4>(options.at(53).at(0)); }
};

}  // namespace dhcp::perf
