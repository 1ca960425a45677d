#include "runtime/interface_monitor.hpp"

#include <fmt/format.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace dhcp::server {
namespace {

/// Netlink headers in host order, copied out of the buffer because nothing promises alignment.
template <class Header>
bool take_header(ByteView& bytes, Header& header) {
  if (bytes.size() < sizeof header) return false;
  std::memcpy(&header, bytes.data(), sizeof header);
  return true;
}

ByteView skip(ByteView bytes, std::size_t length) {
  return bytes.subspan(std::min(bytes.size(), length));
}

/// Calls `visit(type, value)` for each attribute.
template <class Visit>
void for_each_attribute(ByteView bytes, const Visit& visit) {
  rtattr attribute;
  while (take_header(bytes, attribute) && attribute.rta_len >= sizeof attribute &&
         attribute.rta_len <= bytes.size()) {
    visit(attribute.rta_type, bytes.subspan(sizeof attribute, attribute.rta_len - sizeof attribute));
    bytes = skip(bytes, RTA_ALIGN(attribute.rta_len));
  }
}

template <class Prefix>
void set_address(std::vector<Prefix>& addresses, const Prefix& address, bool removed) {
  const auto there = std::find(addresses.begin(), addresses.end(), address);
  if (removed && there != addresses.end()) addresses.erase(there);
  if (!removed && there == addresses.end()) addresses.push_back(address);
}

bool same(const InterfaceTable& a, const InterfaceTable& b) {
  return std::equal(a.interfaces.begin(), a.interfaces.end(), b.interfaces.begin(), b.interfaces.end(),
                    [](const Interface& x, const Interface& y) {
                      return x.index == y.index && x.name == y.name &&
                             x.hardware_address == y.hardware_address && x.addresses4 == y.addresses4 &&
                             x.addresses6 == y.addresses6 && x.loopback == y.loopback && x.up == y.up;
                    });
}

}  // namespace

void InterfaceModel::apply(ByteView messages) {
  nlmsghdr header;
  while (take_header(messages, header) && header.nlmsg_len >= sizeof header &&
         header.nlmsg_len <= messages.size()) {
    const ByteView body = messages.subspan(sizeof header, header.nlmsg_len - sizeof header);
    if (header.nlmsg_type == RTM_NEWLINK || header.nlmsg_type == RTM_DELLINK)
      link_message(body, header.nlmsg_type == RTM_DELLINK);
    else if (header.nlmsg_type == RTM_NEWADDR || header.nlmsg_type == RTM_DELADDR)
      address_message(body, header.nlmsg_type == RTM_DELADDR);
    messages = skip(messages, NLMSG_ALIGN(header.nlmsg_len));
  }
}

void InterfaceModel::link_message(ByteView body, bool removed) {
  ifinfomsg info;
  // Bridges report their ports in messages of their own family; only the general ones describe links.
  if (!take_header(body, info) || info.ifi_family != AF_UNSPEC || info.ifi_index <= 0) return;
  const auto index = static_cast<std::uint32_t>(info.ifi_index);
  if (removed) {
    removals_ += interfaces_.erase(index);
    return;
  }
  Interface& interface = interfaces_[index];
  interface.index = index;
  interface.loopback = (info.ifi_flags & IFF_LOOPBACK) != 0;
  interface.up = (info.ifi_flags & IFF_UP) != 0;
  // DHCP's hardware types have one byte; those above are none that it could carry.
  interface.hardware_address.type =
      info.ifi_type <= 255 ? static_cast<std::uint8_t>(info.ifi_type) : std::uint8_t{0};
  for_each_attribute(skip(body, NLMSG_ALIGN(sizeof info)), [&](unsigned type, ByteView value) {
    if (type == IFLA_IFNAME) interface.name = as_text(value.first(value.empty() ? 0 : value.size() - 1));
    if (type == IFLA_ADDRESS) interface.hardware_address.bytes.assign(value);
  });
}

