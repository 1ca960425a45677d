#include "replay/options.hpp"

#include <doctest/doctest.h>

namespace {

using namespace dhcp;
using namespace dhcp::replay;

Result<Options> parse(std::vector<std::string_view> arguments) {
  return parse_options(arguments);
}

TEST_CASE("two configurations and a capture are compared") {
  const auto options = parse({"old.json", "--json", "new.json", "a.pcap", "--leases", "l.csv"});
  REQUIRE(options);
  CHECK(options->config_files == std::vector<std::string>{"old.json", "new.json"});
  CHECK(options->input == "a.pcap");
  CHECK(options->leases_file == "l.csv");
  CHECK(options->json);
  CHECK_FALSE(options->explain);
}

TEST_CASE("one configuration and a query are explained") {
  const auto options = parse({"--explain", "a.json", "q.hex", "--interface", "eth1", "--address",
                              "192.0.2.1/24", "--address", "10.0.0.1/8", "--time", "1700000000"});
  REQUIRE(options);
  CHECK(options->explain);
  CHECK(options->config_files == std::vector<std::string>{"a.json"});
  CHECK(options->interface == "eth1");
  CHECK(options->addresses.size() == 2);
  CHECK(options->time == 1'700'000'000);
}

TEST_CASE("a command line that makes no sense is refused with the reason") {
  const auto error = [](std::vector<std::string_view> arguments) { return parse(arguments).error().message; };
  CHECK(error({}) == "to compare takes two configurations and a capture");
  CHECK(error({"a", "b"}) == "to compare takes two configurations and a capture");
  CHECK(error({"--explain", "a", "b", "c"}) == "to explain takes a configuration and a query or a capture");
  CHECK(error({"--leases"}) == "--leases needs a value");
  CHECK(error({"--address", "eth0"}) == "--address: 'eth0' is not <address>/<length>");
  CHECK(error({"--time", "noon"}) == "--time: 'noon' is not a number of seconds since 1970");
  CHECK(error({"--wrong"}) == "there is no flag --wrong");
}

TEST_CASE("help and version need nothing else") {
  CHECK(parse({"-h"})->help);
  CHECK(parse({"--version"})->version);
}

}  // namespace
