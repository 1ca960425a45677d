#include "dhcpcore/statistics.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <thread>

namespace dhcp {
namespace {

TEST_CASE("a counter is the sum of what all workers added") {
  Statistics4 statistics(3);
  CHECK(statistics.value(Statistic4::pkt4_received) == 0);
  statistics.add(0, Statistic4::pkt4_received);
  statistics.add(2, Statistic4::pkt4_received, 5);
  statistics.add(1, Statistic4::pkt4_sent);
  CHECK(statistics.value(Statistic4::pkt4_received) == 6);
  CHECK(statistics.value(Statistic4::pkt4_sent) == 1);
  CHECK(statistics.value(Statistic4::pkt4_parse_failed) == 0);
}

TEST_CASE("a gauge may be lowered by another worker than the one that raised it") {
  Statistics4 statistics(2);
  statistics.add(0, Statistic4::declined_addresses, 3);
  statistics.add(1, Statistic4::declined_addresses, -2);
  CHECK(statistics.value(Statistic4::declined_addresses) == 1);
}

TEST_CASE("no count is lost while workers count at the same time") {
  constexpr unsigned workers = 4;
  constexpr std::int64_t rounds = 100000;
  Statistics4 statistics(workers);
  std::vector<std::jthread> threads;
  for (unsigned worker = 0; worker < workers; ++worker) {
    threads.emplace_back([&statistics, worker] {
      for (std::int64_t i = 0; i < rounds; ++i) statistics.add(worker, Statistic4::pkt4_ack_sent);
    });
  }
  threads.clear();  // joins
  CHECK(statistics.value(Statistic4::pkt4_ack_sent) == workers * rounds);
}

TEST_CASE("every statistic has a name of its own") {
  std::set<std::string_view> names;
  for (std::uint8_t i = 0; i < static_cast<std::uint8_t>(Statistic4::count_); ++i)
    names.insert(statistic_name(static_cast<Statistic4>(i)));
  CHECK(names.size() == static_cast<std::size_t>(Statistic4::count_));
  CHECK_FALSE(names.contains(""));
  CHECK(statistic_name(Statistic4::pkt4_received) == "pkt4-received");
  CHECK(statistic_name(Statistic4::declined_addresses) == "declined-addresses");
  CHECK(statistic_name(Statistic4::v4_allocation_fail_no_pools) == "v4-allocation-fail-no-pools");
}

}  // namespace
}  // namespace dhcp
