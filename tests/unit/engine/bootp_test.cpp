/// What the engine does for BOOTP clients (RFC 1497), whom a module makes of what they are.
#include "scripted_module.hpp"

namespace dhcp::engine_test {
namespace {

constexpr std::size_t options_begin = 240;

/// Makes a DHCPREQUEST of class BOOTP of a query without message type, and a BOOTREPLY of its answer.
Script bootp_module() {
  Script script;
  script.at["buffer4_receive"] = [](Call& call) {
    const auto received = call.query().bytes();
    Bytes message(received.begin(), received.end());
    Packet4 packet;
    if (!packet.parse(message) || !packet.has_options_field() || packet.type() != MessageType4::none)
      return Next::go_on;
    const auto type = static_cast<std::uint8_t>(MessageType4::request);
    message.insert(message.begin() + options_begin, {option4::message_type, 1, type});
    call.query().set_bytes(message);
    call.add_class("BOOTP");
    return Next::go_on;
  };
  script.at["pkt4_send"] = [](Call& call) {
    if (!call.in_class("BOOTP")) return Next::go_on;
    for (const std::uint8_t code :
         {option4::message_type, option4::server_identifier, option4::lease_time, option4::renewal_time,
          option4::rebinding_time, option4::client_identifier})
      call.response().remove_option(code);
    return Next::go_on;
  };
  return script;
}

TEST_CASE("a BOOTP client gets an address of its pool for ever, in an answer that speaks no DHCP") {
  constexpr auto config = R"j({"Dhcp4": {
    "valid-lifetime": 4000, "renew-timer": 1000, "option-data": [{"name": "routers", "data": "192.0.2.1"}],
    "client-classes": [{"name": "DHCP", "test": "not member('BOOTP')"}],
    "subnet4": [{"id": 1, "subnet": "192.0.2.0/24", "boot-file-name": "boot.img", "pools": [
      {"pool": "192.0.2.10-192.0.2.14", "client-class": "DHCP"},
      {"pool": "192.0.2.20-192.0.2.24", "client-class": "BOOTP"}]}]}})j";
  Script module = bootp_module();
  Server server(config);
  use(server, config, module);

  const auto reply = server.ask(Query(MessageType4::none));
  REQUIRE(reply);
  CHECK(reply->type() == MessageType4::none);
  CHECK(reply->yiaddr() == ip("192.0.2.20"));
  CHECK(as_text(reply->packet().file()) == "boot.img");
  CHECK(reply->packet().bytes().size() == 300);
  const auto codes = reply->packet().option_codes();
  CHECK(Bytes(codes.begin(), codes.end()) == Bytes{option4::subnet_mask, option4::routers});
  CHECK(server.stored("192.0.2.20")->infinite());

  server.pass(std::chrono::hours(24 * 365));
  const auto again = server.ask(Query(MessageType4::none));
  REQUIRE(again);
  CHECK(again->yiaddr() == ip("192.0.2.20"));

  const auto ack = server.lease(2);
  CHECK(ack->yiaddr() == ip("192.0.2.10"));
  CHECK(ack->number(option4::lease_time) == 4000);
}

TEST_CASE("a BOOTP request is dropped where no module knows what to make of it") {
  Server server(one_subnet());
  CHECK_FALSE(server.ask(Query(MessageType4::none)));
  CHECK(server.book.count("DHCP4_PACKET_DROP_0004") == 1);
}

}  // namespace
}  // namespace dhcp::engine_test
