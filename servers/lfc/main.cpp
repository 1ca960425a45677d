// The lease file cleanup as a process of its own: a server starts it now and then, an operator may.
#include <fmt/format.h>

#include <cstdlib>
#include <exception>

#include "dhcpcore/log.hpp"
#include "lfc/options.hpp"
#include "runtime/build_report.hpp"
#include "runtime/log_router.hpp"
#include "runtime/pid_file.hpp"

namespace dhcp::lfc {
namespace {

constexpr const char* program = "dhcp-lfc";

constexpr auto root = LogComponent::root;
constexpr LogMessage starting{"LFC_START", root, log_info, "lease file cleanup begins"};
constexpr LogMessage ended{"LFC_TERMINATE", root, log_info, "lease file cleanup ends"};
constexpr LogMessage running{"LFC_RUNNING", root, log_info, "another cleanup is at work: {}"};
constexpr LogMessage pid_file_error{"LFC_FAIL_PID_CREATE", root, log_error, "{}"};

int clean(const Options& options) {
  server::LogSetup setup = server::log_setup("kea-lfc", options.debug);
  auto routes = server::make_log_routes({}, setup);
  if (!routes) {
    fmt::print(stderr, "{}: {}\n", program, routes.error().message);
    return EXIT_FAILURE;
  }
  server::LogRouter router(*routes);
  Log log(router);
  router.install(*std::move(routes), log);
  if (!options.debug) log.set_verbosity(log_error);

  if (options.protocol == 6) {
    fmt::print(stderr, "{}: lease files of DHCPv6 are not supported yet\n", program);
    return EXIT_FAILURE;
  }
  const auto pid_file = server::PidFile::create(options.pid_file);
  if (!pid_file) {
    const bool other = pid_file.error().already_running;
    log(other ? running : pid_file_error, pid_file.error().message);
    return other ? EXIT_SUCCESS : EXIT_FAILURE;
  }
  log(starting);
  const bool cleaned = store::clean_lease_files4(options.files, posix_file_system(), log).has_value();
  log(ended);
  return cleaned ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run(std::span<const char* const> arguments) {
  const auto options = parse_options(arguments);
  if (!options) {
    fmt::print(stderr, "{}: {}\n{}", program, options.error().message, usage());
    return EXIT_FAILURE;
  }
  switch (options->action) {
    case Options::Action::print_version:
      fmt::print("{}\n", server::version());
      return EXIT_SUCCESS;
    case Options::Action::print_extended_version:
      fmt::print("{}", server::extended_version(program));
      return EXIT_SUCCESS;
    case Options::Action::print_build_report:
      fmt::print("{}", server::build_report());
      return EXIT_SUCCESS;
    case Options::Action::print_help:
      fmt::print("{}", usage());
      return EXIT_SUCCESS;
    case Options::Action::clean:
      break;
  }
  return clean(*options);
}

}  // namespace
}  // namespace dhcp::lfc

int main(int argument_count, char** arguments) {
  try {
    return dhcp::lfc::run({arguments + (argument_count > 0 ? 1 : 0), arguments + argument_count});
  } catch (const std::exception& failure) {
    fmt::print(stderr, "dhcp-lfc: {}\n", failure.what());
    return EXIT_FAILURE;
  }
}
