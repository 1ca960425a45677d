/// @file
/// The options of a reply while they are put together: each code once, unless it has instances, in order,
/// nothing copied but numbers.
/// @floor engine
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/packet4.hpp"

namespace dhcp {

/// Reused for reply after reply without allocating.
class ReplyOptions4 {
 public:
  void clear() {
    refs_.clear();
    numbers_used_ = 0;
    closed_.reset();
  }

  /// Adds an option, unless it is there already or closed. `value` must outlive the encoding.
  void add(std::uint8_t code, ByteView value) {
    if (closed_.test(code)) return;
    closed_.set(code);
    refs_.push_back({code, value});
  }
  void add_u8(std::uint8_t code, std::uint8_t value) { add(code, number({&value, 1})); }
  void add_u32(std::uint8_t code, std::uint32_t value) { add(code, number(Ipv4Address(value).bytes())); }
  void add_address(std::uint8_t code, Ipv4Address value) { add_u32(code, value.value()); }

  /// Adds one more instance of an option. `value` must outlive the encoding.
  void add_instance(std::uint8_t code, ByteView value) {
    closed_.set(code);
    refs_.push_back({code, value});
  }

  /// From now on `add` ignores this code.
  void close(std::uint8_t code) { closed_.set(code); }
  bool closed(std::uint8_t code) const { return closed_.test(code); }
  /// Whether there is an instance.
  bool has(std::uint8_t code) const {
    return std::ranges::find(refs_, code, &OptionRef::code) != refs_.end();
  }

  /// The value of the first instance.
  std::optional<ByteView> value(std::uint8_t code) const {
    const auto at = std::ranges::find(refs_, code, &OptionRef::code);
    return at != refs_.end() ? std::optional(at->value) : std::nullopt;
  }
  /// Takes all instances away; false when there is none.
  bool remove(std::uint8_t code) {
    return std::erase_if(refs_, [&](const auto& r) { return r.code == code; });
  }
  /// Puts one instance where the first one was; a new one before what came through a relay, which stays last.
  void replace(std::uint8_t code, ByteView value) {
    auto at = std::ranges::find(refs_, code, &OptionRef::code);
    if (at == refs_.end()) at = std::ranges::find(refs_, option4::relay_agent_information, &OptionRef::code);
    const auto place = at - refs_.begin();
    remove(code);
    refs_.insert(refs_.begin() + place, {code, value});
  }

  std::span<const OptionRef> refs() const { return refs_; }

 private:
  ByteView number(ByteView value) {
    std::uint8_t* at = numbers_.data() + numbers_used_;
    std::ranges::copy(value, at);
    numbers_used_ += value.size();
    return {at, value.size()};
  }

  std::vector<OptionRef> refs_;
  std::array<std::uint8_t, 64> numbers_;  // of the handful of options that are computed
  std::size_t numbers_used_ = 0;
  std::bitset<256> closed_;
};

}  // namespace dhcp
