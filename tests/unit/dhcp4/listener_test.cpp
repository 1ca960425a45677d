#include "dhcp4/listener.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "dhcp4/messages.hpp"

using namespace dhcp;
using namespace dhcp::server;

namespace {

/// Counts messages by identifier.
struct Counting final : LogSink {
  void write(const LogMessage& message, std::string_view) noexcept override { ids.emplace_back(message.id); }
  std::ptrdiff_t count(const LogMessage& message) const {
    return std::count(ids.begin(), ids.end(), std::string(message.id));
  }
  std::vector<std::string> ids;
};

InterfaceTable loopback_table(bool up = true) {
  InterfaceTable table;
  Interface& lo = table.interfaces.emplace_back();
  lo.index = ::if_nametoindex("lo");
  lo.name = "lo";
  lo.loopback = true;
  lo.up = up;
  lo.hardware_address.type = 0;
  lo.addresses4.push_back({Ipv4Address::loopback(), 8});
  return table;
}

InterfacesConfig listen_on_loopback(std::uint32_t retries = 0, bool all = false) {
  InterfacesConfig config;
  config.interfaces = {"lo"};
  config.socket_type = InterfacesConfig::SocketType::udp;
  config.service_sockets_max_retries = retries;
  config.service_sockets_require_all = all;
  config.service_sockets_retry_wait_time = 1000;
  return config;
}

/// Somebody else on a port of the loopback.
struct OtherServer {
  OtherServer() : socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(Ipv4Address::loopback().value());
    socklen_t length = sizeof address;
    REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), length) == 0);
    REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
    port = ntohs(address.sin_port);
  }
  Descriptor socket;
  std::uint16_t port = 0;
};

struct Bench {
  explicit Bench(std::uint16_t port)
      : log(sink),
        listener(log, timers, 2, port,
                 {[this](const auto& set) { points.push_back(set->points.size()); }, [this] { ++gave_up; }}) {
  }
  void pass_time() { timers.run_due(timers.next()); }

  Counting sink;
  Log log;
  Timers timers;
  std::vector<std::size_t> points;  ///< of each set that came into use
  int gave_up = 0;
  Listener listener;
};

}  // namespace

TEST_CASE("a prepared set comes into use when it is committed, not before") {
  const std::uint16_t port = OtherServer().port;
  Bench bench(port);
  auto prepared = bench.listener.prepare(listen_on_loopback(), loopback_table(), true);
  REQUIRE(prepared);
  CHECK(bench.points.empty());
  bench.listener.commit(*std::move(prepared), loopback_table());
  CHECK(bench.points == std::vector<std::size_t>{1});
  CHECK(bench.listener.open_count() == 1);
}

TEST_CASE("a socket that is required and does not open makes preparing fail") {
  const OtherServer other;
  Bench bench(other.port);
  const auto prepared = bench.listener.prepare(listen_on_loopback(0, true), loopback_table(), true);
  REQUIRE_FALSE(prepared);
  CHECK(prepared.error().message.find(std::to_string(other.port)) != std::string::npos);
  const auto down = bench.listener.prepare(listen_on_loopback(0, true), loopback_table(false), true);
  REQUIRE_FALSE(down);
  CHECK(down.error().message.find("lo is down") != std::string::npos);
}

TEST_CASE("a socket that is not required and does not open is logged and done without") {
  const OtherServer other;
  Bench bench(other.port);
  auto prepared = bench.listener.prepare(listen_on_loopback(), loopback_table(), false);
  REQUIRE(prepared);
  bench.listener.commit(*std::move(prepared), loopback_table());
  CHECK(bench.sink.count(messages::open_socket_fail) == 1);
  CHECK(bench.sink.count(messages::no_sockets_open) == 1);
  CHECK(bench.timers.next() == SteadyTime::max());
}

TEST_CASE("attempts go on until the port is free") {
  auto other = std::make_unique<OtherServer>();
  Bench bench(other->port);
  auto prepared = bench.listener.prepare(listen_on_loopback(5, true), loopback_table(), false);
  REQUIRE(prepared);
  bench.listener.commit(*std::move(prepared), loopback_table());
  bench.pass_time();
  CHECK(bench.listener.open_count() == 0);
  // The same news are told once.
  CHECK(bench.sink.count(messages::open_socket_fail) == 1);
  CHECK(bench.sink.count(messages::no_sockets_open) == 1);
  other.reset();
  bench.pass_time();
  CHECK(bench.listener.open_count() == 1);
  CHECK(bench.timers.next() == SteadyTime::max());
  CHECK(bench.gave_up == 0);
}

TEST_CASE("after the last attempt the listener gives up if all sockets are required") {
  const OtherServer other;
  for (const bool all : {false, true}) {
    Bench bench(other.port);
    auto prepared = bench.listener.prepare(listen_on_loopback(2, all), loopback_table(), false);
    REQUIRE(prepared);
    bench.listener.commit(*std::move(prepared), loopback_table());
    bench.pass_time();
    CHECK(bench.sink.count(messages::open_sockets_failed) == 0);
    bench.pass_time();
    CHECK(bench.sink.count(messages::open_sockets_failed) == 1);
    CHECK(bench.gave_up == (all ? 1 : 0));
    CHECK(bench.timers.next() == SteadyTime::max());
  }
}

TEST_CASE("an interface that goes down and comes back is left and listened on again") {
  const std::uint16_t port = OtherServer().port;
  Bench bench(port);
  auto prepared = bench.listener.prepare(listen_on_loopback(), loopback_table(), true);
  REQUIRE(prepared);
  bench.listener.commit(*std::move(prepared), loopback_table());
  bench.listener.interfaces_changed(loopback_table(false));
  bench.listener.interfaces_changed({});
  bench.listener.interfaces_changed(loopback_table());
  CHECK(bench.points == std::vector<std::size_t>{1, 0, 0, 1});
}

TEST_CASE("interfaces of no concern disturb nobody") {
  const std::uint16_t port = OtherServer().port;
  Bench bench(port);
  bench.listener.commit(*bench.listener.prepare(listen_on_loopback(), loopback_table(), true),
                        loopback_table());
  InterfaceTable table = loopback_table();
  table.interfaces.emplace_back().name = "veth17";
  bench.listener.interfaces_changed(table);
  CHECK(bench.points == std::vector<std::size_t>{1});
  CHECK(bench.sink.count(messages::interfaces_changed) == 0);
  table.interfaces[0].addresses4.push_back({Ipv4Address(127, 0, 0, 2), 8});
  bench.listener.interfaces_changed(table);
  CHECK(bench.points == std::vector<std::size_t>{1, 1});
  CHECK(bench.sink.count(messages::interfaces_changed) == 1);
}

TEST_CASE("preparing a configuration that makes no sense here changes nothing") {
  const std::uint16_t port = OtherServer().port;
  Bench bench(port);
  bench.listener.commit(*bench.listener.prepare(listen_on_loopback(), loopback_table(), true),
                        loopback_table());
  InterfacesConfig wrong = listen_on_loopback();
  wrong.interfaces = {"nowhere"};
  CHECK_FALSE(bench.listener.prepare(wrong, loopback_table(), false));
  CHECK(bench.listener.open_count() == 1);
}
