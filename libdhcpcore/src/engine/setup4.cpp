#include "engine/setup4.hpp"

#include <algorithm>
#include <iterator>

namespace dhcp {

namespace {
/// Names that are only referred to, by a guard say, have numbers beyond the built-in ones.
bool any_class(const Snapshot4& snapshot) {
  return snapshot.class_dictionary->size() > builtin_class::count ||
         std::ranges::any_of(*snapshot.classes, &Class4::defined);
}
}  // namespace

Setup4::Setup4(std::shared_ptr<const Config4> config, std::shared_ptr<const InterfaceTable> interfaces,
               Runtime4& runtime, ModuleSetPointer modules)
    : config_(std::move(config)),
      interfaces_(std::move(interfaces)),
      runtimes_(runtime.bind(config_->snapshot())),
      modules_(std::move(modules)),
      observes_classes_(any_class(config_->snapshot()) || hook_points() != 0) {
  for (const Interface& interface : interfaces_->interfaces) {
    by_index_.emplace_back(interface.index, &interface);
    for (const Ipv4Prefix& address : interface.addresses4) own_addresses_.push_back(address.address);
  }
  std::ranges::sort(by_index_);
  std::ranges::sort(own_addresses_);
}

const Interface* Setup4::interface(std::uint32_t index) const {
  const auto at =
      std::ranges::lower_bound(by_index_, index, {}, [](const auto& entry) { return entry.first; });
  return at != by_index_.end() && at->first == index ? at->second : nullptr;
}

bool Setup4::is_server_identifier(Ipv4Address address) const {
  return std::ranges::binary_search(own_addresses_, address) ||
         snapshot().server_identifiers.contains(address);
}

void PublishedSetup4::publish(std::shared_ptr<const Setup4> setup) {
  const std::lock_guard lock(mutex_);
  setup_.swap(setup);
  if (setup) former_.push_back(std::move(setup));
  generation_.fetch_add(1, std::memory_order_release);
}

// Nobody gets a former setup from here any more, so what only this list holds stays so.
std::size_t PublishedSetup4::retire() {
  std::vector<std::shared_ptr<const Setup4>> unused;  // freed when the lock is released
  const std::lock_guard lock(mutex_);
  const auto in_use =
      std::ranges::partition(former_, [](const auto& setup) { return setup.use_count() > 1; });
  std::ranges::move(in_use, std::back_inserter(unused));
  former_.erase(in_use.begin(), in_use.end());
  return former_.size();
}

std::shared_ptr<const Setup4> PublishedSetup4::newer_than(std::uint64_t& generation) const {
  if (generation_.load(std::memory_order_acquire) == generation) return nullptr;
  const std::lock_guard lock(mutex_);
  generation = generation_.load(std::memory_order_relaxed);
  return setup_;
}

void PinnedSetups4::refresh(const PublishedSetup4& published) {
  auto setup = published.newer_than(generation_);
  if (!setup) return;
  pins_.push_back(std::make_unique<Pin>(Pin{std::move(setup), 0}));
  retire();
}

void PinnedSetups4::unpin(Pin* pin) {
  if (--pin->queries == 0 && pin != pins_.back().get()) retire();
}

void PinnedSetups4::retire() {
  const Pin* current = pins_.back().get();
  std::erase_if(pins_, [&](const auto& pin) { return pin->queries == 0 && pin.get() != current; });
}

}  // namespace dhcp
