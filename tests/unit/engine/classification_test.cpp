/// Client classes at work: who gets into which, when, and what guards keep from whom.
#include "server.hpp"
#include "support/allocations.hpp"

namespace dhcp::engine_test {
namespace {

/// Class "phone" for clients whose vendor class begins so; "late" for those without reservation.
constexpr auto classes = R"j("client-classes": [
  {"name": "phone", "test": "substring(option[60].hex,0,5) == 'phone'"},
  {"name": "late", "test": "member('UNKNOWN')"
}], )j";

Query phone(Query query) {
  return query.option(option4::vendor_class, text("phone-7"));
}
Query selecting(unsigned client, std::string_view address) {
  return request(client).requested(address).server("192.0.2.1");
}

/// A configuration of classes and `subnet4`.
std::string subnets(std::string_view json, std::string_view global = classes) {
  return R"j({"Dhcp4": {)j" + std::string(global) + R"j("subnet4": [)j" + std::string(json) + "]}}";
}

/// Two subnets on one interface, the first one for phones.
const std::string phones_first = subnets(R"j(
  {"id": 1, "subnet": "192.0.2.0/25", "interface": "eth0", "client-class": "phone",
   "pools": [{"pool": "192.0.2.10-192.0.2.14"}]},
  {"id": 2, "subnet": "192.0.2.128/25", "interface": "eth0", "pools": [{"pool": "192.0.2.210-192.0.2.214"}]})j");

/// A pool for phones, then one for class "late", then one for the rest.
const std::string three_pools = subnets(R"j(
  {"id": 1, "subnet": "192.0.2.0/24",
   "reservations": [{"hw-address": "02:00:00:00:00:07", "client-classes": ["chosen"]}, 
                    {"hw-address": "02:00:00:00:00:08", "client-classes": ["DROP"]},
                    {"hw-address": "02:00:00:00:00:09", "client-classes": ["nobody"]}],
   "pools": [{"pool": "192.0.2.10-192.0.2.14", "client-class": "phone"},
             {"pool": "192.0.2.20-192.0.2.24", "client-class": "late"},
             {"pool": "192.0.2.30-192.0.2.34", "client-class": "chosen"}]})j");

TEST_CASE("each step of subnet selection takes the first subnet whose class admits the query") {
  Server server(phones_first);
  CHECK(server.ask(phone(discover(1)))->yiaddr() == ip("192.0.2.10"));
  CHECK(server.ask(discover(2))->yiaddr() == ip("192.0.2.210"));

  // By prefix: there is no other subnet around the relay's address.
  CHECK(server.ask(phone(discover(1)).giaddr("192.0.2.1"))->yiaddr() == ip("192.0.2.11"));
  CHECK_FALSE(server.ask(discover(2).giaddr("192.0.2.1")));
  const auto nak = server.ask(selecting(2, "192.0.2.10").giaddr("192.0.2.1"));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);
  CHECK(server.book.count("DHCP4_SUBNET_SELECTION_FAILED") == 2);
}

TEST_CASE("a subnet whose class is defined nowhere is for those whom a vendor class puts there") {
  Server server(one_subnet(R"j("client-class": "VENDOR_CLASS_docsis3.0", )j"));
  CHECK_FALSE(server.ask(discover(1)));
  CHECK(server.ask(discover(1).option(option4::vendor_class, text("docsis3.0"))));
  CHECK_FALSE(server.ask(discover(1).option(option4::vendor_class, text("docsis3.1"))));
}

TEST_CASE("everybody is in class ALL") {
  Server server(one_subnet(R"j("client-class": "ALL", )j"));
  CHECK(server.ask(discover(1)));
}

TEST_CASE("KNOWN and UNKNOWN come too late to select a subnet") {
  for (const std::string name : {"KNOWN", "UNKNOWN"}) {
    CAPTURE(name);
    Server server(one_subnet(R"j("reservations": [{"hw-address": "02:00:00:00:00:07"}], "client-class": ")j" +
                             name + R"j(", )j"));
    CHECK_FALSE(server.ask(discover(1)));
    CHECK_FALSE(server.ask(discover(7)));
  }
}

TEST_CASE("a class may refer to one before it") {
  Server server(one_subnet(R"j("client-class": "both", )j", R"j("client-classes": [
    {"name": "phone", "test": "substring(option[60].hex,0,5) == 'phone'"},
    {"name": "both", "test": "member('phone') and option[77].exists"}], )j"));
  CHECK_FALSE(server.ask(phone(discover(1))));
  CHECK_FALSE(server.ask(discover(1).option(77, {1})));
  CHECK(server.ask(phone(discover(1)).option(77, {1})));
}

