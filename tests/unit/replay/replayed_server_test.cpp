#include "replay/replayed_server.hpp"

#include "captures.hpp"
#include "dhcpstore/memory_store.hpp"

namespace dhcp::replay_test {
namespace {

using replay::Answer;
using replay::CapturedQuery;
using replay::ReplayedServer;

ReplayedServer server(std::string_view pool) {
  const std::string json =
      R"({"Dhcp4": {"valid-lifetime": 100, "subnet4": [{"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": ")" +
      std::string(pool) + R"("}]}]}})";
  auto config = Config4::parse(json, "test");
  REQUIRE_MESSAGE(config, config.error().message);
  auto table = std::make_shared<InterfaceTable>();
  Interface& interface = table->interfaces.emplace_back();
  interface.index = 1;
  interface.name = "eth0";
  interface.addresses4 = {{ip("192.0.2.1"), 24}};
  return {*config, table, store::make_memory_store4()};
}

CapturedQuery query(const Bytes& bytes, unsigned seconds) {
  CapturedQuery captured;
  captured.time = std::chrono::seconds(1'700'000'000 + seconds);
  captured.datagram.payload = bytes;
  captured.datagram.interface_index = 1;
  captured.datagram.destination = Ipv4Address::broadcast();
  return captured;
}

Ipv4Address yiaddr(const std::optional<Answer>& answer) {
  REQUIRE(answer);
  return Ipv4Address::from_bytes(answer->payload.data() + 16);
}

TEST_CASE("a capture's queries are answered one after the other, on the leases that come of them") {
  auto replayed = server("192.0.2.10-192.0.2.19");
  const Bytes one = message(MessageType4::request, 1);
  const Bytes two = message(MessageType4::discover, 2);
  CHECK(yiaddr(replayed.ask(query(one, 0))) == ip("192.0.2.10"));
  CHECK(yiaddr(replayed.ask(query(two, 1))) == ip("192.0.2.11"));
}

TEST_CASE("time is that of the capture: leases end in it") {
  auto replayed = server("192.0.2.10-192.0.2.10");
  const Bytes one = message(MessageType4::request, 1);
  const Bytes two = message(MessageType4::discover, 2);
  CHECK(yiaddr(replayed.ask(query(one, 0))) == ip("192.0.2.10"));
  CHECK_FALSE(replayed.ask(query(two, 99)));
  CHECK(yiaddr(replayed.ask(query(two, 100))) == ip("192.0.2.10"));
}

TEST_CASE("a query that is out of order comes when the one before it came") {
  auto replayed = server("192.0.2.10-192.0.2.10");
  const Bytes one = message(MessageType4::request, 1);
  replayed.ask(query(one, 200));
  const Bytes two = message(MessageType4::discover, 2);
  CHECK_FALSE(replayed.ask(query(two, 0)));
}

TEST_CASE("an explanation is what the answer then is") {
  auto replayed = server("192.0.2.10-192.0.2.19");
  const Bytes one = message(MessageType4::request, 1);
  const Explanation explanation = replayed.explain(query(one, 0));
  const auto answer = replayed.ask(query(one, 0));
  REQUIRE(answer);
  CHECK(explanation.reply == answer->payload);
}

}  // namespace
}  // namespace dhcp::replay_test
