/// Host reservations: who is meant, what is honoured, what others do not get.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

constexpr auto reserved = R"("reservations": [
  {"hw-address": "02:00:00:00:00:07", "ip-address": "192.0.2.10", "hostname": "Seven.Example.",
   "next-server": "192.0.2.70", "server-hostname": "boot7", "boot-file-name": "seven.img"},
  {"client-id": "01:02:03", "ip-address": "192.0.2.200"},
  {"circuit-id": "'port1'", "ip-address": "192.0.2.201"},
  {"duid": "0a:0b:0c", "ip-address": "192.0.2.202"},
  {"hw-address": "02:00:00:00:00:08"}], )";

Query selecting(unsigned client, Ipv4Address address) {
  return request(client).requested(address).server("192.0.2.1");
}

TEST_CASE("a reserved address is offered and granted, in a pool or outside of all") {
  Server server(one_subnet(reserved));
  CHECK(server.lease(7)->yiaddr() == ip("192.0.2.10"));
  CHECK(server.lease(1, {1, 2, 3})->yiaddr() == ip("192.0.2.200"));
  CHECK(server.lease(2, {255, 0, 0, 0, 1, 0x0a, 0x0b, 0x0c})->yiaddr() == ip("192.0.2.202"));
  Query by_circuit = discover(3).option(option4::relay_agent_information, {1, 5, 'p', 'o', 'r', 't', '1'});
  CHECK(server.ask(by_circuit)->yiaddr() == ip("192.0.2.201"));
  CHECK(server.lease(8)->yiaddr() == ip("192.0.2.11"));
}

TEST_CASE("what is reserved for one is not given to another") {
  Server server(one_subnet(reserved));
  CHECK(server.ask(discover(1))->yiaddr() == ip("192.0.2.11"));
  CHECK(server.ask(discover(1).requested("192.0.2.10"))->yiaddr() == ip("192.0.2.12"));
  for (const auto address : {"192.0.2.10", "192.0.2.200"}) {
    const auto nak = server.ask(selecting(1, ip(address)));
    REQUIRE(nak);
    CHECK(nak->type() == MessageType4::nak);
  }
  CHECK(server.book.count("ALLOC_ENGINE_V4_REQUEST_ADDRESS_RESERVED") == 2);
  for (unsigned client = 21; client <= 24; ++client) server.lease(client);
  CHECK_FALSE(server.ask(discover(25)));
}

TEST_CASE("a client with a reservation is refused another address") {
  Server server(one_subnet(reserved));
  const auto nak = server.ask(selecting(7, ip("192.0.2.12")));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);
  CHECK(server.book.count("ALLOC_ENGINE_V4_REQUEST_INVALID") == 1);
  CHECK(server.ask(request(7))->yiaddr() == ip("192.0.2.10"));
  CHECK(server.book.count("ALLOC_ENGINE_V4_REQUEST_USE_HR") == 1);
}

TEST_CASE("a reserved address in use: the owner gets another one, and its own when that is free again") {
  Server server(one_subnet());
  server.lease(1);
  server.engine.reconfigure(parse_config(one_subnet(reserved)));

  const auto temporary = server.lease(7);
  CHECK(temporary->yiaddr() != ip("192.0.2.10"));
  CHECK(server.count(Statistic4::v4_reservation_conflicts) == 1);
  CHECK(server.book.count("ALLOC_ENGINE_V4_DISCOVER_ADDRESS_CONFLICT") == 1);

  // Another client meanwhile gets neither.
  CHECK(server.ask(selecting(2, ip("192.0.2.10")))->type() == MessageType4::nak);

  // The holder renews, is refused, keeps its row until it comes back for another address.
  CHECK(server.ask(request(1).ciaddr("192.0.2.10"))->type() == MessageType4::nak);
  CHECK(server.stored("192.0.2.10"));
  CHECK(server.lease(1)->yiaddr() != ip("192.0.2.10"));
  CHECK_FALSE(server.stored("192.0.2.10"));

  // The owner's temporary lease ends the same way.
  const Ipv4Address was = temporary->yiaddr();
  CHECK(server.ask(Query(MessageType4::request).client(7).ciaddr(was.to_string()))->type() ==
        MessageType4::nak);
  CHECK(server.stored(was));
  CHECK(server.lease(7)->yiaddr() == ip("192.0.2.10"));
  CHECK_FALSE(server.stored(was));
}

TEST_CASE("host name and boot fields of a reservation win over the subnet's") {
  Server server(
      one_subnet(std::string(reserved) + R"("next-server": "192.0.2.9", "boot-file-name": "all.img", )"));
  const auto offer = server.ask(discover(7).option(option4::host_name, text("stated")));
  REQUIRE(offer);
  CHECK(offer->packet().siaddr() == ip("192.0.2.70"));
  CHECK(as_text(offer->packet().sname()) == "boot7");
  CHECK(as_text(offer->packet().file()) == "seven.img");
  CHECK(offer->value(option4::host_name) == text("seven.example"));
  const auto other = server.ask(discover(8));
  CHECK(other->packet().siaddr() == ip("192.0.2.9"));
  CHECK(as_text(other->packet().file()) == "all.img");
  server.lease(7);
  CHECK(server.stored("192.0.2.10")->hostname.text() == "seven.example");
}

