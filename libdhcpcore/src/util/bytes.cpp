#include "dhcpcore/bytes.hpp"

namespace dhcp {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_separator(char c) {
  return c == ':' || c == '-' || c == ' ';
}

// Digits without separators; an odd count means that a leading zero was left out.
std::optional<std::vector<std::uint8_t>> from_digits(std::string_view digits) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve((digits.size() + 1) / 2);
  unsigned pending = 0;
  bool half = digits.size() % 2 != 0;
  for (const char c : digits) {
    const int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    pending = pending << 4 | static_cast<unsigned>(digit);
    if (half) bytes.push_back(static_cast<std::uint8_t>(pending));
    half = !half;
  }
  return bytes;
}

}  // namespace

std::string to_hex(ByteView bytes, char separator) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 3);
  for (const std::uint8_t byte : bytes) {
    if (separator != '\0' && !text.empty()) text += separator;
    text += digits[byte >> 4];
    text += digits[byte & 0xf];
  }
  return text;
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text) {
  const auto separator = std::ranges::find_if(text, is_separator);
  if (separator == text.end()) {
    if (text.starts_with("0x") || text.starts_with("0X")) {
      text.remove_prefix(2);
      if (text.empty()) return std::nullopt;
    }
    return from_digits(text);
  }
  std::vector<std::uint8_t> bytes;
  for (;;) {
    const auto end = std::min(text.find(*separator), text.size());
    if (end == 0 || end > 2) return std::nullopt;
    const auto octet = from_digits(text.substr(0, end));
    if (!octet) return std::nullopt;
    bytes.push_back(octet->front());
    if (end == text.size()) return bytes;
    text.remove_prefix(end + 1);
  }
}

std::uint64_t hash_bytes(ByteView bytes, std::uint64_t seed) noexcept {
  // A multiply-fold hash over eight bytes at a time (the wyhash construction).
  __extension__ using Wide = unsigned __int128;
  const auto mix = [](std::uint64_t a, std::uint64_t b) {
    const Wide product = Wide{a} * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  };
  constexpr std::uint64_t k0 = 0xa0761d6478bd642full;
  constexpr std::uint64_t k1 = 0xe7037ed1a0b428dbull;
  std::uint64_t hash = seed ^ k0 ^ bytes.size();
  const std::uint8_t* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    hash = mix(hash ^ word, k1);
  }
  std::uint64_t tail = 0;
  if (left >= 4) {  // two words that may overlap: no call for a length that is not known
    std::uint32_t first;
    std::uint32_t last;
    std::memcpy(&first, at, 4);
    std::memcpy(&last, at + left - 4, 4);
    tail = std::uint64_t{last} << 32 | first;
  } else if (left != 0) {
    tail = std::uint64_t{at[0]} << 16 | std::uint64_t{at[left / 2]} << 8 | at[left - 1];
  }
  return mix(hash ^ tail ^ k1, k0 ^ left);
}

}  // namespace dhcp
