#include "dhcp4/receive_batch.hpp"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <span>

namespace dhcp::server {

struct ReceiveBatch::Storage {
  std::array<mmsghdr, capacity> messages{};
  std::array<iovec, capacity> vectors{};
  std::array<sockaddr_storage, capacity> sources;
  struct Control {
    alignas(cmsghdr) std::array<std::uint8_t, control_size> bytes;
  };
  std::array<Control, capacity> controls;
  std::array<std::array<std::uint8_t, buffer_size>, capacity> buffers;
};

void ReceiveBatch::Release::operator()(Storage* storage) const {
  delete storage;
}

ReceiveBatch::ReceiveBatch() : storage_(new Storage) {
  for (std::size_t i = 0; i < capacity; ++i) {
    storage_->vectors[i] = {storage_->buffers[i].data(), buffer_size};
    msghdr& header = storage_->messages[i].msg_hdr;
    header.msg_iov = &storage_->vectors[i];
    header.msg_iovlen = 1;
    header.msg_name = &storage_->sources[i];
    header.msg_control = storage_->controls[i].bytes.data();
  }
  make_room(capacity);
}

/// Lengths say what there is room for before a call, and what has come after it.
void ReceiveBatch::make_room(unsigned messages) {
  for (mmsghdr& message : std::span(storage_->messages).first(messages)) {
    message.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
    message.msg_hdr.msg_controllen = control_size;
    message.msg_hdr.msg_flags = 0;
  }
}

unsigned ReceiveBatch::receive(int socket) {
  make_room(received_);
  const int count = ::recvmmsg(socket, storage_->messages.data(), capacity, MSG_DONTWAIT, nullptr);
  received_ = static_cast<unsigned>(std::max(count, 0));
  return received_;
}

namespace {

/// Finds a control message and copies its value; false when there is none.
template <class T>
bool control_message(const msghdr& header, int level, int type, T& value) {
  auto* mutable_header = const_cast<msghdr*>(&header);  // the macros are older than const
  for (cmsghdr* control = CMSG_FIRSTHDR(mutable_header); control != nullptr;
       control = CMSG_NXTHDR(mutable_header, control)) {
    if (control->cmsg_level != level || control->cmsg_type != type) continue;
    std::memcpy(&value, CMSG_DATA(control), sizeof value);
    return true;
  }
  return false;
}

ByteView received_bytes(const mmsghdr& message) {
  return {static_cast<const std::uint8_t*>(message.msg_hdr.msg_iov->iov_base), message.msg_len};
}

}  // namespace

Received4 ReceiveBatch::raw(unsigned i) const {
  const mmsghdr& message = storage_->messages[i];
  Received4 received;
  sockaddr_ll source;
  std::memcpy(&source, message.msg_hdr.msg_name, sizeof source);
  received.datagram.interface_index = static_cast<std::uint32_t>(source.sll_ifindex);
  if ((message.msg_hdr.msg_flags & MSG_TRUNC) != 0) {
    received.reception = Reception::oversized;
    return received;
  }
  tpacket_auxdata auxdata{};
  control_message(message.msg_hdr, SOL_PACKET, PACKET_AUXDATA, auxdata);
  const bool verify = (auxdata.tp_status & (TP_STATUS_CSUMNOTREADY | TP_STATUS_CSUM_VALID)) == 0;
  received.fault = parse_frame4(received_bytes(message), verify, received.datagram);
  if (received.fault != FrameFault::none) received.reception = Reception::malformed;
  received.datagram.link_source = {
      HardwareAddress::ethernet,
      BoundedBytes<20>(
          ByteView(source.sll_addr).first(std::min<std::size_t>(source.sll_halen, sizeof source.sll_addr)))};
  return received;
}

Received4 ReceiveBatch::udp(unsigned i, std::uint16_t port) const {
  const mmsghdr& message = storage_->messages[i];
  Received4 received;
  in_pktinfo info{};
  control_message(message.msg_hdr, IPPROTO_IP, IP_PKTINFO, info);
  sockaddr_in source;
  std::memcpy(&source, message.msg_hdr.msg_name, sizeof source);
  Datagram4& datagram = received.datagram;
  datagram.payload = received_bytes(message);
  datagram.interface_index = static_cast<std::uint32_t>(info.ipi_ifindex);
  datagram.source = Ipv4Address(ntohl(source.sin_addr.s_addr));
  datagram.source_port = ntohs(source.sin_port);
  datagram.destination = Ipv4Address(ntohl(info.ipi_addr.s_addr));
  datagram.destination_port = port;
  if ((message.msg_hdr.msg_flags & MSG_TRUNC) != 0) received.reception = Reception::oversized;
  return received;
}

}  // namespace dhcp::server
