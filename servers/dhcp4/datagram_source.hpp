/// @file
/// Where a worker's datagrams come from.
#pragma once

#include <span>

#include "dhcp4/received4.hpp"

namespace dhcp::server {

/// A socket, as it is read. Used by the thread of its worker alone.
class DatagramSource {
 public:
  /// As many are taken at a time, before other sources have their turn.
  static constexpr std::size_t batch_size = 64;

  virtual ~DatagramSource() = default;

  /// Takes what has come, the oldest first, without waiting, and returns how many those are: at most `into`
  /// has room for, and at most `batch_size`. What was taken before must have been released. With 0 an error
  /// that the socket may have had is cleared (a link that went down, an ICMP message).
  virtual std::size_t receive(std::span<Received4> into) = 0;
  /// Nobody looks any more at what was taken.
  virtual void release() = 0;
  /// How many quarters of the room for what waits are taken, rounded down; when all are, what comes is lost.
  virtual unsigned quarters_full() const = 0;
};

}  // namespace dhcp::server
