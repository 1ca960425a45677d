#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "runtime/log_output.hpp"
#include "runtime/log_pattern.hpp"
#include "runtime/log_router.hpp"
#include "scratch_directory.hpp"

using namespace dhcp;
using namespace dhcp::server;

namespace {

constexpr LogMessage started{"DHCP4_STARTED", LogComponent::dhcp4, log_info, "{} started"};
constexpr LogMessage dropped{"DHCP4_PACKET_DROP_0001", LogComponent::bad_packets, log_debug(15), "dropped"};

std::string formatted(const LogPattern& pattern, std::int64_t microseconds) {
  const LogRecord record{"kea-dhcp4.dhcp4", "INFO", "AN_ID", "some text",
                         std::chrono::system_clock::time_point(std::chrono::microseconds(microseconds))};
  LogText out;
  pattern.format_front(record, out);
  pattern.format_rest(record, out);
  return std::string(out.view());
}

std::string formatted(std::string_view pattern) {
  return formatted(LogPattern(pattern), 1565005667871234);
}

LoggerConfig logger(std::string name, std::string severity, int debuglevel, std::vector<std::string> files) {
  LoggerConfig config{std::move(name), std::move(severity), debuglevel, {}};
  for (std::string& file : files) {
    config.outputs.emplace_back().output = std::move(file);
    config.outputs.back().pattern = "%p %c %m\n";
  }
  return config;
}

LogSetup setup(const std::string& destination, bool debug = false) {
  return {"kea-dhcp4", destination, debug};
}

/// Logs both messages with these loggers.
void log_with(const std::vector<LoggerConfig>& loggers, const LogSetup& how) {
  const auto routes = make_log_routes(loggers, how);
  REQUIRE(routes);
  LogRouter router(*routes);
  Log log(router);
  router.install(*routes, log);
  log(started, "server");
  log(dropped);
}

}  // namespace

TEST_CASE("each conversion of a log pattern stands for its part") {
  ::setenv("DHCP_TEST_VARIABLE", "value", 1);
  CHECK(formatted("%d{%Y-%m-%d %H:%M:%S.%q}") == "2019-08-05 11:47:47.871");
  CHECK(formatted("%d{%S %Q %%}") == "47 871.234 %");
  CHECK(formatted("%d{%a %j %y %e}") == "Mon 217 19  5");
  CHECK(formatted("%d") == "2019-08-05 11:47:47");
  CHECK(formatted("%c|%p|%m%n") == "kea-dhcp4.dhcp4|INFO|AN_ID some text\n");
  CHECK(formatted("100%%") == "100%");
  CHECK(formatted("%i") == std::to_string(::getpid()));
  CHECK(formatted("%t") == std::to_string(::gettid()));
  CHECK(formatted("[%E{DHCP_TEST_VARIABLE}%E{DHCP_TEST_NOT_SET}]") == "[value]");
  CHECK(formatted("%F%L%l%M%b") == "");
  CHECK_FALSE(formatted("%h").empty());
  CHECK_FALSE(formatted("%T").empty());
}

TEST_CASE("each line has its own time, whatever other lines came before") {
  const LogPattern utc("%d{%S.%q|%Q}");
  const LogPattern again("%d{%S.%q|%Q}");
  const LogPattern plain("%d{%H}");
  std::vector<LogPattern> many(20, plain);
  for (int i = 0; i < 20; ++i) many[static_cast<std::size_t>(i)] = LogPattern(fmt::format("%d{{{} %M}}", i));
  for (int minute : {0, 1, 0}) {
    const std::int64_t at = 1565005667871234 + minute * 60000000;
    CHECK(formatted(utc, at) == "47.871|871.234");
    CHECK(formatted(utc, at + 128766) == "48.000|0.000");
    CHECK(formatted(again, at + 1) == "47.871|871.235");
    CHECK(formatted(plain, at) == "11");
    for (int i = 0; i < 20; ++i)
      CHECK(formatted(many[static_cast<std::size_t>(i)], at) == fmt::format("{} {}", i, 47 + minute));
  }
}

TEST_CASE("a time may be as long as one likes, and end in a percent sign") {
  std::string layout;
  std::string expected;
  for (int i = 0; i < 100; ++i) {
    layout += "%A and ";
    expected += "Monday and ";
  }
  CHECK(formatted("%d{" + layout + "}") == expected);
  CHECK(formatted("%d{%S %}") == "47 %");
}

