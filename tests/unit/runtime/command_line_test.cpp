#include "runtime/command_line.hpp"

#include <doctest/doctest.h>

#include "runtime/build_report.hpp"

using dhcp::server::CommandLine;
using dhcp::server::parse_command_line;

namespace {

dhcp::Result<CommandLine> parse(std::initializer_list<const char*> arguments) {
  return parse_command_line({arguments.begin(), arguments.size()});
}
std::string error_of(std::initializer_list<const char*> arguments) {
  auto line = parse(arguments);
  return line ? "" : line.error().message;
}

}  // namespace

TEST_CASE("a server is started with its configuration file, ports and debugging") {
  const auto line = parse({"-d", "-c", "/etc/dhcp4.conf", "-p", "1067", "-P1068"});
  REQUIRE(line);
  CHECK(line->action == CommandLine::Action::run);
  CHECK(line->config_file == "/etc/dhcp4.conf");
  CHECK(line->debug);
  CHECK(line->server_port == 1067);
  CHECK(line->client_port == 1068);
}

TEST_CASE("flags may be joined") {
  const auto line = parse({"-dcfile"});
  REQUIRE(line);
  CHECK(line->debug);
  CHECK(line->config_file == "file");
}

TEST_CASE("a check stays a check wherever the configuration flag stands") {
  for (const auto& line : {parse({"-t", "a", "-c", "b"}), parse({"-c", "b", "-t", "a"})}) {
    REQUIRE(line);
    CHECK(line->action == CommandLine::Action::check);
    CHECK(line->config_file == "a");
  }
  CHECK(parse({"-T", "a"})->action == CommandLine::Action::check_thoroughly);
}

TEST_CASE("questions about the program need no configuration") {
  CHECK(parse({"-v"})->action == CommandLine::Action::print_version);
  CHECK(parse({"-V"})->action == CommandLine::Action::print_extended_version);
  CHECK(parse({"-W", "nonsense"})->action == CommandLine::Action::print_build_report);
}

TEST_CASE("a wrong command line is refused with its reason") {
  CHECK(error_of({}) == "the configuration file is missing: -c file");
  CHECK(error_of({"-c"}) == "flag -c needs a value");
  CHECK(error_of({"-c", ""}) == "flag -c needs a value");
  CHECK(error_of({"-x"}) == "unknown flag: -x");
  CHECK(error_of({"-:"}) == "unknown flag: -:");
  CHECK(error_of({"-c", "a", "more"}) == "unexpected argument: more");
  CHECK(error_of({"-c", "a", "-"}) == "unexpected argument: -");
  for (const char* port : {"0", "65536", "-1", "67x", "x"})
    CHECK(error_of({"-c", "a", "-p", port}) ==
          std::string("Failed to parse server port number: [") + port + "], 1-65535 allowed.");
  CHECK(error_of({"-c", "a", "-P", "0"}) == "Failed to parse client port number: [0], 1-65535 allowed.");
}

TEST_CASE("a daemon with fewer flags refuses the others and does not explain them") {
  const char* arguments[] = {"-p", "1067"};
  CHECK(parse_command_line(arguments, "c:dt:vVW").error().message == "unknown flag: -p");
  CHECK(dhcp::server::usage("agent", "c:dt:vVW").find("-p") == std::string::npos);
  CHECK(dhcp::server::usage("dhcp4-server").find("-p port") != std::string::npos);
}

TEST_CASE("the build report is text without the marker that strings looks for") {
  const std::string report = dhcp::server::build_report();
  CHECK(report.find("package: libdhcp ") == 0);
  CHECK(report.find(";;;;;") == std::string::npos);
  CHECK(dhcp::server::extended_version("dhcp4-server").find("Kea 2.7.3") != std::string::npos);
}
