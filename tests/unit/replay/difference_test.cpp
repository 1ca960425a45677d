#include "replay/difference.hpp"

#include "captures.hpp"

namespace dhcp::replay_test {
namespace {

using replay::Answer;
using replay::compare;
using replay::Difference;

Answer answer(const Bytes& options = {}) {
  Bytes bytes = message(MessageType4::offer, 1, options);
  bytes[0] = 2;
  return {bytes, ip("192.0.2.10"), 68};
}

TEST_CASE("equal answers do not differ, whatever the order of their options") {
  CHECK(compare(answer(), answer()).empty());
  CHECK(compare({}, {}).empty());
  CHECK(compare(answer({3, 1, 9, 15, 1, 'a'}), answer({15, 1, 'a', 3, 1, 9})).empty());
}

TEST_CASE("an answer that one side lacks is the only difference") {
  CHECK(compare(answer(), {}) == std::vector{Difference{"answer", "DHCPOFFER", {}}});
  CHECK(compare({}, answer()) == std::vector{Difference{"answer", {}, "DHCPOFFER"}});
}

TEST_CASE("header fields are told by name") {
  Answer other = answer();
  other.payload[19] = 7;     // yiaddr
  other.payload[23] = 8;     // siaddr
  other.payload[10] = 0x80;  // flags
  other.payload[108] = 'f';  // file
  other.payload[242] = 5;    // type
  other.destination = ip("192.0.2.11");
  CHECK(compare(answer(), other) == std::vector<Difference>{{"type", "DHCPOFFER", "DHCPACK"},
                                                            {"destination", "192.0.2.10:68", "192.0.2.11:68"},
                                                            {"flags", "0x0000", "0x8000"},
                                                            {"yiaddr", "0.0.0.0", "0.0.0.7"},
                                                            {"siaddr", "0.0.0.0", "0.0.0.8"},
                                                            {"file", "", "f"}});
}

TEST_CASE("options are told by code, name and value") {
  CHECK(compare(answer({3, 4, 192, 0, 2, 1, 15, 1, 'a'}), answer({3, 4, 192, 0, 2, 2, 250, 1, 7})) ==
        std::vector<Difference>{{"option 3 (routers)", "192.0.2.1", "192.0.2.2"},
                                {"option 15 (domain-name)", "a", {}},
                                {"option 250", {}, "07"}});
}

}  // namespace
}  // namespace dhcp::replay_test
