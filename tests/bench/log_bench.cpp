// What a line of the log costs at INFO, to a file, in the default layout: log-bench [LINES]
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "engine/label4.hpp"
#include "engine/messages4.hpp"
#include "runtime/log_router.hpp"
#include "support/measure.hpp"
#include "support/report.hpp"

namespace {

using namespace dhcp;

constexpr std::size_t lines_in_batch = 128;

bool print_costs(const std::string& file, std::size_t lines) {
  LoggerConfig logger{"kea-dhcp4", "INFO", 0, {}};
  logger.outputs.emplace_back().output = file;
  const auto routes = server::make_log_routes({logger}, {.program = "kea-dhcp4"});
  if (!routes) return false;
  server::LogRouter router(*routes);
  Log log(router);
  router.install(*routes, log);
  server::LogRouter::hold_lines();

  const std::uint8_t octets[] = {1, 0, 0x0c, 1, 2, 3, 4};
  const HardwareAddress hardware_address{HardwareAddress::ethernet,
                                         BoundedBytes<20>(ByteView(octets).last(6))};
  const ClientId client_id{ByteView(octets)};
  const Label4 label{hardware_address, client_id, 0x12345678};
  const Ipv4Address here(0xc0000201);
  const Ipv4Address there(0xc0000209);
  const Ipv4Address leased(0xc0000255);
  const std::string_view interface = "eth0";

  bench::heading("A line of the log",
                 fmt::format("At INFO to a file, in the default layout. {} lines are written together, as a "
                             "worker does with those of a round.",
                             lines_in_batch));
  bench::Table table({"message", "ns", "allocations"});
  const auto row = [&](const LogMessage& message, const auto&... arguments) {
    const auto cost = bench::measure(lines, [&](std::size_t i) {
      log(message, arguments...);
      if (i % lines_in_batch == 0) server::LogRouter::release_lines();
    });
    table.row(
        {fmt::format("`{}`", message.id), bench::number(cost.nanoseconds), bench::number(cost.allocations)});
  };
  row(messages4::query_label, label);
  row(messages4::packet_received, label, "DHCPREQUEST", 3, there, here, interface);
  row(messages4::lease_alloc, label, leased, 3600);
  row(messages4::packet_send, label, "DHCPACK", 5, here, 67, there, 67, interface);
  table.print();
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t lines = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 100'000;
  const std::string file =
      std::filesystem::temp_directory_path() / ("log-bench." + std::to_string(::getpid()));
  const bool measured = lines != 0 && print_costs(file, lines);
  for (const char* suffix : {"", ".1"}) std::filesystem::remove(file + suffix);
  return measured ? 0 : 2;
}