TEST_CASE("fields of a log pattern are padded and cut") {
  CHECK(formatted("[%6p]") == "[  INFO]");
  CHECK(formatted("[%-6p]") == "[INFO  ]");
  CHECK(formatted("[%.4m]") == "[text]");
  CHECK(formatted("[%6.2p]") == "[    FO]");
  CHECK(formatted("[%-6.2p]") == "[FO    ]");
  CHECK(formatted("%6.2p%-9.9m|") == "    FOsome text|");
  CHECK(formatted("[%3n%-3L]") == "[  \n   ]");
}

TEST_CASE("what is no conversion stands for itself") {
  CHECK(formatted("%") == "%");
  CHECK(formatted("%z %-5") == "%z %-5");
  CHECK(formatted("%d{%Y") != "");
}

TEST_CASE("the default patterns give the documented layout") {
  const std::string line = formatted(default_stream_pattern);
  CHECK(line.find(".871 INFO  [kea-dhcp4.dhcp4/" + std::to_string(::getpid()) + ".") != std::string::npos);
  CHECK(line.ends_with("] AN_ID some text\n"));
}

TEST_CASE("without loggers, messages from INFO up go to the startup destination") {
  const ScratchDirectory scratch;
  log_with({}, setup(scratch.file("log")));
  const std::string text = read_text(scratch.file("log"));
  CHECK(text.ends_with("DHCP4_STARTED server started\n"));
  CHECK(text.find("DROP") == std::string::npos);
}

TEST_CASE("a child logger inherits what its entry does not say and overrides the rest") {
  const ScratchDirectory scratch;
  const std::string root = scratch.file("root");
  const std::string child = scratch.file("child");
  SUBCASE("own severity, inherited output") {
    log_with({logger("kea-dhcp4", "WARN", 0, {root}), logger("kea-dhcp4.bad-packets", "DEBUG", 15, {})},
             setup("stderr"));
    CHECK(read_text(root) == "DEBUG kea-dhcp4.bad-packets DHCP4_PACKET_DROP_0001 dropped\n");
  }
  SUBCASE("own output, inherited severity and debug level") {
    log_with({logger("kea-dhcp4", "DEBUG", 50, {root}), logger("kea-dhcp4.bad-packets", "", 0, {child})},
             setup("stderr"));
    CHECK(read_text(root) == "INFO kea-dhcp4.dhcp4 DHCP4_STARTED server started\n");
    CHECK(read_text(child) == "DEBUG kea-dhcp4.bad-packets DHCP4_PACKET_DROP_0001 dropped\n");
  }
  SUBCASE("a debug level is not inherited beside an own severity") {
    log_with({logger("kea-dhcp4", "DEBUG", 99, {root}), logger("kea-dhcp4.bad-packets", "DEBUG", 0, {})},
             setup("stderr"));
    CHECK(read_text(root) == "INFO kea-dhcp4.dhcp4 DHCP4_STARTED server started\n");
  }
  SUBCASE("the star is the parent of the root") {
    log_with({logger("*", "NONE", 0, {root}), logger("kea-dhcp4.dhcp4", "INFO", 0, {})}, setup("stderr"));
    CHECK(read_text(root) == "INFO kea-dhcp4.dhcp4 DHCP4_STARTED server started\n");
  }
  SUBCASE("entries of other programs do not matter") {
    log_with({logger("kea-dhcp6", "DEBUG", 99, {child})}, setup(root));
    CHECK_FALSE(std::filesystem::exists(child));
    CHECK_FALSE(read_text(root).empty());
  }
}

TEST_CASE("a message goes to every output of its logger") {
  const ScratchDirectory scratch;
  log_with({logger("kea-dhcp4", "INFO", 0, {scratch.file("a"), scratch.file("b")})}, setup("stderr"));
  CHECK(read_text(scratch.file("a")) == read_text(scratch.file("b")));
  CHECK_FALSE(read_text(scratch.file("a")).empty());
}

TEST_CASE("debug mode overrides the severities of the configuration") {
  const ScratchDirectory scratch;
  log_with({logger("kea-dhcp4", "NONE", 0, {scratch.file("log")})}, setup("stderr", true));
  CHECK(read_text(scratch.file("log")) ==
        "INFO kea-dhcp4.dhcp4 DHCP4_STARTED server started\n"
        "DEBUG kea-dhcp4.bad-packets DHCP4_PACKET_DROP_0001 dropped\n");
}

