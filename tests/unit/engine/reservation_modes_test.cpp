/// Which reservations count: by identifier, by the flags of the subnet, and when several have one address.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

// --- identifiers ----------------------------------------------------------------------------------------

TEST_CASE("a client is found by each identifier that it may have, in its form") {
  const Bytes duid_client_id{255, 0, 0, 0, 9, 0, 1, 2, 3};  // RFC 4361: an IAID, then the DUID
  const Bytes circuit{relay4::circuit_id, 10, 'c', 'h', 'a', 'r', 't', 'e', 'r', '9', '5', '0'};
  const auto relayed = [](Query query) {
    return query.giaddr("192.0.2.200").unicast("192.0.2.200", "192.0.2.1");
  };
  struct Row {
    const char* identifier;
    Query query;
    bool found;
  };
  const Row table[] = {
      {R"("hw-address": "02:00:00:00:00:09")", discover(9), true},
      {R"("hw-address": "02:00:00:00:00:08")", discover(9), false},
      {R"("client-id": "01:02:03")", discover(9).client_id({1, 2, 3}), true},
      {R"("client-id": "01:02:03")", discover(9).client_id({1, 2, 3, 4}), false},
      {R"("duid": "00:01:02:03")", discover(9).client_id(duid_client_id), true},
      {R"("duid": "00:01:02:03")", discover(9).client_id({0, 1, 2, 3}), false},
      {R"("client-id": "ff:00:00:00:09:00:01:02:03")", discover(9).client_id(duid_client_id), true},
      {R"("circuit-id": "'charter950'")",
       relayed(discover(9)).option(option4::relay_agent_information, circuit), true},
      {R"("circuit-id": "63:68:61:72:74:65:72:39:35:30")",
       relayed(discover(9)).option(option4::relay_agent_information, circuit), true},
      {R"("circuit-id": "'charter950'")", relayed(discover(9)), false},
      {R"("flex-id": "'any'")", discover(9).client_id(text("any")), false},
  };
  for (const Row& row : table) {
    CAPTURE(row.identifier);
    Server server(one_subnet(R"("reservations": [{"ip-address": "192.0.2.77", )" +
                             std::string(row.identifier) + "}], "));
    const auto offer = server.ask(row.query);
    REQUIRE(offer);
    CHECK((offer->yiaddr() == ip("192.0.2.77")) == row.found);
  }
}

// --- modes ----------------------------------------------------------------------------------------------

/// A shared network of one subnet, with flags in three scopes; client 7 has reservations everywhere.
std::string with_flags(std::string_view global, std::string_view network, std::string_view subnet) {
  return R"({"Dhcp4": {)" + std::string(global) + R"("reservations": [
      {"hw-address": "02:00:00:00:00:07", "ip-address": "192.0.2.107", "hostname": "global"}],
    "shared-networks": [{"name": "n", )" +
         std::string(network) + R"("subnet4": [{"id": 1, )" + std::string(subnet) +
         R"("subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.14"}], "reservations": [
      {"hw-address": "02:00:00:00:00:07", "ip-address": "192.0.2.10", "hostname": "in-pool"},
      {"client-id": "01", "ip-address": "192.0.2.201", "hostname": "out-of-pool"}]}]}]}})";
}

