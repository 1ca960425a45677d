#include "dhcpcore/sampled_counter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace dhcp {

namespace {
constexpr std::size_t least_size = 4;

bool too_old(SampleTime time, SampleLimit limit, SampleTime now) {
  return time < now - SampleTime{limit.age} * 1'000'000;
}
}  // namespace

std::string sample_time_text(SampleTime time) {
  SampleTime seconds = time / 1'000'000;
  SampleTime fraction = time % 1'000'000;
  if (fraction < 0) {
    --seconds;
    fraction += 1'000'000;
  }
  const std::time_t clock = seconds;
  std::tm local{};
  ::localtime_r(&clock, &local);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}", local.tm_year + 1900, local.tm_mon + 1,
                     local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec, fraction);
}

SampledCounter::~SampledCounter() {
  delete ring_.load(std::memory_order_relaxed);
}

// A ring gives to readers one entry less than it has room for: the oldest may be under the pen. They need one
// more than they show, for the difference that the oldest of those made.
bool SampledCounter::must_grow(std::uint64_t next, SampleTime time, SampleLimit limit) const {
  if (size_ == 0) return true;
  if (size_ >= 2 * std::uint64_t{SampleLimit::most_samples}) return false;
  const SampleLimit effective = this->limit().value_or(limit);
  if (effective.count != 0) return size_ < std::uint64_t{effective.most()} + 2;
  const std::uint64_t oldest_left = next + 2 - size_;
  return !too_old(slots_[oldest_left & (size_ - 1)].get().time, effective, time);
}

void SampledCounter::grow(std::uint64_t next) {
  Ring* const ring = ring_.load(std::memory_order_relaxed);
  auto larger = std::make_unique<Ring>(ring ? 2 * ring->size() : least_size);
  if (ring) {
    for (std::uint64_t i = next > ring->size() ? next - ring->size() : 0; i < next; ++i)
      larger->at(i).set(ring->at(i).get());
    larger->replaced.reset(ring);
  }
  slots_ = larger->slots.get();
  size_ = larger->size();
  ring_.store(larger.release(), std::memory_order_release);
}

void SampledCounter::start_from(std::int64_t sum) {
  delete ring_.exchange(nullptr);
  changes_.store(0, std::memory_order_relaxed);
  grow(0);
  sum_ = sum;
  slots_[0].set({sum, 0});
}

SampledCounter::View SampledCounter::read(std::size_t most) const {
  View view;
  for (;;) {
    view.changes = changes_.load(std::memory_order_acquire);
    const Ring* const ring = ring_.load(std::memory_order_acquire);
    view.entries.clear();
    if (!ring) {
      view.entries.emplace_back();
      return view;
    }
    const std::size_t count = std::min<std::uint64_t>({most, view.changes + 1, ring->size()});
    for (std::size_t i = 0; i < count; ++i) view.entries.push_back(ring->at(view.changes - i).get());
    // What is written now is the change after those that are complete.
    const std::uint64_t written = changes_.load(std::memory_order_relaxed) + 1;
    const std::uint64_t intact_from = written < ring->size() ? 0 : written - ring->size() + 1;
    if (view.changes < intact_from) continue;
    view.entries.resize(std::min<std::uint64_t>(count, view.changes - intact_from + 1));
    return view;
  }
}

std::vector<Sample> merge_samples(std::span<const SampledCounter::View> views, const SampleOrigin& origin,
                                  SampleLimit limit, SampleTime now) {
  std::vector<Sample> samples;
  Int128 value = origin.offset;
  for (const auto& view : views) value += view.entries.front().sum;
  // Whether that was the last one to show.
  const auto show = [&](SampleTime time) {
    if (limit.count == 0 && !samples.empty() && too_old(time, limit, now)) return true;
    samples.push_back({value, time});
    return samples.size() == limit.most();
  };

  std::vector<std::size_t> next(views.size(), 0);
  const auto left = [&](std::size_t i) { return views[i].changes - next[i] > origin.before_of(i); };
  for (;;) {
    std::optional<std::size_t> newest;
    for (std::size_t i = 0; i < views.size(); ++i)
      if (left(i) && (!newest || views[i].entries[next[i]].time > views[*newest].entries[next[*newest]].time))
        newest = i;
    if (!newest) break;
    const auto& entries = views[*newest].entries;
    const std::size_t at = next[*newest]++;
    if (show(entries[at].time) || at + 1 == entries.size()) return samples;
    value -= entries[at].sum - entries[at + 1].sum;
  }
  if (origin.time) show(*origin.time);
  return samples;
}

}  // namespace dhcp
