#include "dhcp4/sockets4.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "dhcp4/raw_filter4.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp::server {
namespace {

using SharedSockets = std::shared_ptr<const WorkerSockets>;
using SharedRawSockets = std::shared_ptr<const std::vector<RawSocket>>;

/// Bursts wait here while a worker is busy, for instance with a slow disk.
constexpr int receive_buffer_size = 4 << 20;
// Unlike a buffer a ring takes its memory at once. The workers share what an interface has, as they share its
// clients; where there are very many interfaces, none has much to do.
constexpr unsigned ring_blocks_an_interface = (8 << 20) / FrameRing::block_size;
constexpr unsigned least_ring_blocks = 8;
constexpr std::size_t most_interfaces_with_rings = 16;

Error system_error(std::string_view what) {
  return {fmt::format("{}: {}", what, std::strerror(errno))};
}

template <class T>
bool set_option(const Descriptor& socket, int level, int name, const T& value) {
  return ::setsockopt(socket.get(), level, name, &value, sizeof value) == 0;
}

bool attach(const Descriptor& socket, int option, PacketFilter program) {
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return set_option(socket, SOL_SOCKET, option, filter);
}

void enlarge_receive_buffer(const Descriptor& socket) {
  // The first needs CAP_NET_ADMIN; without it the system's limit applies.
  if (!set_option(socket, SOL_SOCKET, SO_RCVBUFFORCE, receive_buffer_size))
    set_option(socket, SOL_SOCKET, SO_RCVBUF, receive_buffer_size);
}

bool bind_to(const Descriptor& socket, Ipv4Address address, std::uint16_t port) {
  sockaddr_in local{};
  local.sin_family = AF_INET;
  local.sin_port = htons(port);
  local.sin_addr.s_addr = htonl(address.value());
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&local), sizeof local) == 0;
}

Descriptor udp_socket() {
  return Descriptor(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

/// Frames come from now on.
bool attach_to_interface(const Descriptor& socket, std::uint32_t interface_index) {
  sockaddr_ll local{};
  local.sll_family = AF_PACKET;
  local.sll_protocol = htons(ETH_P_IP);
  local.sll_ifindex = static_cast<int>(interface_index);
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&local), sizeof local) == 0;
}

Result<SharedRawSockets> open_raw(const ListenPoint& point, const SocketOptions& options) {
  auto sockets = std::make_shared<std::vector<RawSocket>>();
  const unsigned ring_blocks = std::max(ring_blocks_an_interface / options.workers, least_ring_blocks);
  for (unsigned worker = 0; worker < options.workers; ++worker) {
    // Protocol 0 receives nothing until bind names one, so no frame slips in before the filter is attached.
    Descriptor socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return system_error("cannot make a raw socket");
    if (!attach(socket, SO_ATTACH_FILTER, raw_socket_filter(options.port, worker, options.workers)))
      return system_error("cannot attach the packet filter");
    if (!set_option(socket, SOL_PACKET, PACKET_AUXDATA, 1)) return system_error("cannot ask for auxdata");
    enlarge_receive_buffer(socket);
    std::shared_ptr<FrameRing> ring = options.rings ? FrameRing::open(socket, ring_blocks) : nullptr;
    if (!attach_to_interface(socket, point.interface_index)) return system_error("cannot bind a raw socket");
    sockets->push_back({std::move(socket), std::move(ring)});
  }
  return SharedRawSockets(std::move(sockets));
}

/// Binds one socket a worker to the address; the kernel gives each the datagrams of its clients.
Result<SharedSockets> open_udp(Ipv4Address address, const std::string& device, const SocketOptions& options) {
  const bool shared = options.workers > 1;
  // Sockets that share an address also share it with other processes of this user. Who is there already is
  // found out by a socket that does not share.
  if (Descriptor probe = udp_socket(); shared && !bind_to(probe, address, options.port))
    return system_error(fmt::format("cannot bind to {} port {}", address.to_string(), options.port));
  auto sockets = std::make_shared<WorkerSockets>();
  for (unsigned worker = 0; worker < options.workers; ++worker) {
    Descriptor socket = udp_socket();
    if (!socket) return system_error("cannot make a UDP socket");
    if (!set_option(socket, IPPROTO_IP, IP_PKTINFO, 1) || !set_option(socket, SOL_SOCKET, SO_BROADCAST, 1) ||
        (shared && !set_option(socket, SOL_SOCKET, SO_REUSEPORT, 1)))
      return system_error("cannot set up a UDP socket");
    if (!device.empty() && ::setsockopt(socket.get(), SOL_SOCKET, SO_BINDTODEVICE, device.c_str(),
                                        static_cast<socklen_t>(device.size())) != 0)
      return system_error(fmt::format("cannot bind to the device {}", device));
    enlarge_receive_buffer(socket);
    if (!bind_to(socket, address, options.port))
      return system_error(fmt::format("cannot bind to {} port {}", address.to_string(), options.port));
    sockets->push_back(std::move(socket));
  }
  if (shared && !attach(sockets->front(), SO_ATTACH_REUSEPORT_CBPF, worker_selector(options.workers)))
    return system_error("cannot spread a UDP port over the workers");
  return SharedSockets(std::move(sockets));
}

