#include "dhcpcore/engine4.hpp"

#include <memory>
#include <mutex>

#include "engine/explain4.hpp"
#include "engine/hooks4.hpp"
#include "engine/lease_statistics4.hpp"
#include "engine/worker4.hpp"

namespace dhcp {

struct Engine4::Impl {
  Impl(Engine4Parts parts, const Engine4Limits& limits)
      : shared(std::move(parts), limits), runtime(limits.workers) {}

  /// Publishes what is to be used from now on. The caller holds `mutex`.
  void publish() {
    shared.setup.publish(std::make_shared<Setup4>(config, interfaces, runtime, modules));
    shared.setup.retire();
  }
  /// Calls `run` with the modules of now, if there are any, and their configuration.
  template <class Run>
  void with_modules(Run run) {
    std::unique_lock lock(mutex);
    const auto of = config;
    const auto asked = modules;
    lock.unlock();
    if (asked) run(*asked, *of);
  }

  void limit_samples() {
    const ServerConfig& server = config->server();
    shared.parts.statistics.set_default_limit(
        {server.statistic_default_sample_count, server.statistic_default_sample_age});
  }

  Shared4 shared;
  Runtime4 runtime;
  std::mutex mutex;
  std::shared_ptr<const Config4> config;
  std::shared_ptr<const InterfaceTable> interfaces;
  ModuleSetPointer modules;
  std::vector<std::unique_ptr<Worker4>> workers;
};

Engine4::Engine4(Engine4Parts parts, Engine4Limits limits, std::shared_ptr<const Config4> config,
                 std::shared_ptr<const InterfaceTable> interfaces)
    : impl_(std::make_unique<Impl>(std::move(parts), limits)) {
  impl_->config = std::move(config);
  impl_->interfaces = std::move(interfaces);
  impl_->limit_samples();
  start_statistics(impl_->shared.parts.statistics, impl_->shared.parts.leases, impl_->config->snapshot());
  impl_->publish();
  for (unsigned i = 0; i < limits.workers; ++i)
    impl_->workers.push_back(std::make_unique<Worker4>(static_cast<WorkerId>(i), impl_->shared));
}

Engine4::~Engine4() = default;

void Engine4::handle(WorkerId worker, const Datagram4& datagram, const Now& now, ReplySink4& sink) {
  impl_->workers[worker]->handle(datagram, now, sink);
}

void Engine4::handle(WorkerId worker, std::span<const Datagram4> batch, const Now& now, ReplySink4& sink) {
  impl_->workers[worker]->handle(batch, now, sink);
}

void Engine4::flush(WorkerId worker) {
  impl_->workers[worker]->flush();
}

void Engine4::advance(WorkerId worker, const Now& now) {
  impl_->workers[worker]->advance(now);
}

SteadyTime Engine4::next_deadline(WorkerId worker) const {
  return impl_->workers[worker]->next_deadline();
}

Result<ModuleSetPointer> Engine4::prepare_modules(const Config4& config,
                                                  std::span<const ModuleSpec> modules) {
  auto made = ModuleSet::create(modules, hook_points4, impl_->shared);
  if (!made) return made;
  if (auto agreed = hook4::dhcp4_srv_configured(**made, config, impl_->shared.parts.log); !agreed)
    return std::move(agreed).error();
  return made;
}

void Engine4::reconfigure(std::shared_ptr<const Config4> config, const Now& now, ModuleSetPointer modules) {
  const std::lock_guard lock(impl_->mutex);
  const auto before = std::exchange(impl_->config, std::move(config));
  impl_->modules.swap(modules);
  impl_->limit_samples();
  Statistics4& statistics = impl_->shared.parts.statistics;
  reconfigure_statistics(statistics, before->snapshot(), impl_->config->snapshot(),
                         now.wall == 0 ? statistics.latest_time() : sample_time(now));
  impl_->publish();
}

void Engine4::configuration_updated(const Value& entries) {
  impl_->with_modules([&](const ModuleSet& modules, const Config4& config) {
    hook4::cb4_updated(modules, config, impl_->shared.parts.log, entries);
  });
}

Value Engine4::command_processed(std::string_view name, const Value& arguments, Value response) {
  impl_->with_modules([&](const ModuleSet& modules, const Config4& config) {
    Value event;
    event.set("name", name);
    event.set("arguments", arguments);
    event.set("response", response);
    Value changed = hook4::command_processed(modules, config, impl_->shared.parts.log, event);
    if (!changed.is_null()) response = std::move(changed);
  });
  return response;
}

std::uint64_t Engine4::stale_resumptions() const {
  return impl_->shared.parking.stale();
}

void Engine4::set_interfaces(std::shared_ptr<const InterfaceTable> interfaces) {
  const std::lock_guard lock(impl_->mutex);
  impl_->interfaces = std::move(interfaces);
  impl_->publish();
}

std::size_t Engine4::retire() {
  return impl_->shared.setup.retire();
}

void Engine4::disable_service(ServiceOrigin origin) {
  impl_->shared.service.disable(origin);
}

void Engine4::enable_service(ServiceOrigin origin) {
  impl_->shared.service.enable(origin);
}

bool Engine4::service_enabled() const {
  return impl_->shared.service.on();
}

Task<Explanation> Engine4::explain(const Datagram4& datagram, const Now& now) const {
  const std::lock_guard lock(impl_->mutex);
  return explain4(impl_->shared, impl_->runtime, impl_->config, impl_->interfaces, impl_->modules, datagram,
                  now);
}

std::uint32_t Engine4::in_flight(WorkerId worker) const {
  return impl_->workers[worker]->in_flight();
}

void Engine4::cancel(WorkerId worker) {
  impl_->workers[worker]->cancel();
}

}  // namespace dhcp
