#include "dhcp4/service.hpp"

#include <fmt/format.h>
#include <linux/if_packet.h>
#include <sched.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "dhcp4/configuration.hpp"
#include "dhcp4/messages.hpp"
#include "runtime/build_report.hpp"

namespace dhcp::server {
namespace {

constexpr std::chrono::seconds drain_time{10};
constexpr std::chrono::seconds log_flush_interval{1};
constexpr std::chrono::seconds retire_interval{1};
constexpr std::chrono::seconds overload_report_interval{1};
constexpr std::chrono::seconds drop_report_interval{10};

/// That this process may run on, of all that there are.
unsigned processor_count() {
  cpu_set_t ours;
  if (::sched_getaffinity(0, sizeof ours, &ours) == 0) return static_cast<unsigned>(CPU_COUNT(&ours));
  return std::max(1u, std::thread::hardware_concurrency());
}

unsigned worker_count(const Config4& config) {
  const unsigned processors = processor_count();
  const unsigned wanted = config.thread_pool_size();
  return wanted == 0 ? processors : std::min(wanted, processors);
}

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  if (::getrandom(&seed, sizeof seed, 0) != sizeof seed)
    seed = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  return seed;
}

std::uint16_t server_port(const CommandLine& line) {
  return line.server_port != 0 ? line.server_port : std::uint16_t{67};
}

void report_queue(const Config4& config, Log& log) {
  const ServerConfig& server = config.server();
  if (server.multi_threading.enabled && server.queue_control.enabled) log(messages::queue_control_disabled);
  log(messages::config_packet_queue, config.packet_queue_size());
}

/// Calls `action` again and again.
void every(Timers& timers, std::chrono::seconds interval, std::function<void()> action) {
  timers.call_at(std::chrono::steady_clock::now() + interval,
                 [&timers, interval, action = std::move(action)]() mutable {
                   action();
                   every(timers, interval, std::move(action));
                 });
}

}  // namespace

Result<std::unique_ptr<Service>> Service::start(const ServiceParts& parts) {
  std::unique_ptr<Service> service(new Service(parts));
  if (Result<void> prepared = service->prepare(); !prepared) return prepared.error();
  parts.log(messages::started, version());
  return service;
}

Result<void> Service::prepare() {
  const std::string& path = parts_.command_line.config_file;
  parts_.log(messages::config_start, path);
  auto config = load_configuration(path, parts_.log);
  if (!config) {
    parts_.log(messages::config_load_fail, path, config.error().message);
    return config.error();
  }
  config_ = *config;
  auto routes = make_log_routes(config_->loggers(), parts_.log_setup);
  if (!routes) return routes.error();
  use_log_routes(*routes);

  auto monitor = InterfaceMonitor::open(parts_.loop, [this] { interfaces_changed(); });
  if (!monitor) return monitor.error();
  monitor_ = *std::move(monitor);
  interfaces_ = monitor_->table();

  make_workers();
  if (Result<void> opened = open_leases(); !opened) return opened;
  make_engine();

  const InterfacesConfig& wanted = config_->interfaces();
  auto sockets = listener_->prepare(
      wanted, interfaces_, wanted.service_sockets_require_all && wanted.service_sockets_max_retries == 0);
  if (!sockets) return sockets.error();
  auto port = open_four_over_six(*config_, 0);
  if (!port) return port.error();
  workers_->start(*engine_);
  if (*port) workers_->listen(*std::move(port));
  listener_->commit(*std::move(sockets), interfaces_);
  report_queue(*config_, parts_.log);
  parts_.log(messages::config_complete, config_->subnet_count(), listener_->open_count());
  cleanup_.repeat(std::chrono::seconds(config_->lease_database().lfc_interval));
  every(timers_, log_flush_interval, [this] { parts_.log_router.flush(); });
  every(timers_, retire_interval, [this] { engine_->retire(); });
  every(timers_, overload_report_interval, [this] { report_overload(); });
  every(timers_, drop_report_interval, [this] { report_kernel_drops(); });
  return {};
}

/// The port that the configuration wants, if it is not the one in use.
Result<std::unique_ptr<FourOverSixPort>> Service::open_four_over_six(const Config4& config,
                                                                     std::uint16_t in_use) const {
  const std::uint16_t wanted = config.server().dhcp4o6_port;
  if (wanted == 0 || wanted == in_use) return std::unique_ptr<FourOverSixPort>();
  return FourOverSixPort::open(wanted, parts_.log, clock_);
}

Result<void> Service::open_leases() {
  auto opened = open_lease_database(config_, *workers_, parts_.log, workers_->size());
  if (!opened) return opened.error();
  leases_ = std::move(opened->store);
  if (opened->file_store != nullptr)
    cleanup_.use(*opened->file_store, opened->file, parts_.command_line.config_file);
  return {};
}

void Service::use_log_routes(std::shared_ptr<const LogRoutes> routes) {
  parts_.log_router.install(std::move(routes), parts_.log);
  for (const std::string& warning : config_->warnings()) parts_.log(messages::config_warning, warning);
}

