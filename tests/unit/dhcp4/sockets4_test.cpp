// Sockets on the loopback need no privileges; those that do live in a network namespace of their own, and are
// left out with a message where none can be made.
#include "dhcp4/sockets4.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

#include "dhcp4/raw_filter4.hpp"
#include "dhcp4/send_batch.hpp"
#include "raw_scene.hpp"
#include "sample_message.hpp"

using namespace dhcp;
using namespace dhcp::server;

namespace {

sockaddr_in socket_address(Ipv4Address address, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  result.sin_addr.s_addr = htonl(address.value());
  return result;
}

Descriptor udp_at(Ipv4Address address, std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const sockaddr_in local = socket_address(address, port);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0) socket.reset();
  return socket;
}

std::uint16_t port_of(const Descriptor& socket) {
  sockaddr_in local{};
  socklen_t length = sizeof local;
  REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&local), &length) == 0);
  return ntohs(local.sin_port);
}

/// A port that nobody uses at this moment.
std::uint16_t free_port() {
  return port_of(udp_at(Ipv4Address::loopback(), 0));
}

void send_to(const Descriptor& from, Ipv4Address address, std::uint16_t port, ByteView bytes) {
  const sockaddr_in to = socket_address(address, port);
  REQUIRE(::sendto(from.get(), bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&to),
                   sizeof to) == static_cast<ssize_t>(bytes.size()));
}

ListenPlan loopback_plan(bool raw = false) {
  ListenPlan plan;
  plan.points.push_back({::if_nametoindex("lo"), "lo", {}, raw, {Ipv4Address::loopback()}});
  return plan;
}

const Descriptor& udp_socket_of(const SocketSet& set, unsigned worker) {
  return (*set.points.at(0).udp.at(0).sockets)[worker];
}

}  // namespace

TEST_CASE("UDP sockets of several workers each get their own clients") {
  const SocketOptions options{4, free_port(), false};
  const OpenedSockets opened = open_sockets(loopback_plan(), options, nullptr);
  REQUIRE(opened.failures.empty());
  set_udp_intake(*opened.set);
  const Descriptor client = udp_at(Ipv4Address::loopback(), 0);
  ReceiveBatch batch;
  for (std::uint32_t number = 1; number < 40; ++number) {
    const std::vector<std::uint8_t> message = sample_message(number * 64);
    send_to(client, Ipv4Address::loopback(), options.port, message);
    const Descriptor& socket = udp_socket_of(*opened.set, worker_of_client(message, options.workers));
    REQUIRE(readable(socket.get()));
    REQUIRE(batch.receive(socket.get()) == 1);
    const Received4 received = batch.udp(0, options.port);
    CHECK(received.reception == Reception::good);
    CHECK(received.datagram.payload.size() == message.size());
    CHECK(received.datagram.source_port == port_of(client));
    CHECK(received.datagram.destination == Ipv4Address::loopback());
    CHECK(received.datagram.interface_index == ::if_nametoindex("lo"));
  }
}

TEST_CASE("a port that somebody uses is a failure that names interface and port") {
  const Descriptor other = udp_at(Ipv4Address::loopback(), 0);
  for (const unsigned workers : {1u, 2u}) {
    const OpenedSockets opened = open_sockets(loopback_plan(), {workers, port_of(other), false}, nullptr);
    CHECK(opened.set->points.empty());
    REQUIRE(opened.failures.size() == 1);
    CHECK(opened.failures[0].find("lo") != std::string::npos);
    CHECK(opened.failures[0].find(std::to_string(port_of(other))) != std::string::npos);
  }
}

TEST_CASE("two servers with several workers do not share a port unnoticed") {
  const SocketOptions options{2, free_port(), false};
  const OpenedSockets first = open_sockets(loopback_plan(), options, nullptr);
  REQUIRE(first.failures.empty());
  CHECK(open_sockets(loopback_plan(), options, nullptr).failures.size() == 1);
}

TEST_CASE("sockets that stay are handed over, so a reconfiguration needs no free port") {
  const SocketOptions options{2, free_port(), false};
  const OpenedSockets first = open_sockets(loopback_plan(), options, nullptr);
  const OpenedSockets second = open_sockets(loopback_plan(), options, first.set.get());
  REQUIRE(second.failures.empty());
  CHECK(udp_socket_of(*first.set, 1).get() == udp_socket_of(*second.set, 1).get());
}

