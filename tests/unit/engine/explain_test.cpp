/// Any query can be asked why: every decision in order, and nothing comes of the question.
#include "dhcpcore/explanation.hpp"
#include "server.hpp"
#include "support/run.hpp"

namespace dhcp::engine_test {
namespace {

Explanation explain(Server& server, const Query& query) {
  const Bytes message = query.message();
  return test::run(server.engine.explain(query.datagram(message), server.now));
}

/// The events of one kind, as JSON without the kind's name.
std::vector<Value> all(const Explanation& explanation, Explained kind) {
  std::vector<Value> events;
  const Value list = explanation.to_value();
  for (const Value& event : list.as_list())
    if (event.find("event")->as_string() == explained_name(kind)) events.push_back(event);
  return events;
}
std::string field(const Value& event, std::string_view name) {
  const Value* value = event.find(name);
  REQUIRE_MESSAGE(value, name);
  return value->is_string() ? value->as_string() : to_json(*value);
}
/// One field of every event of a kind, in order.
std::vector<std::string> each(const Explanation& explanation, Explained kind, std::string_view name) {
  std::vector<std::string> values;
  for (const Value& event : all(explanation, kind)) values.push_back(field(event, name));
  return values;
}
using Texts = std::vector<std::string>;

TEST_CASE("an explanation of a query ends with the reply that it would get") {
  Server server(one_subnet());
  const Explanation explanation = explain(server, discover());
  const Value sent = all(explanation, Explained::sent).at(0);
  CHECK(field(sent, "type") == "DHCPOFFER");
  CHECK(field(sent, "yiaddr") == "192.0.2.10");
  Packet4 reply;
  REQUIRE(reply.parse(explanation.reply));
  CHECK(reply.yiaddr() == ip("192.0.2.10"));
  CHECK(explanation.events().front().kind == Explained::received);
  CHECK(explanation.events().back().kind == Explained::sent);
}

TEST_CASE("nothing comes of an explanation: no lease, no count, no log, no reply, no address used up") {
  Server server(one_subnet());
  const std::size_t logged = server.book.lines.size();
  for (unsigned client = 1; client < 20; ++client) {
    const Explanation explanation = explain(server, request(client));
    CHECK(each(explanation, Explained::sent, "yiaddr") == Texts{"192.0.2.10"});
    CHECK(each(explanation, Explained::lease_committed, "outcome") == Texts{"stored"});
  }
  CHECK(server.leases.size() == 0);
  CHECK(server.count(Statistic4::pkt4_received) == 0);
  CHECK(server.count(Statistic4::cumulative_assigned_addresses) == 0);
  CHECK(server.book.lines.size() == logged);
  CHECK(server.outbox.answers.empty());
  CHECK(server.lease(1)->yiaddr() == ip("192.0.2.10"));
}

TEST_CASE("an explanation starts from the leases and cursors that are there") {
  Server server(one_subnet());
  server.lease(1);
  server.lease(2);
  CHECK(each(explain(server, discover(3)), Explained::sent, "yiaddr") == Texts{"192.0.2.12"});
  const Explanation own = explain(server, discover(2));
  CHECK(each(own, Explained::lease_held, "address") == Texts{"192.0.2.11"});
  const Explanation taken = explain(server, request(2).requested("192.0.2.10").server("192.0.2.1"));
  CHECK(each(taken, Explained::address_refused, "address") == Texts{"192.0.2.10"});
  CHECK(each(taken, Explained::sent, "type") == Texts{"DHCPNAK"});
}

TEST_CASE("an explanation tells by what the subnet was found, and which were not for the client") {
  Server server(
      R"({"Dhcp4": {"client-classes": [{"name": "gold", "test": "option[60].text == 'gold'"}], "subnet4": [
      {"id": 7, "subnet": "192.0.2.0/24", "interface": "eth0", "client-class": "gold"},
      {"id": 8, "subnet": "192.0.2.0/25", "interface": "eth0"}]}})");
  const Explanation plain = explain(server, discover());
  CHECK(each(plain, Explained::subnet_sought, "key") == Texts{"eth0"});
  CHECK(each(plain, Explained::subnet_refused, "subnet-id") == Texts{"7"});
  CHECK(each(plain, Explained::subnet_selected, "subnet") == Texts{"192.0.2.0/25"});
  const Explanation gold = explain(server, discover().option(option4::vendor_class, text("gold")));
  CHECK(all(gold, Explained::subnet_refused).empty());
  CHECK(each(gold, Explained::subnet_selected, "subnet-id") == Texts{"7"});
  const Explanation relayed = explain(server, discover().giaddr("203.0.113.9"));
  CHECK(each(relayed, Explained::subnet_sought, "by") == Texts{"configured relay", "relay address"});
  CHECK(all(relayed, Explained::subnet_none).size() == 1);
}

