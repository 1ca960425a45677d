#include "perf/route.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>

namespace dhcp::perf {
namespace {

Ipv4Address address_of(const sockaddr* name) {
  sockaddr_in copy;
  std::memcpy(&copy, name, sizeof copy);
  return Ipv4Address(ntohl(copy.sin_addr.s_addr));
}

Result<Ipv4Address> resolve(const std::string& name) {
  addrinfo wanted{};
  wanted.ai_family = AF_INET;
  addrinfo* found = nullptr;
  if (const int failure = ::getaddrinfo(name.c_str(), nullptr, &wanted, &found); failure != 0)
    return Error{name + ": " + ::gai_strerror(failure)};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  return address_of(found->ai_addr);
}

Result<Ipv4Address> first_address(const std::string& interface) {
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return Error{std::string("cannot list interfaces: ") + std::strerror(errno)};
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(all, ::freeifaddrs);
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next)
    if (interface == one->ifa_name && one->ifa_addr != nullptr && one->ifa_addr->sa_family == AF_INET)
      return address_of(one->ifa_addr);
  return Error{"interface " + interface + " has no IPv4 address"};
}

/// The address that the system would send from.
Result<Ipv4Address> address_towards(Ipv4Address server) {
  const int descriptor = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(67);
  name.sin_addr.s_addr = htonl(server.value());
  sockaddr_in local{};
  socklen_t size = sizeof local;
  const bool known = descriptor >= 0 &&
                     ::connect(descriptor, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0 &&
                     ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&local), &size) == 0;
  const int failure = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!known) return Error{"no way to " + server.to_string() + ": " + std::strerror(failure)};
  return Ipv4Address(ntohl(local.sin_addr.s_addr));
}

Result<std::vector<Ipv4Address>> read_relay_list(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return Error{"cannot read " + path};
  auto relays = parse_relay_list(text.str());
  if (!relays) return Error{path + ": " + relays.error().message};
  return relays;
}

}  // namespace

Result<std::vector<Ipv4Address>> parse_relay_list(const std::string& text) {
  std::vector<Ipv4Address> relays;
  std::istringstream lines(text);
  std::string line;
  for (unsigned number = 1; std::getline(lines, line); ++number) {
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos) continue;
    line = line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
    const auto address = Ipv4Address::parse(line);
    if (!address || address->is_any())
      return Error{"line " + std::to_string(number) + ": '" + line + "' is not the IPv4 address of a relay"};
    relays.push_back(*address);
  }
  if (relays.empty()) return Error{"no relay address"};
  return relays;
}

Result<Route> find_route(const Options& options) {
  Route route;
  const bool is_interface = !options.local.empty() && ::if_nametoindex(options.local.c_str()) != 0;
  if (options.server.empty() || options.server == "all") {
    if (!is_interface) return Error{"no interface '" + options.local + "'; name one with -l, or a server"};
    if (!options.relay_file.empty()) return Error{"relay addresses (-J) need a server"};
    route.direct = true;
    route.interface = options.local;
    return route;
  }
  const auto server = resolve(options.server);
  if (!server) return Error{server.error()};
  route.server = *server;
  const auto local = options.local.empty() ? address_towards(route.server)
                     : is_interface        ? first_address(options.local)
                                           : resolve(options.local);
  if (!local) return Error{local.error()};
  route.local = *local;
  if (options.relay_file.empty()) {
    route.relays = {route.local};
    return route;
  }
  auto relays = read_relay_list(options.relay_file);
  if (!relays) return Error{relays.error()};
  route.relays = std::move(*relays);
  return route;
}

}  // namespace dhcp::perf
