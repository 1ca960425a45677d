/// @file
/// Many datagrams by one system call, into buffers that are there for good.
#pragma once

#include <sys/socket.h>

#include <array>
#include <memory>

#include "dhcp4/frame4.hpp"
#include "dhcpcore/datagram.hpp"

namespace dhcp::server {

/// What became of a received message.
enum class Reception : std::uint8_t {
  good,
  oversized,  ///< larger than any message we take
  malformed,  ///< a frame that `parse_frame4` refuses; `fault` says why
};

struct Received4 {
  Reception reception = Reception::good;
  FrameFault fault = FrameFault::none;
  Datagram4 datagram;  ///< the payload lives until the next receive
};

/// The receive buffers of one worker. Allocates only when made.
class ReceiveBatch {
 public:
  static constexpr unsigned capacity = 64;

  ReceiveBatch();
  ReceiveBatch(const ReceiveBatch&) = delete;
  ReceiveBatch& operator=(const ReceiveBatch&) = delete;

  /// Takes what the socket has, up to `capacity` messages, without waiting. Returns how many; 0 also when the
  /// socket reports an error, which is thereby cleared (a link that went down, an ICMP message).
  unsigned receive(int socket);

  /// The message `i` of a raw socket, or of a UDP socket on `port`.
  Received4 raw(unsigned i) const;
  Received4 udp(unsigned i, std::uint16_t port) const;

 private:
  // Jumbo frames with room to notice larger ones; pages that are never written cost nothing.
  static constexpr std::size_t buffer_size = 9216 + 64;
  static constexpr std::size_t control_size = 128;
  struct Storage;
  struct Release {
    void operator()(Storage* storage) const;
  };

  void make_room(unsigned messages);

  std::unique_ptr<Storage, Release> storage_;
  unsigned received_ = 0;  ///< by the latest call
};

}  // namespace dhcp::server
