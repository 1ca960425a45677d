#include "replay/replayed_server.hpp"

#include <algorithm>
#include <stdexcept>

namespace dhcp::replay {

ReplayedServer::ReplayedServer(std::shared_ptr<const Config4> config,
                               std::shared_ptr<const InterfaceTable> interfaces,
                               std::unique_ptr<LeaseStore4> leases)
    : leases_(std::move(leases)),
      log_(null_log_sink(), log_nothing),
      engine_({*leases_, log_, statistics_, {}, nullptr}, {}, std::move(config), std::move(interfaces)) {}

ReplayedServer::~ReplayedServer() {
  engine_.cancel(0);
}

std::optional<Answer> ReplayedServer::ask(const CapturedQuery& query) {
  const Now now = pass_to(query);
  answer_.reset();
  engine_.handle(0, query.datagram, now, *this);
  engine_.flush(0);
  return std::exchange(answer_, std::nullopt);
}

Explanation ReplayedServer::explain(const CapturedQuery& query) {
  Task<Explanation> task = engine_.explain(query.datagram, pass_to(query));
  task.start();
  if (!task.done()) throw std::logic_error("leases in memory made a query wait");
  return task.take();
}

/// What is due on the way is done: leases are reclaimed as they would have been.
Now ReplayedServer::pass_to(const CapturedQuery& query) {
  latest_ = std::max(latest_, query.time);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(latest_);
  const Now now{seconds.count(), SteadyTime(std::chrono::duration_cast<SteadyTime::duration>(latest_))};
  constexpr unsigned enough = 100'000;  // pieces of work; a timer of zero seconds must not hold us for ever
  for (unsigned i = 0; i < enough && engine_.next_deadline(0) <= now.steady; ++i) {
    engine_.advance(0, now);
    engine_.flush(0);
  }
  return now;
}

void ReplayedServer::send(const Reply4& reply) {
  answer_ = Answer{{reply.payload.begin(), reply.payload.end()}, reply.destination, reply.destination_port};
}

}  // namespace dhcp::replay
