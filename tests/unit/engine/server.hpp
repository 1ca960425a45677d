/// @file
/// A DHCPv4 server for tests: an engine on a store in memory, a clock turned by hand, clients that build
/// their messages byte by byte, and everything that was answered, logged and counted.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/engine4.hpp"
#include "dhcpcore/packet4.hpp"
#include "dhcpstore/memory_store.hpp"
#include "support/executors.hpp"

namespace dhcp::engine_test {

using Bytes = std::vector<std::uint8_t>;

inline Ipv4Address ip(std::string_view text) {
  return Ipv4Address::parse(text).value();
}
inline Bytes bytes_of(Ipv4Address address) {
  const auto b = address.bytes();
  return {b.begin(), b.end()};
}
inline Bytes text(std::string_view t) {
  return {t.begin(), t.end()};
}
inline Bytes u32(std::uint32_t value) {
  return bytes_of(Ipv4Address(value));
}

/// A message under construction, from the client 02:00:00:00:00:01 unless told otherwise.
class Query {
 public:
  explicit Query(MessageType4 type) : bytes_(240, 0) {
    bytes_[0] = bytes_[1] = 1;
    bytes_[2] = 6;
    std::ranges::copy(Bytes{0x12, 0x34, 0x56, 0x78}, bytes_.begin() + 4);
    std::ranges::copy(Bytes{99, 130, 83, 99}, bytes_.begin() + 236);
    client(1);
    if (type != MessageType4::none) option(option4::message_type, {static_cast<std::uint8_t>(type)});
  }

  /// The hardware address 02:00:00:00:00:n (n of two bytes).
  Query& client(unsigned n) {
    return put(28, {2, 0, 0, 0, static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)});
  }
  Query& client_id(const Bytes& id) { return option(option4::client_identifier, id); }
  Query& broadcast() { return put(10, {0x80, 0}); }
  Query& ciaddr(std::string_view address) { return put(12, bytes_of(ip(address))); }
  Query& giaddr(std::string_view address) { return put(24, bytes_of(ip(address))); }
  Query& requested(Ipv4Address address) { return option(option4::requested_address, bytes_of(address)); }
  Query& requested(std::string_view address) { return requested(ip(address)); }
  Query& server(std::string_view address) {
    return option(option4::server_identifier, bytes_of(ip(address)));
  }
  Query& asks_for(const Bytes& codes) { return option(option4::parameter_request_list, codes); }
  Query& option(std::uint8_t code, const Bytes& value) {
    bytes_.push_back(code);
    bytes_.push_back(static_cast<std::uint8_t>(value.size()));
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
  }
  /// Overwrites header bytes.
  Query& put(std::size_t at, const Bytes& value) {
    std::ranges::copy(value, bytes_.begin() + static_cast<std::ptrdiff_t>(at));
    return *this;
  }
  /// Sent to the server's own address instead of 255.255.255.255, from `source`.
  Query& unicast(std::string_view source, std::string_view destination) {
    datagram_.source = ip(source);
    datagram_.destination = ip(destination);
    return *this;
  }
  Query& from_port(std::uint16_t port) {
    datagram_.source_port = port;
    return *this;
  }
  Query& from_link(const std::vector<std::uint8_t>& address) {
    datagram_.link_source = {HardwareAddress::ethernet, BoundedBytes<20>(address)};
    return *this;
  }
  Query& on_interface(std::uint32_t index) {
    datagram_.interface_index = index;
    return *this;
  }

  Bytes message() const {
    Bytes all = bytes_;
    all.push_back(option4::end);
    return all;
  }
  Datagram4 datagram(const Bytes& message) const {
    Datagram4 d = datagram_;
    d.payload = message;
    return d;
  }

 private:
  static Datagram4 from_link() {
    Datagram4 d;
    d.interface_index = 2;
    d.source_port = 68;
    d.destination = Ipv4Address::broadcast();
    d.destination_port = 67;
    return d;
  }
  Bytes bytes_;
  Datagram4 datagram_ = from_link();
};

