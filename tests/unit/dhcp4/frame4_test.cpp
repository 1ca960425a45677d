#include "dhcp4/frame4.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

using namespace dhcp;
using namespace dhcp::server;

namespace {

constexpr EthernetAddress server_address{2, 0, 0, 0, 0, 1};

Reply4 sample_reply(std::string_view payload) {
  Reply4 reply;
  reply.payload = as_bytes(payload);
  reply.source = Ipv4Address(192, 0, 2, 1);
  reply.source_port = 67;
  reply.destination = Ipv4Address(192, 0, 2, 77);
  reply.destination_port = 68;
  return reply;
}

std::vector<std::uint8_t> built(const Reply4& reply) {
  std::vector<std::uint8_t> frame(2000);
  frame.resize(build_frame4(reply, server_address, ethernet_broadcast, frame));
  return frame;
}

FrameFault fault_of(const std::vector<std::uint8_t>& frame, bool verify = true) {
  Datagram4 datagram;
  return parse_frame4(frame, verify, datagram);
}

}  // namespace

TEST_CASE("a frame that was built parses to what it was built from") {
  for (const std::string_view payload : {"", "x", "even", "an odd one"}) {
    const std::vector<std::uint8_t> frame = built(sample_reply(payload));
    CHECK(frame.size() == frame_overhead + payload.size());
    CHECK(std::vector<std::uint8_t>(frame.begin(), frame.begin() + 6) ==
          std::vector<std::uint8_t>(6, std::uint8_t{0xff}));
    Datagram4 datagram;
    REQUIRE(parse_frame4(frame, true, datagram) == FrameFault::none);
    CHECK(as_text(datagram.payload) == payload);
    CHECK(datagram.source == Ipv4Address(192, 0, 2, 1));
    CHECK(datagram.destination == Ipv4Address(192, 0, 2, 77));
    CHECK(datagram.source_port == 67);
    CHECK(datagram.destination_port == 68);
  }
}

TEST_CASE("checksums agree with a datagram computed by hand") {
  // RFC 1071: 4510 + 001d + 0000 + 4000 + 8011 + c000 + 0201 + c000 + 024d = 2898c; folded 898e; inverted.
  const std::vector<std::uint8_t> frame = built(sample_reply("x"));
  CHECK(frame[14 + 10] == 0x76);
  CHECK(frame[14 + 11] == 0x71);
}

TEST_CASE("a UDP checksum that comes out as zero is sent as ones") {
  // Among all values of two bytes one brings the sum to zero.
  for (unsigned value = 0; value < 0x10000; ++value) {
    const char payload[] = {static_cast<char>(value >> 8), static_cast<char>(value)};
    const std::vector<std::uint8_t> frame = built(sample_reply({payload, 2}));
    REQUIRE((frame[40] != 0 || frame[41] != 0));
  }
}

TEST_CASE("padding behind the packet is no part of the message") {
  std::vector<std::uint8_t> frame = built(sample_reply("x"));
  frame.resize(60);
  Datagram4 datagram;
  REQUIRE(parse_frame4(frame, true, datagram) == FrameFault::none);
  CHECK(as_text(datagram.payload) == "x");
}

TEST_CASE("IP options are stepped over") {
  std::vector<std::uint8_t> frame = built(sample_reply("with options"));
  frame.insert(frame.begin() + 34, {1, 1, 1, 0});
  frame[14] = 0x46;
  frame[17] = static_cast<std::uint8_t>(frame[17] + 4);
  frame[24] = frame[25] = 0;
  std::uint32_t sum = 0;
  for (std::size_t i = 14; i < 38; i += 2) sum += static_cast<std::uint32_t>(frame[i] << 8 | frame[i + 1]);
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  frame[24] = static_cast<std::uint8_t>(~sum >> 8);
  frame[25] = static_cast<std::uint8_t>(~sum);
  Datagram4 datagram;
  REQUIRE(parse_frame4(frame, true, datagram) == FrameFault::none);
  CHECK(as_text(datagram.payload) == "with options");
}

TEST_CASE("every changed bit of the IP header is noticed") {
  const std::vector<std::uint8_t> good = built(sample_reply("payload"));
  for (std::size_t at = 14; at < 34; ++at)
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::vector<std::uint8_t> frame = good;
      frame[at] = static_cast<std::uint8_t>(frame[at] ^ 1u << bit);
      CHECK(fault_of(frame, false) != FrameFault::none);
    }
}

TEST_CASE("a damaged datagram is noticed unless its checksum is not to be verified") {
  std::vector<std::uint8_t> frame = built(sample_reply("payload"));
  frame.back() ^= 1;
  CHECK(fault_of(frame) == FrameFault::udp_checksum);
  CHECK(fault_of(frame, false) == FrameFault::none);
  frame[40] = frame[41] = 0;  // the sender computed none
  CHECK(fault_of(frame) == FrameFault::none);
}

TEST_CASE("a frame cut short anywhere is refused") {
  const std::vector<std::uint8_t> good = built(sample_reply("payload"));
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK(fault_of({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length)}) ==
          FrameFault::truncated);
}

TEST_CASE("a UDP length beyond the packet or below its header is refused") {
  for (const std::uint8_t length : std::initializer_list<std::uint8_t>{0, 7, 200}) {
    std::vector<std::uint8_t> frame = built(sample_reply("payload"));
    frame[39] = length;
    CHECK(fault_of(frame, false) == FrameFault::truncated);
  }
}

TEST_CASE("other protocols are told apart from damage") {
  std::vector<std::uint8_t> frame = built(sample_reply("payload"));
  frame[12] = 0x86;
  CHECK(fault_of(frame) == FrameFault::not_udp);
}
