#include "engine/places4.hpp"

#include <algorithm>

namespace dhcp {

void Places4::begin(const Setup4& setup, std::uint64_t generation) {
  setup_ = &setup;
  generation_ = generation;
  const std::size_t size =
      std::clamp<std::size_t>(std::bit_ceil(2 * setup.snapshot().subnets.size()), 2, most);
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(size));
  table_.assign(size, {});
}

const Place4* Places4::learn(Ipv4Address address, SubnetList& scratch) {
  const SubnetIndex4& index = setup_->snapshot().subnet_index;
  index.containing(address, scratch);
  const Subnet4* only = scratch.empty() ? nullptr : scratch.front();
  if (scratch.size() > 1) return nullptr;
  index.with_relay(address, scratch);
  for (const Subnet4* subnet : scratch) {
    if (only && subnet != only) return nullptr;
    only = subnet;
  }
  if (!only) return nullptr;
  Place4& place = table_[position(address)];
  place = {address, only, &setup_->runtimes().of(*only)};
  return &place;
}

}  // namespace dhcp
