/// What modules see and do at the hook points of a query.
#include "scripted_module.hpp"

namespace dhcp::engine_test {
namespace {

using Names = std::vector<std::string>;

Bytes copy(module::Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

Query renewal(unsigned client, std::string_view address) {
  return request(client).ciaddr(address).unicast(address, "192.0.2.1");
}

TEST_CASE("a query meets the hook points in the order of their table") {
  Served s(one_subnet(R"("reservations": [{"flex-id": "'x'", "hostname": "x"}], )",
                      R"("host-reservation-identifiers": ["flex-id"], )"));
  const auto calls = [&](const Query& query) {
    s.script.calls.clear();
    s.server.ask(query);
    return s.script.calls;
  };
  CHECK(calls(discover()) == Names{"context_create", "buffer4_receive", "pkt4_receive", "subnet4_select",
                                   "host4_identifier", "ddns4_update", "lease4_select", "lease4_offer",
                                   "pkt4_send", "buffer4_send", "context_destroy"});
  const auto selecting = request().requested("192.0.2.10").server("192.0.2.1");
  CHECK(calls(selecting) == Names{"context_create", "buffer4_receive", "pkt4_receive", "subnet4_select",
                                  "host4_identifier", "ddns4_update", "lease4_select", "leases4_committed",
                                  "pkt4_send", "buffer4_send", "context_destroy"});
  CHECK(calls(renewal(1, "192.0.2.10")) == Names{"context_create", "buffer4_receive", "pkt4_receive",
                                                 "subnet4_select", "host4_identifier", "ddns4_update",
                                                 "lease4_renew", "leases4_committed", "pkt4_send",
                                                 "buffer4_send", "context_destroy"});
  CHECK(calls(Query(MessageType4::inform).ciaddr("192.0.2.10")) ==
        Names{"context_create", "buffer4_receive", "pkt4_receive", "subnet4_select", "host4_identifier",
              "pkt4_send", "buffer4_send", "context_destroy"});
  CHECK(calls(Query(MessageType4::release).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1")) ==
        Names{"context_create", "buffer4_receive", "pkt4_receive", "subnet4_select", "host4_identifier",
              "lease4_release", "leases4_committed", "context_destroy"});
  CHECK(calls(request().requested("192.0.2.99").server("192.0.2.1")).back() == "context_destroy");
}

TEST_CASE("SKIP and DROP end a query where the point says so") {
  struct Row {
    const char* point;
    Next step;
    bool answered;
    const char* message;
    bool counted;  ///< as dropped
  };
  const Row rows[] = {
      {"buffer4_receive", Next::drop, false, "DHCP4_HOOK_BUFFER_RCVD_DROP", true},
      {"buffer4_receive", Next::skip, false, "DHCP4_HOOK_BUFFER_RCVD_SKIP", true},
      {"pkt4_receive", Next::drop, false, "DHCP4_HOOK_PACKET_RCVD_SKIP", true},
      {"pkt4_receive", Next::skip, false, "DHCP4_HOOK_PACKET_RCVD_SKIP", true},
      {"subnet4_select", Next::drop, false, "DHCP4_HOOK_SUBNET4_SELECT_DROP", true},
      {"subnet4_select", Next::skip, false, "DHCP4_HOOK_SUBNET4_SELECT_SKIP", true},
      {"lease4_select", Next::skip, false, "DHCPSRV_HOOK_LEASE4_SELECT_SKIP", false},
      {"lease4_select", Next::drop, false, "DHCPSRV_HOOK_LEASE4_SELECT_SKIP", false},
      {"lease4_offer", Next::drop, false, "DHCP4_HOOK_LEASE4_OFFER_DROP", true},
      {"pkt4_send", Next::drop, false, "DHCP4_HOOK_PACKET_SEND_DROP", false},
      {"pkt4_send", Next::skip, false, "DHCP4_HOOK_PACKET_SEND_SKIP", false},
      {"buffer4_send", Next::drop, false, "DHCP4_HOOK_BUFFER_SEND_SKIP", false},
      {"buffer4_send", Next::skip, false, "DHCP4_HOOK_BUFFER_SEND_SKIP", false},
      {"context_create", Next::drop, true, nullptr, false},
      {"ddns4_update", Next::drop, true, nullptr, false},
      {"ddns4_update", Next::skip, true, nullptr, false},
      {"lease4_renew", Next::drop, true, nullptr, false},  // no renewal
  };
  for (const auto& [point, step, answered, message, counted] : rows) {
    CAPTURE(point);
    Served s;
    s.at(point) = answer(step);
    CHECK((s.server.ask(discover()) != nullptr) == answered);
    if (message) CHECK(s.server.book.count(message) == 1);
    CHECK(s.server.count(Statistic4::pkt4_receive_drop) == (counted ? 1 : 0));
    CHECK(s.server.engine.in_flight(0) == 0);
    s.script.at.clear();
    CHECK(s.server.ask(discover()));
  }
}

TEST_CASE("a refused new lease is a DHCPNAK, a refused extension leaves the lease as it is") {
  Served s;
  s.at("lease4_select") = [](Call& call) { return call.fact(DHCP_FACT_OFFERED) ? Next::go_on : Next::skip; };
  const auto nak = s.server.ask(request().requested("192.0.2.10").server("192.0.2.1"));
  REQUIRE(nak);
  CHECK(nak->type() == MessageType4::nak);
  CHECK_FALSE(s.server.stored("192.0.2.10"));

  s.script.at.clear();
  s.server.lease(1);
  const auto before = s.server.stored("192.0.2.10");
  s.server.pass(std::chrono::seconds(100));
  s.at("lease4_renew") = answer(Next::skip);
  s.script.calls.clear();
  const auto ack = s.server.ask(renewal(1, "192.0.2.10"));
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(ack->number(option4::lease_time) == 7100);  // what is left
  CHECK(s.server.stored("192.0.2.10") == before);
  CHECK(s.server.book.count("DHCPSRV_HOOK_LEASE4_RENEW_SKIP") == 1);
  CHECK(std::ranges::count(s.script.calls, "leases4_committed") == 0);
}

TEST_CASE("a module keeps a lease from being released or declined") {
  const struct {
    const char* point;
    const char* message;
    Query query;
  } rows[] = {
      {"lease4_release", "DHCP4_HOOK_LEASE4_RELEASE_SKIP",
       Query(MessageType4::release).ciaddr("192.0.2.10").unicast("192.0.2.10", "192.0.2.1")},
      {"lease4_decline", "DHCP4_HOOK_DECLINE_SKIP", Query(MessageType4::decline).requested("192.0.2.10")}};
  for (const auto& [point, message, query] : rows)
    for (const Next step : {Next::skip, Next::drop}) {
      CAPTURE(point);
      Served s;
      s.server.lease(1);
      const auto before = s.server.stored("192.0.2.10");
      std::uint32_t shown = 0;
      s.at(point) = [&, next = step](Call& call) {
        shown = call.lease4()->address;
        return next;
      };
      s.server.ask(query);
      CHECK(Ipv4Address(shown) == ip("192.0.2.10"));
      CHECK(s.server.stored("192.0.2.10") == before);
      CHECK(s.server.book.count(message) == 1);
      s.script.at.clear();
      s.server.ask(query);
      CHECK(s.server.stored("192.0.2.10") != before);
    }
}

TEST_CASE("options and header of a query that a module changes count from then on, the bytes stay") {
  Served s(one_subnet());
  Bytes seen;
  s.at("pkt4_receive") = [](Call& call) {
    const auto query = call.query();
    CHECK(copy(*query.option(option4::requested_address)) == Bytes{192, 0, 2, 11});
    CHECK(query.set_option(option4::requested_address, bytes_of(ip("192.0.2.13"))));
    CHECK(query.set_option(option4::client_identifier, Bytes{0, 'f', 'l', 'e', 'x'}));
    CHECK_FALSE(query.set_option(option4::overload, Bytes{1}));
    CHECK_FALSE(query.set_option(300, Bytes{1}));
    CHECK(query.remove_option(option4::parameter_request_list));
    CHECK_FALSE(query.remove_option(option4::parameter_request_list));
    auto header = *query.header4();
    header.chaddr[5] = 77;
    CHECK(query.set_header4(header));
    return Next::go_on;
  };
  s.at("pkt4_send") = [&](Call& call) {
    CHECK_FALSE(call.query().set_option(option4::requested_address, Bytes{1, 2, 3, 4}));  // too late
    seen = copy(call.query().bytes());
    return Next::go_on;
  };
  const Query query = discover().requested("192.0.2.11").asks_for({3});
  const auto offer = s.server.ask(query);
  REQUIRE(offer);
  CHECK(offer->yiaddr() == ip("192.0.2.13"));
  CHECK(offer->value(option4::client_identifier) == Bytes{0, 'f', 'l', 'e', 'x'});
  CHECK(offer->packet().chaddr()[5] == 77);
  CHECK(seen == query.message());
}

TEST_CASE("a module may replace the bytes of a message before they are read, or give the message itself") {
  Served s;
  s.at("buffer4_receive") = [](Call& call) {
    CHECK_FALSE(call.query().option(option4::message_type));  // not read yet
    Bytes bytes = copy(call.query().bytes());
    bytes.insert(bytes.end() - 1, {option4::message_type, 1, 1});
    CHECK(call.query().set_bytes(bytes));
    CHECK(call.add_class("BOOTP"));
    CHECK(call.in_class("BOOTP"));
    return Next::go_on;
  };
  bool in_class = false;
  s.at("pkt4_receive") = [&](Call& call) {
    in_class = call.in_class("BOOTP");
    return Next::go_on;
  };
  const auto offer = s.server.ask(Query(MessageType4::none));
  REQUIRE(offer);
  CHECK(offer->type() == MessageType4::offer);
  CHECK(in_class);

  s.at("buffer4_receive") = [](Call& call) {
    auto header = *call.query().header4();
    header.op = header.htype = 1;
    header.hlen = 6;
    header.chaddr[5] = 9;
    CHECK(call.query().set_header4(header));
    CHECK(call.query().set_option(option4::message_type, Bytes{1}));
    return Next::skip;
  };
  const auto other = s.server.ask(Query(MessageType4::none));
  REQUIRE(other);
  CHECK(other->packet().chaddr()[5] == 9);
  CHECK(s.server.book.count("DHCP4_HOOK_BUFFER_RCVD_SKIP") == 1);
}

TEST_CASE("classes that a module gives decide like any other, and outlast the reservation's") {
  const std::string config = one_subnet(
      R"("client-class": "EXTERNAL_guest", "reservations": [{"hw-address": "02:00:00:00:00:01",
         "client-classes": ["staff"]}], )",
      R"("client-classes": [{"name": "staff"}], )");
  Served s(config);
  CHECK_FALSE(s.server.ask(discover()));
  Names names;
  s.at("pkt4_receive") = [](Call& call) {
    CHECK(call.add_class("EXTERNAL_guest"));
    CHECK_FALSE(call.add_class(""));
    return Next::go_on;
  };
  s.at("lease4_select") = [&](Call& call) {
    for (std::size_t i = 0; !call.class_name(i).empty(); ++i) names.emplace_back(call.class_name(i));
    return Next::go_on;
  };
  CHECK(s.server.ask(discover()));
  CHECK(names == Names{"ALL", "EXTERNAL_guest", "staff", "KNOWN"});

