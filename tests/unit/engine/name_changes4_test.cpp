/// What the DNS is told of leases, and when.
#include "dhcpcore/dns_name.hpp"
#include "server.hpp"
#include "support/run.hpp"

namespace dhcp::engine_test {
namespace {

using std::chrono::seconds;

constexpr std::uint8_t flag_s = 1, flag_n = 8;

/// Five addresses, leases of 6000 s, names under example.com, updates.
std::string config(std::string_view in_subnet = "", std::string_view global = "",
                   std::string_view enable_updates = "true") {
  return one_subnet(in_subnet, R"("valid-lifetime": 6000, "ddns-qualifying-suffix": "example.com",
                                  "dhcp-ddns": {"enable-updates": )" +
                                   std::string(enable_updates) + "}, " + std::string(global));
}

Query named(std::string_view name, unsigned client = 1, std::string_view address = "192.0.2.10") {
  return request(client).requested(address).server("192.0.2.1").option(option4::host_name, text(name));
}
Query with_fqdn(std::uint8_t flags, std::string_view name) {
  Bytes value{flags, 0, 0};
  value.insert(value.end(), name.begin(), name.end());
  return request(1).requested("192.0.2.10").server("192.0.2.1").option(option4::client_fqdn, value);
}

/// "+fr pc.example.com. 192.0.2.10": what, which directions, name, address.
std::string shown(const NameChangeRequest& request) {
  std::string line = request.kind == NameChangeRequest::Kind::add ? "+" : "-";
  if (request.forward) line += 'f';
  if (request.reverse) line += 'r';
  return line + ' ' + request.fqdn + ' ' + request.address;
}
using Lines = std::vector<std::string>;
Lines told(Server& server) {
  Lines lines;
  for (const NameChangeRequest& request : server.names.take()) lines.push_back(shown(request));
  return lines;
}
/// After the query, which is answered with a lease.
Lines told(Server& server, const Query& query) {
  const auto ack = server.ask(query);
  REQUIRE(ack);
  REQUIRE(ack->type() == MessageType4::ack);
  return told(server);
}

const Lines pc_added{"+fr pc.example.com. 192.0.2.10"};
const Lines pc_removed{"-fr pc.example.com. 192.0.2.10"};

}  // namespace

TEST_CASE("a new lease adds its name, once, with all that the update needs") {
  Server server(config(R"("ddns-conflict-resolution-mode": "check-exists-with-dhcid", )"));
  server.ask(named("pc").client_id({1, 2, 3}));
  const auto requests = server.names.take();
  REQUIRE(requests.size() == 1);
  const NameChangeRequest& request = requests[0];
  CHECK(shown(request) == pc_added[0]);
  CHECK(request.lease_length == 2000);
  CHECK(request.lease_expires == server.now.wall + 6000);
  CHECK(request.conflict_resolution == ConflictResolution::check_exists_with_dhcid);
  std::array<std::uint8_t, max_dns_name_size> room;
  ByteWriter labels(room);
  REQUIRE(encode_dns_name("pc.example.com", labels));
  CHECK(request.dhcid == make_dhcid(DhcidType::client_id, Bytes{1, 2, 3}, labels.written()));
  CHECK(server.book.count("DHCPSRV_QUEUE_NCR") == 1);
}

TEST_CASE("without match-client-id the hardware address makes the DHCID") {
  Server server(config(R"("match-client-id": false, )"));
  server.ask(named("pc").client_id({1, 2, 3}));
  const auto requests = server.names.take();
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].dhcid[1] == 0);
}

TEST_CASE("an offer, DHCPINFORM and DHCPNAK tell the DNS nothing") {
  Server server(config());
  server.ask(discover().option(option4::host_name, text("pc")));
  server.ask(Query(MessageType4::inform).ciaddr("192.0.2.10").option(option4::host_name, text("pc")));
  server.ask(named("pc", 1, "192.0.2.99"));
  CHECK(told(server).empty());
}

TEST_CASE("an offer that is kept has no entries until it is taken") {
  Server server(config(R"("offer-lifetime": 60, )"));
  const Query asking = discover().requested("192.0.2.10").option(option4::host_name, text("pc"));
  server.ask(asking);
  REQUIRE(server.stored("192.0.2.10"));
  CHECK_FALSE(server.stored("192.0.2.10")->fqdn_forward);
  CHECK(told(server).empty());
  CHECK(told(server, named("pc")) == pc_added);
  server.pass(seconds(5990));
  server.ask(asking);  // the lease is extended for the offer
  CHECK(server.stored("192.0.2.10")->fqdn_forward);
  CHECK(told(server).empty());
  CHECK(told(server, named("pc")).empty());
}

