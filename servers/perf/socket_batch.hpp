/// @file
/// A socket with the arrays that recvmmsg and sendmmsg work on.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/result.hpp"
#include "perf/port.hpp"

namespace dhcp::perf {

/// Owns the descriptor; closes it at the end. Not thread-safe.
class SocketBatch {
 public:
  explicit SocketBatch(int descriptor);
  ~SocketBatch();
  SocketBatch(const SocketBatch&) = delete;
  SocketBatch& operator=(const SocketBatch&) = delete;

  int descriptor() const { return descriptor_; }

  /// The header of the `index`th message of the next `send`, for its name and control data.
  msghdr& header(std::size_t index) { return outgoing_[index].msg_hdr; }
  /// The bytes of the `index`th message of the next `send`.
  void set_bytes(std::size_t index, std::span<std::uint8_t> bytes) {
    parts_[index] = {bytes.data(), bytes.size()};
  }
  /// Sends the first `count` messages and returns how many went out; fewer when the system takes no more now.
  Result<std::size_t> send(std::size_t count);

  /// The datagrams received, at most `most`; valid until the next call.
  Result<std::span<const ByteView>> receive(std::size_t most);

  /// Datagrams that the full receive buffer has cost so far.
  std::uint64_t receive_overflow() const;

 private:
  static constexpr std::size_t datagram_size = 2048;

  int descriptor_;
  std::array<mmsghdr, Port::batch> outgoing_{};
  std::array<iovec, Port::batch> parts_{};
  std::array<mmsghdr, Port::batch> incoming_{};
  std::array<iovec, Port::batch> buffers_{};
  std::array<ByteView, Port::batch> received_;
  std::vector<std::uint8_t> memory_;
};

/// Buffers large enough for bursts; as much as the system allows without privilege when there is none.
void enlarge_buffers(int descriptor);

}  // namespace dhcp::perf
