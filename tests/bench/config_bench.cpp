// What a configuration with many subnets costs: config-bench [SUBNETS]
//
// Prints the processor time of reading it and of finding a subnet by address, for 1 to SUBNETS (50,000)
// subnets. For comparing two builds on one machine; nothing passes or fails here.
#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <random>
#include <vector>

#include "config/snapshot4.hpp"
#include "dhcpcore/config4.hpp"

namespace {

using namespace dhcp;

constexpr std::uint32_t lookups = 1'000'000;

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

Ipv4Address network(std::uint32_t subnet) {
  return Ipv4Address(0x0a000000u + (subnet << 8));
}

// As of a network with a subnet for each access switch: a pool, two options, a relay.
std::string configuration(std::uint32_t subnets) {
  std::string text = R"({"Dhcp4": {"valid-lifetime": 3600, "subnet4": [)";
  for (std::uint32_t i = 0; i < subnets; ++i) {
    const auto host = [&](std::uint32_t n) { return Ipv4Address(network(i).value() + n).to_string(); };
    text += fmt::format(R"({}{{"id": {}, "subnet": "{}/24", "pools": [{{"pool": "{} - {}"}}],
      "relay": {{"ip-addresses": ["{}"]}}, "option-data": [{{"name": "routers", "data": "{}"}},
      {{"name": "domain-name-servers", "data": "192.0.2.1, 192.0.2.2"}}]}})",
                        i == 0 ? "" : ",", i + 1, host(0), host(10), host(250), host(1), host(1));
  }
  return text + "]}}";
}

void measure(std::uint32_t subnets) {
  const std::string text = configuration(subnets);
  double began = processor_seconds();
  const auto config = Config4::parse(text, "bench");
  const double load = processor_seconds() - began;
  if (!config) {
    fmt::print(stderr, "config-bench: {}\n", config.error().message);
    std::exit(EXIT_FAILURE);
  }
  const auto& index = (*config)->snapshot().subnet_index;
  std::mt19937 random(1);
  std::vector<Ipv4Address> addresses(lookups);
  for (Ipv4Address& address : addresses)
    address = Ipv4Address(network(static_cast<std::uint32_t>(random() % subnets)).value() + 77);
  SubnetList found;
  std::size_t hits = 0;
  const auto lookup = [&](auto find) {
    began = processor_seconds();
    for (const Ipv4Address address : addresses) {
      find(address);
      hits += found.size();
    }
    return (processor_seconds() - began) * 1e9 / lookups;
  };
  const double containing = lookup([&](Ipv4Address address) { index.containing(address, found); });
  const double relay =
      lookup([&](Ipv4Address address) { index.with_relay(Ipv4Address(address.value() - 76), found); });
  if (hits != 2 * std::size_t{lookups}) std::abort();
  fmt::print("{:>8} {:>12.3f} {:>14.1f} {:>14.1f}\n", subnets, load, containing, relay);
}

}  // namespace

int main(int argc, char** argv) {
  const auto most = static_cast<std::uint32_t>(argc > 1 ? std::atoi(argv[1]) : 50'000);
  fmt::print("{:>8} {:>12} {:>14} {:>14}\n", "subnets", "load, s", "by address, ns", "by relay, ns");
  for (const std::uint32_t subnets : {1u, 100u, 10'000u, 50'000u})
    if (subnets <= most) measure(subnets);
}
