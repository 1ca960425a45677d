/// @file
/// The DHCPv4 server without its sockets. `Engine4` takes received datagrams and hands out replies; it opens
/// nothing, reads no clock, starts no thread. Put it into any event loop: examples/embedded-server shows one
/// in a page.
///
/// Threads: an engine serves N workers. `handle`, `flush`, `advance` and `drain` of one worker are called on
/// that worker's thread only; different workers run at the same time. `reconfigure`, `set_interfaces` and
/// `retire` may be called from any one thread at a time, while workers run.
/// @floor engine
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "dhcpcore/clock.hpp"
#include "dhcpcore/config4.hpp"
#include "dhcpcore/datagram.hpp"
#include "dhcpcore/executor.hpp"
#include "dhcpcore/explanation.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/host_store.hpp"
#include "dhcpcore/lease_store.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpcore/modules.hpp"
#include "dhcpcore/name_change.hpp"
#include "dhcpcore/random.hpp"
#include "dhcpcore/result.hpp"
#include "dhcpcore/statistics.hpp"
#include "dhcpcore/task.hpp"

namespace dhcp {

/// What an engine is built from. The objects are the caller's and outlive the engine.
struct Engine4Parts {
  /// What is in it when the engine is made is what statistics begin with.
  LeaseStore4& leases;
  Log& log;
  Statistics4& statistics;  ///< of this engine alone
  /// Further sources of reservations, asked after those of the configuration.
  std::vector<HostStore4*> hosts;
  NameChangeSink* name_changes = nullptr;
  /// How modules let queries go on that wait for them; without one no query can wait. A job that is posted
  /// while the engine goes does nothing. The engine is not destroyed while one runs.
  Executor* executor = nullptr;
};

/// Who wants the service to rest, by the numbers of `origin-id`: 1 is the user, 2000 and up are relationships
/// of high availability.
using ServiceOrigin = std::uint32_t;
inline constexpr ServiceOrigin service_origin_user = 1;

struct Engine4Limits {
  unsigned workers = 1;
  /// Queries of one worker that may be under way at once; further ones wait undecoded, as many as the
  /// configuration lets (`packet-queue-size`), the oldest giving way to the newest.
  std::uint32_t slots_per_worker = 4096;
  /// The port replies to clients go to (0: 68) and relays are answered at (0: 67, or their relay-port).
  std::uint16_t client_port = 0;
  std::uint16_t server_port = 67;
  /// Longest wait for a commit before the query is given up (its client will ask again). What the store makes
  /// of it later, up to ten times as long, still counts in statistics and DNS.
  std::chrono::milliseconds commit_deadline{10000};
  /// How long a query may wait for sources of reservations, in all, before it is given up: who is not known
  /// to have none is not served as if he had none.
  std::chrono::milliseconds host_deadline{10000};
  std::uint64_t random_seed = 0;
  /// Answer to the address and port that a query came from (KEA_TEST_SEND_RESPONSES_TO_SOURCE).
  bool send_to_source = false;
  /// Longest wait for a module at one hook point before the query is dropped.
  std::chrono::milliseconds park_deadline{60000};
};

class DHCPCORE_API Engine4 {
 public:
  Engine4(Engine4Parts parts, Engine4Limits limits, std::shared_ptr<const Config4> config,
          std::shared_ptr<const InterfaceTable> interfaces);
  ~Engine4();
  Engine4(const Engine4&) = delete;
  Engine4& operator=(const Engine4&) = delete;

  /// Takes one datagram. Replies that wait for nothing are sent within the call; those that follow a commit
  /// are sent when it completes, to `sink`, which must live as long as the worker. The datagram's bytes are
  /// copied if the query has to wait.
  void handle(WorkerId worker, const Datagram4& datagram, const Now& now, ReplySink4& sink);
  /// Takes the datagrams that came together, one after the other as above. Better than one call for each:
  /// what their queries are going to read is fetched from memory for many at a time.
  void handle(WorkerId worker, std::span<const Datagram4> batch, const Now& now, ReplySink4& sink);
  /// End of a receive batch: everything committed in it becomes durable in one write, and its replies leave.
  void flush(WorkerId worker);
  /// Lets time pass: ends waits that are over, reclaims leases that have ended, a few hundred at a time, and
  /// finishes what else is due. Call when `next_deadline` has come, and `flush` afterwards.
  void advance(WorkerId worker, const Now& now);
  /// When `advance` is needed next; `SteadyTime::max()` when nothing waits.
  SteadyTime next_deadline(WorkerId worker) const;

  /// Makes instances of modules for a configuration, in the order in which they are to be asked; all or none.
  /// The error names the module. Nothing changes until `reconfigure` is given the result, which ends with the
  /// engine at the latest.
  Result<ModuleSetPointer> prepare_modules(const Config4& config, std::span<const ModuleSpec> modules);
  /// Queries made after this call are answered from the new configuration; those under way end with the old
  /// one and its modules, but commit nothing that the new one no longer allows. Wake all workers afterwards
  /// (`advance`): the first one's `next_deadline` has changed, and each one holds the old configuration until
  /// it has seen the new one and none of its queries needs the old one any more; see `retire`. `now` is the
  /// time at which the statistics of what is configured anew begin; without it, that of the latest query.
  void reconfigure(std::shared_ptr<const Config4> config, const Now& now = {},
                   ModuleSetPointer modules = nullptr);
  void set_interfaces(std::shared_ptr<const InterfaceTable> interfaces);
  /// Ends the modules of former configurations that no worker holds any more, and frees what else belongs to
  /// those, on the thread that calls: no worker spends its time on that. Returns how many are still held.
  /// The next `reconfigure` or `set_interfaces` does it, too.
  std::size_t retire();

  /// While anybody has disabled the service every query is dropped (`dhcp-disable`). Any thread.
  void disable_service(ServiceOrigin origin);
  void enable_service(ServiceOrigin origin);
  bool service_enabled() const;

  /// Why `datagram` would be answered as it would be at `now`, and with what; nothing comes of it: leases,
  /// statistics and allocation go on as if it had not come. Queries under way are not taken into account.
  /// The datagram's bytes are copied before this returns. The task suspends only where reads of the lease or
  /// host stores do, and is not destroyed while it waits. Call it where they may be read; the engine outlives
  /// it.
  Task<Explanation> explain(const Datagram4& datagram, const Now& now) const;

  /// Lets modules see what a configuration backend has brought: a list of entries. Any thread.
  void configuration_updated(const Value& entries);
  /// The response to a command as modules want it. Any thread.
  Value command_processed(std::string_view name, const Value& arguments, Value response);
  /// How often a module wanted a query to go on that was gone. Any thread.
  std::uint64_t stale_resumptions() const;

  /// Queries that are under way or wait at this moment. Zero after the store has completed what was
  /// submitted.
  std::uint32_t in_flight(WorkerId worker) const;
  /// Ends what still waits, without replies. Call on each worker before destroying the engine.
  void cancel(WorkerId worker);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dhcp