TEST_CASE("the flags of subnet, network and global scope say which reservations count") {
  constexpr std::string_view all_on =
      R"("reservations-global": true, "reservations-in-subnet": true, "reservations-out-of-pool": true, )";
  struct Row {
    const char* what;
    std::string_view global, network, subnet;
    const char* of_owner;     ///< what client 7 is offered
    const char* of_stranger;  ///< what another client is offered
    const char* out_of_pool;  ///< what client-id 01 is offered
  };
  const Row table[] = {
      {"the subnet's by default", "", "", "", "192.0.2.10", "192.0.2.11", "192.0.2.201"},
      {"none", R"("reservations-in-subnet": false, )", "", "", "192.0.2.10", "192.0.2.11", "192.0.2.12"},
      {"global ones only", R"("reservations-in-subnet": false, "reservations-global": true, )", "", "",
       "192.0.2.107", "192.0.2.10", "192.0.2.11"},
      {"the subnet's before the global one", R"("reservations-global": true, )", "", "", "192.0.2.10",
       "192.0.2.11", "192.0.2.201"},
      {"in pools nobody's", R"("reservations-out-of-pool": true, )", "", "", "192.0.2.10", "192.0.2.11",
       "192.0.2.201"},
      {"in pools nobody's, with all flags", all_on, "", "", "192.0.2.10", "192.0.2.11", "192.0.2.201"},
      {"out-of-pool says nothing by itself",
       R"("reservations-in-subnet": false, "reservations-out-of-pool": true, )", "", "", "192.0.2.10",
       "192.0.2.11", "192.0.2.12"},
      {"the network over the global scope", R"("reservations-in-subnet": false, )",
       R"("reservations-in-subnet": true, )", "", "192.0.2.10", "192.0.2.11", "192.0.2.201"},
      {"the subnet over the network", "", R"("reservations-in-subnet": true, )",
       R"("reservations-in-subnet": false, )", "192.0.2.10", "192.0.2.11", "192.0.2.12"},
      {"the subnet over the network, of global ones", R"("reservations-global": true, )",
       R"("reservations-global": false, )",
       R"("reservations-global": true, "reservations-in-subnet": false, )", "192.0.2.107", "192.0.2.10",
       "192.0.2.11"},
  };
  for (const Row& row : table) {
    CAPTURE(row.what);
    Server server(with_flags(row.global, row.network, row.subnet));
    CHECK(server.ask(discover(7))->yiaddr() == ip(row.of_owner));
    CHECK(server.ask(discover(1))->yiaddr() == ip(row.of_stranger));
    CHECK(server.ask(discover(2).client_id({1}))->yiaddr() == ip(row.out_of_pool));
  }
}

TEST_CASE("out-of-pool: an address reserved in a pool goes to whoever asks, its owner gets another") {
  Server server(with_flags(R"("reservations-out-of-pool": true, )", "", ""));
  CHECK(server.lease(1)->yiaddr() == ip("192.0.2.10"));
  const auto owner = server.ask(discover(7));
  CHECK(owner->yiaddr() == ip("192.0.2.11"));
  CHECK(owner->value(option4::host_name) == text("in-pool"));
  CHECK(server.count(Statistic4::v4_reservation_conflicts) == 0);
}

TEST_CASE("nothing keeps the address of a global reservation from others: it belongs outside of the pools") {
  Server server(
      one_subnet(R"("reservations-global": true, )",
                 R"("reservations": [{"hw-address": "02:00:00:00:00:07", "ip-address": "192.0.2.10"}], )"));
  CHECK(server.lease(1)->yiaddr() == ip("192.0.2.10"));
  CHECK(server.ask(discover(7))->yiaddr() == ip("192.0.2.11"));
  CHECK(server.count(Statistic4::v4_reservation_conflicts) == 1);
  CHECK(server.ask(request(1).ciaddr("192.0.2.10"))->type() == MessageType4::ack);
}

// --- several reservations for one address ---------------------------------------------------------------

constexpr auto shared_address = R"("reservations": [
  {"hw-address": "02:00:00:00:00:07", "ip-address": "192.0.2.10", "hostname": "wire"},
  {"hw-address": "02:00:00:00:00:08", "ip-address": "192.0.2.10", "hostname": "radio"}], )";

Query selecting(unsigned client, std::string_view address) {
  return request(client).requested(address).server("192.0.2.1");
}

TEST_CASE("an address reserved for several goes to one of them at a time, and to nobody else") {
  Server server(one_subnet(shared_address, R"("ip-reservations-unique": false, )"));
  const auto first = server.lease(7);
  CHECK(first->yiaddr() == ip("192.0.2.10"));
  CHECK(first->value(option4::host_name) == text("wire"));

  const auto meanwhile = server.ask(discover(8));
  REQUIRE(meanwhile);
  CHECK(meanwhile->yiaddr() == ip("192.0.2.11"));
  CHECK(meanwhile->value(option4::host_name) == text("radio"));
  CHECK(server.ask(selecting(8, "192.0.2.10"))->type() == MessageType4::nak);
  CHECK(server.ask(selecting(1, "192.0.2.10"))->type() == MessageType4::nak);

  CHECK_FALSE(server.ask(Query(MessageType4::release).client(7).ciaddr("192.0.2.10")));
  CHECK(server.ask(discover(1).requested("192.0.2.10"))->yiaddr() != ip("192.0.2.10"));
  const auto second = server.lease(8);
  CHECK(second->yiaddr() == ip("192.0.2.10"));
  CHECK(second->value(option4::host_name) == text("radio"));

  CHECK(server.ask(request(7).ciaddr("192.0.2.10"))->type() == MessageType4::nak);
  CHECK(server.ask(discover(7))->yiaddr() != ip("192.0.2.10"));
}

}  // namespace
}  // namespace dhcp::engine_test
