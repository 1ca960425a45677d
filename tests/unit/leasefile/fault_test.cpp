#include <cerrno>

#include "rig.hpp"

namespace dhcp::test {
namespace {

const auto error_id = "DHCPSRV_MEMFILE_NOT_WRITABLE";
const auto recovery_id = "DHCPSRV_MEMFILE_WRITABLE_AGAIN";

template <class Rig>
std::map<Ipv4Address, Lease4> in_memory(Bench<Rig>& bench) {
  std::map<Ipv4Address, Lease4> leases;
  for (Lease4& l : run(bench.store().list_page({0, Ipv4Address(), 1000000}))) leases[l.address] = l;
  return leases;
}

}  // namespace

TEST_CASE("when the disk is full nothing changes, whatever part of the row went in") {
  Bench<FileRig> bench;
  const Lease4 there = lease(ip("10.0.0.1"), 1);
  bench.add(there);
  const std::string before = bench.rig.content();
  for (std::uint64_t room = 0; room < 70; ++room) {
    bench.rig.files->set_room(room);
    Lease4 renewed = there;
    renewed.client_last_transaction = 2000;
    renewed.user_context = R"({ "long": "enough to be cut" })";
    REQUIRE(bench.commit(replace(there, renewed)) == ChangeOutcome::failed);
    REQUIRE_FALSE(bench.store().writable());
    REQUIRE(bench.rig.content() == before);
    REQUIRE(bench.find(there.address) == there);
  }
  CHECK(bench.rig.sink.count(error_id) == 1);
  CHECK(bench.rig.sink.text(error_id).find("No space left on device") != std::string::npos);
}

TEST_CASE("commits succeed again as soon as there is room, and the address was not lost") {
  Bench<FileRig> bench;
  bench.rig.files->set_room(10);
  const Lease4 first = lease(ip("10.0.0.1"), 1);
  CHECK(bench.commit(put(first)) == ChangeOutcome::failed);
  CHECK(bench.next_free({ip("10.0.0.1"), ip("10.0.0.9")}, ip("10.0.0.1")) == ip("10.0.0.1"));
  CHECK(bench.commit(put(first)) == ChangeOutcome::failed);
  bench.rig.files->set_enough_room();
  CHECK(bench.commit(put(first)) == ChangeOutcome::stored);
  CHECK(bench.store().writable());
  CHECK(bench.rig.sink.count(error_id) == 1);
  CHECK(bench.rig.sink.count(recovery_id) == 1);
  CHECK(reload(*bench.rig.files) == in_memory(bench));
}

TEST_CASE("what could not be cut off the file is overruled by the rows that follow") {
  // Leftovers of every length: rows that are whole, rows cut anywhere, the cut inside the last number.
  Lease4 kept = lease(ip("10.0.0.1"), 1);
  kept.pool_id = 123;
  Lease4 changed = kept;
  changed.client_last_transaction = 5000;
  changed.pool_id = 456;
  const Lease4 never = lease(ip("10.0.0.2"), 2);
  for (std::uint64_t room = 1; room < 120; ++room) {
    CAPTURE(room);
    Bench<FileRig> bench;
    bench.add(kept);
    bench.rig.files->set_room(room);
    bench.rig.files->fail_truncate(EIO);
    const auto outcomes = bench.commit({replace(kept, changed), put(never)});
    if (outcomes.front() == ChangeOutcome::stored) break;  // there was room for all of it
    REQUIRE(outcomes == std::vector{ChangeOutcome::failed, ChangeOutcome::failed});
    bench.rig.files->set_room(room / 2);
    REQUIRE(bench.commit(put(never)) == ChangeOutcome::failed);  // leaves more behind
    bench.rig.files->set_enough_room();
    bench.add(lease(ip("10.0.0.3"), 3));
    REQUIRE(reload(*bench.rig.files) == in_memory(bench));
    bench.rig.files->fail_truncate(0);
    bench.add(lease(ip("10.0.0.4"), 4));
    REQUIRE(reload(*bench.rig.files) == in_memory(bench));
    REQUIRE(bench.find(kept.address) == kept);
  }
}

TEST_CASE("a leftover that can be cut off later is") {
  Bench<FileRig> bench;
  const std::string before = bench.rig.content();
  bench.rig.files->set_room(10);
  bench.rig.files->fail_truncate(EIO);
  CHECK(bench.commit(put(lease(ip("10.0.0.1"), 1))) == ChangeOutcome::failed);
  CHECK(bench.rig.content().size() == before.size() + 10);
  bench.rig.files->set_enough_room();
  bench.rig.files->fail_truncate(0);
  bench.add(lease(ip("10.0.0.2"), 2));
  CHECK(bench.rig.content().find("\n\n") == std::string::npos);
  bench.rig.reopen();
  CHECK(bench.rig.report().errors == 0);
}

TEST_CASE("after a failed sync nothing is stored until the file has been written anew") {
  Bench<SyncedFileRig> bench;
  const Lease4 kept = lease(ip("10.0.0.1"), 1);
  const Lease4 erased = lease(ip("10.0.0.2"), 2);
  bench.add(kept);
  bench.add(erased);
  bench.rig.files->put(lease_path + ".2", bench.rig.content());  // holds both
  REQUIRE(bench.commit(erase(erased)) == ChangeOutcome::stored);

  bench.rig.files->fail_sync(EIO);
  const Lease4 lost = lease(ip("10.0.0.3"), 3);
  CHECK(bench.commit(put(lost)) == ChangeOutcome::failed);
  CHECK_FALSE(bench.store().writable());
  CHECK_FALSE(bench.find(lost.address));
  CHECK(bench.commit(put(lost)) == ChangeOutcome::failed);
  CHECK(bench.rig.sink.count(error_id) == 1);

  bench.rig.files->fail_sync(0);
  int failed = 0;
  while (bench.commit(put(lost)) == ChangeOutcome::failed) ++failed;
  CHECK(failed <= 1);
  CHECK(bench.store().writable());
  CHECK(bench.rig.sink.count(recovery_id) == 1);
  CHECK_FALSE(bench.rig.files->exists(lease_path + ".rewrite"));
  // The new file speaks for the older ones too.
  CHECK(reload(*bench.rig.files) == in_memory(bench));
  CHECK(in_memory(bench).size() == 2);
}

TEST_CASE("a rewrite that keeps failing is tried less and less often, and still succeeds") {
  Bench<SyncedFileRig> bench;
  bench.rig.files->fail_sync(EIO);
  CHECK(bench.commit(put(lease(ip("10.0.0.1"), 1))) == ChangeOutcome::failed);
  const auto syncs = bench.rig.files->syncs();
  for (int i = 0; i < 100; ++i) REQUIRE(bench.commit(put(lease(ip("10.0.0.1"), 1))) == ChangeOutcome::failed);
  CHECK(bench.rig.files->syncs() - syncs == 7);  // at the commits 1, 3, 6, 11, 20, 37 and 70
  bench.rig.files->fail_sync(0);
  int failed = 0;
  while (bench.commit(put(lease(ip("10.0.0.1"), 1))) == ChangeOutcome::failed) REQUIRE(++failed < 100);
  CHECK(reload(*bench.rig.files) == in_memory(bench));
}

TEST_CASE("a rewrite that cannot be renamed into place leaves the old file alone") {
  Bench<SyncedFileRig> bench;
  bench.add(lease(ip("10.0.0.1"), 1));
  bench.rig.files->fail_sync(EIO);
  CHECK(bench.commit(put(lease(ip("10.0.0.2"), 2))) == ChangeOutcome::failed);
  bench.rig.files->fail_sync(0);
  bench.rig.files->fail_rename(EACCES);
  CHECK(bench.commit(put(lease(ip("10.0.0.2"), 2))) == ChangeOutcome::failed);
  CHECK(reload(*bench.rig.files).contains(ip("10.0.0.1")));
}

TEST_CASE("a loss of power at any byte loses no stored lease and invents none") {
  // Three batches; the power goes while the third is being written, with any part of it on the disk.
  Bench<SyncedFileRig> bench;
  const Lease4 one = lease(ip("10.0.0.1"), 1);
  const Lease4 two = lease(ip("10.0.0.2"), 2);
  bench.add(one);
  bench.add(two);
  const auto stored = in_memory(bench);

  bench.rig.files->fail_sync(EIO);  // the sync does not return before the cut
  Lease4 renewed = one;
  renewed.client_last_transaction = 3000;
  const Lease4 fresh = lease(ip("10.0.0.3"), 3);
  CHECK(bench.commit({replace(one, renewed), erase(two), put(fresh)}) ==
        std::vector(3, ChangeOutcome::failed));

  const std::size_t at_risk = bench.rig.files->at_risk(lease_path);
  REQUIRE(at_risk > 100);
  for (std::size_t kept = 0; kept <= at_risk; ++kept) {
    CAPTURE(kept);
    const auto files = bench.rig.files->after_power_cut(kept);
    const auto found = reload(*files);
    // Each address is as it was acknowledged, or as the batch that was under way wanted it.
    REQUIRE(found.contains(one.address));
    const Lease4& first = found.at(one.address);
    REQUIRE((first == one || first == renewed));
    REQUIRE((!found.contains(two.address) || found.at(two.address) == two));
    REQUIRE((!found.contains(fresh.address) || found.at(fresh.address) == fresh));
    REQUIRE(found.size() <= 3);
    if (kept == 0) REQUIRE(found == stored);
    // Appending after the cut works, and a second start agrees with the first.
    REQUIRE(reload(*files) == found);
  }
}

TEST_CASE("a loss of power during a rewrite leaves the old file or the new one") {
  Bench<SyncedFileRig> bench;
  for (unsigned i = 1; i < 20; ++i) bench.add(lease(Ipv4Address(0x0a000000u + i), i));
  const auto stored = in_memory(bench);
  bench.rig.files->fail_sync(EIO);
  CHECK(bench.commit(put(lease(ip("10.0.0.99"), 99))) == ChangeOutcome::failed);
  CHECK(bench.commit(put(lease(ip("10.0.0.99"), 99))) == ChangeOutcome::failed);  // a rewrite that got stuck
  const std::string half = bench.rig.files->content(lease_path + ".rewrite");
  REQUIRE(half.size() > header_line.size());
  for (std::size_t kept = 0; kept < half.size(); kept += 7) {
    auto found = reload(*bench.rig.files->after_power_cut(kept));
    found.erase(ip("10.0.0.99"));  // was written once before the sync failed
    REQUIRE(found == stored);
  }
}

TEST_CASE("a commit with sync is answered only after the sync") {
  Bench<SyncedFileRig> bench;
  for (unsigned i = 1; i < 50; ++i) {
    bench.add(lease(Ipv4Address(0x0a000000u + i), i));
    REQUIRE(bench.rig.files->at_risk(lease_path) == 0);
  }
}

}  // namespace dhcp::test