void Service::make_workers() {
  const unsigned count = worker_count(*config_);
  statistics_ = std::make_unique<Statistics4>(count, clock_.now());
  surroundings_ = std::make_unique<WorkerSurroundings>(
      WorkerSurroundings{parts_.log, clock_, *statistics_, server_port(parts_.command_line)});
  workers_ = std::make_unique<WorkerPool>(count, *surroundings_);
  parts_.log(messages::multi_threading, count);
  if (config_->server().multi_threading.enabled) parts_.log(messages::lookup_first);
}

void Service::make_engine() {
  Engine4Limits limits;
  limits.workers = workers_->size();
  limits.client_port = parts_.command_line.client_port;
  limits.server_port = server_port(parts_.command_line);
  limits.random_seed = random_seed();
  limits.send_to_source = std::getenv("KEA_TEST_SEND_RESPONSES_TO_SOURCE") != nullptr;
  if (limits.send_to_source) parts_.log(messages::send_to_source);
  engine_ = std::make_unique<Engine4>(Engine4Parts{*leases_, parts_.log, *statistics_, {}, nullptr}, limits,
                                      config_, std::make_shared<const InterfaceTable>(interfaces_));
  listener_ = std::make_unique<Listener>(
      parts_.log, timers_, workers_->size(), limits.server_port,
      Listener::Events{[this](const auto& sockets) { workers_->listen(sockets); }, [this] { stop(1); }});
}

Service::~Service() {
  if (workers_) workers_->stop(SteadyTime::min());
}

int Service::run() {
  while (!stopping_) {
    parts_.loop.wait(timers_.next());
    timers_.run_due(std::chrono::steady_clock::now());
  }
  workers_->stop(std::chrono::steady_clock::now() + drain_time);
  parts_.log(messages::shutdown);
  return exit_code_;
}

void Service::stop(int exit_code) {
  stopping_ = true;
  exit_code_ = std::max(exit_code_, exit_code);
}

void Service::reload(std::string_view trigger) {
  const std::string& path = parts_.command_line.config_file;
  parts_.log(messages::reconfiguration, path, trigger);
  const auto switched = [&]() -> Result<void> {
    auto config = load_configuration(path, parts_.log);
    if (!config) return config.error();
    return switch_to(*std::move(config));
  }();
  if (switched)
    parts_.log(messages::reconfiguration_success, path);
  else
    parts_.log(messages::reconfiguration_fail, switched.error().message);
}

/// First everything that can fail, then the switch. What was only in use before is closed by its last user.
Result<void> Service::switch_to(std::shared_ptr<const Config4> config) {
  if (Result<void> same = check_same_lease_database(config_->lease_database(), config->lease_database());
      !same)
    return same;
  auto routes = make_log_routes(config->loggers(), parts_.log_setup);
  if (!routes) return routes.error();
  const InterfacesConfig& wanted = config->interfaces();
  const InterfaceTable table = wanted.re_detect ? monitor_->table() : interfaces_;
  auto sockets = listener_->prepare(wanted, table, wanted.service_sockets_require_all);
  if (!sockets) return sockets.error();

  const std::uint16_t port_before = config_->server().dhcp4o6_port;
  auto port = open_four_over_six(*config, port_before);
  if (!port) return port.error();

  config_ = std::move(config);
  interfaces_ = table;
  use_log_routes(*std::move(routes));
  engine_->set_interfaces(std::make_shared<const InterfaceTable>(interfaces_));
  engine_->reconfigure(config_, clock_.now());
  if (config_->server().dhcp4o6_port != port_before) workers_->listen(*std::move(port));
  listener_->commit(*std::move(sockets), interfaces_);
  cleanup_.repeat(std::chrono::seconds(config_->lease_database().lfc_interval));
  if (worker_count(*config_) != workers_->size())
    parts_.log(messages::workers_fixed, workers_->size(), worker_count(*config_));
  report_queue(*config_, parts_.log);
  parts_.log(messages::config_complete, config_->subnet_count(), listener_->open_count());
  return {};
}

void Service::interfaces_changed() {
  if (!listener_ || !config_->interfaces().re_detect) return;
  interfaces_ = monitor_->table();
  engine_->set_interfaces(std::make_shared<const InterfaceTable>(interfaces_));
  listener_->interfaces_changed(interfaces_);
}

void Service::report_overload() {
  if (const std::uint64_t shed = workers_->take_shed(); shed != 0) parts_.log(messages::overload, shed);
}

void Service::report_kernel_drops() {
  for (const OpenPoint& open : listener_->sockets()->points) {
    if (!open.raw) continue;
    unsigned lost = 0;
    for (const RawSocket& raw : *open.raw) {
      tpacket_stats counters{};
      socklen_t length = sizeof counters;
      // Reading the counters sets them back.
      if (::getsockopt(raw.socket.get(), SOL_PACKET, PACKET_STATISTICS, &counters, &length) == 0)
        lost += counters.tp_drops;
    }
    if (lost != 0) parts_.log(messages::kernel_drops, lost, open.point.interface_name);
  }
}

}  // namespace dhcp::server
