#include "dhcp4/configuration.hpp"

#include <fmt/format.h>

#include "dhcp4/lease_database.hpp"
#include "dhcp4/messages.hpp"
#include "dhcpcore/value.hpp"
#include "runtime/read_file.hpp"

namespace dhcp::server {

namespace {

Result<std::shared_ptr<const Config4>> compile(const std::string& text, const std::string& path) {
  auto config = Config4::parse(text, path, read_file);
  if (!config) return config;
  const QueueControlConfig& queue = (*config)->server().queue_control;
  if (queue.enabled && queue.type != "kea-ring4")
    return Error{fmt::format("{}: dhcp-queue-control: queue-type \"{}\" is not known, only \"kea-ring4\"",
                             path, queue.type)};
  if (Result<void> database = check_lease_database((*config)->lease_database()); !database)
    return Error{fmt::format("{}: {}", path, database.error().message)};
  return config;
}

}  // namespace

Result<std::shared_ptr<const Config4>> load_configuration(const std::string& path, Log& log) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  auto config = compile(*text, path);
  if (!config && parse_json(*text, path, config_file_syntax, read_file))
    log(messages::parser_fail, config.error().message);
  return config;
}

int check_configuration(const std::string& path) {
  Log silent(null_log_sink());
  const auto config = load_configuration(path, silent);
  if (!config) {
    fmt::print(stderr, "Error encountered: {}\n", config.error().message);
    return 1;
  }
  for (const std::string& warning : (*config)->warnings()) fmt::print("warning: {}\n", warning);
  fmt::print("{} looks good: {} subnets\n", path, (*config)->subnet_count());
  return 0;
}

}  // namespace dhcp::server
