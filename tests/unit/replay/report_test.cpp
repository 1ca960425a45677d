#include "replay/report.hpp"

#include "captures.hpp"

namespace dhcp::replay_test {
namespace {

using replay::CapturedQuery;
using replay::Difference;

CapturedQuery query(const Bytes& bytes) {
  CapturedQuery captured;
  captured.time = std::chrono::milliseconds(1'700'000'000'250);
  captured.datagram.payload = bytes;
  return captured;
}

TEST_CASE("differences read line by line") {
  const Bytes bytes = message(MessageType4::discover);
  CHECK(replay::text(3, query(bytes),
                     {{"yiaddr", "192.0.2.1", "192.0.2.2"}, {"option 3 (routers)", {}, "192.0.2.9"}}) ==
        "#3 2023-11-14T22:13:20.250000Z DHCPDISCOVER of 02:00:00:00:00:01, transaction 0x00000001\n"
        "  yiaddr: 192.0.2.1 -> 192.0.2.2\n"
        "  option 3 (routers): none -> 192.0.2.9\n");
  const Value value = replay::json(3, query(bytes), {{"answer", "DHCPOFFER", {}}});
  CHECK(
      to_json(value) ==
      R"({"query": 3, "time": "2023-11-14T22:13:20.250000Z", "type": "DHCPDISCOVER", "client": "02:00:00:00:00:01", )"
      R"("transaction": 1, "differences": [{"what": "answer", "before": "DHCPOFFER", "after": null}]})");
}

TEST_CASE("an explanation stands under the query that it is of") {
  const Bytes bytes{1, 2, 3};
  Explanation explanation;
  explanation.add(Explained::subnet_selected, {7, Ipv4Prefix{ip("192.0.2.0"), 24}});
  CHECK(replay::text(1, query(bytes), explanation) ==
        "#1 2023-11-14T22:13:20.250000Z unreadable query of nobody, transaction 0x00000000\n"
        "  subnet 7 (192.0.2.0/24) selected\n");
  const Value value = replay::json(1, query(bytes), explanation);
  CHECK(to_json(*value.find("events")) ==
        R"([{"event": "subnet-selected", "subnet-id": 7, "subnet": "192.0.2.0/24"}])");
  CHECK(value.find("reply")->is_null());
}

}  // namespace
}  // namespace dhcp::replay_test
