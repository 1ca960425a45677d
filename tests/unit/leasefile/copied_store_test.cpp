#include "dhcpstore/memory_store.hpp"
#include "rig.hpp"

namespace dhcp::test {

TEST_CASE("a copy of a lease file has its leases, and changes nothing beside it") {
  const std::string content = header_line +
                              "10.0.0.1,02:00:00:00:00:01,,60,1060,1,0,0,,0,,0\n"
                              "bad row\n"
                              "10.0.0.2,02:00:00:00:00:02,,60,1060,1,0,0,,0,,0\n";
  FaultFiles files;
  files.put(lease_path, content);
  files.put(lease_path + ".2", header_line + "10.0.0.3,02:00:00:00:00:03,,60,1060,1,0,0,,0,,0\n");
  KeptLog kept;
  Log log(kept, log_debug(99));
  const auto copied = store::copy_lease_file4(lease_path, files, log);
  REQUIRE(copied);
  LeaseStore4& leases = **copied;
  CHECK(leases.size() == 3);
  CHECK(run(leases.list_by_hardware_address(hardware(0x020000000002))).size() == 1);
  CHECK(run(leases.expired(2000, 10)).size() == 3);

  Lease4 lease;
  REQUIRE(run(leases.find(ip("10.0.0.1"), lease)));
  LeaseChange4 change = erase(lease);
  WaitTable waits(0, 1);
  WaitToken token;
  REQUIRE(waits.open(SteadyTime::max(), token));
  leases.commit({&change, 1}, waits, token);
  CHECK(change.outcome == ChangeOutcome::stored);
  CHECK(files.content(lease_path) == content);
  CHECK_FALSE(files.exists(lease_path + ".rejected"));
}

TEST_CASE("a copy of what is no lease file is an error") {
  FaultFiles files;
  Log log(null_log_sink());
  CHECK(store::copy_lease_file4("/nowhere", files, log).error().message == "/nowhere: there is no such file");
  files.put("/other", "name,size\nx,1\n");
  CHECK_FALSE(store::copy_lease_file4("/other", files, log));
}

}  // namespace dhcp::test
