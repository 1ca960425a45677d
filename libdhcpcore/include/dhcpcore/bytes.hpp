/// @file
/// Bounds-checked reading and writing of network-order bytes, fixed-capacity byte strings, and hexadecimal
/// text.
/// @floor util
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/export.hpp"

namespace dhcp {

using ByteView = std::span<const std::uint8_t>;

/// The bytes of a text, and the text of bytes: views, no copy.
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads a buffer from front to back. A read past the end yields zeros and makes `ok()` false for good, so a
/// parser may read a whole structure and check once.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  std::size_t offset() const { return offset_; }
  std::size_t remaining() const { return bytes_.size() - offset_; }

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  Ipv4Address ipv4() { return Ipv4Address(u32()); }
  Ipv6Address ipv6() {
    std::array<std::uint8_t, Ipv6Address::size> octets{};
    std::ranges::copy(take(octets.size()), octets.begin());
    return Ipv6Address(octets);
  }
  /// The next `length` bytes as a view into the buffer; empty (and not ok) when fewer are left.
  ByteView take(std::size_t length) {
    if (!need(length)) return {};
    const ByteView view = bytes_.subspan(offset_, length);
    offset_ += length;
    return view;
  }
  ByteView rest() { return take(remaining()); }

 private:
  bool need(std::size_t length) {
    if (ok_ && length <= remaining()) return true;
    ok_ = false;
    return false;
  }
  std::uint64_t number(std::size_t width) {
    if (!need(width)) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = (value << 8) | bytes_[offset_ + i];
    offset_ += width;
    return value;
  }

  ByteView bytes_;
  std::size_t offset_ = 0;
  bool ok_ = true;
};

/// Writes into a caller's buffer from front to back. A write past the end writes nothing and makes `ok()`
/// false for good. Never allocates.
class ByteWriter {
 public:
  explicit ByteWriter(std::span<std::uint8_t> out) : out_(out) {}

  bool ok() const { return ok_; }
  std::size_t size() const { return size_; }
  std::size_t room() const { return out_.size() - size_; }
  ByteView written() const { return out_.first(size_); }

  void u8(std::uint8_t v) { number(v, 1); }
  void u16(std::uint16_t v) { number(v, 2); }
  void u32(std::uint32_t v) { number(v, 4); }
  void u64(std::uint64_t v) { number(v, 8); }
  void ipv4(Ipv4Address a) { u32(a.value()); }
  void bytes(ByteView v) {
    if (!need(v.size())) return;
    if (!v.empty()) std::memcpy(out_.data() + size_, v.data(), v.size());
    size_ += v.size();
  }
  /// Fills in a number of two bytes written earlier, such as a length; `at` + 2 must not exceed `size()`.
  void overwrite_u16(std::size_t at, std::uint16_t v) {
    out_[at] = static_cast<std::uint8_t>(v >> 8);
    out_[at + 1] = static_cast<std::uint8_t>(v);
  }
  void zeros(std::size_t count) {
    if (!need(count)) return;
    std::memset(out_.data() + size_, 0, count);
    size_ += count;
  }

 private:
  bool need(std::size_t length) {
    if (ok_ && length <= room()) return true;
    ok_ = false;
    return false;
  }
  void number(std::uint64_t v, std::size_t width) {
    if (!need(width)) return;
    for (std::size_t i = width; i-- > 0; v >>= 8) out_[size_ + i] = static_cast<std::uint8_t>(v);
    size_ += width;
  }

  std::span<std::uint8_t> out_;
  std::size_t size_ = 0;
  bool ok_ = true;
};

/// A byte string of at most `Capacity` bytes held in place: no allocation, copies only what is used.
template <std::size_t Capacity>
class BoundedBytes {
 public:
  static constexpr std::size_t capacity = Capacity;

  BoundedBytes() = default;
  /// Takes the first `Capacity` bytes of `bytes`; callers check lengths where truncation would be wrong.
  explicit BoundedBytes(ByteView bytes) { assign(bytes); }
  BoundedBytes(const BoundedBytes& other) { assign(other.view()); }
  BoundedBytes& operator=(const BoundedBytes& other) {
    if (this != &other) assign(other.view());
    return *this;
  }

  void assign(ByteView bytes) {
    size_ = static_cast<std::uint16_t>(std::min(bytes.size(), Capacity));
    if (size_ != 0) std::memmove(bytes_, bytes.data(), size_);
  }
  void clear() { size_ = 0; }

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  const std::uint8_t* data() const { return bytes_; }
  ByteView view() const { return {bytes_, size_}; }
  std::string_view text() const { return as_text(view()); }

  friend bool operator==(const BoundedBytes& a, const BoundedBytes& b) {
    return std::ranges::equal(a.view(), b.view());
  }
  friend std::strong_ordering operator<=>(const BoundedBytes& a, const BoundedBytes& b) {
    return std::lexicographical_compare_three_way(a.view().begin(), a.view().end(), b.view().begin(),
                                                  b.view().end());
  }

 private:
  std::uint16_t size_ = 0;
  std::uint8_t bytes_[Capacity];
};

/// "0a1b2c", lower case; with a separator "0a:1b:2c".
DHCPCORE_API std::string to_hex(ByteView bytes, char separator = '\0');
/// Octets of one or two digits separated by `:`, `-` or blanks, or a run of digits (an odd count gets a
/// leading zero), with or without "0x". nullopt for anything else; empty text is zero bytes.
DHCPCORE_API std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

/// A 64-bit hash of bytes, good enough for tables keyed by what clients send; `seed` keeps them from choosing
/// it.
DHCPCORE_API std::uint64_t hash_bytes(ByteView bytes, std::uint64_t seed = 0) noexcept;

}  // namespace dhcp