TEST_CASE("replies leave by UDP from the address they claim to come from") {
  const SocketOptions options{1, free_port(), false};
  const OpenedSockets opened = open_sockets(loopback_plan(), options, nullptr);
  REQUIRE(opened.failures.empty());
  const Descriptor client = udp_at(Ipv4Address::loopback(), 0);
  int failures = 0;
  SendBatch batch(0, [&](Ipv4Address, int) { ++failures; });
  batch.use(opened.set);
  Reply4 reply;
  const std::vector<std::uint8_t> message = sample_message(1);
  reply.payload = message;
  reply.interface_index = ::if_nametoindex("lo");
  reply.source = reply.destination = Ipv4Address::loopback();
  reply.destination_port = port_of(client);
  constexpr unsigned count = SendBatch::capacity * 2 + 1;  // more than one batch
  for (unsigned i = 0; i < count; ++i) batch.send(reply);
  batch.flush();
  CHECK(failures == 0);
  for (unsigned i = 0; i < count; ++i) {
    REQUIRE(readable(client.get()));
    std::uint8_t buffer[1000];
    sockaddr_in from{};
    socklen_t length = sizeof from;
    CHECK(::recvfrom(client.get(), buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &length) ==
          static_cast<ssize_t>(message.size()));
    CHECK(ntohs(from.sin_port) == options.port);
  }
}

TEST_CASE("a reply that cannot be sent is reported and does not hold up its neighbours") {
  const SocketOptions options{1, free_port(), false};
  const OpenedSockets opened = open_sockets(loopback_plan(), options, nullptr);
  REQUIRE(opened.failures.empty());
  const Descriptor client = udp_at(Ipv4Address::loopback(), 0);
  std::vector<Ipv4Address> failed;
  SendBatch batch(0, [&](Ipv4Address destination, int) { failed.push_back(destination); });
  const std::vector<std::uint8_t> message = sample_message(1);
  Reply4 good;
  good.payload = message;
  good.interface_index = ::if_nametoindex("lo");
  good.source = good.destination = Ipv4Address::loopback();
  good.destination_port = port_of(client);
  Reply4 bad = good;
  bad.destination_port = 0;
  batch.send(good);  // before there are sockets
  CHECK(failed.size() == 1);
  batch.use(opened.set);
  batch.send(good);
  batch.send(bad);
  batch.send(good);
  batch.flush();
  CHECK(failed.size() == 2);
  for (int i = 0; i < 2; ++i) {
    REQUIRE(readable(client.get()));
    std::uint8_t buffer[1000];
    CHECK(::recv(client.get(), buffer, sizeof buffer, 0) > 0);
  }
}

TEST_CASE("raw sockets hear broadcasts of clients, each worker its own, with rings and without") {
  for (const bool rings : {true, false})
    in_namespace([&] {
      EventLoop loop;
      const OpenedSockets opened = open_sockets(server_plan(loop), {3, 67, false, rings}, nullptr);
      REQUIRE(opened.failures.empty());
      set_udp_intake(*opened.set);
      const std::vector<RawSocket>& sockets = *opened.set->points.at(0).raw;
      std::vector<std::unique_ptr<RawReader>> readers;
      for (const RawSocket& socket : sockets) {
        CHECK((socket.ring != nullptr) == rings);
        readers.push_back(std::make_unique<RawReader>(socket));
      }
      for (std::uint32_t number = 1; number < 30; ++number) {
        const std::vector<std::uint8_t> message = sample_message(number * 64);
        send_frame(client_frame(message));
        const Received4 received = readers[worker_of_client(message, 3)]->receive_one();
        CHECK(received.reception == Reception::good);
        CHECK(std::ranges::equal(received.datagram.payload, message));
        CHECK(received.datagram.destination == Ipv4Address::broadcast());
        CHECK(received.datagram.interface_index == ::if_nametoindex("srv"));
        CHECK(received.datagram.link_source.bytes.size() == 6);
      }
      for (const auto& reader : readers) CHECK(reader->receive().empty());
    });
}

TEST_CASE("raw sockets take no frame of another VLAN, to another host, or of our own") {
  for (const bool rings : {true, false})
    in_namespace([&] {
      EventLoop loop;
      const OpenedSockets opened = open_sockets(server_plan(loop), {1, 67, false, rings}, nullptr);
      REQUIRE(opened.failures.empty());
      const std::vector<std::uint8_t> message = sample_message(1);
      std::vector<std::uint8_t> tagged = client_frame(message);
      tagged.insert(tagged.begin() + 12, {0x81, 0x00, 0x00, 0x05});
      send_frame(tagged);
      send_frame(client_frame(message, {2, 0, 0, 0, 0, 42}));
      SendBatch replies(0, [](Ipv4Address, int error) { FAIL(error); });
      replies.use(opened.set);
      Reply4 own;
      own.payload = message;
      own.interface_index = ::if_nametoindex("srv");
      own.source = Ipv4Address(192, 0, 2, 1);
      own.source_port = own.destination_port = 67;
      own.destination = Ipv4Address::broadcast();
      replies.send(own);
      replies.flush();
      const std::vector<std::uint8_t> last = sample_message(2, 2);
      send_frame(client_frame(last));

      RawReader reader(opened.set->points.at(0).raw->at(0));
      CHECK(std::ranges::equal(reader.receive_one().datagram.payload, last));
    });
}

