// The DHCPv4 server, put together from its parts.
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <exception>

#include "dhcp4/configuration.hpp"
#include "dhcp4/messages.hpp"
#include "dhcp4/service.hpp"
#include "runtime/build_report.hpp"
#include "runtime/command_line.hpp"
#include "runtime/log_router.hpp"
#include "runtime/pid_file.hpp"
#include "runtime/signals.hpp"

namespace dhcp::server {
namespace {

constexpr const char* program = "dhcp4-server";
/// What the server is called in configurations, logs and PID files.
constexpr const char* daemon_name = "kea-dhcp4";

int serve(const CommandLine& line) {
  const LogSetup setup = log_setup(daemon_name, line.debug);
  auto routes = make_log_routes({}, setup);
  if (!routes) {
    fmt::print(stderr, "{}: {}\n", program, routes.error().message);
    return EXIT_FAILURE;
  }
  LogRouter router(*routes);
  Log log(router);
  router.install(*std::move(routes), log);

  EventLoop loop;
  Service* service = nullptr;
  const Signals signals(loop, {SIGTERM, SIGINT, SIGHUP}, [&](int number) {
    if (service == nullptr) return;
    if (number == SIGHUP) return service->reload("SIGHUP");
    log(messages::shutdown_request, ::sigabbrev_np(number));
    service->stop(EXIT_SUCCESS);
  });

  log(messages::starting, version());
  log(messages::start_info, ::getpid(), line.server_port, line.client_port, line.debug);
  const auto pid_file = PidFile::create(pid_file_path(line.config_file, daemon_name));
  if (!pid_file) {
    if (pid_file.error().already_running)
      log(messages::already_running, pid_file.error().pid, pid_file_path(line.config_file, daemon_name));
    else
      log(messages::pid_file_error, pid_file.error().message);
    return EXIT_FAILURE;
  }
  auto started = Service::start({line, setup, router, log, loop});
  if (!started) {
    log(messages::init_fail, started.error().message);
    return EXIT_FAILURE;
  }
  service = started->get();
  return service->run();
}

int run(int argument_count, char** arguments) {
  const std::span<const char* const> given(arguments, static_cast<std::size_t>(argument_count));
  const auto line = parse_command_line(given.subspan(given.empty() ? 0 : 1));
  if (!line) {
    fmt::print(stderr, "{}: {}\n{}", program, line.error().message, usage(program));
    return EXIT_FAILURE;
  }
  switch (line->action) {
    case CommandLine::Action::print_version:
      fmt::print("{}\n", version());
      return EXIT_SUCCESS;
    case CommandLine::Action::print_extended_version:
      fmt::print("{}", extended_version(program));
      return EXIT_SUCCESS;
    case CommandLine::Action::print_build_report:
      fmt::print("{}", build_report());
      return EXIT_SUCCESS;
    case CommandLine::Action::check:
    case CommandLine::Action::check_thoroughly:
      return check_configuration(line->config_file);
    case CommandLine::Action::run:
      break;
  }
  return serve(*line);
}

}  // namespace
}  // namespace dhcp::server

int main(int argument_count, char** arguments) {
  try {
    return dhcp::server::run(argument_count, arguments);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "dhcp4-server: {}\n", failure.what());
    return EXIT_FAILURE;
  }
}
