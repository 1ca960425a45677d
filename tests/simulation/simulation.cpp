#include "simulation.hpp"

#include <fmt/format.h>

#include <array>

namespace dhcp::simulation {

using namespace std::chrono_literals;

namespace {

constexpr unsigned workers = 3;
constexpr WallTime first_day = 1'700'000'000;
constexpr Ipv4Address server_address(10, 1, 0, 1);

/// Where clients are: on the server's own link, or behind a relay.
struct Link {
  Ipv4Address relay;
  unsigned share;  ///< of a hundred clients
};
constexpr std::array links{Link{{}, 40}, Link{Ipv4Address(10, 2, 0, 1), 30},
                           Link{Ipv4Address(10, 4, 0, 1), 30}};

// Room for all on the first link, and for nearly all behind the relays. There are 2,000 clients.
constexpr std::string_view config_text = R"({"Dhcp4": {
  "valid-lifetime": 43200, "renew-timer": 32400, "rebind-timer": 39600, "decline-probation-period": 7200,
  "expired-leases-processing": {"reclaim-timer-wait-time": 300, "flush-reclaimed-timer-wait-time": 3600,
                                "hold-reclaimed-time": 86400, "max-reclaim-leases": 100},
  "client-classes": [{"name": "third", "test": "substring(pkt4.mac, 5, 1) == 0x03"}],
  "subnet4": [
    {"id": 1, "subnet": "10.1.0.0/16", "pools": [{"pool": "10.1.1.0 - 10.1.4.100"}], "authoritative": true, "allocator": "flq",
     "reservations": [{"hw-address": "02:00:00:00:00:05", "ip-address": "10.1.1.5"},
                      {"hw-address": "02:00:00:00:00:06", "ip-address": "10.1.200.6"},
                      {"client-id": "00:00:00:00:07", "ip-address": "10.1.200.7"}]},
    {"id": 4, "subnet": "10.4.0.0/16", "pools": [{"pool": "10.4.1.0 - 10.4.3.70"}], "match-client-id": false, "offer-lifetime": 120, "allocator": "random"}],
  "shared-networks": [{"name": "both", "subnet4": [
    {"id": 2, "subnet": "10.2.0.0/16", "cache-threshold": 0.25, "pools": [{"pool": "10.2.1.0/24"}]},
    {"id": 3, "subnet": "10.3.0.0/16", "pools": [{"pool": "10.3.1.0/24"}, {"pool": "10.3.2.0/24", "client-class": "third"}]}
  ]}]}})";
constexpr std::uint32_t first_free = (10u << 24) + (1u << 16) + (1u << 8);  // the pool of the first link
constexpr std::uint32_t pool_size = 3 * 256 + 101;

std::shared_ptr<const Config4> config() {
  auto parsed = Config4::parse(config_text, "simulation");
  if (!parsed) throw std::runtime_error(parsed.error().message);
  return *parsed;
}

std::shared_ptr<const InterfaceTable> interfaces() {
  auto table = std::make_shared<InterfaceTable>();
  Interface& interface = table->interfaces.emplace_back();
  interface.index = 2;
  interface.name = "eth0";
  interface.addresses4 = {{server_address, 16}};
  return table;
}

Engine4Limits limits(std::uint64_t seed) {
  Engine4Limits limits;
  limits.workers = workers;
  limits.slots_per_worker = 64;
  limits.random_seed = seed;
  return limits;
}

