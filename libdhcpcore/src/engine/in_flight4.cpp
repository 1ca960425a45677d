#include "engine/in_flight4.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

namespace dhcp {

namespace {
constexpr std::size_t shard_count = 256;
}

// As for address claims: few marks at a time, so a scan of a short vector that keeps its capacity.
struct alignas(64) InFlight4::Shard {
  std::mutex mutex;
  std::vector<std::uint64_t> keys;
};

InFlight4::InFlight4(std::uint64_t seed) : seed_(seed), shards_(std::make_unique<Shard[]>(shard_count)) {
  for (std::size_t i = 0; i < shard_count; ++i) shards_[i].keys.reserve(16);
}
InFlight4::~InFlight4() = default;

InFlightMark4 InFlight4::mark(const ClientId& client_id) {
  return mark(hash_bytes(client_id.view(), seed_));
}

InFlightMark4 InFlight4::mark(const HardwareAddress& hardware_address) {
  return mark(hash_bytes(hardware_address.bytes.view(), ~seed_ ^ hardware_address.type));
}

InFlightMark4 InFlight4::mark(std::uint64_t key) {
  Shard& shard = shards_[key % shard_count];
  const std::lock_guard lock(shard.mutex);
  if (std::ranges::find(shard.keys, key) != shard.keys.end()) return {};
  shard.keys.push_back(key);
  return {*this, key};
}

void InFlight4::release(std::uint64_t key) noexcept {
  Shard& shard = shards_[key % shard_count];
  const std::lock_guard lock(shard.mutex);
  const auto at = std::ranges::find(shard.keys, key);
  if (at == shard.keys.end()) return;
  *at = shard.keys.back();
  shard.keys.pop_back();
}

void InFlightMark4::release() noexcept {
  if (table_) std::exchange(table_, nullptr)->release(key_);
}

}  // namespace dhcp