TEST_CASE("an explanation tells which sub-expression made a class true or false") {
  Server server(one_subnet("", R"("client-classes": [
      {"name": "gold", "test": "option[60].text == 'gold' and option[12].exists"}], )"));
  const Explanation explanation = explain(server, discover().option(option4::vendor_class, text("gold")));
  CHECK(each(explanation, Explained::class_evaluated, "result") == Texts{"false"});
  const std::vector<Value> steps = all(explanation, Explained::class_step);
  REQUIRE(steps.size() == 4);  // the right side of `and` decides
  CHECK(field(steps[2], "step") == "EQUAL");
  CHECK(field(steps[2], "result") == "'true'");
  CHECK(field(steps[3], "result") == "'false'");
  CHECK(each(explanation, Explained::class_given, "class") == Texts{"ALL", "VENDOR_CLASS_gold", "UNKNOWN"});
}

TEST_CASE("an explanation tells which reservation was found by what") {
  Server server(
      one_subnet(R"("reservations": [{"client-id": "01:02", "ip-address": "192.0.2.77", "hostname": "seven",
      "client-classes": ["fast"]}, {"hw-address": "02:00:00:00:00:09", "ip-address": "192.0.2.10"}], )"));
  const Explanation found = explain(server, discover().client_id({1, 2}));
  CHECK(each(found, Explained::reservation_sought, "identifier-type") == Texts{"hw-address", "client-id"});
  CHECK(each(found, Explained::reservation_found, "address") == Texts{"192.0.2.77"});
  CHECK(each(found, Explained::reservation_found, "hostname") == Texts{"seven"});
  CHECK(each(found, Explained::class_given, "class") == Texts{"ALL", "ALL", "fast", "KNOWN"});
  CHECK(each(found, Explained::sent, "yiaddr") == Texts{"192.0.2.77"});

  const Explanation other = explain(server, discover().requested("192.0.2.10"));
  CHECK(each(other, Explained::class_given, "reason").back() == "there is no reservation");
  CHECK(each(other, Explained::address_refused, "address") == Texts{"192.0.2.10", "192.0.2.10"});
  CHECK(each(other, Explained::pool_searched, "address") == Texts{"192.0.2.11"});
}

TEST_CASE("an explanation tells that an address is in no pool that the client may use") {
  Server server(one_subnet());
  const Explanation explanation = explain(server, discover().requested("192.0.2.200"));
  CHECK(each(explanation, Explained::address_outside, "address") == Texts{"192.0.2.200"});
  CHECK(each(explanation, Explained::sent, "yiaddr") == Texts{"192.0.2.10"});
}

TEST_CASE("an explanation tells where each option came from, and why a requested one is missing") {
  Server server(one_subnet(
      R"("option-data": [{"name": "routers", "data": "192.0.2.1"}, {"name": "time-servers", "data": "192.0.2.2",
                          "never-send": true}], )",
      R"("option-data": [{"name": "domain-name", "data": "example.org"}], )"));
  const Explanation explanation = explain(server, discover().client_id({1, 2}).asks_for({3, 4, 15, 42}));
  std::vector<std::string> lines;
  for (const Value& event : all(explanation, Explained::option_sent))
    lines.push_back(field(event, "name") + " from " + field(event, "scope") + ": " + field(event, "value"));
  CHECK(lines == Texts{"dhcp-message-type from the server: 2",
                       "dhcp-server-identifier from the server: 192.0.2.1",
                       "dhcp-client-identifier from the query: 0102", "dhcp-lease-time from the server: 7200",
                       "subnet-mask from the server: 255.255.255.0", "routers from the subnet: 192.0.2.1",
                       "domain-name from the global scope: example.org"});
  CHECK(each(explanation, Explained::option_left_out, "code") == Texts{"4", "42"});
  CHECK(each(explanation, Explained::option_left_out, "reason") ==
        Texts{"a scope has never-send", "no scope has it"});
}

