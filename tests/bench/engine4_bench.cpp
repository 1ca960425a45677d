// How fast the engine answers, without sockets: engine4-bench [CLIENTS] [DIRECTORY]
//
// Queries come in batches of 64, each ended by a flush, as a worker of the server does it.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "bench/support/measure.hpp"
#include "bench/support/queries4.hpp"
#include "bench/support/report.hpp"
#include "dhcpcore/engine4.hpp"
#include "dhcpstore/lease_file_store.hpp"
#include "dhcpstore/memory_store.hpp"

namespace {

using namespace dhcp;
using bench::number;
using bench::Query4;

constexpr std::uint32_t batch_size = 64;

/// Subnets side by side in 10.0.0.0/8, each with a relay and a pool.
struct Subnets {
  std::uint32_t count = 1;

  std::uint32_t length() const { return 8 + static_cast<std::uint32_t>(std::bit_width(count - 1)); }
  std::uint32_t base(std::uint32_t i) const {
    return Ipv4Address(10, 0, 0, 0).value() + (i << (32 - length()));
  }
  Ipv4Address relay(std::uint32_t i) const { return Ipv4Address(base(i) + 1); }
  std::string configuration() const {
    std::string subnets;
    for (std::uint32_t i = 0; i < count; ++i)
      subnets += fmt::format(
          R"({}{{"id": {}, "subnet": "{}/{}", "pools": [{{"pool": "{}-{}"}}],
             "option-data": [{{"name": "routers", "data": "{}"}}]}})",
          i == 0 ? "" : ",", i + 1, Ipv4Address(base(i)).to_string(), length(),
          Ipv4Address(base(i) + 2).to_string(),
          Ipv4Address(base(i) + (1u << (32 - length())) - 2).to_string(), relay(i).to_string());
    return fmt::format(R"({{"Dhcp4": {{"valid-lifetime": 4000, "calculate-tee-times": true,
      "option-data": [{{"name": "domain-name-servers", "data": "192.0.2.6, 192.0.2.7"}},
                      {{"name": "domain-name", "data": "example.org"}}],
      "subnet4": [{}]}}}})",
                       subnets);
  }
};

/// Jobs wait for their worker, which runs them between two batches.
class BatchExecutor final : public Executor {
 public:
  void post(WorkerId worker, Job job) override {
    const std::lock_guard guard(inboxes_[worker].lock);
    inboxes_[worker].jobs.push_back(job);
  }
  void run(WorkerId worker) {
    Inbox& inbox = inboxes_[worker];
    for (std::unique_lock guard(inbox.lock); !inbox.jobs.empty(); guard.lock()) {
      const Job job = inbox.jobs.front();
      inbox.jobs.pop_front();
      guard.unlock();
      job.run(job.context);
    }
  }

 private:
  struct alignas(64) Inbox {
    std::mutex lock;
    std::deque<Job> jobs;
  };
  Inbox inboxes_[2];
};

/// An engine with its store; with a lease file, unless `path` is empty.
class Site {
 public:
  Site(unsigned workers, const std::string& path, Subnets subnets = {})
      : subnets_(subnets), path_(path), leases_(open(workers)), statistics_(workers) {
    Engine4Limits limits;
    limits.workers = workers;
    engine_.emplace(Engine4Parts{*leases_, log_, statistics_, {}, nullptr}, limits,
                    bench::configuration4(subnets.configuration()), bench::one_interface());
  }
  ~Site() {
    engine_.reset();
    leases_.reset();
    if (!path_.empty()) std::filesystem::remove(path_);
  }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  Engine4& engine() { return *engine_; }
  const Subnets& subnets() const { return subnets_; }
  BatchExecutor& executor() { return executor_; }

 private:
  std::unique_ptr<LeaseStore4> open(unsigned workers) {
    if (path_.empty()) return store::make_memory_store4();
    std::filesystem::remove(path_);
    auto opened =
        store::LeaseFileStore4::open({path_, false, 0}, posix_file_system(), executor_, log_, workers);
    if (opened) return *std::move(opened);
    fmt::print(stderr, "{}\n", opened.error().message);
    std::exit(EXIT_FAILURE);
  }

  Subnets subnets_;
  std::string path_;
  BatchExecutor executor_;
  Log log_{null_log_sink(), log_nothing};
  std::unique_ptr<LeaseStore4> leases_;
  Statistics4 statistics_;
  std::optional<Engine4> engine_;
};

/// The traffic of one worker. Clients are numbers from `first` on.
class Traffic final : private ReplySink4 {
 public:
  Traffic(Site& site, WorkerId worker, std::uint32_t first, std::size_t leases, bool with_host_names = false)
      : site_(site),
        worker_(worker),
        first_(first),
        discover_(MessageType4::discover, false, with_host_names),
        request_(MessageType4::request, true, with_host_names),
        renewal_(MessageType4::request, false, with_host_names) {
    addresses_.reserve(leases);
    batch_.reserve(batch_size);
  }

