#include <atomic>
#include <random>

#include "dhcpstore/lease_file_cleanup.hpp"
#include "rig.hpp"

namespace dhcp::test {
namespace {

/// A client of one worker: commits, and commits again when it is answered, all on the worker's thread.
class Committer {
 public:
  Committer(LeaseStore4& store, Executor& executor, WorkerId worker, unsigned rounds, std::uint32_t shared)
      : store_(store),
        executor_(executor),
        waits_(worker, 64),
        rounds_(rounds),
        shared_(shared),
        random_(worker) {}

  void start() { executor_.post(waits_.worker(), {step_job, this}); }
  bool done() const { return done_.load(); }
  unsigned stored() const { return stored_; }
  unsigned conflicts() const { return conflicts_; }
  const std::map<std::uint32_t, Lease4>& own() const { return own_; }

 private:
  static void step_job(void* self) noexcept { static_cast<Committer*>(self)->step(); }

  // Some addresses are this worker's alone, some are fought for by all.
  void step() {
    if (rounds_-- == 0) {
      done_ = true;
      return;
    }
    changes_.clear();
    const std::uint32_t mine = 0x0a000000u + (std::uint32_t{waits_.worker()} << 16) + rounds_ % 100;
    Lease4 next = lease(Ipv4Address(mine), mine);
    next.client_last_transaction = rounds_;
    const auto there = own_.find(mine);
    changes_.push_back(put(next, there == own_.end() ? std::nullopt : std::optional(stamp(there->second))));
    const Ipv4Address contested(0x0b000000u + static_cast<std::uint32_t>(random_() % shared_));
    Lease4 current;
    const bool taken = run_quietly(store_.find(contested, current));
    Lease4 wanted = lease(contested, waits_.worker());
    wanted.client_last_transaction = taken ? current.client_last_transaction + 1 : 1;
    changes_.push_back(put(wanted, taken ? std::optional(stamp(current)) : std::nullopt));
    answer_ = answered();
    answer_.start();
  }
  Task<void> answered() {
    WaitToken token;
    waits_.open(SteadyTime::max(), token);
    store_.commit(changes_, waits_, token);
    // A receive batch ends now and then, not after every query.
    executor_.post(waits_.worker(), {flush_job, this});
    const WaitOutcome outcome = co_await waits_.wait(token);
    if (outcome == WaitOutcome::completed) count();
    executor_.post(waits_.worker(), {step_job, this});
  }
  void count() {
    if (changes_[0].outcome == ChangeOutcome::stored) {
      ++stored_;
      own_[changes_[0].lease.address.value()] = changes_[0].lease;
    }
    changes_[1].outcome == ChangeOutcome::stored ? ++stored_ : ++conflicts_;
  }
  static void flush_job(void* self) noexcept {
    auto* committer = static_cast<Committer*>(self);
    committer->store_.flush(committer->waits_.worker());
  }
  static bool run_quietly(Task<bool> task) {
    task.start();
    return task.take();
  }

