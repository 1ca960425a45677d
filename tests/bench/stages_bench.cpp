// What the stages of a DHCPv4 query cost, one by one: stages-bench [RESERVATIONS] [DIRECTORY]
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "alloc/runtime4.hpp"
#include "bench/support/measure.hpp"
#include "bench/support/queries4.hpp"
#include "bench/support/report.hpp"
#include "dhcpstore/lease_file_store.hpp"
#include "dhcpstore/memory_store.hpp"
#include "engine/stages4.hpp"

namespace {

using namespace dhcp;
using bench::number;
using bench::Query4;

constexpr std::size_t operations = 100'000;

bench::Table table({"stage", "with", "ns", "allocations"});

void report(std::string stage, std::string with, const bench::Cost& cost) {
  table.row({std::move(stage), std::move(with), number(cost.nanoseconds), number(cost.allocations)});
}

template <class T>
T run(Task<T> task) {
  task.start();
  return task.take();
}

/// One query outside of an engine, with all that stages want of a worker.
class LoneQuery {
 public:
  explicit LoneQuery(std::string_view configuration,
                     std::unique_ptr<LeaseStore4> leases = store::make_memory_store4())
      : leases_(std::move(leases)), shared_({*leases_, log_, statistics_, {}, nullptr}, {}) {
    shared_.setup.publish(
        std::make_shared<Setup4>(bench::configuration4(configuration), bench::one_interface(), runtime_));
    setups_.refresh(shared_.setup);
    scratch_.message.resize(1500);
    q.shared = &shared_;
    q.waits = &waits_;
    q.scratch = &scratch_;
    q.setups = &setups_;
    q.setup = &setups_.current();
    q.interface = q.setup->interface(2);
    q.now.wall = 1'700'000'000;
  }

  /// A DISCOVER that has come as far as to its subnet and reservation.
  void receive(ByteView message) {
    q.clear();
    q.datagram = bench::from_relay(message);
    if (!stage4::decode(q) || !stage4::classify(q)) std::abort();
    stage4::select_subnet(q);
    run(stage4::find_host(q));
  }

  LeaseStore4& leases() { return *leases_; }
  WaitTable& waits() { return waits_; }
  Context4 q;

 private:
  std::unique_ptr<LeaseStore4> leases_;
  Log log_{null_log_sink(), log_nothing};
  Statistics4 statistics_{1};
  Runtime4 runtime_;
  Shared4 shared_;
  WaitTable waits_{0, 256};
  Scratch4 scratch_;
  PinnedSetups4 setups_;
};

constexpr const char* plain = R"({"Dhcp4": {"valid-lifetime": 4000, "calculate-tee-times": true,
  "option-data": [{"name": "domain-name-servers", "data": "192.0.2.6, 192.0.2.7"},
                  {"name": "domain-name", "data": "example.org"}],
  "subnet4": [{"id": 1, "subnet": "10.0.0.0/8", "pools": [{"pool": "10.1.0.0/16"}],
               "option-data": [{"name": "routers", "data": "10.0.0.1"}]}]}})";

/// The elements `one(i)`, joined by commas.
template <class One>
std::string list_of(std::uint32_t count, const One& one) {
  std::string text;
  for (std::uint32_t i = 0; i < count; ++i) text.append(i == 0 ? "" : ",").append(one(i));
  return text;
}

void decode() {
  LoneQuery lone(plain);
  Query4 discover(MessageType4::discover);
  const ByteView message = discover.of(1);
  lone.q.datagram = bench::from_relay(message);
  report("decode", fmt::format("a DISCOVER of {} bytes", message.size()),
         bench::measure(operations, [&](std::size_t) { bench::keep(stage4::decode(lone.q)); }));
}

/// Each class looks at an option of the query, and has an option of its own.
void classify(std::uint32_t classes) {
  LoneQuery lone(fmt::format(
      R"({{"Dhcp4": {{"client-classes": [{}], "subnet4": [{{"id": 1, "subnet": "10.0.0.0/8"}}]}}}})",
      list_of(classes, [](std::uint32_t i) {
        return fmt::format(R"({{"name": "class-{0}", "test": "substring(option[60].hex, 0, 6) == 'make-{0}'",
                                "option-data": [{{"name": "routers", "data": "10.0.0.1"}}]}})",
                           i);
      })));
  Query4 discover(MessageType4::discover);
  lone.receive(discover.of(1));
  report("classify", fmt::format("{} classes", number(classes)),
         bench::measure(operations, [&](std::size_t) { bench::keep(stage4::classify(lone.q)); }));
}

