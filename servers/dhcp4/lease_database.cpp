#include "dhcp4/lease_database.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "dhcp4/messages.hpp"
#include "dhcpcore/file.hpp"
#include "dhcpcore/lease_checks4.hpp"
#include "dhcpstore/lease_file_store.hpp"
#include "dhcpstore/memory_store.hpp"
#include "runtime/build_paths.hpp"

namespace dhcp::server {
namespace {

std::string lease_file_path(const DatabaseConfig& config) {
  return config.name.empty() ? fmt::format("{}/kea-leases4.csv", build_data_directory) : config.name;
}

std::string describe(const DatabaseConfig& config) {
  return config.persist ? fmt::format("{} {}", config.type, lease_file_path(config))
                        : fmt::format("{} without a file", config.type);
}

}  // namespace

Result<void> check_lease_database(const DatabaseConfig& config) {
  if (config.type == "memfile") return {};
  return Error{
      fmt::format("lease-database: type \"{}\" is not supported yet, only \"memfile\"", config.type)};
}

Result<void> check_same_lease_database(const DatabaseConfig& current, const DatabaseConfig& next) {
  if (Result<void> supported = check_lease_database(next); !supported) return supported;
  if (describe(current) != describe(next))
    return Error{fmt::format("lease-database changes from {} to {}, which needs a restart of the server",
                             describe(current), describe(next))};
  if (current.sync != next.sync)
    return Error{
        fmt::format("lease-database changes \"sync\" to {}, which needs a restart of the server", next.sync)};
  return {};
}

Result<LeaseDatabase> open_lease_database(const std::shared_ptr<const Config4>& whole, Executor& executor,
                                          Log& log, unsigned workers) {
  const DatabaseConfig& config = whole->lease_database();
  if (Result<void> supported = check_lease_database(config); !supported) return supported.error();
  LeaseDatabase database;
  if (!config.persist) {
    log(messages::no_storage);
    database.store = store::make_memory_store4();
    return database;
  }
  store::LeaseFileOptions options;
  options.path = lease_file_path(config);
  options.sync = config.sync;
  options.max_row_errors = config.max_row_errors;
  if (config.name.empty()) {
    std::error_code ignored;  // what could not be created is reported when the file is opened
    std::filesystem::create_directories(build_data_directory, ignored);
  }
  LeaseChecks4 checks(whole, log);
  LeaseCheck4 check;
  if (checks.needed()) check = [&](Lease4& lease) { return checks.check(lease); };
  auto opened = store::LeaseFileStore4::open(options, posix_file_system(), executor, log, workers, check);
  checks.finish();
  if (!opened) return opened.error();
  database.file_store = opened->get();
  database.store = *std::move(opened);
  database.file = options.path;
  return database;
}

}  // namespace dhcp::server
