#include "engine/worker4.hpp"

#include <algorithm>
#include <exception>

#include "engine/hooks4.hpp"
#include "engine/lookahead4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {
// What may wait when the configuration sets no limit.
constexpr std::size_t most_waiting = 4096;
constexpr std::size_t largest_udp_payload = 65507;

/// Something inside failed: the query is lost, the server goes on. The message may not have been read yet.
void give_up(Context4& q, const LogMessage& failure, std::string_view reason) {
  const Octets client{q.hardware_address.bytes.view()};
  q.log(failure, client, reason);
  q.drop(messages4::drop_failed, client, reason);
}
}  // namespace

/// However a query ends, its client may ask again, its address is free for others, and its configuration may
/// go. The slot itself is reused when its coroutine is off the stack.
class Worker4::Ending {
 public:
  Ending(Worker4& worker, Slot4& slot) : worker_(worker), slot_(slot) {}
  Ending(const Ending&) = delete;
  Ending& operator=(const Ending&) = delete;
  ~Ending() {
    if (hooked(slot_.context, HookPoint4::context_destroy)) hook4::context_destroy(slot_.context);
    slot_.context.clear();
    worker_.setups_.unpin(std::exchange(slot_.pin, nullptr));
    worker_.finished_.push_back(&slot_);
  }

 private:
  Worker4& worker_;
  Slot4& slot_;
};

void Context4::clear() {
  interface = nullptr;
  client_id_mark.release();
  hardware_address_mark.release();
  relay_information_recovered = false;
  client_id.clear();
  hardware_address = {};
  subnet = nullptr;
  members.clear();
  host = nullptr;
  hosts.clear();
  early_host = nullptr;
  place = {};
  lost = false;
  name.clear();
  holds = false;
  occupied = false;
  pools_tried = 0;
  reserved_block.clear();
  claim.release();
  change_count = 0;
  for (LeaseChange4& change : changes) change.outcome = ChangeOutcome::pending;
  reply = MessageType4::none;
  v6_only = false;
  hooks.clear();
}

Worker4::Worker4(WorkerId id, Shared4& shared)
    : id_(id), shared_(shared), waits_(id, shared.limits.slots_per_worker), parked_(waits_, shared.parking) {
  scratch_.message.resize(largest_udp_payload);
  scratch_.random = SeededRandom(shared.limits.random_seed + id);
  slots_.reserve(shared.limits.slots_per_worker);
  free_.reserve(shared.limits.slots_per_worker);
  finished_.reserve(shared.limits.slots_per_worker);
  setups_.refresh(shared.setup);
  if (id == 0) reclamation_.emplace(shared, waits_);
  if (ResumptionInbox* inbox = shared.parking.inbox(id))
    inbox->open(this, [](void* worker, std::span<const Resumption> all) noexcept {
      static_cast<Worker4*>(worker)->resume(all);
    });
}

Worker4::~Worker4() {
  if (ResumptionInbox* inbox = shared_.parking.inbox(id_)) inbox->close();
  cancel();
}

/// The path of a query, from top to bottom.
Task<void> Worker4::serve(Slot4& slot) {
  const Ending ending(*this, slot);
  Context4& q = slot.context;
  try {
    if (hooked(q, HookPoint4::context_create)) hook4::context_create(q);
    if (!stage4::decode(q) || !stage4::accept_type(q)) co_return;
    if (q.snapshot().stash_agent_options) co_await stage4::recover_relay_information(q);
    if (!stage4::classify(q)) co_return;
    if (hooked(q, HookPoint4::pkt4_receive) && !hook4::pkt4_receive(q)) co_return;
    if (q.snapshot().early_global_reservations_lookup) {
      const bool known = co_await stage4::find_global_host(q);
      if (!known || !stage4::classify_by_global_host(q)) co_return;
    }
    stage4::select_subnet(q);
    if (!stage4::admit(q)) co_return;
    if (hooked(q, HookPoint4::subnet4_select)) {
      const bool stays = co_await hook4::subnet4_select(q);
      if (!stays) co_return;
    }
    if (!stage4::accept_sender(q)) co_return;
    const bool known = co_await stage4::find_host(q);
    if (!known || !stage4::classify_by_host(q)) co_return;
    switch (q.query.type()) {
      case MessageType4::discover:
        co_await stage4::discover(q);
        break;
      case MessageType4::request:
        co_await stage4::request(q);
        break;
      case MessageType4::inform:
        stage4::inform(q);
        break;
      case MessageType4::release:
        co_await stage4::release(q);
        break;
      case MessageType4::decline:
        co_await stage4::decline(q);
        break;
      default:
        break;
    }
    if (q.has_changed_leases() && hooked(q, HookPoint4::leases4_committed)) {
      const bool answered = co_await hook4::leases4_committed(q);
      if (!answered) co_return;
    }
    if (q.reply == MessageType4::none) co_return;
    stage4::require_classes(q);
    stage4::answer(q);
  } catch (const std::exception& error) {
    give_up(q, messages4::process_std_exception, error.what());
  } catch (...) {
    give_up(q, messages4::process_exception, "an exception of unknown type");
  }
}

