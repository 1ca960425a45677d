/// Which addresses are given to whom: the iterative allocator, exhaustion, ended leases, declined addresses.
#include <set>

#include "server.hpp"

namespace dhcp::engine_test {
namespace {

TEST_CASE("each offer takes the next address, through the pool and round again") {
  Server server(one_subnet());
  std::vector<Ipv4Address> offered;
  for (unsigned client = 1; client <= 7; ++client) offered.push_back(server.ask(discover(client))->yiaddr());
  CHECK(offered[0] == ip("192.0.2.10"));
  CHECK(offered[4] == ip("192.0.2.14"));
  CHECK(offered[5] == ip("192.0.2.10"));
}

TEST_CASE("a client's wish is granted when the address is free in a pool") {
  Server server(one_subnet());
  CHECK(server.ask(discover().requested("192.0.2.13"))->yiaddr() == ip("192.0.2.13"));
  CHECK(server.ask(discover().requested("192.0.2.99"))->yiaddr() == ip("192.0.2.10"));
  const Ipv4Address taken = server.lease(1)->yiaddr();
  CHECK(server.ask(discover(2).requested(taken))->yiaddr() != taken);
}

TEST_CASE("pool follows pool, and the last address goes out once") {
  Server server(R"({"Dhcp4": {"subnet4": [{"id": 1, "subnet": "192.0.2.0/24",
    "pools": [{"pool": "192.0.2.10-192.0.2.11"}, {"pool": "192.0.2.200/32"}, {"pool": "192.0.2.20-192.0.2.21"}]}]}})");
  std::set<Ipv4Address> given;
  for (unsigned client = 1; client <= 5; ++client) given.insert(server.lease(client)->yiaddr());
  CHECK(given.size() == 5);
  CHECK(given.contains(ip("192.0.2.200")));
  CHECK_FALSE(server.ask(discover(6)));
}

TEST_CASE("an exhausted subnet: DISCOVER is not answered, REQUEST without an address is refused") {
  Server server(one_subnet());
  for (unsigned client = 1; client <= 5; ++client) server.lease(client);
  CHECK_FALSE(server.ask(discover(6)));
  CHECK(server.book.count("DHCP4_PACKET_NAK_0003") == 1);
  CHECK(server.book.count("ALLOC_ENGINE_V4_ALLOC_FAIL_SUBNET") == 1);
  CHECK(server.book.count("ALLOC_ENGINE_V4_ALLOC_FAIL") == 1);
  CHECK(server.ask(request(6))->type() == MessageType4::nak);
  CHECK(server.count(Statistic4::v4_allocation_fail) == 2);
  CHECK(server.count(Statistic4::v4_allocation_fail_subnet) == 2);
  CHECK(server.count(Statistic4::v4_allocation_fail_no_pools) == 0);
  CHECK(server.ask(discover(3))->yiaddr() == ip("192.0.2.12"));
}

TEST_CASE("a subnet without pools gives nothing away and says that there are none") {
  Server server(R"({"Dhcp4": {"subnet4": [{"id": 1, "subnet": "192.0.2.0/24"}]}})");
  CHECK_FALSE(server.ask(discover()));
  CHECK(server.count(Statistic4::v4_allocation_fail_no_pools) == 1);
  CHECK(server.count(Statistic4::v4_allocation_fail) == 0);
  CHECK(server.book.count("ALLOC_ENGINE_V4_ALLOC_FAIL_NO_POOLS") == 1);
}

TEST_CASE("an ended lease of another client is reused when nothing else is free") {
  Server server(one_subnet());
  for (unsigned client = 1; client <= 5; ++client) server.lease(client);
  server.pass(std::chrono::seconds(7200));
  const auto ack = server.lease(6);
  CHECK(server.stored(ack->yiaddr())->hardware_address.bytes == BoundedBytes<20>(Bytes{2, 0, 0, 0, 0, 6}));
  CHECK(server.leases.size() == 5);
  CHECK(server.book.count("ALLOC_ENGINE_V4_REUSE_EXPIRED_LEASE_DATA") == 1);
  CHECK(server.count(Statistic4::reclaimed_leases) == 1);
  CHECK(server.count(Statistic4::cumulative_assigned_addresses) == 6);
}

