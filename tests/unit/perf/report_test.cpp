#include "perf/report.hpp"

#include <doctest/doctest.h>

#include "dhcpcore/version.hpp"

namespace dhcp::perf {
namespace {

using namespace std::chrono_literals;

Statistics sample() {
  Statistics statistics;
  statistics.started = SteadyTime(10s);
  statistics.last_activity = SteadyTime(12s);
  statistics[Stage::discover].sent = 10;
  statistics[Stage::discover].received = 8;
  statistics[Stage::discover].dropped = 1;
  statistics[Stage::request].sent = 8;
  statistics[Stage::request].received = 6;
  statistics[Stage::request].rejected = 1;
  statistics[Stage::request].latency.add(100ns);
  statistics.orphans = 3;
  return statistics;
}

TEST_CASE("the exit status tells whether every exchange was served") {
  Statistics statistics;
  CHECK(exit_status(statistics) == 0);
  statistics[Stage::discover].sent = 5;  // unfinished ones are no failure
  statistics.orphans = 2;
  CHECK(exit_status(statistics) == 0);
  for (std::uint64_t* failure :
       {&statistics[Stage::renew].dropped, &statistics[Stage::request].rejected, &statistics.not_unique}) {
    *failure = 1;
    CHECK(exit_status(statistics) == 3);
    *failure = 0;
  }
}

TEST_CASE("the table has a line for each stage used and the counters that are not zero") {
  const std::string text = table(sample(), Options{}, StopReason::period);
  CHECK(
      text ==
      "test period over: 6 exchanges in 2.000 s, 3 exchanges/s, 9 packets/s sent\n\n"
      "stage        sent   received  rejected   dropped  unfinished       p50       p95       p99       max  "
      "(ms)\n"
      "DO             10          8         0         1           1     0.000     0.000     0.000     0.000\n"
      "RA              8          6         1         0           1     0.000     0.000     0.000     "
      "0.000\n\n"
      "orphans: replies to no request of ours in flight: 3\n");
}

TEST_CASE("the JSON has every number, used or not") {
  const std::string text = json(sample(), Options{}, StopReason::drops);
  CHECK(text.find("\"end\": \"too many drops\"") != std::string::npos);
  CHECK(text.find("\"exit-status\": 3,") != std::string::npos);
  CHECK(text.find("\"exchanges\": 6,\n  \"exchanges-per-second\": 3.0,") != std::string::npos);
  CHECK(text.find("\"orphans\": 3,") != std::string::npos);
  CHECK(
      text.find("\"RA\": {\"sent\": 8, \"received\": 6, \"rejected\": 1, \"dropped\": 0, \"unfinished\": 1,\n"
                "      \"latency-us\": {\"min\": 0.1, \"mean\": 0.1, \"p50\": 0.1,") != std::string::npos);
  CHECK(text.find("\"renew\": {\"sent\": 0,") != std::string::npos);
}

TEST_CASE("with -i an exchange is complete with its OFFER") {
  Options options;
  options.discover_only = true;
  CHECK(json(sample(), options, StopReason::period).find("\"exchanges\": 8,") != std::string::npos);
}

TEST_CASE("progress is silent when nobody asked and nobody watches") {
  Options options;
  CHECK(Progress(options, false, SteadyTime(0s)).next() == SteadyTime::max());
  CHECK(Progress(options, true, SteadyTime(5s)).next() == SteadyTime(6s));
  options.report_interval = 3s;
  CHECK(Progress(options, false, SteadyTime(5s)).next() == SteadyTime(8s));
}

}  // namespace
}  // namespace dhcp::perf
