#include "alloc/runtime4.hpp"

#include <utility>

namespace dhcp {

Runtime4::Runtime4(const Runtime4& other) {
  const std::lock_guard lock(other.mutex_);
  for (const auto& [key, cursor] : other.cursors_)
    cursors_.emplace(key, std::make_shared<PoolCursor>(*cursor));
}

std::vector<std::shared_ptr<PoolCursor>> Runtime4::bind(const Snapshot4& snapshot) {
  std::vector<std::shared_ptr<PoolCursor>> bound(snapshot.pool_count);
  std::map<Key, std::shared_ptr<PoolCursor>> kept;
  const std::lock_guard lock(mutex_);
  for (const auto& subnet : snapshot.subnets) {
    for (const Pool4& pool : subnet->pools) {
      const Key key{subnet->id, pool.range};
      auto known = cursors_.find(key);
      auto cursor = known != cursors_.end() ? known->second : std::make_shared<PoolCursor>();
      bound[pool.cursor_index] = cursor;
      kept.emplace(key, std::move(cursor));
    }
  }
  cursors_ = std::move(kept);
  return bound;
}

}  // namespace dhcp
