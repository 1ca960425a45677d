#include <doctest/doctest.h>

#include <array>

#include "dhcpcore/packet4.hpp"
#include "packet_file.hpp"
#include "support/allocations.hpp"

namespace dhcp {
namespace {

TEST_CASE("reading and writing messages one after the other allocates nothing once warm") {
  std::vector<std::vector<std::uint8_t>> messages;
  for (const auto& file : wire_test::packet_files()) messages.push_back(wire_test::read_packet(file));
  Packet4 packet;
  std::array<OptionRef, 64> options;
  std::array<std::uint8_t, 1500> out;
  const auto handle_all = [&] {
    std::size_t written = 0;
    for (const auto& message : messages) {
      if (!packet.parse(message)) return std::size_t{0};
      std::size_t count = 0;
      for (const std::uint8_t code : packet.option_codes()) options[count++] = {code, *packet.option(code)};
      written += encode4({}, std::span(options).first(count), out, 548);
      written += packet.client_id().size() + packet.hardware_address().bytes.size();
    }
    return written;
  };
  const std::size_t first = handle_all();
  CHECK(first > 300 * messages.size());
  const std::size_t before = test::allocations.count;
  const std::size_t second = handle_all();
  const std::size_t after = test::allocations.count;
  CHECK(after == before);
  CHECK(second == first);
}

}  // namespace
}  // namespace dhcp
