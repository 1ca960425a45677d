#include "dhcpcore/tcp_frame.hpp"

#include <doctest/doctest.h>

#include "dhcpcore/packet4.hpp"
#include "dhcpcore/packet6.hpp"
#include "dhcpcore/random.hpp"
#include "message.hpp"

namespace dhcp {
namespace {

using wire_test::Bytes;

Bytes frame(const Bytes& message) {
  Bytes out(message.size() + 2);
  std::ranges::copy(message, frame_message_room(out).begin());
  REQUIRE(finish_frame(out, message.size()) == out.size());
  return out;
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

TEST_CASE("several messages in one read are given one after the other") {
  const Bytes bytes = joined({frame({1, 2, 3}), frame({4}), frame({5, 6})});
  CHECK(to_hex(bytes) ==
        "0003010203000104"
        "00020506");
  FrameReader reader(bytes);
  CHECK(to_hex(*reader.next()) == "010203");
  CHECK(reader.consumed() == 5);
  CHECK(to_hex(*reader.next()) == "04");
  CHECK(to_hex(*reader.next()) == "0506");
  CHECK_FALSE(reader.next());
  CHECK(reader.consumed() == bytes.size());
  CHECK(reader.missing() == 2);
  CHECK_FALSE(reader.failed());
}

TEST_CASE("a message that is not all there waits for the rest and says how much that is") {
  const Bytes bytes = frame({1, 2, 3});
  const std::size_t missing[] = {2, 1, 3, 2, 1};
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    FrameReader reader(ByteView(bytes).first(size));
    CHECK_FALSE(reader.next());
    CHECK(reader.consumed() == 0);
    CHECK(reader.missing() == missing[size]);
    CHECK_FALSE(reader.failed());
  }
}

TEST_CASE("a message of no octets, or of more than the limit, ends the reading") {
  const Bytes empty = joined({frame({1}), {0, 0, 0, 1, 7}});
  FrameReader reader(empty);
  CHECK(reader.next());
  CHECK_FALSE(reader.next());
  CHECK(reader.failed());
  CHECK(reader.claimed() == 0);
  CHECK(reader.consumed() == 3);
  CHECK(reader.missing() == 0);
  CHECK_FALSE(reader.next());

  // Before a single octet of the message has come.
  const Bytes announced{4, 1};
  FrameReader limited(announced, 1024);
  CHECK_FALSE(limited.next());
  CHECK(limited.failed());
  CHECK(limited.claimed() == 1025);
  const Bytes allowed{4, 0};
  FrameReader fitting(allowed, 1024);
  CHECK_FALSE(fitting.next());
  CHECK_FALSE(fitting.failed());
  CHECK(fitting.missing() == 1024);
}

TEST_CASE("the messages do not depend on how the stream is cut") {
  SeededRandom random(5);
  for (int round = 0; round < 200; ++round) {
    Bytes stream;
    std::vector<Bytes> sent, received;
    for (std::uint64_t count = 1 + random.below(8); count > 0; --count) {
      Bytes message(1 + random.below(400));
      for (auto& octet : message) octet = static_cast<std::uint8_t>(random.next());
      const Bytes framed = frame(message);
      stream.insert(stream.end(), framed.begin(), framed.end());
      sent.push_back(std::move(message));
    }
    Bytes held;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t part = std::min<std::size_t>(1 + random.below(300), stream.size() - at);
      held.insert(held.end(), stream.begin() + static_cast<std::ptrdiff_t>(at),
                  stream.begin() + static_cast<std::ptrdiff_t>(at + part));
      at += part;
      FrameReader reader(held);
      while (const auto message = reader.next()) received.emplace_back(message->begin(), message->end());
      CHECK(reader.missing() > 0);
      held.erase(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(reader.consumed()));
    }
    CHECK(held.empty());
    CHECK(received == sent);
  }
}

TEST_CASE("messages of both protocols are built in place and read from the stream") {
  std::array<std::uint8_t, 1024> out;
  const std::uint8_t type[] = {static_cast<std::uint8_t>(MessageType4::bulk_lease_query)};
  const OptionRef options[] = {{option4::message_type, type}};
  Header4 header;
  header.op = Packet4::boot_request;
  const std::size_t size4 = finish_frame(out, encode4(header, options, frame_message_room(out), 65535));
  REQUIRE(size4 == 302);
  FrameReader reader4(ByteView(out).first(size4));
  Packet4 packet4;
  REQUIRE(packet4.parse(*reader4.next()));
  CHECK(packet4.type() == MessageType4::bulk_lease_query);

  Writer6 writer(frame_message_room(out));
  writer.message(MessageType6::lease_query_done, 7);
  const std::size_t size6 = finish_frame(out, writer.finish().size());
  FrameReader reader6(ByteView(out).first(size6));
  Packet6 packet6;
  REQUIRE(packet6.parse(*reader6.next()));
  CHECK(packet6.type() == MessageType6::lease_query_done);
}

TEST_CASE("what cannot be framed has size 0") {
  std::array<std::uint8_t, 16> out;
  CHECK(finish_frame(out, 0) == 0);
  CHECK(finish_frame(out, 14) == 16);
  CHECK(finish_frame(out, 15) == 0);
  std::vector<std::uint8_t> large(70000);
  CHECK(finish_frame(large, 65535) == 65537);
  CHECK(finish_frame(large, 65536) == 0);
  CHECK(frame_message_room(std::span(out).first(1)).empty());
  CHECK(finish_frame(std::span(out).first(1), 1) == 0);
}

}  // namespace
}  // namespace dhcp