TEST_CASE("lines of a thread that holds them are written when it releases them, in their order") {
  const ScratchDirectory scratch;
  const auto routes =
      make_log_routes({logger("kea-dhcp4", "DEBUG", 99, {scratch.file("log")})}, setup("stderr"));
  REQUIRE(routes);
  LogRouter router(*routes);
  Log log(router);
  router.install(*routes, log);
  constexpr LogMessage failed{"DHCP4_FAILED", LogComponent::dhcp4, log_error, "failed"};
  std::thread([&] {
    LogRouter::hold_lines();
    log(started, "one");
    log(dropped);
    CHECK(read_text(scratch.file("log")).empty());
    LogRouter::release_lines();
    const std::string both =
        "INFO kea-dhcp4.dhcp4 DHCP4_STARTED one started\n"
        "DEBUG kea-dhcp4.bad-packets DHCP4_PACKET_DROP_0001 dropped\n";
    CHECK(read_text(scratch.file("log")) == both);
    log(dropped);
    log(failed);  // brings what was held before it
    CHECK(read_text(scratch.file("log")) ==
          both + "DEBUG kea-dhcp4.bad-packets DHCP4_PACKET_DROP_0001 dropped\n" +
              "ERROR kea-dhcp4.dhcp4 DHCP4_FAILED failed\n");
    log(started, "last");
  }).join();
  CHECK(read_text(scratch.file("log")).ends_with("last started\n"));
}

TEST_CASE("lines begin with their own logger, severity and layout, however they follow each other") {
  const ScratchDirectory scratch;
  LoggerConfig both = logger("kea-dhcp4", "DEBUG", 99, {scratch.file("a"), scratch.file("b")});
  both.outputs[1].pattern = "%c-%p %m|";
  const auto routes = make_log_routes({both}, setup("stderr"));
  REQUIRE(routes);
  LogRouter router(*routes);
  Log log(router);
  router.install(*routes, log);
  constexpr LogMessage warned{"DHCP4_WARNED", LogComponent::dhcp4, log_warn, "warned"};
  std::thread([&] {
    LogRouter::hold_lines();
    for (const LogMessage* message : {&dropped, &warned, &dropped}) {
      log(started, "one");
      log(*message);
    }
  }).join();
  CHECK(read_text(scratch.file("a")) ==
        "INFO kea-dhcp4.dhcp4 DHCP4_STARTED one started\n"
        "DEBUG kea-dhcp4.bad-packets DHCP4_PACKET_DROP_0001 dropped\n"
        "INFO kea-dhcp4.dhcp4 DHCP4_STARTED one started\n"
        "WARN kea-dhcp4.dhcp4 DHCP4_WARNED warned\n"
        "INFO kea-dhcp4.dhcp4 DHCP4_STARTED one started\n"
        "DEBUG kea-dhcp4.bad-packets DHCP4_PACKET_DROP_0001 dropped\n");
  CHECK(read_text(scratch.file("b")) ==
        "kea-dhcp4.dhcp4-INFO DHCP4_STARTED one started|"
        "kea-dhcp4.bad-packets-DEBUG DHCP4_PACKET_DROP_0001 dropped|"
        "kea-dhcp4.dhcp4-INFO DHCP4_STARTED one started|"
        "kea-dhcp4.dhcp4-WARN DHCP4_WARNED warned|"
        "kea-dhcp4.dhcp4-INFO DHCP4_STARTED one started|"
        "kea-dhcp4.bad-packets-DEBUG DHCP4_PACKET_DROP_0001 dropped|");
}

TEST_CASE("lines that follow a release have a time of their own") {
  const ScratchDirectory scratch;
  LoggerConfig timed = logger("kea-dhcp4", "INFO", 0, {scratch.file("log")});
  timed.outputs[0].pattern = "%d{%S.%q}|";
  const auto routes = make_log_routes({timed}, setup("stderr"));
  REQUIRE(routes);
  LogRouter router(*routes);
  Log log(router);
  router.install(*routes, log);
  std::string first;
  std::thread([&] {
    LogRouter::hold_lines();
    log(started, "one");
    LogRouter::release_lines();
    first = read_text(scratch.file("log"));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    log(started, "two");
  }).join();
  const std::string both = read_text(scratch.file("log"));
  CHECK(both.starts_with(first));
  CHECK(both.substr(first.size()) != first);
}

TEST_CASE("new routes are taken by every thread, and its held lines go to the old ones") {
  const ScratchDirectory scratch;
  const auto first = make_log_routes({}, setup(scratch.file("first")));
  const auto second = make_log_routes({}, setup(scratch.file("second")));
  REQUIRE(first);
  REQUIRE(second);
  LogRouter router(*first);
  Log log(router);
  router.install(*first, log);
  std::thread([&] {
    LogRouter::hold_lines();
    log(started, "one");
    router.install(*second, log);
    log(started, "two");
  }).join();
  CHECK(read_text(scratch.file("first")).ends_with("one started\n"));
  CHECK(read_text(scratch.file("second")).ends_with("two started\n"));
}

