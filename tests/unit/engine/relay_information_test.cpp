/// What leases remember of relays (`store-extended-info`), and what renewals take from it
/// (`stash-agent-options`).
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

using std::chrono::seconds;

const Bytes with_ids{2, 3, 1, 2, 3, 12, 3, 0xaa, 0xbb, 0xcc};
constexpr const char* with_ids_stored =
    R"({"ISC": {"relay-agent-info": {"sub-options": "0x02030102030C03AABBCC", "remote-id": "010203", "relay-id": "AABBCC"}}})";
const Bytes circuit{1, 2, 'p', '1'};
constexpr const char* circuit_stored = R"({"ISC": {"relay-agent-info": {"sub-options": "0x01027031"}}})";

Query relayed(Query query, const Bytes& information) {
  query.giaddr("192.0.2.200").unicast("192.0.2.200", "192.0.2.1").from_port(67);
  return information.empty() ? query : query.option(option4::relay_agent_information, information);
}
Query first_request(const Bytes& information = circuit, unsigned client = 1) {
  return relayed(request(client).requested("192.0.2.10").server("192.0.2.1"), information);
}
Query renewal(unsigned client = 1) {
  return request(client).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1");
}

std::string context_of(Server& server) {
  return server.stored("192.0.2.10")->user_context;
}

/// Gives the stored lease another user context.
void annotate(Server& server, const std::string& context) {
  LeaseChange4 change;
  change.lease = *server.stored("192.0.2.10");
  change.expected = stamp(change.lease);
  change.lease.user_context = context;
  WaitTable waits(0, 1);
  WaitToken token;
  REQUIRE(waits.open(SteadyTime::max(), token));
  server.leases.commit({&change, 1}, waits, token);
  server.leases.flush(0);
  REQUIRE(change.outcome == ChangeOutcome::stored);
  waits.close(token);
}

TEST_CASE("option 82 of a request is stored with the lease, where that is wanted") {
  Server server(one_subnet(R"("store-extended-info": true, )"));
  REQUIRE(server.ask(first_request(with_ids)));
  CHECK(context_of(server) == with_ids_stored);
  SUBCASE("a renewal without it keeps what there is") {
    REQUIRE(server.ask(renewal()));
    CHECK(context_of(server) == with_ids_stored);
  }
  SUBCASE("a later one replaces it") {
    REQUIRE(server.ask(first_request(circuit)));
    CHECK(context_of(server) == circuit_stored);
  }
  SUBCASE("the next client of the address does not inherit it") {
    server.pass(seconds(8000));
    REQUIRE(server.ask(first_request({}, 2)));
    CHECK(context_of(server).empty());
  }
}

TEST_CASE("nothing is stored by default, nor of a query without option 82, nor of an empty one") {
  Server off(one_subnet());
  off.ask(first_request());
  CHECK(context_of(off).empty());
  Server on(one_subnet("", R"("store-extended-info": true, )"));
  on.lease(1);
  CHECK(context_of(on).empty());
  on.ask(relayed(request(1).requested("192.0.2.10").server("192.0.2.1"), {}).option(82, {}));
  CHECK(context_of(on).empty());
}

TEST_CASE("what else stands in the user context stays") {
  Server server(one_subnet(R"("store-extended-info": true, )"));
  server.lease(1);
  annotate(server, R"({"asset": 7, "ISC": {"other": true}})");
  server.ask(first_request());
  CHECK(context_of(server) ==
        R"({"asset": 7, "ISC": {"other": true, "relay-agent-info": {"sub-options": "0x01027031"}}})");
  annotate(server, "not JSON");
  server.ask(first_request());
  CHECK(context_of(server) == "not JSON");
}

TEST_CASE("another option 82 is an important change: a cached lease is written") {
  Server server(one_subnet(R"("store-extended-info": true, "cache-max-age": 600, )"));
  server.ask(first_request(circuit));
  server.ask(first_request(circuit));
  CHECK(server.count(Statistic4::v4_lease_reuses) == 1);
  server.ask(first_request(with_ids));
  CHECK(server.count(Statistic4::v4_lease_reuses) == 1);
  CHECK(context_of(server) == with_ids_stored);
}

constexpr const char* stashing = R"("stash-agent-options": true, "store-extended-info": true,
  "client-classes": [{"name": "port1", "test": "relay4[1].hex == 'p1'",
    "option-data": [{"name": "domain-name", "data": "port1.example"}]}], )";

TEST_CASE("a renewal past the relay is served as if it had come with the stored option 82") {
  Server server(one_subnet("", stashing));
  REQUIRE(server.ask(first_request()));
  const auto ack = server.ask(renewal());
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(ack->value(option4::domain_name) == text("port1.example"));
  CHECK_FALSE(ack->has(option4::relay_agent_information));
  CHECK(context_of(server) == circuit_stored);
  CHECK(server.book.count("DHCP4_RECOVERED_STASHED_RELAY_AGENT_INFO") == 1);
}

TEST_CASE("the old format is recovered, too") {
  Server server(one_subnet("", stashing));
  server.lease(1);
  annotate(server, R"({"ISC": {"relay-agent-info": "0x01027031"}})");
  CHECK(server.ask(renewal())->has(option4::domain_name));
}

TEST_CASE("a recovered circuit identifier finds a reservation") {
  const std::string global = std::string(stashing) + R"("host-reservation-identifiers": ["circuit-id"], )";
  Server server(one_subnet(
      R"("reservations": [{"circuit-id": "'p1'", "ip-address": "192.0.2.10", "hostname": "by-port"}], )",
      global));
  REQUIRE(server.ask(first_request()));
  REQUIRE(server.ask(renewal()));
  CHECK(server.stored("192.0.2.10")->hostname.text() == "by-port");
}

TEST_CASE("nothing is recovered where that is not due") {
  const auto recovers = [](const Query& query, std::string_view global = stashing) {
    Server server(one_subnet("", global));
    REQUIRE(server.ask(first_request()));
    server.ask(query);
    return server.book.count("DHCP4_RECOVERED_STASHED_RELAY_AGENT_INFO") != 0;
  };
  CHECK(recovers(renewal()));
  CHECK_FALSE(recovers(renewal(), R"("store-extended-info": true, )"));
  CHECK_FALSE(recovers(renewal(2)));                                    // another client
  CHECK_FALSE(recovers(request(1).ciaddr("192.0.2.10")));               // rebinding, broadcast
  CHECK_FALSE(recovers(first_request({})));                             // selecting
  CHECK_FALSE(recovers(renewal().requested("192.0.2.10")));             // rebooting
  CHECK_FALSE(recovers(renewal().server("192.0.2.1")));                 // selecting
  CHECK_FALSE(recovers(relayed(request(1).ciaddr("192.0.2.10"), {})));  // relayed
  CHECK_FALSE(recovers(renewal().option(82, {1, 1, 'x'})));             // has its own
  CHECK_FALSE(recovers(Query(MessageType4::inform).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1")));
}

}  // namespace
}  // namespace dhcp::engine_test
