#include "dhcp4/worker.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "dhcp4/messages.hpp"
#include "dhcp4/overload.hpp"
#include "runtime/log_router.hpp"

namespace dhcp::server {
/// One socket of a worker, as its loop knows it.
struct Worker::Source final : EventHandler {
  Source(Worker& w, const Descriptor& s, std::shared_ptr<DatagramSource> d, const OpenPoint* raw)
      : worker(w), socket(s.get()), datagrams(std::move(d)), raw_point(raw) {}
  void ready() override { worker.receive(*this); }

  Worker& worker;
  const int socket;
  const std::shared_ptr<DatagramSource> datagrams;
  const OpenPoint* const raw_point;  ///< null: a UDP socket
  Overload overload;
};

Worker::Worker(WorkerId id, const WorkerSurroundings& surroundings)
    : id_(id), surroundings_(surroundings), send_batch_(id, [this](Ipv4Address destination, int error) {
        surroundings_.log(messages::send_fail, destination.to_string(), std::strerror(error));
      }) {}

Worker::~Worker() = default;

/// Where queries follow each other closely, a short rest gathers more of them for the next round, whose
/// wake-up, writes and other system calls they share. It begins with two that came together, so that no rest
/// follows a single query, and ends where there is enough for a round anyway.
void Worker::gather() const {
  constexpr std::chrono::microseconds rest(100);
  constexpr std::size_t few = 2;
  constexpr std::size_t enough = DatagramSource::batch_size / 2;
  if (received_in_round_ >= few && received_in_round_ < enough) std::this_thread::sleep_for(rest);
}

/// All that came in one round becomes durable together, is logged together, and then its replies leave.
void Worker::finish_round() {
  engine_->flush(id_);
  LogRouter::release_lines();
  send_batch_.flush();
}

void Worker::run(Engine4& engine) {
  engine_ = &engine;
  LogRouter::hold_lines();
  for (;;) {
    const SteadyTime due = engine.next_deadline(id_);
    received_in_round_ = 0;
    loop_.wait(draining_ ? std::min(due, drain_deadline_) : due);
    finish_round();
    gather();
    if (engine.next_deadline(id_) != SteadyTime::max()) {
      const Now now = surroundings_.clock.now();
      if (engine.next_deadline(id_) <= now.steady) {
        engine.advance(id_, now);
        finish_round();
      }
    }
    if (draining_ && (engine.in_flight(id_) == 0 || surroundings_.clock.now().steady >= drain_deadline_))
      break;
  }
  engine.cancel(id_);
  send_batch_.use(nullptr);
}

void Worker::listen(std::shared_ptr<const SocketSet> sockets) {
  if (draining_) return;
  // Between leaving the old set and entering the new one nothing is lost: what arrives waits in the sockets.
  for (const auto& source : sources_) loop_.remove(source->socket, *source);
  sources_.clear();
  send_batch_.use(sockets);
  sockets_ = std::move(sockets);
  const auto add = [&](const Descriptor& socket, std::shared_ptr<DatagramSource> datagrams,
                       const OpenPoint* raw_point) {
    sources_.push_back(std::make_unique<Source>(*this, socket, std::move(datagrams), raw_point));
    if (!loop_.add(socket.get(), *sources_.back()))
      surroundings_.log(messages::open_socket_fail, std::strerror(errno));
  };
  for (const OpenPoint& open : sockets_->points) {
    if (open.raw) {
      const auto& [socket, ring] = (*open.raw)[id_];
      if (ring)
        add(socket, ring, &open);
      else
        add(socket, MessageSource::raw(socket.get(), receive_batch_), &open);
      continue;
    }
    for (const AddressSockets& udp : open.udp) {
      const Descriptor& socket = (*udp.sockets)[id_];
      add(socket, MessageSource::udp(socket.get(), surroundings_.server_port, receive_batch_), nullptr);
    }
  }
}

void Worker::leave_port() {
  if (ports_.empty() || ports_.back()->descriptor() < 0) return;
  loop_.remove(ports_.back()->descriptor(), *ports_.back());
  ports_.back()->close();
}

void Worker::listen(std::unique_ptr<FourOverSixPort> port) {
  if (draining_) return;
  leave_port();
  if (!port) return;
  ports_.push_back(std::move(port));
  FourOverSixPort& used = *ports_.back();
  used.serve(*engine_, id_);
  if (!loop_.add(used.descriptor(), used))
    surroundings_.log(messages::open_socket_fail, std::strerror(errno));
}

void Worker::drain(SteadyTime deadline) {
  for (const auto& source : sources_) loop_.remove(source->socket, *source);
  sources_.clear();
  if (!ports_.empty() && ports_.back()->descriptor() >= 0)
    loop_.remove(ports_.back()->descriptor(), *ports_.back());
  draining_ = true;
  drain_deadline_ = deadline;
}

void Worker::receive(Source& source) {
  DatagramSource& datagrams = *source.datagrams;
  source.overload.begin_round();
  for (bool goes_on = true; goes_on;) {
    const std::size_t count = datagrams.receive(received_);
    const Now now = surroundings_.clock.now();
    const std::size_t queries = sift(source, std::span(received_).first(count), now);
    engine_->handle(id_, std::span(queries_).first(queries), now, send_batch_);
    datagrams.release();
    received_in_round_ += count;
    const bool all = count < received_.size();
    goes_on = source.overload.goes_on(all ? 0 : datagrams.quarters_full());
  }
}

/// Puts what the engine is to answer into `queries_`; returns how many those are.
std::size_t Worker::sift(Source& source, std::span<const Received4> received, const Now& now) {
  std::size_t count = 0;
  unsigned shed = 0;
  for (const Received4& one : received) {
    if (!is_query(source, one, now)) continue;
    if (source.overload.admits(one.datagram.payload))
      queries_[count++] = one.datagram;
    else
      ++shed;
  }
  if (shed != 0) count_shed(shed, now);
  return count;
}

/// Of each is known that it is a DISCOVER, and nothing else.
void Worker::count_shed(unsigned discovers, const Now& now) {
  surroundings_.statistics.at(id_, now);
  for (const Statistic4 statistic :
       {Statistic4::pkt4_received, Statistic4::pkt4_discover_received, Statistic4::pkt4_receive_drop})
    surroundings_.statistics.add(id_, statistic, discovers);
  shed_.fetch_add(discovers, std::memory_order_relaxed);
}

bool Worker::is_query(const Source& source, const Received4& received, const Now& now) {
  const Datagram4& datagram = received.datagram;
  if (received.reception != Reception::good) {
    surroundings_.statistics.at(id_, now);
    surroundings_.statistics.add(id_, Statistic4::pkt4_receive_drop);
    surroundings_.log(messages::receive_fail, datagram.interface_index, fault_text(received));
    return false;
  }
  // A raw socket also sees what passes through to other hosts; that is not ours to count.
  return source.raw_point == nullptr || datagram.destination.is_broadcast() ||
         source.raw_point->has_address(datagram.destination);
}

WorkerPool::WorkerPool(unsigned workers, const WorkerSurroundings& surroundings) {
  for (unsigned i = 0; i < workers; ++i)
    workers_.push_back(std::make_unique<Worker>(static_cast<WorkerId>(i), surroundings));
}

WorkerPool::~WorkerPool() {
  stop(SteadyTime::min());
}

void WorkerPool::start(Engine4& engine) {
  for (unsigned i = 0; i < size(); ++i) {
    threads_.emplace_back([worker = workers_[i].get(), &engine] { worker->run(engine); });
    ::pthread_setname_np(threads_.back().native_handle(), fmt::format("dhcp4-worker-{}", i).c_str());
  }
}

void WorkerPool::listen(const std::shared_ptr<const SocketSet>& sockets) {
  struct Order {
    Worker& worker;
    std::shared_ptr<const SocketSet> sockets;
  };
  for (const auto& worker : workers_)
    worker->loop().post({[](void* context) noexcept {
                           const std::unique_ptr<Order> order(static_cast<Order*>(context));
                           order->worker.listen(order->sockets);
                         },
                         new Order{*worker, sockets}});
}

void WorkerPool::listen(std::unique_ptr<FourOverSixPort> port) {
  struct Order {
    Worker& worker;
    std::unique_ptr<FourOverSixPort> port;
  };
  workers_.front()->loop().post({[](void* context) noexcept {
                                   const std::unique_ptr<Order> order(static_cast<Order*>(context));
                                   order->worker.listen(std::move(order->port));
                                 },
                                 new Order{*workers_.front(), std::move(port)}});
}

std::uint64_t WorkerPool::take_shed() {
  std::uint64_t all = 0;
  for (const auto& worker : workers_) all += worker->take_shed();
  return all;
}

void WorkerPool::stop(SteadyTime deadline) {
  if (threads_.empty()) return;
  struct Order {
    Worker& worker;
    SteadyTime deadline;
  };
  for (const auto& worker : workers_)
    worker->loop().post({[](void* context) noexcept {
                           const std::unique_ptr<Order> order(static_cast<Order*>(context));
                           order->worker.drain(order->deadline);
                         },
                         new Order{*worker, deadline}});
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace dhcp::server