TEST_CASE("a changed name ends the reuse of a young lease") {
  Server server(config(R"("cache-max-age": 600, )"));
  CHECK(told(server, named("pc")) == pc_added);
  server.pass(seconds(10));
  CHECK(told(server, named("pc")).empty());
  CHECK(server.count(Statistic4::v4_lease_reuses) == 1);
  CHECK(told(server, named("box")) == Lines{pc_removed[0], "+fr box.example.com. 192.0.2.10"});
  CHECK(server.count(Statistic4::v4_lease_reuses) == 1);
}

TEST_CASE("the flags of the client decide on directions") {
  CHECK([] {
    Server server(config());
    return told(server, with_fqdn(flag_s, "pc"));
  }() == pc_added);
  Server reverse(config());
  CHECK(told(reverse, with_fqdn(0, "pc")) == Lines{"+r pc.example.com. 192.0.2.10"});
  Server none(config());
  CHECK(told(none, with_fqdn(flag_n, "pc")).empty());
  Server overridden(config(R"("ddns-override-no-update": true, "ddns-override-client-update": true, )"));
  CHECK(told(overridden, with_fqdn(flag_n, "pc")) == pc_added);
}

TEST_CASE("a renewal says something only when name or directions change") {
  Server server(config());
  CHECK(told(server, named("pc")) == pc_added);
  server.pass(seconds(10));
  CHECK(told(server, named("PC")).empty());
  CHECK(told(server, with_fqdn(flag_s, "pc")).empty());
  CHECK(told(server, named("box")) == Lines{pc_removed[0], "+fr box.example.com. 192.0.2.10"});
  CHECK(told(server, with_fqdn(0, "box")) ==
        Lines{"-fr box.example.com. 192.0.2.10", "+r box.example.com. 192.0.2.10"});
  CHECK(told(server, with_fqdn(flag_n, "box")) == Lines{"-r box.example.com. 192.0.2.10"});
  CHECK(told(server, with_fqdn(flag_s, "box")) == Lines{"+fr box.example.com. 192.0.2.10"});
  CHECK(told(server, request(1).requested("192.0.2.10").server("192.0.2.1")) ==
        Lines{"-fr box.example.com. 192.0.2.10"});
  CHECK(told(server, request(1).requested("192.0.2.10").server("192.0.2.1")).empty());
}

TEST_CASE("ddns-update-on-renew renews the entries, too") {
  Server server(config(R"("ddns-update-on-renew": true, )"));
  CHECK(told(server, named("pc")) == pc_added);
  CHECK(told(server, named("pc")) == Lines{pc_removed[0], pc_added[0]});
  server.ask(discover().option(option4::host_name, text("pc")));
  CHECK(told(server).empty());
}

TEST_CASE("a released lease takes its name with it, once, deleted or held") {
  for (const std::string_view hold : {"3600", "0"}) {
    CAPTURE(hold);
    Server server(
        config("", R"("expired-leases-processing": {"hold-reclaimed-time": )" + std::string(hold) + "}, "));
    server.ask(named("pc"));
    told(server);
    server.ask(Query(MessageType4::release).ciaddr("192.0.2.10").server("192.0.2.1"));
    CHECK(told(server) == pc_removed);
    pass(server, seconds(60));
    CHECK(told(server).empty());
    CHECK(told(server, named("pc")) == pc_added);
  }
}

TEST_CASE("a release through a relay of no subnet of ours says what there is to say") {
  for (const std::string_view name : {"pc", ""}) {
    Server server(config(R"("ddns-update-on-renew": true, )"));
    server.ask(named(name));
    told(server);
    server.ask(Query(MessageType4::release)
                   .ciaddr("192.0.2.10")
                   .giaddr("172.16.0.1")
                   .unicast("172.16.0.1", "192.0.2.1")
                   .server("192.0.2.1"));
    CHECK(server.stored("192.0.2.10")->state == LeaseState::released);
    CHECK(told(server) == (name.empty() ? Lines{} : pc_removed));
  }
}

TEST_CASE("a release that is refused changes no name") {
  Server server(config());
  server.ask(named("pc"));
  told(server);
  server.ask(Query(MessageType4::release).client(2).ciaddr("192.0.2.10").server("192.0.2.1"));
  CHECK(told(server).empty());
}