inline Query discover(unsigned client = 1) {
  return Query(MessageType4::discover).client(client);
}
inline Query request(unsigned client = 1) {
  return Query(MessageType4::request).client(client);
}

/// A reply with its own copy of the bytes.
class Answer {
 public:
  explicit Answer(const Reply4& reply) : bytes_(reply.payload.begin(), reply.payload.end()), sent_(reply) {
    REQUIRE(packet_.parse(bytes_));
  }
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  const Packet4& packet() const { return packet_; }
  const Reply4& sent() const { return sent_; }
  MessageType4 type() const { return packet_.type(); }
  Ipv4Address yiaddr() const { return packet_.yiaddr(); }
  bool has(std::uint8_t code) const { return packet_.has(code); }
  std::uint32_t number(std::uint8_t code) const { return packet_.option_u32(code).value(); }
  Ipv4Address address(std::uint8_t code) const { return packet_.option_address(code).value(); }
  Bytes value(std::uint8_t code) const {
    const auto view = packet_.option(code);
    REQUIRE(view);
    return {view->begin(), view->end()};
  }

 private:
  Bytes bytes_;
  Reply4 sent_;
  Packet4 packet_;
};
using AnswerPointer = std::unique_ptr<Answer>;

/// The values of all instances of an option, as they were sent.
inline std::vector<Bytes> instances(const Answer& answer, std::uint8_t code) {
  std::vector<Bytes> found;
  ByteReader reader(answer.packet().bytes().subspan(240));
  while (reader.remaining() > 2) {
    const std::uint8_t c = reader.u8();
    if (c == option4::end) break;
    const ByteView value = reader.take(reader.u8());
    if (c == code) found.emplace_back(value.begin(), value.end());
  }
  return found;
}

/// What an engine has sent and not been asked for yet.
struct Outbox final : ReplySink4 {
  void send(const Reply4& reply) override { answers.push_back(std::make_unique<Answer>(reply)); }
  /// The oldest answer; null when there is none.
  AnswerPointer take() {
    if (answers.empty()) return nullptr;
    AnswerPointer first = std::move(answers.front());
    answers.erase(answers.begin());
    return first;
  }
  std::vector<AnswerPointer> answers;
};

/// The name change requests of an engine, in order.
struct NameBook final : NameChangeSink {
  void submit(NameChangeRequest request) override { requests.push_back(std::move(request)); }
  /// All since the last call.
  std::vector<NameChangeRequest> take() { return std::exchange(requests, {}); }
  std::vector<NameChangeRequest> requests;
};

struct LogBook final : LogSink {
  struct Line {
    std::string id;
    std::string text;
  };
  void write(const LogMessage& message, std::string_view t) noexcept override {
    const std::lock_guard lock(mutex);
    lines.push_back({std::string(message.id), std::string(t)});
  }
  std::size_t count(std::string_view id) const {
    return static_cast<std::size_t>(std::ranges::count(lines, id, &Line::id));
  }
  std::mutex mutex;
  std::vector<Line> lines;
};

inline std::shared_ptr<const Config4> parse_config(std::string_view json) {
  auto config = Config4::parse(json, "test");
  REQUIRE_MESSAGE(config, config.error().message);
  return *config;
}

/// `{"Dhcp4": {<global> "subnet4": [{"id": 1, "subnet": "192.0.2.0/24", <subnet>}]}}`, with a pool of five
/// addresses.
inline std::string one_subnet(std::string_view in_subnet = "", std::string_view global = "") {
  std::string json = R"({"Dhcp4": {)";
  json += global;
  json += R"("subnet4": [{"id": 1, "subnet": "192.0.2.0/24", )";
  json += in_subnet;
  json += R"("pools": [{"pool": "192.0.2.10-192.0.2.14"}]}]}})";
  return json;
}