TEST_CASE("where there are very many interfaces, their sockets have no rings") {
  in_namespace([] {
    ListenPlan plan = loopback_plan(true);
    plan.points[0].addresses.clear();
    while (plan.points.size() < 17) plan.points.push_back(plan.points[0]);
    const OpenedSockets opened = open_sockets(plan, {1, 67, false}, nullptr);
    REQUIRE(opened.failures.empty());
    for (const OpenPoint& open : opened.set->points) CHECK(open.raw->at(0).ring == nullptr);
  });
}

TEST_CASE("UDP sockets take nothing beside raw ones, and everything when a reload ends the raw ones") {
  in_namespace([] {
    const std::vector<std::uint8_t> message = sample_message(1);
    const Descriptor client = udp_at(Ipv4Address::loopback(), 0);
    const SocketOptions options{1, 67, false};
    const OpenedSockets raw = open_sockets(loopback_plan(true), options, nullptr);
    REQUIRE(raw.failures.empty());
    set_udp_intake(*raw.set);
    send_to(client, Ipv4Address::loopback(), 67, message);
    const OpenedSockets udp = open_sockets(loopback_plan(false), options, raw.set.get());
    REQUIRE(udp.failures.empty());
    REQUIRE(udp_socket_of(*udp.set, 0).get() == udp_socket_of(*raw.set, 0).get());
    ReceiveBatch batch;
    CHECK(batch.receive(udp_socket_of(*udp.set, 0).get()) == 0);
    set_udp_intake(*udp.set);
    send_to(client, Ipv4Address::loopback(), 67, message);
    REQUIRE(readable(udp_socket_of(*udp.set, 0).get()));
    CHECK(batch.receive(udp_socket_of(*udp.set, 0).get()) == 1);
  });
}

TEST_CASE("a datagram whose checksum the kernel left to the card is not taken for damaged") {
  for (const bool rings : {true, false})
    in_namespace([&] {
      EventLoop loop;
      const OpenedSockets opened = open_sockets(server_plan(loop), {1, 67, false, rings}, nullptr);
      REQUIRE(opened.failures.empty());
      const Descriptor client(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
      const int on = 1;
      REQUIRE(::setsockopt(client.get(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on) == 0);
      REQUIRE(::setsockopt(client.get(), SOL_SOCKET, SO_BINDTODEVICE, "cli", 3) == 0);
      send_to(client, Ipv4Address::broadcast(), 67, sample_message(1));
      RawReader reader(opened.set->points.at(0).raw->at(0));
      CHECK(reader.receive_one().fault == FrameFault::none);
    });
}

TEST_CASE("raw sockets are opened again when an interface is made again with its old index") {
  in_namespace([] {
    EventLoop loop;
    const ListenPlan plan = server_plan(loop);
    const OpenedSockets before = open_sockets(plan, {1, 67, false}, nullptr);
    REQUIRE(before.failures.empty());
    const std::string index = std::to_string(::if_nametoindex("srv"));
    REQUIRE(std::system(("ip link del srv && ip link add srv index " + index +
                         " type veth peer name cli && ip link set srv up && ip link set cli up && "
                         "ip addr add 192.0.2.1/24 dev srv")
                            .c_str()) == 0);
    const OpenedSockets after = open_sockets(server_plan(loop), {1, 67, false}, before.set.get());
    REQUIRE(after.failures.empty());
    const std::vector<std::uint8_t> message = sample_message(1);
    send_frame(client_frame(message));
    RawReader reader(after.set->points.at(0).raw->at(0));
    CHECK(reader.receive_one().reception == Reception::good);
  });
}

TEST_CASE("a client without an address gets its reply in a frame to its hardware address") {
  in_namespace([] {
    EventLoop loop;
    const OpenedSockets opened = open_sockets(server_plan(loop), {1, 67, false}, nullptr);
    REQUIRE(opened.failures.empty());
    ListenPlan client_plan;
    client_plan.points.push_back({::if_nametoindex("cli"), "cli", {}, true, {}});
    const OpenedSockets client = open_sockets(client_plan, {1, 68, false}, nullptr);
    REQUIRE(client.failures.empty());
    auto monitor = InterfaceMonitor::open(loop, [] {});
    REQUIRE(monitor);

    SendBatch replies(0, [](Ipv4Address, int error) { FAIL(error); });
    replies.use(opened.set);
    const std::vector<std::uint8_t> message = sample_message(1);
    Reply4 reply;
    reply.payload = message;
    reply.interface_index = ::if_nametoindex("srv");
    reply.source = Ipv4Address(192, 0, 2, 1);
    reply.source_port = 67;
    reply.destination = Ipv4Address(192, 0, 2, 55);
    reply.destination_port = 68;
    reply.link_destination = (*monitor)->table().find("cli")->hardware_address;
    replies.send(reply);
    replies.flush();

    RawReader reader(client.set->points.at(0).raw->at(0));
    const Received4 received = reader.receive_one();
    CHECK(received.fault == FrameFault::none);
    CHECK(received.datagram.source == reply.source);
    CHECK(received.datagram.destination == reply.destination);
  });
}
