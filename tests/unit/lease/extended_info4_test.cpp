#include "lease/extended_info4.hpp"

#include <doctest/doctest.h>

namespace dhcp {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::string stored(std::string context, const Bytes& information) {
  std::string scratch;
  store_relay_information(context, information, scratch);
  return context;
}

TEST_CASE("what is stored is read again, and storing it once more changes nothing") {
  const Bytes information{1, 1, 7, 2, 2, 0xab, 0xcd};
  const std::string once = stored("", information);
  CHECK(once == R"({"ISC": {"relay-agent-info": {"sub-options": "0x0101070202ABCD", "remote-id": "ABCD"}}})");
  CHECK(stored_relay_information(once) == information);
  CHECK(stored(once, information) == once);
  const std::string beside = stored(R"({"a": 1})", information);
  CHECK(stored_relay_information(beside) == information);
  CHECK(stored(beside, information) == beside);
}

TEST_CASE("an element ISC that is no map gives way") {
  CHECK(stored(R"({"ISC": 3})", {9}) == R"({"ISC": {"relay-agent-info": {"sub-options": "0x09"}}})");
}

TEST_CASE("contexts without option 82 hold none, whatever they hold") {
  for (const char* context :
       {"", "x", "[]", "{}", R"({"ISC": 1})", R"({"ISC": {}})", R"({"ISC": {"relay-agent-info": 3}})",
        R"({"ISC": {"relay-agent-info": {}}})", R"({"ISC": {"relay-agent-info": "0xZZ"}})",
        R"({"ISC": {"relay-agent-info": {"sub-options": "0x012"}}})",
        R"({"ISC": {"relay-agent-info": {"sub-options": ""}}})"}) {
    CAPTURE(context);
    CHECK(stored_relay_information(context).empty());
  }
}

}  // namespace
}  // namespace dhcp