/// By the address of the relay, any of them.
void select_subnet(std::uint32_t subnets) {
  const auto network = [](std::uint32_t i) { return Ipv4Address(0x0a000000u + (i << 8)); };
  LoneQuery lone(fmt::format(R"({{"Dhcp4": {{"subnet4": [{}]}}}})", list_of(subnets, [&](std::uint32_t i) {
                               return fmt::format(R"({{"id": {}, "subnet": "{}/24"}})", i + 1,
                                                  network(i).to_string());
                             })));
  Query4 discover(MessageType4::discover);
  lone.receive(discover.of(1));
  std::mt19937 random(1);
  report(
      "select subnet", fmt::format("{} subnets", number(subnets)),
      bench::measure(operations, [&](std::size_t) {
        // The message is the query's own: it sees the new address.
        discover.set_giaddr(Ipv4Address(network(static_cast<std::uint32_t>(random() % subnets)).value() + 1));
        stage4::select_subnet(lone.q);
        if (!lone.q.subnet) std::abort();
      }));
}

/// By hardware address, any of them.
void find_host(std::uint32_t reservations) {
  const auto hardware_address = [](std::uint32_t i) {
    return std::array<std::uint8_t, 6>{2,
                                       0,
                                       static_cast<std::uint8_t>(i >> 24),
                                       static_cast<std::uint8_t>(i >> 16),
                                       static_cast<std::uint8_t>(i >> 8),
                                       static_cast<std::uint8_t>(i)};
  };
  LoneQuery lone(fmt::format(
      R"({{"Dhcp4": {{"subnet4": [{{"id": 1, "subnet": "10.0.0.0/8", "reservations": [{}]}}]}}}})",
      list_of(reservations, [&](std::uint32_t i) {
        return fmt::format(R"({{"hw-address": "{}", "ip-address": "{}"}})", to_hex(hardware_address(i), ':'),
                           Ipv4Address(0x0a010000u + i).to_string());
      })));
  Query4 discover(MessageType4::discover);
  lone.receive(discover.of(1));
  std::mt19937 random(1);
  report("find host", fmt::format("{} reservations", number(reservations)),
         bench::measure(operations, [&](std::size_t) {
           const auto client = reservations == 0 ? 0 : static_cast<std::uint32_t>(random() % reservations);
           lone.q.hardware_address.bytes.assign(hardware_address(client));
           lone.q.hosts.clear();
           run(stage4::find_host(lone.q));
           if ((lone.q.host != nullptr) != (reservations != 0)) std::abort();
         }));
}

/// A free address for a stranger, from a pool of 65,536 in which addresses are taken here and there.
void allocate(std::string_view allocator, unsigned percent) {
  LoneQuery lone(fmt::format(R"({{"Dhcp4": {{"allocator": "{}", "subnet4": [{{"id": 1, "subnet": "10.0.0.0/8",
                                  "pools": [{{"pool": "10.1.0.0/16"}}]}}]}}}})",
                             allocator));
  SeededRandom random(1);
  for (std::uint32_t i = 0; i < 65'536; ++i) {
    if (random.below(100) >= percent) continue;
    LeaseChange4 change;
    change.lease.address = Ipv4Address(0x0a010000u + i);
    change.lease.hardware_address.bytes.assign(change.lease.address.bytes());
    change.lease.valid_lifetime = infinite_lifetime;
    change.lease.subnet_id = 1;
    WaitToken token;
    if (!lone.waits().open(SteadyTime::max(), token)) std::abort();
    lone.leases().commit({&change, 1}, lone.waits(), token);
    lone.waits().close(token);
  }
  Query4 discover(MessageType4::discover);
  lone.receive(discover.of(1u << 31));
  report("allocate", fmt::format("`{}`, {} % full", allocator, percent),
         bench::measure(operations / 10, [&](std::size_t) {
           if (!run(pick_address(lone.q, true))) std::abort();
           lone.q.claim.release();
         }));
}

