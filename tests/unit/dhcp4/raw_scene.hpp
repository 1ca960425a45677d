/// @file
/// A server's and a client's end of a cable in a network namespace of their own, and raw sockets there.
#pragma once

#include <doctest/doctest.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>

#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "dhcp4/receive_batch.hpp"
#include "dhcp4/sockets4.hpp"
#include "runtime/event_loop.hpp"
#include "runtime/interface_monitor.hpp"

namespace dhcp::server {

inline bool readable(int fd) {
  pollfd wait{fd, POLLIN, 0};
  return ::poll(&wait, 1, 5000) == 1;
}

/// Runs `test` on a thread in a network namespace with two joined interfaces, srv (192.0.2.1/24) and cli.
template <class Test>
void in_namespace(const Test& test) {
  bool made = false;
  std::thread([&] {
    made = ::unshare(CLONE_NEWNET) == 0 &&
           std::system(
               "ip link add srv type veth peer name cli && ip link set lo up && "
               "ip link set srv up && ip link set cli up && ip addr add 192.0.2.1/24 dev srv") == 0;
    if (made) test();
  }).join();
  if (!made) MESSAGE("left out: no network namespace can be made here");
}

inline ListenPlan server_plan(EventLoop& loop) {
  auto monitor = InterfaceMonitor::open(loop, [] {});
  REQUIRE(monitor);
  InterfacesConfig config;
  config.interfaces = {"srv"};
  return plan_listening(config, (*monitor)->table());
}

/// The frame of a client's broadcast.
inline std::vector<std::uint8_t> client_frame(ByteView message,
                                              const EthernetAddress& to = ethernet_broadcast) {
  Reply4 datagram;
  datagram.payload = message;
  datagram.destination = Ipv4Address::broadcast();
  datagram.source_port = 68;
  datagram.destination_port = 67;
  std::vector<std::uint8_t> frame(message.size() + frame_overhead);
  build_frame4(datagram, {2, 0, 0, 0, 0, 9}, to, frame);
  return frame;
}

/// Sends a frame from `cli`.
inline void send_frame(ByteView frame) {
  const Descriptor socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
  REQUIRE(socket);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_ifindex = static_cast<int>(::if_nametoindex("cli"));
  REQUIRE(::sendto(socket.get(), frame.data(), frame.size(), 0, reinterpret_cast<const sockaddr*>(&address),
                   sizeof address) == static_cast<ssize_t>(frame.size()));
}

/// Reads a raw socket as workers do.
class RawReader {
 public:
  explicit RawReader(const RawSocket& raw)
      : socket_(raw.socket.get()),
        source_(raw.ring ? std::shared_ptr<DatagramSource>(raw.ring) : MessageSource::raw(socket_, batch_)) {}

  /// What has come, without waiting; until the next call.
  std::span<const Received4> receive(std::size_t most = DatagramSource::batch_size) {
    source_->release();
    return std::span(received_).first(source_->receive(std::span(received_).first(most)));
  }
  /// The one datagram that is to come.
  Received4 receive_one() {
    REQUIRE(readable(socket_));
    const std::span<const Received4> received = receive();
    REQUIRE(received.size() == 1);
    return received[0];
  }
  DatagramSource& source() { return *source_; }

 private:
  const int socket_;
  ReceiveBatch batch_;
  std::shared_ptr<DatagramSource> source_;
  std::array<Received4, DatagramSource::batch_size> received_;
};

}  // namespace dhcp::server