TEST_CASE("an output that cannot be opened is an error that names it") {
  const ScratchDirectory scratch;
  const auto no_directory =
      make_log_routes({logger("kea-dhcp4", "INFO", 0, {scratch.file("no/such/log")})}, setup("stderr"));
  REQUIRE_FALSE(no_directory);
  CHECK(no_directory.error().message.find("no/such/log") != std::string::npos);
  const auto no_facility = make_log_routes({}, setup("syslog:nowhere"));
  REQUIRE_FALSE(no_facility);
  CHECK(no_facility.error().message.find("nowhere") != std::string::npos);
  CHECK(make_log_routes({}, setup("syslog:daemon")));
}

TEST_CASE("a log file is rotated by size and only so many old ones are kept") {
  const ScratchDirectory scratch;
  const std::string path = scratch.file("log");
  LogOutputConfig config;
  config.output = path;
  config.maxsize = smallest_rotating_size;
  config.maxver = 2;
  const auto output = open_log_output(config, "kea-dhcp4");
  REQUIRE(output);
  for (char letter : {'a', 'b', 'c', 'd'}) (*output)->write(log_info, std::string(204799, letter) + "\n");
  (*output)->write(log_info, "last\n");
  CHECK(read_text(path) == "last\n");
  CHECK(read_text(path + ".1")[0] == 'd');
  CHECK(read_text(path + ".2")[0] == 'c');
  CHECK_FALSE(std::filesystem::exists(path + ".3"));
}

TEST_CASE("a size below the smallest one means no rotation") {
  const ScratchDirectory scratch;
  LogOutputConfig config;
  config.output = scratch.file("log");
  config.maxsize = smallest_rotating_size - 1;
  const auto output = open_log_output(config, "kea-dhcp4");
  REQUIRE(output);
  for (int i = 0; i < 3; ++i) (*output)->write(log_info, std::string(smallest_rotating_size, 'x'));
  CHECK(std::filesystem::file_size(config.output) == 3 * smallest_rotating_size);
  CHECK_FALSE(std::filesystem::exists(config.output + ".1"));
}

TEST_CASE("what is no regular file is never rotated") {
  const ScratchDirectory scratch;
  LogOutputConfig config;
  config.output = scratch.file("pipe");
  config.maxsize = smallest_rotating_size;
  REQUIRE(::mkfifo(config.output.c_str(), 0600) == 0);
  const std::string text(smallest_rotating_size, 'x');
  std::thread reader([&] { CHECK(read_text(config.output).size() == text.size()); });
  {
    const auto output = open_log_output(config, "kea-dhcp4");
    REQUIRE(output);
    (*output)->write(log_info, text);
  }
  reader.join();
  CHECK(std::filesystem::is_fifo(config.output));
  CHECK_FALSE(std::filesystem::exists(config.output + ".1"));
}

TEST_CASE("two writers to one file do not rotate it twice") {
  const ScratchDirectory scratch;
  LogOutputConfig config;
  config.output = scratch.file("log");
  config.maxsize = smallest_rotating_size;
  config.maxver = 5;
  const auto one = open_log_output(config, "kea-dhcp4");
  const auto other = open_log_output(config, "kea-dhcp4");
  REQUIRE(one);
  REQUIRE(other);
  const std::string half(smallest_rotating_size / 2, 'x');
  (*one)->write(log_info, half + half);    // rotates
  (*other)->write(log_info, half + half);  // still in the old file: finds it gone and follows
  (*other)->write(log_info, "followed\n");
  CHECK(read_text(config.output) == "followed\n");
  CHECK_FALSE(std::filesystem::exists(config.output + ".2"));
}

TEST_CASE("an output told not to flush holds lines back until it is asked") {
  const ScratchDirectory scratch;
  LogOutputConfig config;
  config.output = scratch.file("log");
  config.flush = false;
  const auto output = open_log_output(config, "kea-dhcp4");
  REQUIRE(output);
  (*output)->write(log_info, "line\n");
  CHECK(read_text(config.output).empty());
  (*output)->flush();
  CHECK(read_text(config.output) == "line\n");
}

TEST_CASE("lines of many threads stay whole while the file rotates") {
  const ScratchDirectory scratch;
  LogOutputConfig config;
  config.output = scratch.file("log");
  config.maxsize = smallest_rotating_size;
  config.maxver = 50;
  const auto output = open_log_output(config, "kea-dhcp4");
  REQUIRE(output);
  const std::string line = std::string(199, 'x') + "\n";
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) (*output)->write(log_info, line);
    });
  for (std::thread& thread : threads) thread.join();
  std::size_t lines = 0;
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path)) {
    std::ifstream in(entry.path());
    for (std::string read; std::getline(in, read); ++lines) CHECK(read.size() == 199);
  }
  CHECK(lines == 8000);
}
