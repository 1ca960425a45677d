#include "replay/capture.hpp"

#include "captures.hpp"

namespace dhcp::replay_test {
namespace {

using replay::CapturedQuery;
using replay::read_capture;
using std::chrono::nanoseconds;

std::vector<CapturedQuery> read(const Bytes& file) {
  auto queries = read_capture(file);
  REQUIRE_MESSAGE(queries, queries.error().message);
  return *queries;
}

TEST_CASE("a capture is read in both byte orders, with micro- and nanoseconds") {
  for (const bool little : {true, false}) {
    for (const bool nanosecond : {true, false}) {
      CaptureFile file(1, little, nanosecond);
      file.frame(ethernet_frame(ip_packet(message(MessageType4::discover))), 1'700'000'000, 250'000);
      const auto queries = read(file.bytes);
      REQUIRE(queries.size() == 1);
      CHECK(queries[0].time ==
            std::chrono::seconds(1'700'000'000) + nanoseconds(nanosecond ? 250'000 : 250'000'000));
    }
  }
}

TEST_CASE("a query keeps its addresses, ports, sender and bytes") {
  const Bytes sent = message(MessageType4::request);
  const Path path{ip("192.0.2.9"), 67, ip("192.0.2.1"), 67};
  const Bytes file = CaptureFile().frame(ethernet_frame(ip_packet(sent, path))).bytes;
  const auto queries = read(file);
  REQUIRE(queries.size() == 1);
  const Datagram4& datagram = queries[0].datagram;
  CHECK(std::ranges::equal(datagram.payload, sent));
  CHECK(datagram.source == ip("192.0.2.9"));
  CHECK(datagram.source_port == 67);
  CHECK(datagram.destination == ip("192.0.2.1"));
  CHECK(datagram.destination_port == 67);
  CHECK(to_hex(datagram.link_source.bytes.view()) == "020000000001");
}

TEST_CASE("queries are found on Ethernet, behind VLAN tags, on cooked and raw links") {
  const Bytes packet = ip_packet(message(MessageType4::discover));
  const Bytes tagged = join({Bytes(12, 2), {0x88, 0xa8, 0, 1, 0x81, 0, 0, 2, 8, 0}, packet});
  CHECK(read(CaptureFile(1).frame(tagged).bytes).size() == 1);
  const Bytes cooked = join({{0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 7, 0, 0, 8, 0}, packet});
  const Bytes cooked_file = CaptureFile(113).frame(cooked).bytes;
  REQUIRE(read(cooked_file).size() == 1);
  CHECK(to_hex(read(cooked_file)[0].datagram.link_source.bytes.view()) == "020000000007");
  const Bytes cooked_2 = join({{8, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 0, 0, 0, 0, 8, 0, 0}, packet});
  const Bytes cooked_2_file = CaptureFile(276).frame(cooked_2).bytes;
  REQUIRE(read(cooked_2_file).size() == 1);
  CHECK(to_hex(read(cooked_2_file)[0].datagram.link_source.bytes.view()) == "020000000008");
  for (const std::uint32_t raw : {12u, 101u, 228u})
    CHECK(read(CaptureFile(raw).frame(packet).bytes).size() == 1);
}

TEST_CASE("what is no query to a DHCPv4 server is left out") {
  Bytes reply = message(MessageType4::offer);
  reply[0] = 2;
  Bytes fragment = ip_packet(message(MessageType4::discover));
  fragment[6] = 0x20;
  Bytes tcp = ip_packet(message(MessageType4::discover));
  tcp[9] = 6;
  Bytes version6 = ip_packet(message(MessageType4::discover));
  version6[0] = 0x65;
  CaptureFile file;
  file.frame(ethernet_frame(ip_packet(reply)));
  file.frame(ethernet_frame(ip_packet(message(MessageType4::discover), {{}, 67, {}, 68})));
  file.frame(ethernet_frame(fragment));
  file.frame(ethernet_frame(tcp));
  file.frame(ethernet_frame(version6));
  file.frame(join({Bytes(12, 0), {0x08, 0x06}, Bytes(28, 0)}));
  file.frame({});
  CHECK(read(file.bytes).empty());
}

TEST_CASE("wherever a capture is cut, the whole queries before the cut are there") {
  CaptureFile file;
  for (std::uint8_t client = 1; client <= 3; ++client)
    file.frame(ethernet_frame(ip_packet(message(MessageType4::discover, client))), client);
  const std::size_t head = 24;
  const std::size_t record = (file.bytes.size() - head) / 3;
  for (std::size_t size = head; size <= file.bytes.size(); ++size) {
    const Bytes cut(file.bytes.begin(), file.bytes.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK(read(cut).size() == (size - head) / record);
  }
}

TEST_CASE("lengths that lie do no harm") {
  const Bytes frame = ethernet_frame(ip_packet(message(MessageType4::discover)));
  for (std::size_t at = 0; at < 14 + 28; ++at) {
    for (const unsigned value : {0x00u, 0x0fu, 0x7fu, 0xffu}) {
      Bytes changed = frame;
      changed[at] = static_cast<std::uint8_t>(value);
      CHECK(read(CaptureFile().frame(changed).bytes).size() <= 1);
    }
  }
}

TEST_CASE("what is no capture is refused, pcapng with advice") {
  for (const Bytes& bytes : {Bytes{}, Bytes{1, 2, 3}, Bytes(100, 0)})
    CHECK(read_capture(bytes).error().message == "this is no pcap file");
  CHECK(read_capture(Bytes{0x0a, 0x0d, 0x0d, 0x0a}).error().message.starts_with("this is pcapng"));
  CHECK(read_capture(CaptureFile(105).bytes).error().message == "links of type 105 are not known");
}

}  // namespace
}  // namespace dhcp::replay_test
