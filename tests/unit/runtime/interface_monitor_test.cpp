#include "runtime/interface_monitor.hpp"

#include <doctest/doctest.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <sys/socket.h>

#include <cstdlib>
#include <cstring>
#include <thread>

using namespace dhcp;
using namespace dhcp::server;

namespace {

/// Writes netlink messages as the kernel does.
class Messages {
 public:
  template <class Body>
  void begin(std::uint16_t type, const Body& body) {
    start_ = bytes_.size();
    nlmsghdr header{};
    header.nlmsg_type = type;
    append(&header, sizeof header);
    append(&body, sizeof body);
  }
  void attribute(std::uint16_t type, ByteView value) {
    const rtattr header{static_cast<unsigned short>(sizeof(rtattr) + value.size()), type};
    append(&header, sizeof header);
    append(value.data(), value.size());
  }
  void end() {
    const auto length = static_cast<std::uint32_t>(bytes_.size() - start_);
    std::memcpy(bytes_.data() + start_, &length, sizeof length);
  }
  void link(std::uint16_t type, int index, const char* name, unsigned flags = IFF_UP) {
    ifinfomsg body{};
    body.ifi_index = index;
    body.ifi_type = 1;
    body.ifi_flags = flags;
    begin(type, body);
    attribute(IFLA_IFNAME, {reinterpret_cast<const std::uint8_t*>(name), std::strlen(name) + 1});
    const std::uint8_t mac[] = {2, 0, 0, 0, 0, 1};
    attribute(IFLA_ADDRESS, mac);
    end();
  }
  void address(std::uint16_t type, unsigned index, Ipv4Address local, Ipv4Address peer) {
    ifaddrmsg body{};
    body.ifa_family = AF_INET;
    body.ifa_prefixlen = 24;
    body.ifa_index = index;
    begin(type, body);
    attribute(IFA_ADDRESS, peer.bytes());
    attribute(IFA_LOCAL, local.bytes());
    end();
  }
  ByteView bytes() const { return bytes_; }

 private:
  void append(const void* data, std::size_t size) {
    const auto* from = static_cast<const std::uint8_t*>(data);
    bytes_.insert(bytes_.end(), from, from + size);
    bytes_.resize((bytes_.size() + 3) / 4 * 4);
  }
  std::vector<std::uint8_t> bytes_;
  std::size_t start_ = 0;
};

const Ipv4Address ours(192, 0, 2, 1);
const Ipv4Address peer(192, 0, 2, 2);

}  // namespace

TEST_CASE("interfaces appear and go with the kernel's messages") {
  Messages messages;
  messages.link(RTM_NEWLINK, 2, "eth0");
  messages.link(RTM_NEWLINK, 3, "eth1", 0);
  messages.address(RTM_NEWADDR, 2, ours, peer);
  messages.address(RTM_NEWADDR, 2, ours, peer);  // told twice
  messages.address(RTM_NEWADDR, 9, ours, peer);  // of an interface that we do not know
  InterfaceModel model;
  model.apply(messages.bytes());

  const InterfaceTable table = model.table();
  REQUIRE(table.interfaces.size() == 2);
  const Interface* eth0 = table.find("eth0");
  REQUIRE(eth0 != nullptr);
  CHECK(eth0->index == 2);
  CHECK(eth0->up);
  CHECK(to_hex(eth0->hardware_address.bytes.view()) == "020000000001");
  CHECK(eth0->addresses4 == std::vector{Ipv4Prefix{ours, 24}});
  CHECK_FALSE(table.find("eth1")->up);

  Messages gone;
  gone.address(RTM_DELADDR, 2, ours, peer);
  gone.link(RTM_DELLINK, 3, "eth1");
  model.apply(gone.bytes());
  CHECK(model.table().find("eth1") == nullptr);
  CHECK(model.removals() == 1);
  CHECK(model.table().find("eth0")->addresses4.empty());
}

TEST_CASE("a renamed interface keeps its index and addresses") {
  Messages messages;
  messages.link(RTM_NEWLINK, 2, "eth0");
  messages.address(RTM_NEWADDR, 2, ours, ours);
  messages.link(RTM_NEWLINK, 2, "lan");
  InterfaceModel model;
  model.apply(messages.bytes());
  CHECK(model.table().find("eth0") == nullptr);
  REQUIRE(model.table().find("lan") != nullptr);
  CHECK(model.table().find("lan")->addresses4.size() == 1);
}

TEST_CASE("netlink messages cut short anywhere do no harm") {
  Messages messages;
  messages.link(RTM_NEWLINK, 2, "eth0");
  messages.address(RTM_NEWADDR, 2, ours, peer);
  for (std::size_t length = 0; length < messages.bytes().size(); ++length) {
    InterfaceModel model;
    model.apply(messages.bytes().first(length));
    CHECK(model.table().interfaces.size() <= 1);
  }
}

TEST_CASE("the monitor knows the loopback of this machine") {
  EventLoop loop;
  const auto monitor = InterfaceMonitor::open(loop, [] {});
  REQUIRE(monitor);
  const InterfaceTable table = (*monitor)->table();
  const Interface* loopback = table.find("lo");
  REQUIRE(loopback != nullptr);
  CHECK(loopback->loopback);
  CHECK(loopback->index == ::if_nametoindex("lo"));
}

TEST_CASE("the monitor tells of an interface that comes, gets an address, and goes") {
  bool made = false;
  std::thread([&] {
    made = ::unshare(CLONE_NEWNET) == 0 && std::system("ip link set lo up") == 0;
    if (!made) return;
    EventLoop loop;
    int changes = 0;
    const auto monitor = InterfaceMonitor::open(loop, [&] { ++changes; });
    REQUIRE(monitor);
    const auto wait_for = [&](const auto& condition) {
      const SteadyTime limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
      while (!condition((*monitor)->table()) && std::chrono::steady_clock::now() < limit) loop.wait(limit);
      CHECK(condition((*monitor)->table()));
    };
    REQUIRE(std::system("ip link add one type veth peer name two && ip link set one up && "
                        "ip addr add 192.0.2.1/24 dev one") == 0);
    wait_for([](const InterfaceTable& table) {
      const Interface* one = table.find("one");
      return one != nullptr && one->up && one->addresses4 == std::vector{Ipv4Prefix{ours, 24}};
    });
    CHECK(changes > 0);
    REQUIRE(std::system("ip link del one") == 0);
    wait_for([](const InterfaceTable& table) { return table.find("one") == nullptr; });
  }).join();
  if (!made) MESSAGE("left out: no network namespace can be made here");
}
