/// @file
/// Capture files, byte by byte.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "dhcpcore/packet4.hpp"

namespace dhcp::replay_test {

using Bytes = std::vector<std::uint8_t>;

inline Bytes join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}
inline Bytes u16(std::uint16_t number) {
  return {static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
}
inline Bytes bytes_of(Ipv4Address address) {
  const auto bytes = address.bytes();
  return {bytes.begin(), bytes.end()};
}
inline Ipv4Address ip(std::string_view text) {
  return Ipv4Address::parse(text).value();
}

/// A message of the client 02:00:00:00:00:n.
inline Bytes message(MessageType4 type, std::uint8_t client = 1, const Bytes& options = {}) {
  Bytes bytes(240, 0);
  bytes[0] = bytes[1] = 1;
  bytes[2] = 6;
  bytes[7] = client;  // of the transaction
  bytes[28] = 2;
  bytes[33] = client;
  const Bytes cookie{99, 130, 83, 99, 53, 1, static_cast<std::uint8_t>(type)};
  bytes.resize(236);
  return join({bytes, cookie, options, {255}});
}

struct Path {
  Ipv4Address source;
  std::uint16_t source_port = 68;
  Ipv4Address destination = Ipv4Address::broadcast();
  std::uint16_t destination_port = 67;
};

inline Bytes ip_packet(const Bytes& payload, const Path& path = {}) {
  const auto udp_length = static_cast<std::uint16_t>(payload.size() + 8);
  const auto total = static_cast<std::uint16_t>(udp_length + 20);
  return join({{0x45, 0},
               u16(total),
               {0, 0, 0, 0, 64, 17, 0, 0},
               bytes_of(path.source),
               bytes_of(path.destination),
               u16(path.source_port),
               u16(path.destination_port),
               u16(udp_length),
               {0, 0},
               payload});
}

inline Bytes ethernet_frame(const Bytes& packet) {
  return join({Bytes(6, 0xff), {2, 0, 0, 0, 0, 1}, {8, 0}, packet});
}

/// Writes pcap files.
class CaptureFile {
 public:
  explicit CaptureFile(std::uint32_t link = 1, bool little = true, bool nanoseconds = false)
      : little_(little) {
    number(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
    for (const std::uint32_t field : {0x00040002u, 0u, 0u, 65535u, link}) number(field);
  }
  CaptureFile& frame(const Bytes& frame, std::uint32_t seconds = 1000, std::uint32_t fraction = 0) {
    number(seconds);
    number(fraction);
    number(static_cast<std::uint32_t>(frame.size()));
    number(static_cast<std::uint32_t>(frame.size()));
    bytes.insert(bytes.end(), frame.begin(), frame.end());
    return *this;
  }
  Bytes bytes;

 private:
  void number(std::uint32_t n) {
    for (unsigned i = 0; i < 4; ++i)
      bytes.push_back(static_cast<std::uint8_t>(n >> (little_ ? 8 * i : 24 - 8 * i)));
  }
  bool little_;
};

}  // namespace dhcp::replay_test
