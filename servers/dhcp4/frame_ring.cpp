#include "dhcp4/frame_ring.hpp"

#include <sys/mman.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cstring>

namespace dhcp::server {
namespace {

// Room for the headers of the interface (66 bytes), an Ethernet frame of 1514 bytes and a priority tag. An
// odd number of cache lines, so that the beginnings of the slots do not contend for the same ones.
constexpr unsigned slot_size = 25 * 64;
constexpr unsigned slots_a_block = FrameRing::block_size / slot_size;
// The sockaddr_ll follows the header.
constexpr std::size_t link_address_at = sizeof(tpacket2_hdr);
static_assert(link_address_at % TPACKET_ALIGNMENT == 0);

bool set_ring(int socket, const tpacket_req& request) {
  return ::setsockopt(socket, SOL_PACKET, PACKET_RX_RING, &request, sizeof request) == 0;
}

bool set_option(int socket, int name, int value) {
  return ::setsockopt(socket, SOL_PACKET, name, &value, sizeof value) == 0;
}

/// Who owns a slot. What its owner did before it handed it over has happened when the other one sees this.
std::atomic_ref<std::uint32_t> status_of(std::uint8_t* slot) {
  return std::atomic_ref(reinterpret_cast<tpacket2_hdr*>(slot)->tp_status);
}

bool is_filled(std::uint8_t* slot) {
  return (status_of(slot).load(std::memory_order_acquire) & TP_STATUS_USER) != 0;
}

/// The parts of a message that are always looked at: what the kernel says, IP and UDP, the first option.
void prefetch(const std::uint8_t* slot) {
  constexpr std::size_t cache_line = 64;
  for (const unsigned line : {0u, 1u, 2u, 5u}) __builtin_prefetch(slot + line * cache_line);
}

}  // namespace

std::unique_ptr<FrameRing> FrameRing::open(const Descriptor& socket, unsigned blocks) {
  const tpacket_req request{block_size, blocks, slot_size, blocks * slots_a_block};
  // A frame that a slot has no room for waits in the socket as a whole, too.
  if (!set_option(socket.get(), PACKET_VERSION, TPACKET_V2) ||
      !set_option(socket.get(), PACKET_COPY_THRESH, 1) || !set_ring(socket.get(), request))
    return nullptr;
  void* const memory =
      ::mmap(nullptr, blocks * block_size, PROT_READ | PROT_WRITE, MAP_SHARED, socket.get(), 0);
  if (memory != MAP_FAILED)
    return std::unique_ptr<FrameRing>(
        new FrameRing(socket.get(), static_cast<std::uint8_t*>(memory), blocks));
  set_ring(socket.get(), {});
  return nullptr;
}

FrameRing::FrameRing(int socket, std::uint8_t* memory, unsigned blocks)
    : socket_(socket), memory_(memory), blocks_(blocks), slots_(blocks * slots_a_block) {}

FrameRing::~FrameRing() {
  ::munmap(memory_, blocks_ * block_size);
}

std::uint8_t* FrameRing::slot(unsigned number) const {
  return memory_ + number / slots_a_block * block_size + number % slots_a_block * slot_size;
}

std::size_t FrameRing::receive(std::span<Received4> into) {
  constexpr unsigned ahead = 4;
  const std::size_t most = std::min({into.size(), batch_size, std::size_t{slots_}});
  bool large = false;
  while (taken_ < most && !large) {
    std::uint8_t* const filled = slot(after(next_, taken_));
    if (!is_filled(filled)) break;
    prefetch(slot(after(next_, taken_ + ahead)));
    tpacket2_hdr header;
    std::memcpy(&header, filled, sizeof header);
    sockaddr_ll from;
    std::memcpy(&from, filled + link_address_at, sizeof from);
    large = header.tp_snaplen < header.tp_len;
    into[taken_++] =
        large ? read_large(from, header.tp_status)
              : received_frame({filled + header.tp_mac, header.tp_snaplen}, true, from, header.tp_status);
  }
  if (taken_ == 0) clear_error();
  return taken_;
}

/// A socket whose interface went down stays readable until its error has been read.
void FrameRing::clear_error() const {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
}

/// The socket has the whole of it, unless its buffer was full.
Received4 FrameRing::read_large(const sockaddr_ll& from, std::uint32_t status) {
  ssize_t size = -1;
  if ((status & TP_STATUS_COPY) != 0)
    size = ::recv(socket_, large_.data(), large_.size(), MSG_DONTWAIT | MSG_TRUNC);
  const bool whole = size >= 0 && static_cast<std::size_t>(size) <= large_.size();
  return received_frame({large_.data(), whole ? static_cast<std::size_t>(size) : 0}, whole, from, status);
}

void FrameRing::release() {
  for (; taken_ > 0; --taken_) {
    status_of(slot(next_)).store(TP_STATUS_KERNEL, std::memory_order_release);
    next_ = after(next_, 1);
  }
}

/// The kernel fills slots in their order, so one that is filled tells that all before it are.
unsigned FrameRing::quarters_full() const {
  unsigned quarters = 0;
  while (quarters < 4 && is_filled(slot(after(next_, slots_ * (quarters + 1) / 4 - 1)))) ++quarters;
  return quarters;
}

}  // namespace dhcp::server
