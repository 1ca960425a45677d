#include "perf/clients.hpp"

#include <doctest/doctest.h>

namespace dhcp::perf {
namespace {

constexpr Ipv4Address server(10, 0, 0, 1);
constexpr Ipv4Address one(10, 0, 0, 11);
constexpr Ipv4Address two(10, 0, 0, 12);

TEST_CASE("hardware addresses count up from the base and wrap within six octets") {
  const Clients clients(300, 0xffff'ffff'fffe, false, false);
  CHECK(clients.mac(0) == 0xffff'ffff'fffe);
  CHECK(clients.mac(1) == 0xffff'ffff'ffff);
  CHECK(clients.mac(2) == 0);
}

TEST_CASE("new exchanges go round the idle clients") {
  Clients clients(3, 0, false, false);
  CHECK(clients.next_idle() == 0u);
  CHECK(clients.next_idle() == 1u);
  CHECK(clients.next_idle() == 2u);
  CHECK_FALSE(clients.next_idle());
  clients.idle(1);
  CHECK(clients.next_idle() == 1u);
  clients.idle(2);
  clients.idle(0);
  CHECK(clients.next_idle() == 2u);
}

TEST_CASE("renewals go round the clients that hold an address and are idle") {
  Clients clients(4, 0, true, false);
  CHECK_FALSE(clients.next_holder());
  clients.acquired(2, two, server, {});
  clients.acquired(1, one, server, {});
  CHECK(clients.next_holder() == 2u);
  CHECK(clients.next_holder() == 1u);
  CHECK_FALSE(clients.next_holder());
  clients.idle(2);
  clients.idle(1);
  clients.lost(2);
  CHECK(clients.next_holder() == 1u);
  CHECK(clients[1].address == one);
  CHECK(clients[2].address.is_any());
}

TEST_CASE("a client that loses and regains its address stays once in the round") {
  Clients clients(2, 0, true, false);
  for (int i = 0; i < 10; ++i) {
    clients.acquired(0, one, server, {});
    clients.lost(0);
  }
  clients.acquired(0, one, server, {});
  CHECK(clients.next_holder() == 0u);
  clients.idle(0);
  CHECK(clients.next_holder() == 0u);
  CHECK_FALSE(clients.next_holder());
}

TEST_CASE("an address held by another client is noticed, one that was given back is not") {
  Clients clients(3, 0, false, true);
  CHECK(clients.acquired(0, one, server, {}));
  CHECK(clients.acquired(0, one, server, {}));
  CHECK_FALSE(clients.acquired(1, one, server, {}));
  clients.lost(0);
  CHECK(clients.acquired(2, one, server, {}));
  CHECK(clients.acquired(2, two, server, {}));  // moves on: `one` is free again
  CHECK(clients.acquired(0, one, server, {}));
}

}  // namespace
}  // namespace dhcp::perf
