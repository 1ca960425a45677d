/// @file
/// The threads that answer queries: each has a loop, its own sockets, and its share of the clients.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "dhcp4/four_over_six_port.hpp"
#include "dhcp4/receive_batch.hpp"
#include "dhcp4/send_batch.hpp"
#include "dhcp4/sockets4.hpp"
#include "dhcpcore/clock.hpp"
#include "dhcpcore/engine4.hpp"
#include "dhcpcore/executor.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpcore/statistics.hpp"
#include "runtime/event_loop.hpp"

namespace dhcp::server {

/// What workers share; outlives them.
struct WorkerSurroundings {
  Log& log;
  const Clock& clock;
  Statistics4& statistics;
  std::uint16_t server_port = 67;
};

/// One worker. Constructed and destroyed by the thread that controls it; `run` is its own thread's.
class Worker {
 public:
  Worker(WorkerId id, const WorkerSurroundings& surroundings);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  EventLoop& loop() { return loop_; }

  /// Serves until told to stop.
  void run(Engine4& engine);
  /// On the worker's thread: listen by these sockets from now on.
  void listen(std::shared_ptr<const SocketSet> sockets);
  /// On the worker's thread: serve what comes by this port too, and no longer what comes by the one before.
  /// Null: none any more.
  void listen(std::unique_ptr<FourOverSixPort> port);
  /// Any thread: how many DISCOVERs were dropped, since this was asked last, because of overload.
  std::uint64_t take_shed() { return shed_.exchange(0, std::memory_order_relaxed); }
  /// On the worker's thread: take nothing more, end when nothing waits any more, at `deadline` at the latest.
  void drain(SteadyTime deadline);

 private:
  struct Source;
  void finish_round();
  void gather() const;
  void leave_port();
  void receive(Source& source);
  std::size_t sift(Source& source, std::span<const Received4> received, const Now& now);
  void count_shed(unsigned discovers, const Now& now);
  bool is_query(const Source& source, const Received4& received, const Now& now);

  const WorkerId id_;
  const WorkerSurroundings& surroundings_;
  EventLoop loop_;
  ReceiveBatch receive_batch_;
  std::array<Received4, DatagramSource::batch_size> received_;
  std::array<Datagram4, DatagramSource::batch_size> queries_;  ///< those of `received_` that are some
  SendBatch send_batch_;
  std::shared_ptr<const SocketSet> sockets_;
  std::vector<std::unique_ptr<Source>> sources_;
  /// The last one is in use; replies may still come to those before it.
  std::vector<std::unique_ptr<FourOverSixPort>> ports_;
  Engine4* engine_ = nullptr;
  std::size_t received_in_round_ = 0;
  std::atomic<std::uint64_t> shed_{0};
  bool draining_ = false;
  SteadyTime drain_deadline_{};
};

/// All workers and their threads. The jobs of stores and other threads reach them through `post`.
class WorkerPool final : public Executor {
 public:
  WorkerPool(unsigned workers, const WorkerSurroundings& surroundings);
  /// Ends what still runs, without waiting for queries.
  ~WorkerPool() override;

  unsigned size() const { return static_cast<unsigned>(workers_.size()); }
  void post(WorkerId worker, Job job) override { workers_[worker]->loop().post(job); }

  /// Starts the threads. `engine` outlives `stop`.
  void start(Engine4& engine);
  /// Lets every worker listen by `sockets`; those of the set before that are in no set any more close when
  /// the last worker has left them.
  void listen(const std::shared_ptr<const SocketSet>& sockets);
  /// Lets one worker serve what a DHCPv6 server brings. Null: nobody.
  void listen(std::unique_ptr<FourOverSixPort> port);
  /// `Worker::take_shed` of all.
  std::uint64_t take_shed();
  /// No more queries; returns when those under way are answered, or given up at `deadline`.
  void stop(SteadyTime deadline);

 private:
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
};

}  // namespace dhcp::server
