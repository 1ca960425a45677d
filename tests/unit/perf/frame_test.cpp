#include "perf/frame.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace dhcp::perf {
namespace {

std::vector<std::uint8_t> make_frame(std::size_t payload) {
  std::vector<std::uint8_t> frame(frame_headers_size + payload);
  for (std::size_t i = 0; i < payload; ++i) frame[frame_headers_size + i] = static_cast<std::uint8_t>(i * 7);
  write_headers(frame, {.from_mac = {2, 0, 0, 0, 0, 1},
                        .to_mac = mac_broadcast,
                        .from = Ipv4Address(192, 0, 2, 1),
                        .to = Ipv4Address::broadcast(),
                        .from_port = 68,
                        .to_port = 67});
  return frame;
}

TEST_CASE("the checksum of the example in RFC 1071 section 3 is right") {
  const std::uint8_t bytes[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
  CHECK(internet_checksum(bytes) == static_cast<std::uint16_t>(~0xddf2));
}

TEST_CASE("both checksums of a written frame verify, also for odd lengths") {
  for (const std::size_t payload : {0u, 1u, 2u, 3u, 300u, 301u}) {
    const auto frame = make_frame(payload);
    const ByteView ip = ByteView(frame).subspan(14);
    CHECK(internet_checksum(ip.first(20)) == 0);
    std::vector<std::uint8_t> checked(ip.begin() + 12, ip.begin() + 20);
    const auto udp_length = static_cast<std::uint8_t>((payload + 8) & 0xff);
    checked.insert(checked.end(), {0, 17, static_cast<std::uint8_t>((payload + 8) >> 8), udp_length});
    checked.insert(checked.end(), ip.begin() + 20, ip.end());
    CHECK(internet_checksum(checked) == 0);
  }
}

TEST_CASE("a frame read back gives its payload and sender, padding left out") {
  auto frame = make_frame(5);
  frame.resize(60);
  const auto parsed = parse_frame(frame, 67);
  REQUIRE(parsed);
  CHECK(parsed->from_mac == MacAddress{2, 0, 0, 0, 0, 1});
  CHECK(parsed->payload.size() == 5);
  CHECK(parsed->payload[4] == 28);
}

TEST_CASE("what is not a whole UDP datagram to the port is refused") {
  const auto good = make_frame(10);
  CHECK_FALSE(parse_frame(good, 68));
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK_FALSE(parse_frame(ByteView(good).first(size), 67));
  const auto changed = [&](std::size_t at, std::uint8_t value) {
    auto frame = good;
    frame[at] = value;
    return frame;
  };
  CHECK_FALSE(parse_frame(changed(12, 0x86), 67));        // ethertype
  CHECK_FALSE(parse_frame(changed(14, 0x65), 67));        // version
  CHECK_FALSE(parse_frame(changed(14, 0x44), 67));        // header too short
  CHECK_FALSE(parse_frame(changed(14, 0x4f), 67));        // header over the end
  CHECK_FALSE(parse_frame(changed(20, 0x20), 67));        // more fragments
  CHECK_FALSE(parse_frame(changed(21, 1), 67));           // a later fragment
  CHECK_FALSE(parse_frame(changed(23, 6), 67));           // TCP
  CHECK_FALSE(parse_frame(changed(14 + 20 + 5, 7), 67));  // UDP length below its header
  CHECK_FALSE(parse_frame(changed(14 + 20 + 5, 99), 67));
}

}  // namespace
}  // namespace dhcp::perf