Result<SharedSockets> open_raw_senders(unsigned workers) {
  auto sockets = std::make_shared<WorkerSockets>();
  for (unsigned worker = 0; worker < workers; ++worker) {
    Descriptor socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return system_error("cannot make a raw socket");
    sockets->push_back(std::move(socket));
  }
  return SharedSockets(std::move(sockets));
}

SharedSockets udp_of(const SocketSet* set, std::uint32_t interface_index, Ipv4Address address) {
  const OpenPoint* point = set == nullptr ? nullptr : set->find(interface_index);
  if (point != nullptr)
    for (const AddressSockets& udp : point->udp)
      if (udp.address == address) return udp.sockets;
  return nullptr;
}

/// An interface that is made again may get its old index, but the sockets have lost the old one for good.
bool is_attached(const Descriptor& socket, std::uint32_t interface_index) {
  sockaddr_ll local{};
  socklen_t length = sizeof local;
  return ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&local), &length) == 0 &&
         local.sll_ifindex == static_cast<int>(interface_index);
}

SharedRawSockets raw_of(const SocketSet* set, std::uint32_t interface_index) {
  const OpenPoint* point = set == nullptr ? nullptr : set->find(interface_index);
  if (point == nullptr || !point->raw || !is_attached(point->raw->front().socket, interface_index))
    return nullptr;
  return point->raw;
}

/// Two interfaces may have the same address; then the device tells their sockets apart.
bool is_on_several(const ListenPlan& plan, Ipv4Address address) {
  return std::ranges::count_if(plan.points, [&](const ListenPoint& point) {
           return std::ranges::find(point.addresses, address) != point.addresses.end();
         }) > 1;
}

Result<OpenPoint> open_point(const ListenPoint& point, const ListenPlan& plan, const SocketOptions& options,
                             const SocketSet* current) {
  OpenPoint open{point, nullptr, {}};
  for (const Ipv4Address address : point.addresses) {
    SharedSockets sockets = udp_of(current, point.interface_index, address);
    if (!sockets) {
      auto opened = open_udp(address, is_on_several(plan, address) ? point.interface_name : "", options);
      if (!opened) return opened.error();
      sockets = *std::move(opened);
    }
    open.udp.push_back({address, std::move(sockets)});
  }
  if (!point.raw) return open;
  open.raw = raw_of(current, point.interface_index);
  if (open.raw) return open;
  auto opened = open_raw(point, options);
  if (!opened) return opened.error();
  open.raw = *std::move(opened);
  return open;
}

}  // namespace

bool OpenPoint::has_address(Ipv4Address address) const {
  return std::ranges::find(point.addresses, address) != point.addresses.end();
}

const OpenPoint* SocketSet::find(std::uint32_t interface_index) const {
  const auto index_of = [](const OpenPoint& open) { return open.point.interface_index; };
  const auto found = std::ranges::lower_bound(points, interface_index, {}, index_of);
  return found == points.end() || index_of(*found) != interface_index ? nullptr : &*found;
}

OpenedSockets open_sockets(const ListenPlan& plan, SocketOptions options, const SocketSet* current) {
  options.rings = options.rings && plan.points.size() <= most_interfaces_with_rings;
  auto set = std::make_shared<SocketSet>();
  set->use_routing = options.use_routing;
  if (current != nullptr) set->raw_senders = current->raw_senders;
  OpenedSockets result;
  const auto fail = [&](const ListenPoint& point, const Error& error) {
    result.failures.push_back(
        fmt::format("failed to open sockets on {}: {}", point.interface_name, error.message));
  };
  for (const ListenPoint& point : plan.points) {
    if (point.raw && !set->raw_senders) {
      auto senders = open_raw_senders(options.workers);
      if (!senders) {
        fail(point, senders.error());
        continue;
      }
      set->raw_senders = *std::move(senders);
    }
    auto opened = open_point(point, plan, options, current);
    if (opened)
      set->points.push_back(*std::move(opened));
    else
      fail(point, opened.error());
  }
  result.set = std::move(set);
  return result;
}

void set_udp_intake(const SocketSet& set) {
  for (const OpenPoint& open : set.points)
    for (const AddressSockets& udp : open.udp)
      for (const Descriptor& socket : *udp.sockets) {
        if (open.raw)
          attach(socket, SO_ATTACH_FILTER, nothing_filter());
        else
          set_option(socket, SOL_SOCKET, SO_DETACH_FILTER, 0);
      }
}

}  // namespace dhcp::server
