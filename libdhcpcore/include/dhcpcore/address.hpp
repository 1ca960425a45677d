/// @file
/// IPv4 and IPv6 addresses, prefixes and ranges: plain values, totally ordered, hashable.
/// @floor util
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "dhcpcore/export.hpp"

namespace dhcp {

/// An IPv4 address. Holds the number in host order, so that arithmetic on ranges is arithmetic on numbers.
class Ipv4Address {
 public:
  static constexpr unsigned bits = 32;
  static constexpr std::size_t size = 4;

  constexpr Ipv4Address() = default;
  constexpr explicit Ipv4Address(std::uint32_t host_order) : value_(host_order) {}
  constexpr Ipv4Address(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d)
      : value_((std::uint32_t{a} << 24) | (std::uint32_t{b} << 16) | (std::uint32_t{c} << 8) | d) {}

  static constexpr Ipv4Address any() { return Ipv4Address(); }
  static constexpr Ipv4Address broadcast() { return Ipv4Address(0xffffffffu); }
  static constexpr Ipv4Address loopback() { return Ipv4Address(127, 0, 0, 1); }

  /// Four decimal numbers 0-255 without leading zeros or blanks; nothing else is an address.
  DHCPCORE_API static std::optional<Ipv4Address> parse(std::string_view text);
  /// From four bytes in network order; `bytes` must point to at least four.
  static constexpr Ipv4Address from_bytes(const std::uint8_t* bytes) {
    return {bytes[0], bytes[1], bytes[2], bytes[3]};
  }

  constexpr std::uint32_t value() const { return value_; }
  constexpr std::array<std::uint8_t, 4> bytes() const {
    return {static_cast<std::uint8_t>(value_ >> 24), static_cast<std::uint8_t>(value_ >> 16),
            static_cast<std::uint8_t>(value_ >> 8), static_cast<std::uint8_t>(value_)};
  }
  constexpr bool is_any() const { return value_ == 0; }
  constexpr bool is_broadcast() const { return value_ == 0xffffffffu; }
  constexpr bool is_loopback() const { return (value_ >> 24) == 127; }
  constexpr bool is_multicast() const { return (value_ >> 28) == 0xe; }

  DHCPCORE_API std::string to_string() const;
  /// Writes the dotted form to `out` (room for 15 characters) and returns its end. No terminator, no
  /// allocation.
  DHCPCORE_API char* format_to(char* out) const;

  friend constexpr auto operator<=>(Ipv4Address, Ipv4Address) = default;

 private:
  std::uint32_t value_ = 0;
};

/// An IPv6 address: sixteen bytes in network order.
class Ipv6Address {
 public:
  static constexpr unsigned bits = 128;
  static constexpr std::size_t size = 16;

  constexpr Ipv6Address() = default;
  constexpr explicit Ipv6Address(const std::array<std::uint8_t, 16>& network_order) : bytes_(network_order) {}

  /// RFC 4291 section 2.2, with an embedded IPv4 tail; no zone.
  DHCPCORE_API static std::optional<Ipv6Address> parse(std::string_view text);

  constexpr const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  constexpr bool is_any() const { return *this == Ipv6Address(); }
  constexpr bool is_multicast() const { return bytes_[0] == 0xff; }
  constexpr bool is_link_local() const { return bytes_[0] == 0xfe && (bytes_[1] & 0xc0) == 0x80; }

  /// The canonical form of RFC 5952.
  DHCPCORE_API std::string to_string() const;
  /// Writes the same to `out` (room for 46 characters, a terminator included) and returns its end. No
  /// allocation.
  DHCPCORE_API char* format_to(char* out) const;

  friend constexpr auto operator<=>(const Ipv6Address&, const Ipv6Address&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

/// An inclusive range of addresses; empty ranges do not exist.
template <class Address>
struct Range {
  Address first;
  Address last;

  constexpr bool contains(const Address& a) const { return first <= a && a <= last; }
  constexpr bool overlaps(const Range& other) const { return first <= other.last && other.first <= last; }
  friend constexpr auto operator<=>(const Range&, const Range&) = default;
};

/// A prefix as the operator wrote it: `address` may have host bits set; `network()` clears them.
template <class Address>
struct Prefix {
  Address address;
  std::uint8_t length = 0;

  /// "address/length"; nullopt when the address or the length is out of range.
  DHCPCORE_API static std::optional<Prefix> parse(std::string_view text);

  DHCPCORE_API Address network() const;
  /// First and last address of the prefix, both included.
  DHCPCORE_API Range<Address> range() const;
  bool contains(const Address& a) const { return range().contains(a); }
  DHCPCORE_API std::string to_string() const;

  friend constexpr auto operator<=>(const Prefix&, const Prefix&) = default;
};

using Ipv4Range = Range<Ipv4Address>;
using Ipv6Range = Range<Ipv6Address>;
using Ipv4Prefix = Prefix<Ipv4Address>;
using Ipv6Prefix = Prefix<Ipv6Address>;

/// The netmask of an IPv4 prefix length 0-32.
constexpr Ipv4Address netmask(unsigned length) {
  return Ipv4Address(length == 0 ? 0 : ~std::uint32_t{0} << (32 - length));
}

/// How many addresses an IPv4 range holds, 1 to 2^32.
constexpr std::uint64_t range_size(const Ipv4Range& range) {
  return std::uint64_t{range.last.value()} - range.first.value() + 1;
}

}  // namespace dhcp

template <>
struct std::hash<dhcp::Ipv4Address> {
  std::size_t operator()(dhcp::Ipv4Address a) const noexcept {
    return static_cast<std::size_t>(a.value() * 0x9e3779b97f4a7c15ull >> 16);
  }
};
