#include "dhcpcore/tcp_frame.hpp"

namespace dhcp {

namespace {

constexpr std::size_t longest_message = 0xffff;

}  // namespace

std::optional<std::size_t> FrameReader::announced() const {
  const ByteView rest = received_.subspan(consumed_);
  if (rest.size() < length_size) return std::nullopt;
  return std::size_t{rest[0]} << 8 | rest[1];
}

std::optional<ByteView> FrameReader::next() {
  const auto length = announced();
  if (failed_ || !length) return std::nullopt;
  if (*length == 0 || *length > longest_) {
    failed_ = true;
    return std::nullopt;
  }
  const std::size_t begin = consumed_ + length_size;
  if (received_.size() - begin < *length) return std::nullopt;
  consumed_ = begin + *length;
  return received_.subspan(begin, *length);
}

std::size_t FrameReader::missing() const {
  if (failed_) return 0;
  const std::size_t there = received_.size() - consumed_;
  return length_size + announced().value_or(0) - there;
}

std::span<std::uint8_t> frame_message_room(std::span<std::uint8_t> out) {
  return out.subspan(std::min(out.size(), FrameReader::length_size));
}

std::size_t finish_frame(std::span<std::uint8_t> out, std::size_t message_size) {
  if (message_size == 0 || message_size > longest_message) return 0;
  if (message_size > frame_message_room(out).size()) return 0;
  ByteWriter(out).u16(static_cast<std::uint16_t>(message_size));
  return FrameReader::length_size + message_size;
}

}  // namespace dhcp
