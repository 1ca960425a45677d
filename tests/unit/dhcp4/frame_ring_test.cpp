// Rings that the kernel really writes to, at the end of a cable in a network namespace.
#include "dhcp4/frame_ring.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <linux/if_ether.h>

#include <algorithm>

#include "dhcp4/raw_filter4.hpp"
#include "raw_scene.hpp"
#include "sample_message.hpp"

using namespace dhcp;
using namespace dhcp::server;

namespace {

Descriptor packet_socket() {
  Descriptor socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  REQUIRE(socket);
  PacketFilter program = raw_socket_filter(67, 0, 1);
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  REQUIRE(::setsockopt(socket.get(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0);
  return socket;
}

void listen_on_srv(const Descriptor& socket) {
  sockaddr_ll local{};
  local.sll_family = AF_PACKET;
  local.sll_protocol = htons(ETH_P_IP);
  local.sll_ifindex = static_cast<int>(::if_nametoindex("srv"));
  REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&local), sizeof local) == 0);
}

/// The smallest ring.
RawSocket ring_on_srv() {
  RawSocket raw;
  raw.socket = packet_socket();
  raw.ring = FrameRing::open(raw.socket, 1);
  REQUIRE(raw.ring);
  listen_on_srv(raw.socket);
  return raw;
}

void send_messages(std::uint32_t first, unsigned count) {
  for (unsigned i = 0; i < count; ++i) send_frame(client_frame(sample_message(7, first + i)));
}

/// The transactions of what comes until nothing does, taken `most` at a time.
std::vector<std::uint32_t> transactions(RawReader& reader, std::size_t most) {
  std::vector<std::uint32_t> all;
  for (;;) {
    const std::span<const Received4> received = reader.receive(most);
    if (received.empty()) return all;
    for (const Received4& one : received) {
      CHECK(one.reception == Reception::good);
      all.push_back(ByteReader(one.datagram.payload.subspan(4)).u32());
    }
  }
}

std::vector<std::uint32_t> numbers(std::uint32_t first, unsigned count) {
  std::vector<std::uint32_t> all;
  for (unsigned i = 0; i < count; ++i) all.push_back(first + i);
  return all;
}

unsigned lost_by(const RawSocket& raw) {
  tpacket_stats counters{};
  socklen_t length = sizeof counters;
  REQUIRE(::getsockopt(raw.socket.get(), SOL_PACKET, PACKET_STATISTICS, &counters, &length) == 0);
  return counters.tp_drops;
}

bool is_readable_now(const RawSocket& raw) {
  pollfd wait{raw.socket.get(), POLLIN, 0};
  return ::poll(&wait, 1, 0) == 1;
}

void run(const char* command) {
  REQUIRE(std::system(command) == 0);
}

}  // namespace

TEST_CASE("frames come out of a ring in their order, round after round, whatever is taken at a time") {
  in_namespace([] {
    const RawSocket raw = ring_on_srv();
    const unsigned slots = raw.ring->slots();
    RawReader reader(raw);
    std::uint32_t sent = 0;
    for (const std::size_t most : {1u, 7u, 64u, 3u}) {
      send_messages(sent, slots - 3);
      CHECK(is_readable_now(raw));
      CHECK(transactions(reader, most) == numbers(sent, slots - 3));
      CHECK_FALSE(is_readable_now(raw));
      sent += slots - 3;
    }
    CHECK(lost_by(raw) == 0);
  });
}

TEST_CASE("a ring that is full loses what comes then, and nothing once its frames are released") {
  in_namespace([] {
    const RawSocket raw = ring_on_srv();
    const unsigned slots = raw.ring->slots();
    RawReader reader(raw);
    send_messages(0, slots + 10);
    CHECK(lost_by(raw) == 10);
    CHECK(transactions(reader, 64) == numbers(0, slots));
    send_messages(100, slots);
    CHECK(lost_by(raw) == 0);
    CHECK(transactions(reader, 64) == numbers(100, slots));
  });
}

TEST_CASE("frames stay as they are, and the ring readable, until they are released") {
  in_namespace([] {
    const RawSocket raw = ring_on_srv();
    const unsigned slots = raw.ring->slots();
    std::array<Received4, 5> received;
    send_messages(0, 5);
    REQUIRE(raw.ring->receive(received) == 5);
    CHECK(is_readable_now(raw));
    send_messages(100, slots);  // five of them find no room
    CHECK(lost_by(raw) == 5);
    for (std::uint32_t i = 0; i < 5; ++i)
      CHECK(std::ranges::equal(received[i].datagram.payload, sample_message(7, i)));
    raw.ring->release();
    REQUIRE(raw.ring->receive(received) == 5);
    CHECK(std::ranges::equal(received[0].datagram.payload, sample_message(7, 100)));
  });
}

