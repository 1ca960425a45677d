// Whatever datagrams arrive, in whatever order: the engine ends every query, every reply is a message that
// answers one, and what was acknowledged is stored.
//
// An input is a row of datagrams, each with a head of four bytes: length (two), destination and interface,
// and seconds that pass before it.
#include <cstdlib>
#include <string_view>

#include "dhcpcore/engine4.hpp"
#include "dhcpcore/packet4.hpp"
#include "dhcpstore/memory_store.hpp"

namespace {

using namespace dhcp;

void require(bool condition) {
  if (!condition) std::abort();
}

constexpr std::string_view config_text = R"({"Dhcp4": {
  "valid-lifetime": 100, "min-valid-lifetime": 10, "max-valid-lifetime": 1000, "calculate-tee-times": true,
  "option-data": [{"name": "domain-name-servers", "data": "192.0.2.6, 192.0.2.7"}],
  "subnet4": [
    {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.13"}], "authoritative": true,
     "reservations": [{"hw-address": "02:00:00:00:00:01", "ip-address": "192.0.2.10", "hostname": "one"},
                      {"circuit-id": "'abc'", "ip-address": "192.0.2.200"}]},
    {"id": 2, "subnet": "10.0.0.0/16", "relay": {"ip-addresses": ["192.0.2.99"]},
     "pools": [{"pool": "10.0.0.10-10.0.0.11"}], "match-client-id": false}]}})";

struct CheckingSink final : ReplySink4 {
  void send(const Reply4& reply) override {
    require(answer.parse(reply.payload).has_value());
    require(answer.op() == Packet4::boot_reply);
    require(answer.xid() == query.xid());
    require(!reply.destination.is_any());
    ++count;
    if (answer.type() != MessageType4::ack || query.type() != MessageType4::request) return;
    Lease4 lease;
    auto found = leases.find(answer.yiaddr(), lease);
    found.start();
    require(found.done() && found.take());
    require(lease.state == LeaseState::assigned);
    require(answer.option_u32(option4::lease_time) == lease.valid_lifetime);
  }
  explicit CheckingSink(LeaseStore4& store) : leases(store) {}

  LeaseStore4& leases;
  Packet4 query;
  Packet4 answer;
  unsigned count = 0;
};

const std::shared_ptr<const Config4>& config() {
  static const auto parsed = *Config4::parse(config_text, "fuzz");
  return parsed;
}

const std::shared_ptr<const InterfaceTable>& interfaces() {
  static const std::shared_ptr<const InterfaceTable> table = [] {
    auto made = std::make_shared<InterfaceTable>();
    Interface i;
    i.index = 2;
    i.name = "eth0";
    i.addresses4 = {{Ipv4Address(192, 0, 2, 1), 24}};
    made->interfaces.push_back(i);
    return made;
  }();
  return table;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto leases = store::make_memory_store4();
  Log log(null_log_sink(), log_debug(99));
  Statistics4 statistics(1);
  Engine4Limits limits;
  limits.slots_per_worker = 4;
  Engine4 engine({*leases, log, statistics, {}, nullptr}, limits, config(), interfaces());
  CheckingSink sink(*leases);
  Now now;
  now.wall = 1'700'000'000;
  ByteReader in(ByteView(data, size));
  for (unsigned round = 0; round < 64 && in.remaining() >= 4; ++round) {
    const std::size_t length = in.u16();
    const std::uint8_t where = in.u8();
    now.wall += in.u8();
    Datagram4 datagram;
    datagram.payload = in.take(std::min(length, in.remaining()));
    datagram.interface_index = where & 1 ? 2 : 9;
    datagram.destination = where & 2 ? Ipv4Address::broadcast() : Ipv4Address(192, 0, 2, 1);
    datagram.source = where & 4 ? Ipv4Address(192, 0, 2, 99) : Ipv4Address();
    datagram.source_port = 68;
    const bool parsed = sink.query.parse(datagram.payload).has_value();
    sink.count = 0;
    engine.handle(0, std::span(&datagram, 1), now, sink);
    engine.flush(0);
    require(sink.count <= (parsed ? 1 : 0));
    require(engine.in_flight(0) == 0);
  }
  require(leases->size() <= 4 + 2 + 2);
  return 0;
}
