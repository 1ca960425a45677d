/// @file
/// Messages waiting to be sent: fixed memory, filled by the load, emptied by a port in batches.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "dhcpcore/address.hpp"

namespace dhcp::perf {

/// A DHCP message with room before it for Ethernet, IP and UDP headers.
struct Message {
  static constexpr std::size_t headroom = 14 + 20 + 8;
  static constexpr std::size_t capacity = 1024;

  std::uint16_t size = 0;  ///< of the DHCP message
  /// The server when a client without a relay speaks to it alone (RENEW, RELEASE); else unspecified.
  Ipv4Address unicast_to;
  std::array<std::uint8_t, headroom + capacity> bytes;

  std::span<std::uint8_t> room() { return std::span(bytes).subspan(headroom); }
  std::span<const std::uint8_t> payload() const { return std::span(bytes).subspan(headroom, size); }
};

/// First in, first out, `capacity` messages; those that could not be sent stay at the front.
class Outbox {
 public:
  static constexpr std::size_t capacity = 128;

  Outbox() : messages_(capacity) {}

  std::size_t room() const { return capacity - tail_; }
  bool empty() const { return head_ == tail_; }
  /// The next free message, counted as waiting from now on; there must be room.
  Message& push() { return messages_[tail_++]; }
  std::span<Message> waiting() { return std::span(messages_).subspan(head_, tail_ - head_); }
  /// The first `count` waiting messages were sent.
  void sent(std::size_t count) {
    head_ += count;
    if (head_ == tail_) head_ = tail_ = 0;
  }

 private:
  std::vector<Message> messages_;
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
};

}  // namespace dhcp::perf
