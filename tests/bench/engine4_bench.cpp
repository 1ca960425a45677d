// How fast one worker answers, without sockets: engine4-bench [CLIENTS]
//
// What a query costs for each kind of traffic, and what each allocator costs in a pool of 65,536 addresses by
// how full it is.
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "bench/support/measure.hpp"
#include "bench/support/report.hpp"
#include "dhcpcore/engine4.hpp"
#include "dhcpcore/packet4.hpp"
#include "dhcpstore/memory_store.hpp"

namespace {

using namespace dhcp;

constexpr const char* config_text = R"({"Dhcp4": {"valid-lifetime": 4000, "calculate-tee-times": true,
  "option-data": [{"name": "domain-name-servers", "data": "192.0.2.6, 192.0.2.7"},
                  {"name": "domain-name", "data": "example.org"}],
  "subnet4": [{"id": 1, "subnet": "10.0.0.0/8", "pools": [{"pool": "10.1.0.0-10.255.255.250"}],
               "option-data": [{"name": "routers", "data": "10.0.0.1"}]}]}})";

struct LastReply final : ReplySink4 {
  void send(const Reply4& reply) override {
    ++count;
    yiaddr = Ipv4Address::from_bytes(reply.payload.data() + 16);
  }
  std::size_t count = 0;
  Ipv4Address yiaddr;
};

