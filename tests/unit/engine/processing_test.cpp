/// In what order things are decided, and which states a lease goes through.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

using std::chrono::seconds;

TEST_CASE("an offer is the reserved address, else the client's own, else the one it asks for, else any") {
  const std::string plain = one_subnet();
  const std::string reserved =
      one_subnet(R"("reservations": [{"hw-address": "02:00:00:00:00:01", "ip-address": "192.0.2.12"}], )");
  Server server(plain);
  const auto offered = [&] { return server.ask(discover(1).requested("192.0.2.13"))->yiaddr(); };
  CHECK(server.ask(discover(1))->yiaddr() == ip("192.0.2.10"));
  CHECK(offered() == ip("192.0.2.13"));
  CHECK(server.lease(1)->yiaddr() == ip("192.0.2.11"));
  CHECK(offered() == ip("192.0.2.11"));
  server.engine.reconfigure(parse_config(reserved));
  CHECK(offered() == ip("192.0.2.12"));

  // The reserved address is somebody else's for the moment, then the one asked for is, too.
  server.engine.reconfigure(parse_config(plain));
  REQUIRE(server.ask(request(2).requested("192.0.2.12").server("192.0.2.1"))->type() == MessageType4::ack);
  server.engine.reconfigure(parse_config(reserved));
  CHECK(offered() == ip("192.0.2.11"));
}

TEST_CASE("a query is judged by its type, then by its link, then by the server that it names") {
  const auto dropped_as = [](const Query& query) {
    Server server(one_subnet());
    REQUIRE_FALSE(server.ask(query));
    CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
    for (const LogBook::Line& line : server.book.lines)
      if (line.id.starts_with("DHCP4_PACKET_DROP")) return line.id;
    return std::string("not dropped");
  };
  const auto foreign = [](int type) {
    return Query(static_cast<MessageType4>(type)).on_interface(3).server("192.0.2.77");
  };
  CHECK(dropped_as(foreign(77)) == "DHCP4_PACKET_DROP_0005");
  CHECK(dropped_as(foreign(1)) == "DHCP4_PACKET_DROP_0002");
  CHECK(dropped_as(foreign(1).on_interface(2)) == "DHCP4_PACKET_DROP_0003");
}

TEST_CASE("a query whose options end in the middle of one is served by those before it") {
  Server server(one_subnet());
  Bytes message = discover().requested("192.0.2.13").message();
  message.back() = option4::host_name;
  message.push_back(20);
  message.push_back('x');
  server.engine.handle(0, discover().datagram(message), server.now, server.outbox);
  const auto offer = server.outbox.take();
  REQUIRE(offer);
  CHECK(offer->yiaddr() == ip("192.0.2.13"));
  CHECK(server.book.count("DHCP4_PACKET_OPTIONS_SKIPPED") == 1);
}

TEST_CASE("a refusal carries nothing that is configured") {
  Server server(
      one_subnet(R"("next-server": "192.0.2.9", "boot-file-name": "image", "server-hostname": "boot",
    "option-data": [{"name": "domain-name", "data": "x.example", "always-send": true}], )"));
  server.lease(1);
  const auto nak =
      server.ask(request(2).requested("192.0.2.10").server("192.0.2.1").asks_for({1, 3, 15, 51}));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);
  const auto codes = nak->packet().option_codes();
  CHECK(Bytes(codes.begin(), codes.end()) == Bytes{option4::message_type, option4::server_identifier});
  CHECK(nak->yiaddr().is_any());
  CHECK(nak->packet().siaddr().is_any());
  CHECK(nak->packet().file().empty());
  CHECK(nak->packet().sname().empty());
}

TEST_CASE("a lease is assigned, ends, is reclaimed, is assigned again, is released, and declined") {
  Server server(one_subnet(R"("valid-lifetime": 100, )", R"("decline-probation-period": 1000, )"));
  const auto state = [&] {
    const auto lease = server.stored("192.0.2.10");
    return lease ? std::optional(lease->state) : std::nullopt;
  };
  CHECK_FALSE(state());
  server.lease(1);
  CHECK(state() == LeaseState::assigned);
  server.now.wall += 101;
  CHECK(state() == LeaseState::assigned);
  CHECK_FALSE(server.stored("192.0.2.10")->active(server.now.wall));
  server.pass(seconds(0));
  server.pass(seconds(10));
  CHECK(state() == LeaseState::expired_reclaimed);
  server.lease(1);
  CHECK(state() == LeaseState::assigned);
  server.ask(Query(MessageType4::release).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1"));
  CHECK(state() == LeaseState::released);
  server.lease(1);
  CHECK(state() == LeaseState::assigned);
  server.ask(Query(MessageType4::decline).requested("192.0.2.10").server("192.0.2.1"));
  CHECK(state() == LeaseState::declined);
  CHECK(server.ask(discover(1))->yiaddr() != ip("192.0.2.10"));
}

TEST_CASE("what is stashed is known before the first classes are, to be dropped by for example") {
  Server server(one_subnet("", R"("stash-agent-options": true, "store-extended-info": true, )"));
  server.ask(request(1)
                 .requested("192.0.2.10")
                 .server("192.0.2.1")
                 .giaddr("192.0.2.200")
                 .option(option4::relay_agent_information, {1, 1, 'x'}));
  server.engine.reconfigure(parse_config(one_subnet(
      "",
      R"("stash-agent-options": true, "client-classes": [{"name": "DROP", "test": "relay4[1].hex == 'x'"}], )")));
  CHECK_FALSE(server.ask(request(1).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1")));
  CHECK(server.book.count("DHCP4_PACKET_DROP_0010") == 1);
}

}  // namespace
}  // namespace dhcp::engine_test
