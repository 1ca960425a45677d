/// @file
/// A client as RFC 2131 figure 5 has it, with a life of its own: it reboots, moves, is switched off.
#pragma once

#include <optional>

#include "dhcpcore/packet4.hpp"
#include "event_queue.hpp"
#include "profile.hpp"

namespace dhcp::simulation {

using Number = std::uint32_t;

/// What a client says.
struct Utterance {
  MessageType4 type{};
  std::uint32_t xid = 0;
  Ipv4Address ciaddr;
  Ipv4Address requested;          ///< 0.0.0.0: no option 50
  Ipv4Address server_identifier;  ///< 0.0.0.0: no option 54
};

/// What a client can do to the world around it.
class Surroundings {
 public:
  virtual ~Surroundings() = default;
  virtual Random& random() = 0;
  virtual void say(Number client, const Utterance& what) = 0;
  /// Replaces what was asked for before.
  virtual void wake_at(Number client, Time time) = 0;
  virtual void move(Number client) = 0;
  /// The client uses an address until then, by its own reckoning, or stops using it (0.0.0.0).
  virtual void uses(Number client, Ipv4Address address, Time until) = 0;
};

class Client {
 public:
  Client(Number number, Surroundings& around) : number_(number), around_(around) {}

  void begin(Time now) { stay_off(now, std::chrono::minutes(30)); }
  void wake(Time now);
  void receive(const Packet4& reply, Time now);
  /// For good.
  void stop() { enter(State::stopped); }

 private:
  enum class State { off, selecting, requesting, rebooting, bound, renewing, rebinding, stopped };

  void enter(State state) {
    state_ = state;
    tries_ = 0;
  }
  bool waits_for_ack() const {
    return state_ == State::requesting || state_ == State::rebooting || state_ == State::renewing ||
           state_ == State::rebinding;
  }
  void stay_off(Time now, Time at_most);
  void begin_anew(Time now);
  void reboot(Time now);
  void say(MessageType4 type);
  void say_and_wait(MessageType4 type, Time now);
  void bind(const Packet4& ack, Time now);
  void let_go();
  void live(Time now);
  void next_of_bound(Time now);
  Time random_up_to(Time most) {
    return Time(static_cast<Time::rep>(around_.random().below(static_cast<std::uint64_t>(most.count()) + 1)));
  }

  Number number_;
  Surroundings& around_;
  State state_ = State::off;
  unsigned tries_ = 0;
  std::uint32_t xid_ = 0;
  Time asked_{};  ///< when the request that is under way was first sent: a lease counts from then
  Ipv4Address address_;
  Ipv4Address server_;
  Time t1_{}, t2_{}, end_{};
  Time fate_{};  ///< when something happens to it
};

}  // namespace dhcp::simulation