void put(std::vector<std::uint8_t>& bytes, std::size_t at, Ipv4Address address) {
  std::ranges::copy(address.bytes(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

Simulation::Simulation(const Profile& profile)
    : profile_(profile),
      random_(profile.seed),
      store_(profile_, random_),
      audit_(store_),
      log_(null_log_sink(), log_nothing),
      statistics_(workers),
      engine_({store_, log_, statistics_, {}, nullptr}, limits(profile.seed), config(), interfaces()),
      wall_offset_(first_day) {
  store_.on_stored = [this](const Stored& what) { audit_.stored(what); };
  store_.wake_later = [this](std::uint64_t number, std::uint64_t milliseconds) {
    events_.at(time_ + std::chrono::milliseconds(milliseconds), {Kind::store_wakes, number});
  };
  clients_.reserve(profile.clients);
  for (Number i = 0; i < profile.clients; ++i) {
    clients_.push_back(Inhabitant{Client(i, *this), 0, 0, {}, {}});
    move(i);
    clients_.back().client.begin(time_);
  }
  if (profile.clock_jumps) events_.at(1h * 24 * 3, {Kind::clock_jumps});
  if (profile.breaks) events_.at(1h * 12, {Kind::store_breaks});
}

Simulation::~Simulation() {
  for (WorkerId worker = 0; worker < workers; ++worker) engine_.cancel(worker);
}

Now Simulation::now() const {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time_).count();
  return {wall_offset_ + seconds, SteadyTime(std::chrono::duration_cast<SteadyTime::duration>(time_))};
}

Report Simulation::run() {
  live_until(std::chrono::days(profile_.days));
  settle();
  audit_.compare(statistics_);
  check_all_is_free();
  return {audit_.findings(), exchanges_, audit_.acks(), audit_.sent_of(MessageType4::nak), audit_.digest()};
}

void Simulation::live_until(Time end) {
  while (audit_.findings().empty()) {
    SteadyTime due = SteadyTime::max();
    for (WorkerId worker = 0; worker < workers; ++worker) due = std::min(due, engine_.next_deadline(worker));
    const Time engine_due = due == SteadyTime::max()
                                ? Time::max()
                                : std::max(time_, std::chrono::ceil<Time>(due.time_since_epoch()));
    const Time next = std::min(engine_due, events_.next());
    if (next > end) break;
    time_ = std::max(time_, next);
    store_.set_wall(now().wall);
    if (engine_due <= events_.next())
      advance_engine();
    else
      happen(events_.pop());
  }
  time_ = std::max(time_, std::min(end, time_ + 24h * 400));
}

void Simulation::advance_engine() {
  store_.set_reclaiming(true);
  for (WorkerId worker = 0; worker < workers; ++worker) engine_.advance(worker, now());
  store_.set_reclaiming(false);
  for (WorkerId worker = 0; worker < workers; ++worker) engine_.flush(worker);
}

void Simulation::happen(const Event& event) {
  switch (event.kind) {
    case Kind::to_server:
      return hand_over(event.what);
    case Kind::to_client: {
      const Message message = take_message(event.what);
      if (!packet_.parse(message.bytes)) return audit_.find("a reply that is no message");
      return clients_[packet_.xid() & 0xfff].client.receive(packet_, time_);
    }
    case Kind::client_wakes:
      if (clients_[event.what].alarm == event.generation) clients_[event.what].client.wake(time_);
      return;
    case Kind::store_wakes:
      store_.wake(event.what);
      // Who went on may have submitted more, and the worker may be on to other things.
      for (WorkerId worker = 0; worker < workers; ++worker)
        if (store_.has_unflushed(worker)) events_.at(time_ + 200us, {Kind::flush, worker});
      return;
    case Kind::flush:
      engine_.flush(static_cast<WorkerId>(event.what));
      if (store_.has_unflushed(static_cast<WorkerId>(event.what))) events_.at(time_ + 200us, event);
      return;
    case Kind::clock_jumps: {
      if (at_peace_) return;
      const auto most = static_cast<WallTime>(std::chrono::seconds(24h).count());
      wall_offset_ += static_cast<WallTime>(random_.below(2 * static_cast<std::uint64_t>(most))) - most;
      return events_.at(time_ + 24h * (1 + random_.below(12)), event);
    }
    case Kind::store_breaks:
      if (at_peace_) return;
      store_.set_broken(true);
      events_.at(time_ + 1min * (1 + random_.below(20)), {Kind::store_is_mended});
      return events_.at(time_ + 1h * (6 + random_.below(36)), event);
    case Kind::store_is_mended:
      return store_.set_broken(false);
  }
}

/// Usually a batch of one; sometimes it ends a little later, with others in it.
void Simulation::hand_over(std::uint64_t slot) {
  const Message message = take_message(slot);
  if (!packet_.parse(message.bytes)) return audit_.find("a query that is no message");
  audit_.received(packet_, now().wall);
  Datagram4 datagram = message.datagram;
  datagram.payload = message.bytes;
  engine_.handle(message.worker, datagram, now(), *this);
  events_.at(happens(random_, 9000) ? time_ : time_ + 500us, {Kind::flush, message.worker});
}

void Simulation::send(const Reply4& reply) {
  Packet4 packet;
  if (!packet.parse(reply.payload)) return audit_.find("a reply that is no message");
  ++exchanges_;
  audit_.sent(packet);
  acknowledged_.reset();
  if (packet.type() == MessageType4::ack) acknowledged_ = packet.yiaddr();
  if ((packet.xid() & 0xfff) < clients_.size())
    transmit(Kind::to_client, {{reply.payload.begin(), reply.payload.end()}, {}, 0});
}

// --- clients ----------------------------------------------------------------------------------------------

/// The machine of a client: of twins, two have one.
Number Simulation::host_of(Number client) const {
  return profile_.twins && client % 50 == 1 ? client - 1 : client;
}

std::vector<std::uint8_t> Simulation::message_of(Number client, const Utterance& what,
                                                 Ipv4Address giaddr) const {
  std::vector<std::uint8_t> bytes(240, 0);
  bytes.reserve(300);
  const Number host = host_of(client);
  bytes[0] = bytes[1] = 1;
  bytes[2] = 6;
  put(bytes, 4, Ipv4Address(what.xid));
  put(bytes, 12, what.ciaddr);
  put(bytes, 24, giaddr);
  bytes[28] = 2;
  put(bytes, 30, Ipv4Address(host));
  put(bytes, 236, Ipv4Address(99, 130, 83, 99));
  const auto option = [&](std::uint8_t code, std::initializer_list<std::uint8_t> value) {
    bytes.insert(bytes.end(), {code, static_cast<std::uint8_t>(value.size())});
    bytes.insert(bytes.end(), value);
  };
  const auto address = [&](std::uint8_t code, Ipv4Address a) {
    const auto b = a.bytes();
    if (!a.is_any()) option(code, {b[0], b[1], b[2], b[3]});
  };
  option(option4::message_type, {static_cast<std::uint8_t>(what.type)});
  if (client % 4 != 0 || host != client) {
    const auto number = Ipv4Address(client).bytes();
    option(option4::client_identifier, {0, number[0], number[1], number[2], number[3]});
  }
  address(option4::requested_address, what.requested);
  address(option4::server_identifier, what.server_identifier);
  option(option4::parameter_request_list, {1, 3, 6, 15, 51, 54, 58, 59});
  bytes.push_back(option4::end);
  return bytes;
}

void Simulation::say(Number client, const Utterance& what) {
  const bool has_address = !what.ciaddr.is_any();
  const Link& link = links[clients_[client].link];
  const bool relayed = !has_address && !link.relay.is_any();
  Message message;
  message.bytes = message_of(client, what, relayed ? link.relay : Ipv4Address());
  message.datagram.interface_index = 2;
  message.datagram.source = relayed ? link.relay : what.ciaddr;
  message.datagram.source_port = relayed ? 67 : 68;
  message.datagram.destination = relayed || has_address ? server_address : Ipv4Address::broadcast();
  message.datagram.destination_port = 67;
  // Workers are chosen by client, as a rule.
  message.worker = static_cast<WorkerId>((happens(random_, 300) ? random_.next() : client) % workers);
  transmit(Kind::to_server, std::move(message));
}

void Simulation::transmit(Kind kind, Message message) {
  if (happens(random_, profile_.lost)) return;
  const Time delay = 1ms + Time(random_.below(20'000));
  if (happens(random_, profile_.duplicated)) {
    const bool late = happens(random_, profile_.late * 10);
    events_.at(time_ + delay + (late ? Time(random_.below(30'000'000)) : 1ms),
               {kind, store_message(message)});
  }
  const Time more = happens(random_, profile_.late) ? Time(random_.below(30'000'000)) : 0ms;
  events_.at(time_ + delay + more, {kind, store_message(std::move(message))});
}

void Simulation::wake_at(Number client, Time time) {
  events_.at(std::max(time, time_), {Kind::client_wakes, client, ++clients_[client].alarm});
}

void Simulation::move(Number client) {
  std::uint64_t dice = random_.below(100);
  unsigned link = 0;
  while (dice >= links[link].share) dice -= links[link++].share;
  clients_[client].link = link;
}

/// In a calm world no two clients ever use one address.
void Simulation::uses(Number client, Ipv4Address address, Time until) {
  Inhabitant& self = clients_[client];
  if (const auto used = users_.find(self.used); used != users_.end() && used->second == client)
    users_.erase(used);
  self.used = address;
  self.until = until;
  if (address.is_any()) return;
  const auto [other, alone] = users_.try_emplace(address, client);
  if (!alone && clients_[other->second].until > time_ && profile_.late == 0 && !profile_.clock_jumps)
    audit_.find(fmt::format("clients {} and {} use {}", other->second, client, address.to_string()));
  other->second = client;
}

std::uint64_t Simulation::store_message(Message message) {
  if (free_messages_.empty()) {
    messages_.push_back(std::move(message));
    return messages_.size() - 1;
  }
  const std::uint64_t slot = free_messages_.back();
  free_messages_.pop_back();
  messages_[slot] = std::move(message);
  return slot;
}

Simulation::Message Simulation::take_message(std::uint64_t slot) {
  free_messages_.push_back(slot);
  return std::move(messages_[slot]);
}

// --- the end ----------------------------------------------------------------------------------------------

/// Everybody falls silent; what is under way ends.
void Simulation::settle() {
  for (Inhabitant& inhabitant : clients_) inhabitant.client.stop();
  at_peace_ = true;
  live_until(time_ + 2min);
  for (WorkerId worker = 0; worker < workers; ++worker)
    if (const auto left = engine_.in_flight(worker); left != 0)
      audit_.find(fmt::format("{} queries of worker {} have not ended", left, worker));
  if (store_.under_way() != 0) audit_.find("the store has not ended its commits");
}

/// A claim that was not given up would keep its address from everybody: so all addresses of a pool are given
/// away once more.
void Simulation::check_all_is_free() {
  if (!audit_.findings().empty()) return;
  live_until(time_ + 24h * 3);  // the leases there were have ended
  constexpr Number strangers = 0x10000;
  unsigned given = 0;
  for (Number i = 0; i < pool_size; ++i) {
    Utterance what{MessageType4::request, 0xfff, {}, Ipv4Address(first_free + i), server_address};
    const std::vector<std::uint8_t> bytes = message_of(strangers + i, what, {});
    Datagram4 datagram;
    datagram.payload = bytes;
    datagram.interface_index = 2;
    datagram.destination = Ipv4Address::broadcast();
    acknowledged_.reset();
    engine_.handle(0, datagram, now(), *this);
    engine_.flush(0);
    for (unsigned patience = 0; patience < 3; ++patience) live_until(time_ + 12s);
    if (acknowledged_ == what.requested) ++given;
  }
  // One is reserved; some commits fail still.
  if (given + pool_size / 50 < pool_size)
    audit_.find(fmt::format("of {} addresses only {} can be given away", pool_size, given));
}

}  // namespace dhcp::simulation
