#include "perf/run.hpp"

#include <poll.h>
#include <sys/prctl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace dhcp::perf {
namespace {

// Set by the handler only; the one thing a signal handler may share with the program.
volatile std::sig_atomic_t signals_seen = 0;

/// Counts SIGINT and SIGTERM while it lives.
class SignalWatch {
 public:
  SignalWatch() {
    signals_seen = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { signals_seen = signals_seen + 1; };
    sigaction(SIGINT, &action, &old_interrupt_);
    sigaction(SIGTERM, &action, &old_terminate_);
  }
  ~SignalWatch() {
    sigaction(SIGINT, &old_interrupt_, nullptr);
    sigaction(SIGTERM, &old_terminate_, nullptr);
  }
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  struct sigaction old_interrupt_ {};
  struct sigaction old_terminate_ {};
};

class Loop {
 public:
  Loop(const Options& options, Load& load, Port& port, LeaseLog& leases, Statistics& statistics,
       Progress& progress)
      : options_(options),
        load_(load),
        port_(port),
        leases_(leases),
        statistics_(statistics),
        progress_(progress) {}

  Result<StopReason> run() {
    for (;;) {
      SteadyTime now = std::chrono::steady_clock::now();
      // Replies that already wait in the socket come first: else our own backlog would look like the server's
      // drops.
      if (!backlog_) load_.expire(now);
      if (closing(now)) return *load_.stopped();
      if (!backlog_) load_.send_due(now, out_);
      if (auto outcome = flush(); !outcome) return Error{outcome.error()};

      const std::size_t asked = std::min(out_.room(), Port::batch);
      const auto received = port_.receive(asked);
      if (!received) return Error{received.error()};
      now = std::chrono::steady_clock::now();
      backlog_ = received->size() == asked && asked > 0;
      for (const ByteView datagram : *received) load_.receive(now, datagram, out_);
      if (auto outcome = flush(); !outcome) return Error{outcome.error()};

      progress_.update(now, statistics_, load_.in_flight());
      if (received->empty()) wait();
    }
  }

 private:
  /// Whether the run is over; stops the load first when a limit was reached.
  bool closing(SteadyTime now) {
    if (!load_.stopped()) {
      std::optional<StopReason> reason = load_.limit_reached(now);
      if (signals_seen > 0) reason = StopReason::interrupted;
      if (!reason) return false;
      finish_ = *reason == StopReason::exchanges || (options_.drain && *reason != StopReason::drops);
      load_.stop(*reason, finish_);
    }
    if (signals_seen > (*load_.stopped() == StopReason::interrupted ? 1 : 0)) return true;
    if (finish_ && load_.in_flight() > 0) return false;
    if (end_ == SteadyTime::max()) end_ = now + options_.exit_wait;
    return now >= end_;
  }

  /// The record of what was acknowledged comes before what is sent because of it.
  Result<void> flush() {
    if (auto outcome = leases_.flush(); !outcome) return outcome;
    const auto all = port_.send(out_);
    if (!all) return Error{all.error()};
    if (!*all) ++statistics_.local_limit;
    return {};
  }

  void wait() {
    const SteadyTime until = std::min({load_.next_event(), end_, progress_.next()});
    const auto left = std::chrono::nanoseconds(until - std::chrono::steady_clock::now()).count();
    if (left <= 0 && out_.empty()) return;
    // A signal that came before the wait is noticed by this bound at the latest. What the system would not
    // take is offered again soon.
    const long longest = out_.empty() ? 50'000'000 : 1'000'000;
    const timespec timeout{0, std::clamp(static_cast<long>(left), 0L, longest)};
    pollfd watched{port_.descriptor(), POLLIN, 0};
    ::ppoll(&watched, 1, &timeout, nullptr);
  }

  const Options& options_;
  Load& load_;
  Port& port_;
  LeaseLog& leases_;
  Statistics& statistics_;
  Progress& progress_;
  Outbox out_;
  bool backlog_ = false;  // the last batch was full, so that more may be waiting
  bool finish_ = false;
  SteadyTime end_ = SteadyTime::max();
};

}  // namespace

Result<StopReason> run(const Options& options, Load& load, Port& port, LeaseLog& leases,
                       Statistics& statistics, Progress& progress) {
  const SignalWatch watch;
  ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  auto reason = Loop(options, load, port, leases, statistics, progress).run();
  statistics.receive_overflow = port.receive_overflow();
  return reason;
}

}  // namespace dhcp::perf
