/// @file
/// DHCP over TCP, as bulk and active leasequery use it: each message has its length, two octets, before it
/// (RFC 6926 section 5.1 for DHCPv4, RFC 5460 section 5.1 for DHCPv6).
/// @floor wire
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/export.hpp"

namespace dhcp {

/// Takes messages from the front of what a connection has received so far:
///
///     FrameReader frames(received, longest);
///     while (const auto message = frames.next()) handle(*message);
///     if (frames.failed()) close the connection
///     keep received.subspan(frames.consumed()), wait for frames.missing() more octets
///
/// Messages are views into `received`. Not thread-safe.
class DHCPCORE_API FrameReader {
 public:
  static constexpr std::size_t length_size = 2;

  /// A message longer than `longest`, or one without octets, ends the reading for good.
  explicit FrameReader(ByteView received, std::size_t longest = 0xffff)
      : received_(received), longest_(longest) {}

  /// The next message that is there as a whole.
  std::optional<ByteView> next();

  /// Octets of the messages given out so far, their lengths included.
  std::size_t consumed() const { return consumed_; }
  /// Once `next` gave nothing: how many octets at least are missing until it gives a message; 0 when
  /// `failed()`.
  std::size_t missing() const;
  /// Whether the sender broke the framing: the connection is of no more use.
  bool failed() const { return failed_; }
  /// The length that the message at fault claims, when `failed()`.
  std::size_t claimed() const { return announced().value_or(0); }

 private:
  std::optional<std::size_t> announced() const;

  ByteView received_;
  std::size_t longest_;
  std::size_t consumed_ = 0;
  bool failed_ = false;
};

/// Where in `out` to build a message that is to be framed: behind the room for its length. Empty when `out`
/// has no room for a length.
DHCPCORE_API std::span<std::uint8_t> frame_message_room(std::span<std::uint8_t> out);
/// Puts the length of the message built in `frame_message_room(out)` before it and returns the size of the
/// frame; 0 when the message has no octets, more than 65535, or more than the room.
DHCPCORE_API std::size_t finish_frame(std::span<std::uint8_t> out, std::size_t message_size);

}  // namespace dhcp
