/// @file
/// What queries of DHCPv4 and DHCPv6 answer alike.
/// @floor classify
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/expression.hpp"

namespace dhcp {

/// A number as expressions have it: four bytes in network order.
inline ByteView number(std::uint32_t value, std::span<std::uint8_t, 16> scratch) {
  ByteWriter writer(scratch);
  writer.u32(value);
  return writer.written();
}

inline bool found(const std::optional<ByteView>& option, ByteView& value) {
  if (option) value = *option;
  return option.has_value();
}

/// The first instance in an option that begins with an enterprise number.
struct VendorInstance {
  ByteView enterprise;  ///< four bytes
  ByteView content;
};

/// Answers what is asked of a vendor or vendor class option. `inside` (bool(ByteView content, ByteView&
/// value)) finds a sub-option or a data chunk.
template <class Inside>
bool look_up_vendor(const Lookup& what, const std::optional<VendorInstance>& instance, ByteView& value,
                    Inside inside) {
  using What = Lookup::What;
  if (!instance) return false;
  if (what.what == What::vendor_enterprise || what.what == What::vendor_class_enterprise) {
    value = instance->enterprise;
    return true;
  }
  if (what.enterprise != 0 && ByteReader(instance->enterprise).u32() != what.enterprise) return false;
  if (what.what == What::vendor || what.what == What::vendor_class) return true;
  return inside(instance->content, value);
}

}  // namespace dhcp
