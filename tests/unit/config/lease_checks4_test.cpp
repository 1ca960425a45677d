#include "dhcpcore/lease_checks4.hpp"

#include <doctest/doctest.h>

#include <map>
#include <optional>

namespace dhcp {
namespace {

struct Counts final : LogSink {
  void write(const LogMessage& message, std::string_view) noexcept override {
    ++ids[std::string(message.id)];
  }
  std::map<std::string, unsigned> ids;
};

/// Subnets 1 (192.0.2.0/24, with a pool that has the number 5) and 2 (198.51.100.0/24).
struct Checked {
  explicit Checked(std::string_view level) {
    const std::string json = R"({"Dhcp4": {"sanity-checks": {)" + std::string(level) + R"(}, "subnet4": [
      {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.0/25", "pool-id": 5}]},
      {"id": 2, "subnet": "198.51.100.0/24"}]}})";
    auto config = Config4::parse(json, "test");
    REQUIRE_MESSAGE(config, config.error().message);
    checks.emplace(*config, log);
  }
  LeaseVerdict check(std::string_view address, SubnetId id) {
    lease.address = Ipv4Address::parse(address).value();
    lease.subnet_id = id;
    return checks->check(lease);
  }

  Counts counts;
  Log log{counts, log_debug(99)};
  std::optional<LeaseChecks4> checks;
  Lease4 lease;
};

std::string lease_checks(const char* level) {
  return std::string(R"("lease-checks": ")") + level + '"';
}

TEST_CASE("a lease in the subnet that it names passes at every level") {
  for (const char* level : {"none", "warn", "fix", "fix-del", "del"}) {
    Checked checked(lease_checks(level));
    CHECK(checked.check("192.0.2.7", 1) == LeaseVerdict::keep);
    CHECK(checked.check("198.51.100.7", 2) == LeaseVerdict::keep);
    CHECK(checked.counts.ids.empty());
  }
}

TEST_CASE("a lease of a subnet that is gone, or is another now, is treated by level") {
  struct Row {
    const char* level;
    LeaseVerdict elsewhere;  ///< its address is in another subnet
    LeaseVerdict nowhere;    ///< its address is in none
    const char* elsewhere_logs;
    const char* nowhere_logs;
  };
  using enum LeaseVerdict;
  const Row table[] = {
      {"none", keep, keep, "", ""},
      {"warn", keep, keep, "DHCPSRV_LEASE_SANITY_FAIL", "DHCPSRV_LEASE_SANITY_FAIL"},
      {"fix", corrected, keep, "DHCPSRV_LEASE_SANITY_FIXED", "DHCPSRV_LEASE_SANITY_FAIL"},
      {"fix-del", corrected, reject, "DHCPSRV_LEASE_SANITY_FIXED", "DHCPSRV_LEASE_SANITY_FAIL_DISCARD"},
      {"del", reject, reject, "DHCPSRV_LEASE_SANITY_FAIL_DISCARD", "DHCPSRV_LEASE_SANITY_FAIL_DISCARD"},
  };
  for (const Row& row : table) {
    CAPTURE(row.level);
    for (const SubnetId id : {2u, 77u}) {
      Checked checked(lease_checks(row.level));
      CHECK(checked.check("192.0.2.7", id) == row.elsewhere);
      CHECK(checked.lease.subnet_id == (row.elsewhere == corrected ? 1 : id));
      if (row.elsewhere == corrected) CHECK(checked.lease.pool_id == 5);
      if (*row.elsewhere_logs) CHECK(checked.counts.ids[row.elsewhere_logs] == 1);
    }
    Checked checked(lease_checks(row.level));
    CHECK(checked.check("203.0.113.7", 1) == row.nowhere);
    CHECK(checked.lease.subnet_id == 1);
    if (*row.nowhere_logs) CHECK(checked.counts.ids[row.nowhere_logs] == 1);
  }
}

TEST_CASE("without configuration leases are warned of and old relay information is upgraded") {
  Checked checked("");
  CHECK(checked.checks->needed());
  CHECK(checked.check("203.0.113.7", 1) == LeaseVerdict::keep);
  CHECK(checked.counts.ids["DHCPSRV_LEASE_SANITY_FAIL"] == 1);
  checked.lease.user_context = R"({"ISC": {"relay-agent-info": "0x01027031"}})";
  CHECK(checked.check("192.0.2.7", 1) == LeaseVerdict::corrected);
  CHECK(checked.lease.user_context == R"({"ISC": {"relay-agent-info": {"sub-options": "0x01027031"}}})");
  CHECK(checked.counts.ids["DHCPSRV_LEASE4_EXTENDED_INFO_UPGRADED"] == 1);
  checked.lease.user_context = R"({"ISC": 1, "mine": 2})";
  CHECK(checked.check("192.0.2.7", 1) == LeaseVerdict::corrected);
  CHECK(checked.lease.user_context == R"({"mine": 2})");
  CHECK(checked.counts.ids["DHCPSRV_LEASE4_EXTENDED_INFO_SANITY_FAIL"] == 1);
}

TEST_CASE("nothing needs to be checked where both levels are none") {
  CHECK_FALSE(Checked(R"("lease-checks": "none", "extended-info-checks": "none")").checks->needed());
}

TEST_CASE("a million complaints are a hundred lines, and one that says so") {
  Checked checked(lease_checks("warn"));
  for (unsigned i = 0; i < 1000; ++i) checked.check("203.0.113.7", 1);
  checked.checks->finish();
  CHECK(checked.counts.ids["DHCPSRV_LEASE_SANITY_FAIL"] == 100);
  CHECK(checked.counts.ids["DHCPSRV_LEASE_SANITY_NOT_SHOWN"] == 1);
}

}  // namespace
}  // namespace dhcp
