#include "perf/load.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

#include "sample_query.hpp"
#include "sample_reply.hpp"

namespace dhcp::perf {
namespace {

using namespace std::chrono_literals;
constexpr SteadyTime start{100s};
constexpr Ipv4Address server(192, 0, 2, 1);
constexpr Ipv4Address relay(198, 51, 100, 1);

/// A load, and a server of the test's own at its other end.
struct Bench {
  explicit Bench(const Options& given, std::vector<Ipv4Address> relays = {relay})
      : options(given), load(options, std::move(relays), random, leases, statistics, start) {}

  std::vector<SampleQuery> sent() {
    std::vector<SampleQuery> messages;
    for (const Message& message : out.waiting()) messages.emplace_back(message.payload());
    out.sent(out.waiting().size());
    return messages;
  }
  std::vector<SampleQuery> due(SteadyTime now) {
    load.send_due(now, out);
    return sent();
  }
  /// A reply to `query`: its address is made of its hardware address.
  static Reply reply(const SampleQuery& query, MessageType4 type) {
    return {query.xid, query.mac, type,
            Ipv4Address(0x0a000000u | (static_cast<std::uint32_t>(query.mac) & 0xffff)), server};
  }
  std::vector<SampleQuery> answer(const Reply& reply, SteadyTime now) {
    load.receive(now, sample_reply(reply), out);
    return sent();
  }
  std::vector<SampleQuery> answer(const SampleQuery& query, MessageType4 type, SteadyTime now) {
    return answer(reply(query, type), now);
  }
  /// DISCOVER to ACK of whatever is due now.
  void serve(SteadyTime now) {
    for (const SampleQuery& discover : due(now))
      for (const SampleQuery& request : answer(discover, MessageType4::offer, now))
        answer(request, MessageType4::ack, now);
  }

  Options options;
  SeededRandom random{42};
  LeaseLog leases;
  Statistics statistics;
  Load load;
  Outbox out;
};

Options flat_out(std::uint32_t clients, std::uint32_t window) {
  Options options;
  options.clients = clients;
  options.window = window;
  return options;
}
Options at_rate(std::uint64_t rate, std::uint32_t clients = 1000) {
  Options options;
  options.rate = rate;
  options.clients = clients;
  return options;
}

TEST_CASE("an exchange goes DISCOVER, OFFER, REQUEST, ACK with one transaction id") {
  Bench bench(flat_out(1, 8));
  const auto discovers = bench.due(start);
  REQUIRE(discovers.size() == 1);
  CHECK(discovers[0].type() == MessageType4::discover);
  CHECK(discovers[0].giaddr == relay);
  CHECK(discovers[0].hops == 1);

  const auto requests = bench.answer(discovers[0], MessageType4::offer, start + 3ms);
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].type() == MessageType4::request);
  CHECK(requests[0].xid == discovers[0].xid);
  CHECK(requests[0].giaddr == relay);
  CHECK(requests[0].options.at(50) == std::vector<std::uint8_t>{10, 0, 3, 4});
  CHECK(requests[0].options.at(54) == std::vector<std::uint8_t>{192, 0, 2, 1});
  CHECK(bench.load.in_flight() == 1);

  CHECK(bench.answer(requests[0], MessageType4::ack, start + 8ms).empty());
  CHECK(bench.load.in_flight() == 0);
  CHECK(bench.statistics[Stage::discover].latency.max() == 3ms);
  CHECK(bench.statistics[Stage::request].latency.max() == 5ms);
  CHECK(bench.statistics.seconds() == doctest::Approx(0.008));
  CHECK(bench.statistics.all_well());
}

TEST_CASE("flat out keeps the window full, one exchange a client") {
  Bench bench(flat_out(1000, 8));
  const auto discovers = bench.due(start);
  REQUIRE(discovers.size() == 8);
  CHECK(bench.due(start).empty());
  const auto requests = bench.answer(discovers[3], MessageType4::offer, start);
  CHECK(bench.due(start).empty());
  bench.answer(requests.at(0), MessageType4::ack, start);
  CHECK(bench.due(start).size() == 1);

  Bench few(flat_out(3, 8));
  CHECK(few.due(start).size() == 3);
}

