#include "dhcp4/worker.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "dhcp4/messages.hpp"
#include "runtime/log_router.hpp"

namespace dhcp::server {
namespace {

std::string_view fault_text(const Received4& received) {
  if (received.reception == Reception::oversized) return "it is larger than any DHCP message";
  switch (received.fault) {
    case FrameFault::truncated:
      return "it is shorter than its headers say";
    case FrameFault::fragment:
      return "it is a fragment";
    case FrameFault::ip_checksum:
      return "the checksum of its IP header is wrong";
    case FrameFault::udp_checksum:
      return "its UDP checksum is wrong";
    default:
      return "it is no UDP datagram";
  }
}

}  // namespace

/// One socket of a worker, as its loop knows it.
struct Worker::Source final : EventHandler {
  Source(Worker& w, int fd, const OpenPoint* raw) : worker(w), socket(fd), raw_point(raw) {}
  void ready() override { worker.receive(*this); }

  Worker& worker;
  const int socket;
  const OpenPoint* const raw_point;  ///< null: a UDP socket
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
  constexpr unsigned few = 2;
  constexpr unsigned enough = ReceiveBatch::capacity / 2;
  if (received_ >= few && received_ < enough) std::this_thread::sleep_for(rest);
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
    received_ = 0;
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
  const auto add = [&](const WorkerSockets& of_workers, const OpenPoint* raw_point) {
    const int fd = of_workers[id_].get();
    sources_.push_back(std::make_unique<Source>(*this, fd, raw_point));
    if (!loop_.add(fd, *sources_.back())) surroundings_.log(messages::open_socket_fail, std::strerror(errno));
  };
  for (const OpenPoint& open : sockets_->points) {
    if (open.raw)
      add(*open.raw, &open);
    else
      for (const AddressSockets& udp : open.udp) add(*udp.sockets, nullptr);
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

void Worker::receive(const Source& source) {
  const unsigned count = receive_batch_.receive(source.socket);
  if (count == 0) return;
  received_ += count;
  const Now now = surroundings_.clock.now();
  for (unsigned i = 0; i < count; ++i)
    take(source.raw_point != nullptr ? receive_batch_.raw(i)
                                     : receive_batch_.udp(i, surroundings_.server_port),
         source, now);
}

void Worker::take(const Received4& received, const Source& source, const Now& now) {
  const Datagram4& datagram = received.datagram;
  if (received.reception != Reception::good) {
    surroundings_.statistics.at(id_, now);
    surroundings_.statistics.add(id_, Statistic4::pkt4_receive_drop);
    surroundings_.log(messages::receive_fail, datagram.interface_index, fault_text(received));
    return;
  }
  // A raw socket also sees what passes through to other hosts; that is not ours to count.
  if (source.raw_point != nullptr && !datagram.destination.is_broadcast() &&
      !source.raw_point->has_address(datagram.destination))
    return;
  engine_->handle(id_, datagram, now, send_batch_);
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
