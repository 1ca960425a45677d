/// In the steady state evaluation allocates nothing, and no client can make its memory grow.
#include <cstdio>

#include "classify/arena.hpp"
#include "query.hpp"
#include "support/allocations.hpp"

namespace dhcp::classify_test {
namespace {

using test::allocations;

template <class Version>
void check_allocates_nothing(Query<Version>& query, std::initializer_list<const char*> expressions) {
  for (const char* text : expressions) {
    const Expression expression = compile<Version>(text);
    EvalScratch scratch;
    const auto input = query.input();
    for (int i = 0; i < 3; ++i) expression.evaluate(input, scratch);
    const std::size_t before = allocations.count;
    for (int i = 0; i < 100; ++i) expression.evaluate(input, scratch);
    CHECK_MESSAGE(allocations.count == before, text);
  }
}

TEST_CASE("an expression evaluated again allocates nothing") {
  Query4 query4(discover());
  check_allocates_nothing(
      query4, {"substring(option[61].hex,0,3) == 'foo'", "option[82].option[2].hex == pkt4.mac",
               "match('foo.*', lcase(option[12].hex))", "member('VENDOR_CLASS_docsis3.0') or member('ALL')",
               "hexstring(pkt4.mac, ':') == '02:00:00:00:00:01'", "option[12].text + option[60].text == 'x'",
               "split(option[60].text, ' ', 3) + concat('a', ucase('b')) == 'docsis3.0aB'",
               "addrtostring(pkt.src) + uint32totext(pkt.len) + int8totext(-1) == ''",
               "ifelse(option[230].exists, option[230].hex, 'none') == 'none'",
               "vendor[4491].option[1].hex == vendor-class[*].data[1] and not relay4[3].exists"});
  Query6 query6(relayed_solicit());
  check_allocates_nothing(
      query6,
      {"substring(option[1].hex,0,6) == 0x0002AABBCCDD", "addrtostring(relay6[-1].peeraddr) == 'fe80::99'",
       "option[3].option[5].exists and option[41].text == 'EST5EDT'", "pkt6.transid == 1 or pkt.src == ::"});
}

TEST_CASE("a million vendor classes through one set leave its memory as it was") {
  ClassDictionary dictionary;
  ClassSet classes;
  std::size_t named = 0;
  const auto query = [&](unsigned client) {
    char name[80];
    const int length =
        std::snprintf(name, sizeof name, "client %u of a vendor whose identifier is rather long", client);
    const std::string_view vendor(name, static_cast<std::size_t>(length));
    classes.begin(dictionary);
    classes.add(builtin_class::all);
    named += classes.add_vendor_class(vendor);
    named -= classes.add_vendor_class(vendor);  // it is in it already
  };
  query(0);
  const std::size_t before = allocations.count;
  for (unsigned client = 1; client < 1'000'000; ++client) query(client);
  CHECK(allocations.count == before);
  CHECK(named == 1'000'000);
  CHECK(classes.in_order().size() == 2);
}

TEST_CASE("an arena keeps what the last queries needed, up to its limit") {
  Arena arena;
  std::size_t most = 0;
  // Sizes that grow by one: no block is ever large enough for the next.
  for (std::size_t size = 1; size < 70000; size += 97) {
    arena.reset();
    const auto piece = arena.allocate(size);
    piece.back() = 1;
    most = std::max(most, arena.capacity());
  }
  CHECK(most <= 3 * Arena::kept);
  for (int i = 0; i < 100; ++i) arena.allocate(65536);
  CHECK(arena.capacity() >= 100 * 65536);
  arena.reset();
  CHECK(arena.capacity() == Arena::kept);
  const std::size_t before = allocations.count;
  for (int query = 0; query < 100; ++query) {
    arena.reset();
    arena.allocate(60000).front() = 1;
    arena.allocate(60000).back() = 1;
  }
  CHECK(allocations.count == before);
}

TEST_CASE("nothing at all can be the first that is asked of an arena") {
  CHECK(Arena().allocate(0).empty());
  Query4 query(discover());
  CHECK(query.value("option[13].text").empty());
}

TEST_CASE("a value that functions blow up is an error, not gigabytes") {
  Bytes message = hex("01010600") + Bytes(232) + hex("63825363350101");
  for (int i = 0; i < 120; ++i) message = message + option(12, Bytes(255, 'x')) + option(15, Bytes(255, 'y'));
  Query4 query(message + Bytes{255});
  allocations.largest = 0;
  const EvalResult result = query.evaluate("hexstring(option[12].hex, option[15].hex)");
  CHECK(std::string_view(result.error) == "a value grew beyond 1 MiB");
  std::string doubled = "option[12].hex";
  for (int i = 0; i < 8; ++i) doubled = "concat(" + doubled + ", " + doubled + ")";
  CHECK(query.evaluate(doubled).error != nullptr);
  CHECK(allocations.largest <= 1u << 20);
  CHECK(query.value("hexstring(option[12].hex, '')").size() == 2 * 120 * 255);
}

}  // namespace
}  // namespace dhcp::classify_test
