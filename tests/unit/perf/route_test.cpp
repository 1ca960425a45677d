#include "perf/route.hpp"

#include <doctest/doctest.h>

namespace dhcp::perf {
namespace {

TEST_CASE("a relay list has one address a line; blank lines and blanks around do not matter") {
  const auto relays = parse_relay_list("10.0.0.1\n\n  10.0.1.1\t\r\n10.0.2.1");
  REQUIRE(relays);
  CHECK(*relays == std::vector{Ipv4Address(10, 0, 0, 1), Ipv4Address(10, 0, 1, 1), Ipv4Address(10, 0, 2, 1)});
}

TEST_CASE("a wrong relay address is named with its line") {
  CHECK(parse_relay_list("10.0.0.1\n10.0.0\n").error().message ==
        "line 2: '10.0.0' is not the IPv4 address of a relay");
  CHECK_FALSE(parse_relay_list("0.0.0.0"));
  CHECK(parse_relay_list(" \n").error().message == "no relay address");
}

TEST_CASE("a server on the loopback is reached from it, as a relay there") {
  Options options;
  options.server = "127.0.0.1";
  const auto route = find_route(options);
  REQUIRE_MESSAGE(route, route.error().message);
  CHECK_FALSE(route->direct);
  CHECK(route->local == Ipv4Address::loopback());
  CHECK(route->relays == std::vector{Ipv4Address::loopback()});

  options.local = "lo";
  CHECK(find_route(options)->local == Ipv4Address::loopback());
}

TEST_CASE("an interface without a server is used directly") {
  Options options;
  options.local = "lo";
  CHECK(find_route(options)->direct);
  options.relay_file = "relays";
  CHECK(find_route(options).error().message == "relay addresses (-J) need a server");
  options.local = "no-such-if";
  CHECK(find_route(options).error().message == "no interface 'no-such-if'; name one with -l, or a server");
}

}  // namespace
}  // namespace dhcp::perf
