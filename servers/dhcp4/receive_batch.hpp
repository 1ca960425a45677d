/// @file
/// Many datagrams by one system call, into buffers that are there for good.
#pragma once

#include <sys/socket.h>

#include <array>
#include <memory>

#include "dhcp4/datagram_source.hpp"

namespace dhcp::server {

/// The receive buffers of one worker. Allocates only when made.
class ReceiveBatch {
 public:
  static constexpr std::size_t capacity = DatagramSource::batch_size;

  ReceiveBatch();
  ReceiveBatch(const ReceiveBatch&) = delete;
  ReceiveBatch& operator=(const ReceiveBatch&) = delete;

  /// Takes what the socket has, up to `most` or `capacity` messages, without waiting. Returns how many; 0
  /// also when the socket reports an error, which is thereby cleared (a link that went down, an ICMP
  /// message).
  std::size_t receive(int socket, std::size_t most = capacity);

  /// The message `i` of a raw socket, or of a UDP socket on `port`.
  Received4 raw(std::size_t i) const;
  Received4 udp(std::size_t i, std::uint16_t port) const;

 private:
  // Pages that are never written cost nothing.
  static constexpr std::size_t buffer_size = largest_frame;
  static constexpr std::size_t control_size = 128;
  struct Storage;
  struct Release {
    void operator()(Storage* storage) const;
  };

  void make_room(std::size_t messages);

  std::unique_ptr<Storage, Release> storage_;
  std::size_t received_ = 0;  ///< by the latest call
};

/// A socket that is read message by message: of UDP, or a raw one that has no ring.
class MessageSource final : public DatagramSource {
 public:
  /// `batch` is the worker's, for all its sources.
  static std::shared_ptr<MessageSource> raw(int socket, ReceiveBatch& batch);
  static std::shared_ptr<MessageSource> udp(int socket, std::uint16_t port, ReceiveBatch& batch);

  std::size_t receive(std::span<Received4> into) override;
  void release() override {}
  unsigned quarters_full() const override;

 private:
  MessageSource(int socket, std::uint16_t udp_port, ReceiveBatch& batch)
      : socket_(socket), udp_port_(udp_port), batch_(batch) {}

  const int socket_;
  const std::uint16_t udp_port_;  ///< 0: a raw socket
  ReceiveBatch& batch_;
};

}  // namespace dhcp::server
