#include "dhcp4/listener.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "dhcp4/messages.hpp"

namespace dhcp::server {
namespace {

/// Everything that the configuration wants open and that is not.
std::vector<std::string> complaints_of(const Listener::Prepared& prepared) {
  std::vector<std::string> all = prepared.plan.unfit;
  all.insert(all.end(), prepared.opened.failures.begin(), prepared.opened.failures.end());
  return all;
}

std::string_view kind_of_socket(const OpenPoint& open) {
  if (!open.raw) return "UDP";
  return open.raw->front().ring ? "a raw socket with a ring" : "a raw socket";
}

/// UDP sockets of an equal point are always handed over; raw ones may have had to be opened again.
bool listens_alike(const SocketSet& a, const SocketSet& b) {
  return std::ranges::equal(a.points, b.points, [](const OpenPoint& x, const OpenPoint& y) {
    return x.point == y.point && x.raw == y.raw;
  });
}

}  // namespace

Listener::Listener(Log& log, Timers& timers, unsigned workers, std::uint16_t port, Events events)
    : log_(log), timers_(timers), workers_(workers), port_(port), events_(std::move(events)) {}

Listener::Prepared Listener::open(const InterfacesConfig& config, const InterfaceTable& table) const {
  Prepared prepared{config, plan_listening(config, table), {}};
  const bool use_routing = config.socket_type == InterfacesConfig::SocketType::udp &&
                           config.outbound_interface == InterfacesConfig::OutboundInterface::use_routing;
  prepared.opened = open_sockets(prepared.plan, {workers_, port_, use_routing}, current_.get());
  return prepared;
}

Result<Listener::Prepared> Listener::prepare(const InterfacesConfig& config, const InterfaceTable& table,
                                             bool all_required) const {
  if (Result<void> checked = check_interfaces(config, table); !checked) return checked.error();
  Prepared prepared = open(config, table);
  const std::vector<std::string> complaints = complaints_of(prepared);
  if (all_required && !complaints.empty())
    return Error{fmt::format("service-sockets-require-all is set and {}", complaints.front())};
  return prepared;
}

void Listener::commit(Prepared prepared, const InterfaceTable& table) {
  config_ = prepared.config;
  table_ = table;
  complaints_.clear();
  retries_ = 0;
  take_into_use(std::move(prepared));
}

void Listener::interfaces_changed(const InterfaceTable& table) {
  table_ = table;
  Prepared prepared = open(config_, table_);
  // Interfaces of no concern come and go by the hundred on some machines.
  if (listens_alike(*prepared.opened.set, *current_) && complaints_of(prepared) == complaints_) return;
  take_into_use(std::move(prepared));
  log_(messages::interfaces_changed, open_count());
}

void Listener::take_into_use(Prepared prepared) {
  for (const std::string& warning : prepared.plan.warnings)
    if (!current_) log_(messages::socket_raw_unsupported, warning);
  std::vector<std::string> complaints = complaints_of(prepared);
  for (const std::string& complaint : complaints)
    if (std::ranges::find(complaints_, complaint) == complaints_.end())
      log_(messages::open_socket_fail, complaint);
  complaints_ = std::move(complaints);
  for (const OpenPoint& open : prepared.opened.set->points)
    if (!current_ || current_->find(open.point.interface_index) == nullptr)
      log_(messages::open_socket, open.point.interface_name, kind_of_socket(open), open.udp.size());
  const bool newly_deaf = prepared.opened.set->points.empty() && (!current_ || !current_->points.empty());
  current_ = prepared.opened.set;
  set_udp_intake(*current_);
  events_.listen(current_);
  if (newly_deaf) log_(messages::no_sockets_open);
  schedule_retry();
}

void Listener::schedule_retry() {
  timers_.cancel(retry_timer_);
  if (complaints_.empty() || retries_ >= config_.service_sockets_max_retries) return;
  retry_timer_ = timers_.call_at(
      std::chrono::steady_clock::now() + std::chrono::milliseconds(config_.service_sockets_retry_wait_time),
      [this] { retry(); });
}

void Listener::retry() {
  ++retries_;
  take_into_use(open(config_, table_));
  if (complaints_.empty() || retries_ < config_.service_sockets_max_retries) return;
  log_(messages::open_sockets_failed, retries_);
  if (config_.service_sockets_require_all) events_.gave_up();
}

}  // namespace dhcp::server
