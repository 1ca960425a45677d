// The programs are run by the kernel, on datagrams of a socket pair: what is tested is what runs.
#include "dhcp4/raw_filter4.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include "dhcp4/frame4.hpp"
#include "runtime/descriptor.hpp"
#include "sample_message.hpp"

using namespace dhcp;
using namespace dhcp::server;

namespace {

class FilteredPair {
 public:
  explicit FilteredPair(PacketFilter program) {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, fds) == 0);
    sender_ = Descriptor(fds[0]);
    receiver_ = Descriptor(fds[1]);
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    REQUIRE(::setsockopt(fds[1], SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0);
  }
  bool passes(ByteView bytes) const {
    // A datagram that the filter refuses fails the send, or is dropped silently, by kernel version.
    ::send(sender_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    std::uint8_t buffer[4096];
    return ::recv(receiver_.get(), buffer, sizeof buffer, MSG_DONTWAIT) == static_cast<ssize_t>(bytes.size());
  }

 private:
  Descriptor sender_;
  Descriptor receiver_;
};

std::vector<std::uint8_t> frame_of(ByteView message, std::uint16_t port = 67) {
  Reply4 datagram;
  datagram.payload = message;
  datagram.destination = Ipv4Address::broadcast();
  datagram.source_port = 68;
  datagram.destination_port = port;
  std::vector<std::uint8_t> frame(message.size() + frame_overhead);
  build_frame4(datagram, {2, 0, 0, 0, 0, 2}, ethernet_broadcast, frame);
  return frame;
}

}  // namespace

TEST_CASE("the filter of a raw socket lets DHCP through and nothing else") {
  const FilteredPair pair(raw_socket_filter(67, 0, 1));
  const std::vector<std::uint8_t> good = frame_of(sample_message(1));
  CHECK(pair.passes(good));
  CHECK_FALSE(pair.passes(frame_of(sample_message(1), 68)));

  const auto changed = [&](std::size_t at, std::uint8_t value) {
    std::vector<std::uint8_t> frame = good;
    frame[at] = value;
    return pair.passes(frame);
  };
  CHECK_FALSE(changed(12, 0x86));  // another ethertype
  CHECK_FALSE(changed(23, 6));     // TCP
  CHECK_FALSE(changed(20, 0x20));  // more fragments follow
  CHECK_FALSE(changed(21, 1));     // a later fragment
  CHECK(changed(20, 0x00));        // may be fragmented, is not
}

TEST_CASE("the filter finds the port behind IP options") {
  const FilteredPair pair(raw_socket_filter(67, 0, 1));
  std::vector<std::uint8_t> frame = frame_of(sample_message(1));
  frame.insert(frame.begin() + 34, 8, std::uint8_t{1});
  CHECK_FALSE(pair.passes(frame));
  frame[14] = 0x47;
  CHECK(pair.passes(frame));
}

TEST_CASE("each client's frames reach exactly the worker that the library computes") {
  for (const unsigned workers : {2u, 3u, 8u}) {
    std::vector<FilteredPair> pairs;
    for (unsigned worker = 0; worker < workers; ++worker)
      pairs.emplace_back(raw_socket_filter(67, worker, workers));
    std::vector<unsigned> share(workers);
    for (std::uint32_t client = 0; client < 300; ++client) {
      const std::vector<std::uint8_t> message = sample_message(client * 256, 77 * client);
      for (unsigned worker = 0; worker < workers; ++worker)
        CHECK(pairs[worker].passes(frame_of(message)) == (worker_of_client(message, workers) == worker));
      ++share[worker_of_client(message, workers)];
    }
    for (unsigned clients : share) CHECK(clients > 300 / workers / 2);
  }
}

TEST_CASE("a message too short to name a client goes to worker 0") {
  for (unsigned worker = 0; worker < 3; ++worker) {
    const FilteredPair pair(raw_socket_filter(67, worker, 3));
    for (const std::size_t length : {0u, 10u, 33u}) {
      const std::vector<std::uint8_t> message(length, 0x55);
      CHECK(worker_of_client(message, 3) == 0);
      CHECK(pair.passes(frame_of(message)) == (worker == 0));
    }
  }
}

TEST_CASE("the filter of a sending socket takes nothing") {
  const FilteredPair pair(nothing_filter());
  CHECK_FALSE(pair.passes(sample_message(1)));
}
