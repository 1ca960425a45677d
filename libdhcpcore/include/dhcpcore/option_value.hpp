/// @file
/// Option values as configured: wire bytes, and the flags that travel with them.
/// @floor option
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace dhcp {

/// One configured option, ready for the wire. Codes of DHCPv4 fit a byte. With `never_send` the value may be
/// empty.
struct OptionValue {
  std::uint16_t code = 0;
  bool always_send = false;
  bool never_send = false;
  std::vector<std::uint8_t> value;

  friend bool operator==(const OptionValue&, const OptionValue&) = default;
};

/// The options of one scope, ascending by code, one of each code.
using OptionSet = std::vector<OptionValue>;

/// The option with `code`, or null.
inline const OptionValue* find_option(const OptionSet& options, std::uint16_t code) {
  const auto at = std::ranges::lower_bound(options, code, {}, &OptionValue::code);
  return at != options.end() && at->code == code ? &*at : nullptr;
}

/// The options of one enterprise: options 124 and 125 of DHCPv4, 16 and 17 of DHCPv6, have an instance for
/// each.
struct VendorOptions {
  std::uint32_t enterprise = 0;
  std::optional<OptionValue> vendor_class;  ///< option 124, or 16
  /// That option 125, or 17, is to be sent for this enterprise: flags, and the enterprise as its value.
  std::optional<OptionValue> container;
  OptionSet options;  ///< of space "vendor-<enterprise>"
};

}  // namespace dhcp