TEST_CASE("a template puts clients into classes of their own") {
  Server server(one_subnet(R"j("client-class": "SPAWN_port_a1", )j", R"j("client-classes": [
    {"name": "port", "template-test": "option[77].hex"}, {"name": "SPAWN_port_a1"}], )j"));
  CHECK(server.ask(discover(1).option(77, text("a1"))));
  CHECK_FALSE(server.ask(discover(1).option(77, text("a2"))));
}

TEST_CASE("pools are for the members of their class: by test, by having no reservation, by reservation") {
  Server server(three_pools);
  CHECK(server.lease(7)->yiaddr() == ip("192.0.2.30"));
  CHECK(server.ask(discover(2))->yiaddr() == ip("192.0.2.20"));
  CHECK(server.ask(phone(discover(1)))->yiaddr() == ip("192.0.2.10"));
  CHECK(server.ask(phone(discover(7).requested("192.0.2.31")))->yiaddr() == ip("192.0.2.30"));
}

TEST_CASE("a class that a reservation excludes is evaluated again when the reservation is known") {
  Server server(subnets(R"j(
    {"id": 1, "subnet": "192.0.2.0/24",
     "reservations": [{"hw-address": "02:00:00:00:00:07", "client-classes": ["reserved"]}],
     "pools": [{"pool": "192.0.2.10-192.0.2.14", "client-class": "unreserved"},
               {"pool": "192.0.2.20-192.0.2.24", "client-class": "reserved"}]})j",
                        R"j("client-classes": [{"name": "reserved"},
    {"name": "unreserved", "test": "not member('reserved')"}], )j"));
  CHECK(server.ask(discover(1))->yiaddr() == ip("192.0.2.10"));
  CHECK(server.ask(discover(7))->yiaddr() == ip("192.0.2.20"));
  CHECK(server.ask(selecting(7, "192.0.2.12"))->type() == MessageType4::nak);
}

TEST_CASE("an address of a pool that the client's classes forbid is not offered") {
  Server server(three_pools);
  CHECK(server.ask(discover(2).requested("192.0.2.12"))->yiaddr() == ip("192.0.2.20"));
  CHECK(server.ask(phone(discover(2)).requested("192.0.2.12"))->yiaddr() == ip("192.0.2.12"));
}

TEST_CASE("an address of a pool that the client's classes forbid is refused; one of no pool is ignored") {
  Server server(three_pools);
  const auto nak = server.ask(selecting(2, "192.0.2.12"));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);
  CHECK_FALSE(server.stored("192.0.2.12"));
  CHECK_FALSE(server.ask(selecting(2, "192.0.2.99")));
  CHECK(server.ask(phone(selecting(2, "192.0.2.12")))->type() == MessageType4::ack);
}

TEST_CASE(
    "who has left the class of a pool is refused when renewing and rebooting, and gets another address") {
  Server server(three_pools);
  REQUIRE(server.ask(phone(selecting(2, "192.0.2.12")))->type() == MessageType4::ack);
  CHECK(server.ask(phone(request(2).ciaddr("192.0.2.12")))->type() == MessageType4::ack);
  CHECK(server.ask(request(2).ciaddr("192.0.2.12"))->type() == MessageType4::nak);
  CHECK(server.ask(request(2).requested("192.0.2.12"))->type() == MessageType4::nak);
  CHECK(server.ask(phone(request(2).requested("192.0.2.12")))->type() == MessageType4::ack);
  CHECK(server.lease(2)->yiaddr() == ip("192.0.2.20"));
  CHECK_FALSE(server.stored("192.0.2.12"));
}

TEST_CASE("a client that may use no pool gets nothing, and the log tells its classes") {
  Server server(three_pools);
  CHECK_FALSE(server.ask(discover(9).option(option4::vendor_class, text("fax"))));
  CHECK(server.count(Statistic4::v4_allocation_fail_no_pools) == 1);
  CHECK(server.count(Statistic4::v4_allocation_fail_classes) == 1);
  const auto line =
      std::ranges::find(server.book.lines, "ALLOC_ENGINE_V4_ALLOC_FAIL_CLASSES", &LogBook::Line::id);
  REQUIRE(line != server.book.lines.end());
  CHECK(line->text.find("ALL, VENDOR_CLASS_fax, nobody, KNOWN") != std::string::npos);
}

TEST_CASE("a query in class DROP is dropped and counted") {
  Server server(one_subnet("", R"j("client-classes": [{"name": "DROP", "test": "option[77].exists"}], )j"));
  CHECK_FALSE(server.ask(discover(1).option(77, {1})));
  CHECK(server.book.count("DHCP4_PACKET_DROP_0010") == 1);
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
  CHECK(server.book.count("DHCP4_SUBNET_SELECTED") == 0);
  CHECK(server.ask(discover(1)));
}