/// eth0 (2) 192.0.2.1/24, eth1 (3) 198.51.100.1/24, eth2 (4) 203.0.113.1/24 and 10.0.0.1/8.
inline std::shared_ptr<const InterfaceTable> test_interfaces() {
  auto table = std::make_shared<InterfaceTable>();
  const auto add = [&](std::uint32_t index, std::string name, std::vector<Ipv4Prefix> addresses) {
    Interface i;
    i.index = index;
    i.name = std::move(name);
    i.addresses4 = std::move(addresses);
    table->interfaces.push_back(std::move(i));
  };
  add(2, "eth0", {{ip("192.0.2.1"), 24}});
  add(3, "eth1", {{ip("198.51.100.1"), 24}});
  add(4, "eth2", {{ip("203.0.113.1"), 24}, {ip("10.0.0.1"), 8}});
  return table;
}

class Server {
 public:
  explicit Server(std::string_view config, Engine4Limits limits = {}) : Server(config, nullptr, limits) {}
  Server(std::string_view config, LeaseStore4* store, Engine4Limits limits = {},
         std::vector<HostStore4*> hosts = {})
      : own_store(store::make_memory_store4()),
        leases(store ? *store : *own_store),
        log(book, log_debug(99)),
        statistics(limits.workers),
        engine({this->leases, log, statistics, std::move(hosts), &names, &executor}, limits,
               parse_config(config), test_interfaces()) {
    now.wall = 1'700'000'000;
  }
  ~Server() {
    for (WorkerId w = 0; w < 1; ++w) engine.cancel(w);
  }

  /// Hands a query over without ending the batch.
  void take(const Query& query) {
    const Bytes message = query.message();
    engine.handle(0, query.datagram(message), now, outbox);
  }
  /// What the server says to it; null: nothing.
  AnswerPointer ask(const Query& query) {
    take(query);
    engine.flush(0);
    return outbox.take();
  }
  /// DISCOVER and REQUEST as a client would; the ACK (REQUIREd).
  AnswerPointer lease(unsigned client, const Bytes& client_id = {}) {
    Query first = discover(client);
    if (!client_id.empty()) first.client_id(client_id);
    const AnswerPointer offer = ask(first);
    REQUIRE(offer);
    Query second = request(client).requested(offer->yiaddr());
    second.option(option4::server_identifier, offer->value(option4::server_identifier));
    if (!client_id.empty()) second.client_id(client_id);
    AnswerPointer ack = ask(second);
    REQUIRE(ack);
    REQUIRE(ack->type() == MessageType4::ack);
    return ack;
  }
  void pass(std::chrono::seconds time) {
    now.wall += time.count();
    now.steady += time;
    engine.advance(0, now);
  }
  std::optional<Lease4> stored(Ipv4Address address) {
    Lease4 lease;
    auto task = leases.find(address, lease);
    task.start();
    REQUIRE(task.done());
    return task.take() ? std::optional(lease) : std::nullopt;
  }
  std::optional<Lease4> stored(std::string_view address) { return stored(ip(address)); }
  std::int64_t count(Statistic4 statistic) const { return statistics.value(statistic); }

  test::HandExecutor executor;
  std::unique_ptr<LeaseStore4> own_store;
  LeaseStore4& leases;
  LogBook book;
  Log log;
  Statistics4 statistics;
  Outbox outbox;
  NameBook names;
  Now now;
  Engine4 engine;
};

/// Lets pieces be done until nothing is due at this moment.
inline void catch_up(Server& server) {
  for (int piece = 0; piece < 10000 && server.engine.next_deadline(0) <= server.now.steady; ++piece) {
    server.engine.advance(0, server.now);
    server.engine.flush(0);
  }
}
/// Lets time pass, and does all that has come due.
inline void pass(Server& server, std::chrono::seconds time) {
  server.now.wall += time.count();
  server.now.steady += time;
  catch_up(server);
}

}  // namespace dhcp::engine_test
