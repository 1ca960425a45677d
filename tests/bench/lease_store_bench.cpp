// Measures the lease store: memory per lease, loading, commits, next_free in a pool that is nearly full,
// expiry. Usage: lease-store-bench [LEASES] [DIRECTORY].
#include <fmt/core.h>
#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <thread>

#include "bench/support/report.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpstore/lease_file_store.hpp"
#include "leasefile/row4.hpp"
#include "memory/lease_table4.hpp"

namespace {

using namespace dhcp;
using namespace dhcp::store;
using bench::number;
using Seconds = std::chrono::duration<double>;

constexpr WallTime start_time = 1700000000;
constexpr std::uint32_t first_address = 0x0a000000u;

class NoExecutor final : public Executor {
 public:
  void post(WorkerId, Job) override { std::abort(); }
};

template <class Do>
double seconds(const Do& what) {
  const auto start = std::chrono::steady_clock::now();
  what();
  return Seconds(std::chrono::steady_clock::now() - start).count();
}

std::size_t resident_bytes() {
  std::size_t total = 0;
  std::size_t resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// Six bytes of hardware address, seven of client identifier, twelve of host name.
Lease4 make_lease(std::uint32_t number) {
  Lease4 lease;
  lease.address = Ipv4Address(first_address + number);
  const std::uint8_t id[] = {1,
                             2,
                             0,
                             static_cast<std::uint8_t>(number >> 24),
                             static_cast<std::uint8_t>(number >> 16),
                             static_cast<std::uint8_t>(number >> 8),
                             static_cast<std::uint8_t>(number)};
  lease.client_id = ClientId(ByteView(id));
  lease.hardware_address.bytes.assign(ByteView(id).subspan(1));
  lease.hostname = Hostname(as_bytes(fmt::format("host{:08x}", number)));
  lease.subnet_id = number / 1000 + 1;
  lease.valid_lifetime = 3600;
  lease.client_last_transaction = start_time + number % 3600;
  return lease;
}

/// Numbers 0..count-1 in an order that memory does not like: clients come as they please.
template <class Do>
void in_some_order(std::uint32_t count, const Do& what) {
  std::uint32_t number = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    what(number);
    number = static_cast<std::uint32_t>((std::uint64_t{number} + 982451653u) % count);
  }
}

template <class T>
T run(Task<T> task) {
  task.start();
  return task.take();
}

void write_file(const std::string& path, std::uint32_t count) {
  std::ofstream file(path);
  std::string text = std::string(lease4_header) + "\n";
  in_some_order(count, [&](std::uint32_t number) {
    append_row(text, make_lease(number));
    if (text.size() < (1u << 20)) return;
    file << text;
    text.clear();
  });
  file << text;
}

/// What was measured, how much, of which unit.
class Results {
 public:
  void add(std::string_view what, double value, std::string_view unit) {
    table_.row({std::string(what), number(value), std::string(unit)});
  }
  void print() const { table_.print(); }

