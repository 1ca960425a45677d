#include "dhcpcore/log.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace dhcp {
namespace {

struct Lines final : LogSink {
  void write(const LogMessage& message, std::string_view text) noexcept override {
    lines.push_back(std::string(message.id) + ' ' + std::string(text));
  }
  std::vector<std::string> lines;
};

constexpr LogMessage leased{"LEASED", LogComponent::leases, log_info, "{} leased for {} seconds"};
constexpr LogMessage detail{"DETAIL", LogComponent::leases, log_debug(40), "lease {}"};
constexpr LogMessage broken{"BROKEN", LogComponent::packets, log_error, "no reader"};

TEST_CASE("a message reaches the sink with its arguments in place") {
  Lines sink;
  Log log(sink);
  log(leased, "192.0.2.1", 3600);
  CHECK(sink.lines == std::vector<std::string>{"LEASED 192.0.2.1 leased for 3600 seconds"});
}

TEST_CASE("what is more verbose than its component's level is not said") {
  Lines sink;
  Log log(sink, log_info);
  CHECK_FALSE(log.enabled(detail));
  log(detail, 1);
  CHECK(sink.lines.empty());
  log.set_verbosity(LogComponent::leases, log_debug(40));
  log(detail, 2);
  CHECK(sink.lines.size() == 1);
  log.set_verbosity(LogComponent::leases, log_debug(39));
  CHECK_FALSE(log.enabled(detail));
}

TEST_CASE("components have levels of their own, and one call sets them all") {
  Lines sink;
  Log log(sink);
  log.set_verbosity(LogComponent::leases, log_nothing);
  log(leased, "192.0.2.1", 1);
  log(broken);
  CHECK(sink.lines == std::vector<std::string>{"BROKEN no reader"});
  log.set_verbosity(log_nothing);
  CHECK_FALSE(log.enabled(broken));
  log.set_verbosity(log_debug(99));
  CHECK(log.enabled(detail));
}

TEST_CASE("arguments that do not fit a message's text never lose the message") {
  Lines sink;
  Log log(sink);
  log(leased, "192.0.2.1");
  REQUIRE(sink.lines.size() == 1);
  CHECK(sink.lines[0].starts_with("LEASED {} leased for {} seconds (arguments do not fit: "));
}

TEST_CASE("severities and components are named as in configuration files") {
  CHECK(severity_name(log_fatal) == "FATAL");
  CHECK(severity_name(log_error) == "ERROR");
  CHECK(severity_name(log_warn) == "WARN");
  CHECK(severity_name(log_info) == "INFO");
  CHECK(severity_name(log_debug(0)) == "DEBUG");
  CHECK(severity_name(log_debug(99)) == "DEBUG");
  CHECK(log_component_name(LogComponent::root).empty());
  CHECK(log_component_name(LogComponent::alloc_engine) == "alloc-engine");
  CHECK(log_component_name(LogComponent::tcp) == "tcp");
}

TEST_CASE("the null sink takes everything and says nothing") {
  Log log(null_log_sink());
  CHECK(log.enabled(leased));
  log(leased, 1, 2);
}

}  // namespace
}  // namespace dhcp
