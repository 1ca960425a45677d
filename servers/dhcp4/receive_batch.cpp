#include "dhcp4/receive_batch.hpp"

#include <arpa/inet.h>
#include <linux/sock_diag.h>
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
void ReceiveBatch::make_room(std::size_t messages) {
  for (mmsghdr& message : std::span(storage_->messages).first(messages)) {
    message.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
    message.msg_hdr.msg_controllen = control_size;
    message.msg_hdr.msg_flags = 0;
  }
}

std::size_t ReceiveBatch::receive(int socket, std::size_t most) {
  make_room(received_);
  const auto limit = static_cast<unsigned>(std::min(most, capacity));
  const int count = ::recvmmsg(socket, storage_->messages.data(), limit, MSG_DONTWAIT, nullptr);
  received_ = static_cast<std::size_t>(std::max(count, 0));
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

Received4 ReceiveBatch::raw(std::size_t i) const {
  const mmsghdr& message = storage_->messages[i];
  sockaddr_ll source;
  std::memcpy(&source, message.msg_hdr.msg_name, sizeof source);
  tpacket_auxdata auxdata{};
  control_message(message.msg_hdr, SOL_PACKET, PACKET_AUXDATA, auxdata);
  return received_frame(received_bytes(message), (message.msg_hdr.msg_flags & MSG_TRUNC) == 0, source,
                        auxdata.tp_status);
}

Received4 ReceiveBatch::udp(std::size_t i, std::uint16_t port) const {
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

std::shared_ptr<MessageSource> MessageSource::raw(int socket, ReceiveBatch& batch) {
  return std::shared_ptr<MessageSource>(new MessageSource(socket, 0, batch));
}

std::shared_ptr<MessageSource> MessageSource::udp(int socket, std::uint16_t port, ReceiveBatch& batch) {
  return std::shared_ptr<MessageSource>(new MessageSource(socket, port, batch));
}

std::size_t MessageSource::receive(std::span<Received4> into) {
  const std::size_t count = batch_.receive(socket_, into.size());
  for (std::size_t i = 0; i < count; ++i) into[i] = udp_port_ == 0 ? batch_.raw(i) : batch_.udp(i, udp_port_);
  return count;
}

unsigned MessageSource::quarters_full() const {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof memory;
  if (::getsockopt(socket_, SOL_SOCKET, SO_MEMINFO, &memory, &size) != 0) return 0;
  return memory[SK_MEMINFO_RMEM_ALLOC] / std::max(memory[SK_MEMINFO_RCVBUF] / 4, 1u);
}

}  // namespace dhcp::server
