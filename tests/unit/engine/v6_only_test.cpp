/// IPv6-only preferred, option 108 (RFC 8925).
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

constexpr std::uint8_t v6_only = option4::v6_only_preferred;
constexpr auto preferred = R"("option-data": [{"name": "v6-only-preferred", "data": "1800"}], )";

Query asking(Query query) {
  return query.asks_for({1, 3, v6_only});
}

/// No address, but the option and what RFC 2131 demands of every answer.
void check_told(const AnswerPointer& answer, MessageType4 type) {
  REQUIRE(answer);
  CHECK(answer->type() == type);
  CHECK(answer->yiaddr().is_any());
  CHECK(answer->number(v6_only) == 1800);
  CHECK(answer->number(option4::lease_time) == 7200);
  CHECK_FALSE(answer->has(option4::subnet_mask));
}

TEST_CASE(
    "a client that can do without IPv4 is told so and gets no address, where the subnet has the option") {
  Server server(one_subnet(preferred));
  check_told(server.ask(asking(discover())), MessageType4::offer);
  check_told(server.ask(asking(request().requested("0.0.0.0").server("192.0.2.1"))), MessageType4::ack);
  check_told(server.ask(asking(request().requested("192.0.2.12"))), MessageType4::ack);
  check_told(server.ask(asking(request())), MessageType4::ack);
  CHECK(server.leases.size() == 0);
  CHECK(server.count(Statistic4::cumulative_assigned_addresses) == 0);
}

TEST_CASE("the option of the shared network counts like that of the subnet") {
  Server server(R"({"Dhcp4": {"shared-networks": [{"name": "n", )" + std::string(preferred) +
                R"("subnet4": [{"id": 1, "subnet": "192.0.2.0/24",
                    "pools": [{"pool": "192.0.2.10-192.0.2.14"}]}]}]}})");
  check_told(server.ask(asking(discover())), MessageType4::offer);
}

TEST_CASE("who does not ask for the option gets an address and no option") {
  Server server(one_subnet(preferred));
  const auto offer = server.ask(discover().asks_for({1, 3}));
  CHECK(offer->yiaddr() == ip("192.0.2.10"));
  CHECK_FALSE(offer->has(v6_only));
  CHECK(server.ask(discover())->yiaddr() == ip("192.0.2.11"));
}

TEST_CASE("set elsewhere the option is an option like others") {
  const auto check_both = [](const std::string& config) {
    Server server(config);
    const auto offer = server.ask(asking(discover()));
    CHECK(offer->yiaddr() == ip("192.0.2.10"));
    CHECK(offer->number(v6_only) == 1800);
  };
  check_both(one_subnet("", preferred));
  check_both(one_subnet(R"("reservations": [{)" + std::string(preferred) +
                        R"("hw-address": "02:00:00:00:00:01"}], )"));
  check_both(R"({"Dhcp4": {"subnet4": [{"id": 1, "subnet": "192.0.2.0/24",
    "pools": [{)" +
             std::string(preferred) + R"("pool": "192.0.2.10-192.0.2.14"}]}]}})");
}

TEST_CASE("the value is that of the most important scope") {
  Server server(one_subnet(preferred + std::string(R"("reservations": [{"hw-address": "02:00:00:00:00:01",
    "option-data": [{"name": "v6-only-preferred", "data": "300"}]}], )")));
  CHECK(server.ask(asking(discover()))->number(v6_only) == 300);
}

TEST_CASE("no answer says neither address nor why") {
  Server server(one_subnet(preferred + std::string(R"("reservations": [{"hw-address": "02:00:00:00:00:01",
    "option-data": [{"name": "v6-only-preferred", "never-send": true}]}], )")));
  CHECK_FALSE(server.ask(asking(request())));
  CHECK(server.book.count("DHCP4_V6_ONLY_PREFERRED_MISSING_IN_ACK") == 1);
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);

  Server switched_off(
      one_subnet(R"("option-data": [{"name": "v6-only-preferred", "data": "1800", "never-send": true}], )"));
  CHECK(switched_off.ask(asking(discover()))->yiaddr() == ip("192.0.2.10"));
}

TEST_CASE("an offer of no address goes to everybody on the link, since there is nowhere to send it to") {
  Server server(one_subnet(preferred));
  CHECK(server.ask(asking(discover()))->sent().destination.is_broadcast());
}

}  // namespace
}  // namespace dhcp::engine_test