/// A relayed query with the options that common clients send.
std::vector<std::uint8_t> message(MessageType4 type, std::size_t client, Ipv4Address ciaddr,
                                  std::optional<Ipv4Address> requested) {
  std::vector<std::uint8_t> out(240, 0);
  const auto put = [&](std::size_t at, Ipv4Address address) {
    const auto b = address.bytes();
    std::copy(b.begin(), b.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
  };
  out[0] = out[1] = out[3] = 1;
  out[2] = 6;
  put(4, Ipv4Address(static_cast<std::uint32_t>(client)));
  put(12, ciaddr);
  put(24, Ipv4Address(10, 0, 0, 2));
  out[28] = 2;
  put(30, Ipv4Address(static_cast<std::uint32_t>(client)));
  put(236, Ipv4Address(99, 130, 83, 99));
  const auto option = [&](std::uint8_t code, std::initializer_list<std::uint8_t> value) {
    out.push_back(code);
    out.push_back(static_cast<std::uint8_t>(value.size()));
    out.insert(out.end(), value);
  };
  option(option4::message_type, {static_cast<std::uint8_t>(type)});
  option(option4::client_identifier, {1, 2, 0, out[30], out[31], out[32], out[33]});
  option(option4::parameter_request_list, {1, 3, 6, 12, 15, 28, 42, 51, 54, 58, 59});
  if (requested) {
    const auto b = requested->bytes();
    option(option4::requested_address, {b[0], b[1], b[2], b[3]});
    option(option4::server_identifier, {10, 0, 0, 1});
  }
  out.push_back(option4::end);
  return out;
}

class Bench {
 public:
  explicit Bench(std::size_t clients) : addresses_(clients) {}

  void run() {
    phase("new DISCOVER",
          [&](std::size_t c) { ask(message(MessageType4::discover, c, {}, {}), &addresses_[c]); });
    phase("new REQUEST", [&](std::size_t c) { ask(message(MessageType4::request, c, {}, addresses_[c])); });
    phase("known DISCOVER", [&](std::size_t c) { ask(message(MessageType4::discover, c, {}, {})); });
    phase("renewal", [&](std::size_t c) { ask(message(MessageType4::request, c, addresses_[c], {})); });
    phase("INFORM", [&](std::size_t c) { ask(message(MessageType4::inform, c, addresses_[c], {})); });
    phase("(building queries)",
          [&](std::size_t c) { bench::keep(message(MessageType4::request, c, addresses_[c], {}).size()); });
    table_.print();
  }

 private:
  static std::shared_ptr<const Config4> config() {
    auto parsed = Config4::parse(config_text, "bench");
    if (!parsed) std::abort();
    return *parsed;
  }
  static std::shared_ptr<const InterfaceTable> interfaces() {
    auto table = std::make_shared<InterfaceTable>();
    Interface i;
    i.index = 2;
    i.name = "eth0";
    i.addresses4 = {{Ipv4Address(10, 0, 0, 1), 8}};
    table->interfaces.push_back(i);
    return table;
  }
  template <class Work>
  void phase(const char* name, Work work) {
    now_.wall += 10;
    bench::Rounds round;
    round.begin();
    for (std::size_t c = 0; c < addresses_.size(); ++c) work(c);
    round.end(addresses_.size());
    const bench::Cost cost = round.cost();
    table_.row({name, bench::number(cost.nanoseconds), bench::number(cost.allocations)});
  }
  void ask(const std::vector<std::uint8_t>& bytes, Ipv4Address* offered = nullptr) {
    Datagram4 datagram;
    datagram.payload = bytes;
    datagram.interface_index = 2;
    datagram.source = Ipv4Address(10, 0, 0, 2);
    datagram.source_port = 67;
    datagram.destination = Ipv4Address(10, 0, 0, 1);
    datagram.destination_port = 67;
    engine_.handle(0, datagram, now_, sink_);
    engine_.flush(0);
    if (offered) *offered = sink_.yiaddr;
  }

  std::vector<Ipv4Address> addresses_;
  bench::Table table_{{"query", "ns", "allocations"}};
  Now now_{1'700'000'000, {}};
  LastReply sink_;
  std::unique_ptr<LeaseStore4> leases_ = store::make_memory_store4();
  Log log_{null_log_sink(), log_nothing};
  Statistics4 statistics_{1};
  Engine4 engine_{{*leases_, log_, statistics_, {}, nullptr}, {}, config(), interfaces()};
};

/// Offers to strangers, from a pool in which addresses are taken here and there.
class AllocatorBench {
 public:
  AllocatorBench(const char* allocator, unsigned percent) : allocator_(allocator), percent_(percent) {
    SeededRandom random(1);
    for (std::uint32_t i = 0; i < pool_size; ++i)
      if (random.below(100) < percent) take(Ipv4Address(first_address + i));
  }
  void run(bench::Table& table) {
    const bench::Cost cost = bench::measure(rounds, [&](std::size_t) { offer(1); });
    table.row({allocator_, bench::number(percent_), bench::number(cost.nanoseconds),
               bench::number(cost.allocations)});
  }

 private:
  static constexpr std::uint32_t first_address = 0x0a010000;
  static constexpr std::uint32_t pool_size = 65536;
  static constexpr unsigned rounds = 20000;

  void take(Ipv4Address address) {
    LeaseChange4 change;
    change.lease.address = address;
    change.lease.hardware_address = {HardwareAddress::ethernet, BoundedBytes<20>(address.bytes())};
    change.lease.valid_lifetime = infinite_lifetime;
    change.lease.subnet_id = 1;
    WaitToken token;
    if (!waits_.open(SteadyTime::max(), token)) std::abort();
    leases_->commit({&change, 1}, waits_, token);
    waits_.close(token);
  }
  std::shared_ptr<const Config4> config() const {
    auto parsed = Config4::parse(std::string(R"({"Dhcp4": {"allocator": ")") + allocator_ +
                                     R"(", "subnet4": [{"id": 1, "subnet": "10.0.0.0/8",
                                     "pools": [{"pool": "10.1.0.0/16"}]}]}})",
                                 "bench");
    if (!parsed) std::abort();
    return *parsed;
  }
  void offer(unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      const auto bytes = message(MessageType4::discover, 0x00100000 + i % 64, {}, {});
      Datagram4 datagram;
      datagram.payload = bytes;
      datagram.interface_index = 2;
      datagram.source = Ipv4Address(10, 0, 0, 2);
      datagram.destination = Ipv4Address(10, 0, 0, 1);
      engine_.handle(0, datagram, now_, sink_);
    }
  }

  const char* allocator_;
  unsigned percent_;
  Now now_{1'700'000'000, {}};
  LastReply sink_;
  WaitTable waits_{0, 1};
  std::unique_ptr<LeaseStore4> leases_ = store::make_memory_store4();
  Log log_{null_log_sink(), log_nothing};
  Statistics4 statistics_{1};
  Engine4 engine_{
      {*leases_, log_, statistics_, {}, nullptr}, {}, config(), std::make_shared<InterfaceTable>()};
};

}  // namespace

int main(int argc, char** argv) {
  const std::size_t clients = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 200'000;
  bench::heading("The engine", "One worker and a store in memory, without sockets.");
  Bench(clients).run();
  bench::Table table({"allocator", "full, %", "an offer, ns", "allocations"});
  for (const char* const allocator : {"iterative", "random", "flq"})
    for (const unsigned percent : {0u, 50u, 99u}) AllocatorBench(allocator, percent).run(table);
  table.print();
}
