/// Thousands of clients, everything that may go wrong, one seed. A run that fails says how to repeat it:
///   DHCP_SIMULATION="seed days" test-simulation -tc='the given seed *'
#include "simulation.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <sstream>

namespace {

using namespace dhcp::simulation;

Report check(const Profile& profile) {
  const Report report = Simulation(profile).run();
  for (const std::string& finding : report.findings)
    FAIL_CHECK(fmt::format("{}\nrepeat it: DHCP_SIMULATION='{} {} {}' test-simulation -tc='the given seed*'",
                           finding, profile.seed, profile.days, profile.name));
  return report;
}

Profile named(std::string_view name, std::uint64_t seed) {
  if (name == "calm") return Profile::calm(seed);
  return name == "stalling" ? Profile::stalling(seed) : Profile::rough(seed);
}

}  // namespace

TEST_CASE("a year of 2,000 clients with leases of twelve hours breaks no promise") {
  Profile profile = Profile::rough(1);
  profile.days = 365;
  const Report report = check(profile);
  CHECK(report.exchanges >= 1'000'000);
  CHECK(report.naks > 1000);
}

TEST_CASE("short: some days of many worlds break no promise") {
  for (std::uint64_t seed = 100; seed < 103; ++seed) check(Profile::rough(seed));
}

TEST_CASE("short: without late messages and clock jumps no client sees its address used by another") {
  for (std::uint64_t seed = 200; seed < 202; ++seed) check(Profile::calm(seed));
}

TEST_CASE("short: what is stored after its query has given up breaks no promise") {
  for (std::uint64_t seed = 300; seed < 301; ++seed) check(Profile::stalling(seed));
}

TEST_CASE("short: a seed replays exactly") {
  Profile profile = Profile::rough(7);
  profile.days = 2;
  const Report first = check(profile);
  CHECK(check(profile).digest == first.digest);
  profile.seed = 8;
  CHECK(check(profile).digest != first.digest);
}

TEST_CASE("the given seed breaks no promise" * doctest::skip(std::getenv("DHCP_SIMULATION") == nullptr)) {
  std::istringstream words(std::getenv("DHCP_SIMULATION"));
  std::uint64_t seed = 1;
  unsigned days = 10;
  std::string name;
  words >> seed >> days >> name;
  Profile profile = named(name, seed);
  profile.days = days;
  const Report report = check(profile);
  MESSAGE(fmt::format("{} exchanges, {} ACKs, {} NAKs", report.exchanges, report.acks, report.naks));
}