TEST_CASE("a ring tells how many quarters of it are full, wherever they begin") {
  in_namespace([] {
    const RawSocket raw = ring_on_srv();
    const unsigned slots = raw.ring->slots();
    RawReader reader(raw);
    for (int round = 0; round < 3; ++round) {
      for (unsigned quarters = 0; quarters < 4; ++quarters) {
        CHECK(raw.ring->quarters_full() == quarters);
        send_messages(0, slots / 4 - 1);
        CHECK(raw.ring->quarters_full() == quarters);
        send_messages(0, 1);
      }
      CHECK(raw.ring->quarters_full() == 4);
      reader.receive(slots / 2 + 1);
      reader.receive(3);
      CHECK(raw.ring->quarters_full() == 1);
      transactions(reader, 7);
      send_messages(0, 1 + 10 * static_cast<unsigned>(round));
      transactions(reader, 7);
    }
  });
}

TEST_CASE("a frame larger than a slot is received whole, at its place") {
  in_namespace([] {
    run("ip link set srv mtu 9400 && ip link set cli mtu 9400");
    const RawSocket raw = ring_on_srv();
    RawReader reader(raw);
    std::vector<std::uint8_t> large = sample_message(7, 1);
    for (const std::size_t size : {1493u, 1900u, 9000u}) {
      large.resize(size, 0x5a);
      send_messages(0, 1);
      send_frame(client_frame(large));
      send_messages(2, 1);
      std::vector<std::vector<std::uint8_t>> payloads;
      for (std::span<const Received4> batch; !(batch = reader.receive()).empty();)
        for (const Received4& one : batch)
          payloads.emplace_back(one.datagram.payload.begin(), one.datagram.payload.end());
      CHECK(payloads == std::vector{sample_message(7, 0), large, sample_message(7, 2)});
    }
    CHECK_FALSE(is_readable_now(raw));
  });
}

TEST_CASE("a frame larger than any we take is told as oversized") {
  in_namespace([] {
    run("ip link set srv mtu 9400 && ip link set cli mtu 9400");
    const RawSocket raw = ring_on_srv();
    RawReader reader(raw);
    std::vector<std::uint8_t> large = sample_message(7, 1);
    large.resize(9300);
    send_frame(client_frame(large));
    const Received4 received = reader.receive_one();
    CHECK(received.reception == Reception::oversized);
    CHECK(received.datagram.interface_index == ::if_nametoindex("srv"));
    CHECK(reader.receive().empty());
    CHECK_FALSE(is_readable_now(raw));
  });
}

TEST_CASE("an interface that goes down wakes a reader once, and what comes when it is up again is received") {
  in_namespace([] {
    const RawSocket raw = ring_on_srv();
    RawReader reader(raw);
    send_messages(0, 3);
    run("ip link set srv down");
    CHECK(transactions(reader, 64) == numbers(0, 3));
    CHECK_FALSE(is_readable_now(raw));
    run("ip link set srv up");
    send_messages(3, 2);
    CHECK(transactions(reader, 64) == numbers(3, 2));
  });
}

TEST_CASE("padding after a datagram is no part of it") {
  in_namespace([] {
    const RawSocket raw = ring_on_srv();
    RawReader reader(raw);
    const std::vector<std::uint8_t> message = sample_message(7);
    std::vector<std::uint8_t> frame = client_frame(message);
    frame.resize(frame.size() + 20, 0xee);
    send_frame(frame);
    CHECK(std::ranges::equal(reader.receive_one().datagram.payload, message));
  });
}

TEST_CASE("a damaged frame in a ring is told as such, and its neighbours are not") {
  in_namespace([] {
    const RawSocket raw = ring_on_srv();
    RawReader reader(raw);
    std::vector<std::uint8_t> frame = client_frame(sample_message(7));
    send_frame(frame);
    frame[24] ^= 1;  // the checksum of the IP header
    send_frame(frame);
    frame[24] ^= 1;
    send_frame(frame);
    const std::span<const Received4> received = reader.receive();
    REQUIRE(received.size() == 3);
    CHECK(received[0].reception == Reception::good);
    CHECK(received[1].reception == Reception::malformed);
    CHECK(received[1].fault == FrameFault::ip_checksum);
    CHECK(received[2].reception == Reception::good);
  });
}

TEST_CASE("a socket that gets no ring is read message by message") {
  in_namespace([] {
    RawSocket raw;
    raw.socket = packet_socket();
    constexpr unsigned more_than_memory = 1u << 22;
    CHECK(FrameRing::open(raw.socket, more_than_memory) == nullptr);
    listen_on_srv(raw.socket);
    RawReader reader(raw);
    send_messages(0, 3);
    CHECK(transactions(reader, 64) == numbers(0, 3));
  });
}
