/// Which addresses each allocator gives, and where it is configured.
#include <set>

#include "server.hpp"

namespace dhcp::engine_test {
namespace {

using Addresses = std::vector<Ipv4Address>;

/// What so many strangers are offered, one after the other.
Addresses offers(Server& server, unsigned count, unsigned first = 1, std::uint32_t interface = 2) {
  Addresses found;
  for (unsigned i = 0; i < count; ++i) {
    const auto offer = server.ask(discover(first + i).on_interface(interface));
    if (offer) found.push_back(offer->yiaddr());
  }
  return found;
}
std::set<Ipv4Address> set_of(const Addresses& addresses) {
  return {addresses.begin(), addresses.end()};
}

/// One subnet with these pools.
std::string pools(std::string_view list, std::string_view global, std::string_view subnet = "192.0.2.0/24") {
  std::string json = R"({"Dhcp4": {)" + std::string(global) + R"(, "subnet4": [{"id": 1, "subnet": ")";
  json += subnet;
  json += R"(", "pools": [)" + std::string(list) + "]}]}}";
  return json;
}
constexpr auto hundred = R"({"pool": "192.0.2.1-192.0.2.100"})";
constexpr auto by_chance = R"("allocator": "random")";
constexpr auto flq = R"("allocator": "flq")";

Engine4Limits seed(std::uint64_t number) {
  Engine4Limits limits;
  limits.random_seed = number;
  return limits;
}

}  // namespace

TEST_CASE("the random allocator offers every address once before any again, in an order of its own") {
  Server server(pools(hundred, by_chance));
  const Addresses first = offers(server, 100);
  CHECK(set_of(first).size() == 100);
  CHECK_FALSE(std::ranges::is_sorted(first));
  CHECK(offers(server, 100, 200) == first);
}

TEST_CASE("one seed gives one order, another seed another") {
  for (const auto* const allocator : {by_chance, flq}) {
    CAPTURE(allocator);
    const auto order = [&](std::uint64_t number) {
      Server server(pools(hundred, allocator), seed(number));
      return offers(server, 20);
    };
    CHECK(order(1) == order(1));
    CHECK(order(1) != order(2));
  }
}

TEST_CASE("by chance every pool gets its share, by turns the first one comes first") {
  constexpr auto two = R"({"pool": "192.0.2.1-192.0.2.60"}, {"pool": "192.0.2.100-192.0.2.159"})";
  const auto in_second = [&](std::string_view allocator) {
    Server server(pools(two, allocator));
    return std::ranges::count_if(offers(server, 60), [](Ipv4Address a) { return a >= ip("192.0.2.100"); });
  };
  CHECK(in_second(R"("allocator": "iterative")") == 0);
  for (const auto* const allocator : {by_chance, flq}) {
    CHECK(in_second(allocator) > 10);
    CHECK(in_second(allocator) < 50);
  }
}

TEST_CASE("the last free address is found, and then none, whatever the allocator") {
  for (const auto* const allocator : {R"("allocator": "iterative")", by_chance, flq}) {
    CAPTURE(allocator);
    Server server(pools(R"({"pool": "10.0.0.0/23"})", allocator, "10.0.0.0/16"));
    const auto relayed = [](Query query) { return query.giaddr("10.0.9.9").unicast("10.0.9.9", "10.0.0.1"); };
    std::set<Ipv4Address> given;
    for (unsigned client = 1; client <= 512; ++client) {
      const auto offer = server.ask(relayed(discover(client)));
      REQUIRE(offer);
      REQUIRE(given.insert(offer->yiaddr()).second);
      const auto ack = server.ask(relayed(request(client).requested(offer->yiaddr()).server("10.0.0.1")));
      REQUIRE(ack);
      REQUIRE(ack->type() == MessageType4::ack);
    }
    CHECK_FALSE(server.ask(relayed(discover(999))));
  }
}

TEST_CASE(
    "a lease that has ended is given to others by the random allocator, by flq only when it is reclaimed") {
  constexpr auto five = R"({"pool": "192.0.2.10-192.0.2.14"})";
  const auto config = [&](std::string_view allocator) {
    return pools(
        five, std::string(allocator) +
                  R"(, "valid-lifetime": 60, "expired-leases-processing": {"reclaim-timer-wait-time": 10})");
  };
  const auto fill = [](Server& server) {
    for (unsigned client = 1; client <= 5; ++client) server.lease(client);
    CHECK(offers(server, 1, 6).empty());
    server.now.wall += 61;
  };
  Server random(config(by_chance));
  fill(random);
  CHECK(offers(random, 1, 6).size() == 1);

  Server queue(config(flq));
  fill(queue);
  CHECK(offers(queue, 1, 6).empty());
  queue.engine.advance(0, queue.now);  // sets the timer
  queue.pass(std::chrono::seconds(11));
  CHECK(queue.count(Statistic4::reclaimed_leases) == 5);
  CHECK(offers(queue, 1, 6).size() == 1);
}

