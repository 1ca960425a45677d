#include "perf/exchange_table.hpp"

#include <bit>

namespace dhcp::perf {

ExchangeTable::ExchangeTable(std::uint32_t most, std::uint32_t first_xid)
    : slots_(std::bit_ceil(std::size_t{most} * 2)),
      mask_(static_cast<std::uint32_t>(slots_.size() - 1)),
      most_(most),
      next_xid_(first_xid) {}

Exchange* ExchangeTable::begin(Stage stage, std::uint32_t client, SteadyTime now) {
  if (full()) return nullptr;
  while (slots_[next_xid_ & mask_].in_use) ++next_xid_;
  const std::uint32_t xid = next_xid_++;
  Exchange& exchange = slots_[xid & mask_];
  exchange.xid = xid;
  exchange.client = client;
  exchange.in_use = true;
  ++in_flight_;
  enqueue(exchange, stage, now);
  return &exchange;
}

void ExchangeTable::advance(Exchange& exchange, Stage stage, SteadyTime now) {
  dequeue(exchange);
  enqueue(exchange, stage, now);
}

void ExchangeTable::end(Exchange& exchange) {
  dequeue(exchange);
  exchange.in_use = false;
  --in_flight_;
}

void ExchangeTable::enqueue(Exchange& exchange, Stage stage, SteadyTime now) {
  Queue& line = queue(stage);
  const std::uint32_t slot = exchange.xid & mask_;
  exchange.stage = stage;
  exchange.sent_at = now;
  exchange.older = line.newest;
  exchange.newer = none;
  (line.newest == none ? line.oldest : slots_[line.newest].newer) = slot;
  line.newest = slot;
}

void ExchangeTable::dequeue(Exchange& exchange) {
  Queue& line = queue(exchange.stage);
  (exchange.older == none ? line.oldest : slots_[exchange.older].newer) = exchange.newer;
  (exchange.newer == none ? line.newest : slots_[exchange.newer].older) = exchange.older;
}

}  // namespace dhcp::perf
