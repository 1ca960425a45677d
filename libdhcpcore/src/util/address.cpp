#include "dhcpcore/address.hpp"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstring>

namespace dhcp {

namespace {

// A decimal number 0..maximum without sign, blanks or leading zeros.
std::optional<unsigned> parse_small(std::string_view text, unsigned maximum) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > maximum) return std::nullopt;
  return value;
}

template <class Bytes>
void set_host_bits(Bytes& bytes, unsigned length, bool on) {
  for (unsigned i = 0; i < bytes.size(); ++i) {
    const unsigned kept = length > i * 8 ? std::min(8u, length - i * 8) : 0;
    const auto host = static_cast<std::uint8_t>(0xff >> kept);
    bytes[i] = static_cast<std::uint8_t>(on ? bytes[i] | host : bytes[i] & ~host);
  }
}

Ipv4Address with_host_bits(Ipv4Address address, unsigned length, bool on) {
  const std::uint32_t host = ~netmask(length).value();
  return Ipv4Address(on ? address.value() | host : address.value() & ~host);
}

Ipv6Address with_host_bits(const Ipv6Address& address, unsigned length, bool on) {
  auto bytes = address.bytes();
  set_host_bits(bytes, length, on);
  return Ipv6Address(bytes);
}

constexpr std::size_t octet_digits(std::uint32_t octet) {
  return 1u + (octet >= 10) + (octet >= 100);
}

/// "0." to "255.". Every line of the log and of a lease file has addresses: four characters are copied at
/// once.
constexpr auto octet_texts = [] {
  std::array<std::array<char, 4>, 256> texts{};
  for (unsigned octet = 0; octet < texts.size(); ++octet) {
    const std::size_t digits = octet_digits(octet);
    texts[octet][digits] = '.';
    for (unsigned i = 0, rest = octet; i < digits; ++i, rest /= 10)
      texts[octet][digits - 1 - i] = static_cast<char>('0' + rest % 10);
  }
  return texts;
}();

}  // namespace

std::optional<Ipv4Address> Ipv4Address::parse(std::string_view text) {
  std::uint32_t value = 0;
  for (int part = 0; part < 4; ++part) {
    const auto dot = part < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return std::nullopt;
    const auto number = parse_small(text.substr(0, dot), 255);
    if (!number) return std::nullopt;
    value = value << 8 | *number;
    text.remove_prefix(part < 3 ? dot + 1 : dot);
  }
  return Ipv4Address(value);
}

char* Ipv4Address::format_to(char* out) const {
  for (unsigned shift = 24; shift > 0; shift -= 8) {
    const std::uint32_t octet = value_ >> shift & 0xff;
    std::memcpy(out, octet_texts[octet].data(), 4);
    out += octet_digits(octet) + 1;
  }
  std::memcpy(out, octet_texts[value_ & 0xff].data(), 3);
  return out + octet_digits(value_ & 0xff);
}

std::string Ipv4Address::to_string() const {
  char text[15];
  return {text, format_to(text)};
}

std::optional<Ipv6Address> Ipv6Address::parse(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN];
  if (text.size() >= sizeof terminated) return std::nullopt;
  terminated[text.copy(terminated, text.size())] = '\0';
  std::array<std::uint8_t, 16> bytes;
  if (inet_pton(AF_INET6, terminated, bytes.data()) != 1) return std::nullopt;
  return Ipv6Address(bytes);
}

char* Ipv6Address::format_to(char* out) const {
  inet_ntop(AF_INET6, bytes_.data(), out, INET6_ADDRSTRLEN);
  return out + std::strlen(out);
}

std::string Ipv6Address::to_string() const {
  char text[INET6_ADDRSTRLEN];
  return {text, format_to(text)};
}

template <class Address>
std::optional<Prefix<Address>> Prefix<Address>::parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = Address::parse(text.substr(0, slash));
  const auto length = parse_small(text.substr(slash + 1), Address::bits);
  if (!address || !length) return std::nullopt;
  return Prefix{*address, static_cast<std::uint8_t>(*length)};
}

template <class Address>
Address Prefix<Address>::network() const {
  return with_host_bits(address, length, false);
}

template <class Address>
Range<Address> Prefix<Address>::range() const {
  return {network(), with_host_bits(address, length, true)};
}

template <class Address>
std::string Prefix<Address>::to_string() const {
  return address.to_string() + '/' + std::to_string(length);
}

template struct DHCPCORE_API Prefix<Ipv4Address>;
template struct DHCPCORE_API Prefix<Ipv6Address>;

}  // namespace dhcp