 private:
  bench::Table table_{{"measure", "here", "unit"}};
};

std::unique_ptr<LeaseFileStore4> load(const std::string& path, std::uint32_t count, Executor& executor,
                                      Log& log, Results& results) {
  const std::size_t before = resident_bytes();
  const std::clock_t processor_before = std::clock();
  auto opened = LeaseFileStore4::open({path, false, 0}, posix_file_system(), executor, log, 1);
  if (!opened) {
    fmt::print(stderr, "{}\n", opened.error().message);
    std::exit(1);
  }
  malloc_trim(0);
  const std::size_t used = resident_bytes() - before;
  const double took = (*opened)->load_report().seconds;
  auto file = posix_file_system().open(path, OpenMode::read);
  const double bytes = static_cast<double>(*(*file)->size());
  const double processor = static_cast<double>(std::clock() - processor_before) / CLOCKS_PER_SEC;
  results.add("loading", took, "s");
  results.add("loading", bytes / 1e6 / took, "MB/s");
  results.add("loading, by processor time", bytes / 1e6 / processor, "MB/s");
  results.add("memory after loading", static_cast<double>(used) / count, "bytes a lease");
  return std::move(opened).value();
}

void renew(LeaseStore4& store, std::uint32_t count, Results& results) {
  WaitTable waits(0, 256);
  std::vector<LeaseChange4> changes(64);
  std::vector<WaitToken> tokens(64);
  std::uint32_t pending = 0;
  std::uint32_t stored = 0;
  const auto finish = [&] {
    store.flush(0);
    for (std::uint32_t i = 0; i < pending; ++i) {
      stored += changes[i].outcome == ChangeOutcome::stored;
      waits.close(tokens[i]);
    }
    pending = 0;
  };
  const std::uint32_t renewals = std::min(count, 1000000u);
  const double took = seconds([&] {
    std::uint32_t done = 0;
    in_some_order(count, [&](std::uint32_t number) {
      if (done++ >= renewals) return;
      LeaseChange4& change = changes[pending];
      run(store.find(Ipv4Address(first_address + number), change.lease));
      change.expected = stamp(change.lease);
      change.lease.client_last_transaction += 1800;
      waits.open(SteadyTime::max(), tokens[pending]);
      store.commit({&change, 1}, waits, tokens[pending]);
      if (++pending == 64) finish();
    });
    finish();
  });
  if (stored != renewals) std::abort();
  results.add("renewals with a lease file, one worker, 64 a batch", renewals / took, "/s");
}

void find_clients(LeaseStore4& store, std::uint32_t count, Results& results) {
  const std::uint32_t lookups = std::min(count, 1000000u);
  std::uint32_t done = 0;
  std::uint32_t found = 0;
  Lease4 lease;
  const double took = seconds([&] {
    in_some_order(count, [&](std::uint32_t number) {
      if (done++ >= lookups) return;
      const std::uint8_t id[] = {1,
                                 2,
                                 0,
                                 static_cast<std::uint8_t>(number >> 24),
                                 static_cast<std::uint8_t>(number >> 16),
                                 static_cast<std::uint8_t>(number >> 8),
                                 static_cast<std::uint8_t>(number)};
      found += run(store.find_by_client_id(ClientId(ByteView(id)), number / 1000 + 1, lease));
    });
  });
  if (found != lookups) std::abort();
  results.add("lookup by client identifier", took / lookups * 1e9, "ns");
}

void expire(LeaseStore4& store, Results& results) {
  std::size_t found = 0;
  constexpr int rounds = 100;
  const double took = seconds([&] {
    for (int i = 0; i < rounds; ++i) found += run(store.expired(start_time + 1000000, 100)).size();
  });
  if (found != rounds * std::size_t{100}) std::abort();
  results.add("`expired()`, 100 at a time", took / rounds * 1e6, "µs");
}

void fill_a_slash_8(Results& results) {
  LeaseTable4 table(1);
  constexpr std::uint32_t pool = 1u << 24;
  Lease4 lease = make_lease(0);
  const std::uint32_t free_every = 100;
  const std::size_t before = resident_bytes();
  for (std::uint32_t i = 0; i < pool; ++i) {
    if (i >= pool - pool / free_every) break;  // the free hundredth lies at the end
    lease.address = Ipv4Address(first_address + i);
    table.load(lease);
  }
  results.add("a /8, 99 % full, no identifiers", static_cast<double>(resident_bytes() - before) / pool,
              "bytes an address");
  const Ipv4Range range{Ipv4Address(first_address), Ipv4Address(first_address + pool - 1)};
  constexpr int rounds = 100000;
  std::uint64_t sum = 0;
  const double took = seconds([&] {
    for (int i = 0; i < rounds; ++i)
      sum += table
                 .next_free(range, Ipv4Address(first_address + static_cast<std::uint32_t>(i) * 100),
                            start_time, nullptr, nullptr)
                 ->value();
  });
  if (sum == 0) std::abort();
  results.add("`next_free` in it, starting where all is taken", took / rounds * 1e9, "ns");
}

void scale(std::uint32_t count, Results& results) {
  for (unsigned workers = 1; workers <= 2; ++workers) {
    LeaseTable4 table(1);
    for (std::uint32_t i = 0; i < count; ++i) table.load(make_lease(i));
    table.index_loaded();
    const std::uint32_t each = std::min(count, 1000000u) / workers;
    const double took = seconds([&] {
      std::vector<std::jthread> threads;
      for (unsigned w = 0; w < workers; ++w)
        threads.emplace_back([&, w] {
          Lease4 lease;
          for (std::uint32_t i = 0; i < each; ++i) {
            const auto number =
                static_cast<std::uint32_t>((std::uint64_t{i} * workers + w) * 982451653u % count);
            if (!table.find(Ipv4Address(first_address + number), lease)) std::abort();
            const LeaseStamp before = stamp(lease);
            ++lease.client_last_transaction;
            if (!table.claim(lease.address, before)) continue;
            table.put(lease);
          }
        });
    });
    results.add(fmt::format("renewals in memory, threads: {}", workers), each * workers / took, "/s");
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint32_t count = argc > 1 ? static_cast<std::uint32_t>(std::stoul(argv[1])) : 1000000;
  const std::string path = std::string(argc > 2 ? argv[2] : "/tmp") + "/lease-store-bench.csv";
  NoExecutor executor;
  Log log(null_log_sink());
  bench::heading("The lease store",
                 fmt::format("A lease file of {} leases and the table in memory, without an "
                             "engine.",
                             number(count)));
  Results results;
  write_file(path, count);
  {
    const auto store = load(path, count, executor, log, results);
    find_clients(*store, count, results);
    renew(*store, count, results);
    expire(*store, results);
  }
  std::remove(path.c_str());
  malloc_trim(0);
  scale(std::min(count, 1000000u), results);
  malloc_trim(0);
  fill_a_slash_8(results);
  results.print();
}
