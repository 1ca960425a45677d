#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "perf/arp.hpp"
#include "perf/frame.hpp"
#include "perf/port.hpp"
#include "perf/socket_batch.hpp"

namespace dhcp::perf {
namespace {

class DirectPort final : public Port {
 public:
  DirectPort(int descriptor, std::uint16_t client_port, std::uint16_t server_port)
      : socket_(descriptor), client_port_(client_port), server_port_(server_port) {}
  ~DirectPort() override {
    if (both_ >= 0) ::close(both_);
  }

  /// From now on the clients answer ARP.
  Result<void> answer_arp(unsigned interface_index) {
    if (auto outcome = arp_.open(interface_index); !outcome) return outcome;
    both_ = ::epoll_create1(EPOLL_CLOEXEC);
    for (const int descriptor : {socket_.descriptor(), arp_.descriptor()}) {
      epoll_event readable{};
      readable.events = EPOLLIN;
      if (::epoll_ctl(both_, EPOLL_CTL_ADD, descriptor, &readable) != 0)
        return Error{std::string("cannot wait for two sockets: ") + std::strerror(errno)};
    }
    return {};
  }

  Result<bool> send(Outbox& out) override {
    while (!out.empty()) {
      const auto waiting = out.waiting().first(std::min(out.waiting().size(), batch));
      for (std::size_t i = 0; i < waiting.size(); ++i) socket_.set_bytes(i, frame(waiting[i]));
      const auto sent = socket_.send(waiting.size());
      if (!sent) return Error{sent.error()};
      out.sent(*sent);
      if (*sent == 0) return false;
    }
    return true;
  }

  Result<std::span<const ByteView>> receive(std::size_t most) override {
    if (arp_.is_open()) arp_.answer();
    const auto frames = socket_.receive(most);
    if (!frames) return Error{frames.error()};
    std::size_t count = 0;
    for (const ByteView received : *frames) {
      const auto parsed = parse_frame(received, client_port_);
      if (!parsed) continue;
      server_mac_ = parsed->from_mac;
      payloads_[count++] = parsed->payload;
    }
    return std::span<const ByteView>(payloads_.data(), count);
  }
  int descriptor() const override { return both_ >= 0 ? both_ : socket_.descriptor(); }
  std::uint64_t receive_overflow() const override { return socket_.receive_overflow(); }

 private:
  static constexpr std::size_t ciaddr_at = 12;
  static constexpr std::size_t chaddr_at = 28;

  /// The message as a frame from its client: broadcast from no address while it has none, else to the server
  /// (RFC 2131 section 4.1), at the hardware address that replies come from.
  std::span<std::uint8_t> frame(Message& message) {
    const bool unicast = !message.unicast_to.is_any();
    const auto payload = message.payload();
    Endpoints endpoints{
        .to_mac = unicast ? server_mac_ : mac_broadcast,
        .from = Ipv4Address::from_bytes(payload.data() + ciaddr_at),
        .to = unicast ? message.unicast_to : Ipv4Address::broadcast(),
        .from_port = client_port_,
        .to_port = server_port_,
    };
    std::memcpy(endpoints.from_mac.data(), payload.data() + chaddr_at, endpoints.from_mac.size());
    if (unicast && arp_.is_open()) arp_.learn(endpoints.from, endpoints.from_mac);
    const auto whole = std::span(message.bytes).first(frame_headers_size + message.size);
    write_headers(whole, endpoints);
    return whole;
  }

  SocketBatch socket_;
  std::uint16_t client_port_;
  std::uint16_t server_port_;
  MacAddress server_mac_ = mac_broadcast;
  ArpResponder arp_;
  int both_ = -1;  // polls both sockets; unused without ARP
  std::array<ByteView, batch> payloads_;
};

/// Lets UDP datagrams to `port` through, first fragments and whole ones only.
bool attach_filter(int descriptor, std::uint16_t port) {
  constexpr std::uint32_t ip = ETH_HLEN;
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ip + 9),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 6),
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, ip + 6),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 4, 0),
      BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, ip),
      BPF_STMT(BPF_LD | BPF_H | BPF_IND, ip + 2),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, port, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0xffff),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  const sock_fprog filter{static_cast<unsigned short>(std::size(program)), program};
  return ::setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

Error system_error(const std::string& what) {
  return Error{what + ": " + std::strerror(errno)};
}

}  // namespace

Result<std::unique_ptr<Port>> open_direct_port(const Options& options, const std::string& interface) {
  const unsigned index = ::if_nametoindex(interface.c_str());
  if (index == 0) return system_error("no interface " + interface);
  // Protocol 0: nothing is received before the filter is in place and the socket bound.
  const int descriptor = ::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return system_error("cannot open a packet socket");
  const std::uint16_t client_port = options.local_port != 0 ? options.local_port : 68;
  auto port = std::make_unique<DirectPort>(descriptor, client_port,
                                           options.remote_port != 0 ? options.remote_port : 67);

  enlarge_buffers(descriptor);
  if (!attach_filter(descriptor, client_port)) return system_error("cannot attach a packet filter");
  constexpr int on = 1;
  ::setsockopt(descriptor, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on);
  ::setsockopt(descriptor, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
  packet_mreq membership{};
  membership.mr_ifindex = static_cast<int>(index);
  membership.mr_type = PACKET_MR_PROMISC;
  if (::setsockopt(descriptor, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership, sizeof membership) != 0)
    return system_error("cannot receive replies to simulated hardware addresses on " + interface);
  sockaddr_ll name{};
  name.sll_family = AF_PACKET;
  name.sll_protocol = htons(ETH_P_IP);
  name.sll_ifindex = static_cast<int>(index);
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
    return system_error("cannot bind to " + interface);
  if (options.renew_rate > 0)
    if (auto outcome = port->answer_arp(index); !outcome) return Error{outcome.error()};
  return std::unique_ptr<Port>(std::move(port));
}

}  // namespace dhcp::perf
