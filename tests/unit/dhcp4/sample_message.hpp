/// @file
/// The least of a DHCPv4 message that sockets and filters look at.
#pragma once

#include <cstdint>
#include <vector>

inline std::vector<std::uint8_t> sample_message(std::uint32_t client, std::uint32_t xid = 0) {
  std::vector<std::uint8_t> message(300);
  message[0] = 1;
  message[1] = 1;
  message[2] = 6;
  for (unsigned i = 0; i < 4; ++i) {
    message[4 + i] = static_cast<std::uint8_t>(xid >> (24 - 8 * i));
    message[30 + i] = static_cast<std::uint8_t>(client >> (24 - 8 * i));
  }
  return message;
}