  void let_pass(WallTime seconds) { now_.wall += seconds; }

  /// Discovers from a client that has never been here.
  void discover_new(std::uint32_t i) { ask(discover_, stranger + first_ + i, i); }
  /// One batch of DISCOVERs and one of REQUESTs for every `batch_size` clients.
  void exchange(std::uint32_t i) {
    if (i % batch_size != batch_size - 1) return;
    const std::uint32_t begin = i + 1 - batch_size;
    addresses_.resize(i + 1);
    for (std::uint32_t c = begin; c <= i; ++c) ask(discover_, first_ + c, c);
    for (std::uint32_t c = begin; c <= i; ++c) ask(request_, first_ + c, c, addresses_[c]);
  }
  void discover_known(std::uint32_t i) { ask(discover_, first_ + known(i), i); }
  void renew(std::uint32_t i) {
    const std::uint32_t c = known(i);
    ask(renewal_, first_ + c, i, addresses_[c]);
  }
  /// Waits for what is still under way.
  void finish() {
    while (site_.engine().in_flight(worker_) != 0) flush();
  }
  std::size_t replies() const { return replies_; }

 private:
  static constexpr std::uint32_t stranger = 1u << 31;

  void send(const Reply4& reply) override {
    ++replies_;
    const auto address_at = [&](std::size_t at) {
      return Ipv4Address::from_bytes(reply.payload.data() + at);
    };
    const std::uint32_t client = address_at(4).value() - first_;  // it is the transaction, too
    if (client < addresses_.size()) addresses_[client] = address_at(16);
  }
  /// The query of a client, who is always behind the same relay; the last one of a batch ends it.
  void ask(Query4& query, std::uint32_t client, std::uint32_t i, Ipv4Address address = {}) {
    query.set_giaddr(site_.subnets().relay(client % site_.subnets().count));
    const ByteView bytes = query.of(client, address);
    std::vector<std::uint8_t>& message = messages_[i % batch_size];
    message.assign(bytes.begin(), bytes.end());
    batch_.push_back(bench::from_relay(message));
    if (batch_.size() < batch_size) return;
    site_.engine().handle(worker_, batch_, now_, *this);
    batch_.clear();
    flush();
  }
  void flush() {
    site_.engine().flush(worker_);
    site_.executor().run(worker_);
  }
  /// Those that have leases, in an order that memory does not like: clients come as they please.
  std::uint32_t known(std::uint32_t i) const {
    return static_cast<std::uint32_t>(std::uint64_t{i} * 982451653u % addresses_.size());
  }