void answer() {
  LoneQuery lone(plain);
  Query4 discover(MessageType4::discover);
  lone.receive(discover.of(1));
  Context4& q = lone.q;
  write_lease(q, *q.subnet, Ipv4Address(10, 1, 0, 1));
  q.reply = MessageType4::offer;
  report("assemble options", "11 requested, 4 configured",
         bench::measure(operations, [&](std::size_t) { assemble_options(q); }));
  Header4 header;
  header.hlen = 6;
  header.yiaddr = q.granted().address;
  report("encode", fmt::format("{} options", q.scratch->options.refs().size()),
         bench::measure(operations, [&](std::size_t) {
           bench::keep(encode4(header, q.scratch->options.refs(), q.scratch->message, 548));
         }));
}

/// New leases and then their renewals, 64 a batch.
void commit(const std::string& with, std::unique_ptr<LeaseStore4> store) {
  constexpr std::size_t batch_size = 64;
  WaitTable waits(0, batch_size);
  std::vector<LeaseChange4> changes(batch_size);
  std::vector<WaitToken> tokens(batch_size);
  const auto one = [&](std::size_t i, const std::optional<LeaseStamp>& expected, WallTime now) {
    LeaseChange4& change = changes[i % batch_size];
    Lease4& lease = change.lease;
    lease.address = Ipv4Address(0x0a010000u + static_cast<std::uint32_t>(i));
    const auto octets = lease.address.bytes();
    const std::uint8_t id[] = {1, 2, 0, octets[0], octets[1], octets[2], octets[3]};
    lease.client_id.assign(id);
    lease.hardware_address.bytes.assign(ByteView(id).subspan(1));
    lease.subnet_id = 1;
    lease.valid_lifetime = 4000;
    lease.client_last_transaction = now;
    change.expected = expected;
    if (!waits.open(SteadyTime::max(), tokens[i % batch_size])) std::abort();
    store->commit({&change, 1}, waits, tokens[i % batch_size]);
    if (i % batch_size != batch_size - 1) return;
    store->flush(0);
    for (std::size_t at = 0; at < batch_size; ++at) {
      if (changes[at].outcome != ChangeOutcome::stored) std::abort();
      waits.close(tokens[at]);
    }
  };
  constexpr std::size_t batches = operations / batch_size * batch_size;
  constexpr WallTime start = 1'700'000'000;
  report("commit", with + ", new lease",
         bench::measure(batches, [&](std::size_t i) { one(i, std::nullopt, start); }));
  report("commit", with + ", renewal", bench::measure(batches, [&](std::size_t i) {
           one(i, LeaseStamp{start, 4000}, start + 1000);
         }));
}

class NoExecutor final : public Executor {
 public:
  void post(WorkerId, Job) override { std::abort(); }
};

void commit_to_file(const std::string& path) {
  NoExecutor executor;
  Log log(null_log_sink(), log_nothing);
  auto opened = store::LeaseFileStore4::open({path, false, 0}, posix_file_system(), executor, log, 1);
  if (!opened) {
    fmt::print(stderr, "{}\n", opened.error().message);
    std::exit(EXIT_FAILURE);
  }
  commit("lease file", *std::move(opened));
  std::filesystem::remove(path);
}

}  // namespace

int main(int argc, char** argv) {
  const auto reservations =
      static_cast<std::uint32_t>(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1'000'000);
  const std::string directory = argc > 2 ? argv[2] : std::filesystem::temp_directory_path().string();
  bench::heading("The stages of a query",
                 "Each by itself, over and over: what it needs is mostly in the cache.");
  decode();
  for (const std::uint32_t classes : {1u, 10u, 100u}) classify(classes);
  for (const std::uint32_t subnets : {1u, 100u, 10'000u, 50'000u}) select_subnet(subnets);
  for (const std::uint32_t count : {0u, 1000u, reservations}) find_host(count);
  for (const char* const allocator : {"iterative", "random", "flq"})
    for (const unsigned percent : {0u, 50u, 99u}) allocate(allocator, percent);
  answer();
  commit("memory", store::make_memory_store4());
  commit_to_file(fmt::format("{}/stages-bench-{}.csv", directory, ::getpid()));
  table.print();
}
