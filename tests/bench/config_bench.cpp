// What a configuration with many subnets costs: config-bench [SUBNETS]
//
// The processor time of reading it, of finding a subnet in it, and of changing one subnet, for 1 to SUBNETS
// (50,000) subnets.
#include <fmt/format.h>

#include <cstdlib>
#include <random>
#include <vector>

#include "bench/support/measure.hpp"
#include "bench/support/report.hpp"
#include "config/snapshot4.hpp"
#include "dhcpcore/config4.hpp"

namespace {

using namespace dhcp;
using bench::number;
using bench::processor_seconds;

constexpr std::uint32_t lookups = 500'000;
constexpr std::uint32_t changes = 200;

[[noreturn]] void fail(const Error& error) {
  fmt::print(stderr, "config-bench: {}\n", error.message);
  std::exit(EXIT_FAILURE);
}

Ipv4Address network(std::uint32_t subnet) {
  return Ipv4Address(0x0a000000u + (subnet << 8));
}

// As of a network with a subnet for each access switch: a pool, two options, a relay.
std::string configuration_of(std::uint32_t subnet) {
  const auto host = [&](std::uint32_t n) { return Ipv4Address(network(subnet).value() + n).to_string(); };
  return fmt::format(R"({{"id": {}, "subnet": "{}/24", "pools": [{{"pool": "{} - {}"}}],
      "relay": {{"ip-addresses": ["{}"]}}, "option-data": [{{"name": "routers", "data": "{}"}},
      {{"name": "domain-name-servers", "data": "192.0.2.1, 192.0.2.2"}}]}})",
                     subnet + 1, host(0), host(10), host(250), host(1), host(1));
}

std::string configuration(std::uint32_t subnets) {
  std::string text = R"({"Dhcp4": {"valid-lifetime": 3600, "subnet4": [)";
  for (std::uint32_t i = 0; i < subnets; ++i) text.append(i == 0 ? "" : ",").append(configuration_of(i));
  return text + "]}}";
}

ConfigChange change(ConfigChange::Operation operation, std::uint32_t subnet) {
  const std::string text = configuration_of(subnet);
  ConfigChange change;
  change.operation = operation;
  change.element = parse_json(text, "bench", command_syntax)->value;
  return change;
}

// Microseconds that each of the changes takes which `change_of` makes, one after the other.
template <class ChangeOf>
double measure_changes(std::shared_ptr<const Config4>& config, const ChangeOf& change_of) {
  double seconds = 0;
  for (std::uint32_t i = 0; i < changes; ++i) {
    const ConfigChange change = change_of(i);
    const double began = processor_seconds();
    auto changed = config->with({&change, 1});
    if (!changed) fail(changed.error());
    config = *std::move(changed);  // and the old one goes
    seconds += processor_seconds() - began;
  }
  return seconds * 1e6 / changes;
}

struct ChangeCosts {
  double add, replace, remove;  // microseconds
};

ChangeCosts measure_changes(std::shared_ptr<const Config4> config, std::uint32_t subnets) {
  using Operation = ConfigChange::Operation;
  std::mt19937 random(1);
  const auto fresh = [&](std::uint32_t i) { return subnets + i; };
  const auto any = [&](std::uint32_t) { return static_cast<std::uint32_t>(random() % subnets); };
  ChangeCosts costs{};
  costs.add = measure_changes(config, [&](auto i) { return change(Operation::add, fresh(i)); });
  costs.replace = measure_changes(config, [&](auto i) { return change(Operation::replace, any(i)); });
  costs.remove = measure_changes(config, [&](auto i) { return change(Operation::remove, fresh(i)); });
  return costs;
}

void measure(std::uint32_t subnets, bench::Table& table) {
  const std::string text = configuration(subnets);
  const double began = processor_seconds();
  const auto config = Config4::parse(text, "bench");
  const double load = processor_seconds() - began;
  if (!config) fail(config.error());
  const auto& index = (*config)->snapshot().subnet_index;
  std::mt19937 random(1);
  std::vector<Ipv4Address> addresses(lookups);
  for (Ipv4Address& address : addresses)
    address = Ipv4Address(network(static_cast<std::uint32_t>(random() % subnets)).value() + 77);
  SubnetList found;
  const auto lookup = [&](auto find) {
    const bench::Cost cost = bench::measure(lookups, [&](std::size_t i) {
      find(addresses[i % lookups]);
      if (found.size() != 1) std::abort();
    });
    return number(cost.nanoseconds);
  };
  const std::string containing = lookup([&](Ipv4Address address) { index.containing(address, found); });
  const std::string relay =
      lookup([&](Ipv4Address address) { index.with_relay(Ipv4Address(address.value() - 76), found); });
  const ChangeCosts costs = measure_changes(*config, subnets);
  table.row({number(subnets), number(load), containing, relay, number(costs.add), number(costs.replace),
             number(costs.remove), number(load * 1e6 / costs.add)});
}

}  // namespace

int main(int argc, char** argv) {
  const auto most = static_cast<std::uint32_t>(argc > 1 ? std::atoi(argv[1]) : 50'000);
  bench::heading("A configuration with many subnets",
                 "Reading it, finding one of its subnets by address and by relay, and adding, replacing and "
                 "removing one while the\nrest stays. Each subnet has a pool, two options and a relay.");
  bench::Table table({"subnets", "load, s", "by address, ns", "by relay, ns", "add, µs", "replace, µs",
                      "remove, µs", "load : add"});
  for (const std::uint32_t subnets : {1u, 100u, 10'000u, 50'000u})
    if (subnets <= most) measure(subnets, table);
  table.print();
}
