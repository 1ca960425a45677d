/// @file
/// What stores have said of a run of addresses: whoever looks for a free one comes to the next one, too.
/// @floor engine
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "dhcpcore/address.hpp"
#include "dhcpcore/lease.hpp"

namespace dhcp {

/// One run, of one subnet; kept no longer than the query.
struct ReservedBlock4 {
  static constexpr std::size_t capacity = 32;

  SubnetId subnet_id = 0;
  std::size_t size = 0;  ///< 0: nothing is known
  std::array<Ipv4Address, capacity> addresses;
  std::array<bool, capacity> reserved;

  bool knows(SubnetId subnet, Ipv4Address address) const {
    return size != 0 && subnet == subnet_id && addresses[0] <= address && address <= addresses[size - 1];
  }
  bool is_reserved(Ipv4Address address) const { return reserved[address.value() - addresses[0].value()]; }
  /// Makes it the run from `first` on, up to `last`, none of it reserved.
  void begin(SubnetId subnet, Ipv4Address first, Ipv4Address last) {
    subnet_id = subnet;
    size = std::min<std::size_t>(capacity, std::size_t{last.value()} - first.value() + 1);
    for (std::size_t i = 0; i < size; ++i)
      addresses[i] = Ipv4Address(first.value() + static_cast<std::uint32_t>(i));
    reserved.fill(false);
  }
  void clear() { size = 0; }
};

}  // namespace dhcp
