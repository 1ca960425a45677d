/// @file
/// Writes DHCPv4 messages byte by byte, good and bad ones, without the encoder under test.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace dhcp::wire_test {

using Bytes = std::vector<std::uint8_t>;

/// A BOOTREQUEST of 02:00:00:00:00:01 with the magic cookie, to which options are appended.
class Message {
 public:
  Message() : bytes_(240, 0) {
    bytes_[0] = bytes_[1] = 1;
    bytes_[2] = 6;
    bytes_[28] = 2;
    bytes_[33] = 1;
    std::ranges::copy(Bytes{99, 130, 83, 99}, bytes_.begin() + 236);
  }

  Message& option(std::uint8_t code, const Bytes& value) {
    bytes_.push_back(code);
    bytes_.push_back(static_cast<std::uint8_t>(value.size()));
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
  }
  Message& pad(std::size_t count) { return append(0, count); }
  Message& end() { return append(255, 1); }
  Message& in_sname(const Bytes& field) { return write(44, field); }
  Message& in_file(const Bytes& field) { return write(108, field); }

  operator Bytes() const { return bytes_; }

 private:
  Message& append(std::uint8_t byte, std::size_t count) {
    bytes_.insert(bytes_.end(), count, byte);
    return *this;
  }
  Message& write(std::ptrdiff_t at, const Bytes& field) {
    std::ranges::copy(field, bytes_.begin() + at);
    return *this;
  }

  Bytes bytes_;
};

}  // namespace dhcp::wire_test
