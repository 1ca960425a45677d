#include <cerrno>
#include <optional>

#include "dhcpstore/lease_file_cleanup.hpp"
#include "rig.hpp"

namespace dhcp::test {
namespace {

using store::CleanupFiles;
using store::Rotation;

const CleanupFiles names = CleanupFiles::of(lease_path);

template <class Rig>
std::optional<Rotation> rotate(Bench<Rig>& bench) {
  std::optional<Rotation> outcome;
  dynamic_cast<store::LeaseFileStore4&>(bench.store()).rotate([&](Rotation how) { outcome = how; });
  return outcome;
}

}  // namespace

TEST_CASE("the lease file is moved aside, and changes go on in a new one") {
  Bench<FileRig> bench;
  const Lease4 first = lease(ip("10.0.0.1"), 1);
  bench.add(first);
  const std::string before = bench.rig.content();
  CHECK(rotate(bench) == Rotation::moved);
  CHECK(bench.rig.files->content(names.input) == before);
  CHECK(bench.rig.content() == header_line);
  CHECK_FALSE(bench.rig.files->exists(lease_path + ".rewrite"));

  bench.add(lease(ip("10.0.0.2"), 2));
  CHECK(bench.rig.files->content(names.input) == before);
  CHECK(bench.rig.content().find("10.0.0.2") != std::string::npos);
  CHECK(bench.find(first.address) == first);
  bench.rig.reopen();
  CHECK(bench.find(first.address) == first);
  CHECK(bench.find(ip("10.0.0.2")));
}

TEST_CASE("nothing is moved while a cleanup has not done with what was moved before") {
  for (const std::string& there : {names.input, names.finish}) {
    Bench<FileRig> bench;
    bench.rig.files->put(there, header_line);
    const std::string before = bench.rig.content();
    CHECK(rotate(bench) == Rotation::waiting);
    CHECK(bench.rig.content() == before);
    CHECK(bench.rig.files->content(there) == header_line);
  }
}

TEST_CASE("a lease survives any number of moves and cleanups") {
  Bench<FileRig> bench;
  Log log(null_log_sink());
  for (std::uint8_t round = 1; round < 20; ++round) {
    bench.add(lease(Ipv4Address(0x0a000000u + round), round));
    REQUIRE(rotate(bench) == Rotation::moved);
    REQUIRE(store::clean_lease_files4(names, *bench.rig.files, log));
  }
  bench.rig.reopen();
  CHECK(bench.store().size() == 19);
}

TEST_CASE("whatever fails while the file is moved, changes are stored where the next start finds them") {
  for (std::uint64_t changes = 0; changes < 8; ++changes) {
    CAPTURE(changes);
    Bench<FileRig> bench;
    const Lease4 first = lease(ip("10.0.0.1"), 1);
    bench.add(first);
    bench.rig.files->stop_after(changes);
    const auto outcome = rotate(bench);
    REQUIRE(outcome);
    const bool moved = *outcome == Rotation::moved;
    CHECK(bench.rig.sink.count("DHCPSRV_MEMFILE_LFC_LEASE_FILE_RENAME_FAIL") == (moved ? 0 : 1));
    bench.rig.files->stop_after(1000);
    const Lease4 second = lease(ip("10.0.0.2"), 2);
    REQUIRE(bench.commit(put(second)) == ChangeOutcome::stored);

    // A cleanup of what is there takes nothing away from the server.
    Log log(null_log_sink());
    if (bench.rig.files->exists(names.input)) {
      REQUIRE(store::clean_lease_files4(names, *bench.rig.files, log));
    }
    const Lease4 third = lease(ip("10.0.0.3"), 3);
    REQUIRE(bench.commit(put(third)) == ChangeOutcome::stored);
    bench.rig.reopen();
    CHECK(bench.find(first.address) == first);
    CHECK(bench.find(second.address) == second);
    CHECK(bench.find(third.address) == third);
  }
}

}  // namespace dhcp::test
