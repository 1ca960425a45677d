/// Classes that come with reservations: those looked up before the subnet is chosen, and what every kind of
/// query does with them.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

constexpr std::uint8_t time_servers = 4;

/// Global keys with a reservation of client 7 that is looked for early, or not.
std::string global_seven(std::string_view reservation = "", bool early = true) {
  return std::string(R"("early-global-reservations-lookup": )") + (early ? "true" : "false") +
         R"(, "reservations": [{"hw-address": "02:00:00:00:00:07")" + std::string(reservation) + "}], ";
}
constexpr auto in_chosen = R"(, "client-classes": ["chosen"])";

/// Two subnets on one interface: 192.0.2.0/25 for members of a class, 192.0.2.128/25 with `in_second`.
std::string guarded(std::string_view guard, std::string_view global, std::string_view in_second = "") {
  return R"({"Dhcp4": {)" + std::string(global) + R"("subnet4": [
    {"id": 1, "subnet": "192.0.2.0/25", "interface": "eth0", "client-class": ")" +
         std::string(guard) + R"(", "pools": [{"pool": "192.0.2.10-192.0.2.14"}]},
    {"id": 2, "subnet": "192.0.2.128/25", "interface": "eth0", )" +
         std::string(in_second) + R"("pools": [{"pool": "192.0.2.210-192.0.2.214"}]}]}})";
}

const LogBook::Line& last(const Server& server, std::string_view id) {
  const auto line = std::find_if(server.book.lines.rbegin(), server.book.lines.rend(),
                                 [&](const LogBook::Line& l) { return l.id == id; });
  REQUIRE_MESSAGE(line != server.book.lines.rend(), id);
  return *line;
}
bool contains(const LogBook::Line& line, std::string_view text) {
  return line.text.find(text) != std::string::npos;
}

TEST_CASE(
    "a global reservation looked up early selects the subnet: by KNOWN, its classes, what depends on them") {
  for (const std::string_view guard : {"KNOWN", "chosen", "of-known"}) {
    CAPTURE(guard);
    const std::string classes =
        R"j("client-classes": [{"name": "chosen"}, {"name": "of-known", "test": "known"}], )j";
    Server early(guarded(guard, classes + global_seven(in_chosen)));
    CHECK(early.ask(discover(7))->yiaddr() == ip("192.0.2.10"));
    CHECK(early.ask(discover(1))->yiaddr() == ip("192.0.2.210"));
    CHECK(early.lease(7)->yiaddr() == ip("192.0.2.11"));
    Server late(guarded(guard, classes + global_seven(in_chosen, false), R"("reservations-global": true, )"));
    CHECK(late.ask(discover(7))->yiaddr() == ip("192.0.2.210"));
  }
}

TEST_CASE("classes of the first pass are evaluated again when the early lookup has found classes") {
  Server server(guarded("not-chosen", R"j("client-classes": [{"name": "chosen"},
    {"name": "not-chosen", "test": "not member('chosen')"}], )j" +
                                          global_seven(in_chosen)));
  CHECK(server.ask(discover(1))->yiaddr() == ip("192.0.2.10"));
  CHECK(server.ask(discover(7))->yiaddr() == ip("192.0.2.210"));
}

TEST_CASE("finding no global reservation early makes nobody UNKNOWN before the subnet is chosen") {
  Server server(guarded("UNKNOWN", global_seven()));
  CHECK(server.ask(discover(1))->yiaddr() == ip("192.0.2.210"));
  CHECK(contains(last(server, "DHCP4_CLASSES_ASSIGNED_AFTER_SUBNET_SELECTION"), "classes ALL, UNKNOWN now"));
  CHECK(server.ask(discover(7))->yiaddr() == ip("192.0.2.211"));
  CHECK(contains(last(server, "DHCP4_CLASSES_ASSIGNED_AFTER_SUBNET_SELECTION"), "classes ALL, KNOWN now"));
}

TEST_CASE("class DROP is looked at after the early lookup, before there is a subnet") {
  for (const std::string& global :
       {global_seven(R"(, "client-classes": ["DROP"])"),
        R"j("client-classes": [{"name": "DROP", "test": "known"}], )j" + global_seven()}) {
    Server server(guarded("ALL", global));
    CHECK_FALSE(server.ask(discover(7)));
    CHECK(server.book.count("DHCP4_PACKET_DROP_0014") == 1);
    CHECK(server.book.count("DHCP4_SUBNET_SELECTED") == 0);
    CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
    CHECK(server.ask(discover(1)));
  }
}

TEST_CASE("a global reservation found early gives its classes, and the rest where global ones count") {
  const std::string classes = R"("client-classes": [{"name": "chosen",
    "option-data": [{"name": "time-servers", "data": "10.0.0.4"}]}], )";
  const std::string global =
      classes + global_seven(R"(, "client-classes": ["chosen"], "boot-file-name": "seven.img")");
  const Query query = discover(7).asks_for({time_servers});

  Server classes_only(one_subnet("", global));
  const auto offer = classes_only.ask(query);
  CHECK(offer->address(time_servers) == ip("10.0.0.4"));
  CHECK(as_text(offer->packet().file()).empty());

  Server all(one_subnet(R"("reservations-global": true, )", global));
  CHECK(as_text(all.ask(query)->packet().file()) == "seven.img");
}

