#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "perf/port.hpp"
#include "perf/socket_batch.hpp"

namespace dhcp::perf {
namespace {

sockaddr_in socket_address(Ipv4Address address, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  result.sin_addr.s_addr = htonl(address.value());
  return result;
}

class RelayPort final : public Port {
 public:
  RelayPort(int descriptor, Ipv4Address source, const sockaddr_in& server)
      : socket_(descriptor), server_(server) {
    // The source address is said with each datagram, because the socket may be bound to all addresses.
    auto* const control = reinterpret_cast<cmsghdr*>(control_);
    control->cmsg_level = IPPROTO_IP;
    control->cmsg_type = IP_PKTINFO;
    control->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
    in_pktinfo from{};
    from.ipi_spec_dst.s_addr = htonl(source.value());
    std::memcpy(CMSG_DATA(control), &from, sizeof from);
    for (std::size_t i = 0; i < batch; ++i) {
      socket_.header(i).msg_name = &server_;
      socket_.header(i).msg_namelen = sizeof server_;
      socket_.header(i).msg_control = control_;
      socket_.header(i).msg_controllen = sizeof control_;
    }
  }

  Result<bool> send(Outbox& out) override {
    while (!out.empty()) {
      const auto waiting = out.waiting().first(std::min(out.waiting().size(), batch));
      for (std::size_t i = 0; i < waiting.size(); ++i)
        socket_.set_bytes(i, waiting[i].room().first(waiting[i].size));
      const auto sent = socket_.send(waiting.size());
      if (!sent) return Error{sent.error()};
      out.sent(*sent);
      if (*sent == 0) return false;
    }
    return true;
  }
  Result<std::span<const ByteView>> receive(std::size_t most) override { return socket_.receive(most); }
  int descriptor() const override { return socket_.descriptor(); }
  std::uint64_t receive_overflow() const override { return socket_.receive_overflow(); }

 private:
  SocketBatch socket_;
  sockaddr_in server_;
  alignas(cmsghdr) std::uint8_t control_[CMSG_SPACE(sizeof(in_pktinfo))]{};
};

}  // namespace

Result<std::unique_ptr<Port>> open_relay_port(const Options& options, Ipv4Address local, Ipv4Address server,
                                              bool any_destination) {
  constexpr std::uint16_t server_port = 67;
  const std::uint16_t local_port = options.local_port != 0 ? options.local_port : server_port;
  const int descriptor = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return Error{std::string("cannot open a UDP socket: ") + std::strerror(errno)};
  auto port = std::make_unique<RelayPort>(
      descriptor, local,
      socket_address(server, options.remote_port != 0 ? options.remote_port : server_port));

  enlarge_buffers(descriptor);
  constexpr int on = 1;
  if (options.broadcast) ::setsockopt(descriptor, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  const Ipv4Address bound = any_destination ? Ipv4Address::any() : local;
  const sockaddr_in name = socket_address(bound, local_port);
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
    return Error{"cannot bind to " + bound.to_string() + " port " + std::to_string(local_port) + ": " +
                 std::strerror(errno)};
  return std::unique_ptr<Port>(std::move(port));
}

}  // namespace dhcp::perf
