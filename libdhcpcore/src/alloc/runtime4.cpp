#include "alloc/runtime4.hpp"

#include <algorithm>
#include <utility>

namespace dhcp {

namespace {

std::shared_ptr<const SubnetRuntime4> runtime_of(const Subnet4& subnet, const SubnetRuntime4* before,
                                                 unsigned workers) {
  auto runtime = std::make_shared<SubnetRuntime4>();
  runtime->pools.reserve(subnet.pools.size());
  for (const Pool4& pool : subnet.pools) {
    std::shared_ptr<PoolCursor> cursor;
    if (before)
      if (const auto known = std::ranges::find(before->pools, pool.range, &SubnetRuntime4::OfPool::range);
          known != before->pools.end())
        cursor = known->cursor;
    if (!cursor) cursor = std::make_shared<PoolCursor>(pool.range, workers);
    runtime->pools.push_back({pool.range, std::move(cursor)});
  }
  return runtime;
}

}  // namespace

Runtime4::Runtime4(const Runtime4& other) : Runtime4() {
  const std::lock_guard lock(other.mutex_);
  bound_ = other.bound_;
  for (const auto& subnet : bound_) {
    SubnetRuntime4 copy = other.runtimes_.of(*subnet);
    for (auto& pool : copy.pools) pool.cursor = std::make_shared<PoolCursor>(*pool.cursor);
    runtimes_.by_id_ = runtimes_.by_id_.with(SubnetRuntimes4::key(subnet->id),
                                             std::make_shared<const SubnetRuntime4>(std::move(copy)));
  }
}

SubnetRuntimes4 Runtime4::bind(const Snapshot4& snapshot) {
  using Pointer = std::shared_ptr<const Subnet4>;
  const std::lock_guard lock(mutex_);
  std::vector<SubnetId> gone;
  std::vector<const Subnet4*> fresh;
  OrderedList<Subnet4>::compare(bound_, snapshot.subnets, [&](const Pointer* old, const Pointer* now) {
    if (old) gone.push_back((*old)->id);
    if (now) fresh.push_back(now->get());
  });
  const auto before = runtimes_.by_id_;
  auto& by_id = runtimes_.by_id_;
  for (const SubnetId id : gone) by_id = by_id.without(SubnetRuntimes4::key(id));
  for (const Subnet4* const subnet : fresh) {
    const auto key = SubnetRuntimes4::key(subnet->id);
    const auto* const known = before.find(key);
    by_id = by_id.with(key, runtime_of(*subnet, known ? known->get() : nullptr, workers_));
  }
  bound_ = snapshot.subnets;
  return runtimes_;
}

}  // namespace dhcp