  s.at("pkt4_receive") = [](Call& call) {
    call.add_class("DROP");
    return Next::go_on;
  };
  CHECK_FALSE(s.server.ask(discover()));
}

TEST_CASE("a module gives the identifier of a reservation, is asked once, and may name another type") {
  const std::string config = R"({"Dhcp4": {"host-reservation-identifiers": ["flex-id"],
    "shared-networks": [{"name": "n", "subnet4": [
      {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.14"}]},
      {"id": 2, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.10-198.51.100.14"}],
       "reservations": [{"flex-id": "'port-7'", "ip-address": "198.51.100.77"},
                        {"circuit-id": "'c'", "ip-address": "198.51.100.78"}]}]}]}})";
  Served s(config);
  Next step = Next::go_on;
  std::string value = "port-7";
  dhcp_identifier_type type = DHCP_IDENTIFIER_FLEX_ID;
  s.at("host4_identifier") = [&](Call& call) {
    CHECK(call.set_identifier(type, module::view(module::bytes(value))));
    CHECK_FALSE(call.set_identifier(type, Bytes(256)));
    return step;
  };
  CHECK(s.server.ask(discover())->yiaddr() == ip("198.51.100.77"));
  CHECK(std::ranges::count(s.script.calls, "host4_identifier") == 1);
  CHECK(s.server.book.count("DHCP4_FLEX_ID") == 1);
  type = DHCP_IDENTIFIER_CIRCUIT_ID;
  value = "c";
  CHECK(s.server.ask(discover())->yiaddr() == ip("198.51.100.78"));
  for (const Next unused : {Next::skip, Next::drop}) {
    step = unused;
    CHECK(s.server.ask(discover())->yiaddr() < ip("192.0.2.15"));
  }
}