TEST_CASE("flq gives what is released or deleted again, and nothing that was asked for by name") {
  Server server(pools(R"({"pool": "192.0.2.10-192.0.2.14"})",
                      std::string(flq) + R"(, "expired-leases-processing": {"hold-reclaimed-time": 0})"));
  server.ask(request(1).requested("192.0.2.12").server("192.0.2.1"));
  REQUIRE(server.stored("192.0.2.12"));
  for (unsigned client = 2; client <= 5; ++client) server.lease(client);
  CHECK(offers(server, 1, 6).empty());
  server.ask(Query(MessageType4::release).client(1).ciaddr("192.0.2.12"));
  REQUIRE_FALSE(server.stored("192.0.2.12"));
  CHECK(offers(server, 1, 6) == Addresses{ip("192.0.2.12")});
}

TEST_CASE("allocators mind reservations of other clients") {
  for (const auto* const allocator : {by_chance, flq}) {
    CAPTURE(allocator);
    Server server(
        one_subnet(R"("reservations": [{"hw-address": "02:00:00:00:00:99", "ip-address": "192.0.2.12"}], )",
                   std::string(allocator) + ", "));
    CHECK_FALSE(set_of(offers(server, 30)).contains(ip("192.0.2.12")));
  }
}

TEST_CASE("the allocator is that of the subnet, or else of its network, or else the global one") {
  const auto sorted = [](std::string_view global, std::string_view network, std::string_view subnet) {
    std::string json = R"({"Dhcp4": {)" + std::string(global) + R"("shared-networks": [{"name": "n", )";
    json += network;
    json += R"("subnet4": [{"id": 1, "subnet": "192.0.2.0/24", )" + std::string(subnet);
    json += R"("pools": [{"pool": "192.0.2.1-192.0.2.100"}]}]}]}})";
    Server server(json);
    return std::ranges::is_sorted(offers(server, 50));
  };
  constexpr auto iterative = R"("allocator": "iterative", )";
  constexpr auto random = R"("allocator": "random", )";
  CHECK(sorted("", "", ""));
  CHECK_FALSE(sorted(random, "", ""));
  CHECK(sorted(random, "", iterative));
  CHECK(sorted(random, iterative, ""));
  CHECK_FALSE(sorted("", random, ""));
  CHECK_FALSE(sorted("", "", random));
  CHECK_FALSE(sorted("", iterative, R"("allocator": "flq", )"));
}

TEST_CASE("a new allocator comes with a new configuration") {
  Server server(pools(hundred, flq));
  CHECK_FALSE(std::ranges::is_sorted(offers(server, 30)));
  server.engine.reconfigure(parse_config(pools(hundred, R"("allocator": "iterative")")));
  CHECK(std::ranges::is_sorted(offers(server, 30)));
  server.engine.reconfigure(parse_config(pools(hundred, by_chance)));
  CHECK_FALSE(std::ranges::is_sorted(offers(server, 30)));
}

TEST_CASE("exclude-first-last-24 keeps .0 and .255 from those who do not ask for them") {
  const auto config = [](std::string_view more, std::string_view subnet) {
    return pools(R"({"pool": "10.0.0.250-10.0.1.5"})",
                 R"("compatibility": {"exclude-first-last-24": true}, )" + std::string(more), subnet);
  };
  for (const auto* const allocator : {R"("allocator": "iterative")", by_chance, flq}) {
    CAPTURE(allocator);
    Server server(config(allocator, "10.0.0.0/16"));
    const auto found = set_of(offers(server, 60, 1, 4));
    CHECK_FALSE(found.contains(ip("10.0.0.255")));
    CHECK_FALSE(found.contains(ip("10.0.1.0")));
    CHECK(found.size() > 4);
    const auto ack = server.ask(request(99).on_interface(4).requested("10.0.1.0").server("10.0.0.1"));
    REQUIRE(ack);
    CHECK(ack->type() == MessageType4::ack);
    CHECK(ack->yiaddr() == ip("10.0.1.0"));
  }
  Server without(pools(R"({"pool": "10.0.0.250-10.0.1.5"})", R"("allocator": "iterative")", "10.0.0.0/16"));
  CHECK(set_of(offers(without, 12, 1, 4)).contains(ip("10.0.0.255")));
  // In a /24 they count as well, in a smaller subnet they do not.
  Server exact(
      pools("{\"pool\": \"192.0.2.0-192.0.2.1\"}", R"("compatibility": {"exclude-first-last-24": true})"));
  CHECK(set_of(offers(exact, 4)) == std::set{ip("192.0.2.1")});
  Server small(pools("{\"pool\": \"192.0.2.0-192.0.2.1\"}",
                     R"("compatibility": {"exclude-first-last-24": true})", "192.0.2.0/25"));
  CHECK(set_of(offers(small, 4)).size() == 2);
}

}  // namespace dhcp::engine_test