  Site& site_;
  WorkerId worker_;
  std::uint32_t first_;
  Query4 discover_, request_, renewal_;
  Now now_{1'700'000'000, {}};
  std::vector<Ipv4Address> addresses_;
  std::array<std::vector<std::uint8_t>, batch_size> messages_;
  std::vector<Datagram4> batch_;
  std::size_t replies_ = 0;
};

// --- one worker -----------------------------------------------------------------------------------

struct Costs {
  bench::Cost discover_new, exchange, discover_known, renewal;
};

Costs measure(const std::string& path, std::uint32_t clients, bool with_host_names, Subnets subnets = {}) {
  Site site(1, path, subnets);
  Traffic traffic(site, 0, 0, std::size_t{6} * clients, with_host_names);
  std::size_t answers = 0;
  const auto of = [&](void (Traffic::*one)(std::uint32_t), std::size_t replies_each) {
    traffic.let_pass(10);
    const bench::Cost cost =
        bench::measure(clients, [&](std::size_t i) { (traffic.*one)(static_cast<std::uint32_t>(i)); });
    answers += 6 * clients * replies_each;
    if (traffic.replies() != answers) std::abort();
    return cost;
  };
  Costs costs;
  costs.discover_new = of(&Traffic::discover_new, 1);
  costs.exchange = of(&Traffic::exchange, 2);
  costs.discover_known = of(&Traffic::discover_known, 1);
  costs.renewal = of(&Traffic::renew, 1);
  return costs;
}

// --- two workers ----------------------------------------------------------------------------------

/// Exchanges a second of one worker on its own thread, by the clock on the wall.
double exchange_rate(Site& site, WorkerId worker, std::uint32_t exchanges) {
  Traffic traffic(site, worker, std::uint32_t{worker} << 24, exchanges);
  for (std::uint32_t i = 0; i < exchanges / 8; ++i) traffic.exchange(i);
  const auto begin = std::chrono::steady_clock::now();
  for (std::uint32_t i = exchanges / 8; i < exchanges; ++i) traffic.exchange(i);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  traffic.finish();
  return (exchanges - exchanges / 8) / took.count();
}

/// Each on a thread of its own, as in a server: what a worker allocates lies nowhere near what the thread has
/// allocated that made the engine.
double two_workers(const std::string& path, std::uint32_t exchanges) {
  Site site(2, path);
  double rates[2] = {};
  {
    std::vector<std::jthread> threads;
    for (WorkerId worker = 0; worker < 2; ++worker)
      threads.emplace_back([&, worker] { rates[worker] = exchange_rate(site, worker, exchanges); });
  }
  return rates[0] + rates[1];
}

double two_processes(const std::string& path, std::uint32_t exchanges) {
  int pipe_ends[2];
  if (::pipe(pipe_ends) != 0) std::abort();
  for (int process = 0; process < 2; ++process) {
    if (::fork() != 0) continue;
    Site site(1, path.empty() ? path : fmt::format("{}.{}", path, process));
    const double rate = exchange_rate(site, 0, exchanges);
    if (::write(pipe_ends[1], &rate, sizeof rate) != sizeof rate) ::_exit(1);
    ::_exit(0);
  }
  double sum = 0;
  for (int process = 0; process < 2; ++process) {
    double rate = 0;
    if (::read(pipe_ends[0], &rate, sizeof rate) != sizeof rate) std::abort();
    sum += rate;
  }
  while (::wait(nullptr) > 0) continue;
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
  return sum;
}

/// What two workers of one engine do, relative to two engines of one worker.
double scaling(const std::string& path, std::uint32_t exchanges, bench::Table& table) {
  constexpr int rounds = 5;
  std::vector<double> ratios;
  double workers = 0;
  double processes = 0;
  for (int round = 0; round < rounds; ++round) {
    processes = two_processes(path, exchanges);
    workers = two_workers(path, exchanges);
    ratios.push_back(workers / processes);
  }
  std::ranges::sort(ratios);
  const double ratio = ratios[rounds / 2];
  table.row({path.empty() ? "in memory" : "lease file", number(processes), number(workers), number(ratio)});
  return ratio;
}

}  // namespace

int main(int argc, char** argv) {
  const auto clients = static_cast<std::uint32_t>(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1u << 16);
  const std::string path =
      (argc > 2 ? std::string(argv[2]) : std::filesystem::temp_directory_path().string()) +
      fmt::format("/engine4-bench-{}.csv", ::getpid());
  if (clients == 0 || clients % batch_size != 0) {
    fmt::print(stderr, "the number of clients is not a multiple of {}\n", batch_size);
    return EXIT_FAILURE;
  }
  bench::heading(
      "The engine",
      "Relayed queries of one subnet through `Engine4::handle`, 64 a batch, without sockets. Processor "
      "time of one worker;\nknown clients come in an order by chance.");
  const Costs memory = measure({}, clients, false);
  const Costs file = measure(path, clients, false);
  const Costs named = measure(path, clients, true);
  const Costs spread = measure(path, clients, false, {10'000});
  bench::Table costs({"query", "in memory, ns", "lease file, ns", "and host names, ns", "allocations",
                      "lease file, 10,000 subnets, ns"});
  const auto row = [&](const char* name, bench::Cost Costs::*of) {
    costs.row({name, number((memory.*of).nanoseconds), number((file.*of).nanoseconds),
               number((named.*of).nanoseconds), number((named.*of).allocations),
               number((spread.*of).nanoseconds)});
  };
  row("DISCOVER of a stranger", &Costs::discover_new);
  row("four-way exchange, new lease", &Costs::exchange);
  row("DISCOVER of a known client", &Costs::discover_known);
  row("renewal", &Costs::renewal);
  costs.print();

  bench::Table workers({"four-way exchanges/s", "two processes", "two workers", "ratio"});
  const double ratio_memory = scaling({}, clients, workers);
  const double ratio_file = scaling(path, clients, workers);
  workers.print();

  bench::Targets targets;
  targets.at_least("engine alone, one core, lease file: four-way exchanges/s", 200'000,
                   1e9 / file.exchange.nanoseconds);
  targets.at_most("engine alone: heap allocations for a renewal", 0, file.renewal.allocations);
  targets.at_most("engine alone: heap allocations for a known client's DISCOVER", 0,
                  file.discover_known.allocations);
  targets.at_most("engine alone: heap allocations for a new lease", 0.01, file.exchange.allocations);
  targets.at_least("engine alone: two workers, relative to two processes, lease file", 0.85, ratio_file);
  targets.at_least("engine alone: two workers, relative to two processes, in memory", 0.85, ratio_memory);
  targets.print();
}