void InterfaceModel::address_message(ByteView body, bool removed) {
  ifaddrmsg info;
  if (!take_header(body, info)) return;
  const auto found = interfaces_.find(info.ifa_index);
  if (found == interfaces_.end()) return;
  // On a point-to-point link IFA_ADDRESS is the peer's and IFA_LOCAL ours; elsewhere they are the same, and
  // IPv6 has only the first.
  ByteView address, local;
  for_each_attribute(skip(body, NLMSG_ALIGN(sizeof info)), [&](unsigned type, ByteView value) {
    if (type == IFA_ADDRESS) address = value;
    if (type == IFA_LOCAL) local = value;
  });
  const ByteView ours = local.empty() ? address : local;
  if (info.ifa_family == AF_INET && ours.size() == Ipv4Address::size) {
    const Ipv4Prefix prefix{Ipv4Address::from_bytes(ours.data()), info.ifa_prefixlen};
    set_address(found->second.addresses4, prefix, removed);
  } else if (info.ifa_family == AF_INET6 && ours.size() == Ipv6Address::size) {
    std::array<std::uint8_t, 16> bytes;
    std::copy(ours.begin(), ours.end(), bytes.begin());
    set_address(found->second.addresses6, Ipv6Prefix{Ipv6Address(bytes), info.ifa_prefixlen}, removed);
  }
}

InterfaceTable InterfaceModel::table() const {
  InterfaceTable table;
  for (const auto& [index, interface] : interfaces_) table.interfaces.push_back(interface);
  return table;
}

namespace {

Error netlink_error(std::string_view what) {
  return {fmt::format("cannot {} by netlink: {}", what, std::strerror(errno))};
}

Result<void> request_dump(int socket, std::uint16_t type) {
  struct {
    nlmsghdr header;
    rtgenmsg body;
  } request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = type;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request.body.rtgen_family = AF_UNSPEC;
  if (::send(socket, &request, sizeof request, 0) < 0) return netlink_error("ask for interfaces");
  return {};
}

/// The next datagram into `buffer`; empty when there is none for now (EAGAIN) or the socket failed.
ByteView receive(int socket, std::vector<std::uint8_t>& buffer, int flags) {
  buffer.resize(65536);
  ssize_t length;
  do length = ::recv(socket, buffer.data(), buffer.size(), flags);
  while (length < 0 && errno == EINTR);
  return ByteView(buffer).first(static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
}

bool ends_dump(ByteView messages) {
  nlmsghdr header;
  while (take_header(messages, header) && header.nlmsg_len >= sizeof header &&
         header.nlmsg_len <= messages.size()) {
    if (header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR) return true;
    messages = skip(messages, NLMSG_ALIGN(header.nlmsg_len));
  }
  return false;
}

}  // namespace

Result<std::unique_ptr<InterfaceMonitor>> InterfaceMonitor::open(EventLoop& loop,
                                                                 std::function<void()> changed) {
  std::unique_ptr<InterfaceMonitor> monitor(new InterfaceMonitor(loop, std::move(changed)));
  monitor->socket_ = Descriptor(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!monitor->socket_) return netlink_error("watch interfaces");
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  if (::bind(monitor->socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return netlink_error("watch interfaces");
  // Subscribed first, read afterwards: no change can fall between.
  if (Result<void> read = monitor->read_all(); !read) return read.error();
  if (!loop.add(monitor->socket_.get(), *monitor)) return netlink_error("watch interfaces");
  return monitor;
}

InterfaceMonitor::~InterfaceMonitor() {
  if (socket_) loop_.remove(socket_.get(), *this);
}

Result<void> InterfaceMonitor::read_all() {
  model_.clear();
  std::vector<std::uint8_t> buffer;
  for (const std::uint16_t type : {std::uint16_t{RTM_GETLINK}, std::uint16_t{RTM_GETADDR}}) {
    if (Result<void> asked = request_dump(socket_.get(), type); !asked) return asked;
    for (bool done = false; !done;) {
      const ByteView messages = receive(socket_.get(), buffer, 0);
      if (messages.empty() && errno != ENOBUFS) return netlink_error("read interfaces");
      model_.apply(messages);
      done = ends_dump(messages);
    }
  }
  reported_ = model_.table();
  return {};
}

void InterfaceMonitor::ready() {
  const InterfaceTable before = reported_;
  const std::uint64_t removals_before = model_.removals();
  std::vector<std::uint8_t> buffer;
  for (;;) {
    const ByteView messages = receive(socket_.get(), buffer, MSG_DONTWAIT);
    if (!messages.empty()) {
      model_.apply(messages);
      continue;
    }
    if (errno != ENOBUFS) break;
    // Messages were lost, so what we know is worth nothing.
    if (!read_all()) break;
  }
  reported_ = model_.table();
  if (!same(before, reported_) || removals_before != model_.removals()) changed_();
}

}  // namespace dhcp::server
