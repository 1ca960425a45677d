// What is encoded reads as what it was built from, whatever that was.
#include <doctest/doctest.h>

#include <map>

#include "dhcpcore/packet4.hpp"
#include "dhcpcore/random.hpp"
#include "packet_file.hpp"

namespace dhcp {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Options = std::vector<std::pair<std::uint8_t, Bytes>>;

Header4 header_of(const Packet4& packet) {
  Header4 header{packet.op(),     packet.htype(),  packet.hlen(),   packet.hops(),
                 packet.xid(),    packet.secs(),   packet.flags(),  packet.ciaddr(),
                 packet.yiaddr(), packet.siaddr(), packet.giaddr(), {},
                 packet.sname(),  packet.file()};
  std::ranges::copy(packet.chaddr(), header.chaddr.begin());
  return header;
}

// Values by code, instances joined; option 52 is the encoder's own.
std::map<unsigned, Bytes> joined(const Options& options) {
  std::map<unsigned, Bytes> values;
  for (const auto& [code, value] : options) {
    auto& all = values[code];
    all.insert(all.end(), value.begin(), value.end());
  }
  return values;
}

std::map<unsigned, Bytes> values_of(const Packet4& packet) {
  std::map<unsigned, Bytes> values;
  for (const std::uint8_t code : packet.option_codes())
    if (const ByteView value = *packet.option(code); code != option4::overload)
      values[code] = Bytes(value.begin(), value.end());
  return values;
}

std::vector<OptionRef> references(const Options& options) {
  std::vector<OptionRef> refs;
  for (const auto& [code, value] : options) refs.push_back({code, value});
  return refs;
}

TEST_CASE("a known message encoded again keeps its header and its options") {
  for (const auto& file : wire_test::packet_files()) {
    CAPTURE(file.filename().string());
    const Bytes bytes = wire_test::read_packet(file);
    Packet4 packet, again;
    REQUIRE(packet.parse(bytes));
    std::vector<OptionRef> options;
    for (const std::uint8_t code : packet.option_codes()) options.push_back({code, *packet.option(code)});
    Bytes out(1500);
    out.resize(encode4(header_of(packet), options, out, 1472));
    REQUIRE_FALSE(out.empty());
    REQUIRE(again.parse(out));
    CHECK_FALSE(again.skipped());
    CHECK(values_of(again) == values_of(packet));
    CHECK(std::ranges::equal(ByteView(out).first(44), ByteView(bytes).first(44)));
    CHECK(as_text(again.sname()) == as_text(packet.sname()));
    CHECK(as_text(again.file()) == as_text(packet.file()));
  }
}

TEST_CASE("a message without overload and joins is encoded byte for byte") {
  for (const char* name :
       {"rfc2131-discover", "rfc2131-ack", "udhcpc-request", "dhcrelay-dhclient-request"}) {
    CAPTURE(name);
    const Bytes bytes = wire_test::read_packet(std::string(name));
    Packet4 packet;
    REQUIRE(packet.parse(bytes));
    std::vector<OptionRef> options;
    for (const std::uint8_t code : packet.option_codes()) options.push_back({code, *packet.option(code)});
    Bytes out(1500);
    out.resize(encode4(header_of(packet), options, out, 1472));
    CHECK(to_hex(out) == to_hex(bytes));
  }
}

// A list of options of any codes (repeated ones too) and mostly small, sometimes long values.
Options random_options(SeededRandom& random) {
  Options options;
  for (auto count = random.below(12); count > 0; --count) {
    auto code = static_cast<std::uint8_t>(1 + random.below(random.below(2) == 0 ? 20 : 254));
    if (code >= option4::requested_address && code <= option4::server_identifier) code = option4::host_name;
    if (code == option4::max_message_size) code = option4::message;
    Bytes value(random.below(random.below(4) == 0 ? 700 : 30));
    for (auto& byte : value) byte = static_cast<std::uint8_t>(random.next());
    options.emplace_back(code, std::move(value));
  }
  return options;
}

TEST_CASE("random options survive encoding and parsing, whole, split and overloaded") {
  SeededRandom random(20240131);
  Packet4 packet;
  int plain = 0, overloaded = 0, refused = 0;
  for (int round = 0; round < 20000; ++round) {
    CAPTURE(round);
    const Options options = random_options(random);
    Header4 header;
    if (random.below(4) == 0) header.file = as_bytes("boot");
    if (random.below(4) == 0) header.sname = as_bytes("server");
    const std::size_t max_size = 548 + random.below(1000);
    Bytes out(2000);
    const std::size_t size = encode4(header, references(options), out, max_size);
    if (size == 0) {
      ++refused;
      continue;
    }
    REQUIRE(size >= 300);
    REQUIRE(size <= max_size);
    out.resize(size);
    REQUIRE(packet.parse(out));
    // Sub-options of random bytes need not fit.
    if (packet.skipped()) REQUIRE(packet.skipped()->sub_option);
    REQUIRE(values_of(packet) == joined(options));
    REQUIRE(as_text(packet.file()) == as_text(header.file));
    REQUIRE(as_text(packet.sname()) == as_text(header.sname));
    ++(packet.has(option4::overload) ? overloaded : plain);
  }
  CHECK(plain > 1000);
  CHECK(overloaded > 1000);
  CHECK(refused > 1000);
}

TEST_CASE("what fits the options field is never refused, and what fits no field always is") {
  SeededRandom random(7);
  for (int round = 0; round < 5000; ++round) {
    const Options options = random_options(random);
    std::size_t needed = 240 + 1;
    for (const auto& [code, value] : options)
      needed += value.size() + 2 * std::max<std::size_t>(1, (value.size() + 254) / 255);
    Bytes out(10000);
    const std::size_t max_size = 548 + random.below(2000);
    const std::size_t size = encode4({}, references(options), out, max_size);
    if (needed <= max_size)
      CHECK(size == std::max<std::size_t>(needed, 300));
    else if (needed + 3 + 2 > max_size + 192)
      CHECK(size == 0);
  }
}

TEST_CASE("any bytes after the cookie are read without harm") {
  SeededRandom random(99);
  Packet4 packet;
  for (int round = 0; round < 20000; ++round) {
    Bytes bytes(240 + random.below(400), 0);
    bytes[0] = 1;
    std::ranges::copy(Bytes{99, 130, 83, 99}, bytes.begin() + 236);
    for (std::size_t i = 44; i < bytes.size(); ++i)
      if (i < 236 || i >= 240)
        bytes[i] = static_cast<std::uint8_t>(random.below(3) == 0 ? random.below(256) : random.below(6));
    if (!packet.parse(bytes)) continue;
    for (const std::uint8_t code : packet.option_codes()) {
      const ByteView value = *packet.option(code);
      CHECK(value.size() <= bytes.size());
    }
    CHECK_FALSE(packet.summary().empty());
  }
}

}  // namespace
}  // namespace dhcp