Slot4* Worker4::take_slot() {
  if (!free_.empty()) {
    Slot4* slot = free_.back();
    free_.pop_back();
    return slot;
  }
  if (slots_.size() == shared_.limits.slots_per_worker) return nullptr;
  slots_.push_back(std::make_unique<Slot4>());
  Slot4& slot = *slots_.back();
  slot.context.shared = &shared_;
  slot.context.worker = id_;
  slot.context.waits = &waits_;
  slot.context.parked = &parked_;
  slot.context.scratch = &scratch_;
  slot.context.setups = &setups_;
  slot.context.explanation = shared_.explanation;
  return &slot;
}

void Worker4::refresh() {
  setups_.refresh(shared_.setup);
  scratch_.places.use(setups_.current(), setups_.generation());
}

Slot4* Worker4::begin(const Datagram4& datagram, const Now& now, ReplySink4& sink) {
  recycle();
  refresh();
  shared_.parts.statistics.at(id_, now);
  Slot4* slot = take_slot();
  if (!slot) return nullptr;
  ++queries_since_advance_;
  Context4& q = slot->context;
  slot->received.keep(datagram);
  slot->pin = setups_.pin();
  q.setup = slot->pin->setup.get();
  q.hooks.points = q.setup->hook_points();
  q.datagram = slot->received.datagram();
  q.now = now;
  q.sink = &sink;
  q.interface = datagram.carrier ? q.setup->interfaces()->find(datagram.carrier->interface)
                                 : q.setup->interface(datagram.interface_index);
  return slot;
}

void Worker4::run(Slot4& slot) {
  slot.task = serve(slot);
  slot.task.start();
  recycle();
}

void Worker4::handle(const Datagram4& datagram, const Now& now, ReplySink4& sink) {
  Slot4* slot = waiting_.empty() ? begin(datagram, now, sink) : nullptr;
  if (!slot) return wait(datagram, now, sink);
  run(*slot);
}

void Worker4::handle(std::span<const Datagram4> batch, const Now& now, ReplySink4& sink) {
  while (!batch.empty()) {
    const std::size_t count = std::min(batch.size(), most_looked_at);
    refresh();
    look_ahead(shared_, setups_.current(), scratch_, id_, batch.first(count));
    for (const Datagram4& datagram : batch.first(count)) handle(datagram, now, sink);
    batch = batch.subspan(count);
  }
}

void Worker4::wait(const Datagram4& datagram, const Now& now, ReplySink4& sink) {
  const std::size_t configured = setups_.current().config()->packet_queue_size();
  const std::size_t limit = configured == 0 ? most_waiting : configured;
  while (waiting_.size() >= limit) {
    shared_.parts.statistics.add(id_, Statistic4::pkt4_received);
    shared_.parts.statistics.add(id_, Statistic4::pkt4_receive_drop);
    shared_.parts.log(messages4::queue_full, waiting_.size(), id_);
    waiting_.pop();
  }
  waiting_.push(datagram, now, sink);
}

bool Worker4::begin_waiting() {
  bool begun = false;
  while (!waiting_.empty()) {
    const QueryQueue4::Query& oldest = waiting_.front();
    Slot4* slot = begin(oldest.received.datagram(), oldest.now, *oldest.sink);
    if (!slot) break;
    waiting_.pop();
    run(*slot);
    begun = true;
  }
  return begun;
}

Task<void> Worker4::serve_one(const Datagram4& datagram, const Now& now, ReplySink4& sink) {
  return serve(*begin(datagram, now, sink));
}

// What has waited for a slot may commit, too.
void Worker4::flush() {
  do {
    shared_.parts.leases.flush(id_);
    recycle();
  } while (begin_waiting());
}

void Worker4::resume(std::span<const Resumption> all) {
  parked_.resume(all);
  flush();
}

void Worker4::advance(const Now& now) {
  shared_.parts.statistics.at(id_, now);
  setups_.refresh(shared_.setup);
  waits_.expire(now.steady);
  if (reclamation_) reclamation_->advance(now, std::exchange(queries_since_advance_, 0u) != 0);
  recycle();
}

SteadyTime Worker4::next_deadline() const {
  const SteadyTime waits = waits_.next_deadline();
  return reclamation_ ? std::min(waits, reclamation_->next()) : waits;
}

void Worker4::recycle() {
  for (Slot4* slot : finished_) {
    slot->task.reset();
    free_.push_back(slot);
  }
  finished_.clear();
}

void Worker4::cancel() {
  if (reclamation_) reclamation_->cancel();
  waiting_.clear();
  waits_.cancel_all();
  recycle();
  // What waits elsewhere (for a read of the lease store) is destroyed where it is.
  for (const auto& slot : slots_) slot->task.reset();
  recycle();
}

}  // namespace dhcp