TEST_CASE("an address never used goes before one whose lease has ended") {
  Server server(one_subnet());
  server.lease(1);
  server.pass(std::chrono::seconds(7200));
  CHECK(server.lease(2)->yiaddr() == ip("192.0.2.11"));
}

TEST_CASE("a client comes back to its ended lease") {
  Server server(one_subnet());
  server.lease(1);
  server.pass(std::chrono::seconds(90'000));
  CHECK(server.lease(1)->yiaddr() == ip("192.0.2.10"));
}

TEST_CASE("a lease ends in its last second, not before") {
  Server server(one_subnet());
  server.lease(1);
  const Query wish = request(2).requested("192.0.2.10").server("192.0.2.1");
  server.pass(std::chrono::seconds(7199));
  CHECK(server.ask(wish)->type() == MessageType4::nak);
  server.pass(std::chrono::seconds(1));
  CHECK(server.ask(wish)->type() == MessageType4::ack);
}

TEST_CASE("an infinite lease never ends") {
  Server server(one_subnet(R"("valid-lifetime": 4294967295, )"));
  CHECK(server.lease(1)->number(option4::lease_time) == infinite_lifetime);
  server.pass(std::chrono::seconds(std::int64_t{1} << 33));
  CHECK(server.ask(request(2).requested("192.0.2.10").server("192.0.2.1"))->type() == MessageType4::nak);
}

TEST_CASE(
    "a pool of two subnets is one: clients keep their addresses when they move, nobody else gets them") {
  Server server(R"({"Dhcp4": {"subnet4": [
    {"id": 1, "subnet": "10.0.0.0/16", "relay": {"ip-addresses": ["203.0.113.8"]},
     "pools": [{"pool": "10.0.0.10-10.0.0.11"}]},
    {"id": 2, "subnet": "10.0.0.0/24", "relay": {"ip-addresses": ["203.0.113.9"]},
     "pools": [{"pool": "10.0.0.10-10.0.0.11"}]}]}})");
  const auto from = [&](std::string_view relay, Query query) {
    return server.ask(query.giaddr(relay).unicast(relay, "203.0.113.1"));
  };
  const auto wanted = [](unsigned client) {
    return request(client).requested("10.0.0.10").server("203.0.113.1");
  };
  REQUIRE(from("203.0.113.8", wanted(1))->type() == MessageType4::ack);
  CHECK(server.stored("10.0.0.10")->subnet_id == 1);
  CHECK(from("203.0.113.9", wanted(2))->type() == MessageType4::nak);
  CHECK(from("203.0.113.9", discover(2))->yiaddr() == ip("10.0.0.11"));
  REQUIRE(from("203.0.113.9", wanted(1))->type() == MessageType4::ack);
  CHECK(server.stored("10.0.0.10")->subnet_id == 2);
  CHECK(from("203.0.113.8", wanted(2))->type() == MessageType4::nak);
  CHECK(from("203.0.113.8", discover(2))->yiaddr() == ip("10.0.0.11"));
  CHECK(server.leases.size() == 1);
}

TEST_CASE("the lifetime asked for is granted within its bounds") {
  Server server(
      one_subnet(R"("min-valid-lifetime": 1000, "valid-lifetime": 2000, "max-valid-lifetime": 3000, )"));
  const std::pair<std::uint32_t, std::uint32_t> table[] = {
      {1, 1000}, {999, 1000}, {1000, 1000}, {2500, 2500}, {3000, 3000}, {infinite_lifetime, 3000}};
  CHECK(server.ask(discover())->number(option4::lease_time) == 2000);
  for (const auto& [asked, granted] : table) {
    CHECK(server.ask(discover().option(option4::lease_time, u32(asked)))->number(option4::lease_time) ==
          granted);
    const auto ack = server.ask(
        request().requested("192.0.2.10").server("192.0.2.1").option(option4::lease_time, u32(asked)));
    CHECK(ack->number(option4::lease_time) == granted);
    CHECK(server.stored("192.0.2.10")->valid_lifetime == granted);
  }
}

