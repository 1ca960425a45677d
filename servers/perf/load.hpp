/// @file
/// The load itself, without I/O: what to send when, and what each reply means. Time is an argument.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dhcpcore/random.hpp"
#include "perf/clients.hpp"
#include "perf/exchange_table.hpp"
#include "perf/lease_log.hpp"
#include "perf/message_template.hpp"
#include "perf/options.hpp"
#include "perf/outbox.hpp"
#include "perf/pacer.hpp"
#include "perf/reply.hpp"
#include "perf/statistics.hpp"

namespace dhcp::perf {

/// Why no more exchanges are started.
enum class StopReason : std::uint8_t { exchanges, period, drops, interrupted };
std::string_view stop_reason_name(StopReason reason);

/// Runs exchanges of the simulated clients against whatever its caller connects it to: fills an outbox, is
/// given datagrams. Counts in `statistics`; never allocates after construction but for growing uniqueness
/// checks. Not thread-safe.
class Load {
 public:
  /// `relays`: the giaddrs to draw from; empty: clients speak for themselves. The references must outlive the
  /// object. The clocks of the rates start at `now`.
  Load(const Options& options, std::vector<Ipv4Address> relays, Random& random, LeaseLog& leases,
       Statistics& statistics, SteadyTime now);

  /// Sends what is due, as far as `out` has room.
  void send_due(SteadyTime now, Outbox& out);
  /// A datagram arrived; `out` must have room for one message.
  void receive(SteadyTime now, ByteView datagram, Outbox& out);
  /// Gives up requests that waited for the drop time.
  void expire(SteadyTime now);

  /// Starts no more exchanges, renewals or releases. Without `finish`, sends nothing more at all: replies to
  /// what is in flight are still counted.
  void stop(StopReason reason, bool finish);
  /// Whether one of the limits -n, -p, -D has been reached, and which.
  std::optional<StopReason> limit_reached(SteadyTime now) const;
  std::optional<StopReason> stopped() const { return stopped_; }

  std::uint32_t in_flight() const { return exchanges_.in_flight(); }
  /// When the next call of `send_due` or `expire` has something to do, as far as time decides.
  SteadyTime next_event() const;

 private:
  bool may_start(SteadyTime now);
  bool start_exchange(SteadyTime now, Outbox& out);
  bool start_renewal(SteadyTime now, Outbox& out);
  bool send_release(Outbox& out);

  void offered(Exchange& exchange, const Reply& reply, SteadyTime now, Outbox& out);
  void acknowledged(Exchange& exchange, const Reply& reply, SteadyTime now);
  void rejected(Exchange& exchange, SteadyTime now);
  void count_received(const Exchange& exchange, SteadyTime now);
  void end(Exchange& exchange);
  void drop(Exchange& exchange);

  void send(MessageKind kind, const Fields& fields, Outbox& out);
  Ipv4Address draw_relay();

  const Options& options_;
  std::vector<Ipv4Address> relays_;
  Random& random_;
  LeaseLog& leases_;
  Statistics& statistics_;
  std::array<MessageTemplate, message_kind_count> templates_;
  ExchangeTable exchanges_;
  Clients clients_;
  Pacer exchange_pacer_;
  Pacer renew_pacer_;
  Pacer release_pacer_;
  std::uint64_t preload_left_;
  std::uint64_t started_ = 0;
  std::uint64_t not_started_ = 0;
  Ipv4Address first_server_;
  std::optional<StopReason> stopped_;
  bool silent_ = false;
};

}  // namespace dhcp::perf
