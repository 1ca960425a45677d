#include "perf/exchange_table.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "dhcpcore/random.hpp"

namespace dhcp::perf {
namespace {

using namespace std::chrono_literals;

TEST_CASE("an exchange is found by its id until it ends") {
  ExchangeTable table(4, 100);
  Exchange* const exchange = table.begin(Stage::discover, 7, SteadyTime(1s));
  REQUIRE(exchange != nullptr);
  const std::uint32_t xid = exchange->xid;
  CHECK(table.find(xid) == exchange);
  CHECK(table.find(xid + 1) == nullptr);
  CHECK(table.find(xid + 8) == nullptr);  // same slot, another generation
  table.end(*exchange);
  CHECK(table.find(xid) == nullptr);
}

TEST_CASE("a slot used again does not answer to its former id") {
  ExchangeTable table(1, 0xfffffffe);
  std::set<std::uint32_t> seen;
  for (int i = 0; i < 10; ++i) {
    Exchange* const exchange = table.begin(Stage::discover, 0, SteadyTime(1s));
    REQUIRE(exchange != nullptr);
    CHECK(seen.insert(exchange->xid).second);
    for (const std::uint32_t xid : seen) CHECK((table.find(xid) != nullptr) == (xid == exchange->xid));
    table.end(*exchange);
  }
}

TEST_CASE("no more exchanges begin than the table was made for") {
  ExchangeTable table(3, 0);
  for (std::uint32_t i = 0; i < 3; ++i) CHECK(table.begin(Stage::discover, i, SteadyTime(1s)) != nullptr);
  CHECK(table.full());
  CHECK(table.begin(Stage::discover, 3, SteadyTime(1s)) == nullptr);
  CHECK(table.in_flight() == 3);
}

TEST_CASE("each stage knows its oldest exchange, whatever ends or moves on in between") {
  SeededRandom random(3);
  ExchangeTable table(64, 12345);
  std::map<std::uint32_t, std::pair<Stage, int>> model;  // id: stage, time
  for (int time = 1; time < 20000; ++time) {
    const SteadyTime now{std::chrono::seconds(time)};
    const auto action = random.below(3);
    if (action == 0 && !table.full()) {
      const Stage stage = random.below(4) == 0 ? Stage::renew : Stage::discover;
      model[table.begin(stage, 0, now)->xid] = {stage, time};
    } else if (!model.empty()) {
      auto picked = model.begin();
      std::advance(picked, static_cast<std::ptrdiff_t>(random.below(model.size())));
      Exchange* const exchange = table.find(picked->first);
      REQUIRE(exchange != nullptr);
      if (action == 1 && exchange->stage == Stage::discover) {
        table.advance(*exchange, Stage::request, now);
        picked->second = {Stage::request, time};
      } else {
        table.end(*exchange);
        model.erase(picked);
      }
    }
    CHECK(table.in_flight() == model.size());
    for (const Stage stage : {Stage::discover, Stage::request, Stage::renew}) {
      std::uint32_t oldest_xid = 0;
      int oldest_time = 0;
      for (const auto& [xid, where] : model)
        if (where.first == stage && (oldest_time == 0 || where.second < oldest_time))
          oldest_xid = xid, oldest_time = where.second;
      const Exchange* const oldest = table.oldest(stage);
      REQUIRE((oldest != nullptr) == (oldest_time != 0));
      if (oldest != nullptr) REQUIRE(oldest->xid == oldest_xid);
    }
  }
}

}  // namespace
}  // namespace dhcp::perf
