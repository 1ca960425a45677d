#include "dhcpcore/statistics.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <numeric>
#include <unordered_map>

#include "stats/scope_counters.hpp"
#include "stats/statistic_names.hpp"

namespace dhcp {

namespace {

using Kind = StatisticScope::Kind;
using ValueKind = StatisticDescription::Value;

}  // namespace

/// What is known of a configured subnet before anything is counted there.
struct Statistics::Subnet {
  /// What was done to all its statistics last.
  enum class Since : std::uint8_t { configured, reset, removed };

  SampleTime time = 0;
  Since since = Since::configured;
  std::vector<PoolTotal> pools;
};

/// What readers and commands share. Workers never come here.
struct Statistics::Control {
  std::mutex mutex;
  SampleTime start = 0;
  std::unordered_map<std::uint32_t, Subnet> subnets;
  std::map<Id, SampleOrigin> origins;  // those that do not follow from the subnet

  void forget_origins(std::uint32_t subnet) {
    for (const Kind kind : {Kind::subnet, Kind::pool, Kind::prefix_pool}) {
      const auto from = origins.lower_bound({{kind, subnet, 0}, 0});
      auto to = from;
      while (to != origins.end() && to->first.scope.kind == kind && to->first.scope.subnet == subnet) ++to;
      origins.erase(from, to);
    }
  }
};

Statistics::Statistics(Table table, unsigned workers, const Now& start)
    : table_(table),
      layout_(std::make_unique<CounterLayout>(table)),
      workers_(workers),
      rows_(std::make_unique<Row[]>(workers)),
      control_(std::make_unique<Control>()) {
  control_->start = sample_time(start);
  for (unsigned i = 0; i < workers; ++i) {
    rows_[i].time = control_->start;
    rows_[i].of_server = std::make_unique<SampledCounter[]>(table.size());
    rows_[i].scopes = std::make_unique<ScopeCounters>(*layout_);
  }
}

Statistics::~Statistics() = default;

void Statistics::add(unsigned worker, const StatisticScope& scope, std::size_t first,
                     std::span<const std::int64_t> deltas) {
  Row& row = rows_[worker];
  const SampleTime time = row.time.load(std::memory_order_relaxed);
  const SampleLimit limit = default_limit();
  if (scope.kind == Kind::global) {
    for (std::size_t i = 0; i < deltas.size(); ++i)
      if (deltas[i] != 0) row.of_server[first + i].add(deltas[i], time, limit);
  } else {
    row.scopes->add(scope, first, deltas, time, limit);
  }
}

void Statistics::expect(unsigned worker, const StatisticScope& scope, std::size_t first, std::size_t last,
                        bool again) const {
  const ScopeCounters& scopes = *rows_[worker].scopes;
  again ? scopes.expect_histories(scope, first, last) : scopes.expect(scope, first, last);
}

SampleTime Statistics::latest_time() const {
  SampleTime latest = control_->start;
  for (unsigned i = 0; i < workers_; ++i)
    latest = std::max(latest, rows_[i].time.load(std::memory_order_relaxed));
  return latest;
}

void Statistics::set_default_limit(SampleLimit limit) {
  limit_.store(limit.packed(), std::memory_order_relaxed);
}

// --- what is there ---

namespace {
/// Runs `use(scope)` for the subnet and each number of its pools once. `pools` is in order.
template <class Pools, class Use>
void for_scopes(std::uint32_t subnet, const Pools& pools, Use use) {
  use(StatisticScope::of_subnet(subnet));
  for (std::size_t i = 0; i < pools.size(); ++i)
    if (i == 0 || pools[i].kind != pools[i - 1].kind || pools[i].pool != pools[i - 1].pool)
      use(StatisticScope{pools[i].kind, subnet, pools[i].pool});
}
}  // namespace

void Statistics::enter_subnet(std::uint32_t subnet, std::span<const PoolTotal> pools, SampleTime time) {
  const std::lock_guard guard(control_->mutex);
  control_->forget_origins(subnet);
  Subnet& entered = control_->subnets[subnet];
  entered = {time, Subnet::Since::configured, {pools.begin(), pools.end()}};
  std::ranges::sort(entered.pools, {}, [](const PoolTotal& p) { return std::pair(p.kind, p.pool); });
  for_scopes(subnet, entered.pools, [&](const StatisticScope& scope) {
    if (!counted(scope)) return;
    for (std::size_t i = 0; i < table_.size(); ++i) {
      const Id id{scope, i};
      if (!table_[i].has(scope.kind) || table_[i].value == ValueKind::total) continue;
      SampleOrigin origin = origin_here(id, table_[i].rare ? std::nullopt : std::optional(time));
      if (table_[i].value == ValueKind::current) origin.offset = 0;
      control_->origins[id] = std::move(origin);
    }
  });
}

void Statistics::leave_subnet(std::uint32_t subnet) {
  const std::lock_guard guard(control_->mutex);
  control_->forget_origins(subnet);
  const auto at = control_->subnets.find(subnet);
  if (at == control_->subnets.end()) return;
  drop_idle_counters(subnet, at->second.pools);
  control_->subnets.erase(at);
}

// What counts nothing that goes on is not kept for a subnet that may never come back. Workers must not count
// in between.
void Statistics::drop_idle_counters(std::uint32_t subnet, std::span<const PoolTotal> pools) {
  std::vector<std::unique_lock<ShortLock>> locks;
  for (unsigned w = 0; w < workers_; ++w) locks.push_back(rows_[w].scopes->lock());
  for_scopes(subnet, pools, [&](const StatisticScope& scope) {
    for (std::size_t i = 0; i < table_.size(); ++i) {
      if (table_[i].value != ValueKind::current || !table_[i].has(scope.kind)) continue;
      std::int64_t sum = 0;
      for (unsigned w = 0; w < workers_; ++w) sum += rows_[w].scopes->locked_sum(scope, i);
      if (sum != 0) return;
    }
    for (unsigned w = 0; w < workers_; ++w) rows_[w].scopes->locked_erase(scope);
  });
}

void Statistics::clear_subnets() {
  const std::lock_guard guard(control_->mutex);
  control_->subnets.clear();
  std::erase_if(control_->origins, [&](const auto& entry) {
    return entry.first.scope.kind != Kind::global ||
           table_[entry.first.statistic].value == ValueKind::current;
  });
  for (unsigned w = 0; w < workers_; ++w) {
    rows_[w].scopes->clear();
    for (std::size_t i = 0; i < table_.size(); ++i)
      if (table_[i].value == ValueKind::current) rows_[w].of_server[i].start_from(0);
  }
}

void Statistics::start_from(const StatisticScope& scope, std::size_t statistic, std::int64_t count) {
  const auto start = [count](SampledCounter& counter) { counter.start_from(count); };
  if (scope.kind == Kind::global)
    start(rows_[0].of_server[statistic]);
  else
    rows_[0].scopes->with(scope, statistic, start);
}

// --- where a history begins ---

const SampledCounter* Statistics::counter(const Row& row, const Id& id) const {
  return id.scope.kind == Kind::global ? &row.of_server[id.statistic]
                                       : row.scopes->find(id.scope, id.statistic);
}

bool Statistics::counted(const StatisticScope& scope) const {
  for (unsigned w = 0; w < workers_; ++w)
    if (scope.kind == Kind::global || rows_[w].scopes->contains(scope)) return true;
  return false;
}

std::int64_t Statistics::sum(const Id& id) const {
  std::int64_t sum = 0;
  for (unsigned w = 0; w < workers_; ++w)
    if (const SampledCounter* const one = counter(rows_[w], id)) sum += one->read(1).entries.front().sum;
  return sum;
}

/// A history that begins with a zero now; without a time, with the next change.
SampleOrigin Statistics::origin_here(const Id& id, std::optional<SampleTime> time) const {
  SampleOrigin origin{0, time, std::vector<std::uint64_t>(workers_, 0)};
  for (unsigned w = 0; w < workers_; ++w) {
    const SampledCounter* const one = counter(rows_[w], id);
    if (!one) continue;
    const auto view = one->read(1);
    origin.offset -= view.entries.front().sum;
    origin.before[w] = view.changes;
  }
  return origin;
}

Int128 Statistics::total(const Subnet& subnet, const Id& id) const {
  const Kind kind = table_[id.statistic].has(Kind::pool) ? Kind::pool : Kind::prefix_pool;
  Int128 total = 0;
  for (const PoolTotal& pool : subnet.pools)
    if (pool.kind == kind && (id.scope.kind == Kind::subnet || id.scope.pool == pool.pool))
      total += pool.total;
  return total;
}

std::optional<SampleOrigin> Statistics::origin(const Id& id) const {
  if (const auto known = control_->origins.find(id); known != control_->origins.end()) return known->second;
  const StatisticDescription& description = table_[id.statistic];
  if (!description.has(id.scope.kind)) return std::nullopt;
  if (id.scope.kind == Kind::global) return SampleOrigin{0, control_->start, {}};
  const auto at = control_->subnets.find(id.scope.subnet);
  if (at == control_->subnets.end()) return std::nullopt;
  const Subnet& subnet = at->second;
  const bool of_subnet = id.scope.kind == Kind::subnet;
  if (!of_subnet && std::ranges::none_of(subnet.pools, [&](const PoolTotal& pool) {
        return pool.kind == id.scope.kind && pool.pool == id.scope.pool;
      }))
    return std::nullopt;
  SampleOrigin origin;
  if (description.value == ValueKind::total && subnet.since == Subnet::Since::configured)
    origin.offset = total(subnet, id);
  if (!description.rare && subnet.since != Subnet::Since::removed) origin.time = subnet.time;
  return origin;
}

// --- reading ---

Int128 Statistics::value(const StatisticScope& scope, std::size_t statistic) const {
  const std::lock_guard guard(control_->mutex);
  const Id id{scope, statistic};
  const auto from = origin(id);
  return from ? from->offset + sum(id) : 0;
}

SampleLimit Statistics::limit(const Id& id) const {
  for (unsigned w = 0; w < workers_; ++w)
    if (const SampledCounter* const one = counter(rows_[w], id))
      if (const auto own = one->limit()) return *own;
  return default_limit();
}

std::vector<Sample> Statistics::samples(const Id& id, const Now& now) const {
  const auto from = origin(id);
  if (!from) return {};
  const SampleLimit most = limit(id);
  std::vector<SampledCounter::View> views(workers_, {0, {{}}});
  for (unsigned w = 0; w < workers_; ++w)
    if (const SampledCounter* const one = counter(rows_[w], id))
      views[w] = one->read(std::size_t{most.most()} + 1);
  return merge_samples(views, *from, most, sample_time(now));
}

std::optional<Statistics::Id> Statistics::find(std::string_view name) const {
  Id id;
  id.scope = take_scope_prefix(name);
  const auto at = std::ranges::find(table_, name, &StatisticDescription::name);
  if (at == table_.end() || !at->has(id.scope.kind)) return std::nullopt;
  id.statistic = static_cast<std::size_t>(at - table_.begin());
  return id;
}

std::string Statistics::name_of(const Id& id) const {
  return scope_prefix(id.scope).append(table_[id.statistic].name);
}

std::vector<Statistics::Id> Statistics::configured() const {
  std::vector<Id> ids;
  const auto add = [&](const StatisticScope& scope) {
    for (std::size_t i = 0; i < table_.size(); ++i)
      if (table_[i].has(scope.kind)) ids.push_back({scope, i});
  };
  add({});
  for (const auto& [number, subnet] : control_->subnets) for_scopes(number, subnet.pools, add);
  return ids;
}

bool Statistics::listed(const Id& id) const {
  const auto from = origin(id);
  if (!from) return false;
  if (from->time) return true;
  for (unsigned w = 0; w < workers_; ++w)
    if (const SampledCounter* const one = counter(rows_[w], id))
      if (one->read(1).changes > from->before_of(w)) return true;
  return false;
}

// --- commands ---

std::vector<Sample> Statistics::get(std::string_view name, const Now& now) const {
  const std::lock_guard guard(control_->mutex);
  const auto id = find(name);
  return id ? samples(*id, now) : std::vector<Sample>{};
}

void Statistics::get_all(const Now& now, const Visit& visit) const {
  std::vector<std::pair<std::string, Id>> names;
  {
    const std::lock_guard guard(control_->mutex);
    for (const Id& id : configured()) names.emplace_back(name_of(id), id);
  }
  std::ranges::sort(names);
  for (const auto& [name, id] : names) {
    std::unique_lock guard(control_->mutex);
    std::vector<Sample> found = samples(id, now);
    guard.unlock();
    if (!found.empty()) visit(name, std::move(found));
  }
}

bool Statistics::reset(std::string_view name, const Now& now) {
  const std::lock_guard guard(control_->mutex);
  const auto id = find(name);
  if (!id || !listed(*id)) return false;
  control_->origins[*id] = origin_here(*id, sample_time(now));
  return true;
}

bool Statistics::remove(std::string_view name) {
  const std::lock_guard guard(control_->mutex);
  const auto id = find(name);
  if (!id || !listed(*id)) return false;
  control_->origins[*id] = origin_here(*id, std::nullopt);
  return true;
}

// With nothing counted it follows from the subnet where the history begins: no memory for each of many.
void Statistics::start_all(std::optional<SampleTime> time) {
  const std::lock_guard guard(control_->mutex);
  for (const Id& id : configured()) {
    if (!listed(id)) continue;
    if (!counted(id.scope))
      control_->origins.erase(id);
    else
      control_->origins[id] = origin_here(id, time);
  }
  for (auto& [number, subnet] : control_->subnets) {
    if (subnet.since == Subnet::Since::removed) continue;
    subnet.since = time ? Subnet::Since::reset : Subnet::Since::removed;
    if (time) subnet.time = *time;
  }
}

void Statistics::reset_all(const Now& now) {
  start_all(sample_time(now));
}

void Statistics::remove_all() {
  start_all(std::nullopt);
}

bool Statistics::set_limit(std::string_view name, SampleLimit limit) {
  const std::lock_guard guard(control_->mutex);
  const auto id = find(name);
  if (!id || !listed(*id)) return false;
  for (unsigned w = 0; w < workers_; ++w) {
    if (id->scope.kind == Kind::global)
      rows_[w].of_server[id->statistic].set_limit(limit);
    else
      rows_[w].scopes->with(id->scope, id->statistic,
                            [&](SampledCounter& counter) { counter.set_limit(limit); });
  }
  return true;
}

void Statistics::set_limit_all(SampleLimit limit) {
  const std::lock_guard guard(control_->mutex);
  set_default_limit(limit);
  for (unsigned w = 0; w < workers_; ++w) {
    for (std::size_t i = 0; i < table_.size(); ++i) rows_[w].of_server[i].set_limit(std::nullopt);
    rows_[w].scopes->lift_limits();
  }
}

}  // namespace dhcp
