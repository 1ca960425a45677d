/// @file
/// Memory that the kernel writes the frames of a packet socket to, and in which they are read in place: no
/// system call a frame, and one copy.
///
/// It is version 2 of the interface (packet(7), PACKET_RX_RING), whose slots hold a frame each. Version 3
/// packs frames into blocks, but hands over a block only when it is full or when a timer ends: a DHCP server
/// would answer a single client milliseconds later.
#pragma once

#include <array>
#include <memory>

#include "dhcp4/datagram_source.hpp"
#include "runtime/descriptor.hpp"

namespace dhcp::server {

class FrameRing final : public DatagramSource {
 public:
  /// The kernel takes the ring's memory in pieces of this size; it is never swapped out.
  static constexpr std::size_t block_size = 64 * 1024;

  /// Gives a packet socket that is not bound yet a ring of so many blocks; both live equally long. Null when
  /// the system refuses; the socket is as before then.
  static std::unique_ptr<FrameRing> open(const Descriptor& socket, unsigned blocks);
  ~FrameRing() override;
  FrameRing(const FrameRing&) = delete;
  FrameRing& operator=(const FrameRing&) = delete;

  /// How many frames it holds.
  unsigned slots() const { return slots_; }

  std::size_t receive(std::span<Received4> into) override;
  void release() override;
  unsigned quarters_full() const override;

 private:
  FrameRing(int socket, std::uint8_t* memory, unsigned blocks);
  std::uint8_t* slot(unsigned number) const;
  unsigned after(unsigned number, unsigned steps) const { return (number + steps) % slots_; }
  void clear_error() const;
  Received4 read_large(const sockaddr_ll& from, std::uint32_t status);

  const int socket_;
  std::uint8_t* const memory_;
  const unsigned blocks_;
  const unsigned slots_;
  unsigned next_ = 0;   ///< the first slot that is not released
  unsigned taken_ = 0;  ///< from there on
  /// For a frame that no slot has room for; one at a time.
  std::array<std::uint8_t, largest_frame> large_;
};

}  // namespace dhcp::server
