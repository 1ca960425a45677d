#include "stats/scope_counters.hpp"

#include "util/fetch.hpp"

namespace dhcp {

namespace {

std::uint64_t hash(const StatisticScope& scope) {
  std::uint64_t key = std::uint64_t{scope.subnet} << 32 | scope.pool;
  key = (key ^ (key >> 32) ^ static_cast<std::uint64_t>(scope.kind) << 60) * 0x9e3779b97f4a7c15ull;
  return key ^ (key >> 32);
}

}  // namespace

CounterLayout::CounterLayout(Statistics::Table table) {
  for (const StatisticDescription& description : table) {
    auto& position = positions_.emplace_back();
    for (std::size_t kind = 0; kind < kinds; ++kind)
      if (description.has(static_cast<StatisticScope::Kind>(kind)))
        position[kind] = static_cast<std::uint8_t>(sizes_[kind]++);
  }
}

/// A scope stays where it once was, its counters may come and go: so whoever looks without the lock sees
/// either the counters of that scope or none.
struct ScopeCounters::Slot {
  std::atomic<SampledCounter*> counters{nullptr};
  bool used = false;
  StatisticScope scope;

  void erase() { delete[] counters.exchange(nullptr, std::memory_order_relaxed); }
};

/// Linear probing, half full at most.
struct ScopeCounters::Table {
  explicit Table(std::size_t size) : slots(std::make_unique<Slot[]>(size)), mask(size - 1) {}

  /// The slot of the scope, or the empty one where it belongs.
  Slot& slot(const StatisticScope& scope) const {
    std::size_t at = hash(scope) & mask;
    while (slots[at].used && slots[at].scope != scope) at = (at + 1) & mask;
    return slots[at];
  }
  std::span<Slot> all() const { return {slots.get(), mask + 1}; }

  std::unique_ptr<Slot[]> slots;
  std::size_t mask;  // the size is a power of two
  std::size_t used = 0;
  std::unique_ptr<Table> replaced;  // somebody may be reading it
};

ScopeCounters::ScopeCounters(const CounterLayout& layout) : layout_(layout) {
  constexpr std::size_t least_size = 8;
  table_ = new Table(least_size);
}

ScopeCounters::~ScopeCounters() {
  clear();
  delete table_.load();
}

SampledCounter* ScopeCounters::obtain(const StatisticScope& scope) {
  Table* table = table_.load(std::memory_order_relaxed);
  Slot* slot = &table->slot(scope);
  if (!slot->used) {
    if (2 * ++table->used > table->mask) {
      grow();
      table = table_.load(std::memory_order_relaxed);
      ++table->used;
      slot = &table->slot(scope);
    }
    slot->used = true;
    slot->scope = scope;
  }
  SampledCounter* counters = slot->counters.load(std::memory_order_relaxed);
  if (!counters) {
    counters = new SampledCounter[layout_.size(scope.kind)];
    slot->counters.store(counters, std::memory_order_release);
  }
  return counters;
}

void ScopeCounters::grow() {
  std::unique_ptr<Table> old(table_.load(std::memory_order_relaxed));
  auto larger = std::make_unique<Table>(2 * (old->mask + 1));
  for (const Slot& from : old->all()) {
    SampledCounter* const counters = from.counters.load(std::memory_order_relaxed);
    if (!counters) continue;
    Slot& to = larger->slot(from.scope);
    to.used = true;
    to.scope = from.scope;
    to.counters.store(counters, std::memory_order_relaxed);
    ++larger->used;
  }
  larger->replaced = std::move(old);
  table_.store(larger.release(), std::memory_order_release);
}

void ScopeCounters::expect(const StatisticScope& scope, std::size_t first, std::size_t last) const {
  const Table& table = *table_.load(std::memory_order_acquire);
  for (std::size_t at = hash(scope) & table.mask;; at = (at + 1) & table.mask) {
    const SampledCounter* const counters = table.slots[at].counters.load(std::memory_order_acquire);
    if (!counters) return;
    if (table.slots[at].scope != scope) continue;
    fetch(counters + layout_.position(scope.kind, first), counters + layout_.position(scope.kind, last) + 1);
    return;
  }
}

void ScopeCounters::expect_histories(const StatisticScope& scope, std::size_t first, std::size_t last) const {
  if (!lock_.try_lock()) return;
  const std::lock_guard guard(lock_, std::adopt_lock);
  const SampledCounter* const counters = locked_find(scope);
  if (!counters) return;
  for (std::size_t at = layout_.position(scope.kind, first); at <= layout_.position(scope.kind, last); ++at)
    counters[at].expect();
}

void ScopeCounters::add(const StatisticScope& scope, std::size_t first, std::span<const std::int64_t> deltas,
                        SampleTime time, SampleLimit limit) {
  const std::lock_guard guard(lock_);
  SampledCounter* const counters = obtain(scope);
  for (std::size_t i = 0; i < deltas.size(); ++i)
    if (deltas[i] != 0) counters[layout_.position(scope.kind, first + i)].add(deltas[i], time, limit);
}

const SampledCounter* ScopeCounters::locked_find(const StatisticScope& scope) const {
  return table_.load(std::memory_order_relaxed)->slot(scope).counters.load(std::memory_order_relaxed);
}

const SampledCounter* ScopeCounters::find(const StatisticScope& scope, std::size_t statistic) const {
  const std::lock_guard guard(lock_);
  const SampledCounter* const counters = locked_find(scope);
  return counters ? counters + layout_.position(scope.kind, statistic) : nullptr;
}

bool ScopeCounters::contains(const StatisticScope& scope) const {
  const std::lock_guard guard(lock_);
  return locked_find(scope) != nullptr;
}

std::int64_t ScopeCounters::locked_sum(const StatisticScope& scope, std::size_t statistic) const {
  const SampledCounter* const counters = locked_find(scope);
  return counters ? counters[layout_.position(scope.kind, statistic)].read(1).entries.front().sum : 0;
}

void ScopeCounters::locked_erase(const StatisticScope& scope) {
  table_.load(std::memory_order_relaxed)->slot(scope).erase();
}

void ScopeCounters::clear() {
  const std::lock_guard guard(lock_);
  for (Slot& slot : table_.load(std::memory_order_relaxed)->all()) slot.erase();
}

void ScopeCounters::lift_limits() {
  const std::lock_guard guard(lock_);
  for (Slot& slot : table_.load(std::memory_order_relaxed)->all())
    if (SampledCounter* const counters = slot.counters.load(std::memory_order_relaxed))
      for (std::size_t i = 0; i < layout_.size(slot.scope.kind); ++i) counters[i].set_limit(std::nullopt);
}

}  // namespace dhcp
