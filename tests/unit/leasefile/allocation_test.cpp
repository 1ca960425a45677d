// What runs for every packet must not touch the heap once it has run a few times.

#include "rig.hpp"
#include "support/allocations.hpp"

namespace dhcp::test {
namespace {

/// Files that take everything and keep nothing.
class Bottomless final : public FileSystem {
 public:
  Result<std::unique_ptr<File>, IoError> open(const std::string&, OpenMode) override {
    return std::unique_ptr<File>(std::make_unique<Hole>());
  }
  bool exists(const std::string&) override { return false; }
  Result<void, IoError> rename(const std::string&, const std::string&) override { return {}; }
  Result<void, IoError> remove(const std::string&) override { return {}; }

 private:
  class Hole final : public File {
   public:
    Result<std::size_t, IoError> append(ByteView bytes) override { return bytes.size(); }
    Result<std::size_t, IoError> read(std::span<std::uint8_t>) override { return std::size_t{0}; }
    Result<std::uint64_t, IoError> size() override { return std::uint64_t{0}; }
    Result<void, IoError> truncate(std::uint64_t) override { return {}; }
    Result<void, IoError> sync() override { return {}; }
  };
};

constexpr std::size_t batch = 64;

/// One receive batch of renewals: every client is looked up by its identifier, renewed, and the batch
/// flushed.
void renew_all(LeaseStore4& store, WaitTable& waits, std::vector<LeaseChange4>& changes,
               std::vector<WaitToken>& tokens) {
  for (std::size_t i = 0; i < batch; ++i) {
    Lease4& lease = changes[i].lease;
    REQUIRE(run(store.find_by_client_id(ClientId(lease.client_id), 1, lease)));
    REQUIRE(run(store.find_by_hardware_address(HardwareAddress(lease.hardware_address), 1, lease)));
    changes[i].expected = stamp(lease);
    ++lease.client_last_transaction;
    REQUIRE(waits.open(SteadyTime::max(), tokens[i]));
    store.commit({&changes[i], 1}, waits, tokens[i]);
  }
  store.flush(0);
  for (std::size_t i = 0; i < batch; ++i) {
    REQUIRE(changes[i].outcome == ChangeOutcome::stored);
    waits.close(tokens[i]);
  }
}

}  // namespace

TEST_CASE("lookups, commits and flushes do not allocate in the steady state") {
  Bottomless files;
  HandExecutor executor;
  Log log(null_log_sink());
  auto opened = store::LeaseFileStore4::open({"/leases4.csv", false, 0}, files, executor, log, 1);
  REQUIRE(opened);
  LeaseStore4& store = **opened;
  WaitTable waits(0, batch);
  std::vector<LeaseChange4> changes(batch);
  std::vector<WaitToken> tokens(batch);
  for (std::size_t i = 0; i < batch; ++i) {
    changes[i] = put(lease(Ipv4Address(0x0a000000u + static_cast<std::uint32_t>(i)), i));
    REQUIRE(waits.open(SteadyTime::max(), tokens[i]));
    store.commit({&changes[i], 1}, waits, tokens[i]);
  }
  store.flush(0);
  for (const WaitToken token : tokens) waits.close(token);
  for (int round = 0; round < 3; ++round) renew_all(store, waits, changes, tokens);

  const std::size_t before = allocations.count;
  for (int round = 0; round < 50; ++round) {
    renew_all(store, waits, changes, tokens);
    REQUIRE(run(store.next_free({Ipv4Address(0x0a000000u), Ipv4Address(0x0a0000ffu)},
                                Ipv4Address(0x0a000000u), 1000, nullptr, nullptr)) ==
            Ipv4Address(0x0a000000u + batch));
  }
  CHECK(allocations.count == before);
}

}  // namespace dhcp::test
