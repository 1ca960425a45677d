#include "dhcp4/received4.hpp"

#include <algorithm>

namespace dhcp::server {

Received4 received_frame(ByteView frame, bool whole, const sockaddr_ll& from, std::uint32_t status) {
  Received4 received;
  received.datagram.interface_index = static_cast<std::uint32_t>(from.sll_ifindex);
  if (!whole) {
    received.reception = Reception::oversized;
    return received;
  }
  const bool verify = (status & (TP_STATUS_CSUMNOTREADY | TP_STATUS_CSUM_VALID)) == 0;
  received.fault = parse_frame4(frame, verify, received.datagram);
  if (received.fault != FrameFault::none) received.reception = Reception::malformed;
  const std::size_t address_size = std::min<std::size_t>(from.sll_halen, sizeof from.sll_addr);
  received.datagram.link_source = {HardwareAddress::ethernet,
                                   BoundedBytes<20>(ByteView(from.sll_addr).first(address_size))};
  return received;
}

std::string_view fault_text(const Received4& received) {
  if (received.reception == Reception::oversized) return "it is larger than any DHCP message";
  switch (received.fault) {
    case FrameFault::truncated:
      return "it is shorter than its headers say";
    case FrameFault::fragment:
      return "it is a fragment";
    case FrameFault::ip_checksum:
      return "the checksum of its IP header is wrong";
    case FrameFault::udp_checksum:
      return "its UDP checksum is wrong";
    default:
      return "it is no UDP datagram";
  }
}

}  // namespace dhcp::server
