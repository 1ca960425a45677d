#include "perf/reply.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "sample_reply.hpp"

namespace dhcp::perf {
namespace {

TEST_CASE("the fields of an OFFER are read") {
  const auto bytes = sample_reply({.xid = 0x12345678,
                                   .mac = 0x020304050607,
                                   .type = MessageType4::offer,
                                   .yiaddr = Ipv4Address(10, 1, 2, 3),
                                   .server_identifier = Ipv4Address(10, 0, 0, 1)});
  const auto reply = read_reply(bytes);
  REQUIRE(reply);
  CHECK(reply->xid == 0x12345678);
  CHECK(reply->mac == 0x020304050607);
  CHECK(reply->type == MessageType4::offer);
  CHECK(reply->yiaddr == Ipv4Address(10, 1, 2, 3));
  CHECK(reply->server_identifier == Ipv4Address(10, 0, 0, 1));
}

TEST_CASE("bytes without room for header and cookie are too short") {
  const auto bytes = sample_reply({});
  for (std::size_t size = 0; size < 240; ++size)
    CHECK(read_reply(ByteView(bytes).first(size)).error() == ReplyError::too_short);
}

TEST_CASE("a request or a message without cookie is no reply") {
  auto bytes = sample_reply({});
  bytes[0] = 1;
  CHECK(read_reply(bytes).error() == ReplyError::not_a_reply);
  bytes[0] = 2;
  bytes[236] = 0;
  CHECK(read_reply(bytes).error() == ReplyError::not_a_reply);
}

TEST_CASE("options that are cut off anywhere are read as far as they go") {
  const auto bytes = sample_reply({.type = MessageType4::ack, .server_identifier = Ipv4Address(10, 0, 0, 1)});
  for (std::size_t size = 240; size <= bytes.size(); ++size) {
    const std::vector<std::uint8_t> exact(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    const auto reply = read_reply(exact);
    REQUIRE(reply);
    CHECK((reply->type == MessageType4::ack) == (size >= 243));
    CHECK(reply->server_identifier.is_any() == (size < 249));
  }
}

TEST_CASE("pads are skipped and nothing after END counts") {
  auto bytes = sample_reply({});
  bytes.resize(240);
  bytes.insert(bytes.end(), {0, 0, 53, 1, 5, 255, 53, 1, 2});
  CHECK(read_reply(bytes)->type == MessageType4::ack);
}

}  // namespace
}  // namespace dhcp::perf
