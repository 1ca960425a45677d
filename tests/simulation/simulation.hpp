/// @file
/// A server and its clients in virtual time: one seed, one course of events.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audit.hpp"
#include "client.hpp"
#include "dhcpcore/engine4.hpp"
#include "event_queue.hpp"
#include "faulty_store.hpp"
#include "profile.hpp"

namespace dhcp::simulation {

/// What came of a run.
struct Report {
  std::vector<std::string> findings;  ///< broken promises; empty: all were kept
  std::uint64_t exchanges = 0;        ///< queries that were answered
  std::uint64_t acks = 0;
  std::uint64_t naks = 0;
  std::uint64_t digest = 0;  ///< equal for equal runs
};

class Simulation final : private Surroundings, private ReplySink4 {
 public:
  explicit Simulation(const Profile& profile);
  ~Simulation() override;
  Report run();

 private:
  enum class Kind : std::uint8_t {
    to_server,
    to_client,
    client_wakes,
    store_wakes,
    flush,
    clock_jumps,
    store_breaks,
    store_is_mended,
  };
  struct Event {
    Kind kind;
    std::uint64_t what = 0;        ///< a message, a client, an operation of the store, a worker
    std::uint64_t generation = 0;  ///< of the client's alarm
  };
  struct Message {
    std::vector<std::uint8_t> bytes;
    Datagram4 datagram;  ///< to the server, without its bytes
    WorkerId worker = 0;
  };
  struct Inhabitant {
    Client client;
    unsigned link = 0;
    std::uint64_t alarm = 0;
    Ipv4Address used;
    Time until{};
  };

  // What clients see.
  Random& random() override { return random_; }
  void say(Number client, const Utterance& what) override;
  void wake_at(Number client, Time time) override;
  void move(Number client) override;
  void uses(Number client, Ipv4Address address, Time until) override;
  // What the server sees.
  void send(const Reply4& reply) override;

  Number host_of(Number client) const;
  std::vector<std::uint8_t> message_of(Number client, const Utterance& what, Ipv4Address giaddr) const;
  void transmit(Kind kind, Message message);
  void live_until(Time end);
  void happen(const Event& event);
  void hand_over(std::uint64_t slot);
  void advance_engine();
  void settle();
  void check_all_is_free();
  Now now() const;
  std::uint64_t store_message(Message message);
  Message take_message(std::uint64_t slot);

  const Profile profile_;
  SeededRandom random_;
  FaultyStore store_;
  Audit audit_;
  Log log_;
  Statistics4 statistics_;
  Engine4 engine_;
  EventQueue<Event> events_;
  Time time_{};
  WallTime wall_offset_;
  std::vector<Inhabitant> clients_;
  std::map<Ipv4Address, Number> users_;  ///< who believes to have an address
  std::vector<Message> messages_;
  std::vector<std::uint64_t> free_messages_;
  bool at_peace_ = false;  ///< nothing breaks any more
  Packet4 packet_;         ///< read at the moment
  std::uint64_t exchanges_ = 0;
  std::optional<Ipv4Address> acknowledged_;  ///< by the last reply
};

}  // namespace dhcp::simulation
