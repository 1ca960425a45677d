/// @file
/// The configuration of a DHCPv4 server: read from JSON, checked, compiled to an immutable snapshot.
/// @floor config
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/config.hpp"
#include "dhcpcore/config_change.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/result.hpp"
#include "dhcpcore/value.hpp"

namespace dhcp {

struct Snapshot4;  // what the engine reads: libdhcpcore/src/config/snapshot4.hpp

/// A checked configuration. Immutable; share it between threads freely.
class DHCPCORE_API Config4 {
 public:
  /// Reads `{"Dhcp4": {…}}`. `file_name` is for messages; `open` reads included files (empty: includes fail).
  /// The error is one line: "file:line:column: Dhcp4/subnet4[0]/pools[1]/pool: what is wrong; what is
  /// allowed".
  static Result<std::shared_ptr<const Config4>> parse(std::string_view text, std::string_view file_name,
                                                      const OpenInclude& open = {});
  /// The same from a value that has been read already.
  static Result<std::shared_ptr<const Config4>> from_value(const Value& root);

  /// The configuration after all of `changes`, made in their order and checked at the end; this one stays as
  /// it is. Says what loading the changed configuration as a whole would say, but for warnings: they are
  /// about what was changed. Costs what the changed subnets, shared networks and global reservations cost,
  /// and shares all others. Everything is compiled anew, at the cost of a load, when something else changes,
  /// or when a class is referred to for the first time.
  Result<std::shared_ptr<const Config4>> with(std::span<const ConfigChange> changes) const;

  ~Config4();
  Config4(const Config4&) = delete;
  Config4& operator=(const Config4&) = delete;

  /// What deserves an operator's attention though it was accepted, one line each with its place.
  const std::vector<std::string>& warnings() const;
  /// What is configured of the server itself, defaults filled in.
  const ServerConfig& server() const;
  const InterfacesConfig& interfaces() const { return server().interfaces; }
  /// Of any type that the reference knows; whoever opens it says whether it can.
  const DatabaseConfig& lease_database() const { return server().lease_database; }
  const std::vector<LoggerConfig>& loggers() const { return server().loggers; }
  /// The workers asked for by `multi-threading`: 0 = choose.
  unsigned thread_pool_size() const;
  /// Queries that may wait for a worker, by `multi-threading` or, without that, by `dhcp-queue-control`: 0 =
  /// no limit but ours.
  unsigned packet_queue_size() const;
  std::size_t subnet_count() const;
  /// The whole configuration with defaults filled in; `from_value` of it gives an equal configuration.
  Value to_value() const;

  const Snapshot4& snapshot() const { return *snapshot_; }

 private:
  struct Parts;
  explicit Config4(std::unique_ptr<const Parts> parts);
  static std::shared_ptr<const Config4> of(Parts&& parts);
  std::unique_ptr<const Parts> parts_;
  const Snapshot4* snapshot_;
};

}  // namespace dhcp
