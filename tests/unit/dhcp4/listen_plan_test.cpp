#include "dhcp4/listen_plan.hpp"

#include <doctest/doctest.h>

using namespace dhcp;
using namespace dhcp::server;

namespace {

Interface interface(std::uint32_t index, std::string name, std::initializer_list<Ipv4Address> addresses) {
  Interface result;
  result.index = index;
  result.name = std::move(name);
  const std::uint8_t mac[] = {2, 0, 0, 0, 0, static_cast<std::uint8_t>(index)};
  result.hardware_address.bytes.assign(mac);
  for (Ipv4Address address : addresses) result.addresses4.push_back({address, 24});
  return result;
}

const Ipv4Address first(192, 0, 2, 1);
const Ipv4Address second(198, 51, 100, 1);

InterfaceTable sample_table() {
  InterfaceTable table;
  table.interfaces = {interface(1, "lo", {Ipv4Address::loopback()}), interface(2, "eth0", {first, second}),
                      interface(3, "eth1", {Ipv4Address(203, 0, 113, 1)}), interface(4, "bare", {}),
                      interface(5, "tun0", {Ipv4Address(10, 0, 0, 1)})};
  table.interfaces[0].loopback = true;
  table.interfaces[0].hardware_address.type = 0;
  table.interfaces[4].hardware_address.type = 0;
  return table;
}

InterfacesConfig listen_on(std::vector<std::string> interfaces, bool udp = false) {
  InterfacesConfig config;
  config.interfaces = std::move(interfaces);
  config.socket_type = udp ? InterfacesConfig::SocketType::udp : InterfacesConfig::SocketType::raw;
  return config;
}

std::vector<std::string> names(const ListenPlan& plan) {
  std::vector<std::string> result;
  for (const ListenPoint& point : plan.points) result.push_back(point.interface_name);
  return result;
}
using Names = std::vector<std::string>;

std::string complaint(std::vector<std::string> interfaces) {
  const auto checked = check_interfaces(listen_on(std::move(interfaces)), sample_table());
  return checked ? "" : checked.error().message;
}

}  // namespace

TEST_CASE("the wildcard means every interface that is fit, without complaints about the others") {
  const ListenPlan plan = plan_listening(listen_on({"*"}), sample_table());
  CHECK(names(plan) == Names{"eth0", "eth1", "tun0"});
  CHECK(plan.points[0].addresses == std::vector{first, second});
  CHECK(plan.points[0].hardware_address == EthernetAddress{2, 0, 0, 0, 0, 2});
  CHECK(plan.unfit.empty());
  CHECK(plan.warnings.size() == 1);  // tun0, which is no Ethernet
}

TEST_CASE("a name means all addresses, a name with an address that one") {
  const InterfaceTable table = sample_table();
  CHECK(plan_listening(listen_on({"eth0"}), table).points[0].addresses.size() == 2);
  const ListenPlan one = plan_listening(listen_on({"eth0/198.51.100.1"}), table);
  CHECK(names(one) == Names{"eth0"});
  CHECK(one.points[0].addresses == std::vector{second});
  CHECK(plan_listening(listen_on({"eth0/192.0.2.1", "eth0/198.51.100.1"}), table).points[0].addresses ==
        std::vector{first, second});
  CHECK(plan_listening(listen_on({"*", "eth0/198.51.100.1"}), table).points[0].addresses.size() == 2);
}

TEST_CASE("an interface that is no Ethernet gets UDP sockets and a warning") {
  const ListenPlan plan = plan_listening(listen_on({"tun0", "eth1"}), sample_table());
  REQUIRE(plan.points.size() == 2);
  CHECK(plan.points[0].raw);
  CHECK_FALSE(plan.points[1].raw);
  CHECK(plan.warnings.size() == 1);
  CHECK(plan_listening(listen_on({"tun0"}, true), sample_table()).warnings.empty());
}

TEST_CASE("the loopback is listened on only when named, and by UDP") {
  CHECK(names(plan_listening(listen_on({"*"}, true), sample_table())) == Names{"eth0", "eth1", "tun0"});
  CHECK(names(plan_listening(listen_on({"lo"}, true), sample_table())) == Names{"lo"});
  const ListenPlan raw = plan_listening(listen_on({"lo"}), sample_table());
  CHECK(raw.points.empty());
  CHECK(raw.unfit.size() == 1);
}

TEST_CASE("a named interface that is down or has no address is left out with a warning") {
  InterfaceTable table = sample_table();
  table.interfaces[1].up = false;
  const ListenPlan plan = plan_listening(listen_on({"eth0", "bare", "eth1"}), table);
  CHECK(names(plan) == Names{"eth1"});
  CHECK(plan.unfit ==
        Names{"the interface eth0 is down", "the interface bare has no usable IPv4 addresses configured"});
}

TEST_CASE("an interface or address that went away is left out") {
  InterfaceTable table = sample_table();
  table.interfaces[1].addresses4.pop_back();
  CHECK(plan_listening(listen_on({"eth0/198.51.100.1", "gone"}), table).points.empty());
}

TEST_CASE("entries that make no sense on this machine are refused") {
  CHECK(complaint({"*", "eth0", "eth1/203.0.113.1"}) == "");
  CHECK(complaint({}) == "");
  CHECK(complaint({"eth9"}) == "interfaces: \"eth9\": there is no interface eth9");
  CHECK(complaint({""}) == "interfaces: \"\": there is no interface ");
  CHECK(complaint({"eth0/"}) == "interfaces: \"eth0/\": \"\" is not an IPv4 address");
  CHECK(complaint({"eth0/x"}) == "interfaces: \"eth0/x\": \"x\" is not an IPv4 address");
  CHECK(complaint({"eth0/192.0.2.9"}) == "interfaces: \"eth0/192.0.2.9\": eth0 has no address 192.0.2.9");
  CHECK(complaint({"*/192.0.2.1"}) == "interfaces: \"*/192.0.2.1\": \"*\" takes no address");
  CHECK(complaint({"eth0", "eth0"}) == "interfaces: \"eth0\" stands there more than once");
}