TEST_CASE("a reserved host name is sent to who asks for it or lists no parameters") {
  Server server(one_subnet(reserved));
  CHECK(server.ask(discover(7))->has(option4::host_name));
  CHECK(server.ask(discover(7).asks_for({option4::host_name}))->has(option4::host_name));
  CHECK_FALSE(server.ask(discover(7).asks_for({option4::routers}))->has(option4::host_name));
}

TEST_CASE("reservations of a subnet count only while it looks at them") {
  Server server(one_subnet(std::string(reserved) + R"("reservations-in-subnet": false, )"));
  CHECK(server.ask(discover(1))->yiaddr() == ip("192.0.2.10"));
  CHECK(server.ask(discover(7))->yiaddr() == ip("192.0.2.11"));
}

TEST_CASE("out-of-pool: addresses inside pools are nobody's own") {
  Server server(one_subnet(std::string(reserved) + R"("reservations-out-of-pool": true, )"));
  CHECK(server.ask(discover(1))->yiaddr() == ip("192.0.2.10"));
  CHECK(server.ask(discover(7))->yiaddr() == ip("192.0.2.11"));
  CHECK(server.ask(discover(1).client_id({1, 2, 3}))->yiaddr() == ip("192.0.2.200"));
}

TEST_CASE("global reservations: everything counts everywhere, an address where it fits") {
  const std::string global = R"("reservations": [
    {"hw-address": "02:00:00:00:00:07", "ip-address": "192.0.2.77", "hostname": "global"},
    {"hw-address": "02:00:00:00:00:08", "ip-address": "10.9.9.9", "hostname": "elsewhere"}], )";
  Server off(one_subnet("", global));
  CHECK(off.ask(discover(7))->yiaddr() == ip("192.0.2.10"));

  Server on(one_subnet(R"("reservations-global": true, )", global));
  CHECK(on.lease(7)->yiaddr() == ip("192.0.2.77"));
  constexpr auto ignored = "ALLOC_ENGINE_IGNORING_UNSUITABLE_GLOBAL_ADDRESS";
  CHECK(on.book.count(ignored) == 0);
  const auto elsewhere = on.ask(discover(8));
  CHECK(elsewhere->yiaddr() == ip("192.0.2.10"));
  CHECK(elsewhere->value(option4::host_name) == text("elsewhere"));
  CHECK(on.book.count(ignored) == 1);
}

TEST_CASE("a subnet's reservation comes before the global one of the same client") {
  Server server(
      one_subnet(std::string(reserved) + R"("reservations-global": true, )",
                 R"("reservations": [{"hw-address": "02:00:00:00:00:07", "ip-address": "192.0.2.77"}], )"));
  CHECK(server.ask(discover(7))->yiaddr() == ip("192.0.2.10"));
}

TEST_CASE("identifiers are tried in the configured order, and only those") {
  const std::string both = R"("reservations": [
    {"hw-address": "02:00:00:00:00:07", "ip-address": "192.0.2.100"},
    {"client-id": "01:02:03", "ip-address": "192.0.2.101"}], )";
  const auto offered = [&](const char* order) {
    Server server(one_subnet(both, order));
    return server.ask(discover(7).client_id({1, 2, 3}))->yiaddr();
  };
  CHECK(offered(R"("host-reservation-identifiers": ["hw-address", "client-id"], )") == ip("192.0.2.100"));
  CHECK(offered(R"("host-reservation-identifiers": ["client-id", "hw-address"], )") == ip("192.0.2.101"));
  CHECK(offered(R"("host-reservation-identifiers": ["circuit-id"], )") == ip("192.0.2.10"));
}

// --- reservations from a store --------------------------------------------------------------------------

/// One reservation in a database, so to speak.
class OneHostStore final : public HostStore4 {
 public:
  explicit OneHostStore(Host4 host) : host_(std::make_shared<const Host4>(std::move(host))) {}
  void look_up(HostLookup4& lookup, WaitTable& waits, WaitToken token) override {
    if (lookup.subnet_id == host_->subnet_id && lookup.identifier.type == host_->identifier_type &&
        std::ranges::equal(lookup.identifier.value, host_->identifier))
      lookup.host = host_;
    waits.complete(token);
  }
  void look_up(ReservedLookup4& lookup, WaitTable& waits, WaitToken token) override {
    for (std::size_t i = 0; i < lookup.addresses.size(); ++i)
      lookup.reserved[i] = lookup.subnet_id == host_->subnet_id && host_->address == lookup.addresses[i];
    waits.complete(token);
  }

 private:
  HostPointer4 host_;
};

TEST_CASE("a reservation of a host store counts like one of the configuration, which is asked first") {
  Host4 host;
  host.identifier = {2, 0, 0, 0, 0, 7};
  host.subnet_id = 1;
  host.address = ip("192.0.2.10");
  host.hostname = "stored";
  OneHostStore hosts(host);
  Server server(one_subnet(), nullptr, {}, {&hosts});
  CHECK(server.ask(discover(1))->yiaddr() == ip("192.0.2.11"));
  CHECK(server.ask(selecting(1, ip("192.0.2.10")))->type() == MessageType4::nak);
  const auto ack = server.lease(7);
  CHECK(ack->yiaddr() == ip("192.0.2.10"));
  CHECK(ack->value(option4::host_name) == text("stored"));

  server.engine.reconfigure(parse_config(
      one_subnet(R"("reservations": [{"hw-address": "02:00:00:00:00:07", "ip-address": "192.0.2.12"}], )")));
  CHECK(server.lease(7)->yiaddr() == ip("192.0.2.12"));
}

}  // namespace
}  // namespace dhcp::engine_test
