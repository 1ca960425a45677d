#include "client.hpp"

#include <algorithm>

namespace dhcp::simulation {

using namespace std::chrono_literals;

namespace {
constexpr unsigned max_tries = 4;  // RFC 2131 section 4.1: 4, 8, 16, 32 seconds
constexpr Chance sees_conflict = 100;
}  // namespace

void Client::wake(Time now) {
  switch (state_) {
    case State::stopped:
      return;
    case State::off:
      return reboot(now);
    case State::selecting:
      if (tries_ < max_tries) return say_and_wait(MessageType4::discover, now);
      tries_ = 0;
      return around_.wake_at(number_, now + 5min + random_up_to(1h));
    case State::requesting:
    case State::rebooting:
      if (tries_ < max_tries) return say_and_wait(MessageType4::request, now);
      return begin_anew(now);
    case State::bound:
      if (now >= fate_) return live(now);
      enter(State::renewing);
      asked_ = now;
      [[fallthrough]];
    case State::renewing:
    case State::rebinding:
      if (now >= end_) {
        let_go();
        return begin_anew(now);
      }
      if (state_ == State::renewing && now >= t2_) {
        enter(State::rebinding);
        asked_ = now;
      }
      return say_and_wait(MessageType4::request, now);
  }
}

void Client::receive(const Packet4& reply, Time now) {
  if (reply.xid() != xid_) return;
  if (state_ == State::selecting && reply.type() == MessageType4::offer) {
    address_ = reply.yiaddr();
    server_ = reply.option_address(option4::server_identifier).value_or(Ipv4Address());
    enter(State::requesting);
    asked_ = now;
    say_and_wait(MessageType4::request, now);
  } else if (waits_for_ack() && reply.type() == MessageType4::ack) {
    if (happens(around_.random(), sees_conflict)) {
      address_ = reply.yiaddr();
      say(MessageType4::decline);
      let_go();
      address_ = {};
      return begin_anew(now + 10s);
    }
    bind(reply, now);
  } else if (waits_for_ack() && reply.type() == MessageType4::nak) {
    let_go();
    address_ = {};
    begin_anew(now);
  }
}

void Client::stay_off(Time now, Time at_most) {
  enter(State::off);
  around_.wake_at(number_, now + random_up_to(at_most));
}

void Client::begin_anew(Time now) {
  enter(State::selecting);
  around_.wake_at(number_, now + random_up_to(10s));
}

void Client::reboot(Time now) {
  if (address_.is_any()) return begin_anew(now);
  enter(State::rebooting);
  asked_ = now;
  say_and_wait(MessageType4::request, now);
}

void Client::say(MessageType4 type) {
  Utterance what{type, xid_, {}, {}, {}};
  switch (state_) {
    case State::selecting:
      what.requested = address_;  // what it had before, if it remembers
      break;
    case State::requesting:
      what.server_identifier = server_;
      what.requested = address_;
      break;
    case State::rebooting:
      what.requested = address_;
      break;
    default:
      what.ciaddr = address_;
      break;
  }
  if (type == MessageType4::decline) {
    what.ciaddr = {};
    what.requested = address_;
  }
  if (type == MessageType4::decline || type == MessageType4::release) what.server_identifier = server_;
  around_.say(number_, what);
}

void Client::say_and_wait(MessageType4 type, Time now) {
  if (tries_ == 0 || type == MessageType4::discover)
    if (state_ != State::requesting)
      xid_ = static_cast<std::uint32_t>(around_.random().next()) << 12 | number_;
  say(type);
  const Time patience = std::chrono::seconds(4u << std::min(tries_, 4u)) + random_up_to(2s) - 1s;
  ++tries_;
  if (state_ == State::renewing || state_ == State::rebinding) {
    const Time next = state_ == State::renewing ? t2_ : end_;
    around_.wake_at(number_, std::min(next, now + std::max<Time>(1min, (next - now) / 2)));
  } else {
    around_.wake_at(number_, now + patience);
  }
}

void Client::bind(const Packet4& ack, Time now) {
  address_ = ack.yiaddr();
  server_ = ack.option_address(option4::server_identifier).value_or(Ipv4Address());
  const Time lifetime = std::chrono::seconds(ack.option_u32(option4::lease_time).value_or(0));
  t1_ = asked_ +
        std::min<Time>(lifetime, std::chrono::seconds(ack.option_u32(option4::renewal_time).value_or(0)));
  t2_ = asked_ +
        std::min<Time>(lifetime, std::chrono::seconds(ack.option_u32(option4::rebinding_time).value_or(0)));
  end_ = asked_ + lifetime;
  if (end_ <= now) return begin_anew(now);
  const bool new_life = state_ == State::requesting || state_ == State::rebooting;
  enter(State::bound);
  around_.uses(number_, address_, end_);
  if (new_life) fate_ = now + random_up_to(std::chrono::days(20));
  next_of_bound(now);
}

void Client::next_of_bound(Time now) {
  around_.wake_at(number_, std::max(now, std::min(fate_, t1_)));
}

void Client::let_go() {
  around_.uses(number_, {}, {});
}

/// What may happen to a client that has an address.
void Client::live(Time now) {
  fate_ = now + random_up_to(std::chrono::days(20));
  const std::uint64_t dice = around_.random().below(100);
  if (dice < 10) {
    xid_ = static_cast<std::uint32_t>(around_.random().next()) << 12 | number_;
    say(MessageType4::inform);
    return next_of_bound(now);
  }
  let_go();
  if (dice < 40) return reboot(now);
  if (dice < 60) {
    say(MessageType4::release);
  } else if (dice < 75) {
    around_.move(number_);
    return reboot(now);
  }
  if (dice < 90) address_ = {};
  stay_off(now, std::chrono::days(2));
}

}  // namespace dhcp::simulation