TEST_CASE("a client has the classes of its early global reservation and of that of its subnet") {
  const std::string of_subnet = R"("reservations": [{"hw-address": "02:00:00:00:00:07",
    "client-classes": ["second"], "boot-file-name": "subnet.img"}], )";
  Server server(
      one_subnet(of_subnet + R"("reservations-global": true, )",
                 R"j("client-classes": [{"name": "chosen"}, {"name": "second"},
    {"name": "both", "test": "member('chosen') and member('second')"}], )j" +
                     global_seven(R"(, "client-classes": ["chosen"], "boot-file-name": "global.img")")));
  const auto offer = server.ask(discover(7));
  CHECK(as_text(offer->packet().file()) == "subnet.img");
  CHECK(contains(last(server, "DHCP4_CLASSES_ASSIGNED_AFTER_SUBNET_SELECTION"),
                 "classes ALL, chosen, second, both, KNOWN now"));
}

TEST_CASE(
    "classes of a reservation come first, KNOWN after those of the first pass; in a network they come last") {
  constexpr auto classes = R"j("client-classes": [
    {"name": "first", "test": "member('ALL')"}, {"name": "reserved"},
    {"name": "dependent", "test": "member('reserved')"}, {"name": "of-known", "test": "member('KNOWN')"},
    {"name": "required", "test": "member('reserved')", "only-if-required": true}], )j";
  constexpr auto subnet = R"("subnet4": [{"id": 1, "subnet": "192.0.2.0/24",
    "require-client-classes": ["required"], "pools": [{"pool": "192.0.2.10-192.0.2.14"}], "reservations": [
      {"hw-address": "02:00:00:00:00:07", "client-classes": ["reserved"]}]}])";
  const auto classes_of_seven = [](const std::string& config) {
    Server server(config);
    REQUIRE(server.ask(discover(7)));
    return last(server, "DHCP4_CLASSES_ASSIGNED_AFTER_SUBNET_SELECTION");
  };
  const std::string alone = R"({"Dhcp4": {)" + std::string(classes) + subnet + "}}";
  CHECK(contains(classes_of_seven(alone), "classes ALL, reserved, first, dependent, KNOWN, of-known now"));
  const std::string in_network =
      R"({"Dhcp4": {)" + std::string(classes) + R"("shared-networks": [{"name": "n", )" + subnet + "}]}}";
  CHECK(contains(classes_of_seven(in_network), "classes ALL, first, KNOWN, of-known now"));
}

TEST_CASE("DROP of a reservation holds for releases and declines, too") {
  const std::string config =
      one_subnet(R"("reservations": [{"hw-address": "02:00:00:00:00:07"}], )",
                 R"j("client-classes": [{"name": "DROP", "test": "known and option[77].exists"}], )j");
  for (const MessageType4 type : {MessageType4::release, MessageType4::decline}) {
    Server server(config);
    const Ipv4Address address = server.lease(7)->yiaddr();
    Query query = Query(type).client(7).server("192.0.2.1");
    if (type == MessageType4::release)
      query.ciaddr(address.to_string());
    else
      query.requested(address);
    Query dropped = query;
    server.take(dropped.option(77, {1}));
    server.engine.flush(0);
    CHECK(server.book.count("DHCP4_PACKET_DROP_0013") == 1);
    CHECK(server.stored(address)->state == LeaseState::assigned);
    server.take(query);
    server.engine.flush(0);
    const auto lease = server.stored(address);
    REQUIRE(lease);
    CHECK(lease->state != LeaseState::assigned);
  }
}

TEST_CASE("every class that a query gets has its word in the log") {
  Server server(one_subnet(
      R"("require-client-classes": ["bad"], "reservations": [
           {"hw-address": "02:00:00:00:00:07", "client-classes": ["chosen", "HA_one", "nowhere"]}], )",
      R"j("client-classes": [{"name": "chosen"},
    {"name": "bad", "test": "uint8totext('ab') == ''", "only-if-required": true}], )j"));
  REQUIRE(server.ask(discover(7)));
  CHECK(contains(last(server, "DHCP4_CLASSES_ASSIGNED"), "DHCPDISCOVER is in the classes ALL"));
  CHECK(contains(last(server, "DHCP4_CLASS_ASSIGNED"), "now in class KNOWN"));
  CHECK(server.book.count("DHCP4_CLASS_UNCONFIGURED") == 1);  // built-in names need no definition
  CHECK(contains(last(server, "DHCP4_CLASS_UNCONFIGURED"), "class nowhere,"));
  CHECK(contains(last(server, "DHCP4_REQUIRED_CLASS_EVAL_ERROR"), "class 'bad'"));
  REQUIRE(server.ask(discover(1)));
  CHECK(contains(last(server, "DHCP4_CLASS_ASSIGNED"), "now in class UNKNOWN"));
  CHECK(server.book.count("DHCP4_CLASS_UNCONFIGURED") == 1);
}

/// A store with one global reservation, that of client 7. Counts what it is asked.
class GlobalStore final : public HostStore4 {
 public:
  void look_up(HostLookup4& lookup, WaitTable& waits, WaitToken token) override {
    if (lookup.subnet_id == 0) ++asked;
    auto host = std::make_shared<Host4>();
    host->client_classes = {"chosen"};
    const HostIdentifier& identifier = lookup.identifier;
    if (lookup.subnet_id == 0 && identifier.type == HostIdentifierType::hw_address &&
        identifier.value.back() == 7)
      lookup.host = host;
    waits.complete(token);
  }
  void look_up(ReservedLookup4&, WaitTable& waits, WaitToken token) override { waits.complete(token); }
  int asked = 0;
};

TEST_CASE("a host store is asked for the global reservation once") {
  GlobalStore hosts;
  Server server(
      guarded("chosen", R"("early-global-reservations-lookup": true, "reservations-global": true, )"),
      nullptr, {}, {&hosts});
  CHECK(server.ask(discover(7))->yiaddr() == ip("192.0.2.10"));
  CHECK(hosts.asked == 1);
  CHECK(server.ask(discover(1))->yiaddr() == ip("192.0.2.210"));
  CHECK(hosts.asked == 2);
}

}  // namespace
}  // namespace dhcp::engine_test
