/// @file
/// Keeps the server listening where its configuration says, while interfaces come and go.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "dhcp4/sockets4.hpp"
#include "dhcpcore/config4.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpcore/result.hpp"
#include "runtime/timers.hpp"

namespace dhcp::server {

/// Used by the control thread.
class Listener {
 public:
  struct Events {
    /// A new set is to be used by the workers.
    std::function<void(const std::shared_ptr<const SocketSet>&)> listen;
    /// Sockets that the configuration requires stay closed after all attempts.
    std::function<void()> gave_up;
  };
  Listener(Log& log, Timers& timers, unsigned workers, std::uint16_t port, Events events);

  /// What a configuration needs beyond what is open; nothing is in use yet.
  struct Prepared {
    InterfacesConfig config;
    ListenPlan plan;
    OpenedSockets opened;
  };
  /// Opens the sockets that `config` needs and that are not open. An error, when an entry makes no sense or
  /// when `all_required` and a socket does not open; nothing has changed then.
  Result<Prepared> prepare(const InterfacesConfig& config, const InterfaceTable& table,
                           bool all_required) const;
  /// Takes prepared sockets into use and logs what is not open. Cannot fail. Attempts that the configuration
  /// grants for the rest begin.
  void commit(Prepared prepared, const InterfaceTable& table);
  /// The interfaces are different now: opens what has become possible, leaves what is gone.
  void interfaces_changed(const InterfaceTable& table);

  std::size_t open_count() const { return current_ ? current_->points.size() : 0; }
  const std::shared_ptr<const SocketSet>& sockets() const { return current_; }

 private:
  Prepared open(const InterfacesConfig& config, const InterfaceTable& table) const;
  void take_into_use(Prepared prepared);
  void schedule_retry();
  void retry();

  Log& log_;
  Timers& timers_;
  const unsigned workers_;
  const std::uint16_t port_;
  const Events events_;
  InterfacesConfig config_;
  InterfaceTable table_;
  std::shared_ptr<const SocketSet> current_;
  std::vector<std::string> complaints_;  ///< what was last logged as not open
  std::uint32_t retries_ = 0;
  Timers::Id retry_timer_ = 0;
};

}  // namespace dhcp::server
