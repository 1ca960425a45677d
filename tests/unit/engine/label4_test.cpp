#include "engine/label4.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>

namespace dhcp {
namespace {

std::string written(const LogArgument& argument) {
  LogText text;
  argument.write_to(text);
  return std::string(text.view());
}

constexpr std::array<std::uint8_t, 6> octets{0x00, 0x0c, 0x01, 0xab, 0xff, 0x10};

TEST_CASE("a query is named by hardware address, client identifier and transaction") {
  const HardwareAddress hardware_address{1, BoundedBytes<20>(ByteView(octets))};
  const ClientId client_id(ByteView(octets).first(2));
  CHECK(written(Label4{hardware_address, client_id, 0x12ab}) ==
        "[hwtype=1 00:0c:01:ab:ff:10], cid=[00:0c], tid=0x12ab");
  CHECK(written(Label4{hardware_address, client_id, 0}) ==
        "[hwtype=1 00:0c:01:ab:ff:10], cid=[00:0c], tid=0x0");
}

TEST_CASE("what a client does not have is no info") {
  CHECK(written(Label4{{}, {}, 0xffffffff}) == "[hwtype=1 no info], cid=[no info], tid=0xffffffff");
  CHECK(written(Octets{{}}) == "no info");
}

TEST_CASE("the longest identifiers are shown whole") {
  std::array<std::uint8_t, 255> bytes;
  bytes.fill(0xa5);
  std::string of_255 = "a5";
  for (int i = 1; i < 255; ++i) of_255 += ":a5";
  const HardwareAddress hardware_address{255, BoundedBytes<20>(ByteView(bytes).first(20))};
  const ClientId client_id{ByteView(bytes)};
  CHECK(written(Octets{bytes}) == of_255);
  CHECK(written(Label4{hardware_address, client_id, 0xffffffff}) ==
        fmt::format("[hwtype=255 {}], cid=[{}], tid=0xffffffff", of_255.substr(0, 59), of_255));
}

TEST_CASE("what a client sends as text is shown in printable characters") {
  constexpr std::array<std::uint8_t, 5> text{'a', '\\', 0x0a, '~', 0xff};
  CHECK(written(Printable{text}) == "a\\x5c\\x0a~\\xff");
}

TEST_CASE("the client of a lease is named like that of a query") {
  Lease4 lease;
  lease.hardware_address = {1, BoundedBytes<20>(ByteView(octets))};
  CHECK(written(LeaseLabel{lease}) == "[hwtype=1 00:0c:01:ab:ff:10], cid=[no info]");
  CHECK(written(Ipv4Address(0)) == "0.0.0.0");
  CHECK(written(Ipv4Address::broadcast()) == "255.255.255.255");
}

}  // namespace
}  // namespace dhcp
