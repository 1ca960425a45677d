#include "perf/options.hpp"

#include <doctest/doctest.h>

namespace dhcp::perf {
namespace {

using namespace std::chrono_literals;
using Arguments = std::vector<std::string_view>;

Options good(const Arguments& arguments) {
  const auto options = parse_options(arguments);
  REQUIRE_MESSAGE(options, options.error().message);
  return *options;
}
std::string error(const Arguments& arguments) {
  const auto options = parse_options(arguments);
  return options ? "accepted" : options.error().message;
}

TEST_CASE("flags are read as getopt would, apart, joined and clustered") {
  const Options options = good({"-4r10", "-R", "100", "-uB", "-p", "2.5", "-d.25", "--json", "-b",
                                "mac=02:00:00:00:00:ff", "192.0.2.1"});
  CHECK(options.rate == 10u);
  CHECK(options.clients == 100);
  CHECK(options.unique);
  CHECK(options.broadcast);
  CHECK(options.period == 2500ms);
  CHECK(options.drop_time == 250ms);
  CHECK(options.json);
  CHECK(options.mac_base == 0x0200000000ff);
  CHECK(options.server == "192.0.2.1");
}

TEST_CASE("without flags a server is measured flat out by one client") {
  const Options options = good({"192.0.2.1"});
  CHECK_FALSE(options.rate);
  CHECK(options.clients == 1);
  CHECK(options.window == 512);
  CHECK(options.drop_time == 1s);
  CHECK_FALSE(options.exchanges);
}

TEST_CASE("the window of --flat-out may follow, be joined or be left out") {
  CHECK(good({"--flat-out", "64", "192.0.2.1"}).window == 64);
  CHECK(good({"--flat-out=64", "192.0.2.1"}).window == 64);
  const Options options = good({"--flat-out", "192.0.2.1"});
  CHECK(options.window == 512);
  CHECK(options.server == "192.0.2.1");
}

TEST_CASE("a base address takes one colon or two and the alias ether") {
  CHECK(good({"-b", "ether=00::0c::01::02::03::04", "s"}).mac_base == 0x000c01020304);
  for (const char* bad : {"mac=00:0c:01:02:03", "mac=000c01020304", "mac=00:0c:01:02:03:zz", "ip=1", "mac"})
    CHECK_MESSAGE(error({"-b", bad, "s"}).starts_with("-b: "), bad);
}

TEST_CASE("extra options are encoded as given") {
  const Options options = good({"-o", "60,646f63", "-o", "12,", "s"});
  CHECK(options.extra_options == std::vector<std::uint8_t>{60, 3, 0x64, 0x6f, 0x63, 12, 0});
  for (const char* bad : {"60", "0,00", "255,00", "60,xyz", "x,00"})
    CHECK_MESSAGE(error({"-o", bad, "s"}).starts_with("-o: "), bad);
}

TEST_CASE("a drop limit is a count or a percentage") {
  CHECK(good({"-D", "5", "s"}).drop_limit->value == 5);
  CHECK_FALSE(good({"-D", "5", "s"}).drop_limit->percent);
  CHECK(good({"-D5%", "s"}).drop_limit->percent);
  CHECK(error({"-D", "101%", "s"}) == "-D: '101' is not a whole number from 1 to 100");
  CHECK(error({"-D", "0", "s"}).starts_with("-D: "));
}

TEST_CASE("values out of range are refused with the flag's name") {
  for (const Arguments& bad : {Arguments{"-r", "0", "s"},
                               {"-r", "-1", "s"},
                               {"-R", "0", "s"},
                               {"-R", "4294967296", "s"},
                               {"-L", "65536", "s"},
                               {"-N", "x", "s"},
                               {"-p", "0", "s"},
                               {"-d", "nan", "s"},
                               {"-d", "1s", "s"},
                               {"-n", "", "s"},
                               {"-W", "-1", "s"}})
    CHECK_MESSAGE(error(bad).starts_with(std::string(bad[0]) + ": "), bad[0], " ", bad[1]);
}

TEST_CASE("combinations that cannot mean anything are refused") {
  CHECK(error({"-i", "-d", "2", "s"}) == "-i and -d exclude each other");
  CHECK(error({"-i", "-1", "s"}) == "-i and -1 exclude each other");
  CHECK(error({"-r", "5", "--flat-out", "s"}) == "-r and --flat-out exclude each other");
  CHECK(error({"-f", "5", "s"}) == "-f needs -r");
  CHECK(error({"-F", "5", "s"}) == "-F needs -r");
  CHECK(error({"-r", "10", "-f", "6", "-F", "5", "s"}).starts_with("renewals (-f) and releases (-F)"));
  CHECK(good({"-r", "10", "-f", "5", "-F", "5", "s"}).release_rate == 5);
}

TEST_CASE("what perfdhcp knows and we do not yet is told apart from what nobody knows") {
  CHECK(error({"-6", "s"}) == "-6 is not supported yet");
  CHECK(error({"-T", "file", "s"}) == "-T is not supported yet");
  CHECK(error({"--scenario", "avalanche", "s"}) == "--scenario: 'avalanche' is not supported yet");
  CHECK(error({"-g", "multi", "s"}) == "-g: 'multi' is not supported yet");
  CHECK(error({"-Z", "s"}) == "unknown option '-Z'");
  CHECK(error({"--nonsense=1", "s"}) == "unknown option '--nonsense'");
  CHECK(error({"--json=1", "s"}) == "--json takes no value");
  CHECK(error({"-r"}) == "-r needs a value");
}

TEST_CASE("a server or an interface is needed, but not for help") {
  CHECK(error({}) == "name a server, or an interface with -l");
  CHECK(good({"-l", "eth0"}).local == "eth0");
  CHECK(good({"-h"}).help);
  CHECK(good({"-v"}).version);
  CHECK(error({"one", "two"}) == "one server only, but there is also 'two'");
  CHECK(good({"--", "-odd-name"}).server == "-odd-name");
}

TEST_CASE("the usage names every flag that is accepted") {
  const std::string text = usage();
  for (const char* flag : {"  -r <rate>", "  --flat-out [window]", "  --leases-out <file>", "  -1 "})
    CHECK_MESSAGE(text.find(flag) != std::string::npos, flag);
  CHECK(text.find("not supported yet: -6") != std::string::npos);
}

}  // namespace
}  // namespace dhcp::perf
