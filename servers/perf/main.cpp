#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <random>
#include <string_view>
#include <vector>

#include "dhcpcore/version.hpp"
#include "perf/load.hpp"
#include "perf/options.hpp"
#include "perf/port.hpp"
#include "perf/report.hpp"
#include "perf/route.hpp"
#include "perf/run.hpp"

namespace dhcp::perf {
namespace {

constexpr int general_error = 1;
constexpr int usage_error = 2;

int fail(const Error& error) {
  fmt::print(stderr, "dhcp-perf: {}\n", error.message);
  return general_error;
}

int measure(const Options& options) {
  auto route = find_route(options);
  if (!route) return fail(route.error());
  const auto port = route->direct ? open_direct_port(options, route->interface)
                                  : open_relay_port(options, route->local, route->server,
                                                    /*any_destination=*/!options.relay_file.empty());
  if (!port) return fail(port.error());
  LeaseLog leases;
  if (!options.leases_file.empty())
    if (const auto outcome = leases.open(options.leases_file); !outcome) return fail(outcome.error());

  SeededRandom random(options.seed != 0 ? options.seed : std::random_device()());
  Statistics statistics;
  const SteadyTime start = std::chrono::steady_clock::now();
  Load load(options, std::move(route->relays), random, leases, statistics, start);
  Progress progress(options, ::isatty(STDERR_FILENO) == 1, start);
  const auto reason = run(options, load, **port, leases, statistics, progress);
  progress.finish();
  if (!reason) return fail(reason.error());
  fmt::print("{}", options.json ? json(statistics, options, *reason) : table(statistics, options, *reason));
  return exit_status(statistics);
}

}  // namespace
}  // namespace dhcp::perf

int main(int argc, char** argv) {
  using namespace dhcp::perf;
  try {
    const std::vector<std::string_view> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    const auto options = parse_options(arguments);
    if (!options) {
      fmt::print(stderr, "dhcp-perf: {}\n{}", options.error().message, usage());
      return usage_error;
    }
    if (options->help || options->version) {
      fmt::print("{}", options->help ? usage() : DHCPCORE_VERSION "\n");
      return 0;
    }
    return measure(*options);
  } catch (const std::exception& failure) {
    return fail({failure.what()});
  }
}
