/// @file
/// Runs of options, walked without copying: a code, a length and a value, one after the other. What DHCPv6
/// calls options, DHCPv4 sub-options and vendor data differ only in how wide codes and lengths are.
/// @floor wire
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <span>

#include "dhcpcore/bytes.hpp"

namespace dhcp {

/// One option of a run.
template <class Code>
struct OptionView {
  Code code = 0;
  ByteView value;
};

/// A run of options, read from front to back; whatever the bytes, no reading leaves them. The walk stops
/// before an option that does not fit, which `misfit` reports.
template <class Code, class Length>
class OptionRun {
 public:
  using Option = OptionView<Code>;
  static constexpr std::size_t header_size = sizeof(Code) + sizeof(Length);

  class Iterator {
   public:
    explicit Iterator(ByteView rest) : rest_(rest) { read(); }
    const Option& operator*() const { return current_; }
    const Option* operator->() const { return &current_; }
    Iterator& operator++() {
      rest_ = rest_.subspan(header_size + current_.value.size());
      read();
      return *this;
    }
    /// At the end, or before an option that does not fit.
    bool operator==(std::default_sentinel_t) const { return !valid_; }

   private:
    void read() {
      valid_ = false;
      if (rest_.size() < header_size) return;
      const auto length = number<Length>(rest_.data() + sizeof(Code));
      if (rest_.size() - header_size < length) return;
      current_ = {number<Code>(rest_.data()), rest_.subspan(header_size, length)};
      valid_ = true;
    }
    ByteView rest_;
    Option current_;
    bool valid_ = false;
  };

  /// Where and why a run stops before the end of its bytes.
  struct Misfit {
    std::size_t offset = 0;    ///< of the option, within the run
    Code code = 0;             ///< 0 when not even the code is there
    std::size_t expected = 0;  ///< octets of the value, or of code and length
    std::size_t actual = 0;    ///< octets left for it
  };

  OptionRun() = default;
  explicit OptionRun(ByteView bytes) : bytes_(bytes) {}

  Iterator begin() const { return Iterator(bytes_); }
  std::default_sentinel_t end() const { return {}; }
  ByteView bytes() const { return bytes_; }

  /// The value of the first option with `code`.
  std::optional<ByteView> find(Code code) const {
    for (const Option& option : *this)
      if (option.code == code) return option.value;
    return std::nullopt;
  }

  /// The values of all options with `code`, in order (RFC 3396 section 7, RFC 3925 section 3): the value
  /// itself when there is one, joined in `room` when there are several. `room` must hold as many bytes as
  /// the run; what does not fit it is left out. nullopt when there is none.
  std::optional<ByteView> find_joined(Code code, std::span<std::uint8_t> room) const {
    std::optional<ByteView> only;
    ByteWriter joined(room);
    for (const Option& option : *this) {
      if (option.code != code) continue;
      if (!only) {
        only = option.value;
        continue;
      }
      if (joined.size() == 0) joined.bytes(*only);
      joined.bytes(option.value);
      only = joined.written();
    }
    return only;
  }

  std::optional<Misfit> misfit() const {
    std::size_t at = 0;
    for (const Option& option : *this) at += header_size + option.value.size();
    const std::size_t left = bytes_.size() - at;
    if (left == 0) return std::nullopt;
    const std::uint8_t* const rest = bytes_.data() + at;
    const Code code = left < sizeof(Code) ? Code{0} : number<Code>(rest);
    if (left < header_size) return Misfit{at, code, header_size, left};
    return Misfit{at, code, number<Length>(rest + sizeof(Code)), left - header_size};
  }
  /// Whether the last option ends exactly where the bytes do.
  bool whole() const { return !misfit(); }

 private:
  template <class Number>
  static Number number(const std::uint8_t* octets) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i) value = value << 8 | octets[i];
    return static_cast<Number>(value);
  }

  ByteView bytes_;
};

/// DHCPv6 options (RFC 8415 section 21.1).
using Option6 = OptionView<std::uint16_t>;
using Options6 = OptionRun<std::uint16_t, std::uint16_t>;

/// The sub-options of DHCPv4 options 43 and 82 and of each enterprise in 125.
using SubOptions4 = OptionRun<std::uint8_t, std::uint8_t>;

/// Options 124 and 125 of DHCPv4 (RFC 3925): the code is the number of an enterprise. One that has more than
/// 255 octets to say stands there several times: ask with `find_joined`.
using VendorData4 = OptionRun<std::uint32_t, std::uint8_t>;

}  // namespace dhcp
