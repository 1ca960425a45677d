/// @file
/// The lease store that a configuration asks for.
#pragma once

#include <memory>
#include <string>

#include "dhcpcore/config4.hpp"
#include "dhcpcore/executor.hpp"
#include "dhcpcore/lease_store.hpp"
#include "dhcpcore/log.hpp"
#include "dhcpcore/result.hpp"
#include "dhcpstore/lease_file_store.hpp"

namespace dhcp::server {

/// Whether there is such a store at all. The error says what there is instead.
Result<void> check_lease_database(const DatabaseConfig& config);

/// Whether a running server can go from one to the other without a restart; the error says why not.
Result<void> check_same_lease_database(const DatabaseConfig& current, const DatabaseConfig& next);

/// A store, and where its file is if it has one.
struct LeaseDatabase {
  std::unique_ptr<LeaseStore4> store;
  store::LeaseFileStore4* file_store = nullptr;  ///< `store`; null: there is no lease file
  std::string file;
};

/// Loads the leases, and checks them as the configuration wants. The other arguments outlive the store.
Result<LeaseDatabase> open_lease_database(const std::shared_ptr<const Config4>& config, Executor& executor,
                                          Log& log, unsigned workers);

}  // namespace dhcp::server
