#include "dhcp4/four_over_six_port.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "dhcp4/messages.hpp"

namespace dhcp::server {
namespace {

sockaddr_in6 loopback(unsigned port) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  address.sin6_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

// What is read before other sockets have their turn.
constexpr unsigned messages_a_round = 64;

}  // namespace

FourOverSixPort::FourOverSixPort(std::uint16_t port, Descriptor socket, Log& log, const Clock& clock)
    : port_(port),
      socket_(std::move(socket)),
      log_(log),
      clock_(clock),
      in_(largest_message),
      out_(largest_message) {}

Result<std::unique_ptr<FourOverSixPort>> FourOverSixPort::open(std::uint16_t port, Log& log,
                                                               const Clock& clock) {
  const auto failed = [&] {
    return Error{
        fmt::format("dhcp4o6-port {}: cannot open ::1 port {}: {}", port, port + 1u, std::strerror(errno))};
  };
  Descriptor socket(::socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const sockaddr_in6 own = loopback(port + 1u), peer = loopback(port);
  if (!socket || ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0 ||
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0)
    return failed();
  return std::unique_ptr<FourOverSixPort>(new FourOverSixPort(port, std::move(socket), log, clock));
}

void FourOverSixPort::serve(Engine4& engine, WorkerId worker) {
  engine_ = &engine;
  worker_ = worker;
}

void FourOverSixPort::ready() {
  for (unsigned i = 0; i < messages_a_round; ++i) {
    const ssize_t size = ::recv(socket_.get(), in_.data(), in_.size(), 0);
    if (size < 0) {
      // That nobody listens on the other port is told by an error; it matters to replies only.
      if (errno != EAGAIN && errno != ECONNREFUSED)
        log_(messages::carried_receive_fail, std::strerror(errno));
      return;
    }
    log_(messages::carried_receiving);
    const ByteView message(in_.data(), static_cast<std::size_t>(size));
    if (const auto read = read_carried(message, received_); !read) {
      log_(messages::carried_bad_packet, read.error());
      continue;
    }
    log_(messages::carried_received, received_.carrier.source.to_string(), received_.carrier.interface);
    engine_->handle(worker_, received_.datagram, clock_.now(), *this);
  }
}

void FourOverSixPort::send(const Reply4& reply) {
  if (!socket_) return;  // closed since
  const ByteView message = write_carried(*reply.carrier, reply.payload, out_);
  log_(messages::carried_send, message.size(), reply.carrier->source.to_string(), reply.carrier->interface);
  if (message.empty() || ::send(socket_.get(), message.data(), message.size(), 0) < 0)
    log_(messages::carried_send_fail, message.empty() ? "it is too large" : std::strerror(errno));
}

}  // namespace dhcp::server
