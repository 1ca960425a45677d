/// In the steady state a query costs no heap allocation.
#include "server.hpp"
#include "support/allocations.hpp"

namespace dhcp::engine_test {
namespace {

/// Counts replies and keeps none.
struct Counter final : ReplySink4 {
  void send(const Reply4& reply) override {
    ++replies;
    bytes += reply.payload.size();
  }
  std::size_t replies = 0;
  std::size_t bytes = 0;
};

/// Asks again and again, ten seconds apart.
void check_free_of_allocations(Server& server, const Query& query) {
  const Bytes message = query.message();
  const Datagram4 datagram = query.datagram(message);
  Counter counter;
  const auto round = [&] {
    server.now.wall += 10;
    server.engine.handle(0, datagram, server.now, counter);
    server.engine.flush(0);
  };
  for (int warm = 0; warm < 64; ++warm) round();
  const std::size_t replies = counter.replies;
  const std::size_t before = test::allocations.count;
  for (int i = 0; i < 1000; ++i) round();
  CHECK(test::allocations.count - before == 0);
  CHECK((replies == 0 || counter.replies == replies + 1000));
}

TEST_CASE("known clients cost no allocation: DISCOVER, REQUEST, renewal, INFORM and what is refused") {
  const std::string config = one_subnet(
      R"("option-data": [{"name": "routers", "data": "192.0.2.1"}, {"name": "vivso-suboptions", "data": "2234"},
         {"code": 8, "space": "vendor-2234", "data": "08", "always-send": true},
         {"code": 3, "space": "vendor-4491", "data": "03"}], "calculate-tee-times": true, )");
  Server server(config);
  server.log.set_verbosity(log_nothing);
  const Bytes id{1, 2, 3, 4, 5, 6, 7};
  server.lease(1, id);
  REQUIRE(test::allocations.count != 0);  // the counter is in place
  const auto with_id = [&](Query query) { return query.client_id(id).asks_for({1, 3, 6, 15, 51, 58, 59}); };
  const std::pair<const char*, Query> table[] = {
      {"DISCOVER", with_id(discover(1))},
      {"REQUEST", with_id(request(1).requested("192.0.2.10").server("192.0.2.1"))},
      {"renewal", with_id(request(1).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1"))},
      {"relayed renewal",
       with_id(request(1).ciaddr("192.0.2.10").giaddr("192.0.2.200").unicast("192.0.2.200", "192.0.2.1"))
           .option(option4::relay_agent_information, {1, 2, 'a', 'b'})},
      {"vendor's options", discover(1)
                               .client_id(id)
                               .asks_for({option4::vendor_identifying_options})
                               .option(option4::vendor_identifying_options, {0, 0, 0x11, 0x8b, 3, 1, 1, 3})},
      {"INFORM", with_id(Query(MessageType4::inform).ciaddr("192.0.2.10"))},
      {"refused REQUEST", request(2).requested("192.0.2.10").server("192.0.2.1")},
      {"another server's", request(2).requested("192.0.2.10").server("192.0.2.77")},
      {"garbage", discover().put(236, {0})},
  };
  for (const auto& [what, query] : table) {
    CAPTURE(what);
    check_free_of_allocations(server, query);
  }
}

TEST_CASE("neither do names, as long as the DNS hears nothing new") {
  const auto named = [](std::uint8_t code, const Bytes& value) {
    return request(1).requested("192.0.2.10").server("192.0.2.1").option(code, value);
  };
  const Bytes labels{5, 0, 0, 6, 'L', 'a', 'p', 't', 'o', 'p'};
  for (const char* global : {"", R"("dhcp-ddns": {"enable-updates": true}, )"}) {
    for (const char* keys : {R"("ddns-qualifying-suffix": "example.com", )",
                             R"("hostname-char-set": "[^a-z]", "hostname-char-replacement": "--", )",
                             R"("ddns-replace-client-name": "always", )"}) {
      CAPTURE(global);
      CAPTURE(keys);
      Server server(one_subnet(keys, global));
      server.log.set_verbosity(log_nothing);
      check_free_of_allocations(server, named(option4::host_name, text("Lap_top")));
      check_free_of_allocations(server, named(option4::client_fqdn, labels));
      check_free_of_allocations(server, discover(1).option(option4::client_fqdn, labels));
      check_free_of_allocations(server, named(option4::client_fqdn, {1, 0, 0, 'a', '.', '.'}));
      check_free_of_allocations(server, request(1).requested("192.0.2.10").server("192.0.2.1"));
    }
  }
}

TEST_CASE("neither do leases from the cache, kept offers and stored relay information") {
  for (const char* subnet :
       {R"("cache-threshold": 0.9, "store-extended-info": true, )", R"("store-extended-info": true, )",
        R"("offer-lifetime": 60, "valid-lifetime": 60, "store-extended-info": true, )"}) {
    CAPTURE(subnet);
    Server server(one_subnet(subnet));
    server.log.set_verbosity(log_nothing);
    for (Query query : {discover(1), request(1).requested("192.0.2.10").server("192.0.2.1")})
      check_free_of_allocations(server, query.giaddr("192.0.2.200")
                                            .unicast("192.0.2.200", "192.0.2.1")
                                            .option(option4::relay_agent_information, {1, 2, 'a', 'b'}));
  }
}

}  // namespace
}  // namespace dhcp::engine_test
