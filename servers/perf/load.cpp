#include "perf/load.hpp"

#include <algorithm>

namespace dhcp::perf {
namespace {

/// How many exchanges can be in flight at once: each client has one; beyond that the window, or what the
/// rates start until both replies of each are given up.
std::uint32_t most_in_flight(const Options& options) {
  constexpr double ceiling = 1 << 24;
  double most = options.window;
  if (options.rate) {
    const double drop_seconds = std::chrono::duration<double>(options.drop_time).count();
    const auto rate = static_cast<double>(*options.rate * 2 + options.renew_rate);
    most = rate * drop_seconds * 1.1 + static_cast<double>(options.preload) + 64;
  }
  return static_cast<std::uint32_t>(std::min({most, static_cast<double>(options.clients), ceiling}));
}

}  // namespace

std::string_view stop_reason_name(StopReason reason) {
  switch (reason) {
    case StopReason::exchanges:
      return "number of exchanges reached";
    case StopReason::period:
      return "test period over";
    case StopReason::drops:
      return "too many drops";
    case StopReason::interrupted:
      return "interrupted";
  }
  return "";
}

Load::Load(const Options& options, std::vector<Ipv4Address> relays, Random& random, LeaseLog& leases,
           Statistics& statistics, SteadyTime now)
    : options_(options),
      relays_(std::move(relays)),
      random_(random),
      leases_(leases),
      statistics_(statistics),
      templates_([&] {
        const TemplateStyle style{!relays_.empty(), options.broadcast, options.extra_options};
        return std::array{
            MessageTemplate(MessageKind::discover, style), MessageTemplate(MessageKind::request, style),
            MessageTemplate(MessageKind::renew, style), MessageTemplate(MessageKind::release, style)};
      }()),
      exchanges_(most_in_flight(options), static_cast<std::uint32_t>(random.next())),
      clients_(options.clients, options.mac_base, options.renew_rate + options.release_rate > 0,
               options.unique),
      exchange_pacer_(options.rate.value_or(0), now),
      renew_pacer_(options.renew_rate, now),
      release_pacer_(options.release_rate, now),
      preload_left_(options.rate ? options.preload : 0) {
  statistics_.started = statistics_.last_activity = now;
}

void Load::send_due(SteadyTime now, Outbox& out) {
  if (stopped_) return;
  const std::uint64_t sent_before = statistics_.sent();
  while (out.room() > 0 && may_start(now) && start_exchange(now, out)) {
  }
  if (options_.rate) {
    for (std::uint64_t due = renew_pacer_.due(now); due > 0 && out.room() > 0; --due) {
      renew_pacer_.take();
      if (!start_renewal(now, out)) break;
    }
    for (std::uint64_t due = release_pacer_.due(now); due > 0 && out.room() > 0; --due) {
      release_pacer_.take();
      if (!send_release(out)) break;
    }
  }
  if (statistics_.sent() != sent_before) statistics_.last_activity = now;
  statistics_.not_started = not_started_ + exchange_pacer_.given_up();
}

/// Takes an exchange from what the window, the preload or the rate allows.
bool Load::may_start(SteadyTime now) {
  if (options_.exchanges && started_ == *options_.exchanges) return false;
  if (!options_.rate) return true;
  if (preload_left_ > 0) {
    --preload_left_;
    return true;
  }
  if (exchange_pacer_.due(now) == 0) return false;
  exchange_pacer_.take();
  return true;
}

bool Load::start_exchange(SteadyTime now, Outbox& out) {
  const auto client = exchanges_.full() ? std::nullopt : clients_.next_idle();
  if (!client) {
    if (options_.rate) ++not_started_;
    return options_.rate.has_value();
  }
  Exchange* const exchange = exchanges_.begin(Stage::discover, *client, now);
  ++started_;
  exchange->giaddr = draw_relay();
  send(MessageKind::discover,
       {.xid = exchange->xid, .mac = clients_.mac(*client), .giaddr = exchange->giaddr}, out);
  ++statistics_[Stage::discover].sent;
  return true;
}

bool Load::start_renewal(SteadyTime now, Outbox& out) {
  const auto client = exchanges_.full() ? std::nullopt : clients_.next_holder();
  if (!client) return false;
  Exchange* const exchange = exchanges_.begin(Stage::renew, *client, now);
  const Client& holder = clients_[*client];
  exchange->giaddr = holder.giaddr;
  send(MessageKind::renew,
       {.xid = exchange->xid,
        .mac = clients_.mac(*client),
        .giaddr = holder.giaddr,
        .ciaddr = holder.address,
        .server_identifier = holder.server},
       out);
  ++statistics_[Stage::renew].sent;
  return true;
}

bool Load::send_release(Outbox& out) {
  const auto client = clients_.next_holder();
  if (!client) return false;
  const Client& holder = clients_[*client];
  send(MessageKind::release,
       {.xid = static_cast<std::uint32_t>(random_.next()),
        .mac = clients_.mac(*client),
        .giaddr = holder.giaddr,
        .ciaddr = holder.address,
        .server_identifier = holder.server},
       out);
  leases_.record("release", clients_.mac(*client), holder.address);
  ++statistics_.releases;
  clients_.lost(*client);
  clients_.idle(*client);
  return true;
}

void Load::receive(SteadyTime now, ByteView datagram, Outbox& out) {
  const auto reply = read_reply(datagram);
  if (!reply) {
    ++(reply.error() == ReplyError::too_short ? statistics_.too_short : statistics_.orphans);
    return;
  }
  Exchange* const exchange = exchanges_.find(reply->xid);
  const bool expected = exchange != nullptr && reply->mac == clients_.mac(exchange->client) &&
                        (exchange->stage == Stage::discover
                             ? reply->type == MessageType4::offer
                             : reply->type == MessageType4::ack || reply->type == MessageType4::nak);
  if (!expected) {
    ++statistics_.orphans;
    return;
  }
  if (now - exchange->sent_at > options_.drop_time) {
    ++statistics_.orphans;
    drop(*exchange);
    return;
  }
  if (reply->type == MessageType4::nak) return rejected(*exchange, now);
  if (reply->yiaddr.is_any() || reply->server_identifier.is_any()) {
    ++statistics_.malformed;
    return;
  }
  if (reply->type == MessageType4::offer) return offered(*exchange, *reply, now, out);
  acknowledged(*exchange, *reply, now);
}

void Load::offered(Exchange& exchange, const Reply& reply, SteadyTime now, Outbox& out) {
  count_received(exchange, now);
  if (first_server_.is_any()) first_server_ = reply.server_identifier;
  if (options_.discover_only || silent_) return end(exchange);
  exchanges_.advance(exchange, Stage::request, now);
  send(MessageKind::request,
       {.xid = exchange.xid,
        .mac = clients_.mac(exchange.client),
        .giaddr = exchange.giaddr,
        .requested_address = reply.yiaddr,
        .server_identifier = options_.first_server_id ? first_server_ : reply.server_identifier},
       out);
  ++statistics_[Stage::request].sent;
}

void Load::acknowledged(Exchange& exchange, const Reply& reply, SteadyTime now) {
  count_received(exchange, now);
  const std::uint32_t client = exchange.client;
  leases_.record(exchange.stage == Stage::renew ? "renew" : "ack", clients_.mac(client), reply.yiaddr);
  if (!clients_.acquired(client, reply.yiaddr, reply.server_identifier, exchange.giaddr))
    ++statistics_.not_unique;
  end(exchange);
}

void Load::rejected(Exchange& exchange, SteadyTime now) {
  ++statistics_[exchange.stage].rejected;
  statistics_.last_activity = now;
  const Ipv4Address held = clients_[exchange.client].address;
  if (!held.is_any()) leases_.record("nak", clients_.mac(exchange.client), held);
  clients_.lost(exchange.client);
  end(exchange);
}

void Load::count_received(const Exchange& exchange, SteadyTime now) {
  StageStatistics& stage = statistics_[exchange.stage];
  ++stage.received;
  stage.latency.add(now - exchange.sent_at);
  statistics_.last_activity = now;
}

void Load::end(Exchange& exchange) {
  clients_.idle(exchange.client);
  exchanges_.end(exchange);
}

void Load::drop(Exchange& exchange) {
  ++statistics_[exchange.stage].dropped;
  end(exchange);
}

void Load::expire(SteadyTime now) {
  for (const Stage stage : {Stage::discover, Stage::request, Stage::renew})
    for (Exchange* oldest; (oldest = exchanges_.oldest(stage)) != nullptr;) {
      if (now - oldest->sent_at <= options_.drop_time) break;
      drop(*oldest);
    }
}

void Load::stop(StopReason reason, bool finish) {
  stopped_ = reason;
  silent_ = !finish;
}

std::optional<StopReason> Load::limit_reached(SteadyTime now) const {
  if (options_.exchanges && started_ == *options_.exchanges) return StopReason::exchanges;
  if (options_.period.count() != 0 && now - statistics_.started >= options_.period) return StopReason::period;
  if (options_.drop_limit) {
    const std::uint64_t dropped = statistics_.dropped();
    const std::uint64_t decided = dropped + statistics_.answered();
    const DropLimit& limit = *options_.drop_limit;
    if (limit.percent ? decided >= 10 && dropped * 100 >= limit.value * decided : dropped >= limit.value)
      return StopReason::drops;
  }
  return std::nullopt;
}

SteadyTime Load::next_event() const {
  SteadyTime next = SteadyTime::max();
  for (const Stage stage : {Stage::discover, Stage::request, Stage::renew})
    if (const Exchange* oldest = exchanges_.oldest(stage))
      next = std::min(next, oldest->sent_at + options_.drop_time + std::chrono::nanoseconds(1));
  if (stopped_) return next;
  if (options_.period.count() != 0) next = std::min(next, statistics_.started + options_.period);
  return std::min({next, exchange_pacer_.next(), renew_pacer_.next(), release_pacer_.next()});
}

void Load::send(MessageKind kind, const Fields& fields, Outbox& out) {
  Message& message = out.push();
  message.size =
      static_cast<std::uint16_t>(templates_[static_cast<std::size_t>(kind)].render(fields, message.room()));
  const bool to_server = kind == MessageKind::renew || kind == MessageKind::release;
  message.unicast_to = to_server ? fields.server_identifier : Ipv4Address::any();
}

Ipv4Address Load::draw_relay() {
  if (relays_.size() < 2) return relays_.empty() ? Ipv4Address::any() : relays_.front();
  return relays_[random_.below(relays_.size())];
}

}  // namespace dhcp::perf
