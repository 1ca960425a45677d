#include "dhcp4/configuration.hpp"

#include <fmt/format.h>

#include "dhcp4/lease_database.hpp"
#include "runtime/read_file.hpp"

namespace dhcp::server {

Result<std::shared_ptr<const Config4>> load_configuration(const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  auto config = Config4::parse(*text, path, read_file);
  if (!config) return config;
  const QueueControlConfig& queue = (*config)->server().queue_control;
  if (queue.enabled && queue.type != "kea-ring4")
    return Error{fmt::format("{}: dhcp-queue-control: queue-type \"{}\" is not known, only \"kea-ring4\"",
                             path, queue.type)};
  if (Result<void> database = check_lease_database((*config)->lease_database()); !database)
    return Error{fmt::format("{}: {}", path, database.error().message)};
  return config;
}

int check_configuration(const std::string& path) {
  const auto config = load_configuration(path);
  if (!config) {
    fmt::print(stderr, "Error encountered: {}\n", config.error().message);
    return 1;
  }
  for (const std::string& warning : (*config)->warnings()) fmt::print("warning: {}\n", warning);
  fmt::print("{} looks good: {} subnets\n", path, (*config)->subnet_count());
  return 0;
}

}  // namespace dhcp::server
