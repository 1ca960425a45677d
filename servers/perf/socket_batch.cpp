#include "perf/socket_batch.hpp"

#include <linux/sock_diag.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace dhcp::perf {

SocketBatch::SocketBatch(int descriptor) : descriptor_(descriptor), memory_(Port::batch * datagram_size) {
  for (std::size_t i = 0; i < Port::batch; ++i) {
    outgoing_[i].msg_hdr.msg_iov = &parts_[i];
    outgoing_[i].msg_hdr.msg_iovlen = 1;
    buffers_[i] = {memory_.data() + i * datagram_size, datagram_size};
    incoming_[i].msg_hdr.msg_iov = &buffers_[i];
    incoming_[i].msg_hdr.msg_iovlen = 1;
  }
}

SocketBatch::~SocketBatch() {
  ::close(descriptor_);
}

Result<std::size_t> SocketBatch::send(std::size_t count) {
  const int sent = ::sendmmsg(descriptor_, outgoing_.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
  if (sent >= 0) return static_cast<std::size_t>(sent);
  if (errno == EAGAIN || errno == ENOBUFS || errno == EINTR) return std::size_t{0};
  return Error{std::string("cannot send: ") + std::strerror(errno)};
}

Result<std::span<const ByteView>> SocketBatch::receive(std::size_t most) {
  if (most == 0) return std::span<const ByteView>();
  const auto count = static_cast<unsigned>(std::min(most, Port::batch));
  const int got = ::recvmmsg(descriptor_, incoming_.data(), count, MSG_DONTWAIT, nullptr);
  if (got < 0) {
    // A relay's or server's ICMP answer to an earlier datagram is not an error of this call.
    if (errno == EAGAIN || errno == EINTR || errno == ECONNREFUSED) return std::span<const ByteView>();
    return Error{std::string("cannot receive: ") + std::strerror(errno)};
  }
  const auto filled = static_cast<std::size_t>(got);
  for (std::size_t i = 0; i < filled; ++i)
    received_[i] = {memory_.data() + i * datagram_size, incoming_[i].msg_len};
  return std::span<const ByteView>(received_.data(), filled);
}

void enlarge_buffers(int descriptor) {
  constexpr int size = 8 << 20;
  for (const auto& [forced, plain] : {std::pair(SO_RCVBUFFORCE, SO_RCVBUF), {SO_SNDBUFFORCE, SO_SNDBUF}})
    if (::setsockopt(descriptor, SOL_SOCKET, forced, &size, sizeof size) != 0)
      ::setsockopt(descriptor, SOL_SOCKET, plain, &size, sizeof size);
}

std::uint64_t SocketBatch::receive_overflow() const {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof memory;
  if (::getsockopt(descriptor_, SOL_SOCKET, SO_MEMINFO, memory.data(), &size) != 0) return 0;
  return memory[SK_MEMINFO_DROPS];
}

}  // namespace dhcp::perf