  LeaseStore4& store_;
  Executor& executor_;
  WaitTable waits_;
  unsigned rounds_;
  std::uint32_t shared_;
  std::mt19937 random_;
  std::vector<LeaseChange4> changes_;
  std::map<std::uint32_t, Lease4> own_;
  Task<void> answer_;
  unsigned stored_ = 0;
  unsigned conflicts_ = 0;
  std::atomic<bool> done_{false};
};

void workers_commit_side_by_side(bool sync, bool cleaning = false) {
  constexpr unsigned workers = 3;
  constexpr unsigned rounds = 400;
  FaultFiles files;
  Log log(null_log_sink());
  ThreadExecutor executor(workers);
  auto opened = store::LeaseFileStore4::open({lease_path, sync, 0}, files, executor, log, workers);
  REQUIRE(opened);
  LeaseStore4& store = **opened;
  const auto before = files.appends();
  std::vector<std::unique_ptr<Committer>> committers;
  for (unsigned i = 0; i < workers; ++i)
    committers.push_back(std::make_unique<Committer>(store, executor, static_cast<WorkerId>(i), rounds, 8u));
  for (auto& committer : committers) committer->start();
  // Meanwhile somebody reads.
  std::atomic<unsigned> moved{0};
  while (!std::ranges::all_of(committers, [](const auto& c) { return c->done(); })) {
    run(store.list_by_hardware_address(hardware(1)));
    run(store.expired(1000000, 10));
    run(store.next_free({Ipv4Address(0x0a000000u), Ipv4Address(0x0b000100u)}, Ipv4Address(0x0a000000u), 1000,
                        nullptr, nullptr));
    if (cleaning) {
      (*opened)->rotate([&](store::Rotation how) { moved += how == store::Rotation::moved; });
      REQUIRE(store::clean_lease_files4(store::CleanupFiles::of(lease_path), files, log));
    }
    std::this_thread::yield();
  }
  executor.stop();
  CHECK((moved > 0) == cleaning);

  unsigned stored = 0;
  for (const auto& committer : committers) {
    stored += committer->stored();
    CHECK(committer->stored() + committer->conflicts() == 2 * rounds);
    CHECK(committer->stored() >= rounds);  // nobody else wants a worker's own addresses
    for (const auto& [address, l] : committer->own()) {
      Lease4 found;
      REQUIRE(run(store.find(Ipv4Address(address), found)));
      REQUIRE(found == l);
    }
  }
  if (!cleaning) CHECK(files.appends() - before <= workers * rounds);
  std::vector<Lease4> in_memory = run(store.list_page({0, Ipv4Address(), 100000}));
  opened->reset();

  // The file says the same, and has a row for every change that was stored.
  HandExecutor nobody;
  auto again = store::LeaseFileStore4::open({lease_path, false, 0}, files, nobody, log, 1);
  REQUIRE(again);
  if (!cleaning) CHECK((*again)->load_report().rows == stored);
  CHECK(run((*again)->list_page({0, Ipv4Address(), 100000})) == in_memory);
}

}  // namespace

TEST_CASE("several workers commit side by side, and the file agrees with the memory") {
  workers_commit_side_by_side(false);
}

TEST_CASE("several workers commit side by side with sync") {
  workers_commit_side_by_side(true);
}

TEST_CASE("the file is moved aside and cleaned up while several workers commit") {
  for (const bool sync : {false, true}) workers_commit_side_by_side(sync, true);
}

TEST_CASE("until it is flushed a change is neither visible nor given away nor changed again") {
  Bench<FileRig> bench;
  const Ipv4Range range{ip("10.0.0.1"), ip("10.0.0.2")};
  std::vector changes{put(lease(ip("10.0.0.1"), 1))};
  const WaitToken token = bench.open();
  bench.store().commit(changes, bench.waits, token);
  CHECK(bench.waits.is_open(token));
  CHECK(changes[0].outcome == ChangeOutcome::pending);
  CHECK_FALSE(bench.find(ip("10.0.0.1")));
  CHECK(bench.next_free(range, ip("10.0.0.1")) == ip("10.0.0.2"));

  std::vector rival{put(lease(ip("10.0.0.1"), 2))};
  const WaitToken rival_token = bench.open();
  bench.store().commit(rival, bench.waits, rival_token);
  CHECK_FALSE(bench.waits.is_open(rival_token));  // nothing to wait for
  CHECK(rival[0].outcome == ChangeOutcome::conflict);

  bench.store().flush(0);
  CHECK_FALSE(bench.waits.is_open(token));
  CHECK(changes[0].outcome == ChangeOutcome::stored);
  CHECK(bench.find(ip("10.0.0.1")));
}

TEST_CASE("a lease that has ended is not given away while its renewal is under way") {
  Bench<FileRig> bench;
  const Lease4 ended = lease(ip("10.0.0.1"), 1);
  bench.add(ended);
  const Ipv4Range range{ended.address, ended.address};
  CHECK(bench.next_free(range, ended.address, 10000) == ended.address);
  Lease4 renewed = ended;
  renewed.client_last_transaction = 10000;
  std::vector changes{replace(ended, renewed)};
  const WaitToken token = bench.open();
  bench.store().commit(changes, bench.waits, token);
  CHECK_FALSE(bench.next_free(range, ended.address, 10000));
  bench.store().flush(0);
  CHECK_FALSE(bench.next_free(range, ended.address, 10000));
}

TEST_CASE("all that a worker submitted goes into one write") {
  Bench<FileRig> bench;
  std::vector<std::vector<LeaseChange4>> changes(100);
  std::vector<WaitToken> tokens;
  for (unsigned i = 0; i < 100; ++i) {
    changes[i].push_back(put(lease(Ipv4Address(0x0a000000u + i), i)));
    tokens.push_back(bench.open());
    bench.store().commit(changes[i], bench.waits, tokens.back());
  }
  const auto before = bench.rig.files->appends();
  bench.store().flush(0);
  CHECK(bench.rig.files->appends() == before + 1);
  for (unsigned i = 0; i < 100; ++i) {
    CHECK(changes[i][0].outcome == ChangeOutcome::stored);
    CHECK_FALSE(bench.waits.is_open(tokens[i]));
  }
}

TEST_CASE("a store that is closed drops what was never flushed") {
  Bench<FileRig> bench;
  std::vector changes{put(lease(ip("10.0.0.1"), 1))};
  const WaitToken token = bench.open();
  bench.store().commit(changes, bench.waits, token);
  bench.rig.reopen();
  CHECK(bench.store().size() == 0);
  CHECK(bench.rig.content() == header_line);
  CHECK(bench.waits.is_open(token));
}

}  // namespace dhcp::test
