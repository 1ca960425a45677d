/// Queries that come over DHCPv6 (RFC 7341).
#include "scripted_module.hpp"

namespace dhcp::engine_test {
namespace {

constexpr const char* five_subnets = R"({"Dhcp4": {"subnet4": [
  {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.20"}]},
  {"id": 2, "subnet": "10.2.0.0/24", "pools": [{"pool": "10.2.0.10-10.2.0.20"}],
   "4o6-subnet": "2001:db8:2::/64", "4o6-interface": "eth9"},
  {"id": 3, "subnet": "10.3.0.0/24", "pools": [{"pool": "10.3.0.10-10.3.0.20"}], "4o6-interface-id": "port 3"},
  {"id": 4, "subnet": "10.4.0.0/24", "pools": [{"pool": "10.4.0.10-10.4.0.20"}], "4o6-interface": "eth1"},
  {"id": 5, "subnet": "10.5.0.0/24", "pools": [{"pool": "10.5.0.10-10.5.0.20"}], "4o6-subnet": "2001:db8::/32"}]}})";

/// A query in a DHCPv6 message, as far as the engine looks at it: the bytes around it are anything.
class Carried {
 public:
  Carried(const Query& query, const char* source, std::string_view interface, std::string_view id = "")
      : text_(std::string(interface) + std::string(id)), bytes_(text_.begin(), text_.end()) {
    const Bytes message = query.message();
    bytes_.insert(bytes_.end(), message.begin(), message.end());
    const ByteView whole(bytes_);
    carrier_.message = whole;
    carrier_.source = Ipv6Address::parse(source).value();
    carrier_.interface = as_text(whole.first(interface.size()));
    carrier_.interface_id = whole.subspan(interface.size(), id.size());
    datagram_.payload = whole.subspan(text_.size());
    datagram_.destination = Ipv4Address::broadcast();
    datagram_.carrier = &carrier_;
  }
  const Datagram4& datagram() const { return datagram_; }

 private:
  std::string text_;
  Bytes bytes_;
  Carrier6 carrier_;
  Datagram4 datagram_;
};

AnswerPointer ask(Server& server, const Carried& query) {
  server.engine.handle(0, query.datagram(), server.now, server.outbox);
  server.engine.flush(0);
  return server.outbox.take();
}

Ipv4Address offered(const char* source, std::string_view interface, std::string_view id = "") {
  Server server(five_subnets);
  const auto offer = ask(server, Carried(discover(), source, interface, id));
  return offer ? offer->yiaddr() : Ipv4Address();
}

TEST_CASE("the first subnet that names source, interface or interface identifier serves it") {
  CHECK(offered("2001:db8:2::7", "eth2") == ip("10.2.0.10"));
  CHECK(offered("2001:db9::7", "eth9") == ip("10.2.0.10"));
  CHECK(offered("2001:db9::7", "eth2", "port 3") == ip("10.3.0.10"));
  CHECK(offered("2001:db8:9::7", "eth1", "port 3") == ip("10.3.0.10"));
  CHECK(offered("2001:db8:9::7", "eth1") == ip("10.4.0.10"));
  CHECK(offered("2001:db8:9::7", "eth2") == ip("10.5.0.10"));
}

TEST_CASE("subnets without any of the three are not for it, and those with them serve others, too") {
  CHECK(offered("2001:db9::7", "eth0").is_any());
  CHECK(offered("2001:db9::7", "eth2", "port 4").is_any());
  Server server(five_subnets);
  CHECK(server.ask(discover())->yiaddr() == ip("192.0.2.10"));
  CHECK(server.ask(discover(2).giaddr("10.4.0.1"))->yiaddr() == ip("10.4.0.10"));
}

TEST_CASE("without a subnet a DISCOVER is not answered and a REQUEST is refused") {
  Server server(five_subnets);
  CHECK_FALSE(ask(server, Carried(discover(), "2001:db9::7", "eth0")));
  const auto nak = ask(server, Carried(request(), "2001:db9::7", "eth0"));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);
  CHECK(server.book.count("DHCP4_DHCP4O6_SUBNET_SELECTION_FAILED") == 2);
}

TEST_CASE("the answer goes back with its carrier, after the commit as well") {
  Server server(five_subnets);
  const Carried query(request().requested("10.2.0.10").server("198.51.100.1"), "2001:db8:2::7", "eth1");
  const auto ack = ask(server, query);
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(ack->address(option4::server_identifier) == ip("198.51.100.1"));
  CHECK(ack->sent().carrier != nullptr);
  CHECK(server.book.count("DHCP4_DHCP4O6_RESPONSE_DATA") == 1);
  CHECK(server.stored("10.2.0.10")->subnet_id == 2);
}

TEST_CASE("a module's decision about its subnet is logged as one over DHCPv6") {
  Script script;
  Server server(five_subnets);
  use(server, five_subnets, script);
  for (const auto& [step, id] : {std::pair(Next::skip, "DHCP4_DHCP4O6_HOOK_SUBNET4_SELECT_SKIP"),
                                 std::pair(Next::drop, "DHCP4_DHCP4O6_HOOK_SUBNET4_SELECT_DROP")}) {
    script.at["subnet4_select"] = answer(step);
    CHECK_FALSE(ask(server, Carried(discover(), "2001:db8:2::7", "eth2")));
    CHECK(server.book.count(id) == 1);
  }
}

TEST_CASE("an interface without an IPv4 address borrows one") {
  Server server(five_subnets);
  const auto offer = ask(server, Carried(discover(), "2001:db8:2::7", "unknown"));
  REQUIRE(offer);
  CHECK(offer->address(option4::server_identifier) == ip("192.0.2.1"));
}

}  // namespace
}  // namespace dhcp::engine_test
