#include "perf/arp.hpp"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace dhcp::perf {
namespace {

constexpr std::uint16_t ethertype_arp = 0x0806;
constexpr std::uint16_t operation_request = 1;
constexpr std::uint16_t operation_reply = 2;
// Ethernet, IPv4, and the lengths of their addresses.
constexpr std::uint8_t kinds[] = {0, 1, 0x08, 0, 6, 4};

}  // namespace

std::optional<ArpRequest> parse_arp_request(ByteView frame) {
  ByteReader in(frame);
  in.take(12);
  const bool is_arp = in.u16() == ethertype_arp;
  const ByteView kind = in.take(sizeof kinds);
  const bool is_request = in.u16() == operation_request;
  const ByteView from_mac = in.take(6);
  ArpRequest request;
  request.from = in.ipv4();
  in.take(6);
  request.wanted = in.ipv4();
  if (!in.ok() || !is_arp || !is_request || !std::ranges::equal(kind, kinds)) return std::nullopt;
  std::ranges::copy(from_mac, request.from_mac.begin());
  return request;
}

std::array<std::uint8_t, arp_frame_size> arp_reply(const ArpRequest& request, const MacAddress& mac) {
  std::array<std::uint8_t, arp_frame_size> frame;
  ByteWriter out(frame);
  out.bytes(request.from_mac);
  out.bytes(mac);
  out.u16(ethertype_arp);
  out.bytes(kinds);
  out.u16(operation_reply);
  out.bytes(mac);
  out.ipv4(request.wanted);
  out.bytes(request.from_mac);
  out.ipv4(request.from);
  return frame;
}

ArpResponder::~ArpResponder() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> ArpResponder::open(unsigned interface_index) {
  descriptor_ = ::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_ll name{};
  name.sll_family = AF_PACKET;
  name.sll_protocol = htons(ETH_P_ARP);
  name.sll_ifindex = static_cast<int>(interface_index);
  if (descriptor_ < 0 || ::bind(descriptor_, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
    return Error{std::string("cannot answer ARP: ") + std::strerror(errno)};
  return {};
}

void ArpResponder::answer() {
  std::array<std::uint8_t, 128> frame;
  for (ssize_t size; (size = ::recv(descriptor_, frame.data(), frame.size(), 0)) > 0;) {
    const auto request = parse_arp_request(ByteView(frame).first(static_cast<std::size_t>(size)));
    if (!request) continue;
    const auto holder = holders_.find(request->wanted.value());
    if (holder == holders_.end()) continue;
    const auto reply = arp_reply(*request, holder->second);
    // One that cannot be sent now is asked for again.
    [[maybe_unused]] const ssize_t sent = ::send(descriptor_, reply.data(), reply.size(), MSG_DONTWAIT);
  }
}

}  // namespace dhcp::perf