TEST_CASE("class DROP may depend on the reservation, or come from it") {
  Server server(one_subnet(R"j("reservations": [{"hw-address": "02:00:00:00:00:07"}], )j",
                           R"j("client-classes": [{"name": "DROP", "test": "member('UNKNOWN')"}], )j"));
  CHECK_FALSE(server.ask(discover(1)));
  CHECK(server.book.count("DHCP4_PACKET_DROP_0013") == 1);
  CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
  CHECK(server.ask(discover(7)));

  Server by_reservation(three_pools);
  CHECK_FALSE(by_reservation.ask(discover(8)));
  CHECK(by_reservation.book.count("DHCP4_PACKET_DROP_0013") == 1);
}

TEST_CASE("required classes are evaluated when the lease is known: of the subnet, then of its pool") {
  Server server(subnets(R"j(
    {"id": 1, "subnet": "192.0.2.0/24", "require-client-classes": ["asked", "nowhere", "plain"],
     "pools": [{"pool": "192.0.2.10-192.0.2.10", "require-client-classes": ["of-pool"]},
               {"pool": "192.0.2.20-192.0.2.20"}]})j",
                        R"j("client-classes": [
    {"name": "asked", "test": "option[77].exists", "only-if-required": true}, {"name": "plain"},
    {"name": "of-pool", "test": "member('asked')", "only-if-required": true},
    {"name": "never", "test": "member('ALL')", "only-if-required": true}], )j"));
  const auto evaluated = [&](const std::string& name) {
    return std::ranges::count_if(server.book.lines, [&](const LogBook::Line& line) {
      return line.id == "DHCP4_REQUIRED_CLASS_EVAL_RESULT" &&
             line.text.find("'" + name + "' is true") != std::string::npos;
    });
  };
  CHECK(server.lease(1)->yiaddr() == ip("192.0.2.10"));
  CHECK(evaluated("asked") == 0);
  CHECK(server.book.count("DHCP4_CLASS_UNDEFINED") == 2);
  CHECK(server.book.count("DHCP4_CLASS_UNTESTABLE") == 2);
  CHECK(server.ask(discover(2).option(77, {1}))->yiaddr() == ip("192.0.2.20"));
  CHECK(evaluated("asked") == 1);
  CHECK(evaluated("of-pool") == 0);
  CHECK(server.ask(discover(1).option(77, {1}))->yiaddr() == ip("192.0.2.10"));
  CHECK(evaluated("asked") == 2);
  CHECK(evaluated("of-pool") == 1);
  CHECK(evaluated("never") == 0);
}

TEST_CASE("an expression that cannot be evaluated puts nobody into its class") {
  Server server(one_subnet(
      R"j("client-class": "four", )j",
      R"j("client-classes": [{"name": "four", "test": "uint32totext(option[77].hex) == '1'"}], )j"));
  CHECK_FALSE(server.ask(discover(1).option(77, {1})));
  CHECK(server.book.count("DHCPSRV_EVAL_ERROR") == 1);
  CHECK(server.ask(discover(1).option(77, {0, 0, 0, 1})));
}

struct Counter final : ReplySink4 {
  void send(const Reply4&) override { ++replies; }
  std::size_t replies = 0;
};

TEST_CASE("vendor classes that clients invent leave the server's memory as it was") {
  Server server(three_pools);
  server.log.set_verbosity(log_nothing);
  Counter counter;
  Bytes message = discover(1).option(option4::vendor_class, text("phone-0000")).message();
  const Datagram4 datagram = discover(1).datagram(message);
  const auto ask = [&](std::uint32_t vendor) {
    std::ranges::copy(Ipv4Address(vendor).bytes(), message.end() - 5);
    server.engine.handle(0, datagram, server.now, counter);
  };
  for (std::uint32_t vendor = 0; vendor < 64; ++vendor) ask(vendor);
  const std::size_t before = test::allocations.count;
  for (std::uint32_t vendor = 64; vendor < 100'000; ++vendor) ask(vendor);
  CHECK(test::allocations.count - before == 0);
  CHECK(counter.replies == 100'000);
}

TEST_CASE("classes cost a known client no allocation") {
  Counter counter;
  Server server(three_pools);
  REQUIRE(server.ask(phone(selecting(7, "192.0.2.12")))->type() == MessageType4::ack);
  server.log.set_verbosity(log_nothing);
  const Query query = phone(request(7).ciaddr("192.0.2.12"));
  const Bytes message = query.message();
  const Datagram4 datagram = query.datagram(message);
  const auto round = [&] {
    server.now.wall += 10;
    server.engine.handle(0, datagram, server.now, counter);
    server.engine.flush(0);
  };
  for (int warm = 0; warm < 64; ++warm) round();
  const std::size_t before = test::allocations.count;
  for (int i = 0; i < 1000; ++i) round();
  CHECK(test::allocations.count - before == 0);
  CHECK(counter.replies == 1064);
}

}  // namespace
}  // namespace dhcp::engine_test