TEST_CASE("a module selects another subnet, or none, and sees what is configured") {
  const std::string config = R"({"Dhcp4": {"subnet4": [
    {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.14"}],
     "user-context": {"floor": 3, "open": true, "names": ["a", "b"], "ratio": 0.5, "deep": {"text": "x"}}},
    {"id": 7, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.10-198.51.100.14"}]}]}})";
  Served s(config);
  s.at("subnet4_select") = [](Call& call) {
    const auto subnet = call.subnet4();
    CHECK(subnet->id == 1);
    CHECK(Ipv4Address(subnet->prefix) == ip("192.0.2.0"));
    CHECK(subnet->prefix_length == 24);
    CHECK(subnet->shared_network.size == 0);
    const auto context = call.value(subnet->user_context);
    CHECK(context.kind() == DHCP_VALUE_MAP);
    CHECK(context.size() == 5);
    CHECK(context.key(0) == "floor");
    CHECK(context["floor"].integer() == 3);
    CHECK(context["open"].boolean());
    CHECK(context["names"].at(1).text() == "b");
    CHECK(context["ratio"].real() == 0.5);
    CHECK(context["deep"]["text"].text() == "x");
    CHECK(context["none"]["at all"].integer(5) == 5);
    CHECK(call.configured_subnet4(1)->id == 7);
    CHECK_FALSE(call.configured_subnet4(2));
    CHECK_FALSE(call.select_subnet4(99));
    CHECK(call.select_subnet4(7));
    return Next::go_on;
  };
  const auto offer = s.server.ask(discover());
  REQUIRE(offer);
  CHECK(offer->yiaddr() == ip("198.51.100.10"));

  s.at("subnet4_select") = [](Call& call) {
    CHECK(call.select_subnet4(0));
    CHECK_FALSE(call.subnet4());
    return Next::go_on;
  };
  CHECK_FALSE(s.server.ask(discover()));
}

TEST_CASE("a lease that a module changes is stored and answered so, but stays the same lease") {
  Served s;
  s.at("lease4_select") = [](Call& call) {
    auto lease = *call.lease4();
    CHECK_FALSE(call.lease4(DHCP_LEASE_OLD));
    CHECK(Ipv4Address(lease.address) == ip("192.0.2.10"));
    CHECK(lease.hardware_address.size == 6);
    lease.valid_lifetime = 321;
    lease.user_context = module::bytes(std::string_view(R"({"seen": true})"));
    CHECK(call.set_lease4(lease));
    auto wrong = lease;
    wrong.address += 1;
    CHECK_FALSE(call.set_lease4(wrong));
    wrong = lease;
    wrong.client_id = module::bytes(std::string_view("me"));
    CHECK_FALSE(call.set_lease4(wrong));
    wrong = lease;
    wrong.user_context = module::bytes(std::string_view("no JSON"));
    CHECK_FALSE(call.set_lease4(wrong));
    return Next::go_on;
  };
  const auto ack = s.server.lease(1);
  CHECK(ack->number(option4::lease_time) == 321);
  const auto stored = s.server.stored("192.0.2.10");
  CHECK(stored->valid_lifetime == 321);
  CHECK(stored->user_context == R"({"seen": true})");
}

TEST_CASE("a module sees what a commit came to, and may keep the client from being answered") {
  Served s;
  std::optional<std::string> shown, old, deleted;
  const auto text_of = [](const std::optional<dhcp_lease4>& lease) {
    return lease ? std::optional(Ipv4Address(lease->address).to_string() + "/" + std::to_string(lease->state))
                 : std::nullopt;
  };
  s.at("leases4_committed") = [&](Call& call) {
    shown = text_of(call.lease4());
    old = text_of(call.lease4(DHCP_LEASE_OLD));
    deleted = text_of(call.lease4(DHCP_LEASE_DELETED));
    CHECK_FALSE(call.set_lease4(call.lease4().value_or(dhcp_lease4{})));
    return Next::go_on;
  };
  s.server.lease(1);
  CHECK(shown == "192.0.2.10/0");
  CHECK_FALSE(old);
  CHECK_FALSE(deleted);
  s.server.ask(request(1).requested("192.0.2.12").server("192.0.2.1"));  // moves
  CHECK(shown == "192.0.2.12/0");
  CHECK(deleted == "192.0.2.10/0");
  s.server.ask(Query(MessageType4::decline).requested("192.0.2.12"));
  CHECK(shown == "192.0.2.12/1");
  CHECK(old == "192.0.2.12/0");

  s.at("leases4_committed") = answer(Next::drop);
  CHECK_FALSE(s.server.ask(request(2).requested("192.0.2.13").server("192.0.2.1")));
  CHECK(s.server.stored("192.0.2.13"));
  CHECK(s.server.book.count("DHCP4_HOOK_LEASES4_COMMITTED_DROP") == 1);
  s.at("leases4_committed") = answer(Next::skip);  // means nothing here
  CHECK(s.server.ask(request(3).requested("192.0.2.14").server("192.0.2.1")));
}

TEST_CASE("a module changes options, header and destination of the answer") {
  Served s(one_subnet(R"("option-data": [{"name": "routers", "data": "192.0.2.1"}], )"));
  s.at("pkt4_send") = [](Call& call) {
    const auto response = call.response();
    CHECK(copy(*response.option(option4::message_type)) == Bytes{2});
    CHECK(response.remove_option(option4::routers));
    CHECK_FALSE(response.remove_option(option4::routers));
    CHECK(response.set_option(option4::domain_name, text("example.org")));
    CHECK(response.set_option(option4::lease_time, u32(77)));
    auto header = *response.header4();
    header.siaddr = ip("192.0.2.9").value();
    header.file = module::bytes(std::string_view("boot.img"));
    CHECK(response.set_header4(header));
    auto to = *response.datagram4();
    to.destination = ip("192.0.2.200").value();
    to.destination_port = 6868;
    CHECK(response.set_datagram4(to));
    CHECK_FALSE(call.query().set_datagram4(to));
    return Next::go_on;
  };
  const Query query = discover().asks_for({3, 15}).option(option4::relay_agent_information, {1, 1, 'c'});
  const auto offer = s.server.ask(query);
  REQUIRE(offer);
  CHECK_FALSE(offer->has(option4::routers));
  CHECK(offer->value(option4::domain_name) == text("example.org"));
  CHECK(offer->number(option4::lease_time) == 77);
  CHECK(offer->packet().siaddr() == ip("192.0.2.9"));
  CHECK(as_text(offer->packet().file()) == "boot.img");
  CHECK(offer->sent().destination == ip("192.0.2.200"));
  CHECK(offer->sent().destination_port == 6868);
  CHECK(offer->sent().link_destination.empty());
  CHECK(offer->packet().option_codes().back() == option4::relay_agent_information);  // stays last
}

TEST_CASE("bytes that a module gives are sent as they are") {
  Served s;
  Bytes packed;
  s.at("pkt4_send") = [&](Call& call) {
    packed = discover(5).message();
    packed[0] = Packet4::boot_reply;
    CHECK(call.response().set_bytes(packed));
    return Next::skip;
  };
  auto sent = s.server.ask(discover());
  REQUIRE(sent);
  CHECK(Bytes(sent->packet().bytes().begin(), sent->packet().bytes().end()) == packed);

  s.script.at.clear();
  s.at("buffer4_send") = [](Call& call) {
    Bytes bytes = copy(call.response().bytes());
    CHECK(bytes.size() >= 300);
    bytes[3] = 42;  // hops
    CHECK(call.response().set_bytes(bytes));
    return Next::go_on;
  };
  sent = s.server.ask(discover());
  REQUIRE(sent);
  CHECK(sent->packet().hops() == 42);
}

TEST_CASE("a module changes the host name before the lease is stored") {
  Served s;
  s.at("ddns4_update") = [](Call& call) {
    auto names = *call.names();
    CHECK(module::text(names.hostname) == "mine");
    names.hostname = module::bytes(std::string_view("theirs"));
    CHECK(call.set_names(names));
    return Next::go_on;
  };
  const auto ack =
      s.server.ask(request().requested("192.0.2.10").server("192.0.2.1").option(12, text("mine")));
  REQUIRE(ack);
  CHECK(ack->value(option4::host_name) == text("theirs"));
  CHECK(s.server.stored("192.0.2.10")->hostname.text() == "theirs");
  CHECK(s.server.book.count("DHCP4_HOOK_DDNS_UPDATE") == 1);
}

TEST_CASE("a module takes reclamation upon itself, or keeps a declined lease") {
  const std::string config = one_subnet("", R"("valid-lifetime": 100, "decline-probation-period": 100,
    "expired-leases-processing": {"reclaim-timer-wait-time": 10, "hold-reclaimed-time": 3600,
      "flush-reclaimed-timer-wait-time": 25}, )");
  Served s(config);
  s.server.lease(1);
  s.server.lease(2);
  s.server.ask(Query(MessageType4::decline).client(2).requested("192.0.2.11"));
  s.script.calls.clear();
  std::vector<std::string> expired;
  s.at("lease4_expire") = [&](Call& call) {
    auto lease = *call.lease4();
    expired.push_back(Ipv4Address(lease.address).to_string() +
                      (call.fact(DHCP_FACT_REMOVED) ? " removed" : ""));
    CHECK(call.host().slot(call.handle(), nullptr) == nullptr);  // there is no query
    lease.user_context = module::bytes(std::string_view(R"({"was": 1})"));
    CHECK(call.set_lease4(lease));
    return Next::go_on;
  };
  s.at("lease4_recover") = answer(Next::skip);
  s.server.pass(std::chrono::seconds(1));
  s.server.pass(std::chrono::seconds(110));
  std::ranges::sort(expired);
  CHECK(expired == Names{"192.0.2.10", "192.0.2.11 removed"});
  CHECK(s.server.stored("192.0.2.10")->state == LeaseState::expired_reclaimed);
  CHECK(s.server.stored("192.0.2.10")->user_context == R"({"was": 1})");
  CHECK(s.server.stored("192.0.2.11")->state == LeaseState::declined);
  CHECK(s.server.book.count("DHCPSRV_HOOK_LEASE4_RECOVER_SKIP") >= 1);

  s.script.at.clear();
  s.at("lease4_expire") = answer(Next::skip);
  s.server.pass(std::chrono::seconds(20));
  CHECK(s.server.stored("192.0.2.11")->state == LeaseState::declined);
  s.script.at.clear();
  s.server.pass(std::chrono::seconds(20));
  CHECK_FALSE(s.server.stored("192.0.2.11"));
}

TEST_CASE("a lease that has ended is shown to modules before somebody else gets its address") {
  const std::string config = one_subnet("", R"("valid-lifetime": 60, "decline-probation-period": 60,
    "dhcp-ddns": {"enable-updates": true}, "ddns-qualifying-suffix": "example.org",
    "expired-leases-processing": {"reclaim-timer-wait-time": 0, "flush-reclaimed-timer-wait-time": 0}, )");
  Served s(config);
  const auto take = [&](std::uint8_t client) {
    const auto ack =
        s.server.ask(request(client)
                         .requested("192.0.2.10")
                         .server("192.0.2.1")
                         .option(option4::host_name, {'n', static_cast<std::uint8_t>('0' + client)}));
    REQUIRE(ack);
    return ack->type();
  };
  const auto name_changes = [&] {
    Names names;
    for (const NameChangeRequest& request : s.server.names.take())
      names.push_back((request.kind == NameChangeRequest::Kind::add ? "+" : "-") + request.fqdn);
    return names;
  };
  Names ended;
  s.at("lease4_expire") = [&](Call& call) {
    ended.emplace_back(module::text(call.lease4()->hostname));
    CHECK(call.fact(DHCP_FACT_REMOVED) == 0);
    return Next::go_on;
  };
  CHECK(take(1) == MessageType4::ack);
  CHECK(take(1) == MessageType4::ack);
  CHECK(name_changes() == Names{"+n1.example.org."});
  s.server.pass(std::chrono::seconds(100));
  CHECK(s.server.ask(discover(2).requested("192.0.2.10"))->yiaddr() == ip("192.0.2.10"));
  CHECK(ended.empty());  // an offer takes nothing
  CHECK(take(2) == MessageType4::ack);
  CHECK(ended == Names{"n1.example.org"});
  CHECK(name_changes() == Names{"-n1.example.org.", "+n2.example.org."});

  s.server.pass(std::chrono::seconds(100));
  s.at("lease4_expire") = answer(Next::skip);
  CHECK(take(3) == MessageType4::ack);
  CHECK(name_changes() == Names{"+n3.example.org."});

  s.server.ask(Query(MessageType4::decline).client(3).requested("192.0.2.10"));
  s.server.pass(std::chrono::seconds(100));
  s.script.at.clear();
  s.at("lease4_recover") = answer(Next::skip);
  CHECK(take(4) == MessageType4::nak);
  CHECK(s.server.stored("192.0.2.10")->state == LeaseState::declined);
  CHECK(s.server.book.count("DHCPSRV_HOOK_LEASE4_RECOVER_SKIP") == 1);
  s.script.at.clear();
  CHECK(take(4) == MessageType4::ack);
  CHECK(s.server.count(Statistic4::reclaimed_declined_addresses) == 1);
}

TEST_CASE("an offer that is stored takes the place of a lease that has ended, too") {
  const std::string config = one_subnet("", R"("valid-lifetime": 60, "offer-lifetime": 30,
    "decline-probation-period": 60, "expired-leases-processing": {"reclaim-timer-wait-time": 0}, )");
  Served s(config);
  s.server.lease(1);
  s.server.ask(Query(MessageType4::decline).requested("192.0.2.10"));
  s.server.pass(std::chrono::seconds(100));
  s.script.calls.clear();
  s.at("lease4_recover") = answer(Next::skip);
  CHECK_FALSE(s.server.ask(discover(2).requested("192.0.2.10")));
  CHECK(std::ranges::count(s.script.calls, "lease4_expire") == 1);
  s.script.at.clear();
  CHECK(s.server.ask(discover(2).requested("192.0.2.10"))->yiaddr() == ip("192.0.2.10"));
  CHECK(s.server.stored("192.0.2.10")->state == LeaseState::assigned);
}

TEST_CASE("leases that a module keeps do not hold up the others") {
  const std::string config = one_subnet("", R"("valid-lifetime": 100,
    "expired-leases-processing": {"reclaim-timer-wait-time": 10, "max-reclaim-leases": 2}, )");
  Served s(config);
  for (unsigned client = 1; client <= 3; ++client) s.server.lease(client);
  s.at("lease4_expire") = [](Call& call) {
    return Ipv4Address(call.lease4()->address) < ip("192.0.2.12") ? Next::skip : Next::go_on;
  };
  s.server.pass(std::chrono::seconds(1));
  s.server.pass(std::chrono::seconds(110));
  for (int piece = 0; piece < 3; ++piece) s.server.pass(std::chrono::seconds(0));
  CHECK(s.server.stored("192.0.2.12")->state == LeaseState::expired_reclaimed);
  CHECK(s.server.stored("192.0.2.10")->state == LeaseState::assigned);
  CHECK(s.server.stored("192.0.2.11")->state == LeaseState::assigned);
}

TEST_CASE("facts that a point tells") {
  Served s;
  s.at("lease4_select") = [&](Call& call) {
    CHECK(call.fact(DHCP_FACT_PROTOCOL) == 4);
    CHECK(call.fact(DHCP_FACT_OFFERED) == 1);
    CHECK(call.fact(DHCP_FACT_WALL_TIME) == s.server.now.wall);
    CHECK(call.fact(DHCP_FACT_DRY_RUN) == 0);
    const auto datagram = call.query().datagram4();
    CHECK(module::text(datagram->interface_name) == "eth0");
    CHECK(datagram->source_port == 68);
    CHECK_FALSE(call.response().header4());
    return Next::go_on;
  };
  s.at("lease4_offer") = [](Call& call) {
    CHECK(call.fact(DHCP_FACT_OFFER_LIFETIME) == 0);
    return Next::go_on;
  };
  CHECK(s.server.ask(discover()));
}

}  // namespace
}  // namespace dhcp::engine_test