TEST_CASE("at a rate, exchanges start evenly and busy clients cost starts that are counted") {
  Bench bench(at_rate(100, 2));
  CHECK(bench.due(start).size() == 1);
  CHECK(bench.due(start + 9ms).empty());
  CHECK(bench.load.next_event() == start + 10ms);
  CHECK(bench.due(start + 10ms).size() == 1);
  CHECK(bench.due(start + 20ms).empty());
  CHECK(bench.statistics.not_started == 1);
  CHECK(bench.statistics[Stage::discover].sent == 2);
}

TEST_CASE("a preload starts at once, beside the rate") {
  Options options = at_rate(100);
  options.preload = 30;
  Bench bench(options);
  CHECK(bench.due(start).size() == 31);
  CHECK(bench.due(start + 10ms).size() == 1);
}

TEST_CASE("a request without a reply in the drop time is dropped, and the reply after it an orphan") {
  Bench bench(flat_out(1, 1));
  const auto discovers = bench.due(start);
  bench.load.expire(start + 1s);
  CHECK(bench.statistics.dropped() == 0);
  CHECK(bench.load.next_event() == start + 1s + 1ns);
  bench.load.expire(start + 1s + 1ns);
  CHECK(bench.statistics[Stage::discover].dropped == 1);
  CHECK(bench.load.in_flight() == 0);
  CHECK(bench.answer(discovers[0], MessageType4::offer, start + 2s).empty());
  CHECK(bench.statistics.orphans == 1);
  CHECK(bench.statistics[Stage::discover].received == 0);
}

TEST_CASE("a late reply does not count even when nobody looked at the clock in between") {
  Bench bench(flat_out(1, 1));
  const auto discovers = bench.due(start);
  CHECK(bench.answer(discovers[0], MessageType4::offer, start + 1001ms).empty());
  CHECK(bench.statistics[Stage::discover].dropped == 1);
  CHECK(bench.statistics[Stage::discover].received == 0);
  CHECK(bench.statistics.orphans == 1);
}

TEST_CASE("each stage has a drop time of its own") {
  Bench bench(flat_out(1, 1));
  const auto requests = bench.answer(bench.due(start)[0], MessageType4::offer, start + 900ms);
  bench.load.expire(start + 1800ms);
  CHECK(bench.statistics.dropped() == 0);
  bench.load.expire(start + 1901ms);
  CHECK(bench.statistics[Stage::request].dropped == 1);
  CHECK(bench.statistics[Stage::discover].dropped == 0);
}

TEST_CASE("duplicates, foreign clients and wrong kinds of reply are orphans") {
  Bench bench(flat_out(1, 1));
  const auto discover = bench.due(start)[0];
  bench.answer(discover, MessageType4::ack, start);
  CHECK(bench.statistics.orphans == 1);
  Reply foreign = Bench::reply(discover, MessageType4::offer);
  ++foreign.mac;
  bench.answer(foreign, start);
  CHECK(bench.statistics.orphans == 2);
  const auto request = bench.answer(discover, MessageType4::offer, start).at(0);
  CHECK(bench.answer(discover, MessageType4::offer, start).empty());
  CHECK(bench.statistics.orphans == 3);
  bench.answer(request, MessageType4::ack, start);
  bench.answer(request, MessageType4::ack, start);
  CHECK(bench.statistics.orphans == 4);
  CHECK(bench.statistics[Stage::request].received == 1);
}

TEST_CASE("too short datagrams are counted apart, unusable replies leave the request waiting") {
  Bench bench(flat_out(1, 1));
  const auto discover = bench.due(start)[0];
  bench.load.receive(start, std::vector<std::uint8_t>(100), bench.out);
  CHECK(bench.statistics.too_short == 1);
  Reply unusable = Bench::reply(discover, MessageType4::offer);
  unusable.server_identifier = Ipv4Address::any();
  bench.answer(unusable, start);
  CHECK(bench.statistics.malformed == 1);
  CHECK(bench.answer(discover, MessageType4::offer, start).size() == 1);
}