TEST_CASE("an offer is the reserved address, else the lease, else what is asked for, else any that is free") {
  const auto reserving = [](std::string_view address) {
    return R"("reservations": [{"hw-address": "02:00:00:00:00:01", "ip-address": ")" + std::string(address) +
           "\"}], ";
  };
  Server server(one_subnet());
  const auto offered = [&] { return server.ask(discover(1).requested("192.0.2.13"))->yiaddr(); };
  CHECK(offered() == ip("192.0.2.13"));
  server.lease(1);
  CHECK(offered() == ip("192.0.2.10"));
  server.engine.reconfigure(parse_config(one_subnet(reserving("192.0.2.99"))));
  CHECK(offered() == ip("192.0.2.99"));

  // Somebody else has the reserved address: the client keeps what it has.
  server.lease(2);
  server.engine.reconfigure(parse_config(one_subnet(reserving("192.0.2.11"))));
  CHECK(offered() == ip("192.0.2.10"));
  CHECK(server.ask(discover(3).requested("192.0.2.11"))->yiaddr() == ip("192.0.2.12"));
}

// --- DHCPDECLINE ----------------------------------------------------------------------------------------

Query decline(unsigned client, std::string_view address) {
  return Query(MessageType4::decline).client(client).requested(address);
}
constexpr auto short_probation = R"("decline-probation-period": 600, )";

TEST_CASE("a DECLINE takes the address out of use for the probation period") {
  Server server(one_subnet("", short_probation));
  server.lease(1, {1, 2});
  CHECK_FALSE(server.ask(decline(1, "192.0.2.10").client_id({1, 2})));
  const auto declined = server.stored("192.0.2.10");
  REQUIRE(declined);
  CHECK(declined->state == LeaseState::declined);
  CHECK(declined->hardware_address.empty());
  CHECK(declined->client_id.empty());
  CHECK(declined->hostname.empty());
  CHECK(declined->valid_lifetime == 600);
  CHECK(declined->client_last_transaction == server.now.wall);
  CHECK(server.count(Statistic4::declined_addresses) == 1);
  CHECK(server.book.count("DHCP4_DECLINE_LEASE") == 1);

  for (unsigned client = 2; client <= 5; ++client) CHECK(server.lease(client)->yiaddr() != ip("192.0.2.10"));
  CHECK_FALSE(server.ask(discover(1).client_id({1, 2})));
  const auto nak = server.ask(request(1).requested("192.0.2.10").server("192.0.2.1"));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);

  server.pass(std::chrono::seconds(600));
  CHECK(server.lease(1)->yiaddr() == ip("192.0.2.10"));
  CHECK(server.count(Statistic4::declined_addresses) == 0);
  CHECK(server.count(Statistic4::reclaimed_declined_addresses) == 1);
  CHECK(server.count(Statistic4::reclaimed_leases) == 1);
  CHECK(server.book.count("ALLOC_ENGINE_V4_DECLINED_RECOVERED") == 1);
}

TEST_CASE("only the holder of a lease can decline it") {
  Server server(one_subnet());
  server.lease(1, {1, 1});
  server.ask(decline(2, "192.0.2.10"));
  server.ask(decline(1, "192.0.2.10").client_id({2, 2}));
  CHECK(server.book.count("DHCP4_DECLINE_LEASE_MISMATCH") == 2);
  server.ask(decline(1, "192.0.2.11"));
  CHECK(server.book.count("DHCP4_DECLINE_LEASE_NOT_FOUND") == 1);
  CHECK(server.stored("192.0.2.10")->state == LeaseState::assigned);
  CHECK(server.count(Statistic4::declined_addresses) == 0);
}

TEST_CASE("a declined address cannot be declined again") {
  Server server(one_subnet());
  server.lease(1);
  server.ask(decline(1, "192.0.2.10"));
  server.ask(decline(1, "192.0.2.10"));
  CHECK(server.count(Statistic4::declined_addresses) == 1);
  CHECK(server.book.count("DHCP4_DECLINE_LEASE_MISMATCH") == 1);
}

TEST_CASE("allocation goes on where it was when the configuration is replaced") {
  Server server(one_subnet());
  server.ask(discover(1));
  server.ask(discover(2));
  server.engine.reconfigure(parse_config(one_subnet(R"("valid-lifetime": 5, )")));
  CHECK(server.ask(discover(3))->yiaddr() == ip("192.0.2.12"));
}

}  // namespace
}  // namespace dhcp::engine_test