TEST_CASE("the options of an answer past the relay that the lease remembers are explained, too") {
  Server server(one_subnet("", R"("store-extended-info": true, "stash-agent-options": true, )"));
  REQUIRE(server.ask(request(1)
                         .requested("192.0.2.10")
                         .server("192.0.2.1")
                         .giaddr("192.0.2.200")
                         .unicast("192.0.2.200", "192.0.2.1")
                         .option(option4::relay_agent_information, {1, 1, 'c'})));
  const auto names = each(explain(server, request(1).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1")),
                          Explained::option_sent, "name");
  CHECK(std::ranges::count(names, "dhcp-lease-time") == 1);
  CHECK(std::ranges::count(names, "dhcp-agent-options") == 0);
}

TEST_CASE("an explanation tells a subnet's options from those of its shared network") {
  Server server(R"({"Dhcp4": {"option-data": [{"name": "domain-name", "data": "example.org"}],
    "shared-networks": [{"name": "floor", "option-data": [{"name": "routers", "data": "192.0.2.1"},
                                                          {"name": "time-servers", "data": "192.0.2.2"}],
      "subnet4": [{"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.20"}],
                   "option-data": [{"name": "time-servers", "data": "192.0.2.3"}]}]}]}})");
  const Explanation explanation = explain(server, discover().asks_for({3, 4, 15}));
  Texts scopes;
  for (const Value& event : all(explanation, Explained::option_sent))
    if (field(event, "scope") != "the server")
      scopes.push_back(field(event, "name") + " from " + field(event, "scope"));
  CHECK(scopes == Texts{"routers from the shared network", "time-servers from the subnet",
                        "domain-name from the global scope"});
}

TEST_CASE("an explanation of a dropped query tells why") {
  Server server(one_subnet());
  const Explanation explanation = explain(server, discover().on_interface(3));
  const Value dropped = all(explanation, Explained::dropped).at(0);
  CHECK(field(dropped, "message") == "DHCP4_PACKET_DROP_0002");
  CHECK(explanation.reply.empty());
  const Explanation unread = test::run(server.engine.explain(Datagram4{}, server.now));
  CHECK(all(unread, Explained::dropped).size() == 1);
}

TEST_CASE("an explanation tells what was decided where nothing is answered") {
  Server server(one_subnet());
  const Explanation explanation = explain(server, request(1).requested("192.0.2.11"));
  CHECK(each(explanation, Explained::noted, "message") ==
        Texts{"DHCP4_REQUEST", "DHCP4_INIT_REBOOT", "DHCP4_NO_LEASE_INIT_REBOOT"});
  CHECK(explanation.events().back().kind == Explained::unanswered);
}

TEST_CASE("every kind of event has a name of its own, and as many fields as its sentence has places") {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Explained::count_); ++i)
    names.push_back(explained_name(static_cast<Explained>(i)));
  std::ranges::sort(names);
  CHECK(std::ranges::adjacent_find(names) == names.end());

  Server server(one_subnet());
  for (const Explanation& explanation : {explain(server, discover()), explain(server, request(1))})
    for (const Explanation::Event& event : explanation.events())
      CHECK(static_cast<std::size_t>(std::ranges::count(explained_sentence(event.kind), '{')) ==
            event.fields.size());
}

TEST_CASE("an explanation reads as text, one line a decision") {
  Server server(one_subnet());
  const std::string text = explain(server, discover()).to_text();
  CHECK(
      text.starts_with("DHCPDISCOVER from none to 255.255.255.255 on interface eth0; hardware address "
                       "02:00:00:00:00:01, client identifier none\n"));
  CHECK(text.find("\nsubnet 1 (192.0.2.0/24) selected\n") != std::string::npos);
  CHECK(text.ends_with("DHCPOFFER sent to 192.0.2.10:68, yiaddr 192.0.2.10\n"));
}

}  // namespace
}  // namespace dhcp::engine_test
