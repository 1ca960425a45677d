/// @file
/// What a worker remembers of the places that queries come from.
/// @floor engine
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "engine/setup4.hpp"

namespace dhcp {

/// An address that leads to one subnet alone, as that of a relay or by the subnet's prefix.
struct Place4 {
  Ipv4Address address;
  const Subnet4* subnet = nullptr;  ///< null: nothing is known here
  const SubnetRuntime4* runtime = nullptr;
};

/// A table in which an address has one possible position, so that a server of many subnets finds the one of a
/// relay by looking at one cache line, which can be fetched ahead. Of one setup; one worker's.
class Places4 {
 public:
  /// From now on the places are those of `setup`, whose number is `generation`.
  void use(const Setup4& setup, std::uint64_t generation) {
    if (generation != generation_) [[unlikely]]
      begin(setup, generation);
  }
  /// Null when it is not known, or not in this setup.
  const Place4* find(const Setup4& setup, Ipv4Address address) const {
    if (&setup != setup_) return nullptr;
    const Place4& place = table_[position(address)];
    return place.subnet && place.address == address ? &place : nullptr;
  }
  /// Null when it leads to no subnet, or to several. Remembers it otherwise.
  const Place4* learn(Ipv4Address address, SubnetList& scratch);
  /// Fetches from memory what `find` looks at.
  void expect(Ipv4Address address) const { __builtin_prefetch(&table_[position(address)]); }

 private:
  static constexpr std::size_t most = std::size_t{1} << 16;

  void begin(const Setup4& setup, std::uint64_t generation);
  std::size_t position(Ipv4Address address) const {
    return static_cast<std::size_t>(address.value() * 0x9e3779b97f4a7c15ull >> shift_);
  }

  const Setup4* setup_ = nullptr;
  std::uint64_t generation_ = 0;
  unsigned shift_ = 63;
  std::vector<Place4> table_;
};

}  // namespace dhcp