TEST_CASE("a NAK ends the exchange as failed") {
  Bench bench(flat_out(1, 1));
  const auto request = bench.answer(bench.due(start)[0], MessageType4::offer, start).at(0);
  Reply nak = Bench::reply(request, MessageType4::nak);
  nak.yiaddr = Ipv4Address::any();
  bench.answer(nak, start);
  CHECK(bench.statistics[Stage::request].rejected == 1);
  CHECK(bench.statistics[Stage::request].received == 0);
  CHECK(bench.load.in_flight() == 0);
  CHECK_FALSE(bench.statistics.all_well());
}

TEST_CASE("with -i an exchange ends with its OFFER") {
  Options options = flat_out(1, 1);
  options.discover_only = true;
  Bench bench(options);
  CHECK(bench.answer(bench.due(start)[0], MessageType4::offer, start).empty());
  CHECK(bench.load.in_flight() == 0);
  CHECK(bench.statistics[Stage::discover].received == 1);
}

TEST_CASE("with -1 all requests name the server of the first offer") {
  Options options = flat_out(2, 2);
  options.first_server_id = true;
  Bench bench(options);
  const auto discovers = bench.due(start);
  bench.answer(discovers.at(0), MessageType4::offer, start);
  Reply second = Bench::reply(discovers.at(1), MessageType4::offer);
  second.server_identifier = Ipv4Address(192, 0, 2, 2);
  CHECK(bench.answer(second, start).at(0).options.at(54) == std::vector<std::uint8_t>{192, 0, 2, 1});
}

TEST_CASE("renewals and releases run beside the exchanges, for clients that have an address") {
  Options options = at_rate(100);
  options.renew_rate = 50;
  options.release_rate = 50;
  Bench bench(options);
  bench.serve(start);
  // The second exchange and the second tick of both others are due; both clients hold addresses only
  // afterwards.
  SteadyTime now = start + 10ms;
  bench.serve(now);
  now = start + 20ms;
  const auto messages = bench.due(now);
  REQUIRE(messages.size() == 3);
  const SampleQuery& renewal = messages[1];
  CHECK(renewal.type() == MessageType4::request);
  CHECK(renewal.ciaddr == Ipv4Address(10, 0, 3, 4));
  CHECK(renewal.giaddr == relay);
  CHECK_FALSE(renewal.options.contains(50));
  const SampleQuery& release = messages[2];
  CHECK(release.type() == MessageType4::release);
  CHECK(release.ciaddr == Ipv4Address(10, 0, 3, 5));
  CHECK(bench.statistics.releases == 1);

  bench.answer(renewal, MessageType4::ack, now + 1ms);
  CHECK(bench.statistics[Stage::renew].received == 1);
  CHECK(bench.statistics[Stage::request].received == 2);
}

TEST_CASE("an address acknowledged to two clients is noticed with -u") {
  Options options = flat_out(2, 2);
  options.unique = true;
  Bench bench(options);
  for (const SampleQuery& discover : bench.due(start)) {
    const auto request = bench.answer(discover, MessageType4::offer, start).at(0);
    Reply ack = Bench::reply(request, MessageType4::ack);
    ack.yiaddr = Ipv4Address(10, 9, 9, 9);
    bench.answer(ack, start);
  }
  CHECK(bench.statistics.not_unique == 1);
  CHECK_FALSE(bench.statistics.all_well());
}

TEST_CASE("relay addresses are all drawn, and kept within an exchange") {
  const std::vector<Ipv4Address> relays = {relay, Ipv4Address(198, 51, 100, 2), Ipv4Address(198, 51, 100, 3)};
  Bench bench(flat_out(100, 100), relays);
  std::map<std::uint32_t, int> drawn;
  for (const SampleQuery& discover : bench.due(start)) {
    ++drawn[discover.giaddr.value()];
    CHECK(bench.answer(discover, MessageType4::offer, start).at(0).giaddr == discover.giaddr);
  }
  CHECK(drawn.size() == 3);
}

