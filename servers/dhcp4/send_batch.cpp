#include "dhcp4/send_batch.hpp"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace dhcp::server {

struct SendBatch::Storage {
  /// One entry; kept together because one entry is filled at a time.
  struct Entry {
    int socket = -1;
    Ipv4Address destination;
    sockaddr_storage address;
    alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(in_pktinfo))> control;
    iovec vector;
  };
  std::array<mmsghdr, capacity> messages{};
  std::array<Entry, capacity> entries{};
  // Room for many ordinary messages and for any single one.
  std::array<std::uint8_t, 256 * 1024> bytes;
};

SendBatch::SendBatch(WorkerId worker, Failed failed)
    : worker_(worker), failed_(std::move(failed)), storage_(new Storage) {
  for (std::size_t i = 0; i < capacity; ++i) {
    msghdr& header = storage_->messages[i].msg_hdr;
    header.msg_iov = &storage_->entries[i].vector;
    header.msg_iovlen = 1;
    header.msg_name = &storage_->entries[i].address;
  }
}

SendBatch::~SendBatch() = default;

void SendBatch::use(std::shared_ptr<const SocketSet> sockets) {
  flush();
  sockets_ = std::move(sockets);
}

void SendBatch::send(const Reply4& reply) {
  constexpr std::size_t largest_payload = 65507;
  constexpr std::size_t largest_unfragmented = 1500 - 20 - 8;
  if (!sockets_ || reply.payload.size() > largest_payload) return failed_(reply.destination, EMSGSIZE);
  if (count_ == capacity || storage_->bytes.size() - used_ < reply.payload.size() + frame_overhead) flush();
  const OpenPoint* point = sockets_->find(reply.interface_index);
  const bool whole =
      reply.payload.size() <= largest_unfragmented;  // the kernel fragments datagrams, not frames
  const bool framed = point != nullptr && point->raw &&
                      (reply.destination.is_broadcast() || (whole && !reply.link_destination.empty()));
  if (framed ? add_frame(reply, *point) : add_datagram(reply, point)) {
    storage_->entries[count_].destination = reply.destination;
    ++count_;
  } else {
    failed_(reply.destination, ENODEV);
  }
}

bool SendBatch::add_frame(const Reply4& reply, const OpenPoint& point) {
  EthernetAddress destination = ethernet_broadcast;
  if (!reply.link_destination.empty()) {
    if (reply.link_destination.bytes.size() != destination.size()) return false;
    std::ranges::copy(reply.link_destination.bytes.view(), destination.begin());
  }
  Storage::Entry& entry = storage_->entries[count_];
  entry.socket = (*sockets_->raw_senders)[worker_].get();
  const std::span<std::uint8_t> room = std::span(storage_->bytes).subspan(used_);
  const std::size_t size = build_frame4(reply, point.point.hardware_address, destination, room);
  entry.vector = {room.data(), size};
  used_ += size;

  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_IP);
  address.sll_ifindex = static_cast<int>(reply.interface_index);
  address.sll_halen = static_cast<unsigned char>(destination.size());
  std::ranges::copy(destination, address.sll_addr);
  std::memcpy(&entry.address, &address, sizeof address);
  msghdr& header = storage_->messages[count_].msg_hdr;
  header.msg_namelen = sizeof address;
  header.msg_control = nullptr;
  header.msg_controllen = 0;
  return true;
}

namespace {

/// The socket on the reply's source address; else any of the interface, of all else.
int socket_for(const SocketSet& set, const OpenPoint* point, Ipv4Address source, WorkerId worker) {
  const AddressSockets* chosen = nullptr;
  const auto look_at = [&](const OpenPoint& open) {
    for (const AddressSockets& udp : open.udp)
      if (chosen == nullptr || (udp.address == source && chosen->address != source)) chosen = &udp;
  };
  if (point != nullptr) look_at(*point);
  if (chosen == nullptr || chosen->address != source)
    for (const OpenPoint& open : set.points) look_at(open);
  return chosen == nullptr ? -1 : (*chosen->sockets)[worker].get();
}

}  // namespace

bool SendBatch::add_datagram(const Reply4& reply, const OpenPoint* point) {
  Storage::Entry& entry = storage_->entries[count_];
  entry.socket = socket_for(*sockets_, point, reply.source, worker_);
  if (entry.socket < 0) return false;
  std::uint8_t* const bytes = storage_->bytes.data() + used_;
  std::copy(reply.payload.begin(), reply.payload.end(), bytes);
  entry.vector = {bytes, reply.payload.size()};
  used_ += reply.payload.size();

  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(reply.destination_port);
  address.sin_addr.s_addr = htonl(reply.destination.value());
  std::memcpy(&entry.address, &address, sizeof address);
  msghdr& header = storage_->messages[count_].msg_hdr;
  header.msg_namelen = sizeof address;
  header.msg_control = entry.control.data();
  header.msg_controllen = entry.control.size();

  in_pktinfo info{};
  info.ipi_ifindex = sockets_->use_routing ? 0 : static_cast<int>(reply.interface_index);
  info.ipi_spec_dst.s_addr = htonl(reply.source.value());
  cmsghdr* control = CMSG_FIRSTHDR(&header);
  control->cmsg_level = IPPROTO_IP;
  control->cmsg_type = IP_PKTINFO;
  control->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(control), &info, sizeof info);
  return true;
}

void SendBatch::flush() {
  for (unsigned sent = 0; sent < count_;) sent += send_run(sent);
  count_ = 0;
  used_ = 0;
}

/// Sends entries from `from` on that leave by the same socket; returns how many are dealt with, at least one.
unsigned SendBatch::send_run(unsigned from) {
  const int socket = storage_->entries[from].socket;
  unsigned end = from + 1;
  while (end < count_ && storage_->entries[end].socket == socket) ++end;
  const int sent = ::sendmmsg(socket, &storage_->messages[from], end - from, MSG_DONTWAIT);
  if (sent > 0) return static_cast<unsigned>(sent);
  if (errno == EINTR) return 0;
  failed_(storage_->entries[from].destination, errno);
  return 1;
}

}  // namespace dhcp::server
