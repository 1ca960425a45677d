#include "dhcpcore/address_claim.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

namespace dhcp {

// Only queries that are being committed hold claims, so a shard has a handful of them: a scan of one or two
// cache lines beats any hash table. The vectors keep their capacity; claiming does not allocate after
// warm-up.
struct AddressClaims4::Shards {
  static constexpr std::size_t count = 256;
  struct alignas(64) Shard {
    std::mutex mutex;
    std::vector<Ipv4Address> claimed;
  };
  Shard shards[count];

  Shard& of(Ipv4Address address) { return shards[std::hash<Ipv4Address>()(address) % count]; }
};

AddressClaims4::AddressClaims4() : shards_(std::make_unique<Shards>()) {
  for (auto& shard : shards_->shards) shard.claimed.reserve(16);
}
AddressClaims4::~AddressClaims4() = default;

AddressClaim4 AddressClaims4::claim(Ipv4Address address) {
  auto& shard = shards_->of(address);
  const std::lock_guard lock(shard.mutex);
  if (std::ranges::find(shard.claimed, address) != shard.claimed.end()) return {};
  shard.claimed.push_back(address);
  return {*this, address};
}

bool AddressClaims4::claimed(Ipv4Address address) const {
  auto& shard = shards_->of(address);
  const std::lock_guard lock(shard.mutex);
  return std::ranges::find(shard.claimed, address) != shard.claimed.end();
}

void AddressClaims4::release(Ipv4Address address) noexcept {
  auto& shard = shards_->of(address);
  const std::lock_guard lock(shard.mutex);
  const auto at = std::ranges::find(shard.claimed, address);
  if (at == shard.claimed.end()) return;
  *at = shard.claimed.back();
  shard.claimed.pop_back();
}

}  // namespace dhcp