TEST_CASE("without relays clients speak for themselves") {
  Bench bench(flat_out(1, 1), {});
  const auto discover = bench.due(start)[0];
  CHECK(discover.giaddr.is_any());
  CHECK(discover.hops == 0);
}

TEST_CASE("the limits end a run: exchanges, period, drops") {
  Options options = flat_out(10, 10);
  options.exchanges = 4;
  options.period = 5s;
  options.drop_limit = DropLimit{2, false};
  Bench bench(options);
  CHECK_FALSE(bench.load.limit_reached(start));
  CHECK(bench.due(start).size() == 4);
  CHECK(bench.load.limit_reached(start) == StopReason::exchanges);
  bench.load.stop(StopReason::exchanges, true);
  CHECK(bench.due(start + 1s).empty());

  options.exchanges.reset();
  Bench timed(options);
  CHECK_FALSE(timed.load.limit_reached(start + 4999ms));
  CHECK(timed.load.limit_reached(start + 5s) == StopReason::period);
  timed.due(start);
  timed.load.expire(start + 2s);
  CHECK(timed.load.limit_reached(start + 2s) == StopReason::drops);
}

TEST_CASE("a percentage of drops counts from ten decided requests on") {
  Options options = flat_out(10, 9);
  options.drop_limit = DropLimit{50, true};
  Bench bench(options);
  bench.due(start);
  bench.load.expire(start + 2s);
  CHECK_FALSE(bench.load.limit_reached(start + 2s));
  bench.due(start + 2s);
  bench.load.expire(start + 4s);
  CHECK(bench.load.limit_reached(start + 4s) == StopReason::drops);
}

TEST_CASE("a stopped load finishes what is in flight, or falls silent and only counts") {
  for (const bool finish : {true, false}) {
    Bench bench(flat_out(1, 1));
    const auto discover = bench.due(start)[0];
    bench.load.stop(StopReason::period, finish);
    CHECK(bench.answer(discover, MessageType4::offer, start).size() == (finish ? 1 : 0));
    CHECK(bench.statistics[Stage::discover].received == 1);
    CHECK(bench.load.in_flight() == (finish ? 1 : 0));
  }
}

TEST_CASE("the same seed gives the same messages") {
  Bench one(flat_out(5, 5), {relay, server});
  Bench two(flat_out(5, 5), {relay, server});
  const auto first = one.due(start), second = two.due(start);
  REQUIRE(first.size() == second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    CHECK(first[i].xid == second[i].xid);
    CHECK(first[i].giaddr == second[i].giaddr);
  }
}

TEST_CASE("every acknowledgement, renewal, refusal and release is in the lease log") {
  char path[] = "/tmp/load-log-XXXXXX";
  const int descriptor = mkstemp(path);
  REQUIRE(descriptor >= 0);
  close(descriptor);
  Options options = at_rate(100, 1);
  options.renew_rate = 30;
  options.release_rate = 20;
  options.exchanges = 1;
  Bench bench(options);
  REQUIRE(bench.leases.open(path));
  bench.serve(start);
  const auto renewal = bench.due(start + 34ms).back();
  CHECK(renewal.ciaddr == Ipv4Address(10, 0, 3, 4));
  bench.answer(renewal, MessageType4::ack, start + 34ms);
  const auto released = bench.due(start + 50ms).back();
  CHECK(released.type() == MessageType4::release);
  REQUIRE(bench.leases.flush());
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  CHECK(text.str() ==
        "ack 00:0c:01:02:03:04 10.0.3.4\nrenew 00:0c:01:02:03:04 10.0.3.4\nrelease 00:0c:01:02:03:04 "
        "10.0.3.4\n");
  unlink(path);
}

}  // namespace
}  // namespace dhcp::perf