TEST_CASE("a declined lease loses its name, and recovery says nothing more") {
  Server server(config("", R"("decline-probation-period": 60, )"));
  pass(server, seconds(0));
  server.ask(named("pc"));
  told(server);
  server.ask(Query(MessageType4::decline).requested("192.0.2.10").server("192.0.2.1"));
  CHECK(told(server) == pc_removed);
  CHECK(server.stored("192.0.2.10")->hostname.empty());
  pass(server, seconds(120));
  CHECK_FALSE(server.stored("192.0.2.10"));
  CHECK(told(server).empty());
}

TEST_CASE("reclamation removes names, with affinity and without") {
  for (const std::string_view flush : {"25", "0"}) {
    CAPTURE(flush);
    Server server(config("", R"("expired-leases-processing": {"flush-reclaimed-timer-wait-time": )" +
                                 std::string(flush) + "}, "));
    pass(server, seconds(0));
    server.ask(named("pc"));
    server.ask(request(2).requested("192.0.2.11").server("192.0.2.1"));
    server.ask(
        request(3).requested("192.0.2.12").server("192.0.2.1").option(option4::client_fqdn, {0, 0, 0, 'b'}));
    told(server);
    pass(server, seconds(6100));
    CHECK(told(server) == Lines{pc_removed[0], "-r b.example.com. 192.0.2.12"});
    pass(server, seconds(6100));
    CHECK(told(server).empty());
  }
}

TEST_CASE("an ended lease that somebody else gets loses its name first") {
  Server server(config("", R"("expired-leases-processing": {"reclaim-timer-wait-time": 0}, )"));
  server.ask(named("pc"));
  told(server);
  server.pass(seconds(6001));
  CHECK(told(server, named("pc", 2)) == Lines{pc_removed[0], pc_added[0]});
  server.pass(seconds(6001));
  // The same client: as if it had been reclaimed in between.
  CHECK(told(server, named("pc", 2)) == Lines{pc_removed[0], pc_added[0]});
}

TEST_CASE("a client that moves to another address takes its name along") {
  Server server(config());
  server.ask(named("pc"));
  told(server);
  CHECK(told(server, named("pc", 1, "192.0.2.13")) == Lines{pc_removed[0], "+fr pc.example.com. 192.0.2.13"});
}

TEST_CASE("names are removed also where no more are added") {
  Server server(config());
  server.ask(named("pc"));
  told(server);
  server.engine.reconfigure(parse_config(config(R"("ddns-send-updates": false, )")));
  CHECK(told(server, named("pc")) == pc_removed);
  CHECK_FALSE(server.stored("192.0.2.10")->fqdn_forward);
  CHECK(told(server, named("pc", 2, "192.0.2.11")).empty());
}

TEST_CASE("with enable-updates off nothing is said") {
  Server server(config());
  server.ask(named("pc"));
  told(server);
  server.engine.reconfigure(parse_config(config("", "", "false")));
  server.ask(Query(MessageType4::release).ciaddr("192.0.2.10").server("192.0.2.1"));
  CHECK(told(server).empty());
}

TEST_CASE("ddns-ttl-percent is the part of the lifetime, as long as that is a second") {
  Server server(config(R"("ddns-ttl-percent": 0.1, )"));
  server.ask(named("pc"));
  CHECK(server.names.take().at(0).lease_length == 600);
  Server small(config(R"("ddns-ttl-percent": 0.0001, )"));
  small.ask(named("pc"));
  CHECK(small.names.take().at(0).lease_length == 2000);
  CHECK(small.book.count("DHCPSRV_DDNS_TTL_PERCENT_TOO_SMALL") == 1);
}

TEST_CASE("an explanation says what the DNS would be told, and it is told nothing") {
  Server server(config());
  const Query query = named("pc");
  const Bytes message = query.message();
  const Explanation explanation = test::run(server.engine.explain(query.datagram(message), server.now));
  CHECK(told(server).empty());
  const std::string events = to_json(explanation.to_value());
  CHECK(events.find("DHCPSRV_QUEUE_NCR") != std::string::npos);
  CHECK(events.find("pc.example.com.") != std::string::npos);
}

TEST_CASE("without anybody who takes requests nothing is promised to clients") {
  const auto store = store::make_memory_store4();
  LogBook book;
  Log log(book);
  Statistics4 statistics(1);
  Engine4 engine({*store, log, statistics, {}, nullptr}, {}, parse_config(config()), test_interfaces());
  Outbox outbox;
  const Query query = with_fqdn(flag_s, "pc");
  const Bytes message = query.message();
  engine.handle(0, query.datagram(message), {}, outbox);
  engine.flush(0);
  const auto ack = outbox.take();
  REQUIRE(ack);
  CHECK(ack->value(option4::client_fqdn)[0] == (flag_n | 2));
  engine.cancel(0);
}

}  // namespace dhcp::engine_test
